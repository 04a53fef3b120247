use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};

use crate::record::call::Call;
use crate::record::call::body::JSON;
use crate::record::operation::Operation;
use crate::value::check::violation::{Rule, ValidationError, Violation};
use crate::value::echo::Echoes;
use crate::value::form::{begin_pair, encode};
use crate::value::types::sensitive::Sensitive;
use crate::value::wipe::WipingBuffer;

/// A call that was checked, in the form in which it is sent.
pub(crate) struct Parts {
    pub(crate) path: WipingBuffer,
    /// With its question mark; empty if there is none.
    pub(crate) query: WipingBuffer,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) cookies: Vec<(&'static str, Sensitive<String>)>,
    pub(crate) body: Option<Bytes>,
    /// The media type of the body.
    pub(crate) media_type: Cow<'static, str>,
    /// The media types that are asked for.
    pub(crate) accept: &'static str,
    /// What must not be shown if an answer repeats it.
    pub(crate) echoes: Echoes,
}

impl Call {
    /// The parts to send, or everything that is wrong with them.
    pub(crate) fn finish(mut self, operation: &Operation) -> Result<Parts, ValidationError> {
        let (path, fixed) = in_parts(operation.path);
        let path = self.fill(path);
        let mut query = WipingBuffer::default();
        if let Some(fixed) = fixed {
            query.extend(b"?");
            query.extend(self.fill(fixed).as_ref());
        }
        let media_type = self.body.media_type(&self.media_types);
        if media_type.is_none() {
            let rule = Rule::Form("of a media type that the operation takes, named by `of_type`");
            self.violations.push(Violation {
                path: String::new(),
                rule,
            });
        }
        let media_type = match media_type {
            Some(media_type) if self.violations.is_empty() => media_type,
            _ => return Err(ValidationError::new(self.violations)),
        };
        for (name, value) in &self.queries {
            begin_pair(b"?", name, &mut query);
            encode(value.expose(), &mut query);
        }
        if self.styled_query.len() > 0 {
            query.extend(if query.len() == 0 { b"?" } else { b"&" });
            query.extend(self.styled_query.as_ref());
        }
        Ok(Parts {
            path,
            query,
            headers: self.headers,
            cookies: self.cookies,
            media_type,
            body: self.body.into_bytes(),
            accept: self.accept.unwrap_or(JSON),
            echoes: self.echoes,
        })
    }

    fn fill(&mut self, template: &'static str) -> WipingBuffer {
        let mut path = WipingBuffer::default();
        let mut rest = template;
        while let Some((plain, tail)) = rest.split_once('{') {
            path.extend(plain.as_bytes());
            let (name, after) = tail.split_once('}').unwrap_or((tail, ""));
            let plain = self.paths.iter().find(|(given, _)| *given == name);
            let mut styled = self.styled_paths.iter();
            match (plain, styled.find(|(given, _)| *given == name)) {
                (Some((_, value)), _) => encode(value.expose(), &mut path),
                (None, Some((_, encoded))) => path.extend(encoded.as_ref()),
                (None, None)
                    if self
                        .violations
                        .iter()
                        .any(|violation| violation.path.strip_prefix('/') == Some(name)) => {}
                (None, None) => self.report(name, Rule::Required),
            }
            rest = after;
        }
        path.extend(rest.as_bytes());
        path
    }
}

/// The path of a template, and the query that it may have. A fragment is never sent.
pub(crate) fn in_parts(template: &str) -> (&str, Option<&str>) {
    let sent = template.split('#').next().unwrap_or(template);
    match sent.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (sent, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::READS;

    const OPERATION: Operation = Operation {
        path: "/v1/{id}/parts/{part}",
        ..READS
    };

    fn text(value: &str) -> String {
        value.to_owned()
    }

    #[test]
    fn parameters_are_encoded() {
        let call = Call::new()
            .path("id", &text("a/b ?#ü"))
            .path("part", &7_u32)
            .query("q", &text("x&y=z"))
            .query("none", &None::<String>)
            .query("list", &vec![1_u32, 2]);
        let parts = call.finish(&OPERATION).unwrap();
        assert_eq!(
            parts.path.as_str(),
            Some("/v1/a%2Fb%20%3F%23%C3%BC/parts/7")
        );
        assert_eq!(parts.query.as_str(), Some("?q=x%26y%3Dz&list=1&list=2"));
    }

    #[test]
    fn a_query_that_a_path_has_comes_first_and_its_fragment_is_not_sent() {
        let operation = |path| Operation { path, ..READS };
        let sent = |path| {
            let call = Call::new().path("id", &text("a?b")).query("q", &7_u32);
            let parts = call.finish(&operation(path)).unwrap();
            let [path, query] = [&parts.path, &parts.query].map(|part| part.as_str().map(text));
            path.unwrap() + &query.unwrap()
        };
        assert_eq!(sent("/v1?do=it"), "/v1?do=it&q=7");
        assert_eq!(sent("/v1/{id}?to={id}"), "/v1/a%3Fb?to=a%3Fb&q=7");
        assert_eq!(sent("/#Action=Do?a"), "/?q=7");
        assert_eq!(sent("/{id}?a=b#c"), "/a%3Fb?a=b&q=7");
    }

    #[test]
    fn nothing_can_lead_to_another_path_or_header() {
        let call = Call::new()
            .path("id", &text(".."))
            .header("X-Trace", &text("a\r\nEvil: b"))
            .cookie("c", &text("a; b"));
        let error = call.finish(&OPERATION).map(|_| ()).unwrap_err();
        assert_eq!(
            error
                .violations()
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>(),
            [
                "/id must be a single path segment",
                "/X-Trace must be text that can stand in a header",
                "/c must be text that can stand in a cookie",
                "/part must be given",
            ]
        );
    }
}
