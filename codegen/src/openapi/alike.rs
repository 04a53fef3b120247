//! Whether two documents say the same of their operations.

use std::collections::{BTreeSet, HashSet};

use indexmap::IndexMap;

use super::access::{Flow, Place, SchemeKind, Security, SecurityScheme, Servers};
use super::model::{Answer, Document, Encoding, Header, Holds, Media, Operation, Parameter};
use super::same::{Comparing, Difference, Places, Same, Scope, notes};
use super::schema::SchemaId;

/// The first place where two documents do not say the same; nothing where they do.
///
/// Keys of components, places and the order of anything are no difference, and neither is a named schema that one of the
/// documents has taken out of its operations or put into them. What is said about schemas counts in the scope of all.
#[must_use]
pub fn difference(left: &Document, right: &Document, scope: Scope) -> Option<Difference> {
    let mut comparing = Comparing::new(&left.schemas, &right.schemas, scope);
    document(&mut comparing, left, right)
        .and_then(|()| comparing.settle())
        .err()
}

fn document(to: &mut Comparing<'_>, left: &Document, right: &Document) -> Same {
    let at = Places(&left.notes.pointer, &right.notes.pointer);
    notes(&left.notes, &right.notes, at)?;
    at.same("the title", &left.info.title, &right.info.title)?;
    at.same("the version", &left.info.version, &right.info.version)?;
    at.same("the terms", &left.info.terms, &right.info.terms)?;
    at.same("the contact", &left.info.contact, &right.info.contact)?;
    at.same("the licence", &left.info.license, &right.info.license)?;
    notes(
        &left.info.notes,
        &right.info.notes,
        Places(&left.info.notes.pointer, &right.info.notes.pointer),
    )?;
    servers(&left.servers, &right.servers)?;
    let names = |document: &Document| {
        document
            .tags
            .iter()
            .map(|tag| tag.name.clone())
            .collect::<BTreeSet<_>>()
    };
    at.same("the tags", &names(left), &names(right))?;
    for tag in &left.tags {
        if let Some(other) = right.tags.iter().find(|other| other.name == tag.name) {
            notes(
                &tag.notes,
                &other.notes,
                Places(&tag.notes.pointer, &other.notes.pointer),
            )?;
        }
    }
    at.same(
        "the security schemes",
        &keys(&left.schemes),
        &keys(&right.schemes),
    )?;
    for (key, scheme) in &left.schemes {
        if let Some(other) = right.schemes.get(key) {
            same_scheme(scheme, other)?;
        }
    }
    let names = |document: &Document| {
        let all = document
            .operations
            .iter()
            .map(|each| (each.path.clone(), each.method));
        all.collect::<BTreeSet<_>>()
    };
    at.same("the operations", &names(left), &names(right))?;
    for operation in &left.operations {
        let mut others = right.operations.iter();
        let other =
            others.find(|other| other.path == operation.path && other.method == operation.method);
        if let Some(other) = other {
            same_operation(to, operation, other)?;
        }
    }
    for (key, used) in &left.components {
        if let Some(other) = right.components.get(key) {
            to.pair(used.id, other.id);
        }
    }
    alone(left, right)?;
    alone(right, left)
}

/// A named schema that one document has alone is a difference, unless something uses it.
fn alone(document: &Document, other: &Document) -> Same {
    let mut used: HashSet<SchemaId> = HashSet::new();
    for (_, schema) in document.schemas.iter() {
        used.extend(&schema.refers);
    }
    let stated = document.statements.iter();
    let elsewhere = stated.filter(|it| it.notes.pointer != document.schemas[it.id].notes.pointer);
    used.extend(elsewhere.map(|it| it.id));
    for (key, named) in &document.components {
        let schema = &document.schemas[named.id];
        let is_held = schema.reach.any();
        if !is_held && !used.contains(&named.id) && !other.components.contains_key(key) {
            return Places(&named.pointer, &other.notes.pointer).differ("a named schema");
        }
    }
    Ok(())
}

fn keys<T>(map: &IndexMap<String, T>) -> BTreeSet<String> {
    map.keys().cloned().collect()
}

