//! Parameters that a document wants written otherwise than their place alone says.

use crate::record::call::Call;
use crate::record::call::shown::{Shown, matrix, members, plain};
use crate::record::header::sensitive_header;
use crate::value::check::rules::Check;
use crate::value::check::violation::Rule;
use crate::value::form::{self, FormStyle, begin_pair, encode, encode_reserved, pairs};
use crate::value::json::reference::JsonRef;
use crate::value::json::warning::DecodeWarnings;
use crate::value::json::writer::{JsonWriter, Write};
use crate::value::json::writing::each_plain;
use crate::value::plain::Single;
use crate::value::types::sensitive::Sensitive;
use crate::value::wipe::WipingBuffer;

use http::HeaderName;

/// How a parameter is written, where that is not the plain text of its place.
///
/// Where `explode` is set, the elements of a list and the members of an object are written one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// Elements between commas, members as `name,value` or, exploded, as `name=value`.
    Commas {
        /// Whether members are written as `name=value`.
        explode: bool,
    },
    /// Behind a point, as `.a,b` or, exploded, as `.a.b`.
    Label {
        /// Whether points stand in the place of commas.
        explode: bool,
    },
    /// Behind a semicolon and the name, as `;name=a,b` or, exploded, as `;name=a;name=b`.
    Matrix {
        /// Whether the name is repeated.
        explode: bool,
    },
    /// Elements between spaces.
    Spaces,
    /// Elements between bars.
    Pipes,
    /// Each member of an object as a parameter of its own, one that is a list as its name repeated.
    Members,
    /// As [`Members`](Self::Members), of an object or a map whose members are not all known by name. None of them may have
    /// one of these names, which are those of the other parameters.
    Entries(&'static [&'static str]),
    /// Members and elements in brackets behind the name, as in a form: `name[member]`, `name[0]`.
    Brackets,
    /// As JSON.
    Json,
    /// As plain text in which the reserved characters of a URL stand for themselves, save those that would end it.
    Reserved,
}

impl Style {
    /// Whether members are written as `name=value`.
    fn is_exploded(self) -> bool {
        self == Self::Commas { explode: true }
    }
}

impl Call {
    /// Gives a parameter of the path in another style than plain text. What would lead to another path is refused.
    pub fn path_as(
        mut self,
        style: Style,
        name: &'static str,
        value: &(impl Check + Write),
    ) -> Self {
        let Some(parts) = self.parts(style, name, value) else {
            self.report(name, Rule::Required);
            return self;
        };
        let mut out = WipingBuffer::default();
        match style {
            Style::Label { explode } => {
                out.extend(b".");
                let between: &[u8] = if explode { b"." } else { b"," };
                parts.write(between, explode, encode, &mut out);
            }
            Style::Matrix { explode } => matrix(&parts, name, explode, &mut out),
            style => parts.write(b",", style.is_exploded(), encode, &mut out),
        }
        if matches!(out.as_ref(), b"" | b"." | b"..") {
            self.report(name, Rule::Form("a single path segment"));
        } else {
            self.styled_paths.push((name, out));
        }
        self
    }

    /// Gives a parameter of the query in another style than plain text. An absent option is left out.
    pub fn query_as(
        mut self,
        style: Style,
        name: &'static str,
        value: &(impl Check + Write),
    ) -> Self {
        if let Style::Brackets | Style::Members | Style::Entries(_) = style {
            let Some(written) = self.written_value(name, value) else {
                return self;
            };
            if let Style::Entries(beside) = style {
                self.refuse_others(beside, name, written.json());
            }
            let out = &mut self.styled_query;
            match style {
                Style::Brackets => pairs(written.json(), &Sensitive::new(name.to_owned()), out),
                _ => form::members(written.json(), |_| Some(FormStyle::Repeated), out),
            }
            return self;
        }
        let Some(parts) = self.parts(style, name, value) else {
            return self;
        };
        let out = &mut self.styled_query;
        match (style, &parts) {
            (Style::Reserved, Shown::List(texts)) => {
                for text in texts {
                    begin_pair(b"", name, out);
                    encode_reserved(text.expose(), out);
                }
            }
            (Style::Reserved, Shown::Text(text)) => {
                begin_pair(b"", name, out);
                encode_reserved(text.expose(), out);
            }
            // Nothing between commas is not one empty element.
            (_, Shown::List(texts)) if texts.is_empty() => {}
            (style, parts) => {
                // What is encoded between parts cannot be told from the same within one.
                let (between, within): (&[u8], _) = match style {
                    Style::Spaces => (b"%20", Some((' ', "of parts without spaces"))),
                    Style::Pipes => (b"%7C", Some(('|', "of parts without bars"))),
                    _ => (b",", None),
                };
                if let Some((_, rule)) =
                    within.filter(|(between, _)| parts.any(|text| text.contains(*between)))
                {
                    self.report(name, Rule::Form(rule));
                    return self;
                }
                begin_pair(b"", name, out);
                parts.write(between, style.is_exploded(), encode, out);
            }
        }
        self
    }

