//! Samples that differ in a single place from what the types yield.
//!
//! Somebody who writes a sample leaves out what he likes. One that was made by the renderer and lacks a member, has one more
//! or has one in another place tells of a line that is lost, be it its own or the row in the table.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::lookup::{first_media, operation_of, schema_of, shown_media};
use super::sampler::{self, For};
use crate::findings::{At, Findings, Id};
use crate::page::model::{Operation, ResponseType, Sample};
use crate::page::{Page, is_made, is_printed};

/// What is other in a sample than in the one that the types yield, and where in it.
#[derive(Debug)]
enum Difference {
    /// The sample has no such member. The flag says whether the renderer made the object that lacks it.
    Lacking(String, bool),
    /// No row describes this member. The flag says whether the renderer made the object that it is in.
    Undescribed(String, bool),
    /// This member does not stand in its place, and perhaps others beside it. The flag says whether it can be the only
    /// difference that matters, because it alone is out of its place or because the renderer made the object.
    Misplaced(String, bool),
}

/// The members that the renderer gives a map.
const MAP: [&str; 2] = ["property1", SECOND];

/// The latter of them.
const SECOND: &str = "property2";

/// In how many samples of a page members can be lacking before they are taken to be written by hand.
const FEW: usize = 2;

/// Reports samples that differ in a single place from what the document yields.
pub(super) fn samples(page: &Page, document: &Value, findings: &mut Findings) {
    let mut subjects: Vec<Subject<'_>> = Vec::new();
    for schema in &page.schemas {
        let component = schema_of(document, &schema.key.value);
        let (Some(sample), Some(component)) = (&schema.sample, component) else {
            continue;
        };
        // Reading the page has compared the rows of a plain schema with the members of its sample.
        let plain = component.get("properties").is_some() && schema.table.blocks.len() == 1;
        subjects.push(Subject {
            whose: format!("of `{}`", schema.key.value),
            sample,
            schema: component,
            purpose: For::Schema,
            plain,
            inline: true,
        });
    }
    for operation in page.operations() {
        of_operation(operation, document, &mut subjects);
    }
    let found: Vec<Vec<Difference>> = subjects
        .iter()
        .map(|subject| subject.differences(document))
        .collect();
    let is_lacking = |found: &&Vec<Difference>| {
        let mut found = found.iter();
        found.any(|difference| matches!(difference, Difference::Lacking(..)))
    };
    let few = found.iter().filter(is_lacking).count() <= FEW;
    for (subject, found) in subjects.iter().zip(found) {
        if let Some(difference) = single(&found) {
            subject.report(difference, few, true, findings);
            continue;
        }
        // What a table lacks is worth a word however much it is.
        let undescribed = found
            .iter()
            .find(|difference| matches!(difference, Difference::Undescribed(..)));
        if let Some(difference) = undescribed {
            subject.report(difference, few, false, findings);
        }
    }
}

fn of_operation<'a>(
    operation: &'a Operation,
    document: &'a Value,
    subjects: &mut Vec<Subject<'a>>,
) {
    let name = format!("{} {}", operation.method.value, operation.path);
    let written = operation_of(document, operation);
    let body = written
        .and_then(|written| first_media(written.get("requestBody")?))
        .and_then(|media| media.get("schema"));
    if let (Some(sample), Some(schema)) = (&operation.body_sample, body) {
        subjects.push(Subject {
            whose: format!("of the body of {name}"),
            sample,
            schema,
            purpose: For::Request,
            plain: false,
            inline: schema.get("$ref").is_none(),
        });
    }
    let holding = operation
        .responses
        .iter()
        .filter(|row| row.schema != ResponseType::None);
    for row in holding {
        let status = row.status.value.as_str();
        let label = format!("{status} Response");
        let mut examples = operation.examples.iter();
        let example = examples.find(|example| example.label.value == label);
        let schema = written
            .and_then(|written| shown_media(written.get("responses")?.get(status)?))
            .and_then(|(_, media)| media.get("schema"));
        let sample = example.and_then(|example| example.sample.as_ref());
        if let (Some(sample), Some(schema)) = (sample, schema) {
            subjects.push(Subject {
                whose: format!("of the answer {status} of {name}"),
                sample,
                schema,
                purpose: For::Answer,
                plain: false,
                inline: row.schema == ResponseType::Inline,
            });
        }
    }
}

/// The one difference that there is. A member that lacks in one object and stands in a neighbouring one has moved.
fn single(found: &[Difference]) -> Option<&Difference> {
    match found {
        [single] => Some(single),
        [
            Difference::Lacking(one, _),
            other @ Difference::Undescribed(name, _),
        ]
        | [
            other @ Difference::Undescribed(name, _),
            Difference::Lacking(one, _),
        ] if last(one) == last(name) => Some(other),
        _ => None,
    }
}

fn last(place: &str) -> &str {
    place.rsplit_once('.').map_or(place, |(_, name)| name)
}

/// A sample that is looked at, with the schema that it is one of.
struct Subject<'a> {
    whose: String,
    sample: &'a Sample,
    schema: &'a Value,
    purpose: For,
    /// Whether its outermost members were compared already.
    plain: bool,
    /// Whether its own table, rather than that of a named schema, describes it.
    inline: bool,
}

