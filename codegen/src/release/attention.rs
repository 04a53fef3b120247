//! What needs a person before a release can be called taken over.

use std::collections::BTreeMap;

use serde_json::Value;

use super::follow::Followed;
use crate::drift::Change;
use crate::drift::steps::steps;
use crate::findings::{At, Finding, Findings, Id, Severity};
use crate::openapi::Document;
use crate::overlay::{self, Move, Overlay, moved};
use crate::restrict::{self, Reading};

/// One thing that a person has to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attention {
    /// The kind of thing, such as `overlay` or `judgement`.
    pub kind: Kind,
    /// What is asked, by the id of the finding or the rule that it comes of or by one of its own.
    ///
    /// What a release before has left open has it in its text.
    pub id: Option<&'static str>,
    /// Where it is: a file with its line, or a place in the document.
    pub at: String,
    /// What there is to decide, in one line that holds no prose of the vendor's.
    pub text: String,
    /// What is so of this place alone, such as which actions rest on it; empty where it is all in the text.
    pub here: String,
    /// The vendor's words before and after, where the pages are at hand. They are shown and never written down.
    pub words: Option<(Option<String>, Option<String>)>,
}

impl Attention {
    /// What needs a person, without the vendor's words.
    pub(super) fn new(
        kind: Kind,
        id: &'static str,
        at: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            id: Some(id),
            at: at.into(),
            text: text.into(),
            here: String::new(),
            words: None,
        }
    }

    /// The same with what is so of its place alone.
    pub(super) fn here(self, here: impl Into<String>) -> Self {
        let here = here.into();
        Self { here, ..self }
    }

    /// Its place, with what is so of that alone.
    #[must_use]
    pub fn line(&self) -> String {
        behind(self.at.clone(), &self.here)
    }

    /// Its place, as it stands in code of Markdown.
    pub(super) fn quoted(&self) -> String {
        self.at.replace('`', "'")
    }

    /// What is asked, with its id behind it: the same of all places that one answer does for.
    #[must_use]
    pub fn question(&self) -> String {
        let id = self.id.map(|id| format!(" [{id}]"));
        format!("{}{}", self.text, id.unwrap_or_default())
    }

    /// What there is to decide: what is asked, and what is so of this place alone.
    #[must_use]
    pub fn asked(&self) -> String {
        behind(self.question(), &self.here)
    }
}

/// A text, and what there is to say behind it.
pub(super) fn behind(text: String, more: &str) -> String {
    match more {
        "" => text,
        more => format!("{text}: {more}"),
    }
}

/// The kinds of things, in the order in which they are best looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The page is odd in a way that the one before was not.
    Page,
    /// The server, a path, a method, security or a status of success changed.
    Access,
    /// An action of an overlay no longer matches, or no longer changes anything.
    Overlay,
    /// The vendor's words changed under a judgement that rests on them.
    Judgement,
    /// A restriction in the prose is new.
    Restriction,
    /// Something has no description, no class, no rule for repeating.
    Missing,
    /// A sample of ours is none that the document allows.
    Sample,
    /// The generator cannot go on.
    Generator,
    /// A release before has left it open.
    Carried,
}

impl Kind {
    /// The heading for it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Page => "Anomalies of the page",
            Self::Access => "Servers, paths, security and success",
            Self::Overlay => "Actions of the overlays",
            Self::Judgement => "Judgements whose prose changed",
            Self::Restriction => "New restrictions",
            Self::Missing => "What is not said yet",
            Self::Sample => "Samples that the document does not allow",
            Self::Generator => "What cannot be generated",
            Self::Carried => "Left open by releases before",
        }
    }
}

/// Warnings that the release before did not have.
pub(super) fn anomalies(
    new: &Findings,
    old: &Findings,
    refined: Option<&Document>,
) -> Vec<Attention> {
    let warnings = new.iter().filter(|it| it.severity == Severity::Warning);
    let is_known = |finding: &Finding| {
        let mut old = old.iter();
        old.any(|it| (it.id, &it.text) == (finding.id, &finding.text))
    };
    let asked = warnings.filter(|it| !is_known(it) && !is_settled(it, refined));
    asked.map(|it| of(Kind::Page, it)).collect()
}

/// The warnings that need nobody: the release before had them, or an overlay has settled them.
pub(super) fn known(new: &Findings, old: &Findings, refined: Option<&Document>) -> Findings {
    let mut known = old.clone();
    for finding in new.iter().filter(|finding| is_settled(finding, refined)) {
        known.add(
            finding.severity,
            finding.id,
            finding.at.clone(),
            finding.text.clone(),
        );
    }
    known
}

