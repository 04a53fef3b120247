//! What an answer means, or the lack of one.

use std::any::Any;
use std::sync::Arc;

use crate::engine::known::Known;
use crate::engine::unlisted::Unlisted;
use crate::record::evidence::{Evidence, Reason};
use crate::record::failure::{Failure, Indeterminate, NotSent, Refused, Said, UnexpectedStatus};
use crate::record::intent::Intent;
use crate::record::operation::{Effect, Operation};
use crate::record::raw_answer::{Code, RawAnswer};
use crate::record::seen::Seen;
use crate::value::echo::Echoes;
use crate::value::json::warning::DecodeWarnings;
use crate::wire::transport::TransportError;

use crate::engine::verdict::{Body, Form, look};

/// An answer that says "accepted".
pub(super) struct Judged {
    pub(super) said: Said,
    /// What a journal keeps of it.
    pub(super) seen: Seen,
    /// Whether it says so of every entry of the request.
    pub(super) is_whole: bool,
    pub(super) answer: RawAnswer,
    pub(super) warnings: DecodeWarnings,
    pub(super) attempts: u32,
    pub(super) intent: Arc<Intent>,
    /// What it repeats of the request and must not show.
    pub(super) echoes: Echoes,
    /// What it was read as, be it nothing, where that had to be known before its caller asks: an `Option` of that type.
    pub(super) value: Option<Box<dyn Any + Send>>,
}

/// What is needed to judge an answer.
pub(super) struct Judge<'a> {
    pub(super) intent: &'a Arc<Intent>,
    /// What was sent that must not be shown.
    pub(super) echoes: &'a Echoes,
    pub(super) needs_json: bool,
    pub(super) known: &'a Known,
    pub(super) attempts: u32,
}

