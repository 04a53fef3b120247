//! What a merchant has learnt of a gateway.

use std::time::Duration;

use time::UtcOffset;

use crate::engine::config::Config;
use crate::record::operation::{Operation, StateClass};

/// # What the merchant knows
///
/// A reference rarely lists its codes and states. What a merchant has learnt of them is said here, and the merchant
/// answers for it.
impl Config {
    /// Adds a code that is known to mean "refused for good", for every operation. The caller answers for that: a
    /// payment with this code counts as not made. Beside a state that is not a failed one ([`state`](Self::state)), or
    /// beside a number that the gateway gave and no state, the code decides nothing.
    pub fn refused_code(mut self, code: impl Into<String>) -> Self {
        self.known.refused.push((None, code.into()));
        self
    }

    /// Adds a code that is known to mean "refused for good" for one operation.
    pub fn refused_code_of(
        mut self,
        operation: &'static Operation,
        code: impl Into<String>,
    ) -> Self {
        self.known.refused.push((Some(operation.id), code.into()));
        self
    }

    /// Adds a code that is known to mean that the token was not taken, before anything else was done: some gateways
    /// say so with a code instead of the status 401. The token is dropped, and the call sent once more with a new one.
    /// The caller answers for that. What [`refused_code`](Self::refused_code) says of an answer that contradicts its code
    /// holds here too: it decides nothing, and the call is not sent again.
    pub fn token_refused_code(mut self, code: impl Into<String>) -> Self {
        self.known.token_refused.push(code.into());
        self
    }

    /// Adds an HTTP status from 400 to 499 that is known to come before anything is done, for every operation: 403, for
    /// instance, where it is known that no firewall gives it after the gateway has acted. The caller answers for that: a
    /// payment with this status counts as not made. A body that breaks off, says "accepted", or speaks of the order at
    /// all still decides nothing.
    ///
    /// ```
    /// use gateway_runtime::Config;
    ///
    /// let config = Config::new("https://gateway.example.com").status_before_state(403);
    /// # let _ = config;
    /// ```
    pub fn status_before_state(mut self, status: u16) -> Self {
        self.known.before_state.push((None, status));
        self
    }

    /// Adds an HTTP status that is known to come before anything is done for one operation.
    pub fn status_before_state_of(mut self, operation: &'static Operation, status: u16) -> Self {
        let own = (Some(operation.id), status);
        self.known.before_state.push(own);
        self
    }

    /// Adds a code by which a query is known to say "there is none". No other refusal of a query is taken for that: the
    /// gateway may refuse it for any reason. What is looked up is absent if a query says so and no other one shows it or
    /// fails; [`Gateway::resend`](crate::Gateway::resend) wants that before it sends a refund again. The caller answers
    /// for that.
    pub fn not_found_code_of(mut self, query: &'static Operation, code: impl Into<String>) -> Self {
        self.known.not_found.push((query.id, code.into()));
        self
    }

    /// How long it may take until the gateway shows what it was sent; 10 minutes by default. A look-up before that does
    /// not say that there is none, so nothing is sent again ([`NotResent::TooEarly`](crate::NotResent::TooEarly)).
    pub fn absence_lag(mut self, lag: Duration) -> Self {
        self.known.absence_lag = Some(lag);
        self
    }

    /// Says what a state means for the money that the document does not list, wherever the API shows states of money. A
    /// state that the document lists keeps its meaning; of two words for one state the later counts. The caller answers
    /// for that.
    ///
    /// A state that nobody has listed is [`StateClass::Pending`]: never paid, and never failed.
    ///
    /// ```
    /// use gateway_runtime::{Config, StateClass};
    ///
    /// let config = Config::new("https://gateway.example.com").state("failed", StateClass::Failed);
    /// # let _ = config;
    /// ```
    pub fn state(mut self, state: impl Into<String>, class: StateClass) -> Self {
        self.known.states.push((state.into(), class));
        self
    }

    /// How long a failed state has to stand until it counts: two looks that are so far apart have to show it, and nothing
    /// else in between. 10 minutes by default. A gateway that shows a failure only once it is final can do with seconds.
    /// The caller answers for that.
    ///
    /// ```
    /// use gateway_runtime::{Config, StateClass};
    /// use std::time::Duration;
    ///
    /// let config = Config::new("https://gateway.example.com")
    ///     .state("failed", StateClass::Failed)
    ///     .failed_lag(Duration::from_secs(5));
    /// # let _ = config;
    /// ```
    pub fn failed_lag(mut self, lag: Duration) -> Self {
        self.known.failed_lag = Some(lag);
        self
    }

    /// How long after a request its customer may still act, on a wallet's page or in a challenge. A failed state of such
    /// a payment counts only after that, since the customer may try again, and without this it never counts.
    pub fn customer_may_act_for(mut self, time: Duration) -> Self {
        self.known.customer_may_act_for = Some(time);
        self
    }

    /// Says in which zone the gateway writes the times that do not say their offset from UTC. Without it such a time, and
    /// one that ends in `Z`, may be that of any zone of the world, from 14 hours before its reading as UTC to 12 hours
    /// after it, and a look-up can rarely tell whether it lies before or after the request. A `Z` is believed where the
    /// zone is UTC; where it is another one, either can be meant. Any other offset is believed in any case.
    ///
    /// A zone that changes between summer and winter has no offset; leave it out there. The caller answers for it: by a
    /// wrong one an earlier payment is taken for this one.
    ///
    /// ```
    /// use gateway_runtime::{Config, UtcOffset};
    ///
    /// let config = Config::new("https://gateway.example.com").times_in(UtcOffset::from_hms(8, 0, 0)?);
    /// # let _ = config;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn times_in(mut self, zone: UtcOffset) -> Self {
        self.known.zone = Some(zone);
        self
    }
}
