use crate::value::json::kind::Kind;
use crate::value::json::reference::JsonRef;
use crate::value::json::writer::{JsonWriter, Write};
use crate::value::types::sensitive::Sensitive;

/// A text, a number or a boolean that is kept as it is, and known as which of them it was given. It is wiped on drop, and
/// shows nothing of itself in `Debug`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Scalar {
    text: Sensitive<String>,
    is_text: bool,
}

impl Scalar {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self {
            text: Sensitive::new(text.into()),
            is_text: true,
        }
    }

    /// The value that stands in JSON; `None` for `null` and for what holds other values.
    pub(crate) fn of(json: JsonRef<'_>) -> Option<Self> {
        match json.kind() {
            Kind::String => json.string().map(Self::text),
            Kind::Number | Kind::Boolean => Some(Self {
                text: Sensitive::new(json.expose().to_owned()),
                is_text: false,
            }),
            _ => None,
        }
    }

    /// A text without quotes, the digits of a number, the name of a boolean.
    pub(crate) fn as_str(&self) -> &str {
        self.text.expose()
    }
}

impl Write for Scalar {
    fn write(&self, out: &mut JsonWriter) {
        match self.is_text {
            true => out.string(self.as_str()),
            false => out.scalar(self.as_str()),
        }
    }
}
