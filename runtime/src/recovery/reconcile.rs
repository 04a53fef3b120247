//! Looking up again and again, until the patience is at its end.

use std::time::Duration;

use crate::record::handle::Handle;
use crate::record::operation::StateClass;
use crate::recovery::options::Reconcile;
use crate::recovery::resolution::Finding;
use crate::recovery::resolution::NotDenied;
use crate::recovery::resolution::Resolution;
use crate::recovery::resolution::Unresolved;
use crate::recovery::resolution::Why;

use crate::engine::gateway::Gateway;
use crate::engine::retry::random;
use crate::wire::clock::until;

use crate::recovery::look::{Look, Plan};
use crate::recovery::pace::Pace;
use crate::recovery::together::{Work, together};

/// What is waited for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// That it was carried out, in whatever state.
    Proof,
    /// That it was carried out, and that its state no longer changes by itself.
    Final,
}

impl Wanted {
    fn is_met_by(self, finding: &Finding) -> bool {
        self == Self::Proof || finding.state_class.is_none_or(StateClass::is_final)
    }
}

impl Gateway {
    /// Looks up what became of a request, again and again until it is found or the patience is at its end.
    ///
    /// The request may be indeterminate, or one that a former process left in its journal, or any other that the caller
    /// kept the handle of. What is found is written into the journal, if the handle comes from one.
    ///
    /// It is safe to drop the future: looking up changes nothing.
    pub async fn reconcile(&self, handle: &Handle, options: &Reconcile) -> Resolution {
        self.resolve(handle, options, Wanted::Proof).await
    }

    /// Waits until a request that was accepted is done, called off or failed: a refund is accepted first and paid back
    /// later. A payment that is authorized counts as final, since the next step is the merchant's.
    ///
    /// When the patience is at its end first, [`Unresolved::seen`] gives what the gateway showed last.
    pub async fn wait_until_final(&self, handle: &Handle, options: &Reconcile) -> Resolution {
        self.resolve(handle, options, Wanted::Final).await
    }

    async fn resolve(&self, handle: &Handle, options: &Reconcile, wanted: Wanted) -> Resolution {
        let mut resolutions = self
            .resolve_all(std::slice::from_ref(handle), options, wanted)
            .await;
        resolutions
            .pop()
            .unwrap_or_else(|| Resolution::Entries(Vec::new()))
    }

    /// The same of many, in their order. What is found of a request is written down at once, before anything else of it
    /// is done, and of a list when each of its entries is found.
    pub(super) async fn resolve_all(
        &self,
        handles: &[Handle],
        options: &Reconcile,
        wanted: Wanted,
    ) -> Vec<Resolution> {
        let parts: Vec<Vec<Handle>> = handles.iter().map(Handle::entries).collect();
        let mut searches = Vec::new();
        for (handle, parts) in handles.iter().zip(&parts) {
            match parts.is_empty() {
                true => searches.push(Search::new(self, handle, options)),
                false => searches.extend(parts.iter().map(|part| Search::new(self, part, options))),
            }
        }
        self.rounds(&mut searches, options, wanted).await;
        let mut ended = searches.into_iter().map(Search::end);
        let mut resolutions = Vec::with_capacity(handles.len());
        for (handle, parts) in handles.iter().zip(parts) {
            let resolution = match parts.is_empty() {
                true => ended.next(),
                false => Some(Resolution::Entries(
                    ended.by_ref().take(parts.len()).collect(),
                )),
            };
            let Some(resolution) = resolution else { break };
            if !parts.is_empty() {
                self.note_resolution(handle, &resolution).await;
            }
            resolutions.push(resolution);
        }
        resolutions
    }

