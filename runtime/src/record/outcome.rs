use std::collections::BTreeMap;
use std::fmt;

use crate::record::evidence::Evidence;
use crate::record::failure::Failure;
use crate::record::handle::Handle;
use crate::record::operation::StateClass;
use crate::record::seen::Seen;
use crate::value::json::reference::Document;
use crate::value::json::untyped::Json;
use crate::value::json::warning::DecodeWarnings;
use crate::value::json::writer::JsonWriter;

/// What became of a request, as a journal keeps it: never an answer's content beyond a code, a number and a state.
///
#[doc = include_str!("../../docs/outcomes.md")]
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The gateway accepted it, with this code if the API has codes. That is the end of it only if what was
    /// [seen](Seen::is_final) is final and no failure: a wallet payment, a challenge and a refund are accepted first and done
    /// later, and what shows as failed can be paid after all.
    Accepted {
        /// The code.
        code: Option<String>,
        /// What the answer showed of it.
        seen: Seen,
    },
    /// The gateway refused it for good.
    Refused {
        /// The code; none if it does not look like one.
        code: Option<String>,
    },
    /// The gateway answered with an HTTP status that says that it was not acted upon.
    Status {
        /// The status.
        status: u16,
    },
    /// Not one byte of it left.
    NotSent,
    /// Nobody knows yet; it stays unresolved.
    Open {
        /// Whether an answer came that does not decide it.
        answered: bool,
        /// What that answer showed of it.
        seen: Seen,
    },
    /// It was looked up, and was carried out. It is followed until what was [seen](Seen::is_final) is final.
    Found {
        /// What the look-up showed.
        seen: Seen,
    },
    /// It was looked up, and failed: no money moved.
    Failed {
        /// What the look-up showed.
        seen: Seen,
    },
    /// The gateway refused it or showed it as failed, and showed it as paid too. It counts as paid, and stays unresolved
    /// until a person closes it.
    Conflicting {
        /// What proves that it was paid.
        seen: Seen,
    },
    /// Somebody found out by other means and closed it.
    Closed(Closing),
}

/// Who closed a request by hand, and why; nobody where it was settled by sending it again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Closing {
    /// Who.
    pub by: Option<String>,
    /// Why.
    pub why: Option<String>,
}

impl Closing {
    /// By a person, for a reason. Both are written down and may be shown.
    pub fn by(who: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            by: Some(who.into()),
            why: Some(why.into()),
        }
    }
}

/// How much an outcome proves, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Proof {
    Open,
    NotSent,
    /// It was accepted, and is not at its end.
    Under,
    Refused,
    Paid,
    /// A person said so.
    Closed,
}

impl Outcome {
    /// Whether nothing is left to find out.
    pub fn is_conclusive(&self) -> bool {
        match self {
            // What shows as failed may still be paid, until that has stood for a while.
            Self::Accepted { seen, .. } | Self::Found { seen } => seen.is_paid(),
            Self::Open { .. } | Self::Conflicting { .. } => false,
            Self::Refused { .. }
            | Self::Status { .. }
            | Self::NotSent
            | Self::Failed { .. }
            | Self::Closed(_) => true,
        }
    }

    /// What the gateway showed of it, if anything.
    pub fn seen(&self) -> Option<&Seen> {
        match self {
            Self::Accepted { seen, .. }
            | Self::Open { seen, .. }
            | Self::Found { seen }
            | Self::Failed { seen }
            | Self::Conflicting { seen } => Some(seen),
            Self::Refused { .. } | Self::Status { .. } | Self::NotSent | Self::Closed(_) => None,
        }
    }

    /// How far the request got, as far as this says it.
    pub(crate) fn evidence(&self) -> Option<Evidence> {
        match self {
            Self::Accepted { .. }
            | Self::Refused { .. }
            | Self::Status { .. }
            | Self::Open { answered: true, .. } => Some(Evidence::Answered),
            Self::Open {
                answered: false, ..
            } => Some(Evidence::MayHaveBeenSent),
            Self::NotSent => Some(Evidence::NeverSent),
            Self::Found { .. }
            | Self::Failed { .. }
            | Self::Conflicting { .. }
            | Self::Closed(_) => None,
        }
    }

    /// The request with what this says of it: how far it got, and what the gateway showed of it.
    ///
    /// A journal gives its entries so ([`Journal::unresolved`](crate::Journal::unresolved)), since a look-up goes by the
    /// number that the gateway gave.
    #[must_use]
    pub fn noted_on(&self, handle: &Handle) -> Handle {
        let handle = match self.evidence() {
            Some(evidence) => handle.with_evidence(evidence),
            None => handle.clone(),
        };
        match self.seen() {
            Some(seen) => handle.with_seen(seen),
            None => handle,
        }
    }

