//! Looking after everything that is open, for as long as a process lives.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::engine::gateway::Gateway;
use crate::engine::held::Held;
use crate::record::entry::EntryId;
use crate::record::handle::Handle;
use crate::record::journal::JournalError;
use crate::recovery::options::Reconcile;
use crate::recovery::reconcile::{Claiming, Wanted};
use crate::recovery::recovered::Recovered;
use crate::recovery::retention::Retention;

/// How open requests are followed.
///
/// ```
/// use gateway_runtime::{Follow, Reconcile};
/// use std::time::Duration;
///
/// let follow = Follow::new(Reconcile::new().apart(Duration::from_millis(100)))
///     .until(Duration::from_secs(3 * 24 * 3600));
/// # let _ = follow;
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Follow {
    looks: Reconcile,
    every: Duration,
    until: Duration,
    pub(super) authorized_for: Duration,
    forgetting: Option<Retention>,
}

/// The shortest and the longest pause between two looks for one request.
const PAUSES: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(3_600));

/// How often the journal is asked for authorizations that age.
const ASKS: Duration = Duration::from_secs(3_600);

/// How often what is no longer kept is forgotten.
const FORGETS: Duration = Duration::from_secs(24 * 3_600);

/// How long what is for people is not handed out again.
const LEFT_ALONE: Duration = Duration::from_secs(24 * 3_600);

impl Follow {
    /// With these look-ups, of which the patience and the pauses do not matter. The journal is read every 5 s, and a
    /// request is followed for 14 days.
    pub fn new(looks: Reconcile) -> Self {
        Self {
            looks: looks.patience(Duration::ZERO),
            every: Duration::from_secs(5),
            until: Duration::from_secs(14 * 24 * 3_600),
            authorized_for: Duration::from_secs(5 * 24 * 3_600),
            forgetting: None,
        }
    }

    /// How often the journal is read for what is open; every 5 s by default.
    pub fn every(mut self, time: Duration) -> Self {
        self.every = time;
        self
    }

    /// How long after it was made a request is followed; 14 days by default. The time in which a customer may act
    /// ([`Config::customer_may_act_for`](crate::Config::customer_may_act_for)) and the time that a failed state has to
    /// stand come on top. What is open then is for people ([`Gateway::for_people`]).
    pub fn until(mut self, time: Duration) -> Self {
        self.until = time;
        self
    }

    /// How long after it was made a payment may be authorized and neither captured nor voided before that is
    /// [told](Followed::AuthorizationAges); 5 days by default. Issuers give the money free after about a week, and some
    /// methods sooner: ask the vendor.
    pub fn authorized_for(mut self, time: Duration) -> Self {
        self.authorized_for = time;
        self
    }

    /// Forgets what is settled and no longer kept as well, as [`Gateway::forget`] does, which is
    /// [told](Followed::Forgotten): when nothing is due for the first time, and then once a day. By default nothing is forgotten.
    ///
    /// ```
    /// use gateway_runtime::{Follow, Reconcile, Retention};
    /// use std::time::Duration;
    ///
    /// const DAY: Duration = Duration::from_secs(24 * 3600);
    /// let follow = Follow::new(Reconcile::new()).forgetting(Retention::new(540 * DAY));
    /// # let _ = follow;
    /// ```
    pub fn forgetting(mut self, retention: Retention) -> Self {
        self.forgetting = Some(retention);
        self
    }

    /// The pause after a look for a request of this age: it grows with it, from 5 s to an hour.
    pub(super) fn pause(age: Duration) -> Duration {
        (age / 4).clamp(PAUSES.0, PAUSES.1)
    }
}

/// What following tells.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Followed {
    /// A request was looked up. Its end is in the journal; what is open or not at its end is looked up again.
    Looked(Recovered),
    /// A request is open for longer than it is followed. It is told once in a process, and not looked up any more.
    ForPeople(Handle),
    /// Money was taken that the shop may not count on: a payment that was called off is shown as paid, or one that had been
    /// shown as failed. Deliver, or give it back. It is told once in a process, before the look that showed it.
    PaidLate(Recovered),
    /// A payment is authorized for long, and was neither captured nor voided ([`Follow::authorized_for`]). It is told once
    /// in a process; the journal is asked for it every hour.
    AuthorizationAges(Handle),
    /// So many settled requests were forgotten, since they are no longer kept ([`Follow::forgetting`]). A day on which there
    /// were none is not told.
    Forgotten(u64),
    /// The journal could not be read, or cannot forget. It is tried again.
    Journal(JournalError),
}

/// What is told once in a process.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    People,
    Late,
    Aging,
}

/// What was told, and when the journal is asked for what ages, and forgets, next.
#[derive(Default)]
struct Told {
    entries: BTreeSet<(What, EntryId)>,
    asks: Duration,
    forgets: Duration,
}

impl Told {
    fn is_first(&mut self, what: What, handle: &Handle) -> bool {
        let entry = handle.entry().cloned();
        entry.is_some_and(|entry| self.entries.insert((what, entry)))
    }
}