fn servers(left: &Servers, right: &Servers) -> Same {
    let at = Places(&left.pointer, &right.pointer);
    at.same("the number of servers", &left.list.len(), &right.list.len())?;
    for (one, other) in left.list.iter().zip(&right.list) {
        let at = Places(&one.notes.pointer, &other.notes.pointer);
        at.same("the server", &one.url, &other.url)?;
        at.same(
            "its variables",
            &keys(&one.variables),
            &keys(&other.variables),
        )?;
        for (name, variable) in &one.variables {
            if let Some(other) = other.variables.get(name) {
                at.same("a variable", &variable.default, &other.default)?;
                at.same("a variable", &variable.values, &other.values)?;
                notes(&variable.notes, &other.notes, at)?;
            }
        }
        notes(&one.notes, &other.notes, at)?;
    }
    Ok(())
}

fn same_scheme(one: &SecurityScheme, other: &SecurityScheme) -> Same {
    let at = Places(&one.notes.pointer, &other.notes.pointer);
    match (&one.kind, &other.kind) {
        (
            SchemeKind::ApiKey { place, name },
            SchemeKind::ApiKey {
                place: at_place,
                name: named,
            },
        ) => {
            at.same("where the key goes", place, at_place)?;
            let is_header = *place == Place::Header;
            if !(name == named || is_header && name.eq_ignore_ascii_case(named)) {
                return at.differ("the name of the key");
            }
        }
        (SchemeKind::OAuth2(ones), SchemeKind::OAuth2(others)) => {
            at.same("the flows", &keys(ones), &keys(others))?;
            for (name, one) in ones {
                let Some(other) = others.get(name) else {
                    continue;
                };
                let urls = |flow: &Flow| {
                    let all = [&flow.authorization_url, &flow.token_url, &flow.refresh_url];
                    all.map(Clone::clone)
                };
                at.same("where tokens are had", &urls(one), &urls(other))?;
                at.same("the scopes", &one.scopes, &other.scopes)?;
                notes(&one.notes, &other.notes, at)?;
            }
        }
        (one, other) => at.same("how it works", &format!("{one:?}"), &format!("{other:?}"))?,
    }
    notes(&one.notes, &other.notes, at)
}

fn same_security(one: &Security, other: &Security) -> Same {
    let told = |security: &Security| {
        let all = security.any_of.iter().map(|requirement| {
            let schemes = requirement.iter().map(|(name, scopes)| {
                (
                    name.clone(),
                    scopes.iter().cloned().collect::<BTreeSet<_>>(),
                )
            });
            schemes.collect::<BTreeSet<_>>()
        });
        all.collect::<BTreeSet<_>>()
    };
    Places(&one.pointer, &other.pointer).same("what a call needs", &told(one), &told(other))
}

fn same_operation(to: &mut Comparing<'_>, one: &Operation, other: &Operation) -> Same {
    let at = Places(&one.notes.pointer, &other.notes.pointer);
    at.same("the id", &one.id, &other.id)?;
    let tags = |operation: &Operation| operation.tags.iter().cloned().collect::<BTreeSet<_>>();
    at.same("the tags", &tags(one), &tags(other))?;
    notes(&one.notes, &other.notes, at)?;
    notes(&one.path_notes, &other.path_notes, at)?;
    same_security(&one.security, &other.security)?;
    servers(&one.servers, &other.servers)?;
    let names = |operation: &Operation| {
        let all = operation
            .parameters
            .iter()
            .map(|each| (each.place, each.name.clone()));
        all.collect::<BTreeSet<_>>()
    };
    at.same("the parameters", &names(one), &names(other))?;
    for parameter in &one.parameters {
        let mut others = other.parameters.iter();
        let is_it = |other: &&std::sync::Arc<Parameter>| {
            other.place == parameter.place && other.name == parameter.name
        };
        if let Some(other) = others.find(is_it) {
            same_parameter(to, parameter, other)?;
        }
    }
    match (&one.body, &other.body) {
        (None, None) => {}
        (Some(one), Some(other)) => {
            let at = Places(&one.notes.pointer, &other.notes.pointer);
            at.same("whether a body is required", &one.required, &other.required)?;
            notes(&one.notes, &other.notes, at)?;
            content(to, &one.content, &other.content, at)?;
        }
        _ => return at.differ("whether there is a body"),
    }
    let names = |operation: &Operation| {
        operation
            .answers
            .iter()
            .map(|each| each.status)
            .collect::<BTreeSet<_>>()
    };
    at.same("the answers", &names(one), &names(other))?;
    for answer in &one.answers {
        if let Some(other) = other
            .answers
            .iter()
            .find(|other| other.status == answer.status)
        {
            same_answer(to, answer, other)?;
        }
    }
    Ok(())
}