    /// Gives a header in another style than plain text. An absent option is left out; what cannot stand in a header is
    /// refused.
    pub fn header_as(
        mut self,
        style: Style,
        name: &'static str,
        value: &(impl Check + Write),
    ) -> Self {
        let Some(parts) = self.parts(style, name, value) else {
            return self;
        };
        if matches!(&parts, Shown::List(texts) if texts.is_empty()) {
            return self;
        }
        // A header has no way to say that a comma is none of those between its parts.
        if parts.any(|text| text.contains(',')) {
            self.report(name, Rule::Form("of parts without commas"));
            return self;
        }
        let mut out = WipingBuffer::default();
        parts.write(b",", style.is_exploded(), plain, &mut out);
        let text = out.as_str().and_then(sensitive_header);
        match (name.parse::<HeaderName>(), text) {
            (Ok(header), Some(text)) => self.headers.push((header, text)),
            _ => self.report(name, Rule::Form("text that can stand in a header")),
        }
        self
    }

    /// Checks a value and takes it apart as far as the style shows it; `None` where it is absent.
    fn parts(
        &mut self,
        style: Style,
        name: &'static str,
        value: &(impl Check + Write),
    ) -> Option<Shown> {
        if style == Style::Json {
            let written = self.written_value(name, value)?;
            let json = written.json().expose().to_owned();
            return Some(Shown::Text(Sensitive::new(json)));
        }
        self.rules().field(name, value);
        let (mut texts, mut object) = (Vec::new(), None);
        let is_list = each_plain(value, &mut self.echoes, |single| {
            if let Single::Json(json) = single {
                object = members(json);
            }
            texts.push(Sensitive::new(single.text().to_owned()));
        });
        match object {
            _ if is_list => Some(Shown::List(texts)),
            Some(members) => Some(Shown::Object(members)),
            None => texts.pop().map(Shown::Text),
        }
    }

    /// Checks a value and writes it; `None` where it is absent.
    fn written_value(
        &mut self,
        name: &'static str,
        value: &(impl Check + Write),
    ) -> Option<JsonWriter> {
        self.rules().field(name, value);
        value.is_present().then(|| {
            let mut out = JsonWriter::new();
            value.write(&mut out);
            self.echoes.append(out.take_echoes());
            out
        })
    }

    /// Refuses each member of a value whose name is that of another parameter.
    fn refuse_others(&mut self, beside: &[&str], name: &str, json: JsonRef<'_>) {
        let mut warnings = DecodeWarnings::new();
        let object = json.object(&mut warnings);
        let members = object
            .iter()
            .flat_map(|object| object.members().into_keys());
        for member in members.filter(|member| is_other(beside, member)) {
            let rule = Rule::Form("a name that no other parameter has");
            self.report(&format!("{name}/{member}"), rule);
        }
    }
}