    /// Asks for all of them, several at a time, then pauses, until none is left or the patience is at its end. Each is
    /// asked for once at least, unless the gateway cannot be reached or wants to be left alone for longer.
    async fn rounds(&self, searches: &mut [Search], options: &Reconcile, wanted: Wanted) {
        let _under_way = self.search();
        let clock = self.clock();
        let deadline = clock.monotonic().saturating_add(options.patience);
        let pace = Pace::new(options.apart);
        let mut round = 0_u32;
        loop {
            round = round.saturating_add(1);
            let open = searches.iter_mut().filter(|search| search.is_open());
            let looks = open.map(|search| -> Work<'_> {
                Box::pin(self.look_once(search, &pace, deadline, round == 1, wanted))
            });
            together(options.at_once, looks).await;
            let pause = options.pauses.pause(round, random());
            let ends = clock.monotonic().saturating_add(pause);
            if ends >= deadline || !searches.iter().any(Search::is_open) {
                break;
            }
            match wanted {
                Wanted::Proof => clock.sleep(pause).await,
                // What was accepted is no unknown: whoever comes next goes on with its handle.
                Wanted::Final if self.pause_unless_draining(pause).await => break,
                Wanted::Final => {}
            }
        }
    }

    /// One look for one request, which the first round owes it.
    async fn look_once(
        &self,
        search: &mut Search,
        pace: &Pace,
        deadline: Duration,
        owed: bool,
        wanted: Wanted,
    ) {
        let Ok(plan) = &search.plan else { return };
        let clock = self.clock();
        let may_begin = pace
            .wait(clock, deadline.max(clock.monotonic()), owed)
            .await;
        let is_late = clock.monotonic() >= deadline;
        let look = match (owed, pace.away()) {
            (true, Some(failure)) if is_late || !may_begin => Look::Failed(failure),
            (true, _) => plan.look(self).await,
            (false, _) if !may_begin || is_late => return,
            (false, _) => match until(clock, deadline, plan.look(self)).await {
                Some(look) => look,
                None => return,
            },
        };
        pace.heard(&look, clock);
        search.take(look, wanted, self);
        if search.handle.position().is_none()
            && let Some(resolution) = search.resolved()
        {
            self.note_resolution(&search.handle, &resolution).await;
        }
    }
}

impl Gateway {
    /// Whether a failed state, which surely is that of the request and was just seen, counts.
    fn is_denied(&self, handle: &Handle) -> Result<(), NotDenied> {
        let known = self.known();
        let stands = self.failing().stands(handle, self.clock().monotonic());
        let operation = self.api().operation(handle.operation());
        let is_alone = operation.is_some_and(|of| handle.is_alone(&of.acknowledges));
        if handle.seen().customer_acts || !is_alone {
            let time = known.customer_may_act_for().ok_or(NotDenied::NoExpiry)?;
            let expires = handle.time().checked_add(time);
            if expires.is_none_or(|expires| self.clock().wall() < expires) {
                return Err(NotDenied::CustomerMayAct);
            }
        }
        match stands.is_some_and(|stands| stands >= known.failed_lag()) {
            true => Ok(()),
            false => Err(NotDenied::TooEarly),
        }
    }
}

/// The search for one request.
struct Search {
    handle: Handle,
    plan: Result<Plan, Why>,
    found: Option<Finding>,
    denied: Option<Finding>,
    seen: Option<Finding>,
    why: Why,
}

impl Search {
    fn new(gateway: &Gateway, handle: &Handle, options: &Reconcile) -> Self {
        Self {
            handle: handle.clone(),
            plan: Plan::new(gateway.api(), handle, options),
            found: None,
            denied: None,
            seen: None,
            why: Why::NotFound,
        }
    }

    fn is_open(&self) -> bool {
        self.plan.is_ok() && self.found.is_none() && self.denied.is_none()
    }

    fn take(&mut self, look: Look, wanted: Wanted, gateway: &Gateway) {
        if !matches!(look, Look::Denied(_) | Look::Failed(_)) {
            gateway.failing().is_over(&self.handle);
        }
        match look {
            Look::Denied(finding) => match gateway.is_denied(&self.handle) {
                Ok(()) => self.denied = Some(finding),
                Err(why) => self.see(finding, Why::Failing(why)),
            },
            Look::Found(finding) if wanted.is_met_by(&finding) => self.found = Some(finding),
            Look::Found(finding) => self.see(finding, Why::Undecided),
            Look::Seen(finding, why) => self.see(finding, why),
            Look::Nothing => self.why = Why::NotFound,
            Look::Absent => self.why = Why::Absent,
            Look::Failed(failure) => self.why = Why::Failed(Box::new(failure)),
        }
    }

    fn see(&mut self, finding: Finding, why: Why) {
        self.seen = Some(finding);
        self.why = why;
    }

    /// What was found, or denied.
    fn resolved(&self) -> Option<Resolution> {
        let found = self.found.clone().map(Resolution::Found);
        found.or_else(|| self.denied.clone().map(Resolution::Denied))
    }

    fn end(self) -> Resolution {
        match (self.found, self.denied, self.plan) {
            (Some(finding), ..) => Resolution::Found(finding),
            (None, Some(finding), _) => Resolution::Denied(finding),
            (None, None, plan) => Resolution::Unresolved(Unresolved {
                handle: self.handle,
                why: plan.err().unwrap_or(self.why),
                seen: self.seen,
            }),
        }
    }
}
