//! Every kind of finding: its id, what it weighs, what it says and what to do about it.
//!
//! The table is data. The ids that stages use are made of it, so that one which it lacks does not compile;
//! `docs/findings.md` is written from it, and tests hold that each id is used and is fired by some case.

use std::fmt;

use Weight::{Error as E, Note as N, Problem as P, Warning as W};

/// One kind of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Its id.
    pub id: Id,
    /// What it can weigh.
    pub weights: &'static [Weight],
    /// Whether it means that the crate has not all that the document says: the word `loss` in the table.
    pub is_loss: bool,
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
            ..
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

const PREFACE: &str = "<!-- @generated from the table in codegen/src/findings/table.rs. Do not edit: `INSTA_UPDATE=always cargo test -p gateway-codegen --test it findings::` writes it. -->

# What the pipeline has to say, and what to do

A finding prints as `FILE:LINE: severity[id]: text`, with a JSON pointer in the place of the line where it is about a
document. An error stops the pipeline, and nothing is written.
";

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

/// Makes of the table the ids, and the kinds by the stage that finds them.
macro_rules! kinds {
    ($($stage:literal { $($id:ident $name:literal [$($weight:ident),+] $($loss:ident)? $what:literal => $remedy:expr;)+ })+) => {
        /// The id of a kind of finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Id {
            $($(#[doc = $what] $id,)+)+
        }

        impl Id {
            /// Its stable name, such as `unknown-schema`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $($(Self::$id => $name,)+)+
                }
            }

            /// What the table says of it.
            #[must_use]
            pub const fn kind(self) -> Kind {
                match self {
                    $($(Self::$id => Kind {
                        id: self,
                        weights: &[$($weight),+],
                        is_loss: !concat!($(stringify!($loss))?).is_empty(),
                        what: $what,
                        remedy: $remedy,
                    },)+)+
                }
            }
        }

        /// All kinds, by the stage that finds them.
        pub const KINDS: &[(&str, &[Kind])] = &[
            $(($stage, &[$(Id::$id.kind(),)+]),)+
        ];
    };
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

