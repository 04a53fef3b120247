//! What answers say in whether the request was accepted: the document of all of them, an operation of its own.

use super::Check;
use crate::extensions::{Envelope, OperationExtensions, OwnEnvelope};
use crate::findings::Id;
use crate::openapi::{Operation, Pointer};

impl Check<'_> {
    /// The envelope must be that of some answer; which answers lack it is told of each operation.
    pub(super) fn envelope(&mut self, envelope: &Envelope) {
        for (member, field) in [("code", &envelope.code), ("message", &envelope.message)] {
            if !self.is_answered(field) {
                let at = Pointer::root().member("x-envelope").member(member);
                self.error(Id::DanglingName, &at, format!("no answer has `{field}`"));
            }
        }
    }

    /// What the answer says whether it was accepted in must be there, and must not where there is said to be nothing.
    pub(super) fn own_envelope(&mut self, operation: &Operation, said: &OperationExtensions) {
        let (names, all) = (self.names, self.said.document.envelope.as_ref());
        let at = &operation.notes.pointer;
        let own = &at.member("x-envelope");
        let lacking = |envelope: &Envelope| {
            let fields = [&envelope.code, &envelope.message].into_iter();
            let lacking = fields.filter(|field| !names.answers_with(operation, field));
            let lacking: Vec<String> = lacking.map(|field| format!("`{field}`")).collect();
            lacking.join(" and no ")
        };
        match (&said.envelope, all) {
            _ if names.answers(operation).is_empty() => {}
            (Some(OwnEnvelope::None { .. }), Some(all)) => {
                if names.answers_with(operation, &all.code) {
                    let text = format!("the answer has the `{}` of every other", all.code);
                    self.error(Id::BadExtension, own, text);
                }
            }
            (Some(OwnEnvelope::Other(envelope)), _) => {
                let lacking = lacking(envelope);
                if !lacking.is_empty() {
                    let text = format!("the answer has no {lacking}");
                    self.error(Id::DanglingName, own, text);
                }
            }
            (None, Some(all)) if self.is_carried(all) => {
                let lacking = lacking(all);
                if !lacking.is_empty() {
                    let text = format!(
                        "the answer has no {lacking} of the document's `x-envelope`: say on the operation `x-envelope: {{none: why}}`, or with `code`, `message` and `accepted` what it carries instead"
                    );
                    self.error(Id::MissingEnvelope, at, text);
                }
            }
            (Some(OwnEnvelope::None { .. }) | None, _) => {}
        }
    }

    /// Whether any answer has the fields of the envelope.
    fn is_carried(&self, envelope: &Envelope) -> bool {
        self.is_answered(&envelope.code) && self.is_answered(&envelope.message)
    }

    fn is_answered(&self, field: &str) -> bool {
        let mut operations = self.names.0.operations.iter();
        operations.any(|operation| self.names.answers_with(operation, field))
    }
}
