use std::collections::BTreeMap;
use std::fmt;

use crate::value::check::violation::Rule;
use crate::value::echo::{CardData, Echoes};
use crate::value::json::further::Further;
use crate::value::json::index::{Node, Nodes, position, special};
use crate::value::json::reference::{Found, JsonRef};
use crate::value::plain::PlainWriter;
use crate::value::wipe::WipingBuffer;

/// A type that can be written as JSON.
pub trait Write {
    /// Writes the value.
    fn write(&self, out: &mut JsonWriter);

    /// Writes the value as the plain text that it is, as a parameter goes; each element of a list by itself, and `null` not
    /// at all. What does not say how is written as its JSON says.
    fn write_plain(&self, out: &mut PlainWriter<'_>) {
        write_by_json(self, out);
    }

    /// Whether there is a value at all; an absent one is left out of its object.
    fn is_present(&self) -> bool {
        true
    }
}

/// Writes a value as plain text by way of its JSON.
pub(crate) fn write_by_json(value: &(impl Write + ?Sized), out: &mut PlainWriter<'_>) {
    let mut written = JsonWriter::new();
    value.write(&mut written);
    let echoes = written.take_echoes();
    out.json(written.json(), echoes);
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
///
/// It notes where each value stands, so that nobody has to read what was just written in order to find a part of it.
#[derive(Default)]
pub struct JsonWriter {
    buffer: WipingBuffer,
    /// What was written: each value before those that it holds, as an index of the text would have it.
    nodes: Nodes,
    echoes: Echoes,
    /// Members that no type names, which are put in when the object is written that they stand in.
    further: Option<Box<Further>>,
    /// The member that the object which is written next begins with.
    tag: Option<Tag>,
}

/// The member that says which of several an object is.
#[derive(Debug, Clone, Copy)]
struct Tag {
    name: &'static str,
    value: &'static str,
    /// Whether the type of the object has the member, which is then written in its place where it was not given.
    is_own: bool,
}

impl JsonWriter {
    /// An empty writer.
    pub fn new() -> Self {
        Self::with_capacity(1024)
    }

    /// One with room for so many bytes. Most values are longer than eleven of them, with what stands around them.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self {
            buffer: WipingBuffer::with_capacity(bytes),
            nodes: Nodes::with_capacity(bytes / 12),
            echoes: Echoes::default(),
            further: None,
            tag: None,
        }
    }

    /// The JSON written so far. It holds whatever was written; do not log it.
    pub fn expose(&self) -> &str {
        self.buffer.as_str().unwrap_or_default()
    }

    /// The value that was written; `null` where none was.
    pub(crate) fn json(&self) -> JsonRef<'_> {
        JsonRef::written(self.expose(), &self.nodes)
    }

    /// Writes an object; `write` adds its fields.
    pub fn object(&mut self, write: impl FnOnce(&mut ObjectWriter<'_>)) {
        let node = self.begin(b'{');
        let tag = self.tag.take();
        let mut object = ObjectWriter {
            out: self,
            first: true,
            node,
            absent: None,
        };
        match tag {
            Some(tag) if tag.is_own => object.absent = Some(tag),
            Some(tag) => object.nullable(tag.name, tag.value),
            None => {}
        }
        write(&mut object);
        self.end(node, b'}');
        if self.further.is_some() {
            self.put_further(node);
        }
    }

    /// Writes an object that is one of several, with the member that says which of them it is; its own type does not have it.
    pub fn tagged(&mut self, name: &'static str, value: &'static str, object: &impl Write) {
        self.with_tag(name, value, false, object);
    }

    /// Writes an object that is one of several, with the member that says which of them it is, where it was not given.
    pub fn tagged_where_absent(
        &mut self,
        name: &'static str,
        value: &'static str,
        object: &impl Write,
    ) {
        self.with_tag(name, value, true, object);
    }

    fn with_tag(
        &mut self,
        name: &'static str,
        value: &'static str,
        is_own: bool,
        object: &impl Write,
    ) {
        self.tag = Some(Tag {
            name,
            value,
            is_own,
        });
        object.write(self);
        self.tag = None;
    }

    /// Writes a list; `write` adds its elements.
    pub fn list(&mut self, write: impl FnOnce(&mut ListWriter<'_>)) {
        let node = self.begin(b'[');
        write(&mut ListWriter {
            out: self,
            first: true,
        });
        self.end(node, b']');
    }

    /// Writes a string, escaped as JSON wants it.
    pub fn string(&mut self, text: &str) {
        let from = self.buffer.len();
        let is_escaped = has_escapes(text);
        match is_escaped {
            true => self.escaped(text),
            false => self.buffer.extend_between(b"\"", text.as_bytes(), b"\""),
        }
        let to = self.buffer.len();
        self.nodes.push(Node::leaf(from, to, is_escaped));
    }

    /// Writes a boolean.
    pub fn boolean(&mut self, value: bool) {
        self.scalar(if value { "true" } else { "false" });
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.scalar("null");
    }

    /// Writes text that is JSON already and holds no other value, such as a number's digits.
    pub(crate) fn scalar(&mut self, json: &str) {
        let from = self.buffer.len();
        self.buffer.extend(json.as_bytes());
        self.node(from);
    }

    /// Writes a value that was read before, as it came.
    pub(crate) fn value(&mut self, json: &str) {
        let from = position(self.buffer.len());
        self.buffer.extend(json.as_bytes());
        self.nodes.extend_from(&Found::of(json).into_nodes(), from);
    }

    /// Notes a text of a card, which must not be shown if it comes back.
    pub(crate) fn echo(&mut self, data: CardData, text: &str) {
        self.echoes.add(data, text);
    }

    /// What was written that must not be shown if it comes back.
    pub(crate) fn take_echoes(&mut self) -> Echoes {
        std::mem::take(&mut self.echoes)
    }

    /// The further members that could not be written, each by its pointer, and why.
    pub(crate) fn take_refused(&mut self) -> Vec<(String, Rule)> {
        let further = self.further.take();
        further.map_or_else(Vec::new, |further| further.into_refused())
    }

    /// Puts the further members into the object that was written last, if it is the one that all of them stand in.
    #[cold]
    fn put_further(&mut self, node: usize) {
        let is_root = |further: &mut Box<Further>| further.is_within(node);
        let Some(mut further) = self.further.take_if(is_root) else {
            return;
        };
        let quote = |name: &str| {
            let mut quoted = Self::new();
            quoted.string(name);
            quoted.into_buffer()
        };
        let buffer = further.put_into(self.expose(), &self.nodes, quote);
        self.further = Some(further);
        let from = self.nodes.get(node).map_or(0, |node| node.from);
        let anew = buffer.as_str().and_then(|text| text.get(from as usize..));
        let anew = Found::of(anew.unwrap_or_default());
        self.buffer = buffer;
        self.nodes.truncate(node);
        self.nodes.extend_from(&anew.into_nodes(), from);
    }

    pub(crate) fn len(&self) -> usize {
        self.buffer.len()
    }

    pub(crate) fn into_buffer(self) -> WipingBuffer {
        self.buffer
    }

    /// Writes the name of a member, with what stands around it.
    fn name(&mut self, name: &str, is_first: bool) {
        if !is_first {
            self.buffer.push(b',');
        }
        if has_escapes(name) {
            self.string(name);
            self.buffer.push(b':');
            return;
        }
        let from = self.buffer.len();
        self.buffer.extend_between(b"\"", name.as_bytes(), b"\":");
        let to = self.buffer.len().saturating_sub(1);
        self.nodes.push(Node::leaf(from, to, false));
    }

    #[cold]
    fn escaped(&mut self, text: &str) {
        self.buffer.push(b'"');
        text.bytes().for_each(|byte| self.escape(byte));
        self.buffer.push(b'"');
    }

    fn escape(&mut self, byte: u8) {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        match byte {
            b'"' | b'\\' => self.buffer.extend(&[b'\\', byte]),
            b'\n' => self.buffer.extend(b"\\n"),
            b'\r' => self.buffer.extend(b"\\r"),
            b'\t' => self.buffer.extend(b"\\t"),
            0..=0x1f => {
                let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or(b'0');
                self.buffer.extend(b"\\u00");
                self.buffer.extend(&[digit(byte >> 4), digit(byte & 15)]);
            }
            byte => self.buffer.push(byte),
        }
    }

    fn begin(&mut self, bracket: u8) -> usize {
        let (node, from) = (self.nodes.len(), self.buffer.len());
        self.buffer.push(bracket);
        self.node(from);
        node
    }

    fn end(&mut self, node: usize, bracket: u8) {
        self.buffer.push(bracket);
        let size = position(self.nodes.len().saturating_sub(node));
        let to = position(self.buffer.len());
        if let Some(node) = self.nodes.get_mut(node) {
            (node.to, node.size) = (to, size);
        }
    }

    /// Notes a value that was written from there on.
    fn node(&mut self, from: usize) {
        self.nodes.push(Node::leaf(from, self.buffer.len(), false));
    }

    /// Sees to it that a value was written: one that writes nothing is `null`.
    fn written_since(&mut self, nodes: usize) {
        if self.nodes.len() == nodes {
            self.null();
        }
    }
}

/// Whether JSON wants any byte of a text escaped. Eight are looked at at once, the last of them a second time, if need be.
fn has_escapes(text: &str) -> bool {
    let text = text.as_bytes();
    if let Some(last) = text.last_chunk() {
        let words = text.as_chunks().0.iter();
        return words.fold(special(*last), |found, word| found | special(*word)) != 0;
    }
    if let (Some([a, b, c, d]), Some([e, f, g, h])) = (text.first_chunk(), text.last_chunk()) {
        return special([*a, *b, *c, *d, *e, *f, *g, *h]) != 0;
    }
    match *text {
        [] => false,
        [a] => special([a; 8]) != 0,
        [a, b] => special([a, b, a, b, a, b, a, b]) != 0,
        [a, b, .., c] => special([a, b, c, a, b, c, a, b]) != 0,
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
    /// The object among what was written.
    node: usize,
    /// The member that is written where it was not given.
    absent: Option<Tag>,
}

impl ObjectWriter<'_> {
    /// Writes a field, unless its value is an absent `Option`.
    pub fn field(&mut self, name: &str, value: &(impl Write + ?Sized)) {
        if value.is_present() {
            self.nullable(name, value);
        } else if let Some(tag) = self.absent.filter(|tag| tag.name == name) {
            self.nullable(name, tag.value);
        } else {
            self.named(&[name]);
        }
    }

    /// Writes a field whose exact decimal goes as a JSON number, unless its value is an absent `Option`.
    pub fn number(&mut self, name: &str, value: &(impl WriteNumber + ?Sized)) {
        if value.is_present_number() {
            self.nullable_number(name, value);
        } else {
            self.named(&[name]);
        }
    }

    /// Writes a field whose name has to be there, an absent `Option` as `null`.
    pub fn nullable(&mut self, name: &str, value: &(impl Write + ?Sized)) {
        let nodes = self.name(name);
        value.write(self.out);
        self.out.written_since(nodes);
    }

    /// Writes a field whose name has to be there and whose exact decimal goes as a JSON number, an absent `Option` as
    /// `null`.
    pub fn nullable_number(&mut self, name: &str, value: &(impl WriteNumber + ?Sized)) {
        let nodes = self.name(name);
        value.write_number(self.out);
        self.out.written_since(nodes);
    }

    /// Writes a field that is an object; `write` adds its fields.
    pub(crate) fn object(&mut self, name: &str, write: impl FnOnce(&mut ObjectWriter<'_>)) {
        self.name(name);
        self.out.object(write);
    }

    /// Writes a field that is a text, unless it is absent.
    pub(crate) fn text(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.nullable(name, text);
        }
    }

    /// Writes the entries of a map as fields, an absent value as `null`: in a map, the key alone may say something.
    pub fn others<T: Write>(&mut self, others: &BTreeMap<String, T>) {
        for (name, value) in others {
            self.nullable(name, value);
        }
    }

    /// Says which members the type of the object has, written or not, so that no further one is taken for one of them.
    pub fn named(&mut self, names: &[&str]) {
        if let Some(further) = &mut self.out.further {
            names.iter().for_each(|name| further.named(self.node, name));
        }
    }

    /// Gives members that the type of the object does not name, before all others. They are written behind them: one whose
    /// name begins with `/` at the place that it says as a JSON pointer (RFC 6901), in an object within this one. What cannot
    /// be written without taking the place of another is left out; [`Rules::undocumented`](crate::Rules::undocumented) tells
    /// of it.
    pub fn undocumented(&mut self, members: &Option<BTreeMap<String, impl Write>>) {
        for (path, value) in members.iter().flatten() {
            let mut json = JsonWriter::new();
            value.write(&mut json);
            self.out.echoes.append(json.take_echoes());
            let further = self.out.further.get_or_insert_default();
            further.add(self.node, path, json.into_buffer());
        }
    }

    /// Begins a field, and says how much was written until there.
    fn name(&mut self, name: &str) -> usize {
        let is_first = std::mem::take(&mut self.first);
        self.out.name(name, is_first);
        self.out.nodes.len()
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
        let nodes = self.separate();
        value.write(self.out);
        self.out.written_since(nodes);
    }

    /// Writes an element whose exact decimal goes as a JSON number.
    pub fn number(&mut self, value: &(impl WriteNumber + ?Sized)) {
        let nodes = self.separate();
        value.write_number(self.out);
        self.out.written_since(nodes);
    }

    fn separate(&mut self) -> usize {
        if !std::mem::take(&mut self.first) {
            self.out.buffer.push(b',');
        }
        self.out.nodes.len()
    }
}

#[cfg(test)]
mod tests;
