//! What happens by chance: clocks that are set, payments of others, and what the gateway does.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use time::UtcOffset;

use crate::engine::config::Config;
use crate::engine::gateway::Gateway;
use crate::engine::retry::Retries;
use crate::record::call::Call;
use crate::record::entry::EntryId;
use crate::record::failure::Failure;
use crate::record::handle::Handle;
use crate::record::operation::Api;
use crate::recovery::tests::model::api::{AMOUNT, BY_KEY, BY_TOKEN, CURRENCY, HOUR, PAY, SECOND};
use crate::recovery::tests::model::gateway::{Dates, Fate, Form, Model, Payment};
use crate::recovery::tests::model::notes::Notes;
use crate::recovery::tests::model::pausing::Pausing;
use crate::recovery::tests::model::random::Random;
use crate::value::json::untyped::Json;
use crate::wire::clock::Clock;

/// A schedule: its gateway, its client and the clocks of both.
pub(super) struct Schedule {
    pub(super) seed: u64,
    pub(super) random: Random,
    pub(super) model: Model,
    pub(super) api: &'static Api,
    pub(super) journal: Option<Arc<Notes>>,
    pub(super) zone: Option<UtcOffset>,
    pub(super) client: Gateway,
    /// Whether the client may stand still after each look at a clock.
    pub(super) pauses: bool,
    /// Whether both clocks keep going as they did, wrong as they are, and answers say what time it is.
    pub(super) is_calm: bool,
    pub(super) gateway_was_set: bool,
    pub(super) ours_was_set_before: bool,
    pub(super) ours_was_set_after: bool,
    pub(super) is_restarted: bool,
}

