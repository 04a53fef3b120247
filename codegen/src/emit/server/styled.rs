//! The file that reads parameters in other styles than plain text, for documents that have such.

use proc_macro2::TokenStream;
use quote::quote;

/// The file of the styles.
pub(super) fn styled() -> TokenStream {
    let (reading, splitting) = (reading(), splitting());
    quote! {
        #![doc = " Parameters that the reference wants written otherwise than as plain text."]

        use axum::http::request::Parts;
        use gateway_runtime::{Check, Json, JsonWriter, Read, Style};

        use super::{Received, Source, Tree, Wanted, percent_decoded, query_values};

        /// A parameter to look for, with its style.
        pub(in super::super) struct Styled {
            pub(in super::super) wanted: Wanted,
            pub(in super::super) style: Style,
            /// The members of an object; none of a text, a list or a map.
            pub(in super::super) members: &'static [&'static str],
            /// Whether it is an object or a map.
            pub(in super::super) is_object: bool,
        }

        #reading
        #splitting
    }
}

fn reading() -> TokenStream {
    quote! {
        impl Received {
            /// The parameters, plain ones and others, held to the rules of their type.
            pub(in super::super) fn styled<T: Read + Check>(&mut self, plain: &[Wanted], styled: &[Styled]) -> Option<T> {
                let mut out = JsonWriter::new();
                out.object(|object| {
                    for each in plain {
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
                    for each in styled {
                        if let Some(value) = self.value(each) {
                            object.field(each.wanted.key, &value);
                        }
                    }
                });
                match Json::parse(out.expose()) {
                    Ok(json) => self.decode(&json, true),
                    Err(_) => self.whole("must be JSON"),
                }
            }

            /// The value of one parameter as JSON; `None` where it is not there, or not as its style has it.
            fn value(&self, styled: &Styled) -> Option<Json> {
                let Wanted { source, name, .. } = styled.wanted;
                match styled.style {
                    Style::Members => members(&self.parts, styled.members),
                    Style::Brackets => brackets(&self.parts, name),
                    Style::Reserved => {
                        let mut values = query_values(&self.parts, name);
                        let last = values.pop()?;
                        if styled.wanted.is_list {
                            values.push(last);
                            Some(Json::of(&values))
                        } else {
                            Some(Json::of(&last))
                        }
                    }
                    Style::Json => {
                        let text = match source {
                            Source::Query => query_values(&self.parts, name).pop()?,
                            Source::Path => percent_decoded(self.segment(name)?)?,
                            _ => self.values(source, name).pop()?,
                        };
                        Json::parse(text).ok()
                    }
                    style => {
                        let raw = match source {
                            Source::Path => self.segment(name)?.to_owned(),
                            Source::Query => raw_query(&self.parts, name)?,
                            _ => {
                                let values = self.values(source, name);
                                if values.is_empty() {
                                    return None;
                                }
                                values.join(",")
                            }
                        };
                        split(&raw, style, name, styled, source)
                    }
                }
            }

            /// The segment of the path that stands where the template has a name, still encoded.
            fn segment(&self, name: &str) -> Option<&str> {
                let wanted = |segment: &str| segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) == Some(name);
                let mut segments = self.operation.path.split('/').zip(self.parts.uri.path().split('/'));
                segments.find(|(segment, _)| wanted(segment)).map(|(_, segment)| segment)
            }
        }

        fn members(parts: &Parts, names: &[&str]) -> Option<Json> {
            let mut found = Vec::new();
            for name in names {
                if let Some(value) = query_values(parts, name).pop() {
                    found.push(((*name).to_owned(), value));
                }
            }
            (!found.is_empty()).then(|| object(found))
        }

        /// What stands in brackets behind a name, and under the name itself.
        fn brackets(parts: &Parts, name: &str) -> Option<Json> {
            let query = parts.uri.query()?;
            let own: Vec<&str> = query.split('&').filter(|pair| {
                let (key, _) = pair.split_once('=').unwrap_or((pair, ""));
                let key = percent_decoded(key).unwrap_or_default();
                key.split('[').next() == Some(name)
            }).collect();
            let tree = Tree::parse(&own.join("&"), &[])?;
            tree.members.get(name).map(Json::of)
        }

        fn object(members: Vec<(String, String)>) -> Json {
            let mut out = JsonWriter::new();
            out.object(|object| members.iter().for_each(|(name, value)| object.field(name, value)));
            Json::parse(out.expose()).unwrap_or_default()
        }
    }
}

fn splitting() -> TokenStream {
    quote! {
        /// The value of a query as it came, still encoded.
        fn raw_query(parts: &Parts, name: &str) -> Option<String> {
            let mut pairs = parts.uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| percent_decoded(key).as_deref() == Some(name)).map(|(_, value)| value.to_owned())
        }

        /// Splits what stands between commas, points, semicolons, spaces or bars.
        fn split(raw: &str, style: Style, name: &str, styled: &Styled, source: Source) -> Option<Json> {
            // A query may have a space in either form; a header is not encoded at all.
            let decoded = |text: &str| match source {
                Source::Header => Some(text.trim().to_owned()),
                Source::Query => percent_decoded(&text.replace('+', " ")),
                _ => percent_decoded(text),
            };
            let normal = match style {
                Style::Spaces => raw.replace("%20", "+"),
                Style::Pipes => raw.replace("%7C", "|").replace("%7c", "|"),
                Style::Label { .. } => raw.strip_prefix('.')?.to_owned(),
                Style::Matrix { .. } => raw.strip_prefix(';')?.to_owned(),
                _ => raw.to_owned(),
            };
            let (between, explode) = match style {
                Style::Spaces => ('+', false),
                Style::Pipes => ('|', false),
                Style::Label { explode: true } => ('.', true),
                Style::Matrix { explode: true } => (';', true),
                Style::Commas { explode } => (',', explode),
                _ => (',', false),
            };
            let is_matrix = matches!(style, Style::Matrix { .. });
            // The name stands once before what is not exploded, and before each element of a list that is.
            let unnamed = |text: &str| -> Option<String> {
                match text.split_once('=') {
                    Some((key, value)) if percent_decoded(key).as_deref() == Some(name) => Some(value.to_owned()),
                    None if percent_decoded(text).as_deref() == Some(name) => Some(String::new()),
                    _ => None,
                }
            };
            let normal = if is_matrix && !explode { unnamed(&normal)? } else { normal };
            if styled.is_object {
                let parts: Vec<&str> = normal.split(between).collect();
                let mut found = Vec::new();
                if explode {
                    for part in parts {
                        let (key, value) = part.split_once('=').unwrap_or((part, ""));
                        found.push((decoded(key)?, decoded(value)?));
                    }
                } else {
                    for pair in parts.chunks(2) {
                        let [key, value] = pair else { return None };
                        found.push((decoded(key)?, decoded(value)?));
                    }
                }
                return Some(object(found));
            }
            let mut texts = Vec::new();
            if styled.wanted.is_list {
                for part in normal.split(between) {
                    let part = if is_matrix && explode { unnamed(part)? } else { part.to_owned() };
                    texts.push(decoded(&part)?);
                }
                return Some(Json::of(&texts));
            }
            let only = if is_matrix && explode { unnamed(&normal)? } else { normal };
            decoded(&only).map(|text| Json::of(text.as_str()))
        }
    }
}