/// Whether a name in a query is that of one of these parameters, or begins with one and a bracket.
pub(crate) fn is_other(beside: &[&str], name: &str) -> bool {
    let owner = name.split('[').next().unwrap_or(name);
    beside.contains(&name) || beside.contains(&owner)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::fixture::READS;
    use crate::record::operation::Operation;

    const OPERATION: Operation = Operation {
        path: "/v1/{id}",
        ..READS
    };

    fn colours() -> Vec<String> {
        ["blue", "a,b", "b|c d"].map(str::to_owned).to_vec()
    }

    fn members() -> BTreeMap<String, i64> {
        BTreeMap::from([("G".to_owned(), 200), ("R".to_owned(), 100)])
    }

    fn path(style: Style, value: &(impl Check + Write)) -> String {
        let parts = Call::new()
            .path_as(style, "id", value)
            .finish(&OPERATION)
            .unwrap();
        let path = parts.path.as_str().unwrap_or_default();
        path.strip_prefix("/v1/").unwrap_or_default().to_owned()
    }

    fn query(style: Style, value: &(impl Check + Write)) -> String {
        let call = Call::new()
            .path("id", &1_u32)
            .query("before", &2_u32)
            .query_as(style, "id", value);
        let parts = call.finish(&OPERATION).unwrap();
        let query = parts.query.as_str().unwrap_or_default();
        query
            .strip_prefix("?before=2")
            .unwrap_or_default()
            .to_owned()
    }

    #[test]
    fn paths_are_expanded_as_rfc_6570_says() {
        let (list, object, text) = (colours(), members(), "a/b".to_owned());
        let joined = "blue,a%2Cb,b%7Cc%20d";
        for explode in [false, true] {
            assert_eq!(path(Style::Commas { explode }, &list), joined);
            assert_eq!(path(Style::Label { explode }, &text), ".a%2Fb");
            assert_eq!(path(Style::Matrix { explode }, &text), ";id=a%2Fb");
        }
        let (flat, explode) = (false, true);
        let label = |explode| Style::Label { explode };
        assert_eq!(path(label(flat), &list), format!(".{joined}"));
        assert_eq!(path(label(explode), &list), ".blue.a%2Cb.b%7Cc%20d");
        assert_eq!(path(label(flat), &object), ".G,200,R,100");
        assert_eq!(path(label(explode), &object), ".G=200.R=100");
        let matrix = |explode| Style::Matrix { explode };
        assert_eq!(path(matrix(flat), &list), format!(";id={joined}"));
        assert_eq!(
            path(matrix(explode), &list),
            ";id=blue;id=a%2Cb;id=b%7Cc%20d"
        );
        assert_eq!(path(matrix(flat), &object), ";id=G,200,R,100");
        assert_eq!(path(matrix(explode), &object), ";G=200;R=100");
        assert_eq!(path(matrix(flat), &String::new()), ";id");
        let commas = |explode| Style::Commas { explode };
        assert_eq!(path(commas(flat), &object), "G,200,R,100");
        assert_eq!(path(commas(explode), &object), "G=200,R=100");
        assert_eq!(
            path(Style::Json, &object),
            "%7B%22G%22%3A200%2C%22R%22%3A100%7D"
        );
    }

    #[test]
    fn queries_are_written_in_every_style() {
        let (list, object) = (colours(), members());
        let flat = Style::Commas { explode: false };
        assert_eq!(query(flat, &list), "&id=blue,a%2Cb,b%7Cc%20d");
        assert_eq!(query(flat, &object), "&id=G,200,R,100");
        let (bars, spaces) = (["blue", "b|c"], ["blue", "c d"]);
        let owned = |texts: [&str; 2]| texts.map(str::to_owned).to_vec();
        assert_eq!(query(Style::Spaces, &owned(bars)), "&id=blue%20b%7Cc");
        assert_eq!(query(Style::Pipes, &owned(spaces)), "&id=blue%7Cc%20d");
        for (style, texts) in [(Style::Spaces, spaces), (Style::Pipes, bars)] {
            let call = Call::new().path("id", &1_u32);
            let refused = call.query_as(style, "id", &owned(texts)).finish(&OPERATION);
            assert!(refused.is_err(), "{style:?}");
        }
        let entries = Style::Entries(&["before"]);
        let lists = BTreeMap::from([("none".to_owned(), vec![]), ("sort".to_owned(), colours())]);
        for style in [Style::Members, entries] {
            assert_eq!(query(style, &object), "&G=200&R=100");
            assert_eq!(query(style, &lists), "&sort=blue&sort=a%2Cb&sort=b%7Cc%20d");
        }
        assert_eq!(
            query(Style::Brackets, &object),
            "&id%5BG%5D=200&id%5BR%5D=100"
        );
        assert_eq!(query(Style::Brackets, &7_u32), "&id=7");
        assert_eq!(query(Style::Json, &true), "&id=true");
        let text = "a/b?c=d&e#f+g%h[i]".to_owned();
        assert_eq!(
            query(Style::Reserved, &text),
            "&id=a/b?c=d%26e%23f%2Bg%25h%5Bi%5D"
        );
        assert_eq!(query(flat, &None::<String>), "");
        assert_eq!(query(flat, &Vec::<String>::new()), "");
    }

    #[test]
    fn no_member_takes_the_name_of_another_parameter() {
        let entries = Style::Entries(&["G", "before"]);
        let call = Call::new()
            .path("id", &1_u32)
            .query_as(entries, "filter", &members())
            .query_as(
                entries,
                "filter",
                &BTreeMap::from([("before[a]".to_owned(), 1_i64)]),
            );
        let error = call.finish(&OPERATION).map(|_| ()).unwrap_err();
        let told: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "/filter/G must be a name that no other parameter has",
                "/filter/before[a] must be a name that no other parameter has",
            ]
        );
    }

    #[test]
    fn headers_hold_lists_members_and_json() {
        let call = Call::new()
            .path("id", &1_u32)
            .header_as(Style::Commas { explode: true }, "X-A", &members())
            .header_as(Style::Commas { explode: false }, "X-B", &members())
            .header_as(Style::Json, "X-C", &members())
            .header_as(
                Style::Commas { explode: false },
                "X-D",
                &["blue", "b|c d"].map(str::to_owned).to_vec(),
            )
            .header_as(
                Style::Commas { explode: false },
                "X-E",
                &Vec::<String>::new(),
            );
        let parts = call.finish(&OPERATION).unwrap();
        let texts: Vec<&[u8]> = parts
            .headers
            .iter()
            .map(|(_, value)| value.as_bytes())
            .collect();
        let expected: [&[u8]; 4] = [
            b"G=200,R=100",
            b"G,200,R,100",
            b"{\"G\":200,\"R\":100}",
            b"blue,b|c d",
        ];
        assert_eq!(texts, expected);
    }

    #[test]
    fn no_style_leads_to_another_path_or_header() {
        let label = Style::Label { explode: false };
        let call = Call::new().path_as(label, "id", &".".to_owned()).header_as(
            Style::Commas { explode: false },
            "X-A",
            &"a\r\nEvil: b".to_owned(),
        );
        let error = call.finish(&OPERATION).map(|_| ()).unwrap_err();
        let told: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "/id must be a single path segment",
                "/X-A must be text that can stand in a header",
            ]
        );
        let empty = Call::new().path_as(
            Style::Commas { explode: false },
            "id",
            &Vec::<String>::new(),
        );
        assert!(empty.finish(&OPERATION).is_err());
    }
}