impl Schedule {
    pub(super) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let model = Model::new(Random::new(seed ^ 0xffff));
        let is_calm = random.one_of(3);
        let zone = UtcOffset::from_whole_seconds(
            random.pick(&[-43_200, -18_000, 0, 20_700, 28_800, 50_400]),
        );
        let zone = zone.unwrap();
        {
            let mut world = model.world();
            world.zone = zone;
            world.form = random.pick(&[
                Form::Offset,
                Form::Local,
                Form::Filler,
                Form::Utc,
                Form::Unknown,
            ]);
            world.dates =
                random.pick(&[Dates::Always, Dates::Always, Dates::Sometimes, Dates::Never]);
            if is_calm {
                world.dates = Dates::Always;
            }
            world.lies = random.pick(&[0, 0, 30, 80]);
            world.ahead = random.pick(&THEIRS);
        }
        let journal = match random.below(3) {
            0 => None,
            knows => Some(Arc::new(Notes {
                knows: knows == 1,
                ..Notes::default()
            })),
        };
        let api = match is_calm {
            true => &BY_TOKEN,
            false => random.pick(&[&BY_TOKEN, &BY_TOKEN, &BY_KEY]),
        };
        let told = random.one_of(2).then_some(zone);
        let pauses = !is_calm && random.one_of(3);
        let own = clock(&model, pauses, seed);
        let client = client(&model, own, api, journal.as_ref(), told);
        let mut schedule = Self {
            seed,
            random,
            model,
            api,
            journal,
            zone: told,
            client,
            pauses,
            is_calm,
            gateway_was_set: false,
            ours_was_set_before: false,
            ours_was_set_after: false,
            is_restarted: false,
        };
        schedule.set_ours();
        schedule
    }

    /// A client of another process of the shop.
    pub(super) fn client_anew(&self) -> Gateway {
        let clock = clock(&self.model, self.pauses, !self.seed);
        let journal = self.journal.as_ref();
        client(&self.model, clock, self.api, journal, self.zone)
    }

    /// Sets the clock of the client to something.
    pub(super) fn set_ours(&mut self) {
        let wall = self.model.now() + self.random.pick(&OURS);
        let wall = Duration::from_millis(wall.unsigned_abs());
        self.model.clock.set_wall(UNIX_EPOCH + wall);
    }

    /// Sets the gateway's clock to something, but not back over what it has dated.
    pub(super) fn set_theirs(&mut self) {
        let now = self.model.now();
        let mut world = self.model.world();
        let dated = world.payments.iter().filter_map(|payment| payment.stamp);
        let least = dated
            .max()
            .map_or(i64::MIN, |last| last + 20 * SECOND - now);
        world.ahead = self.random.pick(&THEIRS).max(least);
        drop(world);
        self.gateway_was_set = true;
    }

    pub(super) fn pass(&mut self, millis: i64) {
        drop(self.model.world());
        self.model
            .clock
            .advance(Duration::from_millis(millis.unsigned_abs()));
    }

    /// Another process of the shop pays under the number; it ended well before the request.
    pub(super) fn another_pays(&mut self) {
        let amount = self.random.pick(&[AMOUNT, AMOUNT, AMOUNT, "42.51"]);
        let currency = self.random.pick(&[CURRENCY, CURRENCY, CURRENCY, "SGD"]);
        self.takes(amount, currency);
        let gap = self
            .random
            .pick(&[20 * SECOND, 100 * SECOND, HOUR, 20 * HOUR]);
        self.pass(gap + self.random.clone().below(5_000) as i64);
    }

    /// The gateway takes a payment of another process under the number, which the journal has if there is one.
    pub(super) fn takes(&self, amount: &'static str, currency: &'static str) {
        let now = self.model.now();
        let mut world = self.model.world();
        world.payments.push(Payment {
            by: None,
            order: "X".to_owned(),
            amount,
            currency,
            states: vec![(now, "done")],
            due: now,
            stamp: None,
            shown: now,
        });
        drop(world);
        if let Some(journal) = &self.journal {
            let entry = EntryId::at(SystemTime::UNIX_EPOCH, 1);
            journal.notes.lock().unwrap().push((entry, None));
        }
    }

    /// Pays by the client; gives the handle if the outcome is open, and the number of the request.
    pub(super) async fn pay(&mut self, order: &str, fate: Fate) -> (Option<Handle>, usize) {
        let number = {
            let mut world = self.model.world();
            world.next = fate;
            world.next_lag = self.random.pick(&[0, 0, 5 * SECOND, 40 * SECOND]);
            world.requests
        };
        let body =
            format!(r#"{{"orderNo":"{order}","amount":"{AMOUNT}","currency":"{CURRENCY}"}}"#);
        loop {
            let call = Call::new().body(&Json::parse(&body).unwrap());
            let client = self.client.clone();
            let paid = self
                .model
                .walk(async move { client.call::<()>(&PAY, call).await })
                .await;
            match paid {
                Err(Failure::Indeterminate(open)) => return (Some(open.handle()), number),
                Ok(_) => return (None, number),
                // Whoever stood still for too long sends nothing, and tries again.
                Err(Failure::NotSent(_)) if self.pauses => {}
                other => panic!("{other:?}"),
            }
        }
    }

    pub(super) fn fate(&mut self) -> Fate {
        match self.random.below(4) {
            0 => Fate::Lost,
            1 => Fate::Done(self.random.below(30_000) as i64),
            _ => Fate::Done(0),
        }
    }
}

/// How far our clock is off, and theirs. No two of ours are as far from each other as two of theirs: when both clocks are
/// set by the same, at the same time, nobody can see it.
const OURS: [i64; 8] = [
    0,
    0,
    0,
    3 * SECOND,
    90 * SECOND,
    -300 * SECOND,
    5 * HOUR,
    -11 * HOUR,
];
const THEIRS: [i64; 8] = [
    0,
    0,
    0,
    20 * SECOND,
    140 * SECOND,
    -610 * SECOND,
    4 * HOUR,
    -9 * HOUR,
];

/// The clock of a client.
fn clock(model: &Model, pauses: bool, seed: u64) -> Arc<dyn Clock> {
    match pauses {
        true => Pausing::new(model.clock.clone(), Random::new(seed ^ 0xffff_0000)),
        false => Arc::new(model.clock.clone()),
    }
}

fn client(
    model: &Model,
    clock: Arc<dyn Clock>,
    api: &'static Api,
    journal: Option<&Arc<Notes>>,
    zone: Option<UtcOffset>,
) -> Gateway {
    let config = Config::new("https://gateway.example.com")
        .transport(Arc::new(model.clone()))
        .clock(clock)
        .retries(Retries::NONE);
    let config = match api.token {
        Some(_) => config.credentials("id", "secret"),
        None => config.credential("key"),
    };
    let config = match journal {
        Some(journal) => config.journal(Arc::<Notes>::clone(journal)),
        None => config,
    };
    let config = match zone {
        Some(zone) => config.times_in(zone),
        None => config,
    };
    Gateway::new(api, config).unwrap()
}
