//! No wrong word by a clock that is wrong: over real HTTP, the client's clock being off, and mended on the way.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use gateway_runtime::testing::TestClock;
use gateway_runtime::{Clock, Config, Doubt, Handle, UtcOffset};
use online_payment_gateway::Client;

use super::contradictions::told;
use super::requests::payment;
use super::{TOKEN, config, impatient, open, run, shown};
use crate::runtime::server::{Act, Seen, Server, reply};

/// 04:00 UTC on 24 November 2025, in seconds since 1970; the gateway stands in Singapore, where it is noon.
const START: u64 = 1_763_956_800;
const SINGAPORE: i64 = 8 * 60;
const NEPAL: i64 = 5 * 60 + 45;

/// The time of day so many seconds after the start, so many minutes ahead of UTC.
fn time_of_day(seconds: u64, ahead: i64) -> String {
    let of_day = 4 * 3600 + i64::try_from(seconds).unwrap() + ahead * 60;
    let (hours, minutes, seconds) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}")
}

/// How the gateway writes a time: in which zone, and with what behind it.
const FORMS: [(i64, &str); 5] = [
    (SINGAPORE, "+08:00"),
    (NEPAL, "+05:45"),
    (SINGAPORE, ""),
    (SINGAPORE, "Z"),
    (0, "Z"),
];

#[derive(Debug, Clone, Copy)]
struct Case {
    /// How many seconds the client's clock is ahead, when it pays and when it looks.
    ours: (i64, i64),
    has_date: bool,
    form: (i64, &'static str),
    is_zone_known: bool,
    is_restarted: bool,
    /// Whether the gateway has the payment, or only one of another process, a minute earlier.
    is_own: bool,
}

impl Case {
    fn client(self, server: &Server, clock: &TestClock) -> Client {
        let config: Config = config(server).clock(Arc::new(clock.clone()));
        let config = match self.is_zone_known {
            true => config.times_in(UtcOffset::from_hms(8, 0, 0).unwrap()),
            false => config,
        };
        Client::new(config).unwrap()
    }

    async fn server(self, clock: &TestClock) -> Server {
        let clock = clock.clone();
        Server::start(move |_: usize, seen: &Seen| {
            let date = match self.has_date {
                true => format!(
                    "date: Mon, 24 Nov 2025 {} GMT\r\n",
                    time_of_day(clock.monotonic().as_secs(), 0)
                ),
                false => String::new(),
            };
            match seen.target.rsplit('/').next().unwrap() {
                "token" => Act::Send(reply(200, &date, TOKEN)),
                "payment" => Act::Close,
                _ => {
                    let (ahead, offset) = self.form;
                    let paid = if self.is_own { 60 } else { 0 };
                    let mut order = shown("ORDER-1", "successed");
                    order["payTime"] =
                        format!("2025-11-24T{}{offset}", time_of_day(paid, ahead)).into();
                    let body = format!(r#"{{"respCode":"0000","order":{order}}}"#);
                    Act::Send(reply(200, &date, &body))
                }
            }
        })
        .await
    }

    /// Pays at second 60, and looks half a minute later.
    async fn walk(self) -> (&'static str, Option<Doubt>) {
        let clock = TestClock::new();
        let set = |ahead: i64| {
            let now = UNIX_EPOCH + Duration::from_secs(START) + clock.monotonic();
            let distance = Duration::from_secs(ahead.unsigned_abs());
            clock.set_wall(if ahead < 0 {
                now - distance
            } else {
                now + distance
            });
        };
        clock.advance(Duration::from_secs(60));
        set(self.ours.0);
        let server = self.server(&clock).await;
        let mut client = self.client(&server, &clock);
        let mut handle = open(client.create_payment(&payment("ORDER-1")).await);
        clock.advance(Duration::from_secs(30));
        set(self.ours.1);
        if self.is_restarted {
            handle = Handle::from_json(handle.to_json().expose()).unwrap();
            client = self.client(&server, &clock);
        }
        let once = impatient().patience(Duration::ZERO);
        told(&client.gateway().reconcile(&handle, &once).await)
    }

    /// What there is to say.
    fn expected(self) -> (&'static str, Option<Doubt>) {
        const TIME: &str = "order.payTime";
        let is_mended = self.ours.0 != self.ours.1;
        let is_told = match self.form {
            (_, "") => self.is_zone_known,
            // It may be of either zone: the earlier reading proves this one, the later one denies another.
            (ahead, "Z") => self.is_zone_known && self.is_own == (ahead > 0),
            _ => true,
        };
        match self.has_date && is_told {
            // Another process than the one that paid cannot know that a clock was set by so much meanwhile.
            true if is_mended && self.is_restarted => match self.ours {
                (90, _) if !self.is_own => (TIME, None),
                _ => (TIME, Some(Doubt::Time)),
            },
            true if self.is_own => ("found", None),
            true => (TIME, None),
            false => (TIME, Some(Doubt::Time)),
        }
    }
}

#[test]
fn a_clock_that_is_wrong_or_mended_on_the_way_makes_no_word_wrong() {
    for ours in [(90, 90), (-300, -300), (90, 0), (-300, 0), (0, 90)] {
        for choice in 0..16_u8 {
            let is = |bit: u8| choice & bit != 0;
            for form in FORMS {
                let case = Case {
                    ours,
                    has_date: is(1),
                    form,
                    is_zone_known: is(2),
                    is_restarted: is(4),
                    is_own: is(8),
                };
                assert_eq!(run(case.walk()), case.expected(), "{case:?}");
            }
        }
    }
}
