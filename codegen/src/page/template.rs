//! Pages that another template has rendered: what is said in fixed words on each page stands there in other ones.

use std::cmp::Reverse;

use super::{answers, copied, operations, parameters, schemas, table};
use crate::findings::{At, Findings, Id};

/// Lines that stand on a page, and the line that each page with them has.
const FIXED: [(&[&str], &str); 6] = [
    (&[table::HEADER, schemas::HEADING], "Properties"),
    (&["Properties"], table::HEADER),
    (&["Parameters"], parameters::HEADER),
    (&["body body "], "Body parameter"),
    (&[operations::SAMPLES], answers::HEADER),
    (&[answers::HEADER], operations::SAMPLES),
];

/// What to say of a page that cannot be read since all of its tables or headings of a kind are called otherwise.
///
/// What else is found in it follows from that: each table is missing once more.
pub(super) fn find(text: &str) -> Option<Findings> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let find = |(with, words): &(&[&str], &str)| {
        let stands = with.iter().all(|with| !places(&lines, with).is_empty());
        let first = often(&lines, with.first()?).filter(|_| stands)?;
        let other = instead(&lines, words)
            .map(|(at, line)| format!("; in its place may stand `{line}`, first on line {at}"));
        let other = other.unwrap_or_default();
        let text = format!("no line of this page is `{words}`{other}");
        places(&lines, words).is_empty().then_some((first, text))
    };
    let unread = || {
        let header = often(&lines, table::HEADER)?;
        let is_row = |line: &str| line.contains(" true ") || line.contains(" false ");
        let text = "no row of this page has `true` or `false` under `Required`".to_owned();
        (!lines.iter().any(|line| is_row(line))).then_some((header, text))
    };
    let (line, text) = FIXED.iter().find_map(find).or_else(unread)?;
    let mut findings = Findings::default();
    let text =
        format!("{text}: another template has rendered it; put back the words that are known");
    findings.error(Id::OtherTemplate, At::Line(line), text);
    Some(findings)
}

/// The numbers of the lines that are these words, or begin with them where a space ends them.
fn places(lines: &[&str], words: &str) -> Vec<usize> {
    let is_row = words.ends_with(' ');
    let stands = |line: &str| line == words || is_row && line.starts_with(words);
    let numbered = (1..).zip(lines);
    let places = numbered.filter(|(_, line)| stands(line));
    places.map(|(at, _)| at).collect()
}

/// The first of these lines where there are several: what stands once may be all that is left of a page.
fn often(lines: &[&str], words: &str) -> Option<usize> {
    let places = places(lines, words);
    places.first().copied().filter(|_| places.len() > 2)
}

/// The first of the lines that have most words in common with the header of a table, and half of them at least.
fn instead<'a>(lines: &[&'a str], header: &str) -> Option<(usize, &'a str)> {
    let words: Vec<&str> = header.split(' ').collect();
    let common = |line: &str| {
        let same = line.split(' ').filter(|word| words.contains(word)).count();
        let further = line.split(' ').count().saturating_sub(words.len());
        (same > 1 && same * 2 >= words.len() && further < 2).then_some(same)
    };
    let numbered = (1..).zip(lines.iter().copied());
    let other = numbered.filter(|(_, line)| !copied::HEADS.contains(line));
    let likely = other.filter_map(|(at, line)| Some((common(line)?, Reverse(at), line)));
    let (_, Reverse(at), line) = likely.max()?;
    Some((at, line))
}
