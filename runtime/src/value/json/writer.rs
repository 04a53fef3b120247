use std::collections::BTreeMap;
use std::fmt;

use crate::value::echo::Echoes;
use crate::value::wipe::WipingBuffer;

/// A type that can be written as JSON.
pub trait Write {
    /// Writes the value.
    fn write(&self, out: &mut JsonWriter);

    /// Whether there is a value at all; an absent one is left out of its object.
    fn is_present(&self) -> bool {
        true
    }
}

/// A type that holds exact decimals and can be written as JSON *numbers*.
pub trait WriteNumber {
    /// Writes the digits, without quotes.
    fn write_number(&self, out: &mut JsonWriter);

    /// Whether there is a value at all; an absent one is left out of its object.
    fn is_present_number(&self) -> bool {
        true
    }
}

/// Writes compact JSON into memory that is wiped when it is dropped.
#[derive(Default)]
pub struct JsonWriter {
    buffer: WipingBuffer,
    echoes: Echoes,
}

impl JsonWriter {
    /// An empty writer.
    pub fn new() -> Self {
        Self {
            buffer: WipingBuffer::with_capacity(1024),
            echoes: Echoes::default(),
        }
    }

    /// The JSON written so far. It holds whatever was written; do not log it.
    pub fn expose(&self) -> &str {
        self.buffer.as_str().unwrap_or_default()
    }

    /// Writes an object; `write` adds its fields.
    pub fn object(&mut self, write: impl FnOnce(&mut ObjectWriter<'_>)) {
        self.raw("{");
        write(&mut ObjectWriter {
            out: self,
            first: true,
        });
        self.raw("}");
    }

    /// Writes a list; `write` adds its elements.
    pub fn list(&mut self, write: impl FnOnce(&mut ListWriter<'_>)) {
        self.raw("[");
        write(&mut ListWriter {
            out: self,
            first: true,
        });
        self.raw("]");
    }

    /// Writes a string, escaped as JSON wants it.
    pub fn string(&mut self, text: &str) {
        self.raw("\"");
        let mut rest = text;
        while let Some(at) =
            rest.find(|character: char| character < ' ' || matches!(character, '"' | '\\'))
        {
            let (plain, tail) = rest.split_at(at);
            self.raw(plain);
            let mut characters = tail.chars();
            match characters.next() {
                Some('"') => self.raw("\\\""),
                Some('\\') => self.raw("\\\\"),
                Some('\n') => self.raw("\\n"),
                Some('\r') => self.raw("\\r"),
                Some('\t') => self.raw("\\t"),
                Some(control) => self.raw(&format!("\\u{:04x}", u32::from(control))),
                None => {}
            }
            rest = characters.as_str();
        }
        self.raw(rest);
        self.raw("\"");
    }

    /// Writes a boolean.
    pub fn boolean(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.raw("null");
    }

    /// Writes text that is JSON already: a number's digits, or a value that was read before.
    pub(crate) fn raw(&mut self, json: &str) {
        self.buffer.extend(json.as_bytes());
    }

    /// Writes the number of a card, which must not be shown if it comes back.
    pub(crate) fn card_number(&mut self, digits: &str) {
        self.string(digits);
        self.echoes.add_number(digits);
    }

    /// Writes the security code of a card, which must not be shown if it comes back.
    pub(crate) fn security_code(&mut self, digits: &str) {
        self.string(digits);
        self.echoes.add_code(digits);
    }

    /// What was written that must not be shown if it comes back.
    pub(crate) fn take_echoes(&mut self) -> Echoes {
        std::mem::take(&mut self.echoes)
    }

    pub(crate) fn into_buffer(self) -> WipingBuffer {
        self.buffer
    }
}

impl fmt::Debug for JsonWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonWriter({} bytes)", self.buffer.len())
    }
}

/// Writes the fields of one object.
#[derive(Debug)]
pub struct ObjectWriter<'w> {
    out: &'w mut JsonWriter,
    first: bool,
}

impl ObjectWriter<'_> {
    /// Writes a field, unless its value is an absent `Option`.
    pub fn field(&mut self, name: &str, value: &(impl Write + ?Sized)) {
        if value.is_present() {
            self.name(name);
            value.write(self.out);
        }
    }

    /// Writes a field whose exact decimal goes as a JSON number, unless its value is an absent `Option`.
    pub fn number(&mut self, name: &str, value: &(impl WriteNumber + ?Sized)) {
        if value.is_present_number() {
            self.name(name);
            value.write_number(self.out);
        }
    }

    /// Writes a field whose name has to be there, an absent `Option` as `null`.
    pub fn nullable(&mut self, name: &str, value: &(impl Write + ?Sized)) {
        self.name(name);
        value.write(self.out);
    }

    /// Writes a field whose name has to be there and whose exact decimal goes as a JSON number, an absent `Option` as
    /// `null`.
    pub fn nullable_number(&mut self, name: &str, value: &(impl WriteNumber + ?Sized)) {
        self.name(name);
        value.write_number(self.out);
    }

    /// Writes the entries of a map as fields, unless their values are absent.
    pub fn others<T: Write>(&mut self, others: &BTreeMap<String, T>) {
        for (name, value) in others {
            self.field(name, value);
        }
    }

    fn name(&mut self, name: &str) {
        if !std::mem::take(&mut self.first) {
            self.out.raw(",");
        }
        self.out.string(name);
        self.out.raw(":");
    }
}

/// Writes the elements of one list.
#[derive(Debug)]
pub struct ListWriter<'w> {
    out: &'w mut JsonWriter,
    first: bool,
}

impl ListWriter<'_> {
    /// Writes an element; an absent `Option` is written as `null`.
    pub fn element(&mut self, value: &(impl Write + ?Sized)) {
        self.separate();
        value.write(self.out);
    }

    /// Writes an element whose exact decimal goes as a JSON number.
    pub fn number(&mut self, value: &(impl WriteNumber + ?Sized)) {
        self.separate();
        value.write_number(self.out);
    }

    fn separate(&mut self) {
        if !std::mem::take(&mut self.first) {
            self.out.raw(",");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_as_serde_json_reads_them() {
        for text in [
            "",
            "plain",
            "a\"b\\c/d",
            "\n\r\t\u{8}\u{0}\u{1f}\u{7f}",
            "中文 😀",
        ] {
            let mut out = JsonWriter::new();
            out.string(text);
            assert_eq!(serde_json::from_str::<String>(out.expose()).unwrap(), text);
        }
    }

    #[test]
    fn absent_fields_are_not_written_unless_their_name_has_to_be_there() {
        let mut out = JsonWriter::new();
        out.object(|object| {
            object.field("a", &None::<String>);
            object.field("b", &Some(vec![Some(1_i64), None]));
            object.field("c", &true);
            object.nullable("d", &None::<String>);
            object.nullable_number("e", &None::<crate::value::types::amount::Amount>);
        });
        let written = r#"{"b":[1,null],"c":true,"d":null,"e":null}"#;
        assert_eq!(out.expose(), written);
    }
}
