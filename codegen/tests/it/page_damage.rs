//! What becomes of a page of which a single line is damaged.
//!
//! A page says most things twice, so that most damage shows. What is left is listed by the reason why it cannot show: the
//! snapshot counts, for every page, the damages that lead to another document without any finding.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use gateway_codegen::page::{self, Page};
use gateway_codegen::transcribe;

use crate::accept::accepts;
use crate::cases::all_of_them;

/// The pages that are damaged.
const PAGES: [&str; 10] = [
    "answer-headers",
    "answer-inline",
    "body-inline",
    "front-full",
    "parameters-long-description",
    "schema-combined-property",
    "schema-enumerated",
    "schema-maps",
    "security-oauth",
    "whole",
];

/// What a damage does to a line of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Damage {
    Deleted,
    Duplicated,
    /// It changes places with the next line.
    Swapped,
    /// It changes places with a line further down.
    Moved,
}

const DAMAGES: [Damage; 4] = [
    Damage::Deleted,
    Damage::Duplicated,
    Damage::Swapped,
    Damage::Moved,
];

impl Damage {
    /// The page with one line damaged, and the lines that are; nothing where that leaves the page as it is.
    fn of(self, lines: &[&str], at: usize) -> Option<(String, Vec<usize>)> {
        let mut damaged = lines.to_vec();
        let places = match self {
            Self::Deleted => {
                damaged.remove(at);
                vec![at]
            }
            Self::Duplicated => {
                damaged.insert(at, lines[at]);
                vec![at]
            }
            Self::Swapped | Self::Moved => {
                let from = if self == Self::Swapped {
                    at + 1
                } else {
                    at + 7
                };
                let mut others = from..lines.len();
                let other = match self {
                    Self::Swapped => others.next(),
                    _ => others.find(|other| !lines[*other].is_empty()),
                };
                let other = other
                    .filter(|other| !lines[*other].is_empty() && lines[*other] != lines[at])?;
                damaged.swap(at, other);
                vec![at, other]
            }
        };
        Some((damaged.join("\n"), places))
    }
}

/// The findings by their words, and how often each was made.
type Said = BTreeMap<String, usize>;

/// The transcript of a page with all that is said of it, or nothing where the page is refused.
fn read(text: &str) -> Option<(String, Said)> {
    let page = page::read(text.as_bytes()).ok()?;
    let done = transcribe::transcript(&page.value).ok()?;
    let mut said = BTreeMap::new();
    for finding in page.findings.iter().chain(done.findings.iter()) {
        // Lines move with the damage, and are named in texts too.
        let words: String = finding
            .text
            .chars()
            .filter(|letter| !letter.is_ascii_digit())
            .collect();
        *said.entry(format!("{} {words}", finding.id)).or_default() += 1;
    }
    Some((transcribe::to_yaml(&done.value), said))
}

/// Why damage of a line cannot show, by line.
fn reasons(page: &Page, text: &str) -> BTreeMap<usize, &'static str> {
    let mut reasons = BTreeMap::new();
    let mut texts: Vec<&page::model::Text> = vec![&page.title];
    texts.extend(&page.description);
    texts.extend(&page.links.licence);
    texts.extend(&page.links.scopes);
    let mut rows = Vec::new();
    let mut values = Vec::new();
    for tag in &page.tags {
        texts.push(&tag.name);
        texts.extend(&tag.description);
        for operation in &tag.operations {
            texts.extend(operation.summary.iter().chain(&operation.description));
            texts.extend(operation.examples.iter().map(|example| &example.label));
            values.extend(&operation.parameter_values);
            for parameter in &operation.parameters {
                rows.push(&parameter.row);
                if parameter.row.depth == 0 {
                    reasons.insert(
                        parameter.row.line,
                        "an optional parameter, or the order of parameters",
                    );
                }
            }
            for answer in &operation.responses {
                reasons.insert(answer.status.line, "an answer that holds nothing");
            }
            for header in &operation.response_headers {
                reasons.insert(header.status.line, "a header of an answer");
            }
            for answer in &operation.response_schemas {
                rows.extend(answer.table.blocks.iter().flat_map(|block| &block.rows));
                values.extend(&answer.table.values);
            }
        }
    }
    for schema in &page.schemas {
        texts.extend(&schema.title);
        rows.extend(schema.table.blocks.iter().flat_map(|block| &block.rows));
        values.extend(&schema.table.values);
    }
    for value in values {
        reasons.insert(
            value.line,
            "an enumerated value but the first, or their order",
        );
    }
    for text in texts {
        for (line, _) in (text.line..).zip(text.value.lines()) {
            reasons.insert(line, "a text");
        }
    }
    for (at, row) in rows.iter().enumerate() {
        let depth = |at: usize| rows.get(at).map_or(0, |row| row.depth);
        if row.depth > 0 && at > 0 && depth(at - 1) < row.depth && depth(at + 1) < row.depth {
            reasons.insert(
                row.line,
                "the only row of an object, which could hold anything without it",
            );
        }
    }
    for row in rows {
        let further = row.description.iter().flat_map(|text| text.lines().skip(1));
        for (line, _) in (row.line + 1..).zip(further) {
            reasons.insert(line, "a text");
        }
    }
    // The texts of parameters stand once more below their table.
    for (line, words) in (1..).zip(text.lines()) {
        let of_parameter = page
            .tags
            .iter()
            .flat_map(|tag| &tag.operations)
            .flat_map(|operation| &operation.parameters);
        let mut names = of_parameter.map(|parameter| format!("{}: ", parameter.row.name));
        let short = "and a second paragraph";
        if words == short || names.any(|name| words.starts_with(&name)) {
            reasons.insert(line, "a text");
        }
    }
    reasons
}

