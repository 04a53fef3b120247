//! What a stage has to say about its input, and where.

pub mod table;

use std::fmt;

pub use table::Id;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something worth knowing that needs no action.
    Note,
    /// Something that was worked around and should be looked at.
    Warning,
    /// Something that stops the pipeline.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Where in a file a finding stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum At {
    /// The file as a whole.
    File,
    /// A line, counted from 1.
    Line(usize),
    /// A place in a document, as a JSON pointer.
    Pointer(String),
}

/// One thing that a stage has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it weighs.
    pub severity: Severity,
    /// What kind of finding it is.
    pub id: Id,
    /// The file it is about; empty until the caller of the stage names it.
    pub file: String,
    /// Where in the file.
    pub at: At,
    /// What is wrong and what to do, in one line.
    pub text: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = if self.file.is_empty() {
            "-"
        } else {
            &self.file
        };
        let Self {
            severity, id, text, ..
        } = self;
        match &self.at {
            At::File => write!(f, "{file}: {severity}[{id}]: {text}"),
            At::Line(line) => write!(f, "{file}:{line}: {severity}[{id}]: {text}"),
            At::Pointer(pointer) => {
                // A name of a document may have line ends, and a finding is a line.
                let pointer = pointer.replace(char::is_control, " ");
                write!(f, "{file}:{pointer}: {severity}[{id}]: {text}")
            }
        }
    }
}

/// All that a stage has to say, in the order in which it found it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    list: Vec<Finding>,
}

impl Findings {
    /// Adds one finding that names no file yet.
    pub fn add(&mut self, severity: Severity, id: Id, at: At, text: impl Into<String>) {
        self.list.push(Finding {
            severity,
            id,
            file: String::new(),
            at,
            text: text.into(),
        });
    }

    /// Adds an error.
    pub fn error(&mut self, id: Id, at: At, text: impl Into<String>) {
        self.add(Severity::Error, id, at, text);
    }

    /// Adds what is an error in a document that has to be whole, and a warning in another.
    pub fn problem(&mut self, strict: bool, id: Id, at: At, text: impl Into<String>) {
        let severity = if strict {
            Severity::Error
        } else {
            Severity::Warning
        };
        self.add(severity, id, at, text);
    }

    /// Adds a warning.
    pub fn warning(&mut self, id: Id, at: At, text: impl Into<String>) {
        self.add(Severity::Warning, id, at, text);
    }

    /// Adds a note.
    pub fn note(&mut self, id: Id, at: At, text: impl Into<String>) {
        self.add(Severity::Note, id, at, text);
    }

    /// Takes out what was said before.
    pub fn say_once(&mut self) {
        let mut said = std::collections::HashSet::new();
        self.list.retain(|finding| said.insert(finding.to_string()));
    }

    /// Makes every warning an error, for a document that has to be whole.
    pub fn hold_warnings_for_errors(&mut self) {
        let list = self.list.iter_mut();
        for finding in list.filter(|finding| finding.severity == Severity::Warning) {
            finding.severity = Severity::Error;
        }
    }

    /// Names the file in every finding that has none yet.
    #[must_use]
    pub fn in_file(mut self, file: &str) -> Self {
        self.name_file(file);
        self
    }

    /// Names the file in every finding that has none yet.
    pub fn name_file(&mut self, file: &str) {
        for finding in &mut self.list {
            if finding.file.is_empty() {
                file.clone_into(&mut finding.file);
            }
        }
    }

    /// Appends what another stage found.
    pub fn append(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// Whether anything here stops the pipeline.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    }

    /// How many findings have this weight.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.list
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    }

    /// The findings in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.list.iter()
    }

    /// The places in a document that the findings are about.
    pub fn pointers(&self) -> impl Iterator<Item = &str> {
        self.list.iter().filter_map(|finding| match &finding.at {
            At::Pointer(pointer) => Some(pointer.as_str()),
            At::File | At::Line(_) => None,
        })
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Ends a stage: its output with what was noted, or all findings if one of them is an error.
    ///
    /// # Errors
    ///
    /// The findings themselves, when they hold an error.
    pub fn finish<T>(self, value: T) -> Stage<T> {
        if self.has_errors() {
            Err(self)
        } else {
            Ok(Done {
                value,
                findings: self,
            })
        }
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.list {
            writeln!(f, "{finding}")?;
        }
        Ok(())
    }
}

/// The output of a stage that went through, with what it noted on the way.
#[derive(Debug, Clone)]
pub struct Done<T> {
    /// What the stage makes.
    pub value: T,
    /// Notes and warnings; never errors.
    pub findings: Findings,
}

impl<T> Done<T> {
    /// Hands over the findings and keeps the value.
    pub fn note_into(self, findings: &mut Findings) -> T {
        findings.append(self.findings);
        self.value
    }
}

/// What every stage returns.
pub type Stage<T> = Result<Done<T>, Findings>;

/// The member names of a JSON pointer (RFC 6901), without their escapes.
#[must_use]
pub fn pointer_names(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(pointer_name).collect()
}

/// The JSON pointer of these member names, for which [`pointer_names`] is the way back.
#[must_use]
pub fn pointer_of<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let names = names.into_iter();
    names
        .map(|name| format!("/{}", pointer_token(name)))
        .collect()
}

/// One member name of a JSON pointer without its escapes, for which [`pointer_token`] is the way back.
#[must_use]
pub fn pointer_name(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// Escapes one member name of a JSON pointer (RFC 6901).
#[must_use]
pub fn pointer_token(name: &str) -> String {
    match name.contains(['~', '/']) {
        true => name.replace('~', "~0").replace('/', "~1"),
        false => name.to_owned(),
    }
}
