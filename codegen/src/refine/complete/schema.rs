//! What every schema and property has to say.

use serde_json::{Map, Value};

use super::Check;
use crate::findings::pointer_token;
use crate::refine::nodes::{Node, Role};

const CLASSES: [&str; 8] = [
    "pan",
    "security-code",
    "card",
    "bin",
    "secret",
    "restricted",
    "personal",
    "open",
];
const STATE_CLASSES: [&str; 5] = ["pending", "authorized", "done", "canceled", "failed"];
const TIMES: [&str; 4] = ["rfc3339", "local-datetime", "date", "unknown"];

/// References can run in a circle, and combinations nest.
const DEEPEST: usize = 32;

impl Check<'_> {
    pub(super) fn schema(&mut self, node: &Node<'_>) {
        match node.role {
            Role::Component => self.prose(node, "description"),
            Role::Property => {
                self.prose(node, "description");
                if !self.is_classed(node.value, 0) {
                    let text = "neither this property nor what it refers to has an `x-class`";
                    self.error("missing-class", &node.pointer, text);
                }
            }
            _ => {}
        }
        let Node {
            pointer, members, ..
        } = node;
        self.word(members, pointer, "x-class", &CLASSES);
        self.word(members, pointer, "x-time", &TIMES);
        for name in ["x-unit", "x-rust-name", "x-open-reason", "x-currency-from"] {
            if members.contains_key(name) {
                self.said(members, pointer, name);
            }
        }
        self.openness(members, pointer);
        self.states(members, pointer);
        self.limits(members, pointer);
        self.currency_of_properties(node);
        self.one_of_required(node);
        self.grouped(node, "x-either", |count| count == 2);
        self.grouped(node, "x-together", |count| count >= 2);
        self.choice(node);
        self.presets(node);
    }

    /// A class of its own, that of a scalar behind a reference, or an object, whose properties have theirs.
    fn is_classed(&self, schema: &Value, depth: usize) -> bool {
        if depth > DEEPEST {
            return true;
        }
        if schema.get("x-class").is_some() {
            return true;
        }
        let Some(behind) = self.names.follow(schema) else {
            return false;
        };
        if behind.contains_key("x-class") || behind.contains_key("properties") {
            return true;
        }
        let within = ["items", "additionalProperties"]
            .iter()
            .filter_map(|part| behind.get(*part));
        let combined = ["allOf", "oneOf", "anyOf"]
            .iter()
            .filter_map(|part| behind.get(*part)?.as_array())
            .flatten();
        within
            .chain(combined)
            .any(|part| self.is_classed(part, depth + 1))
    }

    /// An enumeration is closed only for a reason, and describes only values that it has.
    fn openness(&mut self, members: &Map<String, Value>, pointer: &str) {
        match members.get("x-open") {
            Some(Value::Bool(false)) => {
                self.said(members, pointer, "x-open-reason");
            }
            Some(Value::Bool(true)) | None => {}
            Some(other) => self.error(
                "bad-extension",
                &format!("{pointer}/x-open"),
                format!("{other} is neither true nor false"),
            ),
        }
        let Some(descriptions) = members.get("x-enum-descriptions") else {
            return;
        };
        let at = format!("{pointer}/x-enum-descriptions");
        let Value::Object(descriptions) = descriptions else {
            return self.error(
                "bad-extension",
                &at,
                "this maps values to their descriptions",
            );
        };
        let values = members.get("enum").and_then(Value::as_array);
        for (value, description) in descriptions {
            let listed = values.into_iter().flatten().any(|listed| {
                listed
                    .as_str()
                    .map_or_else(|| listed.to_string(), str::to_owned)
                    == *value
            });
            if !listed {
                self.error(
                    "dangling-name",
                    &at,
                    format!("the enumeration has no `{value}`"),
                );
            }
            let at = format!("{at}/{}", pointer_token(value));
            match description.as_str() {
                Some(text) => self.english(&at, text),
                None => self.error("bad-extension", &at, "a description is a text"),
            }
        }
    }

    /// Every value of an enumeration of states has its meaning, and nothing else has one.
    fn states(&mut self, members: &Map<String, Value>, pointer: &str) {
        let Some(states) = members.get("x-states") else {
            return;
        };
        let at = format!("{pointer}/x-states");
        let Value::Object(states) = states else {
            return self.error("bad-extension", &at, "this maps states to what they mean");
        };
        for (state, _) in states {
            self.word(states, &at, state, &STATE_CLASSES);
        }
        let listed = members.get("enum").and_then(Value::as_array);
        let listed: Vec<&str> = listed
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        for state in states
            .keys()
            .filter(|state| !listed.contains(&state.as_str()))
        {
            self.error(
                "dangling-name",
                &at,
                format!("the enumeration has no `{state}`"),
            );
        }
        for state in listed
            .into_iter()
            .filter(|state| !states.contains_key(*state))
        {
            self.error(
                "missing-state",
                &at,
                format!("it is not said what `{state}` means"),
            );
        }
    }

    fn limits(&mut self, members: &Map<String, Value>, pointer: &str) {
        let mut ends = Vec::new();
        for name in ["x-minimum", "x-maximum"] {
            let Some(value) = members.get(name) else {
                continue;
            };
            match value
                .as_str()
                .filter(|text| is_decimal(text))
                .map(str::parse::<f64>)
            {
                Some(Ok(number)) => ends.push(number),
                _ => self.error(
                    "bad-extension",
                    &format!("{pointer}/{name}"),
                    format!("{value} is no decimal in a string"),
                ),
            }
        }
        if matches!(ends[..], [least, most] if least > most) {
            self.error(
                "bad-limits",
                pointer,
                "`x-minimum` is more than `x-maximum`",
            );
        }
        for name in ["x-integer-digits", "x-fraction-digits"] {
            if members
                .get(name)
                .is_some_and(|value| value.as_u64().is_none())
            {
                self.error(
                    "bad-extension",
                    &format!("{pointer}/{name}"),
                    "digits are counted by a whole number",
                );
            }
        }
        for (low, high) in [
            ("minLength", "maxLength"),
            ("minItems", "maxItems"),
            ("minimum", "maximum"),
        ] {
            let end = |name| members.get(name).and_then(Value::as_f64);
            if matches!((end(low), end(high)), (Some(least), Some(most)) if least > most) {
                self.error(
                    "bad-limits",
                    pointer,
                    format!("`{low}` is more than `{high}`"),
                );
            }
        }
        if members
            .get("x-money")
            .is_some_and(|money| !money.is_boolean())
        {
            self.error(
                "bad-extension",
                &format!("{pointer}/x-money"),
                "money is true or false",
            );
        }
    }

    /// The currency of an amount is a property beside it.
    fn currency_of_properties(&mut self, node: &Node<'_>) {
        let properties = node.members.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let Some(currency) = property.get("x-currency-from").and_then(Value::as_str) else {
                continue;
            };
            if self.names.property(node.value, currency).is_none() {
                let at = format!(
                    "{}/properties/{}/x-currency-from",
                    node.pointer,
                    pointer_token(name)
                );
                self.error(
                    "dangling-name",
                    &at,
                    format!("there is no property `{currency}` beside it"),
                );
            }
        }
    }
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction]
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}
