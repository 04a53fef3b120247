//! What needs a person before a release can be called taken over.

use serde_json::Value;
use serde_json_path::JsonPath;

use super::prose::Prose;
use crate::drift::Change;
use crate::findings::{At, Finding, Findings, Id, Severity};
use crate::openapi::Document;
use crate::overlay::{self, Overlay};
use crate::restrict::{self, Reading};

/// One thing that a person has to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attention {
    /// The kind of thing, such as `overlay` or `judgement`.
    pub kind: Kind,
    /// Where it is: a file with its line, or a place in the document.
    pub at: String,
    /// What there is to decide, in one line that holds no prose of the vendor's.
    pub text: String,
    /// The vendor's words before and after, where the pages are at hand. They are shown and never written down.
    pub words: Option<(Option<String>, Option<String>)>,
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
    /// The generator cannot go on.
    Generator,
}

impl Kind {
    /// The heading for it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Page => "Oddities of the page",
            Self::Access => "Servers, paths, security and success",
            Self::Overlay => "Actions of the overlays",
            Self::Judgement => "Judgements whose prose changed",
            Self::Restriction => "New restrictions",
            Self::Missing => "What is not said yet",
            Self::Generator => "What cannot be generated",
        }
    }
}

/// Warnings that the release before did not have.
pub(super) fn oddities(
    new: &Findings,
    old: &Findings,
    refined: Option<&Document>,
    list: &mut Vec<Attention>,
) {
    for finding in new
        .iter()
        .filter(|finding| finding.severity == Severity::Warning)
    {
        let known = old
            .iter()
            .any(|other| other.id == finding.id && other.text == finding.text);
        if !known && !is_settled(finding, refined) {
            list.push(of(Kind::Page, finding));
        }
    }
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

/// The errors of a stage.
pub(super) fn errors(findings: &Findings, kind: Kind, list: &mut Vec<Attention>) {
    for finding in findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
    {
        list.push(of(kind, finding));
    }
}

fn of(kind: Kind, finding: &Finding) -> Attention {
    let file = &finding.file;
    let at = match &finding.at {
        At::File => file.clone(),
        At::Line(line) if file.is_empty() => format!("line {line}"),
        At::Line(line) => format!("{file}:{line}"),
        At::Pointer(pointer) => pointer.clone(),
    };
    Attention {
        kind,
        at,
        text: format!("{} [{}]", finding.text, finding.id),
        words: None,
    }
}

/// Changes of where and how the service is called.
pub(super) fn access(changes: &[Change], list: &mut Vec<Attention>) {
    const RULES: [&str; 12] = [
        "server-added",
        "server-removed",
        "server-changed",
        "operation-moved",
        "method-changed",
        "security-required",
        "security-dropped",
        "security-alternative-added",
        "security-alternative-removed",
        "security-scheme-changed",
        "success-answer-added",
        "success-answer-removed",
    ];
    for change in changes.iter().filter(|change| RULES.contains(&change.rule)) {
        let what = crate::drift::rules::rule(change.rule).map_or("", |rule| rule.what);
        let operations: Vec<&str> = change.operations().iter().map(|(name, _)| *name).collect();
        let about = if change.place().starts_with("/paths") || operations.is_empty() {
            change.path.clone()
        } else {
            format!("{} operations", operations.len())
        };
        list.push(Attention {
            kind: Kind::Access,
            at: change.place().to_owned(),
            text: format!("{about}: {what} [{}]", change.rule),
            words: None,
        });
    }
}

/// Actions that take away or replace a value which the vendor changed.
///
/// They cover the change up: the document comes out as before, or as if it had never had the value.
pub(super) fn rests(old: &Value, new: &Value, overlays: &[Overlay], list: &mut Vec<Attention>) {
    let mut rests = overlay::rests(old.clone(), overlays);
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
            list.push(Attention {
                kind: Kind::Overlay,
                at: rest.at,
                text: format!(
                    "takes away or replaces the value at {}, which was {} and is {} [overlay-value-moved]",
                    rest.pointer,
                    shown(was),
                    shown(is)
                ),
                words: None,
            });
        }
    }
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

/// Judgements about places whose words or samples changed.
pub(super) fn judgements(
    changes: &[Change],
    overlays: &[Overlay],
    refined: &Value,
    prose: (Option<&Prose>, Option<&Prose>),
    list: &mut Vec<Attention>,
) {
    let places = places(overlays, refined);
    for change in changes {
        let words = change.rule == "prose-changed"
            || change.rule == "prose-removed"
            || change.rule == "prose-added"
            || change.rule.starts_with("sample-");
        let Some(pointer) = change.pointer.as_deref().filter(|_| words) else {
            continue;
        };
        let node = pointer.rsplit_once('/').map_or(pointer, |(node, _)| node);
        let judged: Vec<&str> = places
            .iter()
            .filter(|(place, _)| {
                *place == node
                    || place
                        .strip_prefix(node)
                        .is_some_and(|rest| rest.starts_with('/') && !rest.contains("/properties/"))
            })
            .map(|(_, action)| action.as_str())
            .collect();
        if judged.is_empty() {
            continue;
        }
        let was = change.former.as_deref().and_then(|at| prose.0?.at(at));
        let is = prose.1.and_then(|prose| prose.at(pointer));
        list.push(Attention {
            kind: Kind::Judgement,
            at: pointer.to_owned(),
            text: format!(
                "{} rests on words that differ: {}",
                change.path,
                shown(&judged)
            ),
            words: (was.is_some() || is.is_some()).then_some((was, is)),
        });
    }
}

/// The first few, and how many more.
fn shown(judged: &[&str]) -> String {
    const SHOWN: usize = 3;
    let mut first: Vec<&str> = judged.to_vec();
    first.dedup();
    let more = first.len().saturating_sub(SHOWN);
    first.truncate(SHOWN);
    let mut text = first.join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

/// The places that each action speaks of, with the action's own place. An action about very many is about none of them.
fn places(overlays: &[Overlay], refined: &Value) -> Vec<(String, String)> {
    const FEW: usize = 12;
    let mut places = Vec::new();
    for overlay in overlays {
        for action in &overlay.actions {
            let Ok(query) = JsonPath::parse(&action.target) else {
                continue;
            };
            let located = query.query_located(refined);
            let found: Vec<String> = located
                .locations()
                .map(|location| location.to_json_pointer())
                .collect();
            if found.len() > FEW {
                continue;
            }
            let line = overlay
                .line_of(&format!("/actions/{}", action.index))
                .map_or_else(String::new, |line| format!(":{line}"));
            let at = format!("{}{line}", overlay.file);
            places.extend(found.into_iter().map(|place| (place, at.clone())));
        }
    }
    places
}

/// Restrictions that the page before did not state.
pub(super) fn restrictions(old: &Value, new: &Value, list: &mut Vec<Attention>) {
    let known = restrict::tokens(old);
    for stated in restrict::tokens(new) {
        let is_known = known
            .iter()
            .any(|other| other.pointer == stated.pointer && other.text == stated.text);
        if is_known {
            continue;
        }
        let yields = match stated.reading {
            Reading::Limits(limits) => {
                let members: Vec<String> = limits
                    .members
                    .iter()
                    .map(|(name, value)| format!("{name} {value}"))
                    .collect();
                format!("read as {}", members.join(", "))
            }
            Reading::Nothing => "read as no limit".to_owned(),
            Reading::Unclear(why) => format!("not understood: {why}"),
        };
        list.push(Attention {
            kind: Kind::Restriction,
            at: stated.pointer.clone(),
            text: format!("`{}` is new, and {yields}", stated.text),
            words: None,
        });
    }
}
