//! All that a new release asks of a person, each thing in a module of its own.

use super::attention::{self, Attention};
use super::before_state;
use super::follow::Following;
use super::fresh::Fresh;
use super::hidden;
use super::judged;
use super::listed;
use super::outgrown;
use super::prose::Prose;
use super::reach::{self, Reach};
use super::shared::{self, Shared};
use super::source::{Kind, Limited, Source};
use super::stubs::{self, Asked, Stub};
use super::title;
use super::unread;
use super::unsampled::{self, Unsampled};
use super::words::{self, Words};
use crate::drift::report::Report;
use crate::findings::Findings;
use crate::openapi::Document;
use crate::overlay::{self, Move, Overlay, Touch};
use crate::pipeline::Draft;

/// One of the two releases.
pub(super) struct Side<'a> {
    pub(super) source: &'a Source,
    /// What it states.
    pub(super) stated: &'a Limited,
    /// The judgement about it.
    pub(super) overlays: &'a [Overlay],
    /// What became of it.
    pub(super) draft: &'a Draft,
    /// What was noted of it, of the new one when its page was read.
    pub(super) findings: &'a Findings,
    /// The vendor's words, where the page is at hand.
    pub(super) prose: Option<&'a Prose>,
}

/// What is known of both together.
pub(super) struct Between<'a> {
    pub(super) moves: &'a [Move],
    pub(super) following: &'a Following,
    pub(super) report: &'a Report,
}

/// What there is to look at.
pub(super) struct Survey {
    pub(super) attention: Vec<Attention>,
    pub(super) reach: Vec<Reach>,
    pub(super) words: Vec<Words>,
    pub(super) stubs: Vec<Stub>,
}

/// Looks at a new release beside the one before.
pub(super) fn survey(old: &Side<'_>, new: &Side<'_>, between: &Between<'_>) -> Survey {
    let changes = &between.report.changes;
    let touches = overlay::touches(new.stated.document.clone(), new.overlays);
    let words = words::list(changes, (old.prose, new.prose));
    let mut list = of_findings(old, new);
    let reach = match old.source.kind {
        Kind::Transcript => of_overlays(old, new, (&touches, between), &mut list),
        Kind::Refined | Kind::Foreign => Vec::new(),
    };
    list.extend(title::other(&old.source.document, &new.source.document));
    list.extend(hidden::list(&old.stated.form, &new.stated.form));
    list.extend(attention::access(changes));
    list.extend(before_state::list(changes, &new.draft.document));
    let stated = (&old.source.document, &new.source.document);
    list.extend(attention::restrictions(stated, between.moves));
    list.extend(unread::list(changes, (old.prose, new.prose)));
    list.extend(judged::list(&words, &touches));
    if let Some(refined) = &new.draft.form {
        let forms = (&new.stated.form, refined);
        list.extend(listed::list(&words, forms, (old.prose, new.prose)));
        if let Some(before) = &old.draft.form {
            list.extend(outgrown::list(before, refined, &list));
        }
    }
    attention::ask_once(&mut list);
    let fresh = Fresh::of(changes);
    let refined = new.draft.form.as_ref();
    let stubs = refined.map(|refined| of_new(new, refined, &fresh, &mut list));
    Survey {
        attention: list,
        reach,
        words,
        stubs: stubs.unwrap_or_default(),
    }
}

/// What the stages found that they did not find before.
fn of_findings(old: &Side<'_>, new: &Side<'_>) -> Vec<Attention> {
    let refined = new.draft.form.as_ref();
    let mut list = attention::anomalies(new.findings, old.findings, refined);
    list.extend(attention::anomalies(
        &new.draft.findings,
        old.findings,
        refined,
    ));
    list.extend(attention::errors(&new.draft.findings));
    list.extend(attention::left_out(&new.draft.left_out, &list));
    list
}

/// What actions of the overlays cover up, and what those with a wildcard reach.
fn of_overlays(
    old: &Side<'_>,
    new: &Side<'_>,
    (touches, between): (&[Touch], &Between<'_>),
    list: &mut Vec<Attention>,
) -> Vec<Reach> {
    let (before, after) = (&old.stated.document, &new.stated.document);
    attention::rests((before, old.overlays), (after, new.overlays), list);
    let reach = reach::compare(
        &overlay::touches(before.clone(), old.overlays),
        (touches, &new.draft.document),
        between.moves,
        |action| between.following.origin(action),
    );
    list.extend(reach::lost(&reach));
    reach
}

/// What is not said yet of what is new.
fn of_new(
    new: &Side<'_>,
    refined: &Document,
    fresh: &Fresh<'_>,
    list: &mut Vec<Attention>,
) -> Vec<Stub> {
    let document = &new.draft.document;
    let shared = shared::shared(fresh, refined, document, new.prose);
    let mut unsampled = unsampled::list(fresh, refined);
    let gives = |it: &Unsampled| shared.iter().any(|by| by.gives_sample(&it.at, refined));
    unsampled.retain(|it| !gives(it));
    list.extend(shared.iter().filter_map(Shared::attention));
    list.extend(unsampled.iter().map(Unsampled::attention));
    let asked = Asked {
        findings: &[&new.draft.findings, &new.draft.left_out],
        shared: &shared,
        unsampled: &unsampled,
    };
    let given = overlay::given(new.stated.document.clone(), new.overlays);
    let release = &new.source.release;
    stubs::stubs(release, &asked, &given, (refined, document), new.prose)
}
