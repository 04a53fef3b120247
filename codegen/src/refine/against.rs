//! Where a document says less than its page, or something else.
//!
//! An overlay may ask more of a request than the page does. Where it takes a type, a limit or a value away, the crate sends
//! what the page forbids and nobody notices, so that both are shown and nothing goes on.

use std::collections::HashMap;

use serde_json::Value;

use super::narrower::{Differences, compare};
use crate::extensions;
use crate::findings::{At, Findings, Id};
use crate::openapi::{Document, Holds, Kind, Pointer, Role, Schema, SchemaId, Statement};
use crate::overlay::{self, Overlay, Rest};

/// Compares each schema of a page with what the overlays made of it.
///
/// - A property without a type, and a type, format, value or limit that differs from the page or lets more pass, are errors.
/// - A value that the page lists and we do not is an error where answers bring it.
/// - What else lets less pass in a request is a note, and so is a list of values that an action names and takes away.
/// - A scalar of ours that bears the name of a schema of the page is an error.
pub(super) fn find(
    (page, restricted): (&Document, &Value),
    ours: &Document,
    overlays: &[Overlay],
) -> Findings {
    let stated: HashMap<&Pointer, &Statement> = page
        .statements
        .iter()
        .map(|statement| (&statement.notes.pointer, statement))
        .collect();
    let mut against = Against {
        page,
        ours,
        taken: overlay::rests(restricted.clone(), overlays),
        findings: Findings::default(),
    };
    for statement in &ours.statements {
        match stated.get(&statement.notes.pointer) {
            Some(before) => against.pair(before, statement),
            None => against.added(statement),
        }
    }
    against.findings
}

struct Against<'a> {
    page: &'a Document,
    ours: &'a Document,
    /// What the overlays take away or replace.
    taken: Vec<Rest>,
    findings: Findings,
}

impl Against<'_> {
    fn pair(&mut self, before: &Statement, after: &Statement) {
        let at = &after.notes.pointer;
        let is_scalar = extensions::of_schema(&after.notes).scalar;
        if is_scalar && after.role == Role::Component {
            let text = format!(
                "the page has a schema `{}`, and so has the overlay, as a scalar of its own; rename that of the overlay",
                at.last()
            );
            self.findings.error(Id::OverlayCollides, at.at(), text);
            return;
        }
        let (was, is) = (&self.page.schemas[before.id], &self.ours.schemas[after.id]);
        if self.untyped(is, Some(was), after) {
            return;
        }
        // What a reference leads to is compared where it stands.
        let named = named(self.page, was);
        if named.is_some() && before.role != Role::Component && named == self::named(self.ours, is)
        {
            return;
        }
        let Differences {
            mut looser,
            mut stricter,
            fewer,
            list,
        } = compare(was, is);
        match list {
            Some(list) if self.names_its_values(at, &list.was) => {
                let text =
                    format!("an action takes the list {list} away that the page seems to have");
                self.findings.note(Id::OverlayListRemoved, at.at(), text);
            }
            Some(list) => looser.push(format!(
                "the page has the values {list}, and we none of them"
            )),
            None => {}
        }
        // An answer brings such a value all the same, and nobody has said what it means.
        match fewer {
            Some(fewer) if is.reach.answer => looser.push(fewer),
            fewer => stricter.extend(fewer),
        }
        if !looser.is_empty() {
            let text = format!("{}{}", self.by(at), looser.join("; "));
            self.findings.error(Id::OverlayContradicts, at.at(), text);
        }
        if !stricter.is_empty() && is.reach.request {
            self.findings
                .note(Id::OverlayStricter, at.at(), stricter.join("; "));
        }
    }

    fn added(&mut self, statement: &Statement) {
        let is = &self.ours.schemas[statement.id];
        self.untyped(is, None, statement);
    }

    /// Says that a schema has no type, and whether it did.
    fn untyped(&mut self, is: &Schema, was: Option<&Schema>, statement: &Statement) -> bool {
        let says_nothing = matches!(is.wire.kind, Kind::Any)
            && is.wire.unions.is_empty()
            && is.wire.lost.is_empty();
        let stated = was
            .map(|was| &was.wire.kind)
            .filter(|kind| !matches!(kind, Kind::Any));
        if !says_nothing || statement.role != Role::Property && stated.is_none() {
            return false;
        }
        let at = &statement.notes.pointer;
        let mut text = match stated {
            Some(kind) => format!(
                "{}the page states {}, and nothing gives a type any more",
                self.by(at),
                kind.in_words()
            ),
            None => "this has no type; state one".to_owned(),
        };
        let scalars = self.scalars_of(at.last());
        if !scalars.is_empty() {
            text.push_str(&format!(
                "; properties of this name refer to {}",
                scalars.join(", ")
            ));
        }
        self.findings.error(Id::OverlayUntyped, at.at(), text);
        true
    }

    /// The actions that take away what stands at a place, as the beginning of a sentence.
    fn by(&self, at: &Pointer) -> String {
        let place = format!("{at}/");
        let taken = self.taken.iter().filter(|rest| {
            rest.pointer
                .strip_prefix(&place)
                .is_some_and(|rest| !rest.contains('/'))
        });
        let mut actions: Vec<&str> = taken.map(|rest| rest.at.as_str()).collect();
        actions.dedup();
        if actions.is_empty() {
            String::new()
        } else {
            format!("{}: ", actions.join(", "))
        }
    }

    /// Whether the list at a place is taken away by an action whose target names each of its values.
    fn names_its_values(&self, at: &Pointer, values: &[String]) -> bool {
        let list = format!("{at}/enum");
        self.taken.iter().any(|rest| {
            rest.pointer == list
                && values
                    .iter()
                    .all(|value| rest.target.contains(&format!("'{value}'")))
        })
    }

    /// The scalars of ours to which properties of a name refer.
    fn scalars_of(&self, name: &str) -> Vec<String> {
        scalars_of(self.ours, name)
    }
}