    /// Whether it says beyond doubt that money is reserved, which is captured or given free by other requests.
    pub fn is_authorized(&self) -> bool {
        let seen = self.seen().filter(|_| self.is_conclusive());
        seen.is_some_and(|seen| seen.class == Some(StateClass::Authorized))
    }

    /// Whether it leaves open that the request was carried out, or says that it was.
    pub fn may_have_been_carried_out(&self) -> bool {
        !self.is_not_made()
    }

    /// Whether it was conclusively not made: refused, failed, or never sent.
    pub fn is_not_made(&self) -> bool {
        matches!(
            self,
            Self::Refused { .. } | Self::Status { .. } | Self::NotSent | Self::Failed { .. }
        )
    }

    /// What counts when this is learnt of a request of which `known` stood already: what a journal keeps.
    ///
    /// Proof of payment outranks a refusal, a refusal outranks *not sent*, and that outranks *open*, in whichever order
    /// they come. Paid against refused, or against failed, is [`Conflicting`](Self::Conflicting). What a person has closed
    /// stays closed, unless it is shown as paid afterwards.
    ///
    /// ```
    /// use gateway_runtime::{Outcome, Seen};
    ///
    /// let refused = Outcome::Refused { code: None };
    /// let found = Outcome::Found { seen: Seen::default() };
    /// let conflicting = Outcome::Conflicting { seen: Seen::default() };
    /// assert_eq!(found.clone().after(&refused), conflicting);
    /// assert_eq!(refused.clone().after(&found), conflicting);
    /// assert_eq!(Outcome::NotSent.after(&refused), refused);
    /// ```
    #[must_use]
    pub fn after(self, known: &Self) -> Self {
        let is_dispute = |one: &Self, other: &Self| {
            one.proof() == Proof::Paid && other.proof() == Proof::Refused
        };
        let is_conflict =
            matches!(known, Self::Conflicting { .. }) && !matches!(self, Self::Closed(_));
        if is_dispute(&self, known) || is_dispute(known, &self) || is_conflict {
            let (paid, other) = match known.proof() == Proof::Paid {
                true => (known, &self),
                false => (&self, known),
            };
            let seen = paid.seen().cloned().unwrap_or_default();
            let seen = match other.seen() {
                Some(other) => seen.after(other),
                None => seen,
            };
            return Self::Conflicting { seen };
        }
        // A failed one that shows signs of life is followed again.
        let is_reopened =
            matches!(known, Self::Failed { .. }) && matches!(self, Self::Found { .. });
        if self.proof() < known.proof() && !is_reopened {
            return known.clone();
        }
        self.with_seen_of(known)
    }

    fn with_seen_of(mut self, known: &Self) -> Self {
        if let (Some(seen), Some(earlier)) = (self.seen_mut(), known.seen()) {
            *seen = std::mem::take(seen).after(earlier);
        }
        self
    }

    fn seen_mut(&mut self) -> Option<&mut Seen> {
        match self {
            Self::Accepted { seen, .. }
            | Self::Open { seen, .. }
            | Self::Found { seen }
            | Self::Failed { seen }
            | Self::Conflicting { seen } => Some(seen),
            Self::Refused { .. } | Self::Status { .. } | Self::NotSent | Self::Closed(_) => None,
        }
    }

    /// What a journal keeps of it when it forgets the request: whether that was carried out, and nothing of any answer.
    #[must_use]
    pub fn trace(&self) -> Self {
        let mut trace = self.clone();
        match &mut trace {
            Self::Accepted { code, .. } | Self::Refused { code } => *code = None,
            Self::Closed(closing) => *closing = Closing::default(),
            Self::Status { .. }
            | Self::NotSent
            | Self::Open { .. }
            | Self::Found { .. }
            | Self::Failed { .. }
            | Self::Conflicting { .. } => {}
        }
        if let Some(seen) = trace.seen_mut() {
            *seen = Seen {
                class: seen.class,
                ..Seen::NOTHING
            };
        }
        trace
    }