fn same_parameter(to: &mut Comparing<'_>, one: &Parameter, other: &Parameter) -> Same {
    let at = Places(&one.notes.pointer, &other.notes.pointer);
    at.same("whether it is required", &one.required, &other.required)?;
    let written = |it: &Parameter| (it.style, it.explode, it.allow_reserved, it.allow_empty);
    at.same("how it is written", &written(one), &written(other))?;
    notes(&one.notes, &other.notes, at)?;
    holds(to, &one.holds, &other.holds, at)
}

fn same_answer(to: &mut Comparing<'_>, one: &Answer, other: &Answer) -> Same {
    let (one, other) = (&one.response, &other.response);
    let at = Places(&one.notes.pointer, &other.notes.pointer);
    notes(&one.notes, &other.notes, at)?;
    headers(to, &one.headers, &other.headers, at)?;
    content(to, &one.content, &other.content, at)
}

fn headers(
    to: &mut Comparing<'_>,
    ones: &[std::sync::Arc<Header>],
    others: &[std::sync::Arc<Header>],
    at: Places<'_>,
) -> Same {
    let names = |all: &[std::sync::Arc<Header>]| {
        all.iter()
            .map(|header| header.name.to_ascii_lowercase())
            .collect::<BTreeSet<_>>()
    };
    at.same("the headers", &names(ones), &names(others))?;
    for one in ones {
        let Some(other) = others
            .iter()
            .find(|other| other.name.eq_ignore_ascii_case(&one.name))
        else {
            continue;
        };
        let at = Places(&one.notes.pointer, &other.notes.pointer);
        at.same("whether it always comes", &one.required, &other.required)?;
        at.same("how it is written", &one.explode, &other.explode)?;
        notes(&one.notes, &other.notes, at)?;
        holds(to, &one.holds, &other.holds, at)?;
    }
    Ok(())
}

fn holds(to: &mut Comparing<'_>, one: &Holds, other: &Holds, at: Places<'_>) -> Same {
    match (one, other) {
        (Holds::Anything, Holds::Anything) => Ok(()),
        (Holds::Schema(one), Holds::Schema(other)) => {
            to.pair(one.id, other.id);
            Ok(())
        }
        (Holds::Content(one), Holds::Content(other)) => content(to, one, other, at),
        _ => at.differ("what it holds"),
    }
}

fn content(to: &mut Comparing<'_>, ones: &[Media], others: &[Media], at: Places<'_>) -> Same {
    let names = |all: &[Media]| {
        let all = all
            .iter()
            .map(|media| (media.essence.clone(), media.parameters.clone()));
        all.collect::<BTreeSet<_>>()
    };
    at.same("the media types", &names(ones), &names(others))?;
    for one in ones {
        let is_it =
            |other: &&Media| other.essence == one.essence && other.parameters == one.parameters;
        let Some(other) = others.iter().find(is_it) else {
            continue;
        };
        let at = Places(&one.notes.pointer, &other.notes.pointer);
        notes(&one.notes, &other.notes, at)?;
        match (&one.schema, &other.schema) {
            (None, None) => {}
            (Some(one), Some(other)) => to.pair(one.id, other.id),
            _ => return at.differ("whether there is a schema"),
        }
        at.same(
            "how parts are written",
            &keys(&one.encoding),
            &keys(&other.encoding),
        )?;
        for (name, encoding) in &one.encoding {
            if let Some(other) = other.encoding.get(name) {
                same_encoding(to, encoding, other)?;
            }
        }
    }
    Ok(())
}

fn same_encoding(to: &mut Comparing<'_>, one: &Encoding, other: &Encoding) -> Same {
    let at = Places(&one.notes.pointer, &other.notes.pointer);
    let written = |it: &Encoding| {
        (
            it.content_type.clone(),
            it.style,
            it.explode,
            it.allow_reserved,
        )
    };
    at.same("how a part is written", &written(one), &written(other))?;
    notes(&one.notes, &other.notes, at)?;
    headers(to, &one.headers, &other.headers, at)
}
