use crate::value::json::reference::JsonRef;
use crate::value::json::warning::DecodeWarnings;

/// A type that can be read leniently from JSON.
///
/// Reading never fails on a part: a field that cannot be understood becomes `None` and leaves a [`DecodeWarning`](crate::DecodeWarning), and the
/// answer that it came in is kept whole beside the typed value.
pub trait Read: Sized {
    /// Whether there must be JSON to read: only of `()`, which takes any body for what it is, this is false.
    const NEEDS_JSON: bool = true;

    /// Reads the value, or notes in `warnings` why it could not be read and gives `None`.
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self>;
}

/// An answer, as a type is read from it.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The body as JSON; `null` where it is empty.
    pub json: JsonRef<'a>,
    /// The body as it came.
    pub body: &'a [u8],
}

/// What an operation answers. Every type that can be [`Read`], be sent to another thread and borrows nothing is one; a type
/// whose form depends on the HTTP status, or that is no JSON, implements this trait itself.
pub trait Answer: Send + Sized + 'static {
    /// Whether a body that is no JSON leaves an operation's outcome open. Where an API says nothing about its
    /// answers, and none is documented, any body will do; [`RawAnswer::body`](crate::RawAnswer::body) has it.
    const NEEDS_JSON: bool = true;

    /// Reads the answer, or notes in `warnings` why it could not be read and gives `None`.
    fn read_answer(answered: Answered<'_>, warnings: &mut DecodeWarnings) -> Option<Self>;
}

impl<T: Read + Send + 'static> Answer for T {
    const NEEDS_JSON: bool = T::NEEDS_JSON;

    fn read_answer(answered: Answered<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        T::read(answered.json, warnings)
    }
}
