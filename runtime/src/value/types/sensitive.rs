use std::fmt;
use std::str::FromStr;

use crate::value::check::rules::{Check, Rules};
use crate::value::json::read::Read;
use crate::value::json::reference::JsonRef;
use crate::value::json::warning::DecodeWarnings;
use crate::value::json::writer::{JsonWriter, Write, WriteNumber};
use crate::value::plain::PlainWriter;
use crate::value::wipe::Wipe;

/// A value that must not be seen: its `Debug` says `[redacted]`, it has no `Display`, and it is wiped when dropped.
///
/// ```
/// use gateway_runtime::Sensitive;
///
/// let name = Sensitive::<String>::from("Ada");
/// assert_eq!(format!("{name:?}"), "[redacted]");
/// assert_eq!(name.expose(), "Ada");
/// ```
///
/// It cannot be printed by accident:
///
/// ```compile_fail,E0277
/// let name = gateway_runtime::Sensitive::<String>::from("Ada");
/// println!("{name}");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Sensitive<T: Wipe>(T);

impl<T: Wipe> Sensitive<T> {
    /// Hides a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Whoever asks for it answers for where it goes.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Wipe> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Sensitive<String> {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl<T: Wipe + FromStr> FromStr for Sensitive<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        text.parse().map(Self)
    }
}

impl<T: Wipe> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<T: Wipe> Drop for Sensitive<T> {
    fn drop(&mut self) {
        self.0.wipe();
    }
}

impl<T: Wipe> Wipe for Sensitive<T> {
    fn wipe(&mut self) {
        self.0.wipe();
    }
}

impl<T: Wipe + Read> Read for Sensitive<T> {
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        T::read(json, warnings).map(Self)
    }
}

impl<T: Wipe + Write> Write for Sensitive<T> {
    fn write(&self, out: &mut JsonWriter) {
        self.0.write(out);
    }

    fn write_plain(&self, out: &mut PlainWriter<'_>) {
        self.0.write_plain(out);
    }

    fn is_present(&self) -> bool {
        self.0.is_present()
    }
}

impl<T: Wipe + WriteNumber> WriteNumber for Sensitive<T> {
    fn write_number(&self, out: &mut JsonWriter) {
        self.0.write_number(out);
    }

    fn is_present_number(&self) -> bool {
        self.0.is_present_number()
    }
}

impl<T: Wipe + Check> Check for Sensitive<T> {
    fn check(&self, rules: &mut Rules<'_>) {
        self.0.check(rules);
    }
}
