//! The pipeline, put together: what goes in, every stage on a line of its own, and what comes out.
//!
//! Whoever needs a document or a crate calls this, be it to generate, to compare or to take over a release. There is one
//! way through it. A run ends at the first stage that finds an error; a draft goes on with what each stage could make, and
//! the findings say what is left out of it.

use serde_json::Value;

use crate::api::Api;
use crate::findings::{Findings, Stage};
use crate::overlay::Overlay;
use crate::page::{self, Page};
use crate::render::TextFile;
use crate::transcribe::{self, Headings};
use crate::{emit, lower, models, openapi, refine, render, restrict, yaml};

/// What a crate is made of.
#[derive(Debug, Clone, Copy)]
pub enum Input<'a> {
    /// What a page states, and the judgement about it. What then cannot be typed or sent is an error.
    Transcript {
        /// The facts.
        transcript: &'a Value,
        /// The file that they stand in, for findings.
        file: &'a str,
        /// The judgement, in the order in which it applies.
        overlays: &'a [Overlay],
    },
    /// A document of ours, which lacks nothing. What cannot be typed or sent is an error.
    Refined(&'a Value),
    /// Anybody's document. What cannot be typed or sent is left out with a warning.
    Foreign(&'a Value),
}

/// The crate that is made.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// Its name, for the examples in its documentation.
    pub crate_name: &'a str,
    /// The command that repeats this, for the header of each file.
    pub command: &'a str,
    /// The document as the header of each file names it.
    pub source: &'a str,
}

impl Target<'static> {
    /// Our own crate.
    pub const OWN: Self = Self {
        crate_name: "online-payment-gateway",
        command: "cargo xtask generate",
        source: "spec/openapi.yaml",
    };
}

/// What is done in a whole run from a page to a crate, stage by stage.
pub const STAGES: [&str; 9] = [
    "reading the page",
    "transcribing",
    "reading restrictions",
    "applying overlays",
    "looking for what is missing",
    "loading",
    "lowering",
    "shaping models",
    "rendering",
];

/// What hears of each stage as it begins, by its name in [`STAGES`].
pub type Watch<'a> = &'a dyn Fn(&'static str);

/// Hears of every stage and says nothing.
pub const SILENT: Watch<'static> = &|_| {};

/// A document, and the crate that follows from it.
#[derive(Debug, Clone)]
pub struct Output {
    /// The document.
    pub document: Value,
    /// The crate.
    pub generated: Generated,
}

/// A crate's `src`, and the model that it was laid out from.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The model.
    pub api: Api,
    /// The files of `src`.
    pub files: Vec<TextFile>,
}

/// As much of a document and its crate as can be made.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The document, without what the overlays say of things that are not there.
    pub document: Value,
    /// What keeps the document from being whole.
    pub findings: Findings,
    /// The crate; nothing where none can be made.
    pub generated: Option<Generated>,
    /// What keeps the crate from being whole.
    pub left_out: Findings,
}

/// Reads a page and writes down what it states, with prose and samples where headings for it are given.
///
/// # Errors
///
/// All that keeps the page from being carried over whole, each with its line.
pub fn transcript(bytes: &[u8], full: Option<&Headings>, watch: Watch<'_>) -> Stage<(Page, Value)> {
    let mut run = Run::new(watch, false);
    let made = run.transcript(bytes, full);
    run.end(made)
}

/// Makes a document and its crate.
///
/// # Errors
///
/// All that the first stage found that cannot go on. Those about the document name no file yet, unless it is an overlay
/// or the transcript.
pub fn run(input: Input<'_>, target: Target<'_>, watch: Watch<'_>) -> Stage<Output> {
    let mut run = Run::new(watch, false);
    let made = run.output(input, target);
    run.end(made)
}

/// Makes as much of a document and its crate as can be made, in one run.
#[must_use]
pub fn draft(input: Input<'_>, target: Target<'_>, watch: Watch<'_>) -> Draft {
    let (document, findings) = draft_document(input, watch);
    let mut run = Run::new(watch, true);
    let strict = !matches!(input, Input::Foreign(_));
    let generated = run.generated(&document, strict, target);
    Draft {
        document,
        findings,
        generated,
        left_out: run.findings,
    }
}

/// Makes as much of a document as can be made, and says what keeps it from being whole.
#[must_use]
pub fn draft_document(input: Input<'_>, watch: Watch<'_>) -> (Value, Findings) {
    let mut run = Run::new(watch, true);
    let document = run.document(input).unwrap_or_default();
    (document, run.findings)
}