impl Gateway {
    /// Follows whatever the journal has open, for as long as the future is polled: spawn it when a process starts, and drop
    /// it when the process ends. A request is looked up after 5 s, then with pauses that grow with its age, up to an hour,
    /// until its state is final or its time is over. The journal hands out what is due, to one process at a time: several
    /// that share one look each request up as often as one alone would.
    ///
    /// Each look is told, and what is found is written down before that. It changes nothing at the gateway, and forgets nothing unless
    /// [`Follow::forgetting`] says so.
    ///
    /// ```no_run
    /// # fn start(gateway: gateway_runtime::Gateway) {
    /// use gateway_runtime::{Follow, Followed, Reconcile};
    ///
    /// tokio::spawn(async move {
    ///     let tell = |followed| match followed {
    ///         Followed::Looked(looked) => println!("{}", looked.resolution),
    ///         Followed::ForPeople(handle) => println!("look at it: {handle:?}"),
    ///         other => println!("{other:?}"),
    ///     };
    ///     gateway.follow(&Follow::new(Reconcile::new()), tell).await
    /// });
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`JournalError`] if there is no journal. It does not end otherwise.
    pub async fn follow(
        &self,
        options: &Follow,
        mut tell: impl FnMut(Followed) + Send,
    ) -> Result<std::convert::Infallible, JournalError> {
        let journal = self.journal_or_why()?;
        let mut told = Told::default();
        loop {
            self.tell_aging(options, &mut told, &mut tell).await;
            let at_once = options.looks.at_once.max(1);
            match self.hold_due(journal, at_once).await {
                Ok(due) => {
                    let may_be_more = due.len() == at_once;
                    self.look_after(due, options, &mut told, &mut tell).await;
                    if may_be_more {
                        continue;
                    }
                }
                Err(error) => tell(Followed::Journal(error)),
            }
            self.forget_and_tell(options, &mut told, &mut tell).await;
            self.clock().sleep(options.every).await;
        }
    }

    /// Looks up what is due.
    async fn look_after(
        &self,
        due: Vec<(Handle, Held)>,
        options: &Follow,
        told: &mut Told,
        tell: &mut (impl FnMut(Followed) + Send),
    ) {
        let mut requests = Vec::new();
        for (handle, held) in due {
            let age = self.age(&handle);
            if age <= self.followed_for(options) {
                let pause = Follow::pause(age);
                requests.push((handle, Claiming::Held(held, pause)));
                continue;
            }
            self.let_go(held, None, LEFT_ALONE).await;
            if told.is_first(What::People, &handle) {
                tell(Followed::ForPeople(handle));
            }
        }
        let handles = requests.iter().map(|(handle, _)| handle);
        let failing: BTreeSet<EntryId> = handles
            .filter(|handle| self.is_failing(handle))
            .filter_map(|handle| handle.entry().cloned())
            .collect();
        let looked = self.resolve_all(requests, &options.looks, Wanted::Proof);
        for recovered in looked.await {
            let Recovered { handle, resolution } = &recovered;
            let was_failing = handle.entry().is_some_and(|entry| failing.contains(entry));
            if self.is_paid_late(handle, was_failing, resolution)
                && told.is_first(What::Late, handle)
            {
                tell(Followed::PaidLate(recovered.clone()));
            }
            tell(Followed::Looked(recovered));
        }
    }

    /// Tells of authorizations that age, where the journal can list them and it is time to ask.
    async fn tell_aging(
        &self,
        options: &Follow,
        told: &mut Told,
        tell: &mut (impl FnMut(Followed) + Send),
    ) {
        let now = self.clock().monotonic();
        if told.asks > now {
            return;
        }
        told.asks = now.saturating_add(ASKS);
        match self.aging_authorizations(options).await {
            Ok(aging) => {
                for handle in aging {
                    if told.is_first(What::Aging, &handle) {
                        tell(Followed::AuthorizationAges(handle));
                    }
                }
            }
            Err(error) if error.is_missing() => {}
            Err(error) => tell(Followed::Journal(error)),
        }
    }

    /// Forgets what is no longer kept, if it is time to.
    async fn forget_and_tell(
        &self,
        options: &Follow,
        told: &mut Told,
        tell: &mut (impl FnMut(Followed) + Send),
    ) {
        let now = self.clock().monotonic();
        let Some(retention) = options.forgetting.filter(|_| told.forgets <= now) else {
            return;
        };
        told.forgets = now.saturating_add(FORGETS);
        match self.forget(&retention).await {
            Ok(0) => {}
            Ok(forgotten) => tell(Followed::Forgotten(forgotten)),
            Err(error) => tell(Followed::Journal(error)),
        }
    }

    /// What the journal has open for longer than it is followed: what a person has to look at, the oldest first.
    ///
    /// # Errors
    ///
    /// [`JournalError`] if there is no journal, or it cannot be read.
    pub async fn for_people(&self, options: &Follow) -> Result<Vec<Handle>, JournalError> {
        let mut open = self.journal_or_why()?.at_length().unresolved().await?;
        open.retain(|handle| self.age(handle) > self.followed_for(options));
        Ok(open)
    }

    fn followed_for(&self, options: &Follow) -> Duration {
        let known = &self.inner.known;
        let acts = known.customer_may_act_for.unwrap_or_default();
        let grace = known.failed_lag().saturating_add(acts);
        options.until.saturating_add(grace)
    }

    pub(super) fn age(&self, handle: &Handle) -> Duration {
        let now = self.clock().wall();
        now.duration_since(handle.time()).unwrap_or_default()
    }
}
