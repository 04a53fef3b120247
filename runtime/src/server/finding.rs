use std::fmt;

use crate::value::json::writer::{JsonWriter, Write};

/// One thing that is wrong with a request. It holds no value of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// JSON pointer of the place in the body, or `/` and the name of a parameter; empty for the whole request.
    pub path: String,
    /// What is wrong there, as the rest of a sentence that begins with the place.
    pub problem: String,
}

impl Finding {
    /// Something that is wrong at a JSON pointer; the problem is the rest of a sentence that begins with the place.
    #[must_use]
    pub fn new(path: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            problem: problem.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match self.path.as_str() {
            "" => "the request",
            path => path,
        };
        write!(f, "{place} {}", self.problem)
    }
}

impl Write for Finding {
    fn write(&self, out: &mut JsonWriter) {
        out.object(|object| {
            object.field("path", &self.path);
            object.field("problem", &self.problem);
        });
    }
}