/// Our own document as it is committed beside the sources that it is made of.
#[must_use]
pub fn document_text(document: &Value, target: Target<'_>) -> String {
    format!(
        "# @generated by `{}`. Do not edit: judgement goes into spec/overlay.\n{}",
        target.command,
        yaml::write(document)
    )
}

/// The stages, and what they have found so far.
struct Run<'a> {
    watch: Watch<'a>,
    is_draft: bool,
    findings: Findings,
}

impl Run<'_> {
    fn transcript(&mut self, bytes: &[u8], full: Option<&Headings>) -> Option<(Page, Value)> {
        let page = self.stage("reading the page", || page::read(bytes))?;
        let document = self.stage("transcribing", || match full {
            Some(headings) => transcribe::full(&page, headings),
            None => transcribe::transcript(&page),
        })?;
        Some((page, document))
    }

    fn output(&mut self, input: Input<'_>, target: Target<'_>) -> Option<Output> {
        let document = self.document(input)?;
        let strict = !matches!(input, Input::Foreign(_));
        let generated = self.generated(&document, strict, target)?;
        Some(Output {
            document,
            generated,
        })
    }

    fn document(&mut self, input: Input<'_>) -> Option<Value> {
        let (stated, overlays, file) = match input {
            Input::Transcript {
                transcript,
                file,
                overlays,
            } => (transcript, overlays, file),
            Input::Refined(document) | Input::Foreign(document) => return Some(document.clone()),
        };
        let limited = self.stage("reading restrictions", || restrict::read(stated.clone()))?;
        let refined = self.part("applying overlays", || {
            refine::refine(limited, stated, overlays)
        })?;
        self.findings.name_file(file);
        let lacking = refine::complete(&refined);
        self.part("looking for what is missing", || {
            (refine::without(refined, &lacking), lacking)
        })
    }

    fn generated(
        &mut self,
        document: &Value,
        strict: bool,
        target: Target<'_>,
    ) -> Option<Generated> {
        // What is not understood keeps nobody from saying what else is wrong.
        (self.watch)("loading");
        let (document, mut found) = loaded(document, strict);
        let api = self.part("lowering", || {
            let lowered = document.map(|document| lower::lower_what_fits(&document, strict));
            let (api, lowered) = lowered.unzip();
            found.append(lowered.unwrap_or_default());
            (api, found)
        })??;
        let shapes = self.stage("shaping models", || models::shapes(&api))?;
        let files = emit::emit(&api, &shapes, target.crate_name);
        let files = self.stage("rendering", || {
            render::render(&files, &header(&api, target))
        })?;
        Some(Generated { api, files })
    }

    fn new(watch: Watch<'_>, is_draft: bool) -> Run<'_> {
        Run {
            watch,
            is_draft,
            findings: Findings::default(),
        }
    }

    /// Runs a stage that makes all or nothing.
    fn stage<T>(&mut self, what: &'static str, stage: impl FnOnce() -> Stage<T>) -> Option<T> {
        (self.watch)(what);
        match stage() {
            Ok(done) => Some(done.note_into(&mut self.findings)),
            Err(stopped) => {
                self.findings.append(stopped);
                None
            }
        }
    }

    /// Runs a stage that makes what it can, which is enough for a draft.
    fn part<T>(&mut self, what: &'static str, stage: impl FnOnce() -> (T, Findings)) -> Option<T> {
        (self.watch)(what);
        let (made, found) = stage();
        let goes_on = self.is_draft || !found.has_errors();
        self.findings.append(found);
        goes_on.then_some(made)
    }

    fn end<T>(self, made: Option<T>) -> Stage<T> {
        match made {
            Some(made) => self.findings.finish(made),
            None => Err(self.findings),
        }
    }
}

/// The normal form of a document. What is not understood in one that has to be whole is an error.
fn loaded(document: &Value, strict: bool) -> (Option<openapi::Document>, Findings) {
    match openapi::read(document) {
        Ok(mut done) => {
            if strict {
                done.findings.hold_warnings_for_errors();
            }
            (Some(done.value), done.findings)
        }
        Err(findings) => (None, findings),
    }
}

fn header(api: &Api, target: Target<'_>) -> String {
    format!(
        "// @generated by `{}`. Do not edit.\n// Document: {}.\n// Release: {}.\n",
        target.command, target.source, api.version
    )
}
