//! Tells what changed between two documents, what each change means, and for whom.

mod alternatives;
mod answers;
mod behind;
pub mod change;
mod comparison;
mod components;
mod content;
mod describe;
mod document;
mod finish;
mod flows;
mod found;
pub mod ignore;
mod limits;
pub mod lines;
mod listed;
mod matching;
mod moves;
mod objects;
mod opaque;
mod operations;
mod pairing;
pub mod report;
mod requests;
mod restrictions;
pub mod rules;
pub mod rust;
mod schema;
mod security;
mod servers;
mod side;
mod side_set;
mod similar;
pub mod steps;
mod styles;
pub mod todo;
mod unions;
mod unread;
mod uses;
mod values;
pub mod version;
mod words;

use std::collections::BTreeMap;

use comparison::Diff;
use pairing::Operations;
use security::Schemes;

use crate::openapi::Document;

pub use change::{Change, Class, Direction, Reached, heaviest};

/// Compares two documents in their normal form, be they transcripts, refined documents or anybody's.
///
/// Every difference comes once, under one of the [`rules`], with the operations and the sides of a call that it reaches,
/// and with the class that follows. What is the same in the normal form is no difference, and neither are the order of
/// anything, the version and what one of the documents says that it cannot show. What cannot be understood is compared as it
/// stands.
///
/// A limit that a transcript states in prose counts only once it is read ([`restrict::read`](crate::restrict::read)).
///
/// ```
/// use gateway_codegen::drift::{self, Class};
/// use gateway_codegen::openapi;
/// use serde_json::json;
///
/// let release = |longest: u32| {
///     let document = json!({
///         "openapi": "3.0.3",
///         "paths": { "/orders": { "get": {
///             "parameters": [{ "name": "q", "in": "query", "schema": { "type": "string", "maxLength": longest } }],
///             "responses": { "200": { "description": "OK" } },
///         } } },
///     });
///     openapi::read(&document).expect("OpenAPI 3.0").value
/// };
/// let changes = drift::compare(&release(64), &release(32));
/// assert_eq!(changes.len(), 1);
/// assert_eq!(changes[0].rule, "limit-tightened");
/// assert_eq!(changes[0].class, Class::Breaking);
/// assert!(drift::compare(&release(64), &release(64)).is_empty());
/// ```
#[must_use]
pub fn compare(old: &Document, new: &Document) -> Vec<Change> {
    let first = compare_by(old, new, BTreeMap::new());
    // A schema under a new name is known by where it stands, so all is compared once more with the new names.
    let renamed = components::renamed(&first);
    if renamed.is_empty() {
        return finish::finish(first);
    }
    finish::finish(compare_by(old, new, renamed))
}

fn compare_by<'a>(
    old: &'a Document,
    new: &'a Document,
    renamed: BTreeMap<&'a str, &'a str>,
) -> Diff<'a> {
    let mut c = Diff::new(old, new);
    let operations = Operations::of(&c.old, &c.new);
    let schemes = Schemes::of(old, new);
    c.operations = operations.iter().flat_map(Operations::names).collect();
    c.renamed = renamed;
    let root = document::compare(&mut c, &operations, &schemes);
    for operations in &operations {
        operations::compare(&mut c, operations, &schemes);
    }
    components::compare(&mut c, &operations);
    settle(&mut c);
    for (path, ids) in components::unused(&c) {
        // What stands within one that was compared by now was compared as well.
        if !c.pairs.contains_key(&ids) {
            c.pair(&path, ids);
            settle(&mut c);
        }
    }
    opaque::compare(&mut c, root);
    c
}

/// Compares all pairs of schemas that were asked for, and what those ask for.
fn settle(c: &mut Diff<'_>) {
    while let Some(pair) = c.next() {
        schema::compare(c, pair);
    }
}
