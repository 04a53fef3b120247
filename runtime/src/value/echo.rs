//! Card numbers and security codes that were just sent, so that an answer which repeats one is not shown with it.

use std::fmt::{self, Write as _};
use std::ops::Range;

use zeroize::Zeroizing;

use crate::value::wipe::WipingBuffer;

/// What a text says of a card, where an answer that repeats it must not be shown with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CardData {
    /// Its number.
    Number,
    /// Its security code.
    Code,
}

/// What must not be shown of an answer. Its copies are wiped.
#[derive(Clone, Default)]
pub(crate) struct Echoes {
    numbers: Vec<Zeroizing<String>>,
    codes: Vec<Zeroizing<String>>,
}

impl Echoes {
    /// A text of a card that is sent. What is too short to be one would hide everything.
    pub(crate) fn add(&mut self, data: CardData, text: &str) {
        let (known, shortest) = match data {
            CardData::Number => (&mut self.numbers, 12),
            CardData::Code => (&mut self.codes, 3),
        };
        if text.len() >= shortest && text.bytes().all(|byte| byte.is_ascii_digit()) {
            known.push(text.to_owned().into());
        }
    }

    /// Whether the number of a card was sent.
    pub(crate) fn has_number(&self) -> bool {
        !self.numbers.is_empty()
    }

    fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.codes.is_empty()
    }

    pub(crate) fn append(&mut self, mut other: Self) {
        if self.is_empty() {
            *self = other;
            return;
        }
        self.numbers.append(&mut other.numbers);
        self.codes.append(&mut other.codes);
    }

    /// Those that an answer repeats. Nothing is kept of a request beside an answer that is clean, as answers are.
    pub(crate) fn repeated_in(&self, body: &str) -> Self {
        if self.is_empty() {
            return Self::default();
        }
        // Digits can be escaped in JSON.
        let is_escaped = body.contains("\\u");
        let within = |known: &[Zeroizing<String>], find: fn(&str, &str) -> bool| {
            let known = known.iter();
            let found = known.filter(|known| is_escaped || find(body, known.as_str()));
            found.cloned().collect()
        };
        Self {
            numbers: within(&self.numbers, |body, number| {
                number_in(body, number).is_some()
            }),
            codes: within(&self.codes, |body, code| body.contains(code)),
        }
    }

    /// Whether a whole value is a security code that was sent, or holds a card number that was.
    pub(crate) fn is_in(&self, value: &str) -> bool {
        let mut numbers = self.numbers.iter();
        self.codes.iter().any(|code| code.as_str() == value.trim())
            || numbers.any(|number| number_in(value, number.as_str()).is_some())
    }

    /// A value whose `Debug` hides them.
    pub(crate) fn hidden_in<'a, T>(&'a self, value: &'a T) -> Hidden<'a, T> {
        Hidden {
            echoes: self,
            value,
        }
    }

    /// What `Debug` shows of a value, without them: of a number the last four digits stay, as they do everywhere.
    fn hide(&self, mut shown: WipingBuffer) -> WipingBuffer {
        for number in self.numbers.iter().map(|known| known.as_str()) {
            let last_four = number.get(number.len() - 4..).unwrap_or_default();
            let by = format!("[…{last_four}]");
            shown = replaced(&shown, &by, |text| number_in(text, number));
        }
        for code in self.codes.iter().map(|known| known.as_str()) {
            shown = replaced(&shown, "[redacted]", |text| code_in(text, code));
        }
        shown
    }
}

/// A value in whose `Debug` nothing stands that was sent of a card.
pub(crate) struct Hidden<'a, T> {
    echoes: &'a Echoes,
    value: &'a T,
}

impl<T: fmt::Debug> fmt::Debug for Hidden<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.echoes.is_empty() {
            return self.value.fmt(f);
        }
        let mut shown = Shown(WipingBuffer::default());
        match f.alternate() {
            true => write!(shown, "{:#?}", self.value)?,
            false => write!(shown, "{:?}", self.value)?,
        }
        let hidden = self.echoes.hide(shown.0);
        f.write_str(hidden.as_str().unwrap_or_default())
    }
}

struct Shown(WipingBuffer);

impl fmt::Write for Shown {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend(text.as_bytes());
        Ok(())
    }
}

