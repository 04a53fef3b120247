//! What the service calls, which a client is not.

use crate::findings::{Findings, Id};
use crate::openapi::{Document, Pointer};

/// Names what the service calls.
pub(super) fn note(document: &Document, findings: &mut Findings) {
    let operations = document.operations.iter();
    let calling = operations.filter(|operation| !operation.callbacks.is_empty());
    let callbacks = calling.map(|operation| {
        let at = operation.notes.pointer.member("callbacks");
        (at, "`callbacks` is left out: what the service calls back")
    });
    let webhooks = (!document.webhooks.is_empty()).then(|| {
        let text = "`webhooks` is left out: what the service calls of its own accord";
        (Pointer::root().member("webhooks"), text)
    });
    for (at, text) in callbacks.chain(webhooks) {
        findings.note(Id::CallbackLeftOut, at.at(), text.to_owned());
    }
}
