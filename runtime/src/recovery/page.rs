//! Looking for what a customer paid on a page.

use std::fmt;
use std::time::{Duration, SystemTime};

use crate::engine::gateway::Gateway;
use crate::engine::held::{Asked, Held};
use crate::record::claim::Stage;
use crate::record::handle::Handle;
use crate::record::operation::{FoundBy, PaymentPage, StateClass};
use crate::recovery::look::Plan;
use crate::recovery::options::Reconcile;
use crate::recovery::reconcile::{Search, Wanted};
use crate::recovery::resolution::{Finding, Resolution, Why};

/// What the gateway shows of a page that a customer can pay on. It says what was asked and what was not, and never that
/// nobody paid: some methods cannot be asked for, and a gateway may show a payment later than it takes it.
#[derive(Debug, Clone)]
pub struct PageLook {
    asked: Vec<(String, Resolution)>,
    not_asked: Vec<&'static str>,
    cannot_be_asked: Vec<String>,
    ends: Option<SystemTime>,
    is_over: bool,
}

impl PageLook {
    /// The methods that were asked for, in the order in which they were named, each with what the gateway shows.
    pub fn asked(&self) -> &[(String, Resolution)] {
        &self.asked
    }

    /// The methods that the gateway could have been asked for and that were not named.
    pub fn not_asked(&self) -> &[&'static str] {
        &self.not_asked
    }

    /// The methods that the gateway cannot be asked for: those that the document lists as such, whether they were named
    /// or not, and whatever else was named and its query does not take. By them somebody may have paid.
    pub fn cannot_be_asked(&self) -> &[String] {
        &self.cannot_be_asked
    }

    /// When the page can no longer be paid, reckoned by this machine's clock from when it was asked for: the gateway's may be a
    /// little later. `None` if the request set no time, since the gateway's own is not documented, or if the handle was
    /// stored before a journal kept it.
    pub fn ends(&self) -> Option<SystemTime> {
        self.ends
    }

    /// What was paid or authorized, and by which method. `None` does not say that nobody paid.
    pub fn paid(&self) -> Option<(&str, &Finding)> {
        let mut asked = self.asked.iter();
        asked.find_map(|(method, resolution)| Some((&**method, paid(resolution)?)))
    }
}

/// What was paid or authorized.
fn paid(resolution: &Resolution) -> Option<&Finding> {
    let class = |finding: &&Finding| finding.state_class();
    let is_paid = |finding: &&Finding| {
        matches!(
            class(finding),
            Some(StateClass::Done | StateClass::Authorized)
        )
    };
    resolution.finding().filter(is_paid)
}

impl fmt::Display for PageLook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((method, finding)) = self.paid() {
            let state = finding.shown_state().unwrap_or_default();
            return write!(f, "paid by {method}: the gateway shows it as `{state}`");
        }
        f.write_str("nobody knows whether it was paid")?;
        for (method, resolution) in &self.asked {
            write!(f, "; asked for {method}: {resolution}")?;
        }
        let rest = [
            ("not asked for", self.not_asked.join(", ")),
            ("cannot be asked for", self.cannot_be_asked.join(", ")),
        ];
        for (what, methods) in rest.iter().filter(|(_, methods)| !methods.is_empty()) {
            write!(f, "; {what}: {methods}")?;
        }
        f.write_str(match (self.ends, self.is_over) {
            (None, _) => "; nobody knows when its page ends",
            (Some(_), false) => "; its page can still be paid",
            (Some(_), true) => "; its page has ended, and what was paid before may be shown later",
        })
    }
}

