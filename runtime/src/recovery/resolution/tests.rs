//! What each answer of a look-up means to a shop, as a table of docs/PRODUCTION.md.

use super::*;
use crate::fixture::{READS, holds_table};
use crate::record::evidence::Reason;
use crate::record::failure::NotSent;

/// Every reason, once.
fn all() -> Vec<Why> {
    let failed = Failure::NotSent(NotSent {
        reason: Reason::Connect,
        ..NotSent::without_credentials(&READS)
    });
    vec![
        Why::Failing(NotDenied::TooEarly),
        Why::Undecided,
        Why::NotFound,
        Why::Absent,
        Why::Doubtful {
            path: "",
            doubt: Doubt::NotShown,
        },
        Why::Contradicted { path: "" },
        Why::Asks(Question {
            field: "",
            about: "",
        }),
        Why::NotListed { field: "" },
        Why::NoLookup { reason: "" },
        Why::OtherAccount,
        Why::UnknownOperation,
        Why::Failed(Box::new(failed)),
    ]
}

/// The name, what it means, and what a shop does about it.
fn row(why: &Why) -> [&'static str; 3] {
    match why {
        Why::Failing(_) => [
            "Why::Failing",
            "it failed, and may still be paid",
            "wait; the text says which setting it hangs on",
        ],
        Why::Undecided => [
            "Why::Undecided",
            "its state decides nothing",
            "wait; if you know the state, list it",
        ],
        Why::NotFound => [
            "Why::NotFound",
            "the gateway does not show it",
            "wait; it proves nothing",
        ],
        Why::Absent => [
            "Why::Absent",
            "the gateway says that there is none",
            "wait; it may show it later",
        ],
        Why::Doubtful { .. } => [
            "Why::Doubtful",
            "it may be another payment of the number",
            "a person compares it with a statement",
        ],
        Why::Contradicted { .. } => [
            "Why::Contradicted",
            "the number shows another payment",
            "never use a number twice; a person looks for this one",
        ],
        Why::Asks(_) => [
            "Why::Asks",
            "its look-up needs a value that the request did not hold",
            "give it, as `Reconcile::answering` or `asking`",
        ],
        Why::NotListed { .. } => [
            "Why::NotListed",
            "its method is none that can be looked up",
            "a person compares a statement",
        ],
        Why::NoLookup { .. } => [
            "Why::NoLookup",
            "nothing finds it",
            "a person compares a statement",
        ],
        Why::OtherAccount => [
            "Why::OtherAccount",
            "it was made for another merchant account",
            "look it up with the client of that account",
        ],
        Why::UnknownOperation => [
            "Why::UnknownOperation",
            "this release of the API does not have its operation",
            "a person compares a statement",
        ],
        Why::Failed(_) => [
            "Why::Failed",
            "the look-up itself failed",
            "it is asked again",
        ],
    }
}

#[test]
fn the_table_of_resolutions_has_each() {
    let mut table =
        "| What a look-up says | What it means | What to do |\n|---|---|---|\n".to_owned();
    let found = [
        [
            "Resolution::Found",
            "it was carried out, in the state that is shown",
            "act on the state: `Done` is paid, `Authorized` wants a capture or a void",
        ],
        [
            "Resolution::Denied",
            "it failed, by a state that stood",
            "the customer may try again",
        ],
        [
            "Resolution::NeverSent",
            "it was prepared, and its time ran out",
            "nothing; it never leaves",
        ],
    ];
    for [name, means, asks] in found.into_iter().chain(all().iter().map(row)) {
        table.push_str(&format!("| `{name}` | {means} | {asks} |\n"));
    }
    holds_table("resolutions", &table);
}
