//! What many parts of a document have alike.

use serde_json::Value;

use super::members::Members;
use super::notes::{ExternalDocs, Notes, Sample};
use super::pointer::Pointer;

/// Takes `externalDocs`.
pub(super) fn external_docs(members: &mut Members<'_>) -> Option<Box<ExternalDocs>> {
    members
        .object("externalDocs", "it is no object", |inner| ExternalDocs {
            url: inner.owned("url").unwrap_or_default(),
            description: inner.owned("description"),
            extensions: inner.rest(|_| None),
        })
        .map(Box::new)
}

/// Takes `summary`, `description`, `deprecated` and `externalDocs`.
pub(super) fn prose(members: &mut Members<'_>) -> Notes {
    Notes {
        pointer: members.at.clone(),
        summary: members.words("summary"),
        description: members.words("description"),
        deprecated: members.flag("deprecated"),
        external_docs: external_docs(members),
        ..Notes::default()
    }
}

/// Takes the extensions, and tells of what is left. What is read of an object ends with this.
pub(super) fn finish(
    mut notes: Notes,
    members: &mut Members<'_>,
    lost: impl Fn(&str) -> Option<&'static str>,
) -> Notes {
    notes.extensions = members.rest(lost);
    notes.opaque.extend(members.account.opaque.iter().cloned());
    notes
}

/// What follows references to named samples: the sample behind one, with its place.
pub(super) trait Follow<'a> {
    /// What a reference leads to.
    fn follow(&mut self, value: &'a Value, at: &Pointer) -> Option<(&'a Value, Pointer)>;
}

/// Takes `example` and the members of `examples`.
pub(super) fn samples<'a>(members: &mut Members<'a>, follow: &mut dyn Follow<'a>) -> Vec<Sample> {
    let mut samples = Vec::new();
    samples.extend(members.whole("example").map(Sample::of));
    for (name, value, at) in members.map("examples") {
        let Some((target, place)) = follow.follow(value, &at) else {
            continue;
        };
        if std::ptr::eq(target, value) {
            let read = |inner: &mut Members<'_>| sample(name, inner);
            samples.extend(members.within(value, at, "it is no sample", read));
        } else if let Some(mut inner) = Members::of(target, place) {
            samples.push(sample(name, &mut inner));
        }
    }
    samples
}

/// Reads one sample.
pub(super) fn sample(name: &str, inner: &mut Members<'_>) -> Sample {
    let sample = Sample {
        name: Some(name.to_owned()),
        value: inner.whole("value").cloned(),
        summary: inner.owned("summary"),
        description: inner.owned("description"),
        url: inner.owned("externalValue"),
    };
    inner.rest(|_| None);
    sample
}