impl Subject<'_> {
    fn differences(&self, document: &Value) -> Vec<Difference> {
        let bare = without_examples(self.schema);
        let mut found = Vec::new();
        if let Some(yielded) = sampler::sample(&bare, document, self.purpose) {
            differences(&yielded, &self.sample.value, "", &mut found);
        }
        found
    }

    fn report(&self, difference: &Difference, few: bool, alone: bool, findings: &mut Findings) {
        let at = At::Line(self.sample.line);
        let whose = &self.whose;
        match difference {
            Difference::Undescribed(name, _) if self.plain && !name.contains('.') => {}
            Difference::Undescribed(name, made) => {
                let text =
                    format!("the sample {whose} has `{name}`, which has no row in the table");
                if *made && self.inline && alone {
                    findings.error(Id::MissingRow, at, text);
                } else {
                    findings.warning(Id::MissingRow, at, text);
                }
            }
            Difference::Lacking(name, made) => {
                if *made || few {
                    let text = format!(
                        "the sample {whose} lacks nothing but `{name}`, which has a row; is a line of it lost?"
                    );
                    findings.warning(Id::OddSample, at, text);
                }
            }
            Difference::Misplaced(_, false) => {}
            Difference::Misplaced(name, true) => {
                let text = format!(
                    "the sample {whose} has `{name}` in another place than the rows; is a line out of its place?"
                );
                findings.warning(Id::OddSample, at, text);
            }
        }
    }
}

/// A schema without samples of the objects and arrays in it; those that it refers to keep theirs.
fn without_examples(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => members
            .iter()
            .filter(|(name, value)| *name != "example" || !value.is_object() && !value.is_array())
            .map(|(name, value)| (name.clone(), without_examples(value)))
            .collect::<Map<String, Value>>()
            .into(),
        Value::Array(items) => items.iter().map(without_examples).collect(),
        plain => plain.clone(),
    }
}

fn differences(yielded: &Value, shown: &Value, at: &str, found: &mut Vec<Difference>) {
    match (yielded, shown) {
        (Value::Object(yielded), Value::Object(shown)) => members(yielded, shown, at, found),
        (Value::Array(yielded), Value::Array(shown)) => {
            if let (Some(yielded), Some(shown)) = (yielded.first(), shown.first()) {
                differences(yielded, shown, at, found);
            }
        }
        _ => {}
    }
}

fn members(
    yielded: &Map<String, Value>,
    shown: &Map<String, Value>,
    at: &str,
    found: &mut Vec<Difference>,
) {
    let place = |name: &str| {
        if at.is_empty() {
            name.to_owned()
        } else {
            format!("{at}.{name}")
        }
    };
    let is_map = |of: &Map<String, Value>| MAP.iter().all(|name| of.contains_key(*name));
    if is_map(shown) && !is_map(yielded) {
        let place = place("additionalProperties");
        return found.push(Difference::Undescribed(place, true));
    }
    // An object without properties holds anything, unless what it holds is what the renderer prints for properties.
    if yielded.is_empty() && !shown.is_empty() && shown.values().all(is_printed) {
        let first = shown.keys().next();
        found.extend(first.map(|name| Difference::Undescribed(place(name), false)));
    }
    // It is empty as well where schemas hold each other.
    let other_keys = is_map(yielded) && !MAP.iter().any(|name| shown.contains_key(*name));
    if yielded.is_empty() || shown.is_empty() || other_keys {
        return;
    }
    let lacking = yielded.keys().filter(|name| !shown.contains_key(*name));
    found.extend(lacking.map(|name| Difference::Lacking(place(name), is_made(shown))));
    let undescribed = shown.keys().filter(|name| !yielded.contains_key(*name));
    found.extend(undescribed.map(|name| Difference::Undescribed(place(name), is_made(shown))));
    if let Some((name, alone)) = misplaced(yielded, shown) {
        found.push(Difference::Misplaced(place(name), alone || is_made(shown)));
    }
    // The second value of a map repeats the first.
    for (name, yielded) in yielded.iter().filter(|(name, _)| *name != SECOND) {
        if let Some(shown) = shown.get(name) {
            differences(yielded, shown, &place(name), found);
        }
    }
}

/// The first member that stands in another order than the rows do, and whether it is the only one.
fn misplaced<'s>(
    yielded: &Map<String, Value>,
    shown: &'s Map<String, Value>,
) -> Option<(&'s String, bool)> {
    let places: BTreeMap<&String, usize> = yielded.keys().zip(0..).collect();
    let members: Vec<(&String, usize)> = shown
        .keys()
        .filter_map(|name| Some((name, *places.get(name)?)))
        .collect();
    let sorted = |without: usize| {
        let rest = (0..members.len()).filter(|index| *index != without);
        rest.filter_map(|index| members.get(index))
            .is_sorted_by_key(|(_, place)| *place)
    };
    let descent = members
        .windows(2)
        .position(|pair| matches!(pair, [(_, one), (_, other)] if one > other))?;
    let single = [descent, descent + 1].into_iter().find(|at| sorted(*at));
    let (name, _) = members.get(single.unwrap_or(descent))?;
    Some((name, single.is_some()))
}
