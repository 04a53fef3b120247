//! The gateway of the model: it takes payments, dates them by a clock of its own, and shows them as it likes.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use httpdate::fmt_http_date;
use time::{OffsetDateTime, UtcOffset};

use crate::record::evidence::Reason;
use crate::record::future::BoxFuture;
use crate::record::span::system_time;
use crate::recovery::tests::model::api::{AMOUNT, CURRENCY};
use crate::recovery::tests::model::random::Random;
use crate::value::json::paths;
use crate::value::json::reference::Document;
use crate::value::json::warning::DecodeWarnings;
use crate::wire::clock::Clock;
use crate::wire::outgoing::{Incoming, Outgoing};
use crate::wire::testing::clock::TestClock;
use crate::wire::transport::{Limits, Transport, TransportError};
use http::{HeaderMap, HeaderValue};

/// The true time at which every schedule begins, in milliseconds since 1970.
pub(super) const START: i64 = 1_764_000_000_000;

/// How the gateway writes times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// With its offset.
    Offset,
    /// Without one.
    Local,
    /// Its local time, followed by a `Z` that is none.
    Filler,
    /// In UTC, followed by `Z`.
    Utc,
    /// Its local time, followed by what RFC 3339 says of an offset that is not known.
    Unknown,
}

/// Whether answers say what time it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dates {
    Always,
    Sometimes,
    Never,
}

/// What becomes of a payment that is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It gets lost on its way.
    Lost,
    /// It is carried out after so many milliseconds, and its answer is lost.
    Done(i64),
    /// It is carried out at once, and answered.
    Answered,
    /// It is refused for good.
    Refused,
}

/// A payment that the gateway has carried out, or will.
#[derive(Debug, Clone)]
pub(super) struct Payment {
    /// The number of the request, or none if it is another shop process's.
    pub(super) by: Option<usize>,
    pub(super) order: String,
    pub(super) amount: &'static str,
    pub(super) currency: &'static str,
    /// Its states, each with the true time from which on it has it; the first from the beginning.
    pub(super) states: Vec<(i64, &'static str)>,
    /// When it is carried out, by the true time.
    pub(super) due: i64,
    /// The same by the gateway's clock, once it was.
    pub(super) stamp: Option<i64>,
    /// From when on it is shown.
    pub(super) shown: i64,
}

impl Payment {
    pub(super) fn state(&self, now: i64) -> &'static str {
        let reached = self.states.iter().rev().find(|(at, _)| *at <= now);
        reached.or(self.states.first()).unwrap().1
    }

    /// Whether money is taken, at some time.
    pub(super) fn is_taken(&self) -> bool {
        self.states.iter().any(|(_, state)| *state == "done")
    }
}

/// Money that is given back.
#[derive(Debug, Clone)]
pub(super) struct Refund {
    pub(super) order: String,
    pub(super) number: String,
    pub(super) amount: String,
    /// When it is done, by the true time; never, if it fails then.
    pub(super) ends: i64,
    pub(super) fails: bool,
}

impl Refund {
    fn state(&self, now: i64) -> &'static str {
        match (now < self.ends, self.fails) {
            (true, _) => "pending",
            (false, false) => "done",
            (false, true) => "declined",
        }
    }
}

pub(super) struct World {
    pub(super) random: Random,
    pub(super) zone: UtcOffset,
    pub(super) form: Form,
    pub(super) dates: Dates,
    /// Of a hundred answers to a query, how many are not what they should be.
    pub(super) lies: u64,
    /// From this query on, all are.
    pub(super) honest_from: usize,
    pub(super) queries: usize,
    /// How far the gateway's clock is ahead of the true time.
    pub(super) ahead: i64,
    pub(super) next: Fate,
    pub(super) next_lag: i64,
    /// The states of the next payment, by milliseconds after it is carried out.
    pub(super) next_states: Vec<(i64, &'static str)>,
    /// Whether it answers once more what it answered before.
    pub(super) repeats: bool,
    pub(super) requests: usize,
    pub(super) payments: Vec<Payment>,
    pub(super) refunds: Vec<Refund>,
    last_answer: Option<(String, Option<String>)>,
}

/// The way to the gateway, which is the gateway.
#[derive(Clone)]
pub(super) struct Model {
    pub(super) clock: TestClock,
    world: Arc<Mutex<World>>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Model")
    }
}

