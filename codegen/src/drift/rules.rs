//! The rules: what kinds of changes there are, and what each means for requests and for answers.
//!
//! The table is data. Its rendering in `docs/drift-rules.md` comes from it, and a test holds the two together.

use super::change::{Class, Direction};

use Class::{Additive as A, Breaking as B, Documentation as D, NotUnderstood as U};

/// One kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its stable name.
    pub id: &'static str,
    /// The rule that the same change falls under when the documents are swapped.
    pub mirror: &'static str,
    /// What it is, in a few words.
    pub what: &'static str,
    /// Its class where requests reach it.
    pub request: Class,
    /// Its class where answers reach it.
    pub answer: Class,
    /// Why it has these classes.
    pub why: &'static str,
}

impl Rule {
    /// Its class on one side.
    #[must_use]
    pub const fn class(&self, direction: Direction) -> Class {
        match direction {
            Direction::Request => self.request,
            Direction::Answer => self.answer,
        }
    }
}

/// The rule with this id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

/// What a rule says of a change, in a few words.
#[must_use]
pub fn what(id: &str) -> &'static str {
    rule(id).map_or("", |rule| rule.what)
}

const fn rule_of(
    id: &'static str,
    mirror: &'static str,
    what: &'static str,
    request: Class,
    answer: Class,
    why: &'static str,
) -> Rule {
    Rule {
        id,
        mirror,
        what,
        request,
        answer,
        why,
    }
}

/// The table as Markdown.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::from(PREFACE);
    text.push_str(
        "| Rule | What changed | In requests | In answers | Why |\n|---|---|---|---|---|\n",
    );
    for Rule {
        id,
        what,
        request,
        answer,
        why,
        ..
    } in RULES
    {
        text.push_str(&format!(
            "| `{id}` | {what} | {request} | {answer} | {why} |\n"
        ));
    }
    text
}

const PREFACE: &str = "\
<!-- @generated from the rules in codegen/src/drift/rules.rs. Do not edit: `INSTA_UPDATE=always cargo test -p gateway-codegen --test it drift::` writes it. -->

# What a change between two releases means

`cargo xtask diff` and `cargo xtask release` put every difference under one of these rules. A change has the heaviest
class of all sides that it reaches. Where no operation reaches it, it is documentation, unless it is not understood at all.
What a webhook or a callback sends is read by whoever is called, as answers are; what they answer is sent, as requests are.

- *not-understood*: nobody can tell, until a person has read it; it weighs more than what is known to break.
- *breaking*: whoever uses the former release may fail.
- *additive*: whoever uses the former release goes on as before. The client reads openly: it refuses no answer because it
  is longer, newer or stranger than documented, so whatever only comes in addition to an answer is additive.
- *documentation*: what is said changes, not what is sent.

Documents are compared in their normal form. Two ways to say the same are no change, be it OpenAPI 3.0 or 3.1, a reference
or what it leads to, a limit that limits nothing, the case of a header. The order of anything and the version alone are no
change, and neither is something that one side cannot show (`x-unknown`) and the other does. A change in a shared schema is
reported once, with all operations that it reaches. Where a change can be read in two ways, the stricter one is told.

";

