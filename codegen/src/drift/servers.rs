//! Where a service is.

use std::collections::BTreeSet;

use super::alternatives::{Stated, compare};
use super::comparison::Diff;
use super::found::{Both, Place};
use super::matching::Matching;
use super::words;
use crate::openapi::{Server, Servers, Variable};

/// Compares where an operation is.
pub(super) fn of_operation(c: &mut Diff<'_>, place: &Place, (old, new): Both<&Servers>) {
    let hidden = c.is_hidden("further servers");
    let place = place.within(place.path.clone(), (&old.pointer, &new.pointer));
    let rules = ["server-added", "server-removed"];
    let instead = |was: &BTreeSet<&str>, is: &BTreeSet<&str>| {
        if was.len() != 1 || is.len() != 1 {
            return None;
        }
        Some(match (old.list.as_slice(), new.list.as_slice()) {
            ([was], [is]) if has_all(is, was) => rules[0],
            ([was], [is]) if has_all(was, is) => rules[1],
            _ => "server-changed",
        })
    };
    compare(
        c,
        &place,
        (stated(old), stated(new)),
        rules,
        instead,
        hidden,
    );
}

fn stated(servers: &Servers) -> Stated {
    servers.list.iter().map(told).collect()
}

/// Whether the first has all values of the second for each variable of one URL, and the same ones where none is chosen.
fn has_all(one: &Server, other: &Server) -> bool {
    let holds = |one: &Variable, other: &Variable| {
        let is_listed = |value| one.values.contains(value);
        let is_any = one.values.is_empty();
        one.default == other.default
            && (is_any || !other.values.is_empty() && other.values.iter().all(is_listed))
    };
    let mut variables = one.variables.iter();
    same(&one.url) == same(&other.url)
        && one.variables.len() == other.variables.len()
        && variables.all(|(name, one)| other.variables.get(name).is_some_and(|it| holds(one, it)))
}

/// What a server is the same by, and how it is shown. A variable that has one value is that value, and the others are known by
/// their order, since their names are not sent.
fn told(server: &Server) -> (String, String) {
    let mut url = server.url.clone();
    let mut open = Vec::new();
    for (name, variable) in &server.variables {
        let place = format!("{{{name}}}");
        match variable.values.as_slice() {
            [only] if *only == variable.default => url = url.replace(&place, only),
            _ => open.push((name, place, variable)),
        }
    }
    open.retain(|(_, place, _)| url.contains(place));
    open.sort_by_key(|(_, place, _)| url.find(place));
    let mut key = url.clone();
    for (number, (_, place, _)) in open.iter().enumerate() {
        key = key.replace(place, &format!("{{{number}}}"));
    }
    let listed = |named: Vec<(String, &Variable)>| match named.is_empty() {
        true => String::new(),
        false => {
            let words = named.into_iter().map(|(name, it)| in_words(&name, it));
            format!(" with {}", words.collect::<Vec<_>>().join("; "))
        }
    };
    let numbered = open.iter().enumerate();
    let numbered = listed(
        numbered
            .map(|(number, (.., it))| (number.to_string(), *it))
            .collect(),
    );
    let named = listed(
        open.iter()
            .map(|(name, _, it)| ((*name).clone(), *it))
            .collect(),
    );
    (format!("{}{numbered}", same(&key)), format!("{url}{named}"))
}

/// A URL as it is the same as another: without the case of its host and the port that its scheme has, and without a slash at its
/// end.
fn same(url: &str) -> String {
    let url = url.trim_end_matches('/');
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (scheme, host) = (scheme.to_ascii_lowercase(), host.to_ascii_lowercase());
    let usual = match scheme.as_str() {
        "http" => ":80",
        "https" => ":443",
        _ => "",
    };
    let host = host.strip_suffix(usual).unwrap_or(&host);
    format!("{scheme}://{host}{path}")
}

/// A variable of a server in words.
fn in_words(name: &str, variable: &Variable) -> String {
    let mut values: Vec<&str> = variable.values.iter().map(String::as_str).collect();
    values.sort_unstable();
    let values = if values.is_empty() {
        String::new()
    } else {
        format!(" of {}", values.join(", "))
    };
    format!("{name} {}{values}", variable.default)
}

/// The words about the servers of the document; which there are is a matter of the operations.
pub(super) fn of_document<'a>(c: &mut Diff<'a>, root: &Place, (old, new): Both<&'a Servers>) {
    let mut all = Matching::of(&old.list, &new.list);
    for (left, right) in all.same(|left, right| left.url == right.url) {
        let place = root.of(format!("server {}", left.url), (&left.notes, &right.notes));
        words::compare(c, &place, (&left.notes, &right.notes));
    }
}
