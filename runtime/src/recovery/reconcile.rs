//! Looking up again and again, until the patience is at its end.

use std::time::Duration;

use crate::record::handle::Handle;
use crate::record::operation::StateClass;
use crate::recovery::options::Reconcile;
use crate::recovery::resolution::{Finding, NotDenied, Resolution, Unresolved, Why};

use crate::engine::gateway::Gateway;
use crate::engine::held::{Asked, Held};
use crate::record::claim::Stage;
use crate::value::random::random;
use crate::wire::clock::until;

use crate::recovery::look::{Look, Plan};
use crate::recovery::pace::Pace;
use crate::recovery::recovered::Recovered;
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

/// Whether an entry is claimed while it is looked up, which is what lets anything be written down.
pub(super) enum Claiming {
    /// Whoever looks it up has seen to that, and nothing is written.
    Not,
    /// It is claimed for each look. Somebody waits for what is found, so it is looked up without a claim as well, and
    /// nothing is written then.
    IfFree,
    /// It is claimed for each look, and left alone when somebody else has it or it is settled.
    OrLeave,
    /// It is claimed, and due again after a look that finds nothing and so long a pause.
    Held(Held, Duration),
}

impl Gateway {
    /// Looks up what became of a request, again and again until it is found or the patience is at its end.
    ///
    /// The request may be indeterminate, or one that a former process left in its journal, or any other that the caller
    /// kept the handle of. What is found is written into the journal, if the handle comes from one and nobody else is
    /// looking it up just now.
    ///
    /// It is safe to drop the future: looking up changes nothing.
    pub async fn reconcile(&self, handle: &Handle, options: &Reconcile) -> Resolution {
        self.resolve(handle, options, Wanted::Proof, Claiming::IfFree)
            .await
    }

    /// Waits until a request that was accepted is done, called off or failed: a refund is accepted first and paid back
    /// later. A payment that is authorized counts as final, since the next step is the merchant's.
    ///
    /// When the patience is at its end first, [`Unresolved::seen`] gives what the gateway showed last.
    pub async fn wait_until_final(&self, handle: &Handle, options: &Reconcile) -> Resolution {
        self.resolve(handle, options, Wanted::Final, Claiming::IfFree)
            .await
    }

    pub(super) async fn resolve(
        &self,
        handle: &Handle,
        options: &Reconcile,
        wanted: Wanted,
        claiming: Claiming,
    ) -> Resolution {
        let one = vec![(handle.clone(), claiming)];
        let mut resolved = self.resolve_all(one, options, wanted).await;
        resolved
            .pop()
            .map_or_else(|| Resolution::Entries(Vec::new()), |one| one.resolution)
    }

    /// The same of many, in their order, but for those that were left to others. What is found of a request is written
    /// down at once, before anything else of it is done, and of a list when each of its entries is found.
    pub(super) async fn resolve_all(
        &self,
        requests: Vec<(Handle, Claiming)>,
        options: &Reconcile,
        wanted: Wanted,
    ) -> Vec<Recovered> {
        let requests = requests.into_iter();
        let mut searches: Vec<Search> = requests
            .map(|(handle, claiming)| Search::new(self, handle, claiming, options))
            .collect();
        self.rounds(&mut searches, options, wanted).await;
        Search::ended(searches)
    }

    /// Asks for all of them, several at a time, then pauses, until none is left or the patience is at its end. Each is
    /// asked for once at least, unless the gateway cannot be reached or wants to be left alone for longer.
    pub(super) async fn rounds(
        &self,
        searches: &mut [Search],
        options: &Reconcile,
        wanted: Wanted,
    ) {
        let _under_way = self.search();
        let round = Round::new(self, options, wanted);
        self.look_at(searches, &round, true).await;
        self.go_on(searches, &round).await;
    }

