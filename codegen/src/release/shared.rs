//! Scalars of ours to which something new could refer: by its name, or by the form of its sample.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::attention::{Attention, Kind};
use super::fresh::Fresh;
use super::prose::Prose;
use crate::findings::pointer_names;
use crate::openapi::{self, Document, Holds, Role, SchemaId};
use crate::overlay::{Given, query};
use crate::refine::{scalar_of, scalars_of};

/// Something new that refers to no scalar, and those that it could refer to.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    at: String,
    scalars: Vec<String>,
    why: Why,
    /// Whether it has a type of its own, which would stand beside that of the scalar.
    has_type: bool,
}

/// What speaks for a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    Name,
    Sample,
    /// Its name ends as that of a number or an amount does that operations are looked up by.
    Ending,
}

impl Shared {
    /// The actions by which it refers to the scalar. Of several nobody but a person can choose.
    pub(super) fn action(&self) -> Option<String> {
        let [scalar] = self.scalars.as_slice() else {
            return None;
        };
        if self.why == Why::Ending {
            return None;
        }
        let target = query(&pointer_names(&self.at));
        let mut text = String::new();
        if self.has_type {
            text.push_str(&format!(
                "  - target: {target}.type\n    description: The type moves to {scalar}.\n    remove: true\n"
            ));
        }
        text.push_str(&format!(
            "  - target: {target}\n    description: '?'\n    update:\n      allOf:\n        - $ref: '#/components/schemas/{scalar}'\n"
        ));
        Some(text)
    }

    /// Whether what stands at a place would have a sample by referring to the scalar.
    pub(super) fn gives_sample(&self, at: &str, refined: &Document) -> bool {
        let schemas = refined.schemas.iter().map(|(_, schema)| schema);
        let is_one =
            |key: &Option<String>| key.as_ref().is_some_and(|key| self.scalars.contains(key));
        let mut scalars = schemas.filter(|schema| is_one(&schema.key));
        self.at == at && scalars.any(|scalar| !scalar.notes.samples.is_empty())
    }

    /// The file in which most is said of what refers to the scalar.
    pub(super) fn file(&self, given: &[Given], refined: &Document) -> Option<String> {
        let refers = refined.statements.iter().filter(|it| {
            let scalar = scalar_of(refined, it.id);
            scalar.is_some_and(|scalar| self.scalars.contains(scalar))
        });
        let refers: BTreeSet<String> = refers.map(|it| it.notes.pointer.to_string()).collect();
        let mut files: BTreeMap<&str, usize> = BTreeMap::new();
        for given in given {
            if given.member == "allOf" && refers.contains(&given.at) {
                *files.entry(&given.file).or_default() += 1;
            }
        }
        let most = files.into_iter().max_by_key(|(_, count)| *count);
        most.map(|(file, _)| file.to_owned())
    }

    /// What there is to decide; nothing where it has no type, which is an error that names the scalar.
    pub(super) fn attention(&self) -> Option<Attention> {
        if !self.has_type {
            return None;
        }
        let scalars = self.scalars.join(" or ");
        let why = match self.why {
            Why::Name => format!("others of its name refer to {scalars}"),
            Why::Sample => format!("its sample has the form of those that refer to {scalars}"),
            Why::Ending => format!(
                "its name ends as those that refer to {scalars} and that payments are found by"
            ),
        };
        let text =
            format!("this is new, and {why}: let it refer to it as well, or leave it as it is");
        Some(Attention::new(
            Kind::Missing,
            "shared-scalar",
            self.at.clone(),
            text,
        ))
    }
}

