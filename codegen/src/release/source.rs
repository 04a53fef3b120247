//! One side of a comparison, whatever it was given as.

use std::sync::OnceLock;

use serde_json::Value;

use super::trouble::Trouble;
use super::workspace::Workspace;
use crate::document;
use crate::drift::lines::Lines;
use crate::extensions::{self, SchemaExtensions};
use crate::findings::Findings;
use crate::openapi::{self, Document};
use crate::overlay::Overlay;
use crate::page::Page;
use crate::pipeline::{self, Input, Watch};
use crate::restrict;
use crate::transcribe::{self, release_id};

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What a page states.
    Transcript,
    /// A document that our overlays were applied to.
    Refined,
    /// A document that somebody else published.
    Foreign,
}

/// A release as it was given: by its id, as a transcript, as an OpenAPI document, or as a page.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name for reports.
    pub name: String,
    /// The id of the release that it is, from its version.
    pub release: String,
    /// What the document is.
    pub kind: Kind,
    /// The document as it was given or transcribed.
    pub document: Value,
    /// The document that was committed for this release, refined as it was then.
    pub committed: Option<Value>,
    /// The page, where it was given as one.
    pub page: Option<Page>,
    limited: OnceLock<Result<Limited, Findings>>,
}

/// What a release states, with the restrictions of its prose read.
#[derive(Debug, Clone)]
pub(super) struct Limited {
    /// As a tree, which overlays work on.
    pub(super) document: Value,
    /// In its normal form.
    pub(super) form: Document,
}

impl Source {
    /// A release of the workspace by its id; nothing where the workspace has none of this name.
    ///
    /// # Errors
    ///
    /// When its files cannot be read.
    pub fn of_release(workspace: &Workspace, id: &str) -> Result<Option<Self>, Trouble> {
        let is_name = !id.is_empty()
            && id
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-'))
            && !id.starts_with('.');
        if !is_name {
            return Ok(None);
        }
        let committed = workspace.document(id)?;
        let (kind, document) = match (workspace.transcript(id)?, &committed) {
            (Some(transcript), _) => (Kind::Transcript, transcript),
            (None, Some(document)) => (Kind::Refined, document.clone()),
            (None, None) => return Ok(None),
        };
        Ok(Some(Self {
            committed,
            ..Self::named(id.to_owned(), kind, document, None)
        }))
    }

    /// Reads a page, a transcript or an OpenAPI document; what there is to say about it goes to `findings`.
    ///
    /// # Errors
    ///
    /// What is wrong with it, under the name given.
    pub fn read(
        bytes: &[u8],
        shown: &str,
        findings: &mut Findings,
        watch: Watch<'_>,
    ) -> Result<Self, Trouble> {
        let mut found = Findings::default();
        let source = Self::stages(bytes, &mut found, watch);
        findings.append(found.in_file(shown));
        source.map_err(|stopped| Trouble::Findings(stopped.in_file(shown)))
    }

    fn stages(bytes: &[u8], findings: &mut Findings, watch: Watch<'_>) -> Result<Self, Findings> {
        if let Some(text) = document_text(bytes) {
            let document = document::parse(text)?.note_into(findings);
            // What is not understood of it is told here. What is compared is made of it, and read then.
            let kind = kind(&openapi::read(&document)?.note_into(findings));
            return Ok(Self::new(kind, document, None));
        }
        let read = pipeline::transcript(bytes, None, watch)?;
        let (page, transcript) = read.note_into(findings);
        Ok(Self::new(Kind::Transcript, transcript, Some(page)))
    }

    fn new(kind: Kind, document: Value, page: Option<Page>) -> Self {
        let version = document.pointer("/info/version").and_then(Value::as_str);
        Self::named(
            release_id(version.unwrap_or_default()),
            kind,
            document,
            page,
        )
    }

    /// A release whose id is known, of which no document was committed.
    pub(super) fn named(release: String, kind: Kind, document: Value, page: Option<Page>) -> Self {
        Self {
            name: release.clone(),
            release,
            kind,
            document,
            committed: None,
            page,
            limited: OnceLock::new(),
        }
    }

    /// The transcript of what was given; nothing of a document that overlays were applied to.
    #[must_use]
    pub fn transcript(&self) -> Option<Value> {
        match self.kind {
            Kind::Transcript => Some(self.document.clone()),
            Kind::Foreign => Some(transcribe::of_document(&self.document)),
            Kind::Refined => None,
        }
    }

    /// The lines of the page, where it was given as one.
    #[must_use]
    pub fn lines(&self) -> Option<Lines> {
        self.page.as_ref().map(Lines::of)
    }

    /// What goes into the pipeline for it.
    pub(super) fn input<'a>(&'a self, overlays: &'a [Overlay]) -> Input<'a> {
        match (&self.committed, self.kind) {
            (Some(committed), _) => Input::Refined(committed),
            (None, Kind::Transcript) => self.anew(overlays),
            (None, Kind::Refined) => Input::Refined(&self.document),
            (None, Kind::Foreign) => Input::Foreign(&self.document),
        }
    }

    /// Whether another release is the same for the pipeline, in its order as well, from which names can follow.
    pub(super) fn becomes_the_same(&self, other: &Self) -> bool {
        let input = |source: &Self| {
            let committed = source.committed.as_ref();
            let document = committed.unwrap_or(&source.document);
            (source.kind, committed.is_some(), document.to_string())
        };
        input(self) == input(other)
    }

    /// The input of a transcript that is to be refined anew.
    pub(super) fn anew<'a>(&'a self, overlays: &'a [Overlay]) -> Input<'a> {
        Input::Transcript {
            transcript: &self.document,
            file: "",
            overlays,
        }
    }

    /// What it states, with the restrictions of its prose read if it has any that were not. It is read once.
    ///
    /// # Errors
    ///
    /// What is wrong with the document.
    pub(super) fn limited(&self) -> Result<&Limited, Findings> {
        let limited = self.limited.get_or_init(|| {
            let document = match self.transcript() {
                Some(transcript) => match restrict::read(transcript.clone()) {
                    Ok(done) => done.value,
                    Err(_) => transcript,
                },
                None => self.document.clone(),
            };
            let form = openapi::read(&document).map_err(|found| found.in_file(&self.name))?;
            Ok(Limited {
                document,
                form: form.value,
            })
        });
        limited.as_ref().map_err(Clone::clone)
    }
}

/// The text of a document, by its beginning; nothing where this is a page.
fn document_text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_json = text.trim_start().starts_with('{');
    let is_yaml = || {
        text.lines()
            .any(|line| line.starts_with("openapi:") || line.starts_with("\"openapi\":"))
    };
    (is_json || is_yaml()).then_some(text)
}

/// A transcript has fingerprints and no prose; a refined document has the classes that overlays give.
fn kind(document: &Document) -> Kind {
    let (said, _) = extensions::read(document, false);
    let mut places = 0..document.statements.len();
    let is_judged = |said: &SchemaExtensions| said.class.is_some() || said.scalar;
    if places.any(|place| is_judged(said.statement(place))) {
        return Kind::Refined;
    }
    let mut parts = document.parts().into_iter();
    let is_printed = |notes| !extensions::marks(notes).fingerprint.is_empty();
    match parts.any(|(_, notes)| is_printed(notes)) {
        true => Kind::Transcript,
        false => Kind::Foreign,
    }
}
