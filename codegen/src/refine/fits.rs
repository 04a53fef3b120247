//! Whether a value is one that a schema allows.

use std::fmt;

use regex::Regex;
use serde_json::Value;

use super::formats;
use crate::openapi::{
    Bound, Decimal, Extra, Kind, Literal, Number, Object, SchemaId, Schemas, Side, Text, Wire,
};
use crate::patterns;

/// Where a value does not fit and why. It never shows the value, which may be a secret.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// The way from the value to the part that does not fit; empty for the value itself.
    path: String,
    why: String,
}

impl Misfit {
    fn new(why: impl Into<String>) -> Self {
        Self {
            path: String::new(),
            why: why.into(),
        }
    }

    fn within(mut self, step: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') {
            ""
        } else {
            "."
        };
        self.path = format!("{step}{dot}{}", self.path);
        self
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.why)
        } else {
            write!(f, "`{}` {}", self.path, self.why)
        }
    }
}

/// The first reason for which a schema does not allow a value.
pub(super) fn misfit(schemas: &Schemas, id: SchemaId, value: &Value, side: Side) -> Option<Misfit> {
    let schema = &schemas[id];
    if value.is_null() {
        let allowed = schema.nullable || matches!(schema.wire.kind, Kind::Any | Kind::Null);
        return (!allowed).then(|| Misfit::new("is null"));
    }
    of_wire(schemas, &schema.wire, value, side).err()
}

/// The first reason for which a schema does not allow a value that holds no others, by its enumeration and its limits alone.
pub(super) fn plain_misfit(wire: &Wire, value: &Value) -> Option<Misfit> {
    if value.is_null() || value.is_array() || value.is_object() {
        return None;
    }
    let fits = of_values(wire, value).and_then(|()| of_kind(&wire.kind, value));
    fits.err()
}

fn of_wire(schemas: &Schemas, wire: &Wire, value: &Value, side: Side) -> Result<(), Misfit> {
    of_values(wire, value)?;
    let fits = |id| misfit(schemas, id, value, side).is_none();
    for union in &wire.unions {
        let fitting = union
            .variants
            .iter()
            .filter(|variant| fits(variant.id))
            .count();
        if fitting == 0 || union.exclusive && fitting > 1 {
            return Err(Misfit::new(format!("fits {fitting} of the alternatives")));
        }
    }
    if wire.not.iter().any(|not| fits(not.id)) {
        return Err(Misfit::new("is what it must not be"));
    }
    match (&wire.kind, value) {
        (Kind::List(list), Value::Array(entries)) => {
            let count = u64::try_from(entries.len()).unwrap_or(u64::MAX);
            within("entries", count, list.min_items, list.max_items)?;
            let is_repeated =
                |(index, entry): (usize, &Value)| entries.iter().take(index).any(|it| it == entry);
            if list.unique && entries.iter().enumerate().any(is_repeated) {
                return Err(Misfit::new("has an entry twice"));
            }
            for (index, entry) in entries.iter().enumerate() {
                let misfit = list
                    .items
                    .as_ref()
                    .and_then(|items| misfit(schemas, items.id, entry, side));
                if let Some(misfit) = misfit {
                    return Err(misfit.within(&format!("[{index}]")));
                }
            }
            Ok(())
        }
        (Kind::Object(object), Value::Object(_)) => of_object(schemas, object, value, side),
        (kind, value) => of_kind(kind, value),
    }
}

fn of_values(wire: &Wire, value: &Value) -> Result<(), Misfit> {
    match &wire.values {
        Some(values) if !values.iter().any(|listed| is_literal(listed, value)) => {
            Err(Misfit::new("is none of the values of the enumeration"))
        }
        _ => Ok(()),
    }
}

/// A value that holds no others.
fn of_kind(kind: &Kind, value: &Value) -> Result<(), Misfit> {
    match (kind, value) {
        (Kind::Any, _) | (Kind::Boolean, Value::Bool(_)) => Ok(()),
        (Kind::Text(text), Value::String(value)) => of_text(text, value),
        (Kind::Integer(number) | Kind::Number(number), Value::Number(value)) => {
            let value = Decimal::of_json(value).ok_or_else(|| Misfit::new("is no number"))?;
            if matches!(kind, Kind::Integer(_)) && !value.is_whole() {
                return Err(Misfit::new("is no whole number"));
            }
            of_number(number, &value)
        }
        (Kind::Never(_), _) => Err(Misfit::new("is not a valid value, since none is")),
        (kind, _) => Err(Misfit::new(format!("is not {}", kind.in_words()))),
    }
}

fn of_text(text: &Text, value: &str) -> Result<(), Misfit> {
    let length = u64::try_from(value.chars().count()).unwrap_or(u64::MAX);
    within("characters", length, text.min_length, text.max_length)?;
    for pattern in &text.patterns {
        // A pattern that only ECMAScript knows is checked by nobody here.
        let matches =
            Regex::new(&patterns::in_rust(pattern)).map_or(true, |pattern| pattern.is_match(value));
        if !matches {
            return Err(Misfit::new(format!("does not match `{pattern}`")));
        }
    }
    let format = text.format.as_deref();
    is_of(format, |format| formats::is_text(format, value))
}

fn is_of(format: Option<&str>, fits: impl Fn(&str) -> bool) -> Result<(), Misfit> {
    match format {
        Some(format) if !fits(format) => {
            Err(Misfit::new(format!("is not of the format `{format}`")))
        }
        _ => Ok(()),
    }
}

