//! Cuts a token into lexemes: numbers, words, separators and the phrases that mean something.

use super::words::{Compare, Meaning, PHRASES};

/// A lexeme and where it stands in the normalised text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lexeme {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A decimal number as written, with its sign.
    Number(String),
    /// A word that means nothing here: a value, a name.
    Word,
    /// A run of Han characters that means nothing here: an explanation.
    Prose,
    /// A quoted text, without its quotes.
    Quoted(String),
    /// A word or phrase with a meaning.
    Phrase(Meaning),
    /// A date format, such as `yyyy-MM-dd`.
    Format,
    /// `..`, `...`, `~`, or a dash.
    To,
    /// `<`, `<=`, `>` or `>=`.
    Compare(Compare),
    /// A comma or a semicolon.
    Comma,
    /// What stands between the values of an enumeration only: an enumeration comma, a slash, a bar.
    Or,
    /// A colon or an equals sign.
    Colon,
    Open(char),
    Close(char),
    /// A character that belongs to none of these.
    Other,
}

/// Brings full-width and typographic characters to the plain ones that mean the same.
pub(super) fn normalise(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for (_, c) in letters(text.trim()) {
        push_plain(&mut plain, c);
    }
    plain
}

/// The letters of a text, each with where it begins, without what prints words in bold or otherwise.
pub(super) fn letters(text: &str) -> impl Iterator<Item = (usize, char)> {
    const MARKS: [&str; 11] = [
        "**",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<em>",
        "</em>",
        "<u>",
        "</u>",
        "<strong>",
        "</strong>",
    ];
    let mut after = 0;
    text.char_indices().filter(move |(at, _)| {
        let rest = text.get(*at..).unwrap_or_default();
        if *at >= after
            && let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark))
        {
            after = at + mark.len();
        }
        *at >= after
    })
}

/// Adds the plain characters that mean the same as this one.
pub(super) fn push_plain(plain: &mut String, c: char) {
    match c {
        '\u{3000}' | '\u{a0}' => plain.push(' '),
        '～' | '〜' | '∼' | '∽' => plain.push('~'),
        '‐' | '‑' | '–' | '—' | '―' | '−' => plain.push('-'),
        '…' => plain.push_str("..."),
        '‥' => plain.push_str(".."),
        '≤' | '≦' | '⩽' => plain.push_str("<="),
        '≥' | '≧' | '⩾' => plain.push_str(">="),
        '【' | '〔' | '〖' | '「' | '『' => plain.push('['),
        '】' | '〕' | '〗' | '」' | '』' => plain.push(']'),
        '“' | '”' | '‘' | '’' | '`' => plain.push('"'),
        '。' => plain.push(' '),
        '・' | '·' | '\u{ff64}' => plain.push('、'),
        // The full-width forms of ASCII stand in its order, at a fixed distance.
        '\u{ff01}'..='\u{ff5d}' => plain.extend(char::from_u32(u32::from(c) - 0xfee0)),
        _ => plain.push(c),
    }
}

pub(super) fn lex(text: &str) -> Vec<Lexeme> {
    let mut lexemes = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let blank = rest.len() - rest.trim_start().len();
        if blank > 0 {
            start += blank;
            continue;
        }
        let before = lexemes.last().map(|lexeme: &Lexeme| &lexeme.kind);
        let (kind, length) = next(rest, before);
        lexemes.push(Lexeme {
            kind,
            start,
            end: start + length,
        });
        start += length;
    }
    lexemes
}