impl Gateway {
    /// Looks for what a customer paid on the page that a request opened, by each of these methods, as the query calls them.
    ///
    /// Each method is asked for once, [`Reconcile::at_once`] at a time and so far [`apart`](Reconcile::apart); patience and
    /// pauses do not matter. It changes nothing at the gateway, and it is safe to drop the future.
    ///
    /// As with any look-up, a line of the history says by which methods was asked and what was shown, and a payment that was
    /// found is written into the journal, if the handle comes from one and nobody else has its entry just now.
    ///
    /// # Errors
    ///
    /// [`Why::NoLookup`] if the request opens no page, and [`Why::UnknownOperation`] and [`Why::OtherAccount`] as for any
    /// look-up.
    ///
    /// ```no_run
    /// # async fn look(gateway: gateway_runtime::Gateway, checkout: gateway_runtime::Handle) -> Result<(), gateway_runtime::Why> {
    /// use gateway_runtime::Reconcile;
    ///
    /// let look = gateway.look_on_page(&checkout, &["card", "wechat"], &Reconcile::new()).await?;
    /// match look.paid() {
    ///     Some((method, finding)) => println!("{method}: {}", finding.state()),
    ///     None => println!("{look}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn look_on_page(
        &self,
        handle: &Handle,
        methods: &[&str],
        options: &Reconcile,
    ) -> Result<PageLook, Why> {
        let operation = self.api().operation(handle.operation());
        let operation = operation.ok_or(Why::UnknownOperation)?;
        let page = match &operation.found_by {
            FoundBy::Page { page, .. } => page,
            FoundBy::Nothing { reason } | FoundBy::Lookup { reason, .. } => {
                return Err(Why::NoLookup { reason });
            }
        };
        if !self.inner.accounts.has(handle) {
            return Err(Why::OtherAccount);
        }
        let mut cannot_be_asked: Vec<String> = page
            .beyond
            .iter()
            .map(|method| method.to_string())
            .collect();
        let (mut asked, mut searches) = (Vec::<String>::new(), Vec::new());
        for method in methods {
            if asked
                .iter()
                .chain(&cannot_be_asked)
                .any(|known| known == method)
            {
                continue;
            }
            match Plan::of_page(operation, page, handle, method) {
                Ok(plan) => {
                    asked.push((*method).to_owned());
                    searches.push(Search::by(handle, plan));
                }
                Err(_) => cannot_be_asked.push((*method).to_owned()),
            }
        }
        let known = known(page).iter().copied();
        let not_asked = known.filter(|known| !asked.iter().any(|asked| asked == known));
        let not_asked = not_asked.collect();
        let once = options.clone().patience(Duration::ZERO);
        let held = match searches.is_empty() {
            true => None,
            false => match self.claimed(handle).await {
                Asked::Ours(held) => Some(held),
                Asked::Unwritten | Asked::Elsewhere => None,
            },
        };
        match &held {
            Some(held) if held.stage() == Stage::Prepared => {
                searches.iter_mut().for_each(Search::was_never_sent);
            }
            Some(held) => {
                let looks = self.rounds(&mut searches, &once, Wanted::Proof);
                held.during(looks).await;
            }
            None => self.rounds(&mut searches, &once, Wanted::Proof).await,
        }
        let shown: Vec<Resolution> = searches.into_iter().map(Search::end).collect();
        let asked: Vec<_> = asked.into_iter().zip(shown).collect();
        if let Some(held) = held {
            self.write_page_down(held, &asked).await;
        }
        let ends = ends(page, handle);
        Ok(PageLook {
            asked,
            not_asked,
            cannot_be_asked,
            is_over: ends.is_some_and(|ends| ends <= self.clock().wall()),
            ends,
        })
    }
}

impl Gateway {
    /// Writes down what was asked for and what was shown, and lets the entry go.
    async fn write_page_down(&self, held: Held, asked: &[(String, Resolution)]) {
        let resolutions = || asked.iter().map(|(_, resolution)| resolution);
        let never_sent = |resolution: &&Resolution| matches!(resolution, Resolution::NeverSent(_));
        let found = resolutions().find(|resolution| paid(resolution).is_some());
        let found = found.or_else(|| resolutions().find(never_sent));
        let lines: Vec<String> = asked
            .iter()
            .map(|(method, resolution)| format!("by {method}: {}", shown(resolution)))
            .collect();
        held.note(lines.join("; ")).await;
        self.let_go(held, found, Duration::ZERO).await;
    }
}

/// What a look by one method came to, in words.
fn shown(resolution: &Resolution) -> String {
    let (finding, why) = match resolution {
        Resolution::Unresolved(open) => (open.seen(), open.why().to_string()),
        Resolution::Found(finding) | Resolution::Denied(finding) => {
            (Some(finding), "the gateway shows it".to_owned())
        }
        Resolution::NeverSent(_) | Resolution::Entries(_) => (None, resolution.to_string()),
    };
    match finding.and_then(Finding::shown_state) {
        Some(state) => format!("{why} ({state})"),
        None => why,
    }
}

/// The methods that the query takes, as far as the document lists them.
fn known(page: &PaymentPage) -> &'static [&'static str] {
    let mut fills = page.way.with.iter();
    let method = fills.find(|fill| fill.field == page.method);
    method.and_then(|fill| fill.known).unwrap_or_default()
}

fn ends(page: &PaymentPage, handle: &Handle) -> Option<SystemTime> {
    let minutes: u64 = handle.first(page.minutes?)?.parse().ok()?;
    let open = Duration::from_secs(minutes.checked_mul(60)?);
    handle.time().checked_add(open)
}