/// What is new and refers to no scalar, although others of its name do, or others with such a sample.
pub(super) fn shared(
    fresh: &Fresh<'_>,
    refined: &Document,
    document: &Value,
    prose: Option<&Prose>,
) -> Vec<Shared> {
    let forms = forms(fresh, refined);
    let properties = refined.statements.iter().filter_map(|statement| {
        let at = statement.notes.pointer.to_string();
        let is_new = statement.role == Role::Property && fresh.is_new(&at);
        is_new.then(|| (statement.notes.pointer.last().to_owned(), at, statement.id))
    });
    let parameters = refined.operations.iter().flat_map(|it| &it.parameters);
    let parameters = parameters.filter_map(|parameter| {
        let Holds::Schema(used) = &parameter.holds else {
            return None;
        };
        let is_new = fresh.is_new(&parameter.notes.pointer.to_string());
        is_new.then(|| (parameter.name.clone(), used.pointer.to_string(), used.id))
    });
    let mut shared: Vec<Shared> = Vec::new();
    for (name, at, id) in properties.chain(parameters) {
        if scalar_of(refined, id).is_some() || shared.iter().any(|it| it.at == at) {
            continue;
        }
        let named = scalars_of(refined, &name);
        let sampled = || sampled(refined, id, &at, prose, &forms);
        let (why, scalars) = if !named.is_empty() {
            (Why::Name, named)
        } else if let Some(scalar) = sampled() {
            (Why::Sample, vec![scalar])
        } else {
            (Why::Ending, ending_alike(refined, id, &name))
        };
        if !scalars.is_empty() {
            shared.push(Shared {
                has_type: document.pointer(&format!("{at}/type")).is_some(),
                at,
                scalars,
                why,
            });
        }
    }
    shared
}

/// The one scalar whose samples have the form of the page's sample of a text.
fn sampled(
    refined: &Document,
    id: SchemaId,
    at: &str,
    prose: Option<&Prose>,
    forms: &BTreeMap<String, BTreeSet<&str>>,
) -> Option<String> {
    if !is_free_text(refined, id) {
        return None;
    }
    let sample = prose?.at(&format!("{at}/example"))?;
    let scalars = forms.get(&form(&sample)?)?;
    let scalar = scalars.first().filter(|_| scalars.len() == 1)?;
    Some((*scalar).to_owned())
}

/// Whether any text is allowed.
fn is_free_text(refined: &Document, id: SchemaId) -> bool {
    let wire = &refined.schemas[id].wire;
    matches!(wire.kind, openapi::Kind::Text(_)) && wire.values.is_none()
}

/// The scalars of the numbers and amounts that a journal keeps, which is what payments are found by, whose names end in
/// the same word.
fn ending_alike(refined: &Document, id: SchemaId, name: &str) -> Vec<String> {
    let Some(word) = last_word(name).filter(|_| is_free_text(refined, id)) else {
        return Vec::new();
    };
    let operations = refined.operations.iter();
    let kept = operations.filter_map(|it| it.notes.extensions.get("x-journal")?.as_array());
    let kept = kept.flatten().filter_map(Value::as_str);
    let names = kept.filter_map(|path| path.rsplit(['.', ']']).next());
    let alike: BTreeSet<&str> = names
        .filter(|name| last_word(name).as_ref() == Some(&word))
        .collect();
    let scalars = alike.into_iter().flat_map(|name| scalars_of(refined, name));
    let scalars: BTreeSet<String> = scalars.collect();
    scalars.into_iter().collect()
}

/// The last word of a name, in small letters: of `refundOrderNo` it is `no`.
fn last_word(name: &str) -> Option<String> {
    let begins = |letter: char| letter.is_uppercase() || !letter.is_alphanumeric();
    let word = name.rfind(begins).map_or(Some(name), |at| name.get(at..))?;
    let word = word.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    (!word.is_empty()).then(|| word.to_lowercase())
}

/// The forms of our samples of properties that refer to a scalar, each with the scalars.
fn forms<'a>(fresh: &Fresh<'_>, refined: &'a Document) -> BTreeMap<String, BTreeSet<&'a str>> {
    let mut forms: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for statement in &refined.statements {
        let Some(scalar) = scalar_of(refined, statement.id) else {
            continue;
        };
        if fresh.is_new(&statement.notes.pointer.to_string()) {
            continue;
        }
        let samples = statement.notes.samples.iter();
        let texts = samples.filter_map(|sample| sample.value.as_ref()?.as_str());
        for form in texts.filter_map(form) {
            forms.entry(form).or_default().insert(scalar);
        }
    }
    forms
}

