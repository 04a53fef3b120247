//! Every kind of finding: its id, what it weighs, what it says and what to do about it.
//!
//! The table is data. `docs/findings.md` is written from it, and tests hold that every id that a stage uses is in it and
//! that each is fired by some case.

use std::fmt;

use Weight::{Error as E, Note as N, Problem as P, Warning as W};

/// One kind of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Its stable name.
    pub id: &'static str,
    /// What it can weigh.
    pub weights: &'static [Weight],
    /// What it says.
    pub what: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

impl Kind {
    /// Whether no input should lead to it: it means a bug of the generator, or a toolchain that is not whole.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.remedy == BUG || self.remedy == TOOLCHAIN
    }
}

/// How much a kind of finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// It stops the pipeline.
    Error,
    /// It stops the pipeline for a document of ours, and is a warning in anybody else's.
    Problem,
    /// It was worked around and should be looked at.
    Warning,
    /// It needs no action.
    Note,
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            E => "error",
            P => "error, or warning in a document of others",
            W => "warning",
            N => "note",
        })
    }
}

/// The kind with this id.
#[must_use]
pub fn kind(id: &str) -> Option<&'static Kind> {
    KINDS
        .iter()
        .flat_map(|(_, kinds)| *kinds)
        .find(|kind| kind.id == id)
}

/// The table as Markdown.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::from(PREFACE);
    for (stage, kinds) in KINDS {
        text.push_str(&format!(
            "\n## {stage}\n\n| Finding | Weight | What it says | What to do |\n|---|---|---|---|\n"
        ));
        for Kind {
            id,
            weights,
            what,
            remedy,
        } in *kinds
        {
            let weights: Vec<String> = weights.iter().map(Weight::to_string).collect();
            text.push_str(&format!(
                "| `{id}` | {} | {what} | {remedy} |\n",
                weights.join("; ")
            ));
        }
    }
    text
}

const PREFACE: &str = "<!-- @generated from the table in codegen/src/findings/table.rs. Do not edit: `UPDATE_DOCS=1 cargo test -p gateway-codegen --test findings` writes it. -->

# What the pipeline has to say, and what to do

A finding prints as `FILE:LINE: severity[id]: text`, with a JSON pointer in the place of the line where it is about a
document. An error stops the pipeline, and nothing is written.
";

const fn of(
    id: &'static str,
    weights: &'static [Weight],
    what: &'static str,
    remedy: &'static str,
) -> Kind {
    Kind {
        id,
        weights,
        what,
        remedy,
    }
}

/// All kinds, by the stage that finds them.
#[rustfmt::skip]
pub const KINDS: &[(&str, &[Kind])] = &[
    ("Reading a page", PAGE),
    ("Transcribing", TRANSCRIBE),
    ("Reading restrictions", RESTRICT),
    ("Applying overlays", OVERLAY),
    ("Looking for what is missing", COMPLETE),
    ("Loading a document", DOCUMENT),
    ("Lowering", LOWER),
    ("Making Rust", RUST),
    ("Comparing", DRIFT),
];

/// What helps where the text of a page was damaged.
const AGAIN: &str = "Save the page again, whole; as HTML it keeps the most.";
/// What helps where a page says something twice and differently.
const COMPARE: &str = "Look at the page: a piece of it is lost, or the vendor contradicts himself. An overlay can then say what holds.";
/// What helps where a page does not show something.
const STATE: &str = "It stays under `x-unknown`. An overlay can state it.";
/// What helps where an overlay is written wrongly.
const WRITE: &str = "Mend the overlay; spec/README.md says how an action is written.";
/// What helps where an extension is wrong.
const EXTENSION: &str = "Mend the action that adds it; spec/README.md lists every extension.";
/// What helps where the document lacks a judgement.
const JUDGE: &str = "Add it by an overlay.";
/// What is meant for the maintainers of this generator.
const BUG: &str = "No document should lead to this: report it.";
/// What helps where the toolchain is not whole.
const TOOLCHAIN: &str = "Install the toolchain of rust-toolchain.toml; otherwise report it.";
/// What needs nothing.
const NOTHING: &str = "Nothing; it is in the documentation of the crate.";