/// A text with each place that `find` finds replaced, gone through once.
fn replaced(
    text: &WipingBuffer,
    by: &str,
    find: impl Fn(&str) -> Option<Range<usize>>,
) -> WipingBuffer {
    let mut out = WipingBuffer::with_capacity(text.len());
    let mut rest = text.as_str().unwrap_or_default();
    while let Some(at) = find(rest) {
        out.extend(rest.get(..at.start).unwrap_or_default().as_bytes());
        out.extend(by.as_bytes());
        rest = rest.get(at.end..).unwrap_or_default();
    }
    out.extend(rest.as_bytes());
    out
}

/// Where the digits of a card number stand in a text, in a row or with a space, a dash or the like between two of them.
fn number_in(text: &str, number: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let first = number.chars().next()?;
    let mut starts = text.match_indices(first).map(|(at, _)| at);
    starts.find_map(|start| {
        let mut at = start;
        for (index, digit) in number.bytes().enumerate() {
            if index > 0 {
                at += between(text.get(at..)?);
            }
            if bytes.get(at) != Some(&digit) {
                return None;
            }
            at += 1;
        }
        Some(start..at)
    })
}

/// How long the one character is that may stand between two digits, or what `Debug` shows of it; none where there is no
/// such.
fn between(text: &str) -> usize {
    if text.starts_with("\\u{") {
        return text
            .find('}')
            .filter(|end| *end < 10)
            .map_or(0, |end| end + 1);
    }
    let mut characters = text.chars();
    match characters.next() {
        Some('\\') => 1 + characters.next().map_or(0, char::len_utf8),
        Some(first) if !first.is_alphanumeric() => first.len_utf8(),
        _ => 0,
    }
}

/// Where a security code stands in what `Debug` shows, as a value of its own.
fn code_in(shown: &str, code: &str) -> Option<Range<usize>> {
    let mut places = shown.match_indices(code).map(|(at, _)| at..at + code.len());
    places.find(|at| {
        let before = shown.get(..at.start).unwrap_or_default();
        let after = shown.get(at.end..).unwrap_or_default();
        let begins = before.is_empty() || before.ends_with(['"', '(', '[', ' ']);
        begins && (after.is_empty() || after.starts_with(['"', ')', ']', ',', '\n', ' ']))
    })
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn echoes() -> Echoes {
        let mut echoes = Echoes::default();
        echoes.add(CardData::Number, "4111111111111111");
        echoes.add(CardData::Code, "937");
        // Neither may hide everything.
        echoes.add(CardData::Number, "1");
        echoes.add(CardData::Code, "");
        echoes
    }

    #[test]
    fn a_number_is_hidden_however_it_is_written() {
        for text in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "4111\u{a0}1111\u{a0}1111\u{a0}1111",
            "4111\t1111\n1111\u{200b}1111",
            "4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1",
            "card 44111111111111111 twice 4111111111111111",
        ] {
            let shown = format!("{:?}", echoes().hidden_in(&text.to_owned()));
            assert!(number_in(&shown, "4111111111111111").is_none(), "{shown}");
            assert!(shown.contains("[…1111]"), "{shown}");
            assert!(echoes().is_in(text));
        }
        for text in ["4111111111111112", "411111111111111", "A-1", ""] {
            let shown = format!("{:?}", echoes().hidden_in(&text));
            assert_eq!(shown, format!("{text:?}"));
            assert!(!echoes().is_in(text));
        }
    }

    #[test]
    fn a_security_code_is_hidden_as_a_value_of_its_own() {
        let value = (Some("937"), 937, vec![937_i64, 1], "A-937", 9370, "937.00");
        let hidden =
            "(Some(\"[redacted]\"), [redacted], [[redacted], 1], \"A-937\", 9370, \"937.00\")";
        assert_eq!(format!("{:?}", echoes().hidden_in(&value)), hidden);
        let shown = format!("{:#?}", echoes().hidden_in(&value));
        assert_eq!(shown.matches("[redacted]").count(), 3, "{shown}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_number_is_hidden_wherever_it_stands(
            before in any::<String>(),
            between in vec(prop::sample::select(vec!["", "", " ", "-", ".", "\u{a0}", "\t", "\""]), 16),
            after in "[0-9 a-z]{0,20}",
        ) {
            let digits = "4111111111111111".chars().zip(between);
            let number: String = digits.map(|(digit, between)| format!("{digit}{between}")).collect();
            let text = [before, number, after].concat();
            prop_assert!(echoes().is_in(&text));
            let shown = format!("{:?}{:#?}", echoes().hidden_in(&text), echoes().hidden_in(&Some(&text)));
            prop_assert!(number_in(&shown, "4111111111111111").is_none(), "{shown}");
        }
    }
}