/// A sample with `9` for each row of digits, and `a` for each of letters. What has no mark in it could be anything.
fn form(sample: &str) -> Option<String> {
    let mut form = String::new();
    for letter in sample.chars() {
        let kind = match letter {
            '0'..='9' => '9',
            'a'..='z' | 'A'..='Z' => 'a',
            mark if mark.is_ascii_graphic() => mark,
            _ => return None,
        };
        if kind.is_ascii_punctuation() || !form.ends_with(kind) {
            form.push(kind);
        }
    }
    form.contains(|kind: char| kind.is_ascii_punctuation())
        .then_some(form)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use std::collections::BTreeMap;

    use super::{Fresh, Prose, form, last_word, sampled, shared};
    use crate::{drift, openapi};

    #[test]
    fn what_neither_name_nor_sample_finds_is_asked_for_by_the_word_that_payments_are_found_by() {
        let text = json!({ "type": "string" });
        let number = json!({ "$ref": "#/components/schemas/OrderNo" });
        let document = |added: &Value| {
            let mut order =
                json!({ "type": "object", "properties": { "orderNo": number, "shopNo": text } });
            let properties = order["properties"].as_object_mut().expect("an object");
            properties.extend(added.as_object().expect("properties").clone());
            let body = json!({ "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Order" } } } });
            json!({
                "openapi": "3.0.3",
                "info": { "title": "Shop", "version": "1" },
                "paths": { "/orders": { "post": {
                    "x-journal": ["orderNo"], "requestBody": body, "responses": { "200": { "description": "OK" } },
                } } },
                "components": { "schemas": { "Order": order, "OrderNo": { "type": "string", "x-scalar": true } } },
            })
        };
        let new = document(&json!({
            "returnNo": text,
            "note": text,
            "parentNo": number,
            "listNo": { "type": "integer" },
            "kindNo": { "type": "string", "enum": ["1", "2"] },
        }));
        let read = |document: &Value| openapi::read(document).expect("OpenAPI 3.0").value;
        let (old, refined) = (read(&document(&json!({}))), read(&new));
        let changes = drift::compare(&old, &refined);
        let shared = shared(&Fresh::of(&changes), &refined, &new, None);
        let asked: Vec<String> = shared
            .iter()
            .filter_map(|it| Some(it.attention()?.asked()))
            .collect();
        assert_eq!(
            asked,
            [
                "this is new, and its name ends as those that refer to OrderNo and that payments are found by: let it refer to it as well, or leave it as it is [shared-scalar]"
            ]
        );
        assert_eq!(shared.len(), 1);
        // Nobody but a person can tell whether it is such a number.
        assert!(shared.iter().all(|it| it.action().is_none()));
    }

    #[test]
    fn a_form_of_samples_that_two_scalars_share_speaks_for_none() {
        let scalars = |names: &[&'static str]| {
            let of = names.iter().copied().collect();
            BTreeMap::from([("9.9".to_owned(), of)])
        };
        let document = json!({
            "openapi": "3.0.3", "info": { "title": "Shop", "version": "1" }, "paths": {},
            "components": { "schemas": { "Order": { "type": "object", "properties": { "fee": { "type": "string" } } } } },
        });
        let at = "/components/schemas/Order/properties/fee";
        let refined = openapi::read(&document).expect("OpenAPI 3.0").value;
        let mut statements = refined.statements.iter();
        let fee = statements.find(|it| it.notes.pointer.is(at));
        let mut page = document.clone();
        page["components"]["schemas"]["Order"]["properties"]["fee"]["example"] = json!("0.50");
        let prose = Prose::made(page);
        let found = |names| {
            let id = fee.expect("a property").id;
            sampled(&refined, id, at, Some(&prose), &scalars(names))
        };
        assert_eq!(found(&["Amount"]).as_deref(), Some("Amount"));
        assert_eq!(found(&["Amount", "Rate"]), None);
    }

    #[test]
    fn the_last_word_of_a_name_is_what_it_ends_in() {
        for (name, word) in [
            ("refundOrderNo", Some("no")),
            ("no", Some("no")),
            ("settle_amount", Some("amount")),
            ("settleAmount", Some("amount")),
            ("amount-", None),
            ("note", Some("note")),
            ("", None),
        ] {
            assert_eq!(last_word(name).as_deref(), word, "{name}");
        }
    }

    #[test]
    fn a_sample_with_a_mark_has_a_form() {
        for (sample, expected) in [
            ("0.50", Some("9.9")),
            ("1234567.5", Some("9.9")),
            ("203.0.113.7", Some("9.9.9.9")),
            ("jane@example.com", Some("a@a.a")),
            ("en-US", Some("a-a")),
            ("string", None),
            ("0", None),
            ("two words.", None),
            ("", None),
        ] {
            assert_eq!(form(sample).as_deref(), expected, "{sample}");
        }
    }
}