/// A heading that is lost on the page is given by the overlay.
fn is_settled(finding: &Finding, refined: Option<&Document>) -> bool {
    let mut operations = refined.into_iter().flat_map(|refined| &refined.operations);
    finding.id == Id::LostHeading
        && operations.any(|operation| {
            let method = operation.method.key().to_uppercase();
            let name = format!("{method} {} ", operation.path);
            finding.text.starts_with(&name) && operation.notes.summary.is_some()
        })
}

/// The errors of the document, by what they are about.
pub(super) fn errors(findings: &Findings) -> Vec<Attention> {
    let asked = errors_of(findings).map(|finding| {
        let kind = match finding.id {
            id if id.name().starts_with("overlay") => Kind::Overlay,
            id if id.name().starts_with("sample") => Kind::Sample,
            _ => Kind::Missing,
        };
        of(kind, finding)
    });
    asked.collect()
}

/// The errors of the crate, but for what the document lacks, which is told already.
pub(super) fn left_out(findings: &Findings, told: &[Attention]) -> Vec<Attention> {
    let left_out = errors_of(findings).map(|finding| of(Kind::Generator, finding));
    let is_told = |it: &Attention| {
        let mut told = told.iter();
        told.any(|told| (told.id, &told.at) == (it.id, &it.at))
    };
    left_out.filter(|it| !is_told(it)).collect()
}

fn errors_of(findings: &Findings) -> impl Iterator<Item = &Finding> {
    findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
}

fn of(kind: Kind, finding: &Finding) -> Attention {
    let file = &finding.file;
    // What a finding is about stands before a colon, such as the query of an action that matches nothing.
    let about = finding.text.strip_prefix('`');
    let about = about.and_then(|text| text.split_once("`: "));
    let (here, text) = match about.filter(|(about, _)| !about.contains('`')) {
        Some((about, text)) => (format!("`{about}`"), text),
        None => (String::new(), finding.text.as_str()),
    };
    let at = match &finding.at {
        At::File => file.clone(),
        At::Line(line) if file.is_empty() => format!("line {line}"),
        At::Line(line) => format!("{file}:{line}"),
        At::Pointer(pointer) => pointer.clone(),
    };
    Attention::new(kind, finding.id.name(), at, text).here(here)
}

/// The rules of where and how the service is called.
const ACCESS: [&str; 20] = [
    "server-added",
    "server-removed",
    "server-changed",
    "operation-moved",
    "method-changed",
    "media-type-changed",
    "media-type-removed",
    "security-required",
    "security-dropped",
    "security-unseen",
    "security-alternative-added",
    "security-alternative-removed",
    "security-loosened",
    "security-tightened",
    "security-scheme-changed",
    "flow-added",
    "flow-removed",
    "scope-removed",
    "success-answer-added",
    "success-answer-removed",
];

/// Whether a change is one of where and how the service is called.
pub(super) fn is_of_access(change: &Change) -> bool {
    ACCESS.contains(&change.rule)
}

/// Changes of where and how the service is called.
pub(super) fn access(changes: &[Change]) -> Vec<Attention> {
    let steps = steps(changes.iter().filter(|change| is_of_access(change)));
    let asked = steps.into_iter().map(|step| {
        let about = match step.path {
            "" => step.subject.clone(),
            path if step.is_of_many() => format!("{path} of {}", step.subject),
            path => path.to_owned(),
        };
        let what = step.what();
        let difference = step.difference().filter(|_| step.is_of_many());
        let difference = difference.map_or_else(String::new, |it| format!("; it {it}"));
        let text = format!("{about}: {what}{difference}");
        let (rule, at) = (step.first.rule, step.first.place());
        Attention::new(Kind::Access, rule, at, text)
    });
    asked.collect()
}

/// Actions that take away or replace a value which the vendor changed.
///
/// They cover the change up: the document comes out as before, or as if it had never had the value.
pub(super) fn rests(
    (old, before): (&Value, &[Overlay]),
    (new, overlays): (&Value, &[Overlay]),
    list: &mut Vec<Attention>,
) {
    let mut rests = overlay::rests(old.clone(), before);
    for rest in overlay::rests(new.clone(), overlays) {
        if !rests.contains(&rest) {
            rests.push(rest);
        }
    }
    for rest in rests {
        let around = rest
            .pointer
            .rsplit_once('/')
            .map_or("", |(around, _)| around);
        let both = old.pointer(around).is_some() && new.pointer(around).is_some();
        let (was, is) = (old.pointer(&rest.pointer), new.pointer(&rest.pointer));
        if both && was != is {
            let shown = |value: Option<&Value>| {
                value.map_or_else(
                    || "nothing".to_owned(),
                    |value| format!("`{}`", brief(value)),
                )
            };
            // That the action matches nothing any more is the same, with less to go by.
            let nothing = Some(Id::OverlayNoMatch.name());
            list.retain(|it| it.at != rest.at || it.id != nothing);
            let text = format!(
                "an action takes away or replaces this value, which was {} and is {}",
                shown(was),
                shown(is)
            );
            let id = "overlay-value-moved";
            list.push(Attention::new(Kind::Overlay, id, rest.pointer, text).here(rest.at));
        }
    }
}