    async fn look_at(&self, searches: &mut [Search], round: &Round<'_>, owed: bool) {
        let open = searches.iter_mut().filter(|search| search.is_due());
        let looks =
            open.map(|search| -> Work<'_> { Box::pin(self.look_once(search, round, owed)) });
        together(round.options.at_once, looks).await;
    }

    /// All rounds but the first one.
    pub(super) async fn go_on(&self, searches: &mut [Search], round: &Round<'_>) {
        let clock = self.clock();
        let mut number = 0_u32;
        loop {
            number = number.saturating_add(1);
            let pause = round.options.pauses.pause(number, random());
            let ends = clock.monotonic().saturating_add(pause);
            if ends >= round.deadline || !searches.iter().any(Search::is_open) {
                break;
            }
            match round.wanted {
                Wanted::Proof => clock.sleep(pause).await,
                // What was accepted is no unknown: whoever comes next goes on with its handle.
                Wanted::Final if self.pause_unless_draining(pause).await => break,
                Wanted::Final => {}
            }
            self.look_at(searches, round, false).await;
        }
    }

    /// One look for one request, which the first round owes it, with its entry claimed meanwhile.
    pub(super) async fn look_once(&self, search: &mut Search, round: &Round<'_>, owed: bool) {
        let clock = self.clock();
        if !owed && clock.monotonic() >= round.deadline {
            return;
        }
        let (held, due) = match std::mem::replace(&mut search.claiming, Claiming::OrLeave) {
            Claiming::Held(held, due) => (Some(held), due),
            claiming => {
                let held = self.held(search, &claiming).await;
                search.claiming = claiming;
                (held, Duration::ZERO)
            }
        };
        let Some(held) = held else {
            if !search.is_left {
                self.look_for_parts(search, round, owed).await;
            }
            return;
        };
        if held.stage() == Stage::Prepared {
            search.was_never_sent = true;
        } else {
            let looks = self.look_for_parts(search, round, owed);
            held.during(looks).await;
        }
        let resolved = search.resolved();
        if resolved.is_none() {
            held.note(search.why()).await;
        }
        self.let_go(held, resolved.as_ref(), due).await;
    }

    /// The entry of a request, if it is written down and nobody else has it.
    async fn held(&self, search: &mut Search, claiming: &Claiming) -> Option<Held> {
        if matches!(claiming, Claiming::Not) {
            return None;
        }
        let or_leave = matches!(claiming, Claiming::OrLeave);
        match self.claimed(&search.handle).await {
            Asked::Ours(held) if or_leave && held.stage() == Stage::Settled => {
                search.is_left = true;
                None
            }
            Asked::Ours(held) => Some(held),
            Asked::Elsewhere => {
                search.is_left = or_leave;
                None
            }
            Asked::Unwritten => None,
        }
    }

    /// Claims the entry of a request for a look. A journal that cannot be reached is as if the request did not stand there.
    pub(super) async fn claimed(&self, handle: &Handle) -> Asked {
        let asked = self.hold(handle).await;
        asked.unwrap_or_else(|error| {
            tracing::warn!(operation = handle.operation(), "{error}");
            Asked::Unwritten
        })
    }

    async fn look_for_parts(&self, search: &mut Search, round: &Round<'_>, owed: bool) {
        for part in search.parts.iter_mut().filter(|part| part.is_open()) {
            self.look_for(part, round, owed).await;
        }
    }

    async fn look_for(&self, part: &mut Part, round: &Round<'_>, owed: bool) {
        let Ok(plan) = &part.plan else { return };
        let (clock, pace, deadline) = (self.clock(), &round.pace, round.deadline);
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
        part.take(look, round.wanted, self);
    }
}

/// What all looks of a run share.
pub(super) struct Round<'a> {
    options: &'a Reconcile,
    pace: Pace,
    deadline: Duration,
    wanted: Wanted,
}

impl<'a> Round<'a> {
    pub(super) fn new(gateway: &Gateway, options: &'a Reconcile, wanted: Wanted) -> Self {
        let now = gateway.clock().monotonic();
        Self {
            options,
            pace: Pace::new(options.apart),
            deadline: now.saturating_add(options.patience),
            wanted,
        }
    }
}

