//! Servers: a client is told where to send, so what the document says of it is passed on in words.

use openapiv3::{OpenAPI, Operation as Documented, PathItem, Server};

use super::docs;
use super::operations::{Lowering, Place};
use crate::api::LeftOut;
use crate::findings::{At, Findings};

impl<'a> Lowering<'_, 'a> {
    /// Says, in the documentation too, that an operation has servers of its own, which the client does not know.
    pub(super) fn own_servers(
        &mut self,
        operation: &Documented,
        item: &PathItem,
        place: Place<'_>,
        documentation: &mut Vec<String>,
    ) {
        let (own, pointer) = match (operation.servers.as_slice(), item.servers.as_slice()) {
            ([], []) => return,
            ([], of_path) => {
                let (path, _) = place.pointer.rsplit_once('/').unwrap_or_default();
                (of_path, format!("{path}/servers"))
            }
            (own, _) => (own, format!("{}/servers", place.pointer)),
        };
        let same = urls(own).eq(urls(&self.types.document.servers));
        if same {
            return;
        }
        let shown: Vec<String> = urls(own)
            .map(|url| format!("`{}`", url.replace('`', "'")))
            .collect();
        let shown = shown.join(" or ");
        docs::paragraph(
            documentation,
            format!(
                "The reference has this at {shown}, so it takes a client whose base URL is that."
            ),
        );
        let why = format!(
            "a client sends everything to the base URL that it is given, and the document has this at {shown}"
        );
        if self
            .types
            .said
            .insert(("servers-left-out", pointer.clone()))
        {
            let at = At::Pointer(pointer.clone());
            self.types
                .findings
                .warning("servers-left-out", at, why.clone());
            self.left_out.push(LeftOut {
                what: "servers".to_owned(),
                pointer,
                why,
            });
        }
    }
}

/// Says that the servers of a document are no part of its client.
pub(super) fn note(document: &OpenAPI, findings: &mut Findings) {
    let urls: Vec<&str> = urls(&document.servers).collect();
    if !urls.is_empty() {
        let at = At::Pointer("/servers".to_owned());
        let text = format!(
            "a client is given its base URL when it is made; the document names {}",
            urls.join(", ")
        );
        findings.note("servers-left-out", at, text);
    }
}

fn urls(servers: &[Server]) -> impl Iterator<Item = &str> {
    servers.iter().map(|server| server.url.as_str())
}
