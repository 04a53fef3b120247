//! Where each value of a JSON text begins and ends, found in one pass over its bytes.
//!
//! The grammar is RFC 8259's, exactly: what a strict reader refuses is refused here at the same place. What a text holds
//! before it breaks is kept, since half an answer may still name a trade.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};

/// How deeply values may be nested before they are no longer read. No documented answer comes near it; a hostile one
/// must not exhaust the stack of a type that contains itself.
pub(crate) const DEEPEST: u16 = 64;

/// One value of a text, or the name of a member, which stands before its value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    /// Its first byte, and the byte behind its last one.
    pub(crate) from: u32,
    pub(crate) to: u32,
    /// How many nodes it has with those inside of it. While an object or a list has no end yet, where the one that it
    /// stands in has its node.
    pub(crate) size: u32,
    /// Whether it is a string with escapes in it, which most are not.
    pub(crate) is_escaped: bool,
}

impl Node {
    /// A node with no others in it, or none yet.
    pub(crate) fn leaf(from: usize, to: usize, is_escaped: bool) -> Self {
        Self {
            from: position(from),
            to: position(to),
            size: 1,
            is_escaped,
        }
    }
}

/// What stands in a text: each value before those that it holds, but for those that are too deep to be read. Positions
/// alone, so that it has nothing to wipe.
#[derive(Debug, Default)]
pub(crate) struct Index {
    pub(crate) nodes: Nodes,
    /// Whether the first value ends; one that does not has what came before the break.
    pub(crate) is_whole: bool,
}

impl Index {
    /// Finds the first value of a text. A text of more than 4 GiB is not looked into.
    pub(crate) fn of(text: &str) -> Self {
        if u32::try_from(text.len()).is_err() {
            return Self::default();
        }
        let mut scan = Scan {
            bytes: text.as_bytes(),
            at: 0,
            // Most values are longer than this, with what stands around them.
            nodes: Nodes::with_capacity(text.len() / 16),
            open: None,
            depth: 0,
            deeper: Vec::new(),
            whole: 0,
        };
        let is_whole = scan.value().is_some();
        #[cfg(test)]
        LOOKED_THROUGH.set(LOOKED_THROUGH.get() + text.len());
        if !is_whole {
            scan.give_up();
        }
        Self {
            nodes: scan.nodes,
            is_whole,
        }
    }
}

/// Nodes, in memory that is used again by the thread that drops them: there is nothing in it to wipe, and a call needs as
/// much as the one before.
#[derive(Debug, Default)]
pub(crate) struct Nodes(Vec<Node>);

thread_local! {
    static SPARE: RefCell<Vec<Vec<Node>>> = const { RefCell::new(Vec::new()) };
}

impl Nodes {
    /// How much of such memory a thread keeps: so many pieces, each of so many nodes at most. The largest answer to a payment has
    /// some 300.
    const SPARES: usize = 32;
    const LARGEST_SPARE: usize = 512;
    const SMALLEST: usize = 64;

    pub(crate) fn with_capacity(capacity: usize) -> Self {
        let spare = SPARE.try_with(|spare| spare.borrow_mut().pop());
        let mut nodes = spare.ok().flatten().unwrap_or_default();
        nodes.reserve(capacity.max(Self::SMALLEST));
        Self(nodes)
    }

    /// Appends those of a text that stands so far behind the beginning of this one's.
    pub(crate) fn extend_from(&mut self, others: &[Node], from: u32) {
        self.0.extend(others.iter().map(|node| Node {
            from: node.from.saturating_add(from),
            to: node.to.saturating_add(from),
            ..*node
        }));
    }
}

impl Drop for Nodes {
    fn drop(&mut self) {
        if (1..=Self::LARGEST_SPARE).contains(&self.0.capacity()) {
            self.0.clear();
            // At the end of a thread there is none any more.
            let _ = SPARE.try_with(|spare| {
                let mut spare = spare.borrow_mut();
                if spare.len() < Self::SPARES {
                    spare.push(std::mem::take(&mut self.0));
                }
            });
        }
    }
}

