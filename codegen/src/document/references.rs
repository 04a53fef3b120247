//! References that the document model does not hold, replaced by what they name.

use serde_json::Value;

use super::walk::keywords;

/// How deep references into the middle of things may lead into one another.
const DEPTH: usize = 16;

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
    inlining.walk(document);
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
    fn walk(&mut self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.walk(item)),
            Value::Object(members) => {
                if let Some(target) = members
                    .get("$ref")
                    .and_then(Value::as_str)
                    .and_then(|it| self.target(it))
                {
                    let reference = members
                        .get("$ref")
                        .and_then(Value::as_str)
                        .unwrap_or_default()
                        .to_owned();
                    self.trail.push(reference);
                    let mut copy = target;
                    self.walk(&mut copy);
                    self.trail.pop();
                    *value = copy;
                    return;
                }
                for (name, member) in members.iter_mut() {
                    // Samples may hold anything, also what looks like a reference.
                    if !matches!(name.as_str(), "example" | "examples" | "default" | "enum") {
                        self.walk(member);
                    }
                }
            }
            _ => {}
        }
    }

    /// A copy of what a reference names, where it is one that must be replaced and leads somewhere new.
    fn target(&mut self, reference: &str) -> Option<Value> {
        let pointer = reference.strip_prefix('#')?;
        let depth = pointer.split('/').count();
        let component = pointer.starts_with("/components/")
            && depth == 4
            && !pointer.starts_with("/components/pathItems/");
        if component
            || self.trail.len() >= DEPTH
            || self.trail.iter().any(|known| known == reference)
        {
            return None;
        }
        let decoded = percent_decoded(pointer);
        let target = self.root.pointer(&decoded)?;
        let size = size(target);
        self.left = self.left.checked_sub(size)?;
        Some(target.clone())
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        _ => 1,
    }
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
