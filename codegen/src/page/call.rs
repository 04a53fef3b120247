//! What the code samples of an operation show: the URL, the headers and the body of a call.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::json;
use super::lines::Lines;
use super::model::{Placed, Sample, SampleCall, Shown, Text};
use crate::findings::{At, Findings, Id};

/// The methods that an operation can have.
const METHODS: [&str; 8] = [
    "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE",
];

/// The lines on which Go, JavaScript, Python and Ruby begin to list headers. PHP's are cut off by the extraction of text.
const HEADERS: [&str; 3] = [
    "headers := map[string][]string{",
    "const headers = {",
    "headers = {",
];

/// Reads the line that follows the code samples: method and path alone.
pub(super) fn method_and_path<'a>(lines: &Lines<'a>, line: usize) -> Option<(&'a str, &'a str)> {
    let (method, path) = lines.get(line).split_once(' ')?;
    let alone = lines.is_blank(line - 1) && lines.is_blank(line + 1);
    (alone && METHODS.contains(&method) && path.starts_with('/') && !path.ends_with(" HTTP/1.1"))
        .then_some((method, path))
}

/// The path whose servers the renderer takes for an operation, since they stand beside operations in a document.
pub(super) fn path_of_servers<'a>(lines: &Lines<'a>, line: usize) -> Option<&'a str> {
    let path = lines.get(line).strip_prefix("SERVERS /")?;
    let alone = lines.is_blank(line - 1) && lines.is_blank(line + 1);
    alone.then_some(path)
}

/// Reads the code samples between two lines, in whichever languages they are.
pub(super) fn read(
    lines: &Lines<'_>,
    from: usize,
    end: usize,
    findings: &mut Findings,
) -> SampleCall {
    let mut call = SampleCall::default();
    let mut headers: [Vec<(String, String)>; 3] = Default::default();
    let mut listing = false;
    let mut line = from;
    while line < end {
        let text = lines.get(line).trim();
        if let Some(url) = url(text) {
            let query = url.split_once('?').map(|(_, query)| query);
            // The first URL may carry a query that another language leaves out, so the shortest one is the plain one.
            let plain = url.split_once('?').map_or(url, |(plain, _)| plain);
            call.url = call
                .url
                .or_else(|| Some(Placed::new(line, plain.to_owned())));
            call.query = call.query.or_else(|| query.map(str::to_owned));
        }
        call.shown.extend(shown(line, text));
        call.values.extend(values(lines, line, end));
        if text == "const inputBody = '{" || text == "const inputBody = '[" {
            let (body, after) = input_body(lines, line, end);
            if body.is_none() {
                let text = "the body that these code samples send is no JSON";
                findings.error(Id::BrokenSample, At::Line(line), text);
            }
            call.body = body;
            line = after;
            continue;
        }
        if let Some(body) = text
            .strip_prefix("const inputBody = '")
            .and_then(|rest| rest.strip_suffix("';"))
        {
            call.plain_body = Some(Placed::new(line, body.to_owned()));
        }
        if HEADERS.contains(&text) {
            call.header_names.push(Placed::new(line, Vec::new()));
            listing = true;
        } else if matches!(text, "}" | "};") {
            listing = false;
        } else if let Some(names) = call.header_names.last_mut().filter(|_| listing) {
            names.value.extend(header_name(text).map(str::to_owned));
            call.media_types
                .extend(media_type(text).map(|named| Placed::new(line, named)));
            let [go, python, _] = &mut headers;
            go.extend(go_header(text));
            python.extend(python_header(text));
        }
        let [.., curl] = &mut headers;
        curl.extend(curl_header(text));
        line += 1;
    }
    call.headers = headers
        .into_iter()
        .find(|list| !list.is_empty())
        .unwrap_or_default();
    call
}

/// The objects and arrays that a line of JavaScript or Python gives, or begins to give, to headers and parameters.
fn values(lines: &Lines<'_>, line: usize, end: usize) -> Vec<(String, Value)> {
    let text = lines.get(line).trim_start_matches(['}', ']', ',', ' ']);
    let Some(text) = text.strip_prefix('\'') else {
        return Vec::new();
    };
    // Python's parameters follow one another on one line.
    let parts = text.split(",  '");
    parts
        .filter_map(|part| value(part, lines, line, end))
        .collect()
}

fn value(text: &str, lines: &Lines<'_>, line: usize, end: usize) -> Option<(String, Value)> {
    let (name, rest) = text.split_once("':")?;
    let rest = rest.trim_start();
    let close = match rest.chars().next()? {
        '{' => '}',
        '[' => ']',
        _ => return None,
    };
    let plain = rest.trim_end_matches(',');
    let text = if plain.ends_with(close) {
        plain.to_owned()
    } else {
        let ends = |line: &usize| lines.get(*line).starts_with(close);
        let last = (line + 1..end)
            .take_while(|line| !lines.is_blank(*line))
            .find(ends)?;
        format!("{rest}\n{}\n{close}", lines.joined(line + 1..last))
    };
    Some((name.to_owned(), serde_json::from_str(&text).ok()?))
}