#[test]
fn damage_of_a_single_line_shows_unless_nothing_repeats_the_line() {
    let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/pages/made");
    let texts: Vec<(&str, String)> = PAGES
        .iter()
        .map(|name| {
            let page = made.join(name).join("page.txt");
            (*name, fs::read_to_string(page).expect("the case is there"))
        })
        // A page costs the square of its length: the long ones are damaged where there is time.
        .filter(|(_, text)| all_of_them() || accepts() || text.lines().count() < 250)
        .collect();
    let mut work: Vec<(&str, &str, usize)> = Vec::new();
    for (name, text) in &texts {
        work.extend((0..text.lines().count()).map(|at| (*name, text.as_str(), at)));
    }
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = work.len().div_ceil(workers);
    let silent: Vec<(&str, Damage, Result<&str, String>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = work
            .chunks(share)
            .map(|work| scope.spawn(|| silent(work)))
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("no page panics"))
            .collect()
    });
    let mut counts: BTreeMap<(&str, Damage, &str), usize> = BTreeMap::new();
    let mut unexplained = Vec::new();
    for (page, damage, reason) in silent {
        match reason {
            Ok(reason) => *counts.entry((page, damage, reason)).or_default() += 1,
            Err(line) => unexplained.push(format!("{page}/page.txt:{line}")),
        }
    }
    assert!(
        unexplained.is_empty(),
        "other documents without a word, and for no known reason:\n{}",
        unexplained.join("\n")
    );
    let mut report = String::new();
    for ((page, damage, reason), count) in counts {
        let word = format!("{damage:?}").to_lowercase();
        writeln!(report, "{page}: {count} {word}: {reason}").expect("a string takes all");
    }
    if texts.len() == PAGES.len() {
        insta::assert_snapshot!(report);
        return;
    }
    let committed = include_str!(
        "snapshots/it__page_damage__damage_of_a_single_line_shows_unless_nothing_repeats_the_line.snap"
    );
    let is_of = |line: &&str| {
        texts
            .iter()
            .any(|(name, _)| line.starts_with(&format!("{name}: ")))
    };
    let committed: Vec<&str> = committed.lines().filter(is_of).collect();
    assert_eq!(report.lines().collect::<Vec<_>>(), committed);
}

/// A page as it is before any damage.
struct Whole<'w> {
    name: &'w str,
    document: String,
    said: Said,
    reasons: BTreeMap<usize, &'static str>,
}

impl<'w> Whole<'w> {
    fn of(name: &'w str, text: &str) -> Self {
        let page = page::read(text.as_bytes()).expect("the page is good").value;
        let (document, said) = read(text).expect("the page is good");
        let reasons = reasons(&page, text);
        Self {
            name,
            document,
            said,
            reasons,
        }
    }

    /// Whether damage leads to another document, and nothing more is said than before.
    fn is_silent(&self, damaged: &str) -> bool {
        let Some((document, said)) = read(damaged) else {
            return false;
        };
        let known = |words: &String| self.said.get(words).copied().unwrap_or_default();
        document != self.document && said.iter().all(|(words, count)| known(words) >= *count)
    }
}

/// The damages of some lines that lead to another document without a word.
fn silent<'w>(
    work: &[(&'w str, &'w str, usize)],
) -> Vec<(&'w str, Damage, Result<&'static str, String>)> {
    let mut found = Vec::new();
    let mut known: Option<Whole<'w>> = None;
    for (name, text, at) in work {
        let whole = match known.take_if(|known| known.name == *name) {
            Some(whole) => known.insert(whole),
            None => known.insert(Whole::of(name, text)),
        };
        let lines: Vec<&str> = text.lines().collect();
        if lines[*at].is_empty() {
            continue;
        }
        for damage in DAMAGES {
            let Some((damaged, places)) = damage.of(&lines, *at) else {
                continue;
            };
            if whole.is_silent(&damaged) {
                let reasons = &whole.reasons;
                let why = places.iter().find_map(|place| reasons.get(&(place + 1)));
                let line = || format!("{}: {damage:?}: {}", at + 1, lines[*at]);
                found.push((*name, damage, why.copied().ok_or_else(line)));
            }
        }
    }
    found
}