#[rustfmt::skip]
const PAGE: &[Kind] = &[
    of("not-text", &[E], "the page is no UTF-8 text, or is empty", AGAIN),
    of("not-a-reference", &[E], "the page is no published reference, or documents nothing", "Give the page of the reference itself."),
    of("copied-from-browser", &[E], "the text was copied out of a browser, which loses what is not shown", "Save the page itself, and give that file."),
    of("missing-title", &[E], "the page begins with no title", AGAIN),
    of("missing-version", &[E], "the title names no release", AGAIN),
    of("missing-tag", &[E], "operations stand under no tag", AGAIN),
    of("missing-path", &[E], "the first line of an operation has no path", AGAIN),
    of("missing-heading", &[E, W], "a heading is missing that something else needs", AGAIN),
    of("missing-table", &[E], "a table is missing that its heading announces", AGAIN),
    of("missing-row", &[E, W], "a row is missing that something else shows", COMPARE),
    of("broken-heading", &[E], "a heading cannot be read", AGAIN),
    of("broken-row", &[E], "a row cannot be cut into cells", AGAIN),
    of("broken-line", &[W], "a line is taken for a part of a description, and could be the rest of a row", COMPARE),
    of("broken-description", &[E], "a description in detail is of nothing that the table has", AGAIN),
    of("broken-sample", &[E], "a sample breaks off or is no JSON", AGAIN),
    of("broken-body", &[E], "the rows of a body have no beginning, or two", AGAIN),
    of("unread", &[E], "a line belongs to nothing", AGAIN),
    of("unknown-schema", &[E], "a row names a schema that the page does not document", COMPARE),
    of("duplicate-operation", &[E], "an operation stands there twice", COMPARE),
    of("duplicate-schema", &[E], "a schema stands there twice", COMPARE),
    of("duplicate-row", &[E], "a row stands there twice", COMPARE),
    of("repeated-line", &[W], "a line of a text is the one above it once more", COMPARE),
    of("repeated-tag", &[W], "a tag stands there twice", "Nothing; its operations are joined."),
    of("no-front", &[W], "nothing divides the description of the page from its first tag", "See that the description in the transcript is whole."),
    of("no-sample", &[W], "a body has no sample that can be read", STATE),
    of("unlabelled-sample", &[W], "a sample of an answer does not say which one", COMPARE),
    of("raw-markup", &[W], "a sample that the page was made with breaks off and swallows what follows", "Look at the page: what was swallowed is not in the transcript."),
    of("row-in-prose", &[W], "a part of a description reads like a row", COMPARE),
    of("hidden-part", &[W], "a sample has members that no row is of", STATE),
    of("loose-values", &[W], "values are enumerated whose property the page does not show", STATE),
    of("lost-heading", &[W], "an operation or a schema has lost its heading", "Give an operation its summary by an overlay; of a schema, see that its name is right."),
    of("path-servers", &[W], "an operation has a server of its own", "Nothing; a client sends everything to one base URL."),
    of("callback-left-out", &[W], "a callback is not carried over", "Nothing; a client is not called back."),
    of("link-left-out", &[W], "a link is not carried over", "Nothing; a client follows no links."),
    of("other-url", &[E], "a code sample calls another URL than the operation's", COMPARE),
    of("other-method", &[E], "a code sample uses another method", COMPARE),
    of("other-headers", &[E], "code samples send other headers than one another", COMPARE),
    of("other-body", &[E], "code samples send other bodies than the sample of the body", COMPARE),
    of("other-parameter", &[W], "the row of a parameter contradicts the call", COMPARE),
    of("other-answer", &[W], "a row of the table of answers contradicts a sample", COMPARE),
    of("other-row", &[W], "a row that repeats a schema differs from the schema's own", COMPARE),
    of("odd-order", &[W], "something does not stand in its order", COMPARE),
    of("torn-table", &[W], "a table of answers is torn, and was put together again", COMPARE),
    of("unusual-answers", &[W], "an operation has other answers than all of the others", COMPARE),
    of("unseen-schema", &[W], "something has a schema that the page does not show", STATE),
    of("unseen-flows", &[W], "the flows of a security scheme are not shown in full", STATE),
];

#[rustfmt::skip]
const TRANSCRIBE: &[Kind] = &[
    of("no-url", &[W], "the code samples of an operation show no URL", STATE),
    of("other-server", &[E], "code samples call different servers", COMPARE),
    of("unseen-content", &[W], "the page does not show what an answer holds", STATE),
    of("unseen-combinator", &[W], "the page does not show how the parts of a schema are joined", STATE),
    of("unseen-security", &[W], "the page has security schemes, and no call shows one", STATE),
    of("unknown-property", &[E, P], "something names a property that there is not", COMPARE),
    of("duplicate-value", &[W], "an enumerated value stands there twice", COMPARE),
    of("other-value", &[W], "a sample is none of the enumerated values", COMPARE),
    of("odd-sample", &[W], "a sample is not of the type that the rows state", COMPARE),
    of("lost-schema", &[W], "a schema is not in the transcript", BUG),
    of("lost-operation", &[W], "an operation is not in the transcript", BUG),
    of("lost-row", &[W], "a row would not be there, if the page were made from the transcript", COMPARE),
    of("lost-value", &[W], "an enumerated value would not be there, if the page were made from the transcript", COMPARE),
    of("lost-sample", &[W], "a sample would not be there, if the page were made from the transcript", COMPARE),
    of("other-table", &[W], "a table would be another one, if the page were made from the transcript", COMPARE),
];

