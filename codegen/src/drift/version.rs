//! The version of the crate that follows from what changed.

use std::fmt;

use super::Class;

/// A version as Cargo reads it, without a pre-release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The number before the first dot.
    pub major: u64,
    /// The number between the dots.
    pub minor: u64,
    /// The number after the second dot.
    pub patch: u64,
    /// What stands after `+`: the release of the reference.
    pub build: Option<String>,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        match &self.build {
            Some(build) => write!(f, "+{build}"),
            None => Ok(()),
        }
    }
}

impl Version {
    /// Reads a version; nothing where it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (numbers, build) = match text.split_once('+') {
            Some((numbers, build)) => (numbers, Some(build.to_owned())),
            None => (text, None),
        };
        let mut parts = numbers.split('.').map(|part| part.parse::<u64>().ok());
        let version = Self {
            major: parts.next()??,
            minor: parts.next()??,
            patch: parts.next()??,
            build,
        };
        parts.next().is_none().then_some(version)
    }

    /// Whether a crate of this version may hold what asks for another: it is of the same release, and no step is smaller.
    ///
    /// ```
    /// use gateway_codegen::drift::version::Version;
    ///
    /// let version = |text| Version::parse(text).unwrap();
    /// assert!(version("0.3.0+1").suffices(&version("0.2.4+1")));
    /// assert!(!version("0.1.9+1").suffices(&version("0.2.0+1")));
    /// assert!(!version("0.3.0+1").suffices(&version("0.2.4+2")));
    /// ```
    #[must_use]
    pub fn suffices(&self, wanted: &Self) -> bool {
        let numbers = |version: &Self| (version.major, version.minor, version.patch);
        numbers(self) >= numbers(wanted) && self.build == wanted.build
    }

    /// The version after a change.
    ///
    /// What breaks, be it in the source or on the wire, or is not understood, raises the first number that is not zero; what adds raises the one
    /// after it, and so does everything else of a version 0, where Cargo knows no third step. The release of the reference
    /// is the build metadata.
    ///
    /// ```
    /// use gateway_codegen::drift::{Class, version::Version};
    ///
    /// let version = Version::parse("0.1.4+20250508").unwrap();
    /// assert_eq!(version.after(Class::Breaking, "20251001").to_string(), "0.2.0+20251001");
    /// assert_eq!(version.after(Class::NotUnderstood, "20251001").to_string(), "0.2.0+20251001");
    /// assert_eq!(version.after(Class::Additive, "20251001").to_string(), "0.1.5+20251001");
    /// assert_eq!(version.after(Class::Documentation, "20251001.2").to_string(), "0.1.5+20251001.2");
    /// ```
    #[must_use]
    pub fn after(&self, weight: Class, release: &str) -> Self {
        let (major, minor, patch) = match (self.major, weight) {
            (0, weight) if weight.may_break() => (0, self.minor + 1, 0),
            (major, weight) if weight.may_break() => (major + 1, 0, 0),
            (major, Class::Additive) if major > 0 => (major, self.minor + 1, 0),
            (major, _) => (major, self.minor, self.patch + 1),
        };
        let legal = |letter: char| {
            if letter.is_ascii_alphanumeric() || letter == '.' {
                letter
            } else {
                '-'
            }
        };
        Self {
            major,
            minor,
            patch,
            build: Some(release.chars().map(legal).collect()),
        }
    }
}