fn of_number(number: &Number, value: &Decimal) -> Result<(), Misfit> {
    let beyond = |bound: &Option<Bound>, is_beyond: fn(&Decimal, &Decimal) -> bool| {
        bound.as_ref().is_some_and(|bound| {
            is_beyond(value, &bound.value) || bound.exclusive && *value == bound.value
        })
    };
    if beyond(&number.minimum, |value, least| value < least) {
        return Err(Misfit::new("is less than the minimum"));
    }
    if beyond(&number.maximum, |value, most| value > most) {
        return Err(Misfit::new("is more than the maximum"));
    }
    let format = number.format.as_deref();
    is_of(format, |format| formats::is_number(format, value))
}

fn of_object(schemas: &Schemas, object: &Object, value: &Value, side: Side) -> Result<(), Misfit> {
    let members = value.as_object().into_iter().flatten();
    let count = u64::try_from(members.clone().count()).unwrap_or(u64::MAX);
    within(
        "members",
        count,
        object.min_properties,
        object.max_properties,
    )?;
    let properties = object.properties.iter();
    let required = properties.filter(|property| side.is_in(property.required));
    let names = required
        .map(|property| &property.name)
        .chain(&object.further_required);
    if let Some(name) = names
        .into_iter()
        .find(|name| value.get(name.as_str()).is_none())
    {
        return Err(Misfit::new(format!("has no `{name}`, which is required")));
    }
    for (name, member) in members {
        let found = match (object.property(name), &object.extra) {
            (Some(property), _) => misfit(schemas, property.value.id, member, side),
            (None, Extra::Of(extra)) => misfit(schemas, extra.id, member, side),
            (None, Extra::Any) => None,
            (None, Extra::None) => Some(Misfit::new("is a member that there is not")),
        };
        if let Some(misfit) = found {
            return Err(misfit.within(name));
        }
    }
    Ok(())
}

fn within(what: &str, count: u64, least: Option<u64>, most: Option<u64>) -> Result<(), Misfit> {
    if let Some(least) = least.filter(|least| count < *least) {
        return Err(Misfit::new(format!(
            "has {count} {what}, and needs {least} at least"
        )));
    }
    if let Some(most) = most.filter(|most| count > *most) {
        return Err(Misfit::new(format!(
            "has {count} {what}, and may have {most} at most"
        )));
    }
    Ok(())
}

fn is_literal(listed: &Literal, value: &Value) -> bool {
    match (listed, value) {
        (Literal::Text(listed), Value::String(value)) => listed == value,
        (Literal::Boolean(listed), Value::Bool(value)) => listed == value,
        (Literal::Number(listed), Value::Number(value)) => {
            Decimal::of_json(value).is_some_and(|value| value == *listed)
        }
        (Literal::Structure(listed), value) => listed == value,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Side, misfit};
    use crate::openapi;

    /// Why a value is no order, as it is sent and as it is read.
    fn told(value: &Value) -> [Option<String>; 2] {
        let document = openapi::read(&json!({
            "openapi": "3.0.3", "info": { "title": "Shop", "version": "1" },
            "components": { "schemas": { "Order": {
                "type": "object",
                "required": ["number", "state"],
                "additionalProperties": false,
                "properties": {
                    "number": { "type": "string", "minLength": 2, "pattern": "^[A-Z0-9-]+$" },
                    "state": { "type": "string", "readOnly": true, "enum": ["open", "paid"] },
                    "count": { "type": "integer", "minimum": 1 },
                    "tags": { "type": "array", "maxItems": 1, "items": { "type": "string" } },
                    "note": { "type": "string", "nullable": true },
                    "paidAt": { "type": "string", "format": "date-time" },
                    "share": { "type": "integer", "format": "int32" },
                },
            } } },
        }))
        .expect("a document")
        .value;
        let id = document.components["Order"].id;
        Side::BOTH
            .map(|side| misfit(&document.schemas, id, value, side).map(|misfit| misfit.to_string()))
    }

    #[test]
    fn what_fits_is_not_refused() {
        let value =
            json!({ "number": "A-1", "state": "open", "count": 1, "tags": ["a"], "note": null });
        assert_eq!(told(&value), [None, None]);
    }

    #[test]
    fn what_is_only_read_need_not_be_sent() {
        let [sent, read] = told(&json!({ "number": "A-1" }));
        assert_eq!(sent, None);
        assert_eq!(read.as_deref(), Some("has no `state`, which is required"));
    }

    #[test]
    fn each_limit_is_told_with_its_place_and_without_the_value() {
        for (value, why) in [
            (
                json!({ "number": "A" }),
                "`number` has 1 characters, and needs 2 at least",
            ),
            (
                json!({ "number": "a-1" }),
                "`number` does not match `^[A-Z0-9-]+$`",
            ),
            (json!({ "number": 1 }), "`number` is not a text"),
            (json!({ "number": null }), "`number` is null"),
            (
                json!({ "number": "A1", "state": "lost" }),
                "`state` is none of the values of the enumeration",
            ),
            (
                json!({ "number": "A1", "count": 0 }),
                "`count` is less than the minimum",
            ),
            (
                json!({ "number": "A1", "count": 1.5 }),
                "`count` is no whole number",
            ),
            (
                json!({ "number": "A1", "tags": ["a", "b"] }),
                "`tags` has 2 entries, and may have 1 at most",
            ),
            (
                json!({ "number": "A1", "tags": [1] }),
                "`tags[0]` is not a text",
            ),
            (
                json!({ "number": "A1", "more": 1 }),
                "`more` is a member that there is not",
            ),
            (
                json!({ "number": "A1", "paidAt": "2025-05-08" }),
                "`paidAt` is not of the format `date-time`",
            ),
            (
                json!({ "number": "A1", "share": 2_147_483_648_u64 }),
                "`share` is not of the format `int32`",
            ),
            (json!([]), "is not an object"),
        ] {
            assert_eq!(told(&value)[0].as_deref(), Some(why), "{value}");
        }
    }
}