/// The first lexeme of `rest`, which follows on another one, and its length in bytes.
pub(super) fn next(rest: &str, before: Option<&Kind>) -> (Kind, usize) {
    if let Some(length) = date_format(rest) {
        return (Kind::Format, length);
    }
    if let Some((meaning, length)) = phrase(rest) {
        return (Kind::Phrase(meaning), length);
    }
    if let Some(found) = between_lengths(rest, before) {
        return found;
    }
    let class = character_class(rest);
    if class > 0 {
        return (Kind::Phrase(Meaning::Length), class);
    }
    if let Some(found) = number(rest, before) {
        return found;
    }
    const SYMBOLS: [(&str, Kind); 23] = [
        ("...", Kind::To),
        ("..", Kind::To),
        ("~", Kind::To),
        ("-", Kind::To),
        ("<=", Kind::Compare(Compare::MOST)),
        ("=<", Kind::Compare(Compare::MOST)),
        (">=", Kind::Compare(Compare::LEAST)),
        ("=>", Kind::Compare(Compare::LEAST)),
        ("<", Kind::Compare(Compare::BELOW)),
        (">", Kind::Compare(Compare::ABOVE)),
        (",", Kind::Comma),
        (";", Kind::Comma),
        ("、", Kind::Or),
        ("||", Kind::Or),
        ("/", Kind::Or),
        ("|", Kind::Or),
        ("=", Kind::Colon),
        (":", Kind::Colon),
        ("[", Kind::Open('[')),
        ("(", Kind::Open('(')),
        ("{", Kind::Open('{')),
        ("]", Kind::Close('[')),
        (")", Kind::Close('(')),
    ];
    for (symbol, kind) in SYMBOLS {
        if rest.starts_with(symbol) {
            return (kind, symbol.len());
        }
    }
    if rest.starts_with('}') {
        return (Kind::Close('{'), 1);
    }
    if let Some(found) = quoted(rest) {
        return found;
    }
    let word = word_length(rest);
    if word > 0 {
        return (Kind::Word, word);
    }
    let first = rest.chars().next().unwrap_or_default();
    if is_han(first) {
        // One character at a time, so that a phrase further on is still found.
        return (Kind::Prose, first.len_utf8());
    }
    (Kind::Other, first.len_utf8().max(1))
}

/// The length of a class of characters as ISO 8583 names it, where how many of them follows: `AN(60)`, `ans..40`. What
/// else the class says of the characters, few pages mean.
pub(crate) fn character_class(rest: &str) -> usize {
    const CLASSES: [&str; 8] = ["a", "n", "an", "as", "ns", "ans", "anp", "anps"];
    let letters = rest.len()
        - rest
            .trim_start_matches(|it: char| it.is_ascii_alphabetic())
            .len();
    let (class, size) = rest.split_at(letters);
    let number = ["(", "...", ".."]
        .iter()
        .find_map(|it| size.strip_prefix(it));
    let is_sized = number.is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit()));
    let is_class = CLASSES.iter().any(|it| it.eq_ignore_ascii_case(class));
    if is_sized && is_class { letters } else { 0 }
}

fn phrase(rest: &str) -> Option<(Meaning, usize)> {
    let first = rest.as_bytes().first().map(u8::to_ascii_lowercase);
    PHRASES
        .iter()
        .filter(|(phrase, _)| phrase.as_bytes().first() == first.as_ref())
        .filter(|(phrase, meaning)| {
            let Some(head) = rest.get(..phrase.len()) else {
                return false;
            };
            if !head.eq_ignore_ascii_case(phrase) {
                return false;
            }
            let after = rest
                .get(phrase.len()..)
                .and_then(|after| after.chars().next());
            match after {
                _ if !phrase.is_ascii() => true,
                Some(c) if c.is_ascii_digit() => matches!(
                    meaning,
                    Meaning::AtLeast | Meaning::AtMost | Meaning::Length
                ),
                Some('-' | '.') => !follows_word(rest, phrase.len()),
                Some(c) => !(c.is_ascii_alphabetic() || c == '_'),
                None => true,
            }
        })
        .max_by_key(|(phrase, _)| phrase.len())
        .map(|(phrase, meaning)| (*meaning, phrase.len()))
}

/// Whether a dash or a stop at `at` joins what is before it to a letter, as in `no-show`.
fn follows_word(rest: &str, at: usize) -> bool {
    rest.get(at + 1..)
        .and_then(|after| after.chars().next())
        .is_some_and(|c| c.is_ascii_alphabetic())
}

