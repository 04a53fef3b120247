//! What every server needs and no document changes: a request taken apart, an answer put together.

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::Security;

/// The file of requests and answers.
pub(super) fn received(security: &Security, is_styled: bool) -> TokenStream {
    let styled = is_styled.then(|| {
        quote! {
            mod styled;

            pub(super) use styled::Styled;
        }
    });
    let credential = credential(security);
    let (requests, forms, answers) = (requests(), forms(), answers());
    quote! {
        #![doc = " A request taken apart, and an answer put together."]
        #![allow(dead_code, reason = "not every reference has forms, or every kind of parameter")]

        #styled

        use std::collections::BTreeMap;

        use axum::body::{Body, Bytes, to_bytes};
        use axum::extract::Request;
        use axum::http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
        use axum::response::Response;
        use gateway_runtime::{Check, Json, JsonWriter, Operation, Read, Sensitive, Strangeness, Write, checked};

        use super::{Finding, Server};

        /// The most bytes of a body that are read: 1 MiB. A longer one is answered with status 413.
        pub const LARGEST_BODY: usize = 1024 * 1024;

        #requests
        #forms
        #credential
        #answers
    }
}

fn requests() -> TokenStream {
    quote! {
        /// Where a parameter comes from.
        #[derive(Clone, Copy)]
        pub(super) enum Source {
            Path,
            Query,
            Header,
            Cookie,
        }

        /// A parameter to look for.
        pub(super) struct Wanted {
            pub(super) source: Source,
            pub(super) name: &'static str,
            pub(super) key: &'static str,
            pub(super) is_list: bool,
        }

        /// A request whose sender may make it, and what was found wrong with it so far.
        pub(super) struct Received {
            operation: &'static Operation,
            parts: Parts,
            body: Bytes,
            findings: Vec<Finding>,
        }

        impl Received {
            /// Asks for the credential, then reads the body; the answer where either fails.
            pub(super) async fn accept<S: Server>(
                server: &S,
                operation: &'static Operation,
                request: Request,
            ) -> Result<Self, Box<Response>> {
                let (parts, body) = request.into_parts();
                if operation.secured {
                    let valid = match credential(&parts) {
                        Some(credential) => server.is_valid_credential(operation, &credential).await,
                        None => false,
                    };
                    if !valid {
                        return Err(Box::new(bare(401)));
                    }
                }
                match to_bytes(body, LARGEST_BODY).await {
                    Ok(body) => Ok(Self { operation, parts, body, findings: Vec::new() }),
                    Err(_) => Err(Box::new(bare(413))),
                }
            }

            pub(super) fn is_valid(&self) -> bool {
                self.findings.is_empty()
            }

            pub(super) fn findings(&self) -> &[Finding] {
                &self.findings
            }

            /// The JSON body, held to the rules of its type.
            pub(super) fn body<T: Read + Check>(&mut self) -> Option<T> {
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

            /// The form body, held to the rules of its type.
            pub(super) fn form<T: Read + Check>(&mut self, repeated: &[&str]) -> Option<T> {
                let Ok(text) = std::str::from_utf8(&self.body) else {
                    return self.whole("must be UTF-8");
                };
                match Tree::parse(text, repeated) {
                    Some(tree) => self.decode(&Json::of(&tree.members), true),
                    None => self.whole("must be a form"),
                }
            }

            /// A body that need not be there.
            pub(super) fn optional<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
                if self.body.is_empty() {
                    return Some(None);
                }
                read(self).map(Some)
            }

            /// The parameters, held to the rules of their type.
            pub(super) fn parameters<T: Read + Check>(&mut self, wanted: &[Wanted]) -> Option<T> {
                let mut out = JsonWriter::new();
                out.object(|object| {
                    for each in wanted {
                        let mut values = self.values(each.source, each.name);
                        match values.pop() {
                            Some(last) if each.is_list => {
                                values.push(last);
                                object.field(each.key, &values);
                            }
                            Some(last) => object.field(each.key, &last),
                            None => {}
                        }
                    }
                });
                match Json::parse(out.expose()) {
                    Ok(json) => self.decode(&json, true),
                    Err(_) => self.whole("must be JSON"),
                }
            }

            /// Every value of a parameter, in the order in which they came.
            fn values(&self, source: Source, name: &str) -> Vec<String> {
                match source {
                    Source::Path => path_value(self.operation.path, self.parts.uri.path(), name).into_iter().collect(),
                    Source::Query => query_values(&self.parts, name),
                    Source::Header => self.parts.headers.get_all(name).iter()
                        .filter_map(|value| value.to_str().ok().map(str::to_owned)).collect(),
                    Source::Cookie => cookie(&self.parts, name).into_iter().collect(),
                }
            }

            /// Reads a type and notes what is odd and what breaks a rule. Text has no types, so that a number which
            /// came as text is as it should be.
            fn decode<T: Read + Check>(&mut self, json: &Json, from_text: bool) -> Option<T> {
                let (value, oddities) = json.decode::<T>();
                for oddity in &oddities {
                    let problem = match oddity.strangeness {
                        Strangeness::Unusual { .. } if from_text => continue,
                        Strangeness::Unusual { expected, found } => format!("is {found} where {expected} is documented"),
                        strangeness => strangeness.to_string(),
                    };
                    self.findings.push(Finding { path: oddity.pointer.clone(), problem });
                }
                match checked(value?) {
                    Ok(value) => Some(value),
                    Err(broken) => {
                        self.findings.extend(broken.rules().iter().map(|broken| Finding {
                            path: broken.path.clone(),
                            problem: broken.rule.to_string(),
                        }));
                        None
                    }
                }
            }

            fn whole<T>(&mut self, problem: &str) -> Option<T> {
                self.findings.push(Finding { path: String::new(), problem: problem.to_owned() });
                None
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
            let utf8 = parts.filter_map(|part| part.strip_prefix("charset="))
                .all(|charset| matches!(charset.trim_matches('"'), "utf-8" | "utf8"));
            utf8 && (media == "application/json" || media == "text/json" || media.ends_with("+json"))
        }

        /// The segment of a path that stands where a template has a name.
        fn path_value(template: &str, path: &str, name: &str) -> Option<String> {
            let wanted = |segment: &str| segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) == Some(name);
            let (_, segment) = template.split('/').zip(path.split('/')).find(|(segment, _)| wanted(segment))?;
            percent_decoded(segment)
        }

        fn query_values(parts: &Parts, name: &str) -> Vec<String> {
            pairs(parts.uri.query().unwrap_or_default())
                .filter_map(|(key, value)| Some((key?, value?)))
                .filter(|(key, _)| key == name)
                .map(|(_, value)| value)
                .collect()
        }

        fn cookie(parts: &Parts, name: &str) -> Option<String> {
            let cookies = parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
            cookies.flat_map(|text| text.split(';')).find_map(|pair| {
                let (key, value) = pair.trim().split_once('=')?;
                (key == name).then(|| value.to_owned())
            })
        }

        /// The pairs of a form or a query; `None` in the place of a text that is not encoded as it should be.
        fn pairs(text: &str) -> impl Iterator<Item = (Option<String>, Option<String>)> {
            text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                let decoded = |text: &str| percent_decoded(&text.replace('+', " "));
                (decoded(name), decoded(value))
            })
        }

        fn percent_decoded(text: &str) -> Option<String> {
            let mut bytes = Vec::with_capacity(text.len());
            let mut rest = text.bytes();
            while let Some(byte) = rest.next() {
                if byte == b'%' {
                    let mut digit = || char::from(rest.next()?).to_digit(16);
                    let value = digit()? * 16 + digit()?;
                    bytes.push(u8::try_from(value).ok()?);
                } else {
                    bytes.push(byte);
                }
            }
            String::from_utf8(bytes).ok()
        }
    }
}