    fn proof(&self) -> Proof {
        match self {
            Self::Open { .. } => Proof::Open,
            Self::NotSent => Proof::NotSent,
            Self::Refused { .. } | Self::Status { .. } | Self::Failed { .. } => Proof::Refused,
            Self::Accepted { seen, .. } | Self::Found { seen } => match seen.is_paid() {
                true => Proof::Paid,
                false => Proof::Under,
            },
            Self::Conflicting { .. } => Proof::Paid,
            Self::Closed(_) => Proof::Closed,
        }
    }

    pub(crate) fn of_failure(failure: &Failure) -> Self {
        match failure {
            Failure::Invalid(_) | Failure::NotSent(_) => Self::NotSent,
            Failure::Refused(_) => Self::Refused {
                code: failure
                    .code()
                    .and_then(crate::record::raw_answer::Code::shown),
            },
            Failure::Status(status) => Self::Status {
                status: status.status(),
            },
            Failure::Indeterminate(open) => Self::Open {
                answered: open.evidence() == Evidence::Answered,
                seen: Seen::clone(&open.seen),
            },
        }
    }

    /// The outcome as text, to be stored.
    pub fn to_json(&self) -> Json {
        let mut out = JsonWriter::new();
        out.object(|object| {
            object.field("outcome", self.word());
            match self {
                Self::Accepted { code, .. } | Self::Refused { code } => object.field("code", code),
                Self::Status { status } => object.field("status", status),
                Self::Open { answered, .. } => object.field("answered", answered),
                _ => {}
            }
            if let Some(seen) = self.seen() {
                seen.write_to(object);
            }
            if let Self::Closed(closing) = self
                && *closing != Closing::default()
            {
                object.object("closing", |object| {
                    object.field("by", &closing.by);
                    object.field("why", &closing.why);
                });
            }
        });
        Json::written(&out)
    }

    /// The word by which it is stored.
    fn word(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Refused { .. } => "refused",
            Self::Status { .. } => "status",
            Self::NotSent => "not-sent",
            Self::Open { .. } => "open",
            Self::Found { .. } => "found",
            Self::Failed { .. } => "failed",
            Self::Conflicting { .. } => "conflicting",
            Self::Closed(_) => "closed",
        }
    }

    /// Takes up an outcome that was stored; `None` if the text is none, or one that this version does not know.
    pub fn from_json(text: &str) -> Option<Self> {
        let mut warnings = DecodeWarnings::new();
        let document = Document::parse(text, &mut warnings);
        let mut object = document.json().object(&mut warnings)?;
        let members: Option<BTreeMap<String, String>> = object.take("seen");
        let seen = members.map(Seen::of).unwrap_or_default();
        match object.take::<String>("outcome")?.as_str() {
            "accepted" => Some(Self::Accepted {
                code: object.take("code"),
                seen,
            }),
            "refused" => Some(Self::Refused {
                code: object.take("code"),
            }),
            "status" => Some(Self::Status {
                status: object.take("status")?,
            }),
            "not-sent" => Some(Self::NotSent),
            "open" => Some(Self::Open {
                answered: object.take("answered")?,
                seen,
            }),
            // 0.1 wrote the state alone.
            "found" => Some(Self::Found {
                seen: Seen {
                    state: seen.state.or_else(|| object.take("state")),
                    ..seen
                },
            }),
            "failed" => Some(Self::Failed { seen }),
            "conflicting" => Some(Self::Conflicting { seen }),
            "closed" => {
                let members: Option<BTreeMap<String, String>> = object.take("closing");
                let mut members = members.unwrap_or_default();
                Some(Self::Closed(Closing {
                    by: members.remove("by"),
                    why: members.remove("why"),
                }))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Accepted { .. } => "accepted",
            Self::Refused { .. } => "refused for good",
            Self::Status { .. } => "answered before anything was done",
            Self::NotSent => "never sent",
            Self::Open { answered: true, .. } => "an answer that decides nothing",
            Self::Open { .. } => "no answer",
            Self::Found { .. } => "found",
            Self::Failed { .. } => "found as failed",
            Self::Conflicting { .. } => "paid, and refused or failed as well",
            Self::Closed(_) => "closed",
        })?;
        match self {
            Self::Accepted {
                code: Some(code), ..
            }
            | Self::Refused { code: Some(code) } => {
                write!(f, " with code {code}")?;
            }
            Self::Status { status } => write!(f, " with status {status}")?,
            Self::Closed(Closing { by, why }) => {
                if let Some(by) = by {
                    write!(f, " by {by}")?;
                }
                if let Some(why) = why {
                    write!(f, ": {why}")?;
                }
            }
            _ => {}
        }
        match self.seen() {
            Some(seen) => seen.fmt(f),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