/// Every rule, one a line.
#[rustfmt::skip]
pub const RULES: &[Rule] = &[
    // Operations.
    rule_of("operation-added", "operation-removed", "an operation is new", A, A, "Nobody calls it yet."),
    rule_of("operation-removed", "operation-added", "an operation has gone", B, B, "Its callers get no answer any more."),
    rule_of("operation-moved", "operation-moved", "an operation has, in all probability, another path", B, B, "The former path leads nowhere."),
    rule_of("method-changed", "method-changed", "an operation has another method", B, B, "The former method is refused."),
    rule_of("callback-renamed", "callback-renamed", "what an operation calls back has another key", D, D, "Keys of callbacks are not sent."),
    rule_of("operation-id-changed", "operation-id-changed", "an operation has another id", D, D, "The id is not sent. Names in Rust can follow from it."),
    rule_of("tags-changed", "tags-changed", "tags, or the tags of an operation, differ", D, D, "Tags group what people read."),
    rule_of("deprecated", "undeprecated", "something is marked as deprecated", D, D, "It still works, for now."),
    rule_of("undeprecated", "deprecated", "something is no longer marked as deprecated", D, D, "It works as before."),
    // Parameters.
    rule_of("required-parameter-added", "required-parameter-removed", "a parameter is new, and required", B, A, "Existing calls leave it out; whoever is called can ignore it."),
    rule_of("required-parameter-removed", "required-parameter-added", "a required parameter has gone", B, B, "Existing calls send what nobody expects, and what it did is lost."),
    rule_of("optional-parameter-added", "optional-parameter-removed", "a parameter is new, and optional", A, A, "It can be left out."),
    rule_of("optional-parameter-removed", "optional-parameter-added", "an optional parameter has gone", B, B, "Calls that send it lose its effect or are refused."),
    rule_of("parameter-renamed", "parameter-renamed", "a parameter has, in all probability, another name", B, B, "The former name is no longer understood."),
    rule_of("path-parameter-renamed", "path-parameter-renamed", "a parameter of the path has another name", D, D, "Only its value stands in the path."),
    rule_of("parameter-moved", "parameter-moved", "a parameter stands in another place of the request", B, B, "Where it stood it is no longer looked for."),
    rule_of("parameter-became-required", "parameter-became-optional", "a parameter has become required", B, A, "Calls that leave it out are refused; whoever is called could find it before."),
    rule_of("parameter-became-optional", "parameter-became-required", "a parameter has become optional", A, B, "Whoever sends it goes on; whoever is called may find nothing."),
    rule_of("parameter-style-changed", "parameter-style-changed", "a parameter is written in another way", B, B, "The same value is other text on the wire."),
    rule_of("empty-value-allowed", "empty-value-refused", "a parameter can be sent without a value", A, B, "It need not be; whoever is called may find none."),
    rule_of("empty-value-refused", "empty-value-allowed", "a parameter can no longer be sent without a value", B, A, "Calls that send none may be refused; whoever is called could find a value before."),
    // Bodies and media types.
    rule_of("required-body-added", "required-body-removed", "a request takes a body, and needs it", B, A, "Existing calls send none; whoever is called can ignore it."),
    rule_of("required-body-removed", "required-body-added", "a request takes no body any more; it needed one", B, B, "What the body said is lost."),
    rule_of("optional-body-added", "optional-body-removed", "a request can take a body", A, A, "It can be left out."),
    rule_of("optional-body-removed", "optional-body-added", "a request takes no body any more", B, B, "What the body said is lost."),
    rule_of("body-became-required", "body-became-optional", "the body of a request has become required", B, A, "Calls without one are refused; whoever is called could find it before."),
    rule_of("body-became-optional", "body-became-required", "the body of a request has become optional", A, B, "Whoever sends it goes on; whoever is called may find none."),
    rule_of("media-type-added", "media-type-removed", "a body can have a further media type", A, A, "The former one stays."),
    rule_of("media-type-removed", "media-type-added", "a body can no longer have a media type", B, B, "Whoever sends or reads it has nothing in its place."),
    rule_of("media-type-changed", "media-type-changed", "a body is of another media type", B, B, "Whoever sends or reads the former one has nothing in its place."),
    rule_of("media-type-narrowed", "media-type-widened", "a media type is named where a range was", B, A, "A request may be of another type of the range; an answer is what it could have been before."),
    rule_of("media-type-widened", "media-type-narrowed", "a range of media types stands where one was named", A, B, "A request may be as before; an answer may be what nobody reads."),
    rule_of("media-type-parameters-changed", "media-type-parameters-changed", "a media type has other parameters, such as a charset", B, B, "The same text can be other bytes on the wire."),
    rule_of("encoding-changed", "encoding-changed", "a part of a body is encoded in another way", B, B, "The same value is other bytes on the wire."),
    // Answers.
    rule_of("success-answer-added", "success-answer-removed", "a further status means success", A, A, "It comes beside those that are known, and still reaches the caller."),
    rule_of("success-answer-removed", "success-answer-added", "a status of success has gone", B, B, "Whoever waits for it waits in vain."),
    rule_of("error-answer-added", "error-answer-removed", "a further status of failure is documented", A, A, "Any status can come at any time."),
    rule_of("error-answer-removed", "error-answer-added", "a status of failure is no longer documented", A, A, "What handled it is merely not needed."),
    rule_of("success-status-widened", "success-status-narrowed", "a range of statuses stands where one of success was named: breaking for a client that knows that one alone, additive for one that takes any of the range", A, B, "What was answered still fits; of two readings of what is read, the stricter one counts."),
    rule_of("success-status-narrowed", "success-status-widened", "one status of success is named where a range was", B, A, "Another of the range that is answered may be refused; what is read could come before."),
    rule_of("error-status-widened", "error-status-narrowed", "a range of statuses stands where one status of failure was named", A, A, "Any status can come at any time."),
    rule_of("error-status-narrowed", "error-status-widened", "one status of failure is named where a range was", A, A, "Any status can come at any time."),
    rule_of("answer-body-added", "answer-body-removed", "an answer has a body", B, A, "Whoever answers has to give it; whoever reads can ignore it."),
    rule_of("answer-body-removed", "answer-body-added", "an answer has no body any more", B, B, "What it said is lost."),
    rule_of("required-header-added", "required-header-removed", "an answer has a further header, which always comes", B, A, "Whoever answers has to give it; whoever reads can ignore it."),
    rule_of("required-header-removed", "required-header-added", "an answer has lost a header that always came", B, B, "Whoever reads it finds nothing."),
    rule_of("header-added", "header-removed", "an answer has a further header, which may be missing", A, A, "It can be left out, and ignored."),
    rule_of("header-removed", "header-added", "an answer has lost a header that could be missing", B, B, "Whoever reads it finds nothing."),
    rule_of("header-became-required", "header-became-optional", "a header of an answer always comes", B, A, "Whoever answers has to give it; it could come before."),
    rule_of("header-became-optional", "header-became-required", "a header of an answer may be missing", A, B, "Whoever gives it goes on; whoever relies on it may find nothing."),
    // Security and servers.
    rule_of("security-required", "security-dropped", "an operation that was open needs authorization", B, A, "Calls without it are refused; whoever is called can ignore it."),
    rule_of("security-unseen", "security-unseen", "what authorizes an operation is shown in one document alone, and the other has something that it does not show", U, U, "An authorization that is not shown may be another one; a call with the former may be refused."),
    rule_of("security-dropped", "security-required", "an operation needs no authorization any more", A, B, "Calls with it go on; whoever is called waits for it in vain."),
    rule_of("security-alternative-added", "security-alternative-removed", "an operation takes a further authorization", A, B, "The former one stays; whoever is called may be shown what it does not know."),
    rule_of("security-alternative-removed", "security-alternative-added", "an operation no longer takes an authorization", B, A, "Whoever uses it is refused; whoever is called could be shown the others before."),
    rule_of("security-scheme-added", "security-scheme-removed", "a security scheme is new", D, D, "What it changes is reported where it is required."),
    rule_of("security-scheme-removed", "security-scheme-added", "a security scheme has gone", D, D, "What it changes is reported where it was required."),
    rule_of("security-scheme-changed", "security-scheme-changed", "a security scheme works in another way", B, B, "Authorization as before is refused."),
    rule_of("security-loosened", "security-tightened", "an authorization needs less than before", A, B, "Whoever proves more goes on; whoever is called may be shown less."),
    rule_of("security-tightened", "security-loosened", "an authorization needs more than before", B, A, "Whoever proves no more than before is refused; whoever is called can ignore the rest."),
    rule_of("flow-added", "flow-removed", "a security scheme gives tokens in a further way", A, A, "The former one stays."),
    rule_of("flow-removed", "flow-added", "a security scheme no longer gives tokens in a way", B, B, "Whoever asks in this way gets no token."),
    rule_of("scope-added", "scope-removed", "a token can be asked for with a further scope", A, A, "Nobody asks for it yet; where it is needed is reported there."),
    rule_of("scope-removed", "scope-added", "a token can no longer be asked for with a scope", B, B, "Whoever asks for it may get no token."),
    rule_of("security-scheme-renamed", "security-scheme-renamed", "a security scheme has another key", D, D, "Keys of schemes are not sent. Names in Rust can follow from them."),
    rule_of("server-added", "server-removed", "there is a further server", A, A, "The former one stays."),
    rule_of("server-removed", "server-added", "a server has gone", B, B, "Whoever calls it gets no answer."),
    rule_of("server-changed", "server-changed", "the server is another one", B, B, "Whoever calls the former one gets no answer."),
    // Schemas.
    rule_of("schema-added", "schema-removed", "a schema is new", D, D, "Names of schemas are not sent; what uses it is reported where it does. In Rust a type comes."),
    rule_of("schema-removed", "schema-added", "a schema has gone", D, D, "Names of schemas are not sent; what its absence changes is reported where it was used. In Rust a type goes."),
    rule_of("schema-renamed", "schema-renamed", "a schema has, in all probability, another name", D, D, "Names of schemas are not sent. In Rust a type can change its name."),
    rule_of("reference-changed", "reference-changed", "another schema of much the same shape is referred to", D, D, "Names of schemas are not sent; how the two differ is reported beside it."),
    // Types.
    rule_of("type-changed", "type-changed", "a value is of another type", B, B, "Neither side understands the other."),
    rule_of("type-narrowed", "type-widened", "a value is of a narrower type", B, A, "What could be sent before may be refused; what is read could have come before."),
    rule_of("type-widened", "type-narrowed", "a value is of a wider type", A, B, "What was sent still fits; what is read may not."),
    rule_of("format-changed", "format-changed", "a value is of another format", B, B, "Neither side understands the other."),
    rule_of("format-narrowed", "format-widened", "a value is of a narrower format", B, A, "What could be sent before may be refused; what is read could have come before."),
    rule_of("format-widened", "format-narrowed", "a value is of a wider format", A, B, "What was sent still fits; what is read may not."),
    rule_of("hint-changed", "hint-changed", "a hint for people differs: the format `password` or that of what is neither text nor a number, the `bearerFormat` of a token", D, D, "It is sent as before."),
    rule_of("became-nullable", "became-not-nullable", "a value may be null", A, B, "Nobody has to send null; whoever reads may find it."),
    rule_of("became-not-nullable", "became-nullable", "a value may not be null any more", B, A, "A null that is sent is refused; one that is not read is not missed."),
    rule_of("combination-narrowed", "combination-widened", "a value is held to a further condition: what it is not, which members have to be there, or that it is of one shape alone", B, A, "What could be sent before may be refused; what is read could have come before."),
    rule_of("combination-widened", "combination-narrowed", "a condition has gone: what a value is not, which members have to be there, or that it is of one shape alone", A, B, "What was sent still fits; whoever reads may meet what could not come."),
    rule_of("combination-changed", "combination-changed", "schemas are combined in another way", B, B, "What is valid cannot be compared."),
    rule_of("variant-added", "variant-removed", "a value can be of a further shape", A, A, "What was sent still fits, and a shape that is not known is read openly."),
    rule_of("variant-removed", "variant-added", "a value can no longer be of a shape", B, A, "What is sent in this shape is refused; what is read merely does not come."),
    rule_of("discriminator-restated", "discriminator-restated", "a discriminator has come or gone, and each shape says the value of that member itself", D, D, "The same is sent and read."),
    rule_of("discriminator-changed", "discriminator-changed", "shapes are told apart in another way", B, B, "The former mark is no longer understood."),
    // Properties.
    rule_of("required-property-added", "required-property-removed", "a property is new, and required", B, A, "Existing requests leave it out; in an answer it can be ignored."),
    rule_of("required-property-removed", "required-property-added", "a required property has gone", B, B, "What it said is lost, and sending it may be refused."),
    rule_of("optional-property-added", "optional-property-removed", "a property is new, and optional", A, A, "It can be left out, and ignored."),
    rule_of("optional-property-removed", "optional-property-added", "an optional property has gone", B, B, "What it said is lost, and sending it may be refused."),
    rule_of("property-renamed", "property-renamed", "a property has, in all probability, another name", B, B, "The former name is neither understood nor sent."),
    rule_of("property-moved", "property-moved", "a property stands, in all probability, in another object", B, B, "Where it stood it is neither understood nor sent."),
    rule_of("property-became-required", "property-became-optional", "a property has become required", B, A, "Requests without it are refused; in an answer it could come before."),
    rule_of("property-became-optional", "property-became-required", "a property has become optional", A, B, "Requests may have it as before; whoever reads may find nothing."),
    rule_of("became-read-only", "no-longer-read-only", "a property can be read and no longer be sent", B, D, "Requests that send it may be refused, or it has no effect."),
    rule_of("no-longer-read-only", "became-read-only", "a property that could only be read can be sent", A, D, "Whether it has to be sent is told beside it."),
    rule_of("became-write-only", "no-longer-write-only", "a property can be sent and no longer be read", D, B, "What it said in answers is lost."),
    rule_of("no-longer-write-only", "became-write-only", "a property that could only be sent can be read", D, A, "It can be ignored."),
    rule_of("map-closed", "map-opened", "no further properties are allowed", B, A, "Requests with others are refused; answers have fewer."),
    rule_of("map-opened", "map-closed", "further properties are allowed", A, A, "They can be left out, and ignored."),
    rule_of("map-values-typed", "map-values-untyped", "further properties have a type", B, A, "Others that are sent are refused; those that are read could have come before."),
    rule_of("map-values-untyped", "map-values-typed", "further properties have no type any more", A, B, "What was sent still fits; what is read may not."),
    // Limits and values.
    rule_of("limit-tightened", "limit-loosened", "a limit is tighter", B, A, "What could be sent before may be refused; what is read could have come before."),
    rule_of("limit-loosened", "limit-tightened", "a limit is looser", A, A, "What was sent still fits, and answers are held to no limit."),
    rule_of("list-emptied", "list-filled", "a list is empty from now on, which is narrower", B, B, "Entries that are sent are refused, and what they said in answers is lost."),
    rule_of("list-filled", "list-emptied", "a list that was always empty may have entries", A, A, "They can be left out, and ignored."),
    rule_of("pattern-added", "pattern-removed", "a pattern restricts a text", B, A, "What could be sent before may be refused; what is read could have come before."),
    rule_of("pattern-removed", "pattern-added", "no pattern restricts a text any more", A, A, "What was sent still fits, and answers are held to no pattern."),
    rule_of("pattern-changed", "pattern-changed", "another pattern restricts a text", B, A, "What could be sent before may be refused; answers are held to no pattern."),
    rule_of("value-added", "value-removed", "an enumeration has a further value", A, A, "It need not be sent, and one that is not known is read openly."),
    rule_of("value-removed", "value-added", "a value of an enumeration has gone", B, A, "Requests with it are refused; in an answer it merely does not come."),
    rule_of("enumeration-added", "enumeration-removed", "the values are enumerated", B, A, "Other values that are sent are refused; those that are read could have come before."),
    rule_of("enumeration-removed", "enumeration-added", "the values are no longer enumerated", A, A, "What was sent still fits, and others are read openly."),
    rule_of("default-added", "default-removed", "a value has a default", A, D, "Leaving it out now means something."),
    rule_of("default-removed", "default-added", "a value has no default any more", B, D, "Leaving it out may mean something else."),
    rule_of("default-changed", "default-changed", "a value has another default", B, D, "Leaving it out means something else."),
    rule_of("restriction-unclear", "restriction-unclear", "a restriction in the prose differs, and yields no limit that could be compared", U, D, "Until somebody has read it, it may refuse what could be sent."),
    rule_of("restriction-lost", "restriction-found", "a restriction in the prose can no longer be read, and the words around it differ", U, D, "The new words may state another limit; until somebody has read them, they may refuse what could be sent."),
    rule_of("restriction-found", "restriction-lost", "the prose states a restriction where it had other words", B, A, "What could be sent before may be refused; what is read could have come before."),
    rule_of("restriction-reworded", "restriction-reworded", "a restriction in the prose is worded otherwise and says the same", D, D, "The limits are those of before."),
    // Words.
    rule_of("prose-added", "prose-removed", "a title, summary or description is new", D, D, "Words are not sent."),
    rule_of("prose-removed", "prose-added", "a title, summary or description has gone", D, D, "Words are not sent."),
    rule_of("prose-changed", "prose-changed", "a title, summary or description differs", D, D, "Words are not sent. A judgement that rests on them may have to be made again."),
    rule_of("sample-added", "sample-removed", "a sample is new", D, D, "Samples are not sent."),
    rule_of("sample-removed", "sample-added", "a sample has gone", D, D, "Samples are not sent."),
    rule_of("sample-changed", "sample-changed", "a sample differs", D, D, "Samples are not sent."),
    rule_of("info-changed", "info-changed", "title, contact, licence or links to documentation differ", D, D, "They say nothing about calls."),
    rule_of("extension-changed", "extension-changed", "an extension (`x-…`) differs", D, D, "Extensions hold judgements of ours or names of the page, and are not sent."),
    rule_of("opaque-changed", "opaque-changed", "something differs that is not understood: a link, a condition, an unknown keyword", U, U, "Nobody can tell what it does to a call."),
    rule_of("other-changed", "other-changed", "a limit differs in a way that is neither tighter nor looser", B, B, "What could be sent before may be refused, and what is read may be new."),
];