fn forms() -> TokenStream {
    quote! {
        /// A form whose names say with brackets what stands in what.
        #[derive(Default)]
        struct Tree {
            text: String,
            members: BTreeMap<String, Tree>,
        }

        impl Tree {
            const DEEPEST: usize = 32;

            /// Reads a form; the names that are repeated are those of lists.
            fn parse(text: &str, repeated: &[&str]) -> Option<Self> {
                let mut root = Self::default();
                for (name, value) in pairs(text) {
                    let mut name = name?;
                    if repeated.contains(&name.as_str()) {
                        name.push_str("[]");
                    }
                    let mut tree = &mut root;
                    for (depth, step) in name.split('[').enumerate() {
                        if depth > Self::DEEPEST {
                            return None;
                        }
                        let step = if depth == 0 { step } else { step.strip_suffix(']')? };
                        let next = tree.members.len().to_string();
                        let step = if step.is_empty() { next } else { step.to_owned() };
                        tree = tree.members.entry(step).or_default();
                    }
                    tree.text = value?;
                }
                Some(root)
            }

            /// The members as a list, where they are numbered.
            fn elements(&self) -> Option<BTreeMap<usize, &Self>> {
                self.members.iter().map(|(name, tree)| Some((name.parse().ok()?, tree))).collect()
            }
        }

        impl Write for Tree {
            fn write(&self, out: &mut JsonWriter) {
                match self.elements() {
                    _ if self.members.is_empty() => out.string(&self.text),
                    Some(elements) => out.list(|list| elements.values().for_each(|element| list.element(*element))),
                    None => out.object(|object| {
                        self.members.iter().for_each(|(name, member)| object.field(name, member));
                    }),
                }
            }
        }
    }
}

