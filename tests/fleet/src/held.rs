//! A process that makes one payment, and stands still at one step of it until it is let.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use gateway_runtime::{Attempt, Call, Ended, Observer, Sending};
use online_payment_gateway::operations::CREATE_PAYMENT;

use crate::requests::payment;
use crate::words::{Word, Words};
use crate::worker::{DEADLINE, Fetches, Settings, word_of};

/// A step of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The shop has decided on it, and nothing is written down.
    Begun,
    /// It stands in the journal, and no byte of it has left.
    Written,
    /// The gateway has carried it out, and its answer is on the way.
    Charged,
    /// The answer is there, and not written down.
    Answered,
}

impl Step {
    pub(crate) const ALL: [Self; 4] = [Self::Begun, Self::Written, Self::Charged, Self::Answered];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Written => "written",
            Self::Charged => "charged",
            Self::Answered => "answered",
        }
    }

    /// The number of the order that is paid when a process stands there.
    pub(crate) fn order(self) -> String {
        format!("{}-0-1-1", self.as_str())
    }
}

/// The file that lets everybody go on who said these words.
pub(crate) fn gate(words: &Path) -> PathBuf {
    words.with_extension("go")
}

/// Stands still where it should, and says what the fleet says.
struct Holds {
    step: Step,
    words: Words,
    gate: PathBuf,
    fetches: Fetches,
}

impl Holds {
    fn at(&self, step: Step) {
        if step == self.step {
            self.words.say(Word::Held, &self.step.order());
            while !self.gate.exists() {
                sleep(Duration::from_millis(10));
            }
        }
    }
}

impl Observer for Holds {
    fn before(&self, attempt: &mut Sending<'_>) {
        self.fetches.before(attempt);
        if attempt.operation().id == CREATE_PAYMENT.id {
            self.at(Step::Written);
        }
    }

    fn after(&self, attempt: &Sending<'_>, ended: &Ended) {
        self.fetches.after(attempt, ended);
        if attempt.operation().id == CREATE_PAYMENT.id {
            self.at(Step::Answered);
        }
    }
}

/// Makes the payment of the step that is named by the first argument; the others are those of every process.
pub(crate) fn run(mut arguments: Vec<String>) {
    let named = arguments.remove(0);
    let step = Step::ALL.into_iter().find(|step| step.as_str() == named);
    let step = step.expect("the matrix knows its steps");
    let settings = Settings::of(arguments);
    let words = Words::open(Path::new(&settings.words));
    let holds = Arc::new(Holds {
        step,
        words: words.clone(),
        gate: gate(Path::new(&settings.words)),
        fetches: Fetches(words.clone()),
    });
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    runtime.block_on(async {
        let observer: Arc<dyn Observer> = Arc::clone(&holds) as _;
        let (client, _) = settings.client_with(observer);
        holds.at(Step::Begun);
        let order = step.order();
        let (purchase, _) = order.rsplit_once('-').expect("it has an attempt");
        let call = Call::new()
            .body(&payment(&order))
            .attempt(Attempt::of(purchase));
        let paid = client.gateway().call(&CREATE_PAYMENT, call).await;
        words.say(word_of(&paid), &order);
        if let Err(left) = client.gateway().drain(DEADLINE * 2).await {
            eprintln!("{order}: {left}");
        }
    });
}
