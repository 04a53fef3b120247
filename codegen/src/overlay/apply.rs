//! Applies overlays to a document.

use serde_json::Value;

use super::merge::{Trouble, merge};
use super::model::{Action, Change, Overlay};
use super::place::{Place, Step};
use crate::findings::{At, Findings, Id, Stage};

/// Applies overlays in their order, and the actions of each in theirs.
///
/// # Errors
///
/// Every action that matches nothing, that changes nothing somewhere, or that does not fit what it matches. Each finding
/// names the overlay's file, the line of the action or of the value in it, and the target.
pub fn apply(document: Value, overlays: &[Overlay]) -> Stage<Value> {
    let (document, findings) = apply_what_fits(document, overlays);
    findings.finish(document)
}

/// Applies what can be applied, for a draft of a document whose overlays are yet to be mended.
///
/// The findings are those of [`apply`].
#[must_use]
pub fn apply_what_fits(mut document: Value, overlays: &[Overlay]) -> (Value, Findings) {
    let mut findings = Findings::default();
    for overlay in overlays {
        let mut found = Findings::default();
        for action in &overlay.actions {
            apply_one(&mut document, overlay, action, &mut found);
        }
        findings.append(found.in_file(&overlay.file));
    }
    (document, findings)
}

/// Applies one action; what there is to say about it goes to `findings`, without the name of the overlay's file.
pub(super) fn apply_one(
    document: &mut Value,
    overlay: &Overlay,
    action: &Action,
    findings: &mut Findings,
) {
    let mut report = Report {
        overlay,
        action,
        findings,
    };
    match &action.change {
        Change::Update(update) => update_all(document, update, &mut report),
        Change::Remove => remove_all(document, &mut report),
    }
}

/// The places that an action selects, each once.
pub(super) fn places(document: &Value, action: &Action) -> Vec<Place> {
    let mut places: Vec<Place> = action
        .query
        .query_located(document)
        .locations()
        .map(Place::from)
        .collect();
    places.sort();
    places.dedup();
    places
}

fn select(document: &Value, action: &Action, report: &mut Report<'_>) -> Vec<Place> {
    let places = places(document, action);
    if places.is_empty() {
        report.error(Id::OverlayNoMatch, "", "matches nothing");
    }
    places
}

fn update_all(document: &mut Value, update: &Value, report: &mut Report<'_>) {
    let places = select(document, report.action, report);
    // In the order of the update, which is that of the lines.
    let mut troubles: Vec<((String, Trouble), Vec<&Place>)> = Vec::new();
    let (mut objects, mut arrays) = (false, false);
    for place in &places {
        // A place cannot have gone: updates only add.
        let Some(node) = place.find(document) else {
            continue;
        };
        objects |= node.is_object();
        arrays |= node.is_array();
        for trouble in merge(node, update) {
            match troubles.iter_mut().find(|(known, _)| *known == trouble) {
                Some((_, at_places)) => at_places.push(place),
                None => troubles.push((trouble, vec![place])),
            }
        }
    }
    if objects && arrays {
        let text = "matches objects and arrays, which one update cannot serve";
        report.error(Id::OverlayMixed, "", text);
    }
    for ((at, trouble), at_places) in troubles {
        let (id, before, after) = describe(trouble);
        let value = match at.as_str() {
            "" => String::new(),
            at => format!("`{at}`: "),
        };
        let text = format!("{value}{before} {}{after}", list(&at_places, places.len()));
        report.error(id, &format!("/update{at}"), &text);
    }
}

/// The finding's id and its text before and after the places.
fn describe(trouble: Trouble) -> (Id, &'static str, &'static str) {
    match trouble {
        Trouble::Same => (
            Id::OverlayNoChange,
            "this value changes nothing, it is already there at",
            "",
        ),
        Trouble::Null => (
            Id::OverlayNull,
            "a null would overwrite the value at",
            "; remove that instead",
        ),
        Trouble::Incompatible => (
            Id::OverlayIncompatible,
            "objects, arrays and primitives cannot replace one another, as they would at",
            "; remove what is there first",
        ),
        Trouble::Unclear => (
            Id::OverlayUnclear,
            "the array would become a single entry of the array at",
            "; add its entries one by one, or by an update of the object around it",
        ),
        Trouble::Primitive => (
            Id::OverlayPrimitive,
            "a primitive stands at",
            "; target the object that contains it and update the member",
        ),
        Trouble::NoObject => (
            Id::OverlayIncompatible,
            "only an object can update the object at",
            "",
        ),
    }
}

/// Names the places without drowning the reader: an action can match hundreds.
fn list(places: &[&Place], matched: usize) -> String {
    const SHOWN: usize = 3;
    let mut text = places
        .iter()
        .take(SHOWN)
        .map(|place| match place.to_string() {
            root if root.is_empty() => "the root".to_owned(),
            pointer => pointer,
        })
        .collect::<Vec<_>>()
        .join(", ");
    if places.len() > SHOWN {
        text.push_str(&format!(" and {} more", places.len() - SHOWN));
    }
    if matched > 1 {
        text.push_str(&format!(" ({} of {matched} matched places)", places.len()));
    }
    text
}

fn remove_all(document: &mut Value, report: &mut Report<'_>) {
    let places = select(document, report.action, report);
    // From the end, so that the indices of an array's earlier entries stay true.
    for place in places.iter().rev() {
        let Some((parent, step)) = place.split() else {
            report.error(Id::OverlayRoot, "", "the root cannot be removed");
            continue;
        };
        match (parent.find(document), step) {
            (Some(Value::Object(members)), Step::Member(name)) => {
                members.shift_remove(name);
            }
            (Some(Value::Array(entries)), Step::Entry(index)) => match entries.get(*index) {
                Some(Value::Object(_) | Value::Array(_)) => {
                    entries.remove(*index);
                }
                Some(_) => report.error(
                    Id::OverlayPrimitive,
                    "",
                    &format!("a primitive entry of an array cannot be removed; remove the array and add it anew at {place}"),
                ),
                None => {}
            },
            _ => {}
        }
    }
}

/// Says things about one action.
struct Report<'a> {
    overlay: &'a Overlay,
    action: &'a Action,
    findings: &'a mut Findings,
}

impl Report<'_> {
    /// Adds an error about the value at `at` within the action.
    fn error(&mut self, id: Id, at: &str, text: &str) {
        let pointer = format!("/actions/{}{at}", self.action.index);
        let at = self
            .overlay
            .line_of(&pointer)
            .map_or(At::Pointer(pointer), At::Line);
        self.findings
            .error(id, at, format!("`{}`: {text}", self.action.target));
    }
}