impl Model {
    pub(super) fn new(random: Random) -> Self {
        let world = World {
            random,
            zone: UtcOffset::UTC,
            form: Form::Offset,
            dates: Dates::Always,
            lies: 0,
            honest_from: usize::MAX,
            queries: 0,
            ahead: 0,
            next: Fate::Lost,
            next_lag: 0,
            next_states: vec![(0, "done")],
            repeats: true,
            requests: 0,
            payments: Vec::new(),
            refunds: Vec::new(),
            last_answer: None,
        };
        Self {
            clock: TestClock::new(),
            world: Arc::new(Mutex::new(world)),
        }
    }

    /// The true time.
    pub(super) fn now(&self) -> i64 {
        START + i64::try_from(self.clock.monotonic().as_millis()).unwrap()
    }

    /// The world as it is now: what is due was carried out.
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        let now = self.now();
        let mut world = self.world.lock().unwrap();
        let ahead = world.ahead;
        for payment in &mut world.payments {
            if payment.due <= now {
                payment.stamp.get_or_insert(payment.due + ahead);
            }
        }
        world
    }

    /// Lets time pass while a task runs.
    pub(super) async fn walk<T: Send + 'static>(
        &self,
        task: impl Future<Output = T> + Send + 'static,
    ) -> T {
        let task = tokio::spawn(task);
        loop {
            // Nothing here waits for more than a task of its own.
            for _ in 0..8 {
                tokio::task::yield_now().await;
            }
            if task.is_finished() {
                return task.await.unwrap();
            }
            self.clock.advance(self.clock.next_alarm().unwrap());
        }
    }

    /// Half of the ways take a while.
    async fn pass_on_the_way(&self) {
        let millis = self.world().random.below(800).saturating_sub(400);
        if millis > 0 {
            self.clock.sleep(Duration::from_millis(millis)).await;
        }
    }

    fn date(&self, world: &mut World) -> Option<String> {
        let says = match world.dates {
            Dates::Always => true,
            Dates::Sometimes => world.random.one_of(2),
            Dates::Never => false,
        };
        says.then(|| fmt_http_date(system_time(self.now() + world.ahead)))
    }

    fn token(&self) -> Result<Incoming, TransportError> {
        let mut world = self.world();
        let date = self.date(&mut world);
        Ok(answer(
            200,
            r#"{"code":"0000","token":"t","life":"86400"}"#,
            date,
        ))
    }

    fn pay(&self, request: &Outgoing) -> Result<Incoming, TransportError> {
        let now = self.now();
        let mut world = self.world();
        let order = field(request, "orderNo");
        let by = world.requests;
        world.requests += 1;
        let lag = match world.next {
            Fate::Lost | Fate::Refused => None,
            Fate::Done(lag) => Some(lag),
            Fate::Answered => Some(0),
        };
        if let Some(lag) = lag {
            let shown = now + lag + world.next_lag;
            let states = world.next_states.iter();
            let states = states.map(|(after, state)| (now + lag + after, *state));
            let states = states.collect();
            world.payments.push(Payment {
                by: Some(by),
                order: order.clone(),
                amount: AMOUNT,
                currency: CURRENCY,
                states,
                due: now + lag,
                stamp: None,
                shown,
            });
        }
        if !matches!(world.next, Fate::Answered | Fate::Refused) {
            return Err(TransportError::may_have_been_sent(Reason::Closed));
        }
        let date = self.date(&mut world);
        let body = match world.next_states.first() {
            _ if world.next == Fate::Refused => format!(r#"{{"code":"66","orderNo":"{order}"}}"#),
            Some((_, state)) => format!(
                r#"{{"code":"0000","orderNo":"{order}","tradeNo":"T-{by}","state":"{state}"}}"#
            ),
            None => format!(r#"{{"code":"0000","orderNo":"{order}"}}"#),
        };
        Ok(answer(200, &body, date))
    }

    fn give_back(&self, request: &Outgoing) -> Result<Incoming, TransportError> {
        let now = self.now();
        let mut world = self.world();
        let (number, fate) = (field(request, "refundNo"), world.next);
        if fate != Fate::Lost {
            let ends = now + world.next_lag;
            let refund = Refund {
                order: field(request, "orderNo"),
                number: number.clone(),
                amount: field(request, "amount"),
                ends,
                fails: world.random.one_of(5),
            };
            let payments = &mut world.payments;
            let paid = payments.iter_mut().find(|paid| paid.order == refund.order);
            if let Some(paid) = paid.filter(|_| !refund.fails) {
                paid.states.push((ends, "partly refunded"));
            }
            world.refunds.push(refund);
        }
        if fate != Fate::Answered {
            return Err(TransportError::may_have_been_sent(Reason::Closed));
        }
        let body = format!(r#"{{"code":"0000","refundNo":"{number}","state":"pending"}}"#);
        Ok(answer(200, &body, None))
    }

    fn query_refund(&self, number: &str) -> Result<Incoming, TransportError> {
        let now = self.now();
        let world = self.world();
        let refund = world.refunds.iter().find(|refund| refund.number == number);
        let body = match refund {
            Some(refund) => format!(
                r#"{{"code":"0000","refundNo":"{number}","amount":{},"state":"{}"}}"#,
                refund.amount,
                refund.state(now)
            ),
            None => r#"{"code":"0000"}"#.to_owned(),
        };
        Ok(answer(200, &body, None))
    }

    fn query(&self, order: &str) -> Result<Incoming, TransportError> {
        let now = self.now();
        let mut world = self.world();
        world.queries += 1;
        let date = self.date(&mut world);
        let is_honest = world.queries >= world.honest_from;
        let lies = world.lies;
        if !is_honest && world.random.one_in_hundred(lies) {
            match world.random.below(5) {
                0 => return Err(TransportError::may_have_been_sent(Reason::Timeout)),
                1 => return Ok(answer(503, "", date)),
                2 => return Ok(answer(200, r#"{"code":"4004"}"#, date)),
                3 => return Ok(answer(200, r#"{"code":"0000"}"#, date)),
                // What it answered before, be it to another's question.
                _ => {
                    let last = world.last_answer.clone().filter(|_| world.repeats);
                    if let Some((body, date)) = last {
                        return Ok(answer(200, &body, date));
                    }
                }
            }
        }
        // Sometimes the question is another's.
        let is_anothers = !is_honest && world.random.one_in_hundred(lies / 2);
        let shown: Vec<(usize, Payment)> = world
            .payments
            .iter()
            .enumerate()
            .filter(|(_, payment)| payment.stamp.is_some() && payment.shown <= now)
            .filter(|(_, payment)| (payment.order == order) != is_anothers)
            .map(|(at, payment)| (at, payment.clone()))
            .collect();
        let at = match (shown.len(), world.random.below(3)) {
            (0, _) => None,
            (_, 0) => Some(0),
            (count, 1) => Some(count - 1),
            (count, _) => Some(world.random.below(count as u64) as usize),
        };
        let body = match at.and_then(|at| shown.get(at)) {
            Some((at, payment)) => world.shows(*at, payment, now, is_honest),
            None => r#"{"code":"0000","order":null}"#.to_owned(),
        };
        world.last_answer = Some((body.clone(), date.clone()));
        Ok(answer(200, &body, date))
    }
}

impl World {
    /// A payment as it is shown, with one of its values damaged if it may be.
    fn shows(&mut self, at: usize, payment: &Payment, now: i64, is_honest: bool) -> String {
        let time = self.written(payment.stamp.unwrap_or_default());
        let text = |text: &str| format!(r#""{text}""#);
        let mut fields = vec![
            ("orderNo", text(&payment.order)),
            ("state", text(payment.state(now))),
            ("amount", payment.amount.to_owned()),
            ("currency", text(payment.currency)),
            ("time", text(&time)),
            ("tradeNo", text(&format!("T-{}", payment.by.unwrap_or(at)))),
        ];
        if !is_honest && self.random.one_in_hundred(self.lies) {
            let which = self.random.below(5) as usize;
            match self.random.below(5) {
                0 => drop(fields.remove(which)),
                1 => fields[which].1 = "null".to_owned(),
                2 => fields[which].1 = r#""""#.to_owned(),
                3 => fields[which].1 = r#"{"value":"a lot"}"#.to_owned(),
                _ => {
                    let odd = [
                        ("orderNo", text("OTHER")),
                        ("state", text("odd")),
                        ("amount", text("a lot")),
                        ("currency", text(&payment.currency.to_lowercase())),
                        ("time", text("yesterday")),
                    ];
                    match self.random.one_of(2) {
                        true => fields[which] = odd[which].clone(),
                        // Twice, with two values.
                        false => fields.push(odd[which].clone()),
                    }
                }
            }
        }
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| format!(r#""{name}":{value}"#))
            .collect();
        format!(
            r#"{{"code":"0000","id":{at},"order":{{{}}}}}"#,
            fields.join(",")
        )
    }

    fn written(&mut self, stamp: i64) -> String {
        let utc = OffsetDateTime::from_unix_timestamp_nanos(i128::from(stamp) * 1_000_000).unwrap();
        let local = utc.to_offset(self.zone);
        let read = match self.form {
            Form::Utc => utc,
            _ => local,
        };
        let mut text = format!(
            "{}T{:02}:{:02}:{:02}",
            read.date(),
            read.hour(),
            read.minute(),
            read.second()
        );
        if self.random.one_of(4) {
            text.push_str(&format!(".{:03}", read.millisecond()));
        }
        match self.form {
            Form::Local => {}
            Form::Filler | Form::Utc => text.push('Z'),
            Form::Unknown => text.push_str("-00:00"),
            Form::Offset => {
                let (hours, minutes, _) = self.zone.as_hms();
                let sign = if self.zone.is_negative() { '-' } else { '+' };
                text.push_str(&format!("{sign}{:02}:{:02}", hours.abs(), minutes.abs()));
            }
        }
        text
    }
}

impl Transport for Model {
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing,
        _: &'a Limits,
    ) -> BoxFuture<'a, Result<Incoming, TransportError>> {
        Box::pin(async move {
            self.pass_on_the_way().await;
            let url = request.expose_url().expose().clone();
            let target = url.rsplit('/').next().unwrap_or_default();
            let outcome = match target.split('?').next().unwrap_or_default() {
                "token" => self.token(),
                "pay" => self.pay(request),
                "refund" => self.give_back(request),
                number if number.starts_with("R-") => self.query_refund(number),
                order => self.query(order),
            };
            self.pass_on_the_way().await;
            outcome
        })
    }
}

/// The text of a field of a request.
fn field(request: &Outgoing, path: &str) -> String {
    let text = String::from_utf8(request.body().unwrap().to_vec()).unwrap();
    let document = Document::parse(&text, &mut DecodeWarnings::new());
    let found = paths::values(document.json(), path);
    paths::text(found.first().unwrap().1).unwrap().into_owned()
}

fn answer(status: u16, body: &str, date: Option<String>) -> Incoming {
    let mut headers = HeaderMap::new();
    if let Some(date) = date {
        headers.insert("date", HeaderValue::from_str(&date).unwrap());
    }
    let mut incoming = Incoming::new(status.try_into().unwrap(), headers);
    incoming.push(body.as_bytes());
    incoming
}