/// Asks whether the overlays follow what has moved.
pub(super) fn followed(lines: &[Followed]) -> Attention {
    let places = match lines.len() {
        1 => "the one place".to_owned(),
        number => format!("the {number} places"),
    };
    let text = format!(
        "operations, schemas or properties have moved: look at {places} of the overlays that follow, and take that with `--follow`; `--no-follow` leaves it; what is listed here is listed as if it were taken"
    );
    Attention::new(
        Kind::Overlay,
        "follow",
        lines
            .first()
            .map(|line| line.at.clone())
            .unwrap_or_default(),
        text,
    )
}

/// A value in one short line.
fn brief(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    let mut letters = text.char_indices();
    match letters.nth(LONGEST) {
        Some((at, _)) => format!("{} …", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

/// Asks of a new restriction that cannot be read.
const NEW_UNREAD: &str = "new-restriction-unread";

/// Leaves of several questions about one restriction that nobody can read the one that says most.
pub(super) fn ask_once(list: &mut Vec<Attention>) {
    // The change shows the words before and after, and a warning says why they cannot be read.
    let rank = |it: &Attention| match it.id {
        Some("restriction-unclear" | "restriction-lost") => 0,
        Some(id) if id == Id::RestrictionUnreadable.name() => 1,
        Some(NEW_UNREAD) => 2,
        _ => 3,
    };
    let mut least: BTreeMap<String, u8> = BTreeMap::new();
    for it in list.iter() {
        let least = least.entry(it.at.clone()).or_insert(3);
        *least = rank(it).min(*least);
    }
    list.retain(|it| rank(it) == 3 || least.get(&it.at) == Some(&rank(it)));
}

/// Restrictions that the page before did not state, there or where what has them stood.
pub(super) fn restrictions((old, new): (&Value, &Value), moves: &[Move]) -> Vec<Attention> {
    let known = restrict::tokens(old);
    let mut list = Vec::new();
    for stated in restrict::tokens(new) {
        let is_known = known.iter().any(|other| {
            let now = moved(&other.pointer, moves);
            let is_limit = matches!(stated.reading, Reading::Limits(_));
            (other.text == stated.text || is_limit && other.reading == stated.reading)
                && [Some(&other.pointer), now.as_ref()].contains(&Some(&stated.pointer))
        });
        if is_known {
            continue;
        }
        let (id, read) = match stated.reading {
            Reading::Limits(limits) => {
                let members = limits.members.iter();
                let members: Vec<String> =
                    members.map(|(name, it)| format!("{name} {it}")).collect();
                ("new-restriction", format!("read as {}", members.join(", ")))
            }
            Reading::Nothing => ("new-restriction", "read as no limit".to_owned()),
            Reading::Unclear(why) => (NEW_UNREAD, format!("not understood: {why}")),
        };
        let text = format!("a new restriction is {read}");
        let asked = Attention::new(Kind::Restriction, id, stated.pointer.clone(), text);
        list.push(asked.here(format!("`{}`", stated.text)));
    }
    list
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::openapi;

    #[test]
    fn a_warning_needs_a_person_once_and_none_where_an_overlay_settled_it() {
        let lost = |path: &str, findings: &mut Findings| {
            let text = format!("GET {path} has no heading");
            findings.warning(Id::LostHeading, At::Line(1), text);
        };
        let (mut before, mut now) = (Findings::default(), Findings::default());
        lost("/known", &mut before);
        for path in ["/known", "/settled", "/new"] {
            lost(path, &mut now);
        }
        now.note(Id::LostHeading, At::Line(1), "no warning");
        let document = json!({
            "openapi": "3.0.3", "info": { "title": "Shop", "version": "1" },
            "paths": {
                "/known": { "get": { "responses": {} } },
                "/settled": { "get": { "summary": "Ours", "responses": {} } },
                "/new": { "get": { "responses": {} } },
            },
        });
        let refined = openapi::read(&document).expect("OpenAPI 3.0").value;
        let list = anomalies(&now, &before, Some(&refined));
        let asked: Vec<String> = list.iter().map(Attention::asked).collect();
        assert_eq!(asked, ["GET /new has no heading [lost-heading]"]);
        let known = known(&now, &before, Some(&refined));
        let texts: Vec<&str> = known.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(
            texts,
            ["GET /known has no heading", "GET /settled has no heading"]
        );
    }
}