impl Gateway {
    /// Whether a failed state, which surely is that of the request and was just seen, counts.
    fn is_denied(&self, handle: &Handle) -> Result<(), NotDenied> {
        let known = &self.inner.known;
        let stands = self.inner.failing.stands(handle, self.clock().monotonic());
        let operation = self.api().operation(handle.operation());
        let is_alone = operation.is_some_and(|of| handle.is_alone(&of.acknowledges));
        if handle.seen().customer_acts || !is_alone {
            let time = known.customer_may_act_for.ok_or(NotDenied::NoExpiry)?;
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

/// The search for one request: for itself, or for each of its entries if it is a list.
pub(super) struct Search {
    handle: Handle,
    parts: Vec<Part>,
    is_list: bool,
    claiming: Claiming,
    /// Somebody else sees to it.
    is_left: bool,
    was_never_sent: bool,
}

impl Search {
    pub(super) fn new(
        gateway: &Gateway,
        handle: Handle,
        claiming: Claiming,
        options: &Reconcile,
    ) -> Self {
        let entries = handle.entries();
        let is_list = !entries.is_empty();
        let parts = match is_list {
            true => entries,
            false => vec![handle.clone()],
        };
        let parts = parts.into_iter();
        let parts = parts.map(|part| Part::new(gateway, part, options));
        Self::of(handle, parts.collect(), is_list, claiming)
    }

    fn of(handle: Handle, parts: Vec<Part>, is_list: bool, claiming: Claiming) -> Self {
        Self {
            handle,
            parts,
            is_list,
            claiming,
            is_left: false,
            was_never_sent: false,
        }
    }

    /// The search by one plan, of which nothing is written down.
    pub(super) fn by(handle: &Handle, plan: Plan) -> Self {
        let only = Part::by(handle.clone(), Ok(plan));
        Self::of(handle.clone(), vec![only], false, Claiming::Not)
    }

    /// It was prepared, and whoever claims it gives it up.
    pub(super) fn was_never_sent(&mut self) {
        self.was_never_sent = true;
    }

    fn is_open(&self) -> bool {
        !self.is_left && !self.was_never_sent && self.parts.iter().any(Part::is_open)
    }

    /// Whether something is to be done for it: what is held has to be let go, be there a way to ask for it or none.
    fn is_due(&self) -> bool {
        self.is_open() || matches!(self.claiming, Claiming::Held(..))
    }

    /// What was found, or denied, of all of it.
    fn resolved(&self) -> Option<Resolution> {
        if self.was_never_sent {
            return Some(Resolution::NeverSent(self.handle.clone()));
        }
        let parts = self.parts.iter().map(|part| part.resolved.clone());
        let mut parts: Vec<_> = parts.collect::<Option<_>>()?;
        match self.is_list {
            true => Some(Resolution::Entries(parts)),
            false => parts.pop(),
        }
    }

    /// Why it is open, in words.
    fn why(&self) -> String {
        let open = self.parts.iter().filter(|part| part.resolved.is_none());
        let (count, all) = (open.clone().count(), self.parts.len());
        let why = open.map(Part::why).next().unwrap_or_default();
        match self.is_list {
            true => format!("{count} of {all} entries are open: {why}"),
            false => why,
        }
    }

    /// What all of them came to, but for those that were left to others.
    pub(super) fn ended(searches: Vec<Self>) -> Vec<Recovered> {
        let ours = searches.into_iter().filter(|search| !search.is_left);
        ours.map(|search| Recovered {
            handle: search.handle.clone(),
            resolution: search.end(),
        })
        .collect()
    }

    pub(super) fn end(self) -> Resolution {
        if self.was_never_sent {
            return Resolution::NeverSent(self.handle);
        }
        let mut parts: Vec<Resolution> = self.parts.into_iter().map(Part::end).collect();
        match (self.is_list, parts.pop()) {
            (false, Some(resolution)) => resolution,
            (_, last) => {
                parts.extend(last);
                Resolution::Entries(parts)
            }
        }
    }
}

/// The search for one thing.
struct Part {
    handle: Handle,
    plan: Result<Plan, Why>,
    /// What was found, or denied.
    resolved: Option<Resolution>,
    seen: Option<Finding>,
    why: Why,
}

impl Part {
    fn new(gateway: &Gateway, handle: Handle, options: &Reconcile) -> Self {
        let plan = match gateway.inner.accounts.has(&handle) {
            true => Plan::new(gateway.api(), &handle, options),
            false => Err(Why::OtherAccount),
        };
        Self::by(handle, plan)
    }

    fn by(handle: Handle, plan: Result<Plan, Why>) -> Self {
        Self {
            plan,
            handle,
            resolved: None,
            seen: None,
            why: Why::NotFound,
        }
    }

    fn is_open(&self) -> bool {
        self.plan.is_ok() && self.resolved.is_none()
    }

    fn take(&mut self, look: Look, wanted: Wanted, gateway: &Gateway) {
        if !matches!(look, Look::Denied(_) | Look::Failed(_)) {
            gateway.inner.failing.is_over(&self.handle);
        }
        match look {
            Look::Denied(finding) => match gateway.is_denied(&self.handle) {
                Ok(()) => self.resolved = Some(Resolution::Denied(finding)),
                Err(why) => self.see(finding, Why::Failing(why)),
            },
            Look::Found(finding) if wanted.is_met_by(&finding) => {
                self.resolved = Some(Resolution::Found(finding));
            }
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

    fn why(&self) -> String {
        let why = self.plan.as_ref().err().unwrap_or(&self.why);
        let state = self.seen.as_ref().and_then(Finding::shown_state);
        match state {
            Some(state) => format!("{why} ({state})"),
            None => why.to_string(),
        }
    }

    fn end(self) -> Resolution {
        self.resolved.unwrap_or_else(|| {
            Resolution::Unresolved(Unresolved {
                handle: self.handle,
                why: self.plan.err().unwrap_or(self.why),
                seen: self.seen,
            })
        })
    }
}
