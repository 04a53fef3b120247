//! Restrictions written in prose, as the raw tokens that state them.
//!
//! A token is cut out, not read: what it means, if anything, is for a later stage to say, so that a better reader can redo
//! old releases. The forms are those that people use for lengths, ranges and lists of values:
//!
//! - brackets: `[1, 64]`, `[1..50]`, `[3-128位]`, `[M,max13~max19]`, `[auto、manual]`, `[M,100.58]`, with the type before them (`string[1, 64]`);
//! - numbers in parentheses behind a type: `string(50)`;
//! - comparisons: `<= 50 characters`, `>=0.01`, again with the type before them;
//! - numbers behind the classes of ISO 8583: `AN(60)`, `ans..40`;
//! - lists of values: `enum:Y、N`, `Possible values: Y - yes, N - no`, `must be one of no, auto or 3ds`, and a plain list `RECURRING/INSTALMENT/UNSCHEDULED` of at least three words in capitals;
//! - a description that is nothing but a list of values: `replace、add`;
//! - defaults: `default:auto`, and beside it a list of one value: `[auto]`;
//! - limits in parentheses: `(max 100)`, `(1-16)`;
//! - lengths: `长度7,2`, `长度不超过32位`, `at most 30 characters`.

use std::ops::Range;

use crate::restrict::{character_class, is_bounds, spoken};

/// A bracket with more characters than this holds prose.
const LONGEST: usize = 60;

/// A restriction as it stands in a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The raw text.
    pub text: String,
    /// Where it stands, in bytes of the description.
    pub range: Range<usize>,
}

