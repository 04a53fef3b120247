//! References that the document model does not hold, replaced by what they name.

use serde_json::Value;

use super::walk::keywords;

/// How deep references into the middle of things may lead into one another.
const DEPTH: usize = 16;

/// How deep values may stand in one another after replacing; no reader takes deeper ones either.
const NESTED: usize = 128;

/// How many values replacing may add before a document is taken for one that only grows.
const VALUES: usize = 200_000;

/// Replaces references into the middle of the document, and those to path items, by a copy of what they name.
///
/// References to components stay, since they are names. What leads nowhere stays too, for lowering to report.
pub(super) fn inline(document: &mut Value) {
    let root = document.clone();
    let mut inlining = Inlining {
        root: &root,
        trail: Vec::new(),
        left: VALUES,
    };
    inlining.walk(document, 0);
}

/// Writes references to components as their names are, without the escapes of a pointer in a URI.
pub(super) fn unescape(document: &mut Value) {
    keywords(document, &mut |members, _| {
        if let Some(Value::String(reference)) = members.get_mut("$ref") {
            unescaped(reference);
        }
        let mapping = members.get_mut("mapping").and_then(Value::as_object_mut);
        for target in mapping.into_iter().flat_map(|mapping| mapping.values_mut()) {
            if let Value::String(reference) = target {
                unescaped(reference);
            }
        }
    });
}

fn unescaped(reference: &mut String) {
    if !reference.contains(['%', '~']) {
        return;
    }
    let Some(rest) = reference.strip_prefix("#/components/") else {
        return;
    };
    if let Some((kind, name)) = rest.split_once('/')
        && !name.contains('/')
    {
        let name = percent_decoded(name).replace("~1", "/").replace("~0", "~");
        *reference = format!("#/components/{kind}/{name}");
    }
}

struct Inlining<'a> {
    root: &'a Value,
    /// The references that are being replaced, outermost first.
    trail: Vec<String>,
    left: usize,
}

impl Inlining<'_> {
    fn walk(&mut self, value: &mut Value, depth: usize) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.walk(item, depth + 1)),
            Value::Object(members) => {
                if let Some(target) = members
                    .get("$ref")
                    .and_then(Value::as_str)
                    .and_then(|it| self.target(it, depth))
                {
                    let reference = members
                        .get("$ref")
                        .and_then(Value::as_str)
                        .unwrap_or_default()
                        .to_owned();
                    self.trail.push(reference);
                    let mut copy = target;
                    self.walk(&mut copy, depth);
                    self.trail.pop();
                    *value = copy;
                    return;
                }
                for (name, member) in members.iter_mut() {
                    // Samples may hold anything, also what looks like a reference.
                    if !matches!(name.as_str(), "example" | "examples" | "default" | "enum") {
                        self.walk(member, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    /// A copy of what a reference names, where it is one that must be replaced and leads somewhere new.
    fn target(&mut self, reference: &str, depth: usize) -> Option<Value> {
        let pointer = reference.strip_prefix('#')?;
        let component = pointer.starts_with("/components/")
            && pointer.split('/').count() == 4
            && !pointer.starts_with("/components/pathItems/");
        if component
            || self.trail.len() >= DEPTH
            || self.trail.iter().any(|known| known == reference)
        {
            return None;
        }
        let decoded = percent_decoded(pointer);
        let target = self.root.pointer(&decoded)?;
        let (size, height) = extent(target);
        if depth + height > NESTED {
            return None;
        }
        self.left = self.left.checked_sub(size)?;
        Some(target.clone())
    }
}

/// How many values stand in one, itself included, and how deep.
fn extent(value: &Value) -> (usize, usize) {
    let inner: Vec<(usize, usize)> = match value {
        Value::Array(items) => items.iter().map(extent).collect(),
        Value::Object(members) => members.values().map(extent).collect(),
        _ => Vec::new(),
    };
    let size = inner.iter().map(|(size, _)| size).sum::<usize>();
    let height = inner.iter().map(|(_, height)| *height).max();
    (1 + size, 1 + height.unwrap_or_default())
}

/// Decodes `%7B` and the like, which references in URI form carry.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
