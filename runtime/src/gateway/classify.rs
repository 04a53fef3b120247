//! What an answer means, or the lack of one.

use std::sync::Arc;

use crate::echo::Echoes;
use crate::evidence::{Evidence, Reason};
use crate::failure::{Failure, Indeterminate, NotSent, Refused, Said, UnexpectedStatus};
use crate::intent::Intent;
use crate::json::Oddities;
use crate::known::Known;
use crate::raw_answer::RawAnswer;
use crate::transport::TransportError;
use crate::{Api, Effect, Operation};

use super::acknowledged::{is_whole, names_another};
use super::verdict::{Body, Form, look};

/// An answer that says "accepted".
pub(super) struct Judged {
    pub(super) said: Said,
    /// Whether it says so of every entry of the request.
    pub(super) is_whole: bool,
    pub(super) answer: RawAnswer,
    pub(super) oddities: Oddities,
    pub(super) attempts: u32,
    pub(super) intent: Arc<Intent>,
    /// What it repeats of the request and must not show.
    pub(super) echoes: Echoes,
}

/// What is needed to judge an answer.
pub(super) struct Judge<'a> {
    pub(super) api: &'static Api,
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
    pub(super) fn answer(&self, answer: RawAnswer) -> Result<Judged, Failure> {
        let mut body = look(&answer, self.api.envelope.as_ref());
        if let Some(code) = &mut body.said.code {
            code.hide(self.echoes);
        }
        if answer.is_success() {
            self.success(answer, body)
        } else {
            Err(self.no_success(answer, body))
        }
    }

    fn success(&self, answer: RawAnswer, body: Body) -> Result<Judged, Failure> {
        if self.is_anothers(&answer, &body) {
            return Err(self.open(Evidence::Answered, Reason::OtherRequest, answer, body));
        }
        let anything_will_do =
            !self.needs_json && self.api.envelope.is_none() && answer.flaw().is_none();
        if body.form == Form::Broken && !anything_will_do {
            // Whether it was acted upon cannot be told from half an answer, whatever code that half begins with.
            let reason = answer.flaw().unwrap_or(Reason::Unreadable);
            return Err(self.open(Evidence::MayHaveBeenSent, reason, answer, body));
        }
        let Some(envelope) = &self.api.envelope else {
            return Ok(self.accept(answer, body));
        };
        match (
            body.form,
            body.said.code.as_ref().map(|code| code.as_str().to_owned()),
        ) {
            (_, Some(code)) if envelope.accepted.contains(&code.as_str()) => {
                Ok(self.accept(answer, body))
            }
            (_, Some(code)) if self.is_refusal(&code) => Err(self.refuse(answer, body)),
            (_, Some(_)) => Err(self.refuse_unless_money(Reason::UnknownCode, answer, body)),
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
        let code = body.said.code.as_ref().map(|code| code.as_str().to_owned());
        // A status that says no beside a code that says yes decides nothing, and neither does another's answer, or the
        // code of half an answer.
        let is_anothers = self.is_anothers(&answer, &body);
        let contradicts = body.says_accepted || is_anothers;
        let is_whole = body.form != Form::Broken;
        let evidence = if may_have_been_acted_upon(answer.status()) {
            Evidence::MayHaveBeenSent
        } else {
            Evidence::Answered
        };
        match self.operation().effect {
            Effect::Reads => self.status(answer, body),
            Effect::Changes if evidence == Evidence::Answered && !contradicts => {
                self.status(answer, body)
            }
            Effect::MovesMoney
                if !contradicts && self.operation().before_state.contains(&answer.status()) =>
            {
                self.status(answer, body)
            }
            Effect::MovesMoney
                if is_whole
                    && !contradicts
                    && code.as_deref().is_some_and(|code| self.is_refusal(code)) =>
            {
                self.refuse(answer, body)
            }
            Effect::Changes | Effect::MovesMoney => {
                let reason = match is_anothers {
                    true => Reason::OtherRequest,
                    false => Reason::Status,
                };
                self.open(evidence, reason, answer, body)
            }
        }
    }

    fn is_anothers(&self, answer: &RawAnswer, body: &Body) -> bool {
        body.form == Form::Object && names_another(self.intent.handle(), self.operation(), answer)
    }

    fn is_refusal(&self, code: &str) -> bool {
        self.known.is_refused(self.operation(), code) || self.known.is_token_refused(code)
    }

    fn moves_money(&self) -> bool {
        self.operation().effect == Effect::MovesMoney
    }

    fn accept(&self, answer: RawAnswer, body: Body) -> Judged {
        Judged {
            said: body.said,
            is_whole: is_whole(self.intent.handle(), self.operation(), &answer),
            echoes: self.echoes.of(&answer),
            answer,
            oddities: body.oddities,
            attempts: self.attempts,
            intent: Arc::clone(self.intent),
        }
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
            oddities: Box::new(body.oddities),
        })
    }

    fn status(&self, answer: RawAnswer, body: Body) -> Failure {
        Failure::Status(UnexpectedStatus {
            operation: self.operation(),
            said: body.said,
            answer,
            oddities: Box::new(body.oddities),
        })
    }

    fn open(&self, evidence: Evidence, reason: Reason, answer: RawAnswer, body: Body) -> Failure {
        Failure::Indeterminate(Indeterminate {
            intent: Arc::clone(self.intent),
            evidence,
            reason,
            detail: None,
            attempts: self.attempts,
            said: body.said,
            answer: Some(answer),
            oddities: Box::new(body.oddities),
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
            operation: intent.operation(),
            reason,
            detail,
            attempts,
            token: None,
        });
    }
    Failure::Indeterminate(Indeterminate {
        intent: Arc::clone(intent),
        evidence,
        reason,
        detail,
        attempts,
        said: Said::default(),
        answer: None,
        oddities: Box::default(),
    })
}

/// Statuses that a gateway, or a proxy before it, may give although the request was or will be acted upon.
pub(super) fn may_have_been_acted_upon(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..=599)
}
