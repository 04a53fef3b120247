//! The gateway of the model: it takes payments, dates them by a clock of its own, and shows them as it likes.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use time::{OffsetDateTime, UtcOffset};

use crate::record::evidence::Reason;
use crate::record::future::BoxFuture;
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
}

/// A payment that the gateway has carried out, or will.
#[derive(Debug, Clone)]
pub(super) struct Payment {
    /// The number of the request, or none if it is another shop process's.
    pub(super) by: Option<usize>,
    pub(super) order: String,
    pub(super) amount: &'static str,
    pub(super) currency: &'static str,
    pub(super) state: &'static str,
    /// When it is carried out, by the true time.
    pub(super) due: i64,
    /// The same by the gateway's clock, once it was.
    pub(super) stamp: Option<i64>,
    /// From when on it is shown.
    pub(super) shown: i64,
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
    pub(super) requests: usize,
    pub(super) payments: Vec<Payment>,
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
            requests: 0,
            payments: Vec::new(),
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
        says.then(|| http_date(self.now() + world.ahead))
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
        let text = String::from_utf8(request.body().unwrap().to_vec()).unwrap();
        let document = Document::parse(&text, &mut DecodeWarnings::new());
        let order = paths::values(document.json(), "orderNo");
        let order = paths::text(order.first().unwrap().1).unwrap().into_owned();
        let by = world.requests;
        world.requests += 1;
        let lag = match world.next {
            Fate::Lost => None,
            Fate::Done(lag) => Some(lag),
            Fate::Answered => Some(0),
        };
        if let Some(lag) = lag {
            let shown = now + lag + world.next_lag;
            world.payments.push(Payment {
                by: Some(by),
                order: order.clone(),
                amount: AMOUNT,
                currency: CURRENCY,
                state: "done",
                due: now + lag,
                stamp: None,
                shown,
            });
        }
        if world.next != Fate::Answered {
            return Err(TransportError::may_have_been_sent(Reason::Closed));
        }
        let date = self.date(&mut world);
        let body = format!(r#"{{"code":"0000","orderNo":"{order}"}}"#);
        Ok(answer(200, &body, date))
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
                    if let Some((body, date)) = world.last_answer.clone() {
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
            Some((at, payment)) => world.shows(*at, payment, is_honest),
            None => r#"{"code":"0000","order":null}"#.to_owned(),
        };
        world.last_answer = Some((body.clone(), date.clone()));
        Ok(answer(200, &body, date))
    }
}

impl World {
    /// A payment as it is shown, with one of its values damaged if it may be.
    fn shows(&mut self, at: usize, payment: &Payment, is_honest: bool) -> String {
        let time = self.written(payment.stamp.unwrap_or_default());
        let text = |text: &str| format!(r#""{text}""#);
        let mut fields = vec![
            ("orderNo", text(&payment.order)),
            ("state", text(payment.state)),
            ("amount", payment.amount.to_owned()),
            ("currency", text(payment.currency)),
            ("time", text(&time)),
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
            let outcome = match url.rsplit('/').next().unwrap_or_default() {
                "token" => self.token(),
                "pay" => self.pay(request),
                order => self.query(order),
            };
            self.pass_on_the_way().await;
            outcome
        })
    }
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

fn http_date(millis: i64) -> String {
    let utc = OffsetDateTime::from_unix_timestamp(millis.div_euclid(1_000)).unwrap();
    let day = utc.weekday().to_string();
    let month = utc.month().to_string();
    format!(
        "{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
        &day[..3],
        utc.day(),
        &month[..3],
        utc.year(),
        utc.hour(),
        utc.minute(),
        utc.second()
    )
}
