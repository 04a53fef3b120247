//! The code samples of an operation against one another, against its method and path, and against its parameters.

use std::collections::BTreeSet;

use crate::findings::{At, Findings, Id};
use crate::page::call::decoded;
use crate::page::model::{Kind, Operation, Page, ParameterRow, Place};
use crate::path_template;

/// Reports what the code samples of an operation contradict.
pub(super) fn report(page: &Page, findings: &mut Findings) {
    for operation in page.operations() {
        paths(operation, findings);
        methods(operation, findings);
        headers(operation, findings);
        bodies(operation, findings);
        parameters(operation, findings);
    }
    if page.links.authentication.is_none()
        && let Some((line, name)) = with_key(page)
    {
        let text = format!(
            "the code samples send a key or a token as `{name}`, but the page has no heading `Authentication`"
        );
        findings.warning(Id::MissingHeading, At::Line(line), text);
    }
    if page.links.base_urls.is_none() {
        let mut operations = page.operations();
        let called = operations.find(|operation| {
            let server = operation.call.server(&operation.path);
            server.is_some_and(|server| !server.trim_matches('/').is_empty())
        });
        if let Some(url) = called.and_then(|operation| operation.call.url.as_ref()) {
            let text = format!(
                "the code samples call `{}`, but the page has no heading `Base URLs:`; the server is taken to be unknown",
                url.value
            );
            findings.warning(Id::MissingHeading, At::Line(url.line), text);
        }
    }
}

/// The first header that stands for a security scheme.
fn with_key(page: &Page) -> Option<(usize, &str)> {
    let mut operations = page.operations();
    operations.find_map(|operation| {
        let mut headers = operation.call.headers.iter();
        let (name, _) = headers.find(|(name, value)| {
            matches!(value.as_str(), "API_KEY" | "Bearer {access-token}")
                && !has(operation, Place::Header, name)
        })?;
        let line = operation.call.header_names.first()?.line;
        Some((line, name.as_str()))
    })
}

fn has(operation: &Operation, place: Place, name: &str) -> bool {
    operation
        .placed(place)
        .any(|parameter| parameter.row.name == name)
}

/// Every language calls the same URL, and it ends with the path of the operation.
fn paths(operation: &Operation, findings: &mut Findings) {
    let path = operation.path.as_str();
    let shown = &operation.call.shown;
    let urls = || shown.iter().filter(|shown| shown.url.is_some());
    let servers: BTreeSet<&str> = urls().filter_map(|shown| shown.server(path)).collect();
    if servers.is_empty() {
        if let Some((line, url)) = urls().find_map(|shown| Some((shown.line, shown.url.as_ref()?)))
        {
            let text = format!("the code samples call `{url}`, which does not end with {path}");
            findings.error(Id::OtherUrl, At::Line(line), text);
        }
        return;
    }
    let called = |server: &str| {
        let same = urls().filter(|shown| shown.server(path) == Some(server));
        same.count()
    };
    let usual = servers.into_iter().max_by_key(|server| called(server));
    for shown in urls().filter(|shown| shown.server(path) != usual) {
        let text = format!(
            "this code sample calls `{}`, the others `{}{path}`",
            shown.url.as_deref().unwrap_or_default(),
            usual.unwrap_or_default()
        );
        findings.error(Id::OtherUrl, At::Line(shown.line), text);
    }
}

/// Every language uses the method of the operation.
fn methods(operation: &Operation, findings: &mut Findings) {
    let method = &operation.method;
    let other = operation.call.shown.iter().find_map(|shown| {
        let used = shown.method.as_ref()?;
        (*used != method.value).then_some((shown.line, used))
    });
    if let Some((line, shown)) = other {
        let text = format!(
            "this code sample uses {shown}, but the operation on line {} is {} {}",
            method.line, method.value, operation.path
        );
        findings.error(Id::OtherMethod, At::Line(line), text);
    }
}

/// Every language sends the same headers, and the same media types in them.
fn headers(operation: &Operation, findings: &mut Findings) {
    let lists = &operation.call.header_names;
    for list in lists {
        let lacking = lists
            .iter()
            .flat_map(|other| &other.value)
            .find(|name| !list.value.contains(name));
        if let Some(name) = lacking {
            let text =
                format!("these headers lack `{name}`, which code samples in other languages send");
            findings.error(Id::OtherHeaders, At::Line(list.line), text);
        }
    }
    let media_types = &operation.call.media_types;
    for named in media_types {
        let (name, value) = &named.value;
        let mut others = media_types.iter().map(|other| &other.value);
        let first = others.find(|(other, _)| other == name);
        if let Some((_, usual)) = first.filter(|(_, usual)| usual != value) {
            let text = format!(
                "this code sample gives `{name}` as `{value}`, those in other languages as `{usual}`"
            );
            findings.error(Id::OtherHeaders, At::Line(named.line), text);
        }
    }
}

