//! Servers: a client is told where to send, so what the document says of it is passed on in words.

use super::docs;
use super::types::Types;
use crate::api::LeftOut;
use crate::findings::{At, Findings, Id};
use crate::openapi::{Document, Operation, Servers};

/// Says, in the documentation too, that an operation has servers of its own, which the client does not know.
pub(super) fn own(
    operation: &Operation,
    types: &mut Types<'_>,
    documentation: &mut Vec<String>,
) -> Option<LeftOut> {
    let (own, usual) = (&operation.servers, &types.document.servers);
    if own.pointer == usual.pointer || urls(own).eq(urls(usual)) {
        return None;
    }
    let shown: Vec<String> = urls(own)
        .map(|url| format!("`{}`", url.replace('`', "'")))
        .collect();
    let shown = match shown.as_slice() {
        [] => "the place of the document itself".to_owned(),
        _ => shown.join(" or "),
    };
    let text =
        format!("The reference has this at {shown}, so it takes a client whose base URL is that.");
    docs::paragraph(documentation, text);
    let why = format!(
        "a client sends everything to the base URL that it is given, and the document has this at {shown}"
    );
    let pointer = own.pointer.to_string();
    let is_new = types
        .said
        .insert((Id::ServersLeftOut, pointer.clone(), String::new()));
    is_new.then(|| {
        let at = own.pointer.at();
        types.findings.warning(Id::ServersLeftOut, at, why.clone());
        LeftOut {
            what: "servers".to_owned(),
            pointer,
            why,
        }
    })
}

/// Says that the servers of a document are no part of its client.
pub(super) fn note(document: &Document, findings: &mut Findings) {
    let urls: Vec<&str> = urls(&document.servers).collect();
    if !urls.is_empty() {
        let at = At::Pointer("/servers".to_owned());
        let text = format!(
            "a client is given its base URL when it is made; the document names {}",
            urls.join(", ")
        );
        findings.note(Id::ServersLeftOut, at, text);
    }
}

fn urls(servers: &Servers) -> impl Iterator<Item = &str> {
    servers.list.iter().map(|server| server.url.as_str())
}