/// Finds the tokens of a description, in order and without overlap.
#[must_use]
pub fn tokens(description: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    if is_bare_list(description) {
        tokens.push(Token {
            text: description.to_owned(),
            range: 0..description.len(),
        });
        return tokens;
    }
    let mut at = 0;
    while let Some(rest) = description.get(at..).filter(|rest| !rest.is_empty()) {
        let before = description.get(..at).unwrap_or_default();
        let length = token(before, rest);
        if length > 0 {
            let text = rest.get(..length).unwrap_or(rest).trim_end();
            tokens.push(Token {
                text: text.to_owned(),
                range: at..at + text.len(),
            });
            at += length;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    tokens
}

/// The description without its tokens: the prose alone.
#[must_use]
pub fn prose(description: &str) -> String {
    let mut rest = String::with_capacity(description.len());
    let mut from = 0;
    for token in tokens(description) {
        rest.push_str(description.get(from..token.range.start).unwrap_or_default());
        from = token.range.end;
    }
    rest.push_str(description.get(from..).unwrap_or_default());
    rest.trim().to_owned()
}

/// The length of the token that begins here, or 0.
fn token(before: &str, rest: &str) -> usize {
    let is_letter = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let starts_word = !(before.ends_with(is_letter) && rest.starts_with(is_letter));
    let typed = if starts_word { type_word(rest) } else { 0 };
    let body = rest.get(typed..).unwrap_or_default();
    let gap = body.len() - body.trim_start_matches(' ').len();
    let body = body.trim_start_matches(' ');
    let listed = bracket(body).max(lone(before, body));
    let listed = if typed > 0 && gap == 0 {
        listed.max(sized(body))
    } else {
        listed
    };
    let compared = if is_in_tag(before) {
        0
    } else {
        comparison(body)
    };
    let listed = listed.max(parenthesised(before, body));
    let found = [listed, compared].into_iter().find(|length| *length > 0);
    let in_number = rest.starts_with(|first: char| first.is_ascii_digit())
        && before
            .trim_end_matches(['.', ',', '-', '~'])
            .ends_with(|last: char| last.is_ascii_digit());
    let said = if starts_word && !in_number {
        spoken(before, rest)
    } else {
        0
    };
    match found {
        // Spaces belong to a token only when a type stands before them.
        Some(length) if typed > 0 || gap == 0 => typed + gap + length,
        _ if starts_word => [
            classed(rest),
            enumerated(before, rest),
            labelled(rest, "default"),
            said,
            capitals(rest),
        ]
        .into_iter()
        .max()
        .unwrap_or(0),
        _ => said,
    }
}

/// A type that stands before a restriction.
fn type_word(rest: &str) -> usize {
    const TYPES: [&str; 9] = [
        "string", "String", "integer", "number", "int", "decimal", "varchar", "VARCHAR", "char",
    ];
    let stands = |after: &str| {
        after.trim_start_matches(' ').starts_with(['[', '<', '>']) || sized(after) > 0
    };
    TYPES
        .into_iter()
        .find(|word| rest.strip_prefix(word).is_some_and(stands))
        .map_or(0, str::len)
}

/// Numbers in parentheses, as they stand behind a type: `string(50)`, `decimal(10,2)`.
fn sized(rest: &str) -> usize {
    let Some((inner, _)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) else {
        return 0;
    };
    let of_numbers = inner.starts_with(|first: char| first.is_ascii_digit())
        && inner
            .chars()
            .all(|letter| letter.is_ascii_digit() || matches!(letter, ' ' | ',' | '.' | '-' | '~'));
    if of_numbers { inner.len() + 2 } else { 0 }
}

/// Limits in parentheses, and nothing else: `(max 100)`, `（1~16）`; at the end of a part of a sentence also one number, `(64)`,
/// of which reading the token says that nobody knows what it is.
fn parenthesised(before: &str, rest: &str) -> usize {
    let within = rest.strip_prefix(['(', '（']);
    let Some((inner, after)) = within.and_then(|it| it.split_once([')', '）'])) else {
        return 0;
    };
    let is_number = inner.len() < 6 && inner.bytes().all(|it| it.is_ascii_digit());
    let ends = after.is_empty() || after.starts_with([',', '.', ';', '，', '。', '；', '\n']);
    let is_size = is_number && !inner.is_empty() && !before.is_empty() && ends;
    if is_size || inner.len() <= LONGEST && is_bounds(inner) {
        rest.len() - after.len()
    } else {
        0
    }
}

/// A bracket with anything that restricts: digits, a list of values, or the pattern of a date.
fn bracket(rest: &str) -> usize {
    let Some((inner, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        return 0;
    };
    if is_address(after) {
        return 0;
    }
    let words = inner
        .split([',', '、', '|', '/', ' '])
        .filter(|word| !word.is_empty());
    let list = inner.contains([',', '、', '|', '/']) && words.clone().all(is_value);
    let digits = inner.chars().any(|letter| letter.is_ascii_digit());
    let date = inner.contains("yy") || inner.contains("MM") || inner.contains("HH");
    let short = inner.chars().count() <= LONGEST && !inner.contains(['[', '\n']);
    if short && (digits || list || date) {
        inner.len() + 2
    } else {
        0
    }
}

/// Whether an address in parentheses comes here, so that the brackets before it are a link.
fn is_address(rest: &str) -> bool {
    let within = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    within.is_some_and(|(address, _)| address.starts_with(['#', '/']) || address.contains("://"))
}

/// Whether a tag of HTML is open here, such as `<a href=…`.
fn is_in_tag(before: &str) -> bool {
    let open = before.rsplit_once('<').map(|(_, tag)| tag);
    open.is_some_and(|tag| {
        tag.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/')
            && !tag.contains('>')
    })
}

/// One word in brackets with more of the description around it. Alone, it is how the page writes the description of what an
/// array holds, and before a parenthesis it is a link.
fn lone(before: &str, rest: &str) -> usize {
    let Some((word, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        return 0;
    };
    let alone = before.is_empty() && after.is_empty();
    if alone || word.is_empty() || !is_value(word) || after.starts_with('(') {
        return 0;
    }
    word.len() + 2
}

/// A comparison with a number, and the unit that follows it.
fn comparison(rest: &str) -> usize {
    let Some(sign) = ["<=", ">=", "≤", "≥", "<", ">"]
        .into_iter()
        .find(|sign| rest.starts_with(sign))
    else {
        return 0;
    };
    let number = rest.get(sign.len()..).unwrap_or_default();
    let gap = number.len() - number.trim_start_matches(' ').len();
    let number = number.trim_start_matches(' ');
    let digits = number.len()
        - number
            .trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.')
            .len();
    let first = number.strip_prefix('.').unwrap_or(number);
    if !first.starts_with(|first: char| first.is_ascii_digit()) {
        return 0;
    }
    let after = number.get(digits..).unwrap_or_default();
    let unit = ["characters", "character", "chars", "digits", "bytes"]
        .into_iter()
        .find(|unit| after.trim_start_matches(' ').starts_with(unit))
        .map_or(0, |unit| {
            after.len() - after.trim_start_matches(' ').len() + unit.len()
        });
    sign.len() + gap + digits + unit
}

/// A class of characters as ISO 8583 has it, and how many of them: `AN(60)`, `ans..40`.
fn classed(rest: &str) -> usize {
    let class = character_class(rest);
    let size = rest.get(class..).unwrap_or_default();
    let number = size.trim_start_matches('.');
    let digits = number.len()
        - number
            .trim_start_matches(|it: char| it.is_ascii_digit())
            .len();
    match class {
        0 => 0,
        _ if size.starts_with('(') => class + sized(size),
        _ => class + size.len() - number.len() + digits,
    }
}

/// Words for a list of values, and what follows.
fn enumerated(before: &str, rest: &str) -> usize {
    const LABELS: [&str; 9] = [
        "enum",
        "allowed values",
        "possible values",
        "valid values",
        "one of",
        "枚举值",
        "枚举",
        "可选值",
        "取值",
    ];
    let is_label = |label: &&str| {
        let head = rest.get(..label.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(label))
    };
    let label = LABELS.into_iter().find(is_label);
    let Some(label) = label.and_then(|label| rest.get(..label.len())) else {
        return 0;
    };
    let length = labelled(rest, label);
    if length == 0 {
        return in_words(before, rest, label);
    }
    let (values, after) = rest.split_at(length);
    // Further values than those that are listed.
    if after.starts_with('等') {
        return length + '等'.len_utf8();
    }
    // Behind several values a comma ends the list; behind one, it goes on with whatever follows.
    if values.contains(['、', '|', '/']) {
        return length;
    }
    let next = after.trim_start_matches(' ');
    let on = next.starts_with([
        ',', '，', '(', '（', '-', '–', '—', '=', ':', '：', '、', '|', '/', '或', '和',
    ]) || ["or ", "and "].iter().any(|word| next.starts_with(word));
    let sentence = after.find([';', '；', '。', '\n']).unwrap_or(after.len());
    let sentence = after.find(". ").map_or(sentence, |end| end.min(sentence));
    let said = after.get(..sentence).unwrap_or(after);
    let said = ["default", "Default"]
        .iter()
        .filter_map(|word| said.find(word))
        .min()
        .and_then(|end| said.get(..end))
        .map_or(said, |said| said.trim_end_matches([' ', ',', '，', '(']));
    // `Valid values: positive integers` lists none; whoever reads the token has to see so.
    let word = value_length(next);
    let goes_on = word > 0
        && !next
            .get(..7)
            .is_some_and(|it| it.eq_ignore_ascii_case("default"))
        && next.len() < after.len();
    match on {
        true => length + said.trim_end_matches(['.', ' ']).len(),
        false if goes_on => length + after.len() - next.len() + word,
        false => length,
    }
}

/// A list of values in a sentence: `one of no, auto or challenge`. Where a further word goes on about the last of them, it is
/// taken along, so that reading the token fails and says so.
fn in_words(before: &str, rest: &str, label: &str) -> usize {
    const BETWEEN: [&str; 11] = [
        ", or ", ", and ", ", ", " or ", " and ", " / ", "/", " | ", "|", "、", ",",
    ];
    // Of `at least one of a, b` somebody chooses members.
    let mut words = before.trim_end().rsplit(|it: char| !it.is_alphanumeric());
    let word = words.next().unwrap_or_default();
    let leads = ["", "be", "is", "are", "as", "to"].contains(&word) || !word.is_ascii();
    let mut left = rest.get(label.len()..).unwrap_or_default();
    for said in [" the following", " values", " are", " is", ":"] {
        left = left.strip_prefix(said).unwrap_or(left);
    }
    let Some(mut left) = left.strip_prefix(' ').filter(|_| leads) else {
        return 0;
    };
    let mut count = 0;
    loop {
        let length = value_length(left);
        if length == 0 {
            return 0;
        }
        count += 1;
        left = left.get(length..).unwrap_or_default();
        let next = BETWEEN.iter().find_map(|it| left.strip_prefix(it));
        match next {
            Some(next) if !["default", "the "].iter().any(|it| next.starts_with(it)) => left = next,
            _ => break,
        }
    }
    let on = left.strip_prefix(' ').map_or(0, value_length);
    let end = rest.len() - left.len();
    match count {
        1 => 0,
        _ if on > 0 => end + 1 + on,
        _ => end,
    }
}

/// The length of a value as it stands in a sentence, with its quotes.
fn value_length(text: &str) -> usize {
    const QUOTES: [(char, char); 5] =
        [('`', '`'), ('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’')];
    let quoted = QUOTES.iter().find_map(|(open, close)| {
        let within = text.strip_prefix(*open)?;
        let end = within.find(*close)?;
        Some(open.len_utf8() + end + close.len_utf8())
    });
    let rest = text.trim_start_matches(is_value_letter);
    let word = text.get(..text.len() - rest.len()).unwrap_or_default();
    quoted.unwrap_or_else(|| word.trim_end_matches('.').len())
}

/// A word with a colon and one or more values.
fn labelled(rest: &str, label: &str) -> usize {
    let Some(values) = rest
        .strip_prefix(label)
        .and_then(|rest| rest.strip_prefix([':', '：', '=']))
    else {
        return 0;
    };
    let values = values.trim_start_matches(' ');
    let after = values.trim_start_matches(|letter: char| {
        is_value_letter(letter) || matches!(letter, '、' | '|' | '/')
    });
    let listed = values.strip_suffix(after).unwrap_or_default();
    // The stop ends the sentence.
    match listed.trim_end_matches('.').len() {
        0 => 0,
        length => rest.len() - values.len() + length,
    }
}

/// Three or more words in capitals with strokes between them.
fn capitals(rest: &str) -> usize {
    let length = rest.len()
        - rest
            .trim_start_matches(|letter: char| {
                letter.is_ascii_uppercase() || matches!(letter, '_' | '/' | '、')
            })
            .len();
    let list = rest
        .get(..length)
        .unwrap_or_default()
        .trim_end_matches(['/', '、']);
    let words = list.split(['/', '、']);
    let after = rest
        .get(list.len()..)
        .and_then(|after| after.chars().next());
    let whole = !after.is_some_and(char::is_alphanumeric);
    if whole && words.clone().count() >= 3 && words.clone().all(|word| word.len() > 1) {
        list.len()
    } else {
        0
    }
}

/// Whether the description is nothing but values: `replace、add`.
fn is_bare_list(description: &str) -> bool {
    description.contains('、')
        && description
            .split('、')
            .all(|word| !word.is_empty() && is_value(word))
}

fn is_value(word: &str) -> bool {
    word.chars().all(is_value_letter)
}

fn is_value_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.')
}