impl Judge<'_> {
    fn operation(&self) -> &'static Operation {
        self.intent.operation()
    }

    pub(super) fn no_answer(&self, error: TransportError) -> Failure {
        no_answer(self.intent, error, self.attempts)
    }

    /// What an answer means. The code is read before the body's shape is looked at.
    pub(super) fn answer(&self, answer: RawAnswer) -> Result<Box<Judged>, Failure> {
        let envelope = self.operation().envelope.as_ref();
        let mut body = look(&answer, envelope, self.intent, self.known);
        if let Some(code) = &mut body.said.code {
            code.hide(self.echoes);
        }
        if answer.is_success() {
            self.success(answer, body)
        } else {
            Err(self.no_success(answer, body))
        }
    }

    fn success(&self, answer: RawAnswer, mut body: Body) -> Result<Box<Judged>, Failure> {
        let is_not_json = matches!(body.form, Form::Torn | Form::NotJson);
        if body.shown.another && !is_not_json {
            return Err(self.open(Evidence::Answered, Reason::OtherRequest, answer, body));
        }
        let anything_will_do =
            !self.needs_json && self.operation().envelope.is_none() && answer.flaw().is_none();
        if is_not_json && !anything_will_do {
            // Whether it was acted upon cannot be told from half an answer, whatever code that half begins with.
            let reason = answer.flaw().unwrap_or_else(|| answer.why_unreadable());
            return Err(self.open(Evidence::MayHaveBeenSent, reason, answer, body));
        }
        if anything_will_do {
            // What is no JSON is no anomaly for that.
            body.warnings = DecodeWarnings::default();
        }
        let Some(envelope) = &self.operation().envelope else {
            return Ok(self.accept(answer, body));
        };
        let code = body.said.code.as_ref().map(|code| code.as_str().to_owned());
        match (body.form, code) {
            (_, Some(code)) if envelope.accepted.contains(&code.as_str()) => {
                if body.shown.required {
                    Ok(self.accept(answer, body))
                } else {
                    Err(self.open(Evidence::Answered, Reason::Incomplete, answer, body))
                }
            }
            (_, Some(code)) if self.moves_money() && !self.is_refusal(&code) => {
                if let Some(code) = body.said.code.as_ref().and_then(Code::shown) {
                    let operation = self.operation().id;
                    self.known.first_seen(Unlisted::Code { operation, code });
                }
                Err(self.open(Evidence::Answered, Reason::UnknownCode, answer, body))
            }
            (_, Some(code)) if self.is_contradicted(&code, &body) => {
                Err(self.open(Evidence::Answered, Reason::Contradiction, answer, body))
            }
            (_, Some(_)) => Err(self.refuse(answer, body)),
            // HTTP says with 204 that there is nothing to say, and a list has no place for a code.
            (Form::Empty, None) if answer.status() == 204 && !self.moves_money() => {
                Ok(self.accept(answer, body))
            }
            (Form::Other, None) if !self.moves_money() => Ok(self.accept(answer, body)),
            (Form::Empty, None) => Err(self.refuse_unless_money(Reason::Empty, answer, body)),
            (_, None) => Err(self.refuse_unless_money(Reason::NoCode, answer, body)),
        }
    }

    fn no_success(&self, answer: RawAnswer, body: Body) -> Failure {
        let status = answer.status();
        let code = body.said.code.as_ref().map(Code::as_str);
        let (evidence, contradicted_by) = self.contradiction(&answer, &body);
        match (self.operation().effect, contradicted_by) {
            (Effect::Reads, None) if code.is_some_and(|code| self.says_absent(code, &body)) => {
                self.refuse(answer, body)
            }
            (Effect::Reads, _) => self.status(answer, body),
            (_, Some(reason)) => self.open(evidence, reason, answer, body),
            _ if self.is_before_state(status) => self.status(answer, body),
            (Effect::MovesMoney, None) if code.is_some_and(|code| self.is_refusal(code)) => {
                self.refuse(answer, body)
            }
            (Effect::Changes, None) if evidence == Evidence::Answered => self.status(answer, body),
            _ => self.open(evidence, Reason::Status, answer, body),
        }
    }

    /// How far a request got that was answered with a status that says no, and why the status decides nothing, nor any
    /// code beside it.
    fn contradiction(&self, answer: &RawAnswer, body: &Body) -> (Evidence, Option<Reason>) {
        let status = answer.status();
        let evidence = if body.form == Form::Torn || may_have_been_acted_upon(status) {
            Evidence::MayHaveBeenSent
        } else {
            Evidence::Answered
        };
        let reason = match &body.shown {
            // Half an answer decides nothing, whatever its status, and neither does another's.
            _ if body.form == Form::Torn => {
                answer.flaw().unwrap_or_else(|| answer.why_unreadable())
            }
            shown if shown.another => Reason::OtherRequest,
            _ if body.says_accepted => Reason::Status,
            // Who knows of the order has looked at its state.
            shown if shown.speaks && self.is_before_state(status) => Reason::Contradiction,
            shown if shown.contradicts_refusal() => Reason::Contradiction,
            _ => return (evidence, None),
        };
        (evidence, Some(reason))
    }

    fn is_before_state(&self, status: u16) -> bool {
        self.known.is_before_state(self.operation(), status)
    }

    /// Whether the answer shows the contrary of what its code says: that it refuses, or that there is none.
    fn is_contradicted(&self, code: &str, body: &Body) -> bool {
        match self.known.is_not_found(self.operation(), code) {
            true => body.shown.contradicts_absence(),
            false => body.shown.contradicts_refusal(),
        }
    }

    fn says_absent(&self, code: &str, body: &Body) -> bool {
        self.known.is_not_found(self.operation(), code) && !self.is_contradicted(code, body)
    }

    fn is_refusal(&self, code: &str) -> bool {
        self.known.is_refused(self.operation(), code) || self.known.is_token_refused(code)
    }

    fn moves_money(&self) -> bool {
        self.operation().effect == Effect::MovesMoney
    }

    fn accept(&self, answer: RawAnswer, body: Body) -> Box<Judged> {
        Box::new(Judged {
            seen: body.shown.seen(self.intent, self.echoes),
            said: body.said,
            is_whole: body.shown.is_whole,
            echoes: self.echoes.repeated_in(&answer.body_text()),
            value: None,
            answer,
            warnings: body.warnings,
            attempts: self.attempts,
            intent: Arc::clone(self.intent),
        })
    }

    fn refuse_unless_money(&self, reason: Reason, answer: RawAnswer, body: Body) -> Failure {
        if self.moves_money() {
            self.open(Evidence::Answered, reason, answer, body)
        } else {
            self.refuse(answer, body)
        }
    }

    fn refuse(&self, answer: RawAnswer, body: Body) -> Failure {
        Failure::Refused(Refused {
            operation: self.operation(),
            said: body.said,
            answer,
            warnings: Box::new(body.warnings),
        })
    }

    fn status(&self, answer: RawAnswer, body: Body) -> Failure {
        Failure::Status(UnexpectedStatus {
            operation: self.operation(),
            said: body.said,
            answer,
            warnings: Box::new(body.warnings),
        })
    }

    fn open(&self, evidence: Evidence, reason: Reason, answer: RawAnswer, body: Body) -> Failure {
        Failure::Indeterminate(Indeterminate {
            intent: Arc::clone(self.intent),
            evidence,
            reason,
            detail: None,
            attempts: self.attempts,
            // What another's answer shows is not this request's.
            seen: Box::new(match reason {
                Reason::OtherRequest => Seen::NOTHING,
                _ => body.shown.seen(self.intent, self.echoes),
            }),
            said: body.said,
            answer: Some(answer),
            warnings: Box::new(body.warnings),
        })
    }
}

/// What became of a request that got no answer.
pub(super) fn no_answer(intent: &Arc<Intent>, error: TransportError, attempts: u32) -> Failure {
    let TransportError {
        evidence,
        reason,
        detail,
    } = error;
    if evidence == Evidence::NeverSent {
        return Failure::NotSent(NotSent {
            detail,
            attempts,
            ..NotSent::new(intent.operation(), reason)
        });
    }
    Failure::Indeterminate(Indeterminate {
        intent: Arc::clone(intent),
        evidence,
        reason,
        detail,
        attempts,
        said: Said::default(),
        seen: Box::default(),
        answer: None,
        warnings: Box::default(),
    })
}

/// Statuses that a gateway, or a proxy before it, may give although the request was or will be acted upon.
pub(super) fn may_have_been_acted_upon(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..=599)
}

#[cfg(test)]
mod tests;
