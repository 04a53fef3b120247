//! The first part of the page: title, version, description and what is left of the links below it.

use super::lines::{Lines, prose};
use super::model::{Links, Placed, Text};
use crate::findings::{At, Findings};

const SCROLL: &str = "Scroll down for ";

/// What stands before the first tag.
pub(super) struct Front {
    pub(super) title: Text,
    pub(super) version: Text,
    pub(super) description: Option<Text>,
    pub(super) links: Links,
    /// The first line after it all.
    pub(super) after: usize,
}

/// Reads the front up to `end`, where the first operation's code samples or the schemas begin.
pub(super) fn read(lines: &Lines<'_>, end: usize, findings: &mut Findings) -> Option<Front> {
    let Some(scroll) =
        (1..end).find(|line| lines.get(*line).starts_with(SCROLL) && lines.is_blank(line - 1))
    else {
        findings.error(
            "not-a-reference",
            At::File,
            "no published API reference: the line `Scroll down for …` below the title is missing",
        );
        return None;
    };
    let Some(title_line) = (1..scroll).rev().find(|line| !lines.is_blank(*line)) else {
        findings.error(
            "missing-title",
            At::Line(scroll),
            "no title stands above this line",
        );
        return None;
    };
    let shown = lines.get(title_line);
    let Some((title, version)) = split_title(shown) else {
        findings.error(
            "missing-version",
            At::Line(title_line),
            format!(
                "the title `{shown}` does not end with a version such as ` V:20250508` or ` v1.0`"
            ),
        );
        return None;
    };
    let mut links = Links::default();
    let mut after = scroll + 1;
    let mut described = None;
    let mut line = scroll + 1;
    while line < end {
        if !lines.is_blank(line) && lines.is_blank(line - 1) && read_link(lines, line, &mut links) {
            described = described.or(Some(line));
            after = line + 1;
            if let Some(authentication) = links.authentication {
                after = read_scopes(lines, authentication + 1, end, &mut links);
                break;
            }
        }
        line += 1;
    }
    let first_link = described.unwrap_or(after);
    let description = prose(&lines.paragraphs(scroll + 1, first_link));
    Some(Front {
        title: Placed::new(title_line, title.to_owned()),
        version: Placed::new(title_line, version.to_owned()),
        description,
        links,
        after,
    })
}

/// Divides the title from the version, which begins at the last ` V:` or ` v`.
fn split_title(shown: &str) -> Option<(&str, &str)> {
    let digit = shown.match_indices(" V").filter(|(at, _)| {
        shown
            .get(at + 2..)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    });
    let at = shown
        .rfind(" V:")
        .max(shown.rfind(" v"))
        .or_else(|| digit.last().map(|(at, _)| at))?;
    Some((shown.get(..at)?.trim_end(), shown.get(at + 1..)?))
}

/// Reads one line of the links, which can hold several of them. Gives whether it is one.
fn read_link(lines: &Lines<'_>, line: usize, links: &mut Links) -> bool {
    let text = lines.get(line);
    match text {
        "Base URLs:" => links.base_urls = Some(line),
        "Authentication" => links.authentication = Some(line),
        _ => return read_contact(line, text, links),
    }
    true
}

/// Reads `Terms of service Email: NAME Web: NAME License: NAME`, of which each part can be absent.
fn read_contact(line: usize, text: &str, links: &mut Links) -> bool {
    let mut rest = text;
    if let Some(after) = rest
        .strip_prefix("Terms of service")
        .filter(|after| after.is_empty() || after.starts_with(' '))
    {
        links.terms_of_service = Some(line);
        rest = after.trim_start();
    }
    if let Some((before, licence)) = rest.rsplit_once("License: ") {
        links.licence = Some(Placed::new(line, licence.to_owned()));
        rest = before.trim_end();
    }
    let (email, web) = match rest.split_once("Web: ") {
        Some((email, web)) => (email.trim_end(), Some(web)),
        None => (rest, None),
    };
    let email = email.strip_prefix("Email: ");
    links.contact_email = email.map(|name| Placed::new(line, name.to_owned()));
    links.contact_web = web.map(|name| Placed::new(line, name.to_owned()));
    email.is_some()
        || web.is_some()
        || links
            .licence
            .as_ref()
            .is_some_and(|licence| licence.line == line)
        || links.terms_of_service == Some(line)
}

/// Reads the scopes of an `OAuth` flow, the one part of the security schemes that is not lost.
fn read_scopes(lines: &Lines<'_>, from: usize, end: usize, links: &mut Links) -> usize {
    let mut after = from;
    while let Some(header) = lines
        .next_filled(after, end)
        .filter(|line| lines.get(*line) == "Scope Scope Description")
    {
        after = header + 1;
        while after < end && !lines.is_blank(after) {
            links
                .scopes
                .push(Placed::new(after, lines.get(after).to_owned()));
            after += 1;
        }
    }
    after
}
