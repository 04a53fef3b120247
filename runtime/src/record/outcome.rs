use crate::record::evidence::Evidence;
use crate::record::failure::Failure;
use crate::value::json::oddity::Oddities;
use crate::value::json::reference::Document;
use crate::value::json::untyped::Json;
use crate::value::json::writer::JsonWriter;

/// What became of a request, as a journal keeps it: never an answer's content beyond a code or a state.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The gateway accepted it, with this code if the API has codes.
    Accepted {
        /// The code.
        code: Option<String>,
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
    },
    /// It was looked up, and was carried out.
    Found {
        /// The state that proves it; none if it does not look like one, or if there were several.
        state: Option<String>,
    },
    /// Somebody found out by other means and closed it.
    Closed,
}

impl Outcome {
    /// Whether nothing is left to find out.
    pub fn is_conclusive(&self) -> bool {
        !matches!(self, Self::Open { .. })
    }

    /// How far the request got, as far as this says it.
    #[cfg(feature = "journal")]
    pub(crate) fn evidence(&self) -> Option<Evidence> {
        match self {
            Self::Accepted { .. }
            | Self::Refused { .. }
            | Self::Status { .. }
            | Self::Open { answered: true } => Some(Evidence::Answered),
            Self::Open { answered: false } => Some(Evidence::MayHaveBeenSent),
            Self::NotSent => Some(Evidence::NeverSent),
            Self::Found { .. } | Self::Closed => None,
        }
    }

    /// Whether it leaves open that the request was carried out, or says that it was.
    pub fn may_have_been_carried_out(&self) -> bool {
        !matches!(
            self,
            Self::Refused { .. } | Self::Status { .. } | Self::NotSent
        )
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
            },
        }
    }

    /// The outcome as text, to be stored.
    pub fn to_json(&self) -> Json {
        let mut out = JsonWriter::new();
        out.object(|object| match self {
            Self::Accepted { code } => {
                object.field("outcome", "accepted");
                object.field("code", code);
            }
            Self::Refused { code } => {
                object.field("outcome", "refused");
                object.field("code", code);
            }
            Self::Status { status } => {
                object.field("outcome", "status");
                object.field("status", status);
            }
            Self::NotSent => object.field("outcome", "not-sent"),
            Self::Open { answered } => {
                object.field("outcome", "open");
                object.field("answered", answered);
            }
            Self::Found { state } => {
                object.field("outcome", "found");
                object.field("state", state);
            }
            Self::Closed => object.field("outcome", "closed"),
        });
        Json::written(&out)
    }

    /// Takes up an outcome that was stored; `None` if the text is none, or one that this version does not know.
    pub fn from_json(text: &str) -> Option<Self> {
        let mut oddities = Oddities::new();
        let document = Document::parse(text, &mut oddities);
        let mut object = document.json().object(&mut oddities)?;
        match object.take::<String>("outcome")?.as_str() {
            "accepted" => Some(Self::Accepted {
                code: object.take("code"),
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
            }),
            "found" => Some(Self::Found {
                state: object.take("state"),
            }),
            "closed" => Some(Self::Closed),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_come_back_from_their_text() {
        let text = |text: &str| Some(text.to_owned());
        let found = Outcome::Found {
            state: text("successed"),
        };
        for (outcome, conclusive, may_be_done) in [
            (Outcome::Accepted { code: text("0000") }, true, true),
            (Outcome::Accepted { code: None }, true, true),
            (Outcome::Refused { code: text("4711") }, true, false),
            (Outcome::Status { status: 403 }, true, false),
            (Outcome::NotSent, true, false),
            (Outcome::Open { answered: true }, false, true),
            (found, true, true),
            (Outcome::Closed, true, true),
        ] {
            assert_eq!(outcome.is_conclusive(), conclusive);
            assert_eq!(outcome.may_have_been_carried_out(), may_be_done);
            let stored = outcome.to_json();
            assert_eq!(Outcome::from_json(stored.expose()), Some(outcome));
        }
        assert_eq!(Outcome::from_json(r#"{"outcome":"new"}"#), None);
        assert_eq!(Outcome::from_json("{"), None);
    }
}
