//! The pipeline, put together: what goes in, every stage on a line of its own, and what comes out.
//!
//! Whoever needs a document or a crate calls this, be it to generate, to compare or to take over a release. There is one
//! way through it. A run ends at the first stage that finds an error; a draft goes on with what each stage could make, and
//! the findings say what is left out of it.

use serde_json::Value;

use crate::api::Api;
use crate::emit::Layout;
use crate::findings::{Findings, Stage};
use crate::models::Shapes;
use crate::openapi::{self, Account, Document};
use crate::overlay::Overlay;
use crate::page::{self, Page};
use crate::render::TextFile;
use crate::transcribe::{self, Headings};
use crate::{lower, models, refine, render, restrict, yaml};

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

impl Input<'_> {
    /// Whether it has to be whole.
    const fn is_ours(self) -> bool {
        !matches!(self, Self::Foreign(_))
    }
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
    "loading",
    "looking for what is missing",
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
    /// Its normal form.
    pub form: Document,
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
    /// Its normal form; nothing where it has none.
    pub form: Option<Document>,
    /// What keeps the document from being whole.
    pub findings: Findings,
    /// The crate; nothing where none can be made.
    pub generated: Option<Generated>,
    /// What keeps the crate from being whole.
    pub left_out: Findings,
}

impl From<Output> for Draft {
    fn from(output: Output) -> Self {
        Self {
            document: output.document,
            form: Some(output.form),
            findings: Findings::default(),
            generated: Some(output.generated),
            left_out: Findings::default(),
        }
    }
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

/// Makes the crate of anybody's document, which is gone then, and hands over each file of `src` as soon as it is text, from
/// several threads and in no order: of a large document neither all trees nor all texts need to stand in memory.
///
/// # Errors
///
/// Those of [`run`]. Of the files that were handed over by then nothing follows.
pub fn hand_over(
    document: Value,
    target: Target<'_>,
    take: impl Fn(TextFile) + Sync,
    watch: Watch<'_>,
) -> Stage<Api> {
    let mut run = Run::new(watch, false);
    let made = run.handed_over(document, target, take);
    run.end(made)
}

/// Makes as much of a document and its crate as can be made, in one run.
#[must_use]
pub fn draft(input: Input<'_>, target: Target<'_>, watch: Watch<'_>) -> Draft {
    let mut run = Run::new(watch, true);
    let loaded = run.document(input).unwrap_or_default();
    let findings = std::mem::take(&mut run.findings);
    let form = loaded.form;
    let generated = run.generated(form.as_ref(), loaded.found, input.is_ours(), target);
    Draft {
        document: loaded.document,
        form,
        findings,
        generated,
        left_out: run.findings,
    }
}

/// Makes as much of a document as can be made, and says what keeps it from being whole.
#[must_use]
pub fn draft_document(input: Input<'_>, watch: Watch<'_>) -> (Value, Findings) {
    let mut run = Run::new(watch, true);
    let loaded = run.document(input).unwrap_or_default();
    (loaded.document, run.findings)
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
        let loaded = self.document(input)?;
        let form = loaded.form;
        let generated = self.generated(form.as_ref(), loaded.found, input.is_ours(), target)?;
        Some(Output {
            document: loaded.document,
            form: form?,
            generated,
        })
    }

    fn document(&mut self, input: Input<'_>) -> Option<Loaded> {
        let (stated, overlays, file) = match input {
            Input::Transcript {
                transcript,
                file,
                overlays,
            } => (transcript, overlays, file),
            Input::Refined(document) | Input::Foreign(document) => {
                (self.watch)("loading");
                return Some(Loaded::of(document.clone(), input.is_ours()));
            }
        };
        let limited = self.stage("reading restrictions", || restrict::read(stated.clone()))?;
        let refined = self.part("applying overlays", || {
            refine::refine(limited, stated, overlays)
        })?;
        self.findings.name_file(file);
        (self.watch)("loading");
        let mut loaded = Loaded::of(refined, true);
        self.part("looking for what is missing", || {
            let mut found = std::mem::take(&mut loaded.found);
            found.append(
                loaded
                    .form
                    .as_ref()
                    .map(refine::complete)
                    .unwrap_or_default(),
            );
            if found.has_errors() {
                loaded = Loaded::of(refine::without(loaded.document, &found), true);
                loaded.found = Findings::default();
            }
            (loaded, found)
        })
    }

    fn generated(
        &mut self,
        form: Option<&Document>,
        found: Findings,
        strict: bool,
        target: Target<'_>,
    ) -> Option<Generated> {
        let (api, shapes) = self.model(form, found, strict)?;
        let files = self.stage("rendering", || {
            let layout = Layout::new(&api, &shapes, target.crate_name);
            let file = |number| layout.file(number);
            render::render(layout.files(), file, &header(&api, target))
        })?;
        Some(Generated { api, files })
    }

    fn handed_over(
        &mut self,
        document: Value,
        target: Target<'_>,
        take: impl Fn(TextFile) + Sync,
    ) -> Option<Api> {
        (self.watch)("loading");
        let Loaded {
            mut form, found, ..
        } = Loaded::of(document, false);
        // Nobody asks here what was taken of the document, which are as many places as it has.
        if let Some(form) = &mut form {
            form.account = Account::default();
        }
        let (api, shapes) = self.model(form.as_ref(), found, false)?;
        drop(form);
        self.stage("rendering", || {
            let layout = Layout::new(&api, &shapes, target.crate_name);
            let file = |number| layout.file(number);
            let header = header(&api, target);
            render::hand_over(layout.files(), file, &header, |_, file| take(file))
        })?;
        Some(api)
    }

    fn model(
        &mut self,
        form: Option<&Document>,
        mut found: Findings,
        strict: bool,
    ) -> Option<(Api, Shapes)> {
        let api = self.part("lowering", || {
            let lowered = form.map(|form| lower::lower_what_fits(form, strict));
            let (api, lowered) = lowered.unzip();
            found.append(lowered.unwrap_or_default());
            (api, found)
        })??;
        let shapes = self.stage("shaping models", || models::shapes(&api))?;
        Some((api, shapes))
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

/// A document that is read.
#[derive(Default)]
struct Loaded {
    document: Value,
    /// Its normal form, where it has one.
    form: Option<Document>,
    /// What there is to say of that and was not told yet, since what is not understood keeps no stage from saying what
    /// else is wrong.
    found: Findings,
}

impl Loaded {
    /// Reads a document. What is not understood in one of ours is an error.
    fn of(document: Value, is_ours: bool) -> Self {
        let (form, mut found) = match openapi::read(&document) {
            Ok(mut read) => {
                read.findings.append(refine::defaults(&read.value));
                (Some(read.value), read.findings)
            }
            Err(stopped) => (None, stopped),
        };
        if is_ours {
            found.hold_warnings_for_errors();
        }
        Self {
            document,
            form,
            found,
        }
    }
}

fn header(api: &Api, target: Target<'_>) -> String {
    format!(
        "// @generated by `{}`. Do not edit.\n// Document: {}.\n// Release: {}.\n",
        target.command, target.source, api.version
    )
}
