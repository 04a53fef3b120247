//! Whether two documents say the same of their operations.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::access::{Flow, Place, SchemeKind, Security, SecurityScheme, Servers};
use super::model::{Document, Encoding, Header, Holds, Media, Operation, Parameter, Response};
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
    let at = notes(&left.notes, &right.notes)?;
    at.same("the title", &left.info.title, &right.info.title)?;
    at.same("the version", &left.info.version, &right.info.version)?;
    at.same("the terms", &left.info.terms, &right.info.terms)?;
    at.same("the contact", &left.info.contact, &right.info.contact)?;
    at.same("the licence", &left.info.license, &right.info.license)?;
    notes(&left.info.notes, &right.info.notes)?;
    servers(&left.servers, &right.servers)?;
    for (one, other) in at.pairs("the tags", &left.tags, &right.tags, |tag| &tag.name)? {
        notes(&one.notes, &other.notes)?;
    }
    let (ones, others) = (&left.schemes, &right.schemes);
    for ((_, one), (_, other)) in at.pairs("the security schemes", ones, others, |it| it.0)? {
        same_scheme(one, other)?;
    }
    let (ones, others) = (&left.operations, &right.operations);
    same_operations(to, "the operations", (ones, others), at)?;
    let (ones, others) = (&left.webhooks, &right.webhooks);
    same_operations(to, "the webhooks", (ones, others), at)?;
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

fn servers(left: &Servers, right: &Servers) -> Same {
    let at = Places(&left.pointer, &right.pointer);
    at.same("the number of servers", &left.list.len(), &right.list.len())?;
    for (one, other) in left.list.iter().zip(&right.list) {
        let at = notes(&one.notes, &other.notes)?;
        at.same("the server", &one.url, &other.url)?;
        let (ones, others) = (&one.variables, &other.variables);
        for ((_, one), (_, other)) in at.pairs("its variables", ones, others, |it| it.0)? {
            at.same("a variable", &one.default, &other.default)?;
            at.same("a variable", &one.values, &other.values)?;
            notes(&one.notes, &other.notes)?;
        }
    }
    Ok(())
}

fn same_scheme(one: &SecurityScheme, other: &SecurityScheme) -> Same {
    let at = notes(&one.notes, &other.notes)?;
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
            for ((_, one), (_, other)) in at.pairs("the flows", ones, others, |it| it.0)? {
                let urls = |flow: &Flow| {
                    let all = [&flow.authorization_url, &flow.token_url, &flow.refresh_url];
                    all.map(Clone::clone)
                };
                at.same("where tokens are had", &urls(one), &urls(other))?;
                at.same("the scopes", &one.scopes, &other.scopes)?;
                notes(&one.notes, &other.notes)?;
            }
        }
        (one, other) => at.same("how it works", &format!("{one:?}"), &format!("{other:?}"))?,
    }
    Ok(())
}

fn same_security(one: &Security, other: &Security) -> Same {
    let told = |security: &Security| {
        let all = security.any_of.iter().map(|requirement| {
            let schemes = requirement.iter().map(|(name, scopes)| {
                let scopes: BTreeSet<String> = scopes.iter().cloned().collect();
                (name.clone(), scopes)
            });
            schemes.collect::<BTreeSet<_>>()
        });
        all.collect::<BTreeSet<_>>()
    };
    Places(&one.pointer, &other.pointer).same("what a call needs", &told(one), &told(other))
}

fn same_operations(
    to: &mut Comparing<'_>,
    what: &'static str,
    (ones, others): (&[Operation], &[Operation]),
    at: Places<'_>,
) -> Same {
    let key = |it: &Operation| (it.path.clone(), it.method);
    for (one, other) in at.pairs(what, ones, others, key)? {
        same_operation(to, one, other)?;
    }
    Ok(())
}

fn same_operation(to: &mut Comparing<'_>, one: &Operation, other: &Operation) -> Same {
    let at = notes(&one.notes, &other.notes)?;
    at.same("the id", &one.id, &other.id)?;
    at.pairs("the tags", &one.tags, &other.tags, |tag| tag)?;
    notes(&one.path_notes, &other.path_notes)?;
    same_security(&one.security, &other.security)?;
    servers(&one.servers, &other.servers)?;
    let (ones, others) = (&one.parameters, &other.parameters);
    let key = |it: &Arc<Parameter>| (it.place, it.name.clone());
    for (one, other) in at.pairs("the parameters", ones, others, key)? {
        same_parameter(to, one, other)?;
    }
    match (&one.body, &other.body) {
        (None, None) => {}
        (Some(one), Some(other)) => {
            let at = notes(&one.notes, &other.notes)?;
            at.same("whether a body is required", &one.required, &other.required)?;
            content(to, &one.content, &other.content, at)?;
        }
        _ => return at.differ("whether there is a body"),
    }
    let (ones, others) = (&one.answers, &other.answers);
    for (one, other) in at.pairs("the answers", ones, others, |answer| answer.status)? {
        same_answer(to, &one.response, &other.response)?;
    }
    let (ones, others) = (&one.callbacks, &other.callbacks);
    for ((_, one), (_, other)) in at.pairs("the callbacks", ones, others, |it| it.0)? {
        same_operations(to, "what is called back", (one, other), at)?;
    }
    Ok(())
}

fn same_parameter(to: &mut Comparing<'_>, one: &Parameter, other: &Parameter) -> Same {
    let at = notes(&one.notes, &other.notes)?;
    at.same("whether it is required", &one.required, &other.required)?;
    let written = |it: &Parameter| (it.style, it.explode, it.allow_reserved, it.allow_empty);
    at.same("how it is written", &written(one), &written(other))?;
    holds(to, &one.holds, &other.holds, at)
}

fn same_answer(to: &mut Comparing<'_>, one: &Response, other: &Response) -> Same {
    let at = notes(&one.notes, &other.notes)?;
    headers(to, &one.headers, &other.headers, at)?;
    content(to, &one.content, &other.content, at)
}

fn headers(
    to: &mut Comparing<'_>,
    ones: &[Arc<Header>],
    others: &[Arc<Header>],
    at: Places<'_>,
) -> Same {
    let key = |header: &Arc<Header>| header.name.to_ascii_lowercase();
    for (one, other) in at.pairs("the headers", ones, others, key)? {
        let at = notes(&one.notes, &other.notes)?;
        at.same("whether it always comes", &one.required, &other.required)?;
        at.same("how it is written", &one.explode, &other.explode)?;
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
    let key = |media: &Media| (media.essence.clone(), media.parameters.clone());
    for (one, other) in at.pairs("the media types", ones, others, key)? {
        let at = notes(&one.notes, &other.notes)?;
        match (&one.schema, &other.schema) {
            (None, None) => {}
            (Some(one), Some(other)) => to.pair(one.id, other.id),
            _ => return at.differ("whether there is a schema"),
        }
        let (ones, others) = (&one.encoding, &other.encoding);
        for ((_, one), (_, other)) in at.pairs("how parts are written", ones, others, |it| it.0)? {
            same_encoding(to, one, other)?;
        }
    }
    Ok(())
}

fn same_encoding(to: &mut Comparing<'_>, one: &Encoding, other: &Encoding) -> Same {
    let at = notes(&one.notes, &other.notes)?;
    at.same("its media type", &one.content_type, &other.content_type)?;
    let written = |it: &Encoding| (it.style, it.explode, it.allow_reserved);
    at.same("how a part is written", &written(one), &written(other))?;
    headers(to, &one.headers, &other.headers, at)
}
