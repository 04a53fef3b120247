use std::fmt;

use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, header};

use super::answers::bare;
use super::finding::Finding;
use super::parameter::{Parameter, Source};
use super::path::captured;
use super::tree::Tree;
use super::urlencoded::decoded;
use super::values::{cookie, plain, query_values};
use crate::record::call::Call;
use crate::record::call::parts::in_parts;
use crate::record::operation::Operation;
use crate::value::check::rules::{Check, validate};
use crate::value::form::FormStyle;
use crate::value::json::read::Read;
use crate::value::json::untyped::Json;
use crate::value::json::warning::Anomaly;
use crate::value::json::writer::{JsonWriter, Write};
use crate::value::types::whole::{Binary, PlainText};

/// The most bytes of a body that are read: 1 MiB. A longer one is answered with status 413.
pub const LARGEST_BODY: usize = 1024 * 1024;

/// A request that came whole, and what was found wrong with it so far.
pub struct Received {
    operation: &'static Operation,
    pub(super) parts: Parts,
    body: Bytes,
    findings: Vec<Finding>,
}

impl Received {
    /// Reads a request to its end.
    ///
    /// # Errors
    ///
    /// The answer where that fails: 413, for a body that is too long or breaks off.
    pub async fn read(
        operation: &'static Operation,
        request: Request,
    ) -> Result<Self, Box<Response>> {
        let (parts, body) = request.into_parts();
        match to_bytes(body, LARGEST_BODY).await {
            Ok(body) => Ok(Self {
                operation,
                parts,
                body,
                findings: Vec::new(),
            }),
            Err(_) => Err(Box::new(bare(413))),
        }
    }

    /// What was found wrong so far; empty while nothing was.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The body as it came.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// Adds what else is wrong.
    pub fn note(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
    }

    /// The JSON body, held to the rules of its type.
    pub fn body<T: Read + Check>(&mut self) -> Option<T> {
        if !is_json(&self.parts.headers) {
            return self.whole("must be sent as application/json in UTF-8");
        }
        let Ok(text) = std::str::from_utf8(&self.body) else {
            return self.whole("must be UTF-8");
        };
        match Json::parse(text) {
            Ok(json) => self.decode(&json, false),
            Err(_) => self.whole("must be JSON"),
        }
    }

    /// The form body, held to the rules of its type. Its members stand in brackets, or in their style.
    pub fn form<T: Read + Check>(&mut self, styles: &[(&str, FormStyle)]) -> Option<T> {
        let Ok(text) = std::str::from_utf8(&self.body) else {
            return self.whole("must be UTF-8");
        };
        match Tree::parse(text, styles) {
            Some(tree) => self.decode(&Json::of(&tree.members), true),
            None => self.whole("must be a form"),
        }
    }

    /// The body as the text that it is, of the media type that it came as.
    pub fn text(&mut self) -> Option<PlainText> {
        match std::str::from_utf8(&self.body) {
            Ok(text) => Some(PlainText::named(text.to_owned(), self.media_type())),
            Err(_) => self.whole("must be UTF-8"),
        }
    }

    /// The body as the bytes that it is, of the media type that it came as.
    pub fn binary(&mut self) -> Option<Binary> {
        Some(Binary::named(self.body.clone(), self.media_type()))
    }

    fn media_type(&self) -> Option<String> {
        let stated = self.parts.headers.get(header::CONTENT_TYPE)?;
        stated.to_str().ok().map(str::to_owned)
    }

