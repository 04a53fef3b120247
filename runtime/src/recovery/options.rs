use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::engine::retry::Retries;
use crate::record::handle::Handle;
use crate::value::json::untyped::Json;
use crate::value::json::writer::Write;

/// How an outcome is looked up: for how long, with which pauses, and with what the request itself does not hold.
///
/// ```
/// use gateway_runtime::Reconcile;
/// use std::time::Duration;
///
/// let options = Reconcile::new()
///     .patience(Duration::from_secs(30))
///     .answer("paymentMethodType", "card");
/// # let _ = options;
/// ```
#[derive(Clone)]
#[must_use]
pub struct Reconcile {
    pub(super) patience: Duration,
    pub(super) pauses: Retries,
    pub(super) at_once: usize,
    pub(super) apart: Duration,
    answers: Vec<(Gives, Ask)>,
    ask: Option<Ask>,
}

type Ask = Arc<dyn Fn(&Handle, &Question) -> Option<Json> + Send + Sync>;

/// What an answer answers.
#[derive(Clone)]
enum Gives {
    Field(String),
    Setter(&'static str),
}

impl Gives {
    fn is_for(&self, question: &Question) -> bool {
        match self {
            Self::Field(field) => field == question.field,
            Self::Setter(setter) => question.setter == Some(setter),
        }
    }
}

/// A value that a look-up needs and the request did not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The wire name of the field of the query.
    pub field: &'static str,
    /// What it is, in words.
    pub about: &'static str,
    /// The setter of the generated crate that gives it, with its type.
    pub setter: Option<&'static str>,
}

impl fmt::Display for Question {
    /// What is needed, and what gives it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let setter = self.setter.unwrap_or("Reconcile::answer");
        write!(
            f,
            "`{}`, {}; give it with `{setter}`",
            self.field, self.about
        )
    }
}

impl Reconcile {
    /// Two minutes of patience, with pauses of up to 1 s at first and up to 15 s later.
    pub fn new() -> Self {
        Self {
            patience: Duration::from_secs(120),
            pauses: Retries {
                attempts: u32::MAX,
                first_pause: Duration::from_secs(1),
                longest_pause: Duration::from_secs(15),
            },
            at_once: 8,
            apart: Duration::ZERO,
            answers: Vec::new(),
            ask: None,
        }
    }

    /// How long it is tried; two minutes by default. It is tried once even if this is zero.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The longest that the first pause between two look-ups, and any pause, can be. Each pause is a random part of
    /// what doubling the first one has come to.
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.pauses = self.pauses.pauses(first, longest);
        self
    }

    /// How many requests are looked up at the same time; 8 by default, 1 at least.
    pub fn at_once(mut self, requests: usize) -> Self {
        self.at_once = requests;
        self
    }

    /// The least time between the beginnings of two look-ups; none by default. A `Retry-After` of the gateway is waited for
    /// in any case, by all look-ups of a run.
    pub fn apart(mut self, time: Duration) -> Self {
        self.apart = time;
        self
    }

    /// Gives a value that the look-up needs and the request did not hold, by the wire name of the query's field. A generated
    /// crate has setters with types for what its look-ups ask for. What was given last counts.
    pub fn answer(mut self, field: impl Into<String>, value: &(impl Write + ?Sized)) -> Self {
        let value = Json::of(value);
        let given = Arc::new(move |_: &Handle, _: &Question| Some(value.clone()));
        self.answers.push((Gives::Field(field.into()), given));
        self
    }

    /// What the setters of a generated crate do: gives what is asked for under the name of one of them
    /// ([`Question::setter`]), request by request. For `None`, what was given before counts.
    pub fn answer_by(
        mut self,
        setter: &'static str,
        answer: impl Fn(&Handle) -> Option<Json> + Send + Sync + 'static,
    ) -> Self {
        let given = Arc::new(move |handle: &Handle, _: &Question| answer(handle));
        self.answers.push((Gives::Setter(setter), given));
        self
    }

    /// Asks for such values, request by request: many requests are looked up at once after a crash, and not all of
    /// them want the same value. Asked before all that was given.
    pub fn ask(
        mut self,
        ask: impl Fn(&Handle, &Question) -> Option<Json> + Send + Sync + 'static,
    ) -> Self {
        self.ask = Some(Arc::new(ask));
        self
    }

    pub(super) fn answer_to(&self, handle: &Handle, question: &Question) -> Option<Json> {
        let asked = self.ask.as_ref().and_then(|ask| ask(handle, question));
        asked.or_else(|| {
            let answers = self.answers.iter().rev();
            let mut given = answers.filter(|(gives, _)| gives.is_for(question));
            given.find_map(|(_, answer)| answer(handle, question))
        })
    }
}

impl Default for Reconcile {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Reconcile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reconcile")
            .field("patience", &self.patience)
            .field("first_pause", &self.pauses.first_pause)
            .field("longest_pause", &self.pauses.longest_pause)
            .field("at_once", &self.at_once)
            .field("apart", &self.apart)
            .finish_non_exhaustive()
    }
}