kinds! {
    "Reading a page" {
        NotText "not-text" [E] "the page is no UTF-8 text, or is empty" => AGAIN;
        NotAReference "not-a-reference" [E] "the page is no published reference, or documents nothing" => "Give the page of the reference itself.";
        CopiedFromBrowser "copied-from-browser" [E] "the text was copied out of a browser, which loses what is not shown" => "Save the page itself, and give that file.";
        MissingTitle "missing-title" [E] "the page begins with no title" => AGAIN;
        MissingVersion "missing-version" [E] "the title names no release" => AGAIN;
        MissingTag "missing-tag" [E] "operations stand under no tag" => AGAIN;
        MissingPath "missing-path" [E] "the first line of an operation has no path" => AGAIN;
        MissingHeading "missing-heading" [E, W] "a heading is missing that something else needs" => AGAIN;
        MissingTable "missing-table" [E] "a table is missing that its heading announces" => AGAIN;
        MissingRow "missing-row" [E, W] "a row is missing that something else shows" => COMPARE;
        BrokenHeading "broken-heading" [E] "a heading cannot be read" => AGAIN;
        BrokenRow "broken-row" [E] "a row cannot be cut into cells" => AGAIN;
        BrokenLine "broken-line" [W] "a line is taken for a part of a description, and could be the rest of a row" => COMPARE;
        BrokenDescription "broken-description" [E] "a description in detail is of nothing that the table has" => AGAIN;
        BrokenSample "broken-sample" [E] "a sample breaks off or is no JSON" => AGAIN;
        BrokenBody "broken-body" [E] "the rows of a body have no beginning, or two" => AGAIN;
        Unread "unread" [E] "a line belongs to nothing" => AGAIN;
        UnknownSchema "unknown-schema" [E] "a row names a schema that the page does not document" => COMPARE;
        DuplicateOperation "duplicate-operation" [E] "an operation stands there twice" => COMPARE;
        DuplicateSchema "duplicate-schema" [E] "a schema stands there twice" => COMPARE;
        DuplicateRow "duplicate-row" [E] "a row stands there twice" => COMPARE;
        RepeatedLine "repeated-line" [W] "a line of a text is the one above it once more" => COMPARE;
        StrayText "stray-text" [W] "a text may be no part of what it was read as" => "Look at the page: where it is a section or a foot of its own, take it out of the text, and give that.";
        LookAlike "look-alike" [W] "a name has a letter of another alphabet that looks like a Latin one" => "Ask the vendor whether the name is meant so.";
        RepeatedTag "repeated-tag" [W] "a tag stands there twice" => "Nothing; its operations are joined.";
        NoFront "no-front" [W] "nothing divides the description of the page from its first tag" => "See that the description in the transcript is whole.";
        NoSample "no-sample" [W] "a body has no sample that can be read" => STATE;
        UnlabelledSample "unlabelled-sample" [W] "a sample of an answer does not say which one" => COMPARE;
        RawMarkup "raw-markup" [W] "a sample that the page was made with breaks off and swallows what follows" => "Look at the page: what was swallowed is not in the transcript.";
        RowInProse "row-in-prose" [W] "a part of a description reads like a row" => COMPARE;
        HiddenPart "hidden-part" [W] "a sample has members that no row is of" => STATE;
        LooseValues "loose-values" [W] "values are enumerated whose property the page does not show" => STATE;
        LostHeading "lost-heading" [W] "an operation or a schema has lost its heading" => "Give an operation its summary by an overlay; of a schema, see that its name is right.";
        PathServers "path-servers" [W] "an operation has a server of its own" => "Nothing; a client sends everything to one base URL.";
        CallbackLeftOut "callback-left-out" [W, N] loss "a callback or a webhook is not carried over" => "Nothing; a client is not called back.";
        LinkLeftOut "link-left-out" [W] "a link is not carried over" => "Nothing; a client follows no links.";
        OtherUrl "other-url" [E] "a code sample calls another URL than the operation's" => COMPARE;
        OtherMethod "other-method" [E] "a code sample uses another method" => COMPARE;
        OtherHeaders "other-headers" [E] "code samples send other headers than one another" => COMPARE;
        OtherBody "other-body" [E] "code samples send other bodies than the sample of the body" => COMPARE;
        OtherParameter "other-parameter" [W] "the row of a parameter contradicts the call" => COMPARE;
        OtherAnswer "other-answer" [W] "a row of the table of answers contradicts a sample" => COMPARE;
        OtherRow "other-row" [W] "a row that repeats a schema differs from the schema's own" => COMPARE;
        OddOrder "odd-order" [W] "something does not stand in its order" => COMPARE;
        TornTable "torn-table" [W] "a table of answers is torn, and was put together again" => COMPARE;
        UnusualAnswers "unusual-answers" [W] "an operation has other answers than all of the others" => COMPARE;
        UnseenSchema "unseen-schema" [W] "something has a schema that the page does not show" => STATE;
        CutOff "cut-off" [E] "the page ends before its schemas, or before several of them" => "Save the page again, whole.";
        OtherTemplate "other-template" [E] "what is said in fixed words on each page stands there in other ones" => "Ask for the page as it was rendered before, or put the words back that are known.";
        UnseenFlows "unseen-flows" [W] "the flows of a security scheme are not shown in full" => STATE;
    }
    "Transcribing" {
        NoUrl "no-url" [W] "the code samples of an operation show no URL" => STATE;
        OtherServer "other-server" [E] "code samples call different servers" => COMPARE;
        UnseenContent "unseen-content" [W] "the page does not show what an answer holds" => STATE;
        UnseenCombinator "unseen-combinator" [W] "the page does not show how the parts of a schema are joined" => STATE;
        UnseenSecurity "unseen-security" [W] "the page has security schemes, and no call shows one" => STATE;
        UnknownProperty "unknown-property" [E, P] "something names a property that there is not" => COMPARE;
        DuplicateValue "duplicate-value" [W] "an enumerated value stands there twice" => COMPARE;
        OtherValue "other-value" [W] "a sample is none of the enumerated values" => COMPARE;
        OddSample "odd-sample" [W] "a sample is not of the type that the rows state" => COMPARE;
        LostSchema "lost-schema" [W] "a schema is not in the transcript" => BUG;
        LostOperation "lost-operation" [W] "an operation is not in the transcript" => BUG;
        LostRow "lost-row" [W] "a row would not be there, if the page were made from the transcript" => COMPARE;
        LostValue "lost-value" [W] "an enumerated value would not be there, if the page were made from the transcript" => COMPARE;
        LostSample "lost-sample" [W] "a sample would not be there, if the page were made from the transcript" => COMPARE;
        OtherTable "other-table" [W] "a table would be another one, if the page were made from the transcript" => COMPARE;
    }
    "Reading restrictions" {
        RestrictionUnreadable "restriction-unreadable" [W] "a restriction can be understood in no way, or in two" => "State the limit by an overlay.";
        RestrictionContradiction "restriction-contradiction" [W] "two restrictions of one place contradict each other, or a limit that stands there" => "State by an overlay which one holds.";
        RestrictionBesideReference "restriction-beside-reference" [W] "a restriction stands beside a reference, where it would limit nothing" => "State the limit by an overlay, at the schema that is referred to.";
    }
    "Applying overlays" {
        OverlaySyntax "overlay-syntax" [E] "the file is no YAML" => WRITE;
        OverlayVersion "overlay-version" [E] "the file is of another version of the specification" => WRITE;
        OverlayMalformed "overlay-malformed" [E] "something is missing or of the wrong kind" => WRITE;
        OverlayUnknownMember "overlay-unknown-member" [E] "a member is none that the specification knows" => WRITE;
        OverlayNoReason "overlay-no-reason" [E] "an action does not say why it is there" => "Say so in its `description`.";
        OverlayTarget "overlay-target" [E] "a target is no JSONPath query" => WRITE;
        OverlayRepeated "overlay-repeated" [E] "an action stands there twice" => "Take one out.";
        OverlayNoMatch "overlay-no-match" [E] "an action matches nothing" => "The vendor has moved: look at what became of the place, and judge anew.";
        OverlayNoChange "overlay-no-change" [E] "an action gives a place a value that it has already" => "The vendor says it now: take the value out of the action.";
        OverlayMixed "overlay-mixed" [E] "an update matches objects and arrays" => "Write two actions.";
        OverlayIncompatible "overlay-incompatible" [E] "an update would put a value of another kind in the place of one" => "Remove the value in an action before.";
        OverlayUnclear "overlay-unclear" [E] "an update would append an array as a single entry" => "Add its entries one by one, or update the object around it.";
        OverlayPrimitive "overlay-primitive" [E] "an action targets a primitive" => "Target the object that contains it.";
        OverlayNull "overlay-null" [E] "a null would overwrite a value" => "Remove the value instead.";
        OverlayRoot "overlay-root" [E] "the whole document would be removed" => WRITE;
        OverlayBeyondThePage "overlay-beyond-the-page" [E] "an overlay speaks of something that the page does not have" => "Take out what it says: the vendor has taken the thing out, or renamed it.";
        OverlayUntyped "overlay-untyped" [E] "a property has no type, or an overlay takes the type away that the page states" => "State a type, or refer to a shared scalar; narrow the target that takes the type away.";
        OverlayContradicts "overlay-contradicts" [E] "an overlay lets more pass than the page states, or something else" => "Follow the page: an overlay may be stricter than it, and never looser or other.";
        OverlayStricter "overlay-stricter" [N] "an overlay lets less of a request pass than the page states" => "Nothing; it is listed so that nobody forgets it.";
        OverlayListRemoved "overlay-list-removed" [N] "an action takes a list of values away, naming each, since it was misread" => "Nothing; look whether it still is one that was misread.";
        OverlayCollides "overlay-collides" [E] "the page has a schema of the name of a shared scalar" => "Give the scalar of the overlay another name.";
        SampleRefused "sample-refused" [E] "a sample of ours is none that the document allows" => "Write the sample anew.";
    }
    "Looking for what is missing" {
        MissingOperationId "missing-operation-id" [E, P] "an operation has no id" => JUDGE;
        MissingSummary "missing-summary" [E] "an operation has no summary" => JUDGE;
        MissingDescription "missing-description" [E, P, N] "something has no description" => JUDGE;
        MissingEffect "missing-effect" [E] "an operation does not say what it does to money" => JUDGE;
        MissingEnvelope "missing-envelope" [E] "an operation's answer does not carry what every answer is said to carry" => JUDGE;
        MissingRepeat "missing-repeat" [E] "an operation does not say whether it may be repeated" => JUDGE;
        MissingClass "missing-class" [E] "a property does not say how sensitive it is" => JUDGE;
        MissingReason "missing-reason" [E, P] "a judgement does not say why it holds" => EXTENSION;
        MissingState "missing-state" [E, P] "nobody says what a state means for the money" => EXTENSION;
        MissingMember "missing-member" [E, P] "a member of an extension is missing" => EXTENSION;
        BlockBesideAChoice "block-beside-a-choice" [E] "an object stands beside the blocks of a choice, and nobody says whether it is one of them" => EXTENSION;
        NotEnglish "not-english" [E] "a description says nothing in English" => "Describe it in words of our own.";
        BadOperationId "bad-operation-id" [E] "an id is no letter with letters and digits" => "Give it another one by an overlay.";
        RepeatedOperationId "repeated-operation-id" [E] "two operations have one id" => "Give one of them another by an overlay.";
        BadExtension "bad-extension" [E, P] "an extension has a value that it cannot have, and is left out" => EXTENSION;
        UnknownMember "unknown-member" [P] "a member is none that the extension has, which is left out" => EXTENSION;
        UnknownExtension "unknown-extension" [E] "nobody reads an extension" => EXTENSION;
        MisplacedExtension "misplaced-extension" [E] "an extension stands where it says nothing" => EXTENSION;
        BadLimits "bad-limits" [E] "of two limits the lower is more than the higher" => EXTENSION;
        DanglingName "dangling-name" [E] "an extension names something that there is not" => EXTENSION;
        UnusedScalar "unused-scalar" [E] "nothing refers to a scalar" => "Take it out, or see what became of what it was for.";
    }
    "Loading a document" {
        NotJson "not-json" [E] "the document is no JSON" => "Mend the line.";
        NotYaml "not-yaml" [E] "the document is no YAML" => "Mend the line.";
        OpenapiVersion "openapi-version" [E] "the document is of another version" => "Ask for the 3.0 edition, or convert it.";
        NotOpenapi "not-openapi" [E, P, W] loss "something is not as OpenAPI has it, and is taken out" => "Mend the document.";
        TakenAsText "taken-as-text" [N] "a value without quotes is taken as text" => "Nothing, or quote it.";
        LaterKeyword "later-keyword" [N] "a keyword has a form that another version has" => "Nothing; it is read as the text says.";
        NotUnderstood "not-understood" [W, N] loss "a member is not understood, and what it says is lost" => "See whether the loss matters; if it does, say it in other words.";
        NotHeld "not-held" [W] "OpenAPI 3.0 has no words for something of a later version" => "Nothing, or see whether the loss matters.";
        TooLarge "too-large" [E] "schemas refer to one another so often that merging them only grows" => "Ask for a document that says each thing once.";
        RepeatedParameter "repeated-parameter" [W] "a parameter stands twice in one list" => "Mend the document.";
        DefaultRefused "default-refused" [W] "a default is none of the values that its schema allows" => "Mend the document; the default is shown and not sent.";
        LimitWithoutEffect "limit-without-effect" [N] "a limit stands beside a type that it says nothing of" => "Nothing, or mend the document.";
        NoValue "no-value" [N] "no value is all that a schema says" => "Nothing where that is meant, or mend the document.";
    }
    "Lowering" {
        NameCollision "name-collision" [P] "two things would have one name in Rust" => "Give one of them another by `x-rust-name`.";
        UnknownReference "unknown-reference" [P, W] loss "a reference leads nowhere, so that what it stands for has no type" => "Mend the document.";
        Circle "circle" [P, W] loss "a schema is made of itself alone, so that it has no type" => "Mend the document.";
        TooDeep "too-deep" [E, P] loss "schemas are nested too deeply, so that the innermost have no type" => "Give the inner ones names of their own.";
        Untyped "untyped" [P] loss "something has no type that Rust could have" => "Call it with JSON, or state a type.";
        SubtypesLeftOut "subtypes-left-out" [P] loss "a base is used whose discriminator tells apart what extends it, and beside that stands a union that does not list all of this, so that the rest is sent and read as the base alone, or as JSON" => "List all that extends it in a `oneOf` beside the discriminator, by an overlay where the document is not yours.";
        MappingLeftOut "mapping-left-out" [P] loss "a value of a discriminator stands for a schema that is none of the alternatives, so that what has it is sent and read as JSON" => "List the schema in the `oneOf`, or let it extend the base, by an overlay where the document is not yours.";
        UntoldAlternative "untold-alternative" [P] loss "an alternative may not have the member that tells it apart, so that it is sent without it" => "Give the alternative the member, by an overlay where the document is not yours.";
        ConflictingLimits "conflicting-limits" [P] loss "no value is within all limits, so that some are not checked" => "Mend the document.";
        RequiredLeftOut "required-left-out" [P] loss "properties are required that there are not" => "Mend the document.";
        PropertyLeftOut "property-left-out" [N] "a property is left out of a type" => NOTHING;
        CombinatorNotChecked "combinator-not-checked" [N] loss "which members go together is not checked" => NOTHING;
        LimitNotChecked "limit-not-checked" [N] loss "a limit is not checked, or only where one of `Checks` is switched on" => NOTHING;
        PatternNotChecked "pattern-not-checked" [N] loss "a pattern is not checked" => NOTHING;
        OperationLeftOut "operation-left-out" [P] loss "an operation cannot be sent, and is left out" => "Call it through `client.gateway()`.";
        ParameterLeftOut "parameter-left-out" [P] loss "a parameter cannot be sent, and is left out" => "Call the operation through `client.gateway()` where it matters.";
        ParameterIgnored "parameter-ignored" [N] "a parameter is one that the client sets itself" => "Nothing.";
        HeadersLeftOut "headers-left-out" [N] loss "the headers of an answer are left out" => NOTHING;
        ServersLeftOut "servers-left-out" [W, N] "servers are left out, since a client is given its base URL" => "Give the client the base URL that the text names.";
        MediaTypeLeftOut "media-type-left-out" [N] loss "of several media types one is used" => "Nothing.";
        StylePresumed "style-presumed" [N] "a value is written in a style that the document does not state" => "See that the service takes it.";
        SecuritySchemeLeftOut "security-scheme-left-out" [P] loss "a security scheme is none that the client speaks" => "Give the credential by a transport of your own.";
        SecondSecurityScheme "second-security-scheme" [P] loss "credentials that an operation asks for together go into one place" => "Give the credential by a transport of your own.";
        AlternativeLeftOut "alternative-left-out" [N] loss "no client sends one of the alternatives that prove who calls; it sends another one" => "Give the credential by a transport of your own, where it has to be that one.";
        CredentialAsParameter "credential-as-parameter" [N] "a credential is a parameter of the call" => NOTHING;
        UnknownOperation "unknown-operation" [P] "an extension names an operation that there is not" => EXTENSION;
        SensitiveJournal "sensitive-journal" [P] "`x-journal` keeps what no journal may hold" => EXTENSION;
        Unfindable "unfindable" [P] "a look-up needs what the journal does not keep" => EXTENSION;
        UnstatedName "unstated-name" [P] "an answer has the name of a request's number in a place that `x-acknowledges` says nothing of" => EXTENSION;
        Choice "choice" [P] "`x-choice` does not fit, and is left out" => EXTENSION;
        Either "either" [P] "`x-either` does not fit, and is left out" => EXTENSION;
        Together "together" [P] "`x-together` does not fit, and is left out" => EXTENSION;
        Preset "preset" [P] "`x-presets` does not fit, and is left out" => EXTENSION;
    }
    "Making Rust" {
        Progenitor "progenitor" [E] "no shapes of models come of the document" => BUG;
        NotRust "not-rust" [E] "what was emitted is no Rust" => BUG;
        Rustfmt "rustfmt" [E] "`rustfmt` cannot be run, or refuses what was emitted" => TOOLCHAIN;
    }
    "Comparing" {
        IgnoreWithoutReason "ignore-without-reason" [E] "a line of the file for `--ignore` gives no reason" => "Say after ` # ` why the change is not reported.";
        IgnoreWithoutPath "ignore-without-path" [E] "a line of the file for `--ignore` names no path" => "Name one, or `*` for all.";
        UnknownRule "unknown-rule" [E] "a line of the file for `--ignore` names a rule that there is not" => "docs/drift-rules.md lists them.";
    }
}