/// A number, unless it is the beginning of a word such as `3DS`.
fn number(rest: &str, before: Option<&Kind>) -> Option<(Kind, usize)> {
    let after_number = matches!(before, Some(Kind::Number(_)));
    let sign = usize::from(!after_number && rest.starts_with('-'));
    let digits = |from: usize| {
        rest.get(from..).map_or(0, |text| {
            text.bytes().take_while(u8::is_ascii_digit).count()
        })
    };
    let whole = digits(sign);
    if whole == 0 {
        return None;
    }
    let mut end = sign + whole;
    // Behind words a comma before three digits is one of thousands; elsewhere it stands between the ends of a range.
    let worded = matches!(
        before,
        Some(Kind::Phrase(
            Meaning::AtLeast
                | Meaning::AtMost
                | Meaning::Compare(_)
                | Meaning::To
                | Meaning::Filler
                | Meaning::Opening { .. }
        ))
    );
    while worded && whole < 4 && is_thousands(rest.get(end..).unwrap_or_default()) {
        end += 4;
    }
    if rest.get(end..).is_some_and(|rest| rest.starts_with('.')) {
        let fraction = digits(end + 1);
        if fraction > 0 {
            end += 1 + fraction;
        }
    }
    let after = rest.get(end..).unwrap_or_default();
    let joined = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if joined && phrase(after).is_none() {
        let length = end + word_length(after);
        return Some((Kind::Word, length));
    }
    Some((Kind::Number(rest.get(..end)?.replace(',', "")), end))
}

/// The word between two numbers of a unit, and its length: `2 or 3 letters` is a range, since nothing lies between the two;
/// `13 or 16 digits` is none.
fn between_lengths(rest: &str, before: Option<&Kind>) -> Option<(Kind, usize)> {
    let word = ["or ", "或"]
        .into_iter()
        .find(|word| rest.starts_with(word))?;
    let Some(Kind::Number(first)) = before else {
        return None;
    };
    let after = rest.get(word.len()..)?.trim_start();
    let unit = after.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let second = after.strip_suffix(unit)?.parse::<u64>().ok()?;
    matches!(phrase(unit.trim_start()), Some((Meaning::Unit(_), _))).then(|| {
        let follows = first.parse::<u64>().ok().and_then(|it| it.checked_add(1)) == Some(second);
        let kind = if follows { Kind::To } else { Kind::Or };
        (kind, word.trim_end().len())
    })
}

/// Whether a comma and three digits come here.
pub(super) fn is_thousands(rest: &str) -> bool {
    rest.strip_prefix(',')
        .is_some_and(|rest| rest.bytes().take_while(u8::is_ascii_digit).count() == 3)
}

/// The length of a word: letters, digits and underscores, and a dash or a stop within.
fn word_length(rest: &str) -> usize {
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inside = is_word(c)
            || (matches!(c, '-' | '.' | '@' | '+')
                && at > 0
                && chars.peek().is_some_and(|(_, c)| is_word(*c)));
        if !inside {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

fn is_word(c: char) -> bool {
    c == '_' || (c.is_alphanumeric() && !is_han(c))
}

pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn quoted(rest: &str) -> Option<(Kind, usize)> {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inside = rest.get(1..)?;
    let end = inside.find(quote)?;
    Some((Kind::Quoted(inside.get(..end)?.to_owned()), end + 2))
}

/// The length of a date format: a run of its letters and of what stands between them that holds a year, or hours and
/// minutes, or a month and a day.
fn date_format(rest: &str) -> Option<usize> {
    let run = rest
        .char_indices()
        .find(|(_, c)| {
            !matches!(
                c,
                'y' | 'Y'
                    | 'M'
                    | 'd'
                    | 'D'
                    | 'H'
                    | 'h'
                    | 'm'
                    | 's'
                    | 'S'
                    | 'T'
                    | 'Z'
                    | 'X'
                    | 'x'
                    | '\''
                    | '-'
                    | '/'
                    | ':'
                    | '.'
                    | ' '
            )
        })
        .map_or(rest.len(), |(at, _)| at);
    let text = rest
        .get(..run)?
        .trim_end_matches(|c: char| !c.is_ascii_alphabetic() && c != '\'');
    let letters = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let ends = rest
        .get(text.len()..)?
        .chars()
        .next()
        .is_none_or(|c| !c.is_ascii_alphanumeric());
    let has = |part: &str| text.contains(part);
    let date = has("yy")
        || has("YY")
        || (has("MM") && (has("dd") || has("DD")))
        || ((has("HH") || has("hh")) && has("mm"));
    (letters && ends && date).then_some(text.len())
}

/// What may stand between a word and its number and says nothing.
pub(super) fn is_filler(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Colon | Kind::Phrase(Meaning::Filler | Meaning::Opening { .. })
    )
}
