//! Schemas of the normal form in words.

use gateway_codegen::openapi::{Document, Extra, Kind, Number, SchemaId};

/// A schema of the normal form in a few words.
pub(super) fn told(document: &Document, id: SchemaId) -> String {
    let schema = &document.schemas[id];
    let mut words: Vec<String> = Vec::new();
    let mut say = |name: &str, value: Option<String>| {
        words.extend(value.map(|value| format!("{name} {value}")))
    };
    let number = |number: &Number| {
        let bound = |bound: &Option<gateway_codegen::openapi::Bound>| {
            bound.as_ref().map(|it| {
                format!(
                    "{}{}",
                    it.value,
                    if it.exclusive { " excluded" } else { "" }
                )
            })
        };
        (
            number.format.clone(),
            bound(&number.minimum),
            bound(&number.maximum),
            number.multiple_of.clone(),
        )
    };
    let count = |count: Option<u64>| count.map(|count| count.to_string());
    let kind = match &schema.wire.kind {
        Kind::Any => "anything",
        Kind::Null => "null",
        Kind::Never(_) => "nothing",
        Kind::Boolean => "boolean",
        Kind::Text(text) => {
            say("format", text.format.clone());
            say("from", count(text.min_length));
            say("to", count(text.max_length));
            say(
                "like",
                (!text.patterns.is_empty()).then(|| text.patterns.join(" ")),
            );
            "text"
        }
        Kind::Integer(it) | Kind::Number(it) => {
            let (format, minimum, maximum, of) = number(it);
            say("format", format);
            say("from", minimum);
            say("to", maximum);
            say("of", (!of.is_empty()).then(|| format!("{of:?}")));
            if matches!(schema.wire.kind, Kind::Integer(_)) {
                "integer"
            } else {
                "number"
            }
        }
        Kind::List(list) => {
            say(
                "of",
                list.items.as_ref().map(|items| told(document, items.id)),
            );
            for place in &list.places {
                say("then", Some(format!("({})", told(document, place.id))));
            }
            say("from", count(list.min_items));
            say("to", count(list.max_items));
            say("unique", list.unique.then(String::new));
            "list"
        }
        Kind::Object(object) => {
            for property in &object.properties {
                let side = |request: bool, answer: bool| match (request, answer) {
                    (true, true) => "",
                    (true, false) => " in requests",
                    (false, true) => " in answers",
                    (false, false) => " nowhere",
                };
                let needed = property.required.request || property.required.answer;
                let required = if needed { " required" } else { "" };
                let needed = if needed {
                    side(property.required.request, property.required.answer)
                } else {
                    ""
                };
                let seen = side(property.seen.request, property.seen.answer);
                let value = told(document, property.value.id);
                say(
                    &property.name,
                    Some(format!("({value}{seen}{required}{needed})")),
                );
            }
            say(
                "also",
                (!object.further_required.is_empty()).then(|| object.further_required.join(" ")),
            );
            match &object.extra {
                Extra::Any => {}
                Extra::None => say("closed", Some(String::new())),
                Extra::Of(extra) => say("further", Some(format!("({})", told(document, extra.id)))),
            }
            for (pattern, used) in &object.patterns {
                say(pattern, Some(format!("({})", told(document, used.id))));
            }
            say("by name", object.by_name.then(String::new));
            let names = object.names.as_ref();
            say(
                "names",
                names.map(|used| format!("({})", told(document, used.id))),
            );
            for (name, other) in &object.beside {
                say("with", Some(format!("{name} {other}")));
            }
            say("from", count(object.min_properties));
            say("to", count(object.max_properties));
            "object"
        }
    };
    if let Some(values) = &schema.wire.values {
        let values: Vec<String> = values.iter().map(ToString::to_string).collect();
        say("one of", Some(format!("[{}]", values.join(" "))));
    }
    for union in &schema.wire.unions {
        let variants: Vec<String> = union
            .variants
            .iter()
            .map(|it| told(document, it.id))
            .collect();
        let word = if union.exclusive { "either" } else { "any" };
        say(word, Some(format!("({})", variants.join(" | "))));
        say(
            "by",
            union.discriminator.as_ref().map(|by| by.property.clone()),
        );
    }
    say(
        "not",
        schema
            .wire
            .not
            .first()
            .map(|not| format!("({})", told(document, not.id))),
    );
    say(
        "by",
        schema
            .wire
            .discriminator
            .as_ref()
            .map(|by| by.property.clone()),
    );
    say("or null", schema.nullable.then(String::new));
    for opaque in &schema.wire.opaque {
        say("without", Some(opaque.name.clone()));
    }
    let notes = &schema.notes;
    say("titled", notes.title.clone());
    say("described", notes.description.clone());
    say("deprecated", notes.deprecated.then(String::new));
    say("default", notes.default.as_ref().map(ToString::to_string));
    say(
        "see",
        notes.external_docs.as_ref().map(|docs| docs.url.clone()),
    );
    let samples = notes
        .samples
        .iter()
        .filter_map(|sample| sample.value.as_ref().map(ToString::to_string));
    let samples: Vec<String> = samples.collect();
    say("sample", (!samples.is_empty()).then(|| samples.join(" ")));
    for (name, value) in &notes.extensions {
        say(name, Some(value.to_string()));
    }
    let mut all = vec![kind.to_owned()];
    all.extend(words);
    all.join(" ").replace("  ", " ").trim().to_owned()
}
