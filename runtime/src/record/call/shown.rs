use crate::value::form::{encode, scalar_text};
use crate::value::json::reference::JsonRef;
use crate::value::json::warning::DecodeWarnings;
use crate::value::types::sensitive::Sensitive;
use crate::value::wipe::WipingBuffer;

/// A value taken apart as far as a parameter can show it. What is nested deeper stands as JSON.
pub(super) enum Shown {
    Text(Sensitive<String>),
    List(Vec<Sensitive<String>>),
    Object(Vec<(String, Sensitive<String>)>),
}

impl Shown {
    /// Whether something holds of one of several.
    pub(super) fn any(&self, holds: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Text(_) => false,
            Self::List(texts) => texts.iter().any(|each| holds(each.expose())),
            Self::Object(members) => {
                let mut members = members.iter();
                members.any(|(name, each)| holds(name) || holds(each.expose()))
            }
        }
    }

    /// Writes all parts with something between them; exploded members as `name=value`.
    pub(super) fn write(
        &self,
        between: &[u8],
        explode: bool,
        text: fn(&str, &mut WipingBuffer),
        out: &mut WipingBuffer,
    ) {
        match self {
            Self::Text(only) => text(only.expose(), out),
            Self::List(texts) => {
                for (index, each) in texts.iter().enumerate() {
                    if index > 0 {
                        out.extend(between);
                    }
                    text(each.expose(), out);
                }
            }
            Self::Object(members) => {
                for (index, (name, each)) in members.iter().enumerate() {
                    if index > 0 {
                        out.extend(between);
                    }
                    text(name, out);
                    out.extend(if explode { b"=" } else { between });
                    text(each.expose(), out);
                }
            }
        }
    }
}

/// `;name=value`, as RFC 6570 expands it: without `=` where the value is empty.
pub(super) fn matrix(parts: &Shown, name: &str, explode: bool, out: &mut WipingBuffer) {
    let one = |name: &str, text: &str, out: &mut WipingBuffer| {
        out.extend(b";");
        encode(name, out);
        if !text.is_empty() {
            out.extend(b"=");
            encode(text, out);
        }
    };
    match parts {
        Shown::Text(text) => one(name, text.expose(), out),
        Shown::List(texts) if explode => {
            texts.iter().for_each(|text| one(name, text.expose(), out))
        }
        Shown::Object(members) if explode => members
            .iter()
            .for_each(|(name, text)| one(name, text.expose(), out)),
        parts => {
            out.extend(b";");
            encode(name, out);
            out.extend(b"=");
            parts.write(b",", false, encode, out);
        }
    }
}

pub(super) fn plain(text: &str, out: &mut WipingBuffer) {
    out.extend(text.as_bytes());
}

/// The members of an object, in the order of their names.
pub(super) fn members(json: JsonRef<'_>) -> Option<Vec<(String, Sensitive<String>)>> {
    let mut warnings = DecodeWarnings::new();
    let members = json.object(&mut warnings)?.members().into_iter();
    let members = members.map(|(name, value)| (name.into_owned(), scalar_text(value)));
    Some(members.collect())
}