/// The findings but for those about what other findings say that it is not there at all.
pub(super) fn except(findings: Findings, absent: &Findings) -> Findings {
    let absent: Vec<At> = absent.iter().map(|finding| finding.at.clone()).collect();
    let mut kept = Findings::default();
    for finding in findings.iter().filter(|it| !absent.contains(&it.at)) {
        kept.add(
            finding.severity,
            finding.id,
            finding.at.clone(),
            finding.text.clone(),
        );
    }
    kept
}

/// The name of a schema, or of the one that it says nothing more than.
fn named<'a>(document: &'a Document, schema: &'a Schema) -> Option<&'a str> {
    let same = schema.same_as.map(|id| &document.schemas[id]);
    schema.key.as_deref().or_else(|| same?.key.as_deref())
}

/// The scalars that the overlay defines for many places, to which properties and parameters of a name refer.
pub(crate) fn scalars_of(document: &Document, name: &str) -> Vec<String> {
    let properties = document.statements.iter().filter(|statement| {
        statement.role == Role::Property && statement.notes.pointer.last() == name
    });
    let parameters = document.operations.iter().flat_map(|it| &it.parameters);
    let parameters = parameters.filter_map(|parameter| match &parameter.holds {
        Holds::Schema(used) if parameter.name == name => Some(used.id),
        _ => None,
    });
    let mut found: Vec<String> = Vec::new();
    for id in properties.map(|statement| statement.id).chain(parameters) {
        if let Some(scalar) = scalar_of(document, id).filter(|key| !found.contains(key)) {
            found.push(scalar.clone());
        }
    }
    found
}

/// The scalar that a schema refers to.
pub(crate) fn scalar_of(document: &Document, id: SchemaId) -> Option<&String> {
    let schemas = document.schemas.with_referred(id).into_iter();
    let mut schemas = schemas.map(|id| &document.schemas[id]);
    let is_scalar = |schema: &&Schema| extensions::of_schema(&schema.notes).scalar;
    schemas
        .find(|it| is_scalar(it) && it.key.is_some())?
        .key
        .as_ref()
}
