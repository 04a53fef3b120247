//! Values that several extensions have.

use serde::Deserialize;
use serde_json::Value;

/// A text, or a list of texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Value")]
pub struct Texts(pub Vec<String>);

impl TryFrom<Value> for Texts {
    type Error = &'static str;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        let list = match value {
            Value::Array(list) => list,
            text => vec![text],
        };
        let texts = list.into_iter().map(|text| match text {
            Value::String(text) => Ok(text),
            _ => Err("this has to be text, or a list of texts"),
        });
        texts.collect::<Result<_, _>>().map(Self)
    }
}

/// The beginning of a SHA-256, in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Fingerprint(pub String);

impl TryFrom<String> for Fingerprint {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(text))
        } else {
            Err("a fingerprint has twelve hexadecimal digits")
        }
    }
}