fn is_json_of(text: &str, value: &serde_json::Value) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok_and(|known| known == *value)
}

/// The body that the samples send is the one that is shown.
fn bodies(operation: &Operation, findings: &mut Findings) {
    let (Some(sent), Some(shown)) = (&operation.call.body, &operation.body_sample) else {
        return;
    };
    // A form shows its values without their types.
    let is_json = operation
        .body_forms
        .iter()
        .all(|form| form.line != shown.line);
    // As text, since the order of members counts.
    let (sends, shows) = (sent.value.to_string(), shown.value.to_string());
    // A text that is JSON is sent as it stands.
    let text = shown.value.as_str();
    let is_text = text.is_some_and(|text| is_json_of(text, &sent.value));
    if is_json && !is_text && sends != shows {
        let text = format!(
            "this sample of the body differs from the one that the code samples on line {} send",
            sent.line
        );
        findings.error(Id::OtherBody, At::Line(shown.line), text);
    }
}

/// Parameters show in the path, in the query and among the headers of a call.
fn parameters(operation: &Operation, findings: &mut Findings) {
    let line = operation.method.line;
    for name in
        path_template::names(&operation.path).filter(|name| !has(operation, Place::Path, name))
    {
        let text = format!(
            "{} has `{{{name}}}`, for which no row stands in the table of parameters",
            operation.path
        );
        findings.warning(Id::MissingRow, At::Line(line), text);
    }
    let is_part = |name: &String| path_template::names(&operation.path).any(|part| part == name);
    for parameter in operation
        .placed(Place::Path)
        .filter(|it| !is_part(&it.row.name))
    {
        let why = format!("{} has no such part", operation.path);
        other_parameter(parameter, &why, findings);
    }
    let lists = operation.call.header_names.iter();
    let sent: Vec<&String> = lists.flat_map(|list| &list.value).collect();
    if !operation.call.header_names.is_empty() || !operation.call.shown.is_empty() {
        let headers = operation.placed(Place::Header);
        for parameter in headers.filter(|it| !sent.contains(&&it.row.name)) {
            other_parameter(parameter, "the code samples send no such header", findings);
        }
    }
    let unknown = operation.call.headers.iter().find(|(name, value)| {
        !matches!(name.as_str(), "Content-Type" | "Accept")
            && !name.eq_ignore_ascii_case("authorization")
            && value != "API_KEY"
            && !has(operation, Place::Header, name)
    });
    if let Some((name, _)) = unknown {
        let text = format!(
            "the code samples send the header `{name}`, for which no row stands in the table of parameters"
        );
        findings.warning(Id::MissingRow, At::Line(line), text);
    }
    query(operation, findings);
}

/// The query of a call holds what is required.
fn query(operation: &Operation, findings: &mut Findings) {
    let rows = || operation.placed(Place::Query);
    // An object that is required shows under the names of its members.
    let plain = rows().all(
        |parameter| matches!(&parameter.row.ty.kind, Kind::Base { name, .. } if name != "object"),
    );
    let Some(query) = operation.call.query.as_deref().filter(|_| plain) else {
        return;
    };
    let names: BTreeSet<String> = query
        .split('&')
        .filter_map(|pair| decoded(pair.split('=').next()?))
        .collect();
    for name in &names {
        if !rows().any(|parameter| parameter.row.name == *name) {
            let text = format!(
                "the code samples put `{name}` into the query, for which no row stands in the table of parameters"
            );
            findings.warning(Id::MissingRow, At::Line(operation.method.line), text);
        }
    }
    for parameter in rows() {
        let text = match (names.contains(&parameter.row.name), parameter.row.required) {
            (true, false) => "the code samples send it, as they do what is required",
            (false, true) => "the code samples do not send it, though it is required",
            _ => continue,
        };
        other_parameter(parameter, text, findings);
    }
}

fn other_parameter(parameter: &ParameterRow, why: &str, findings: &mut Findings) {
    let row = &parameter.row;
    let text = format!("the row of `{}` contradicts the call: {why}", row.name);
    findings.warning(Id::OtherParameter, At::Line(row.line), text);
}
