use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use http::{HeaderMap, StatusCode};

use crate::record::evidence::Reason;
use crate::value::echo::Echoes;
use crate::value::json::read::{Answer, Answered};
use crate::value::json::reference::{Found, JsonRef};
use crate::value::json::warning::{Anomaly, DecodeWarnings};
use crate::value::types::sensitive::Sensitive;
use crate::value::wipe::{WipingBuffer, WipingText};

/// An answer as it came: status, headers and body. Cloning it copies a pointer.
///
/// Its `Debug` shows the status and the size, never the content; the body is wiped when the last clone is dropped.
#[derive(Clone)]
pub struct RawAnswer(Arc<Inner>);

struct Inner {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
    flaw: Option<Reason>,
    /// What was found in the body, once, for whoever looks at it.
    found: OnceLock<Found>,
}

/// What came, looked through once for whether it is UTF-8.
enum Body {
    Text(WipingText),
    Bytes {
        bytes: WipingBuffer,
        /// With U+FFFD for what is not UTF-8.
        mended: WipingText,
    },
}

impl Body {
    fn new(bytes: WipingBuffer) -> Self {
        match bytes.into_text() {
            Ok(text) => Self::Text(text),
            Err(bytes) => Self::Bytes {
                mended: String::from_utf8_lossy(bytes.as_ref()).into_owned().into(),
                bytes,
            },
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_ref().as_bytes(),
            Self::Bytes { bytes, .. } => bytes.as_ref(),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Bytes { mended: text, .. } => text.as_ref(),
        }
    }
}

impl RawAnswer {
    pub(crate) fn new(
        status: StatusCode,
        headers: HeaderMap,
        body: WipingBuffer,
        flaw: Option<Reason>,
    ) -> Self {
        Self(Arc::new(Inner {
            status,
            headers,
            body: Body::new(body),
            flaw,
            found: OnceLock::new(),
        }))
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.0.status.as_u16()
    }

    /// Why the body is not whole ([`Reason::Truncated`], [`Reason::TooLarge`], [`Reason::Timeout`]); `None` if it is.
    pub fn flaw(&self) -> Option<Reason> {
        self.0.flaw
    }

    /// The body, byte for byte as far as it came. It may hold anything; do not log it.
    pub fn body(&self) -> &[u8] {
        self.0.body.bytes()
    }

    /// The body as text; what is not UTF-8 is U+FFFD. It may hold anything; do not log it.
    pub fn body_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0.body.text())
    }

    /// The value of a header, if there is one of that name and it is text. It may hold anything; do not log it.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.headers.get(name)?.to_str().ok()
    }

    /// Reads the body as a type, with its decode warnings.
    pub fn decode<A: Answer>(&self) -> (Option<A>, DecodeWarnings) {
        let mut warnings = DecodeWarnings::new();
        self.note(&mut warnings);
        let value = A::read_answer(self.answered(), &mut warnings);
        (value, warnings)
    }

    pub(crate) fn answered(&self) -> Answered<'_> {
        Answered {
            status: self.status(),
            json: self.json(),
            body: self.body(),
        }
    }

    /// Why a body is no JSON that was documented as such, as far as its headers tell.
    pub(crate) fn why_unreadable(&self) -> Reason {
        let coding = self.header("content-encoding").map(str::trim);
        let media = self.header("content-type").unwrap_or_default();
        let is_other = |parameter: &str| {
            let (name, charset) = parameter.split_once('=').unwrap_or_default();
            let charset = charset.trim().trim_matches('"');
            name.trim().eq_ignore_ascii_case("charset")
                && !["utf-8", "utf8", "us-ascii"]
                    .iter()
                    .any(|known| charset.eq_ignore_ascii_case(known))
        };
        if coding
            .is_some_and(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case("identity"))
        {
            Reason::Compressed
        } else if media.split(';').skip(1).any(is_other) {
            Reason::Charset
        } else {
            Reason::Unreadable
        }
    }

    pub(crate) fn is_success(&self) -> bool {
        self.0.status.is_success()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.body().iter().all(u8::is_ascii_whitespace)
    }

    /// The value that the body is, or as much of it as came. However many look at it, the body is looked through once.
    pub(crate) fn json(&self) -> JsonRef<'_> {
        self.found().json(self.0.body.text())
    }

    /// Whether the body is JSON from its first to its last character.
    pub(crate) fn is_whole_json(&self) -> bool {
        self.found().is_whole()
    }

    /// Notes the anomalies of the body as a whole.
    pub(crate) fn note(&self, warnings: &mut DecodeWarnings) {
        if matches!(self.0.body, Body::Bytes { .. }) {
            warnings.note(Anomaly::NotUtf8);
        }
        self.found().note(warnings);
    }

    fn found(&self) -> &Found {
        let text = || Found::of(self.0.body.text());
        self.0.found.get_or_init(text)
    }
}