/// Where the credential stands, as the security scheme says.
fn credential(security: &Security) -> TokenStream {
    let found = match security {
        Security::None => quote! {
            let _ = parts;
            None
        },
        Security::ApiKeyHeader(name) => {
            quote!(parts.headers.get(#name)?.to_str().ok().map(str::to_owned))
        }
        Security::ApiKeyQuery(name) => quote!(query_values(parts, #name).pop()),
        Security::ApiKeyCookie(name) => quote!(cookie(parts, #name)),
        Security::Bearer => quote!(after_scheme(parts, "Bearer")),
        Security::Basic => quote!(after_scheme(parts, "Basic")),
    };
    quote! {
        fn credential(parts: &Parts) -> Option<Sensitive<String>> {
            let found: Option<String> = { #found };
            found.map(Sensitive::new)
        }

        fn after_scheme(parts: &Parts, wanted: &str) -> Option<String> {
            let stated = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
            let (scheme, credential) = stated.split_once(' ')?;
            scheme.eq_ignore_ascii_case(wanted).then(|| credential.trim().to_owned())
        }
    }
}

fn answers() -> TokenStream {
    quote! {
        /// A value as the body of an answer.
        pub(super) fn written(status: u16, value: &(impl Write + ?Sized)) -> Response {
            let mut out = JsonWriter::new();
            value.write(&mut out);
            json(status, out.expose())
        }

        pub(super) fn json(status: u16, text: &str) -> Response {
            let mut answer = bare(status);
            answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *answer.body_mut() = Body::from(text.to_owned());
            answer
        }

        pub(super) fn bare(status: u16) -> Response {
            let mut answer = Response::new(Body::empty());
            *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            answer
        }

        /// Status 400 with the findings: `{"findings": [{"path": …, "problem": …}]}`.
        pub(super) fn bad_request(findings: &[Finding]) -> Response {
            let mut out = JsonWriter::new();
            out.object(|object| object.field("findings", findings));
            json(400, out.expose())
        }

        impl Write for Finding {
            fn write(&self, out: &mut JsonWriter) {
                out.object(|object| {
                    object.field("path", &self.path);
                    object.field("problem", &self.problem);
                });
            }
        }
    }
}
