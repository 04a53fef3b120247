//! What many parts of a document have alike.

use serde_json::Value;

use super::members::Members;
use super::notes::{ExternalDocs, Notes, Sample};
use super::pointer::Pointer;

/// Takes `externalDocs`.
pub(super) fn external_docs(members: &mut Members<'_>) -> Option<Box<ExternalDocs>> {
    let at = members.at.member("externalDocs");
    let value = members.take("externalDocs")?;
    let Some(mut inner) = Members::of(value, at) else {
        members.refuse("externalDocs", "it is no object");
        return None;
    };
    let docs = ExternalDocs {
        url: inner.owned("url").unwrap_or_default(),
        description: inner.owned("description"),
        extensions: inner.rest(|_| None),
    };
    members.account.add(inner.account);
    Some(Box::new(docs))
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

/// Takes the extensions, and tells of what is left.
pub(super) fn finish(
    notes: &mut Notes,
    members: &mut Members<'_>,
    lost: impl Fn(&str) -> Option<&'static str>,
) {
    notes.extensions = members.rest(lost);
    notes.opaque.extend(members.account.opaque.iter().cloned());
}

/// What follows references to named samples: the sample behind one, with its place.
pub(super) trait Follow<'a> {
    /// What a reference leads to.
    fn follow(&mut self, value: &'a Value, at: &Pointer) -> Option<(&'a Value, Pointer)>;
}

/// Takes `example` and the members of `examples`.
pub(super) fn samples<'a>(members: &mut Members<'a>, follow: &mut dyn Follow<'a>) -> Vec<Sample> {
    let mut samples = Vec::new();
    if let Some(value) = members.whole("example") {
        samples.push(Sample {
            name: None,
            value: Some(value.clone()),
            summary: None,
            description: None,
            url: None,
        });
    }
    for (name, value, at) in members.map("examples") {
        let Some((target, place)) = follow.follow(value, &at) else {
            continue;
        };
        let is_here = std::ptr::eq(target, value);
        let Some(mut inner) = Members::of(target, place) else {
            if is_here {
                members.refuse_within(value, at, "it is no sample");
            }
            continue;
        };
        samples.push(sample(Some(name), &mut inner));
        if is_here {
            members.account.add(inner.account);
        }
    }
    samples
}

/// Reads one sample.
pub(super) fn sample(name: Option<&str>, inner: &mut Members<'_>) -> Sample {
    let sample = Sample {
        name: name.map(str::to_owned),
        value: inner.whole("value").cloned(),
        summary: inner.owned("summary"),
        description: inner.owned("description"),
        url: inner.owned("externalValue"),
    };
    inner.rest(|_| None);
    sample
}
