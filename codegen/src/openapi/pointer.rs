//! Where something stands in a document.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::findings::{At, pointer_token};

/// A JSON pointer (RFC 6901) that shares what stands before its last step, so that a long name is kept once however
/// much stands below it.
///
/// ```
/// use gateway_codegen::openapi::Pointer;
///
/// let at = Pointer::root().member("paths").member("/a~b").entry(0);
/// assert_eq!(at.to_string(), "/paths/~1a~0b/0");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Pointer(Option<Arc<Step>>);

#[derive(PartialEq, Eq)]
struct Step {
    /// The hash of all steps, which is there before two of them are compared.
    hash: u64,
    before: Pointer,
    token: String,
}

impl Pointer {
    /// The document as a whole.
    #[must_use]
    pub fn root() -> Self {
        Self(None)
    }

    /// A member of what stands here.
    #[must_use]
    pub fn member(&self, name: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        (self, name).hash(&mut hasher);
        Self(Some(Arc::new(Step {
            hash: hasher.finish(),
            before: self.clone(),
            token: name.to_owned(),
        })))
    }

    /// An entry of the list that stands here, counted from 0.
    #[must_use]
    pub fn entry(&self, index: usize) -> Self {
        self.member(&index.to_string())
    }

    /// What stands around this; nothing around the whole document.
    #[must_use]
    pub fn before(&self) -> Option<&Self> {
        self.0.as_ref().map(|step| &step.before)
    }

    /// The last step, without the escapes of a pointer.
    #[must_use]
    pub fn last(&self) -> &str {
        self.0.as_ref().map_or("", |step| &step.token)
    }

    /// The place as findings name it.
    #[must_use]
    pub fn at(&self) -> At {
        At::Pointer(self.to_string())
    }

    /// Whether it is written like this, which is told without writing it.
    ///
    /// ```
    /// use gateway_codegen::openapi::Pointer;
    ///
    /// let at = Pointer::root().member("paths").member("/a~b");
    /// assert!(at.is("/paths/~1a~0b"));
    /// assert!(!at.is("/paths//a~b"));
    /// ```
    #[must_use]
    pub fn is(&self, written: &str) -> bool {
        let mut here = self;
        let mut rest = written;
        while let Some(step) = &here.0 {
            let Some((before, token)) = rest.rsplit_once('/') else {
                return false;
            };
            let is_same = match token.contains('~') {
                true => token == pointer_token(&step.token),
                false => token == step.token,
            };
            if !is_same {
                return false;
            }
            (here, rest) = (&step.before, before);
        }
        rest.is_empty()
    }
}

/// A pointer is hashed when it is made, and not step by step wherever it is looked for.
impl Hash for Pointer {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.as_ref().map_or(0, |step| step.hash));
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut steps = Vec::new();
        let mut here = self;
        while let Some(step) = &here.0 {
            steps.push(step.token.as_str());
            here = &step.before;
        }
        steps
            .iter()
            .rev()
            .try_for_each(|token| write!(f, "/{}", pointer_token(token)))
    }
}

impl fmt::Debug for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
