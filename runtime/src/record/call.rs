mod body;
pub(crate) mod parts;
mod shown;
pub(crate) mod style;

use std::fmt;
use std::time::SystemTime;

use http::{HeaderName, HeaderValue};

use crate::record::attempt::Attempt;
use crate::record::call::body::{Body, FORM};
use crate::record::header::{is_cookie_value, sensitive_header};
use crate::value::check::checks::Checks;
use crate::value::check::rules::{Check, Objections, Rules};
use crate::value::check::violation::{Rule, Violation};
use crate::value::echo::Echoes;
use crate::value::form::{FormStyle, encoded};
use crate::value::json::reference::JsonRef;
use crate::value::json::writer::{JsonWriter, Write};
use crate::value::json::writing::each_plain;
use crate::value::multipart::{Multipart, PartsWriter};
use crate::value::types::sensitive::Sensitive;
use crate::value::types::whole::{Binary, PlainText};
use crate::value::wipe::WipingBuffer;

/// What one call sends: the values of the operation's parameters and its body. Each is checked and written at once, so
/// a call borrows nothing; what is wrong with it is said when it is made.
///
/// ```
/// use gateway_runtime::Call;
///
/// let call = Call::new().path("id", &"tr_1".to_owned()).query("limit", &Some(10_u32)).body(&vec![true]);
/// assert_eq!(format!("{call:?}"), "Call(body of 6 bytes, content redacted)");
/// ```
#[derive(Default)]
pub struct Call {
    paths: Vec<(&'static str, Sensitive<String>)>,
    queries: Vec<(&'static str, Sensitive<String>)>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cookies: Vec<(&'static str, Sensitive<String>)>,
    /// Parameters of the path that are encoded already.
    styled_paths: Vec<(&'static str, WipingBuffer)>,
    /// Pairs of the query that are encoded already.
    styled_query: WipingBuffer,
    body: Body,
    /// The media types of the body, where they are others than is usual for what it is written as.
    media_types: Vec<&'static str>,
    /// The media types that are asked for, where that is not plain JSON.
    accept: Option<&'static str>,
    violations: Vec<Violation>,
    /// What speaks against it, where that is asked for.
    objections: Objections,
    /// Whether nobody will ask.
    is_unquestioned: bool,
    /// Which purchase it is an attempt of.
    attempt: Option<Attempt>,
    /// What must not be shown if an answer repeats it.
    echoes: Echoes,
}

impl Call {
    /// A call without parameters and without a body.
    pub fn new() -> Self {
        Self::default()
    }

    /// One that is held to these checks alone.
    pub(crate) fn questioned_by(checks: Checks) -> Self {
        Self {
            is_unquestioned: checks == Checks::none(),
            ..Self::default()
        }
    }

    /// Says which purchase of the shop this payment is an attempt of. It needs a journal, and is not sent
    /// ([`Reason::AnotherAttempt`](crate::Reason::AnotherAttempt)) while another attempt of that purchase, or another
    /// payment of its order number, is anything but conclusively not made, as far as the journal sees. Captures, voids and
    /// refunds are sent in any case.
    #[must_use]
    pub fn attempt(mut self, attempt: Attempt) -> Self {
        let is_named = !attempt.purchase.trim().is_empty() && attempt.purchase.len() <= 256;
        if !is_named {
            self.report(
                "attempt",
                Rule::Form("a purchase's name of at most 256 bytes"),
            );
        }
        self.attempt = Some(attempt);
        self
    }

    pub(crate) fn attempt_of(&self) -> Option<&Attempt> {
        self.attempt.as_ref()
    }

    /// Gives a parameter of the path. It is percent-encoded; an empty one, `.` and `..` are refused, since they would
    /// lead to another path.
    pub fn path(mut self, name: &'static str, value: &(impl Check + Write)) -> Self {
        let mut values = self.texts(name, value);
        match values.pop() {
            Some(text)
                if values.is_empty() && !matches!(text.expose().as_str(), "" | "." | "..") =>
            {
                self.paths.push((name, text))
            }
            Some(_) => self.report(name, Rule::Form("a single path segment")),
            None => self.report(name, Rule::Required),
        }
        self
    }

    /// Gives a parameter of the query. An absent option is left out, also in a list, which gives one pair for each element: an
    /// empty list cannot be told from an absent one.
    pub fn query(mut self, name: &'static str, value: &(impl Check + Write)) -> Self {
        let values = self.texts(name, value);
        self.queries
            .extend(values.into_iter().map(|text| (name, text)));
        self
    }

    /// Gives a header. An absent option is left out; a list gives one header for each element. A value that cannot
    /// stand in a header, with a line break for instance, is refused.
    pub fn header(mut self, name: &'static str, value: &(impl Check + Write)) -> Self {
        for text in self.texts(name, value) {
            match (name.parse::<HeaderName>(), sensitive_header(text.expose())) {
                (Ok(header), Some(text)) => self.headers.push((header, text)),
                _ => self.report(name, Rule::Form("text that can stand in a header")),
            }
        }
        self
    }

    /// Gives a cookie. An absent option is left out. A value that cannot stand in a cookie is refused.
    pub fn cookie(mut self, name: &'static str, value: &(impl Check + Write)) -> Self {
        for text in self.texts(name, value) {
            if is_cookie_value(text.expose()) {
                self.cookies.push((name, text));
            } else {
                self.report(name, Rule::Form("text that can stand in a cookie"));
            }
        }
        self
    }

    /// Checks the parameters as a whole, beyond what each says for itself.
    pub fn check(mut self, parameters: &(impl Check + ?Sized)) -> Self {
        parameters.check(&mut self.rules());
        self
    }

    /// Gives the body, which is sent as JSON.
    pub fn body(mut self, body: &(impl Check + Write + ?Sized)) -> Self {
        body.check(&mut self.rules());
        // The largest request that there is has 1.6 KB.
        let mut out = JsonWriter::with_capacity(2048);
        body.write(&mut out);
        self.written(out)
    }

    /// Gives the body, which is sent as a form: nested members as `owner[member]`, list elements as `list[0]`. A form has no
    /// words for an empty list, an empty object or null, which cannot be told from an absent one.
    pub fn form(self, body: &(impl Check + Write + ?Sized)) -> Self {
        self.form_as(&[], body)
    }

    /// Gives the body, which is sent as a form in which these members are written in a style of their own, such as
    /// `list=1&list=2`.
    pub fn form_as(
        mut self,
        styles: &[(&str, FormStyle)],
        body: &(impl Check + Write + ?Sized),
    ) -> Self {
        body.check(&mut self.rules());
        let mut out = JsonWriter::new();
        body.write(&mut out);
        self.written_form(styles, out)
    }

    /// Gives the body, which is sent as the text that it is.
    pub fn text(mut self, body: &PlainText) -> Self {
        let mut text = WipingBuffer::with_capacity(body.expose().len());
        text.extend(body.expose().as_bytes());
        self.body = Body::Text(text, body.media_type().map(str::to_owned));
        self
    }

    /// Gives the body, which is sent as the bytes that it is.
    pub fn binary(mut self, body: &Binary) -> Self {
        self.body = Body::Binary(body.clone());
        self
    }

    /// Gives the body, which is sent in several parts, as `multipart/form-data`.
    pub fn multipart(mut self, body: &(impl Check + Multipart + ?Sized)) -> Self {
        body.check(&mut self.rules());
        let mut parts = PartsWriter::new();
        body.write_parts(&mut parts);
        let (written, media_type, echoes) = parts.finish();
        self.echoes.append(echoes);
        self.body = Body::Parts(written, media_type);
        self
    }

    /// Names the media type that the body is sent as, where that is another than is usual for its form. Text and bytes may be of
    /// one of several, of which some may be open, such as `image/*`; [`PlainText::of_type`] and [`Binary::of_type`] choose.
    pub fn sent_as(mut self, media_types: &[&'static str]) -> Self {
        self.media_types = media_types.to_vec();
        self
    }

    /// Names the media types that are asked for, as the header `Accept` has them; `application/json` otherwise.
    pub fn accepting(mut self, media_types: &'static str) -> Self {
        self.accept = Some(media_types);
        self
    }

    /// Gives what need not be there, such as a body, if it is.
    ///
    /// ```
    /// use gateway_runtime::Call;
    ///
    /// let body: Option<&bool> = None;
    /// let call = Call::new().with(body, |call, body| call.body(body));
    /// assert_eq!(format!("{call:?}"), "Call(body of 0 bytes, content redacted)");
    /// ```
    pub fn with<T: ?Sized>(self, value: Option<&T>, give: impl FnOnce(Self, &T) -> Self) -> Self {
        match value {
            Some(value) => give(self, value),
            None => self,
        }
    }

    /// Whether the number of a card is sent, by the class that the document gives its fields.
    ///
    /// ```
    /// use gateway_runtime::{Call, Pan};
    ///
    /// let pan = Pan::new("4242424242424242")?;
    /// assert!(Call::new().body(&pan).holds_card_number());
    /// assert!(!Call::new().body(&"4242424242424242".to_owned()).holds_card_number());
    /// # Ok::<(), gateway_runtime::ValidationError>(())
    /// ```
    pub fn holds_card_number(&self) -> bool {
        self.echoes.has_number()
    }

    /// The body as JSON; `null` if it is none.
    pub(crate) fn json(&self) -> JsonRef<'_> {
        match &self.body {
            Body::Json(json) | Body::Form(_, json) => json.json(),
            Body::None | Body::Text(..) | Body::Binary(_) | Body::Parts(..) => JsonRef::NULL,
        }
    }

    /// The value of a parameter of the path or the query.
    pub(crate) fn parameter(&self, name: &str) -> Option<&String> {
        let mut given = self.paths.iter().chain(&self.queries);
        given
            .find(|(known, _)| *known == name)
            .map(|(_, text)| text.expose())
    }

    /// Gives a body that is written already.
    pub(crate) fn written(mut self, mut body: JsonWriter) -> Self {
        self.echoes.append(body.take_echoes());
        self.body = Body::Json(body);
        self
    }

    /// Gives a body that is written already, to be sent as this media type: a form, or JSON.
    pub(crate) fn written_as(self, media_type: &'static str, body: JsonWriter) -> Self {
        let call = match media_type {
            FORM => self.written_form(&[], body),
            _ => self.written(body),
        };
        call.sent_as(&[media_type])
    }

    fn written_form(mut self, styles: &[(&str, FormStyle)], mut body: JsonWriter) -> Self {
        self.echoes.append(body.take_echoes());
        self.body = Body::Form(encoded(&body, styles), body);
        self
    }

    /// Says what the checks that are switched on have against it.
    pub(crate) fn held_to(mut self, checks: Checks, now: SystemTime) -> Self {
        for (path, objection) in std::mem::take(&mut self.objections) {
            let violation = objection
                .asked(checks, now)
                .map(|rule| Violation { path, rule });
            let is_new = |violation: &Violation| !self.violations.contains(violation);
            let new = violation.filter(is_new);
            self.violations.extend(new);
        }
        self
    }

    /// The texts of a scalar (one), a list (each) or an absent value (none).
    fn texts(
        &mut self,
        name: &'static str,
        value: &(impl Check + Write),
    ) -> Vec<Sensitive<String>> {
        self.rules().field(name, value);
        let mut texts = Vec::new();
        each_plain(value, &mut self.echoes, |single| {
            texts.push(Sensitive::new(single.text().to_owned()));
        });
        texts
    }

    fn rules(&mut self) -> Rules<'_> {
        match self.is_unquestioned {
            true => Rules::collect(&mut self.violations),
            false => Rules::objecting(&mut self.violations, &mut self.objections),
        }
    }

    fn report(&mut self, name: &str, rule: Rule) {
        self.violations.push(Violation {
            path: format!("/{name}"),
            rule,
        });
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Call(body of {} bytes, content redacted)",
            self.body.len()
        )
    }
}