#[rustfmt::skip]
const RESTRICT: &[Kind] = &[
    of("restriction-unreadable", &[W], "a restriction can be understood in no way, or in two", "State the limit by an overlay."),
    of("restriction-contradiction", &[W], "two restrictions of one place contradict each other, or a limit that stands there", "State by an overlay which one holds."),
    of("restriction-beside-reference", &[W], "a restriction stands beside a reference, where it would limit nothing", "State the limit by an overlay, at the schema that is referred to."),
];

#[rustfmt::skip]
const OVERLAY: &[Kind] = &[
    of("overlay-syntax", &[E], "the file is no YAML", WRITE),
    of("overlay-version", &[E], "the file is of another version of the specification", WRITE),
    of("overlay-malformed", &[E], "something is missing or of the wrong kind", WRITE),
    of("overlay-unknown-member", &[E], "a member is none that the specification knows", WRITE),
    of("overlay-no-reason", &[E], "an action does not say why it is there", "Say so in its `description`."),
    of("overlay-target", &[E], "a target is no JSONPath query", WRITE),
    of("overlay-repeated", &[E], "an action stands there twice", "Take one out."),
    of("overlay-no-match", &[E], "an action matches nothing", "The vendor has moved: look at what became of the place, and judge anew."),
    of("overlay-no-change", &[E], "an action gives a place a value that it has already", "The vendor says it now: take the value out of the action."),
    of("overlay-mixed", &[E], "an update matches objects and arrays", "Write two actions."),
    of("overlay-incompatible", &[E], "an update would put a value of another kind in the place of one", "Remove the value in an action before."),
    of("overlay-unclear", &[E], "an update would append an array as a single entry", "Add its entries one by one, or update the object around it."),
    of("overlay-primitive", &[E], "an action targets a primitive", "Target the object that contains it."),
    of("overlay-null", &[E], "a null would overwrite a value", "Remove the value instead."),
    of("overlay-root", &[E], "the whole document would be removed", WRITE),
    of("overlay-beyond-the-page", &[E], "an overlay speaks of something that the page does not have", "Take out what it says: the vendor has taken the thing out, or renamed it."),
];

#[rustfmt::skip]
const COMPLETE: &[Kind] = &[
    of("missing-operation-id", &[E, P], "an operation has no id", JUDGE),
    of("missing-summary", &[E], "an operation has no summary", JUDGE),
    of("missing-description", &[E, P, N], "something has no description", JUDGE),
    of("missing-effect", &[E], "an operation does not say what it does to money", JUDGE),
    of("missing-repeat", &[E], "an operation does not say whether it may be repeated", JUDGE),
    of("missing-class", &[E], "a property does not say how sensitive it is", JUDGE),
    of("missing-reason", &[E, P], "a judgement does not say why it holds", EXTENSION),
    of("missing-state", &[E, P], "nobody says what a state means for the money", EXTENSION),
    of("missing-member", &[E, P], "a member of an extension is missing", EXTENSION),
    of("not-english", &[E], "a description says nothing in English", "Describe it in words of our own."),
    of("bad-operation-id", &[E], "an id is no letter with letters and digits", "Give it another one by an overlay."),
    of("repeated-operation-id", &[E], "two operations have one id", "Give one of them another by an overlay."),
    of("bad-extension", &[E, P], "an extension has a value that it cannot have, and is left out", EXTENSION),
    of("unknown-member", &[P], "a member is none that the extension has, which is left out", EXTENSION),
    of("unknown-extension", &[E], "nobody reads an extension", EXTENSION),
    of("misplaced-extension", &[E], "an extension stands where it says nothing", EXTENSION),
    of("bad-limits", &[E], "of two limits the lower is more than the higher", EXTENSION),
    of("dangling-name", &[E], "an extension names something that there is not", EXTENSION),
    of("unused-scalar", &[E], "nothing refers to a scalar", "Take it out, or see what became of what it was for."),
];

#[rustfmt::skip]
const DOCUMENT: &[Kind] = &[
    of("not-json", &[E], "the document is no JSON", "Mend the line."),
    of("not-yaml", &[E], "the document is no YAML", "Mend the line."),
    of("openapi-version", &[E], "the document is of another version", "Ask for the 3.0 edition, or convert it."),
    of("not-openapi", &[E, P, W], "something is not as OpenAPI has it, and is taken out", "Mend the document."),
    of("taken-as-text", &[N], "a value without quotes is taken as text", "Nothing, or quote it."),
    of("later-keyword", &[N], "a keyword has a form that another version has", "Nothing; it is read as the text says."),
    of("not-understood", &[W, N], "a member is not understood, and what it says is lost", "See whether the loss matters; if it does, say it in other words."),
    of("not-held", &[W], "OpenAPI 3.0 has no words for something of a later version", "Nothing, or see whether the loss matters."),
    of("too-large", &[E], "schemas refer to one another so often that merging them only grows", "Ask for a document that says each thing once."),
    of("repeated-parameter", &[W], "a parameter stands twice in one list", "Mend the document."),
    of("limit-without-effect", &[N], "a limit stands beside a type that it says nothing of", "Nothing, or mend the document."),
    of("no-value", &[N], "no value is all that a schema says", "Nothing where that is meant, or mend the document."),
];