impl fmt::Debug for RawAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "RawAnswer(status {}, {} bytes, content redacted)",
            self.status(),
            self.body().len()
        )
    }
}

/// An answer that says "accepted", with its typed value.
///
/// Its `Debug` hides the number and the security code of the card that was just sent, wherever the gateway repeats them;
/// the value itself has them, and shows them by itself if they stand where nothing has to be hidden.
#[derive(Clone)]
#[non_exhaustive]
pub struct Accepted<A> {
    /// The answer, as far as it could be understood.
    pub value: A,
    /// The code that said so, where the API has codes.
    pub code: Option<Code>,
    /// The message beside the code.
    pub message: Option<Sensitive<String>>,
    /// Whether the answer acknowledges every entry of the request. It is `false` where a list was accepted in part, as
    /// far as the answer shows: [`reconcile`](crate::Gateway::reconcile) with `handle` says what became of each entry.
    pub is_whole: bool,
    /// Decode warnings: what in the answer was not as documented.
    pub warnings: DecodeWarnings,
    /// The answer as it came.
    pub answer: RawAnswer,
    /// What finds the request again: one that is accepted may be done later.
    pub handle: crate::record::handle::Handle,
    pub(crate) echoes: Echoes,
}

impl<A: fmt::Debug> fmt::Debug for Accepted<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accepted")
            .field("value", &self.echoes.hidden_in(&self.value))
            .field("code", &self.code)
            .field("message", &self.message)
            .field("is_whole", &self.is_whole)
            .field("warnings", &self.warnings)
            .field("answer", &self.answer)
            .field("handle", &self.handle)
            .finish()
    }
}

impl<A> Accepted<A> {
    /// The typed value alone.
    pub fn into_value(self) -> A {
        self.value
    }
}

/// A code of an answer, as it came.
///
/// `Display` and `Debug` show it only if it looks like a code: at most 12 letters, digits, `-`, `_` or `.`, and not the
/// security code that was just sent; so whatever else a confused server puts there cannot reach a log.
#[derive(Clone)]
pub struct Code {
    text: String,
    is_echo: bool,
}

impl Code {
    pub(crate) fn new(text: String) -> Self {
        Self {
            text,
            is_echo: false,
        }
    }

    /// Is not shown from now on if it repeats what was sent.
    pub(crate) fn hide(&mut self, echoes: &Echoes) {
        self.is_echo |= echoes.is_in(&self.text);
    }

    /// The code as it came, whatever it is.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text, if it looks like a code.
    pub(crate) fn shown(&self) -> Option<String> {
        self.is_plausible().then(|| self.text.clone())
    }

    fn is_plausible(&self) -> bool {
        !self.is_echo
            && !self.text.is_empty()
            && self.text.len() <= 12
            && self
                .text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Code {}

impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plausible = self.is_plausible();
        f.write_str(if plausible { &self.text } else { "[not shown]" })
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({self})")
    }
}
