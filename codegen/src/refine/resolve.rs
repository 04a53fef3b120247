//! Finds schemas, properties and operations by their names.

use serde_json::{Map, Value};

/// References can run in a circle, and combinations nest.
const DEEPEST: usize = 32;

/// A document in which names are looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a>(pub(super) &'a Value);

impl<'a> Names<'a> {
    /// The schema behind references; the schema itself if it is none. Nothing if the reference leads nowhere.
    pub(super) fn follow(self, schema: &'a Value) -> Option<&'a Map<String, Value>> {
        let mut schema = schema.as_object()?;
        for _ in 0..DEEPEST {
            let Some(target) = schema.get("$ref") else {
                return Some(schema);
            };
            schema = self
                .0
                .pointer(target.as_str()?.strip_prefix('#')?)?
                .as_object()?;
        }
        None
    }

    /// The schema of a property, through references and combinations.
    pub(super) fn property(self, schema: &'a Value, name: &str) -> Option<&'a Value> {
        self.property_within(schema, name, 0)
    }

    fn property_within(self, schema: &'a Value, name: &str, depth: usize) -> Option<&'a Value> {
        if depth > DEEPEST {
            return None;
        }
        let schema = self.follow(schema)?;
        if let Some(property) = schema
            .get("properties")
            .and_then(|properties| properties.get(name))
        {
            return Some(property);
        }
        ["allOf", "oneOf", "anyOf"]
            .iter()
            .filter_map(|combination| schema.get(*combination)?.as_array())
            .flatten()
            .find_map(|part| self.property_within(part, name, depth + 1))
    }

    /// The schema of an array's entries, through references and combinations.
    fn entries(self, schema: &'a Value, depth: usize) -> Option<&'a Value> {
        if depth > DEEPEST {
            return None;
        }
        let schema = self.follow(schema)?;
        schema.get("items").or_else(|| {
            let mut parts = schema.get("allOf")?.as_array()?.iter();
            parts.find_map(|part| self.entries(part, depth + 1))
        })
    }

    /// The schema at a path of wire names such as `order.orderStatus`, `refund[].orderNo` or `[].orderNo`.
    pub(super) fn path(self, schema: &'a Value, path: &str) -> Option<&'a Value> {
        path.split('.').try_fold(schema, |schema, step| {
            let (name, list) = match step.strip_suffix("[]") {
                Some(name) => (name, true),
                None => (step, false),
            };
            let named = if name.is_empty() && list {
                schema
            } else {
                self.property(schema, name)?
            };
            if list {
                self.entries(named, 0)
            } else {
                Some(named)
            }
        })
    }

    /// The operation with this id.
    pub(super) fn operation(self, id: &str) -> Option<&'a Value> {
        self.0
            .get("paths")?
            .as_object()?
            .values()
            .filter_map(Value::as_object)
            .flat_map(Map::values)
            .find(|operation| operation.get("operationId").and_then(Value::as_str) == Some(id))
    }

    /// The schema of an operation's JSON body.
    pub(super) fn request(self, operation: &'a Value) -> Option<&'a Value> {
        let body = Value::as_object(operation)?.get("requestBody")?;
        json_schema(self.follow(body)?)
    }

    /// The schemas of an operation's successful JSON answers.
    pub(super) fn answers(self, operation: &'a Value) -> Vec<&'a Value> {
        let responses = operation.get("responses").and_then(Value::as_object);
        responses
            .into_iter()
            .flatten()
            .filter(|(status, _)| status.starts_with('2'))
            .filter_map(|(_, response)| json_schema(self.follow(response)?))
            .collect()
    }

    /// Whether any successful answer of an operation has this path.
    pub(super) fn answers_with(self, operation: &'a Value, path: &str) -> bool {
        self.answers(operation)
            .into_iter()
            .any(|answer| self.path(answer, path).is_some())
    }

    /// Whether a request of an operation has this path, in its body or as a parameter.
    pub(super) fn requests_with(self, operation: &'a Value, path: &str) -> bool {
        let parameters = operation.get("parameters").and_then(Value::as_array);
        let parameter = parameters
            .into_iter()
            .flatten()
            .filter_map(|parameter| self.follow(parameter))
            .any(|parameter| parameter.get("name").and_then(Value::as_str) == Some(path));
        parameter
            || self
                .request(operation)
                .is_some_and(|body| self.path(body, path).is_some())
    }
}

/// The schema of the JSON media type, or of the only one: pages often show `*/*`.
fn json_schema(holder: &Map<String, Value>) -> Option<&Value> {
    let content = holder.get("content")?.as_object()?;
    let json = content
        .iter()
        .find(|(media_type, _)| media_type.contains("json"));
    json.or_else(|| content.iter().next())
        .and_then(|(_, media_type)| media_type.get("schema"))
}
