//! The first part of the page: title, version, description and what is left of the links below it.

use super::lines::{Lines, prose};
use super::model::{Links, Placed, Text};
use crate::findings::{At, Findings, Id};

const SCROLL: &str = "Scroll down for ";

/// The header of a table of scopes.
const SCOPES: &str = "Scope Scope Description";

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
        let text = "no published API reference: the line `Scroll down for …` below the title is missing, or the blank lines around it are";
        findings.error(Id::NotAReference, At::File, text);
        return None;
    };
    let Some(title_line) = (1..scroll).rev().find(|line| !lines.is_blank(*line)) else {
        let text = "no title stands above this line";
        findings.error(Id::MissingTitle, At::Line(scroll), text);
        return None;
    };
    let shown = lines.get(title_line);
    let Some((title, version)) = split_title(shown) else {
        let text = format!(
            "the title `{shown}` does not end with a version such as ` V:20250508` or ` v1.0`"
        );
        findings.error(Id::MissingVersion, At::Line(title_line), text);
        return None;
    };
    let (links, described, after) = read_links(lines, scroll + 1, end, findings);
    let description = prose(&lines.paragraphs(scroll + 1, described));
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

/// Reads what stands below the description, with the lines on which it begins and ends.
///
/// Its parts follow directly on one another, so that a heading in the description is not taken for one of them.
fn read_links(
    lines: &Lines<'_>,
    from: usize,
    end: usize,
    findings: &mut Findings,
) -> (Links, usize, usize) {
    let mut links = Links::default();
    let paragraphs: Vec<usize> = lines
        .paragraphs(from, end)
        .into_iter()
        .map(|(line, _)| line)
        .collect();
    let is = |line: usize, words: &str| lines.is_heading(line, words);
    let base = paragraphs.iter().position(|line| is(*line, "Base URLs:"));
    links.base_urls = base.and_then(|at| paragraphs.get(at).copied());
    let contact = match base {
        Some(base) => paragraphs
            .get(base + 1)
            .filter(|line| read_contact(**line, lines.get(**line), &mut links))
            .map(|_| base + 1),
        None => paragraphs
            .iter()
            .position(|line| read_contact(*line, lines.get(*line), &mut links)),
    };
    let below = contact.map(|at| {
        let next = paragraphs.get(at + 1).copied();
        let is_licence =
            next.is_some_and(|line| read_licence_below(line, lines.get(line), &mut links));
        at + usize::from(is_licence)
    });
    let known = below.or(base);
    let authentication = match known {
        Some(last) => Some(last + 1).filter(|at| {
            paragraphs
                .get(*at)
                .is_some_and(|line| is(*line, "Authentication"))
        }),
        None => paragraphs
            .iter()
            .position(|line| is(*line, "Authentication")),
    };
    let authentication = authentication.filter(|at| !is_tag(lines, &paragraphs, *at));
    links.authentication = authentication.and_then(|at| paragraphs.get(at).copied());
    let Some(last) = authentication.or(known) else {
        // Only the order is left: of several paragraphs, the last two are the first tag and its first operation.
        let after = paragraphs
            .len()
            .checked_sub(2)
            .and_then(|at| paragraphs.get(at))
            .copied()
            .unwrap_or(from);
        if paragraphs.len() > 2 {
            findings.warning(Id::NoFront, At::Line(from), "nothing divides the description from the first tag; the tag is taken to have no description");
        }
        return (links, after, after);
    };
    if let Some(line) = contact
        .and_then(|at| paragraphs.get(at).copied())
        .filter(|line| !lines.is_blank(line + 1))
    {
        let text = "the names of contact and licence stand on one line";
        findings.error(Id::BrokenHeading, At::Line(line + 1), text);
    }
    let first = base.or(contact).or(authentication).unwrap_or(last);
    let line_of = |at: usize| paragraphs.get(at).copied().unwrap_or(end);
    let mut after = line_of(last) + 1;
    if let Some(line) = links.authentication {
        after = read_scopes(lines, line + 1, end, &mut links, findings);
    }
    (links, line_of(first), after)
}

/// Whether `Authentication` is the first tag rather than the heading of the security schemes: no call shows a scheme,
/// and only a summary follows.
fn is_tag(lines: &Lines<'_>, paragraphs: &[usize], at: usize) -> bool {
    let shown = || {
        (1..=lines.last()).any(|line| {
            lines.get(line).contains("API_KEY") || lines.get(line).contains("Bearer {access-token}")
        })
    };
    paragraphs.len() <= at + 2 && !shown()
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
    if let Some(name) = email {
        links.contact_email = Some(Placed::new(line, name.to_owned()));
    }
    if let Some(name) = web {
        links.contact_web = Some(Placed::new(line, name.to_owned()));
    }
    email.is_some()
        || web.is_some()
        || links
            .licence
            .as_ref()
            .is_some_and(|licence| licence.line == line)
        || links.terms_of_service == Some(line)
}

/// Reads the licence that stands in a paragraph of its own: so it does below terms of service where no contact is between.
fn read_licence_below(line: usize, text: &str, links: &mut Links) -> bool {
    let has_terms_alone = links.terms_of_service.is_some()
        && links.contact_email.is_none()
        && links.contact_web.is_none()
        && links.licence.is_none();
    let Some(licence) = text.strip_prefix("License: ").filter(|_| has_terms_alone) else {
        return false;
    };
    links.licence = Some(Placed::new(line, licence.to_owned()));
    true
}

/// Reads the scopes of an `OAuth` flow, the one part of the security schemes that is not lost.
fn read_scopes(
    lines: &Lines<'_>,
    from: usize,
    end: usize,
    links: &mut Links,
    findings: &mut Findings,
) -> usize {
    let mut after = from;
    let (mut tables, mut further) = (0, None);
    while let Some(header) = lines
        .next_filled(after, end)
        .filter(|line| lines.get(*line) == SCOPES || is_flow(lines.get(*line)))
    {
        after = header;
        while after < end && !lines.is_blank(after) {
            // Every scheme, and every flow of one, has a table of its own, which follows directly.
            let text = lines.get(after);
            let is_table = text == SCOPES;
            if is_flow(text) || is_table && tables > 0 {
                further = further.or(Some(after));
            } else if !is_table {
                links.scopes.push(Placed::new(after, text.to_owned()));
            }
            tables += usize::from(is_table);
            after += 1;
        }
    }
    if let Some(line) = further {
        let text = "a further scheme or flow begins here: the scopes of all are taken together as those of one scheme, and neither the flows nor what takes which scheme is carried over; state them in the overlay";
        findings.warning(Id::UnseenFlows, At::Line(line), text);
    }
    after
}

/// Whether a line names a flow of a security scheme or one of its addresses, which break a table of scopes.
fn is_flow(text: &str) -> bool {
    const WORDS: [&str; 3] = ["- Flow: ", "- Authorization URL = [", "- Token URL = ["];
    WORDS.iter().any(|words| text.starts_with(words))
}