#[rustfmt::skip]
const LOWER: &[Kind] = &[
    of("name-collision", &[P], "two things would have one name in Rust", "Give one of them another by `x-rust-name`."),
    of("unknown-reference", &[P, W], "a reference leads nowhere, so that what it stands for has no type", "Mend the document."),
    of("circle", &[P, W], "a schema is made of itself alone, so that it has no type", "Mend the document."),
    of("too-deep", &[E, P], "schemas are nested too deeply, so that the innermost have no type", "Give the inner ones names of their own."),
    of("untyped", &[P], "something has no type that Rust could have", "Call it with JSON, or state a type."),
    of("conflicting-limits", &[P], "no value is within all limits, so that some are not checked", "Mend the document."),
    of("required-left-out", &[P], "properties are required that there are not", "Mend the document."),
    of("property-left-out", &[N], "a property is left out of a type", NOTHING),
    of("additional-properties-left-out", &[N], "members beyond the properties are left out of a type", NOTHING),
    of("value-left-out", &[N], "a value is left out of an enumeration", NOTHING),
    of("null-element-left-out", &[N], "null among the elements of a list is left out of its type", NOTHING),
    of("combinator-not-checked", &[N], "which members go together is not checked", NOTHING),
    of("limit-not-checked", &[N], "a limit is not checked", NOTHING),
    of("pattern-not-checked", &[N], "a pattern is not checked", NOTHING),
    of("operation-left-out", &[P], "an operation cannot be sent, and is left out", "Call it through `client.gateway()`."),
    of("parameter-left-out", &[P], "a parameter cannot be sent, and is left out", "Call the operation through `client.gateway()` where it matters."),
    of("parameter-ignored", &[N], "a parameter is one that the client sets itself", "Nothing."),
    of("headers-left-out", &[N], "the headers of an answer are left out", NOTHING),
    of("servers-left-out", &[W, N], "servers are left out, since a client is given its base URL", "Give the client the base URL that the text names."),
    of("media-type-left-out", &[N], "of several media types one is used", "Nothing."),
    of("style-presumed", &[N], "a value is written in a style that the document does not state", "See that the service takes it."),
    of("answer-without-type", &[N], "an answer has no type, and is kept as it came", "Nothing; its body can be read as JSON."),
    of("security-scheme-left-out", &[P], "a security scheme is none that the client speaks", "Give the credential by a transport of your own."),
    of("second-security-scheme", &[P], "a client has one security scheme, and an operation asks for another", "Give the credential by a transport of your own."),
    of("credential-as-parameter", &[N], "a credential is a parameter of the call", NOTHING),
    of("unknown-operation", &[P], "an extension names an operation that there is not", EXTENSION),
    of("sensitive-journal", &[P], "`x-journal` keeps what no journal may hold", EXTENSION),
    of("unfindable", &[P], "a look-up needs what the journal does not keep", EXTENSION),
    of("unstated-name", &[P], "an answer has the name of a request's number in a place that `x-acknowledges` says nothing of", EXTENSION),
    of("choice", &[P], "`x-choice` does not fit, and is left out", EXTENSION),
    of("either", &[P], "`x-either` does not fit, and is left out", EXTENSION),
    of("together", &[P], "`x-together` does not fit, and is left out", EXTENSION),
    of("preset", &[P], "`x-presets` does not fit, and is left out", EXTENSION),
];

#[rustfmt::skip]
const RUST: &[Kind] = &[
    of("progenitor", &[E], "no shapes of models come of the document", BUG),
    of("not-rust", &[E], "what was emitted is no Rust", BUG),
    of("rustfmt", &[E], "`rustfmt` cannot be run, or refuses what was emitted", TOOLCHAIN),
];

#[rustfmt::skip]
const DRIFT: &[Kind] = &[
    of("ignore-without-reason", &[E], "a line of the file for `--ignore` gives no reason", "Say after ` # ` why the change is not reported."),
    of("ignore-without-path", &[E], "a line of the file for `--ignore` names no path", "Name one, or `*` for all."),
    of("unknown-rule", &[E], "a line of the file for `--ignore` names a rule that there is not", "docs/drift-rules.md lists them."),
];