/// What a line of Go, JavaScript, Python, Java, PHP, Ruby or shell says of the call.
fn shown(line: usize, text: &str) -> Option<Shown> {
    let between = |start: &str, stop: char| {
        let (_, rest) = text.split_once(start)?;
        rest.split_once(stop).map(|(found, _)| found)
    };
    let method = if text.starts_with("req, err := http.NewRequest(") {
        between("NewRequest(\"", '"')
    } else if text.starts_with("con.setRequestMethod(\"") {
        between("(\"", '"')
    } else if text.starts_with("method: '") {
        between("'", '\'')
    } else if let Some(rest) = text.strip_prefix("r = requests.") {
        rest.split_once('(').map(|(method, _)| method)
    } else if let Some(rest) = text.strip_prefix("result = RestClient.") {
        rest.split_once(' ').map(|(method, _)| method)
    } else if text.contains("request('") && text.ends_with(", array(") {
        between("request('", '\'')
    } else {
        text.strip_prefix("curl -X ")
            .and_then(|rest| rest.split(' ').next())
    };
    let url = url(text);
    if method.is_none() && url.is_none() {
        return None;
    }
    Some(Shown {
        line,
        method: method.map(str::to_uppercase),
        url: url.map(str::to_owned),
    })
}

/// The URL in a line of Go, JavaScript, Python, Java, PHP, Ruby or shell.
fn url(text: &str) -> Option<&str> {
    let between = |start: &str, stop: char| {
        let (_, rest) = text.split_once(start)?;
        rest.split_once(stop).map(|(url, _)| url)
    };
    if text.starts_with("req, err := http.NewRequest(") {
        return between("\", \"", '"');
    }
    if text.starts_with("fetch('") {
        return between("fetch('", '\'');
    }
    if text.starts_with("URL obj = new URL(") {
        return between("new URL(\"", '"');
    }
    if text.starts_with("r = requests.") || text.starts_with("result = RestClient.") {
        return between("'", '\'');
    }
    if text.contains("request('") && text.ends_with(", array(") {
        return between("','", '\'');
    }
    text.strip_prefix("curl -X ")?.split(' ').nth(1)
}

/// Text without the escapes of a URL.
pub(crate) fn decoded(text: &str) -> Option<String> {
    let is_escape = |behind: &str| {
        let digits = behind.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let is_well_encoded = text.split('%').skip(1).all(is_escape);
    let decoded = percent_decode_str(text).decode_utf8().ok()?;
    is_well_encoded.then(|| decoded.into_owned())
}

/// The name of the header that a line of a list begins with. A value can go on over several lines, which name none.
fn header_name(text: &str) -> Option<&str> {
    let go = text
        .strip_prefix('"')
        .and_then(|rest| rest.split_once("\": []string{"));
    let quoted = text
        .strip_prefix('\'')
        .and_then(|rest| rest.split_once('\''))
        .filter(|(_, rest)| rest.starts_with(':') || rest.starts_with(" => "));
    go.or(quoted).map(|(name, _)| name)
}

/// The media type that a line of a list of headers gives, with the name of the header.
fn media_type(text: &str) -> Option<(String, String)> {
    let name = header_name(text).filter(|name| matches!(*name, "Content-Type" | "Accept"))?;
    let (_, rest) = text.split_once(name)?;
    // The value stands in quotes, as the name does.
    let value = rest.get(1..)?.split(['"', '\'']).nth(1)?;
    Some((name.to_owned(), value.trim_end_matches('\\').to_owned()))
}

fn go_header(text: &str) -> Option<(String, String)> {
    let (name, rest) = text.strip_prefix('"')?.split_once("\": []string{\"")?;
    let value = rest.trim_end_matches(',').strip_suffix("\"}")?;
    Some((name.to_owned(), value.to_owned()))
}

fn python_header(text: &str) -> Option<(String, String)> {
    let (name, rest) = text.strip_prefix('\'')?.split_once("': '")?;
    let value = rest.trim_end_matches(',').strip_suffix('\'')?;
    Some((name.to_owned(), value.to_owned()))
}

fn curl_header(text: &str) -> Option<(String, String)> {
    let (name, value) = text.strip_prefix("-H '")?.split_once(": ")?;
    let value = value.trim_end_matches(" \\").strip_suffix('\'')?;
    Some((name.to_owned(), value.to_owned()))
}

/// Reads the body of the JavaScript sample, which is JSON even where the page shows the body otherwise.
fn input_body(lines: &Lines<'_>, from: usize, end: usize) -> (Option<Sample>, usize) {
    let open = lines.get(from).trim_start_matches("const inputBody = '");
    let close = if open == "{" { "}';" } else { "]';" };
    let Some(last) = (from + 1..end).find(|line| lines.get(*line) == close) else {
        return (None, from + 1);
    };
    let inner = lines.joined(from + 1..last);
    let text = format!("{open}\n{inner}\n{}", close.trim_end_matches("';"));
    (
        serde_json::from_str(&text)
            .ok()
            .map(|value| Placed::new(from, value)),
        last + 1,
    )
}

/// Reads the sample of the body as the page shows it, up to `end`, with the forms of it that are not JSON.
pub(super) fn body_sample(
    lines: &Lines<'_>,
    from: usize,
    end: usize,
    findings: &mut Findings,
) -> (Option<Sample>, Vec<Text>) {
    let mut sample = None;
    let mut forms = Vec::new();
    let mut line = from;
    while let Some(next) = lines.next_filled(line, end) {
        let json = json::begins(lines.get(next))
            .then(|| json::read(lines, next, end))
            .flatten();
        line = lines.next_blank(next, end);
        match json {
            Some((json, after)) => {
                sample = sample.or(Some(json));
                line = after;
            }
            None if json::is_torn(lines, next, line) => json::torn(lines, next, line, findings),
            None => forms.push(Placed::new(
                next,
                lines
                    .paragraphs(next, line)
                    .into_iter()
                    .map(|(_, text)| text)
                    .collect(),
            )),
        }
    }
    let sample = sample.or_else(|| {
        forms
            .first()
            .and_then(|form| json::read_yaml(lines, form.line, end))
            .map(|(sample, _)| sample)
    });
    (sample, forms)
}