impl Deref for Nodes {
    type Target = Vec<Node>;

    fn deref(&self) -> &Vec<Node> {
        &self.0
    }
}

impl DerefMut for Nodes {
    fn deref_mut(&mut self) -> &mut Vec<Node> {
        &mut self.0
    }
}

#[cfg(test)]
thread_local! {
    /// How many bytes were looked through by this thread.
    pub(crate) static LOOKED_THROUGH: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    nodes: Nodes,
    /// The innermost object or list whose end was not found yet.
    open: Option<usize>,
    /// How many of them there are.
    depth: u16,
    /// Those that stand in a value which is not opened, each whether it is an object: no node is kept of them.
    deeper: Vec<bool>,
    /// How many nodes there were when the last part of the first value was whole.
    whole: usize,
}

impl Scan<'_> {
    /// Nesting is kept in the nodes, since a stack could be exhausted.
    fn value(&mut self) -> Option<()> {
        loop {
            self.blank();
            let from = self.at;
            match self.next()? {
                b'{' => {
                    self.begin(from, true);
                    self.blank();
                    if self.peek() != Some(b'}') {
                        self.name()?;
                        continue;
                    }
                    self.at += 1;
                    self.end();
                }
                b'[' => {
                    self.begin(from, false);
                    self.blank();
                    if self.peek() != Some(b']') {
                        continue;
                    }
                    self.at += 1;
                    self.end();
                }
                first => {
                    let is_escaped = self.scalar(first)?;
                    self.push(from, is_escaped);
                    if self.open.is_none() && first != b'"' {
                        self.delimited()?;
                    }
                }
            }
            if !self.goes_on()? {
                return Some(());
            }
        }
    }

    /// After a value: whether there is another one to read, or the first one has ended.
    fn goes_on(&mut self) -> Option<bool> {
        loop {
            let Some(open) = self.open else {
                return Some(false);
            };
            if open == 0 {
                self.whole = self.nodes.len();
            }
            let is_object = match self.deeper.last() {
                Some(is_object) => *is_object,
                None => self.bytes.get(self.nodes.get(open)?.from as usize) == Some(&b'{'),
            };
            self.blank();
            match (self.next()?, is_object) {
                (b',', false) => return Some(true),
                (b',', true) => {
                    self.name()?;
                    return Some(true);
                }
                (b'}', true) | (b']', false) => self.end(),
                _ => return None,
            }
        }
    }

    fn begin(&mut self, from: usize, is_object: bool) {
        if self.is_too_deep() {
            self.deeper.push(is_object);
            return;
        }
        let node = self.nodes.len();
        self.push(from, false);
        if let (Some(open), Some(node)) = (self.open, self.nodes.last_mut()) {
            node.size = position(open);
        }
        if self.open.is_none() {
            self.whole = self.nodes.len();
        }
        self.open = Some(node);
        self.depth += 1;
    }

    /// Whether what stands here is in a value that is not opened.
    fn is_too_deep(&self) -> bool {
        self.depth > DEEPEST
    }

    fn end(&mut self) {
        let (None, Some(open)) = (self.deeper.pop(), self.open) else {
            return;
        };
        let within = self.nodes.get(open).map(|node| node.size as usize);
        self.open = within.filter(|_| open > 0);
        self.depth -= 1;
        self.close(open, self.at);
    }

    fn close(&mut self, node: usize, to: usize) {
        let size = position(self.nodes.len().saturating_sub(node));
        if let Some(node) = self.nodes.get_mut(node) {
            node.to = position(to);
            node.size = size;
        }
    }

    /// The text breaks here: of the first value stays what is whole, if it can hold anything.
    fn give_up(&mut self) {
        self.nodes.truncate(self.whole);
        self.close(0, self.bytes.len());
    }

    fn push(&mut self, from: usize, is_escaped: bool) {
        if self.is_too_deep() {
            return;
        }
        self.nodes.push(Node::leaf(from, self.at, is_escaped));
    }

    /// The name of a member, and the colon behind it.
    fn name(&mut self) -> Option<()> {
        self.blank();
        let from = self.at;
        if self.next()? != b'"' {
            return None;
        }
        let is_escaped = self.string()?;
        self.push(from, is_escaped);
        self.blank();
        (self.next()? == b':').then_some(())
    }

    /// A value that holds no other. Says whether it is a string with escapes.
    fn scalar(&mut self, first: u8) -> Option<bool> {
        match first {
            b'"' => return self.string(),
            b't' => self.literal(b"rue")?,
            b'f' => self.literal(b"alse")?,
            b'n' => self.literal(b"ull")?,
            b'-' => {
                let digit = self.next()?;
                self.number(digit)?;
            }
            digit => self.number(digit)?,
        }
        Some(false)
    }

    fn literal(&mut self, rest: &[u8]) -> Option<()> {
        self.bytes.get(self.at..)?.strip_prefix(rest)?;
        self.at += rest.len();
        Some(())
    }

    fn number(&mut self, first: u8) -> Option<()> {
        match first {
            b'0' if self.peek().is_some_and(|byte| byte.is_ascii_digit()) => return None,
            b'0' => {}
            b'1'..=b'9' => self.digits(),
            _ => return None,
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.one_digit()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.one_digit()?;
        }
        Some(())
    }

    fn one_digit(&mut self) -> Option<()> {
        let is_digit = self.next()?.is_ascii_digit();
        self.digits();
        is_digit.then_some(())
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
    }

    /// Up to the quote that ends it. Says whether there are escapes.
    fn string(&mut self) -> Option<bool> {
        let mut is_escaped = false;
        loop {
            let rest = self.bytes.get(self.at..)?;
            self.at += first_special(rest)?;
            match self.next()? {
                b'"' => return Some(is_escaped),
                b'\\' => self.escape()?,
                _ => return None,
            }
            is_escaped = true;
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Option<()> {
        match self.next()? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
            b'u' => {
                for _ in 0..4 {
                    self.next().filter(u8::is_ascii_hexdigit)?;
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// A number or a word must not go on: `12abc` is no number that something follows.
    fn delimited(&self) -> Option<()> {
        let is_end = |byte| {
            matches!(
                byte,
                b' ' | b'\n' | b'\t' | b'\r' | b'"' | b'[' | b']' | b'{' | b'}' | b',' | b':'
            )
        };
        self.peek().is_none_or(is_end).then_some(())
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\t' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }
}

/// Where the first byte stands that ends a string or must be looked at.
fn first_special(bytes: &[u8]) -> Option<usize> {
    let (short, long) = bytes.split_at_checked(SHORT).unwrap_or((bytes, &[]));
    match first_special_of(short) {
        None if !long.is_empty() => {
            // Of a long one, more at a time are looked at: that costs more to begin.
            let (chunks, _) = long.as_chunks::<32>();
            let plain = chunks.iter().take_while(|chunk| is_plain(chunk)).count() * 32;
            Some(SHORT + plain + first_special_of(long.get(plain..)?)?)
        }
        found => found,
    }
}

/// Eight at once; behind those, one by one.
fn first_special_of(bytes: &[u8]) -> Option<usize> {
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let special = special(*word);
        if special != 0 {
            return Some(index * 8 + special.trailing_zeros() as usize / 8);
        }
    }
    let found = rest.iter().position(|byte| special([*byte; 8]) != 0)?;
    Some(words.len() * 8 + found)
}

/// Which of eight bytes end a string or must be escaped in one. The lowest bit that is set is the highest of the first such
/// byte; bits above it may say less.
pub(crate) fn special(bytes: [u8; 8]) -> u64 {
    fn all(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    let word = u64::from_le_bytes(bytes);
    let (quote, backslash) = (word ^ all(b'"'), word ^ all(b'\\'));
    let below = |word: u64, bound: u8| word.wrapping_sub(all(bound)) & !word;
    (below(quote, 1) | below(backslash, 1) | below(word, 0x20)) & all(0x80)
}

/// Whether nothing in a part of a string ends it or must be escaped. It is written so that the compiler compares all
/// bytes at once: with a bool for each of them it takes twelve times as long. Without optimization, each `u8::from` is a call.
fn is_plain<const N: usize>(chunk: &[u8; N]) -> bool {
    let found = chunk.iter().fold(0, |found, byte| {
        found | (*byte == b'"') as u8 | (*byte == b'\\') as u8 | (*byte < 0x20) as u8
    });
    found == 0
}

/// Most strings are no longer than this.
const SHORT: usize = 64;

/// The text is shorter than 4 GiB.
pub(crate) fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;

    /// Texts of few letters, so that many of them are JSON or nearly so.
    fn texts() -> impl Iterator<Item = String> {
        const PARTS: [&str; 22] = [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"a\"",
            "\"\\u00e9\"",
            "\"\\x\"",
            "\"",
            "0",
            "12",
            "-",
            ".5",
            "e3",
            "true",
            "nul",
            "null",
            " ",
            "\u{1}",
            "é",
            "{\"a\":[1,{\"b\":2}]}",
        ];
        let mut state = 1_u64;
        (0..60_000).map(move |round| {
            let mut text = String::new();
            for _ in 0..round % 9 {
                state = state
                    .wrapping_mul(6364136223846793005)
                    .wrapping_add(1442695040888963407);
                let part = usize::try_from(state >> 33).unwrap_or_default() % PARTS.len();
                text.push_str(PARTS.get(part).copied().unwrap_or_default());
            }
            text
        })
    }

    #[test]
    fn a_text_is_json_where_serde_json_says_so() {
        let mut whole = 0;
        for text in texts() {
            let mut values = serde_json::Deserializer::from_str(&text).into_iter::<&RawValue>();
            let expected = match values.next() {
                Some(Ok(value)) => Some(value.get()),
                _ => None,
            };
            let index = Index::of(&text);
            let found = index.nodes.first().filter(|_| index.is_whole);
            let found = found.and_then(|node| text.get(node.from as usize..node.to as usize));
            assert_eq!(found, expected, "{text:?}");
            whole += usize::from(found.is_some());
        }
        assert!(whole > 5_000, "{whole}");
    }

    #[test]
    fn a_value_has_as_many_nodes_as_stand_in_it_and_a_torn_one_those_before_the_break() {
        let sizes = |text: &str| -> Vec<u32> {
            Index::of(text).nodes.iter().map(|node| node.size).collect()
        };
        assert_eq!(sizes(r#"{"a":[1,2],"b":{}}"#), [7, 1, 3, 1, 1, 1, 1]);
        assert_eq!(sizes(r#"{"a":[1,2],"b":{"#), [5, 1, 3, 1, 1]);
        assert_eq!(sizes(r#"[1,[2,3"#), [2, 1]);
        assert_eq!(sizes(r#"{"a""#), [1]);
        assert_eq!(sizes("12x"), [0; 0]);
        assert_eq!(sizes(""), [0; 0]);
    }

    #[test]
    fn the_first_byte_that_is_none_of_a_plain_string_is_found_wherever_it_stands() {
        for byte in 0..=u8::MAX {
            let is_special = matches!(byte, b'"' | b'\\' | 0..=0x1f);
            for (before, behind) in [(0, 0), (3, 9), (7, 1), (63, 2), (64, 70), (130, 0)] {
                // What follows would be taken for special if the borrow of a difference counted.
                let text = [vec![0xff; before], vec![byte], vec![b'!'; behind]].concat();
                let found = first_special(&text);
                assert_eq!(found, is_special.then_some(before), "{byte} at {before}");
            }
        }
    }

    #[test]
    fn nesting_takes_no_stack() {
        let deep = "[".repeat(1_000_000);
        assert_eq!(Index::of(&deep).nodes.len(), 1);
        let closed = format!("{deep}{}", "]".repeat(1_000_000));
        let index = Index::of(&closed);
        assert!(index.is_whole && index.nodes.len() == usize::from(DEEPEST) + 1);
        let torn = format!("[0,{deep}{},", "]".repeat(1_000_000));
        assert_eq!(Index::of(&torn).nodes.len(), usize::from(DEEPEST) + 2);
    }
}
