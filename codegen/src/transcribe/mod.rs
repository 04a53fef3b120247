//! Writes what a page states as an OpenAPI document.
//!
//! There is one writer. It writes the document with all prose and samples ([`full`]); the transcript is the same document
//! with its facts alone ([`transcript`]), so that neither can know something that the other does not.

mod answer_samples;
mod combined;
mod component;
mod defaults;
mod described;
mod document;
mod echo;
mod facts;
mod kept;
mod kept_samples;
mod keys;
mod lookup;
mod markup;
mod media;
mod odd;
mod operation;
mod parameter;
mod plain;
mod response;
mod sampler;
mod schema;
mod security;
mod settle;
mod shape;
pub mod tokens;
mod values;
mod view;
mod writer;
mod yaml;

pub(crate) use facts::fingerprint;
pub use keys::{component_keys, legal, release_id};
pub use yaml::to_yaml;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::findings::{Findings, Stage};
use crate::page::Page;

/// The headings that a page has lost, by method and path.
pub type Headings = BTreeMap<String, String>;

/// Writes the facts of a page: names, types, formats, requiredness and restrictions.
///
/// Prose and samples leave a fingerprint each. What the page cannot show is listed under `x-unknown`.
///
/// # Errors
///
/// All that keeps the page from being carried over whole, each with its line.
pub fn transcript(page: &Page) -> Stage<Value> {
    let mut findings = Findings::default();
    let document = whole(page, &mut findings);
    findings.finish(facts::of(document))
}

/// Takes prose and samples out of a document that somebody else published, as is done with that of a page.
#[must_use]
pub fn of_document(document: &Value) -> Value {
    facts::of(document.clone())
}

/// Writes a page with its prose and samples, under the names that the page gives its schemas.
///
/// The page's own renderer makes the page from it again, byte for byte. An operation that has lost its heading needs some heading for that:
/// `summaries` gives it by method and path (`POST /orders`). It is left as unknown otherwise.
///
/// # Errors
///
/// All that keeps the page from being carried over whole, each with its line.
pub fn full(page: &Page, summaries: &Headings) -> Stage<Value> {
    let mut findings = Findings::default();
    let mut document = whole(page, &mut findings);
    settle::summaries(&mut document, summaries);
    markup::write(&mut document);
    findings.finish(document)
}

fn whole(page: &Page, findings: &mut Findings) -> Value {
    let mut document = document::write(page, findings);
    settle::discriminators(&mut document);
    let document = settle::samples(page, document);
    odd::samples(page, &document, findings);
    kept::report(page, &document, findings);
    kept_samples::report(page, &document, findings);
    document
}