    /// A body that need not be there.
    pub fn optional<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        if self.body.is_empty() {
            return Some(None);
        }
        read(self).map(Some)
    }

    /// The parameters, held to the rules of their type.
    pub fn parameters<T: Read + Check>(&mut self, wanted: &[Parameter]) -> Option<T> {
        let mut out = JsonWriter::new();
        out.object(|object| {
            for each in wanted {
                if let Some(value) = self.parameter(each) {
                    object.field(each.key, &value);
                }
            }
        });
        match Json::parse(out.expose()) {
            Ok(json) => self.decode(&json, true),
            Err(_) => self.whole("must be JSON"),
        }
    }

    /// The value of a parameter as JSON; `None` where it is not there, or not as its style has it.
    fn parameter(&self, wanted: &Parameter) -> Option<Json> {
        match wanted.style {
            Some(style) => self.styled(wanted, style),
            None => plain(self.values(wanted.source, wanted.name), wanted.wire),
        }
    }

    /// Every value of a parameter, in the order in which they came.
    pub(super) fn values(&self, source: Source, name: &str) -> Vec<String> {
        match source {
            Source::Path => self.segment(name).and_then(decoded).into_iter().collect(),
            Source::Query => query_values(&self.parts.uri, name),
            Source::Header => self
                .parts
                .headers
                .get_all(name)
                .iter()
                .filter_map(|value| value.to_str().ok().map(str::to_owned))
                .collect(),
            Source::Cookie => cookie(&self.parts.headers, name).into_iter().collect(),
        }
    }

    /// What stands in the path where the template has a name, still encoded.
    pub(super) fn segment(&self, name: &str) -> Option<&str> {
        let found = captured(in_parts(self.operation.path).0, self.parts.uri.path())?;
        let mut found = found.into_iter();
        found
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// Reads a type and notes decode warnings and violations. Text has no types, so that a number which
    /// came as text is as it should be.
    fn decode<T: Read + Check>(&mut self, json: &Json, from_text: bool) -> Option<T> {
        decoded_strictly(json, from_text, &mut self.findings)
    }

    fn whole<T>(&mut self, problem: &str) -> Option<T> {
        self.findings.push(Finding::new("", problem));
        None
    }
}

fn decoded_strictly<T: Read + Check>(
    json: &Json,
    from_text: bool,
    findings: &mut Vec<Finding>,
) -> Option<T> {
    let (value, warnings) = json.decode::<T>();
    for warning in &warnings {
        let problem = match warning.anomaly {
            Anomaly::Unusual { .. } if from_text => continue,
            Anomaly::Unusual { expected, found } => {
                format!("is {found} where {expected} is documented")
            }
            anomaly => anomaly.to_string(),
        };
        findings.push(Finding::new(&*warning.pointer, problem));
    }
    let value = value?;
    match validate(&value) {
        Ok(()) => Some(value),
        Err(error) => {
            let violations = error.violations().iter();
            findings.extend(violations.map(|one| Finding::new(&*one.path, one.rule.to_string())));
            None
        }
    }
}

/// The call of a request in JSON that is read as its type, as a server would read it, and held to its rules. A generated crate
/// chooses the type by the operation.
///
/// # Errors
///
/// Everything that is wrong with the request, without its values.
pub fn call<T: Read + Check + Write>(body: &Json) -> Result<Call, Vec<Finding>> {
    let mut findings = Vec::new();
    match decoded_strictly::<T>(body, false, &mut findings) {
        Some(request) if findings.is_empty() => Ok(Call::new().body(&request)),
        Some(_) => Err(findings),
        None => {
            if findings.is_empty() {
                findings.push(Finding::new("", "is not what the operation takes"));
            }
            Err(findings)
        }
    }
}

// A request holds credentials and cards.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("operation", &self.operation.id)
            .field("findings", &self.findings)
            .finish_non_exhaustive()
    }
}

/// Whether a body says that it is JSON, or says nothing.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(stated) = headers.get(header::CONTENT_TYPE) else {
        return true;
    };
    let stated = stated.to_str().unwrap_or_default().to_ascii_lowercase();
    let mut parts = stated.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default();
    let utf8 = parts
        .filter_map(|part| part.strip_prefix("charset="))
        .all(|charset| matches!(charset.trim_matches('"'), "utf-8" | "utf8"));
    utf8 && (media == "application/json" || media == "text/json" || media.ends_with("+json"))
}
