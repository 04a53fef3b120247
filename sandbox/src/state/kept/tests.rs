//! The way back from every step, and the way through a file.

use std::collections::BTreeMap;
use std::time::Duration;

use gateway_runtime::Decimal;

use super::*;
use crate::cards::CardOutcome;
use crate::ids::mixed;
use crate::state::{
    Change, Charge, Checkout, Choice, Goods, Instrument, Modes, Moment, Pay, Rules, State, Which,
};

/// Everything that is kept, as it is now.
fn now(state: &State) -> impl Iterator<Item = Kept> {
    let records = state.records(None);
    records.filter_map(|record| state.kept(&record))
}

/// Everything that a caller can come to see of a state, now and when all of its time has passed.
fn seen(state: &State, rules: &Rules) -> String {
    let mut later = state.clone();
    later.pass(rules, Moment::MAX / 2);
    let [now, then] = [state, &later].map(|state| {
        let kept: Vec<Kept> = now(state).collect();
        let kept = serde_json::to_string(&kept).unwrap();
        let (numbers, refunds) = (&state.by_order_no, &state.refunds);
        let (cards, open) = (&state.stored_cards, &state.open_checkouts);
        format!("{kept} {numbers:?} {refunds:?} {cards:?} {open:?}")
    });
    format!("{now}\n{then}")
}

/// Random numbers that a seed repeats.
struct Dice(u64, u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.1 += 1;
        mixed(self.0, self.1) % sides
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        let count = u64::try_from(all.len()).unwrap();
        (count > 0).then(|| all[usize::try_from(self.below(count)).unwrap()].clone())
    }
}

/// Does one thing at random; whether it is refused does not matter.
fn step(state: &mut State, rules: &Rules, now: Moment, dice: &mut Dice) {
    let order_no = format!("ORDER-{}", dice.below(4));
    let which = Which {
        order_no: Some(order_no.clone()),
        trade_no: None,
    };
    let amount = Decimal::from(dice.below(20));
    let cards: Vec<String> = state.stored_cards.keys().cloned().collect();
    let open = state.pages.values().filter(|page| page.ending.is_none());
    let pages: Vec<String> = open.map(|page| page.key.clone()).collect();
    state.pass(rules, now);
    match dice.below(9) {
        0 | 1 => {
            let outcome = dice.of(&[
                CardOutcome::Approved,
                CardOutcome::Declined,
                CardOutcome::Challenge,
                CardOutcome::Pending,
            ]);
            let pay = Pay {
                order_no,
                amount,
                currency: "USD".to_owned(),
                method: "card".to_owned(),
                captures_itself: dice.below(2) == 0,
                instrument: Instrument::Card {
                    outcome: outcome.unwrap(),
                    brand: "visa",
                    bin: "424242".to_owned(),
                },
                store: dice.below(2) == 0,
                return_to: None,
                language: None,
                page_lives: None,
                goods: Goods::of([("Book", "2", Decimal::ONE)]),
            };
            drop(state.pay(rules, now, pay));
        }
        2 => {
            let stored_card = dice.of(&cards).unwrap_or_default();
            let charge = Charge {
                is_expired: false,
                order_no,
                amount,
                stored_card,
            };
            drop(state.charge(rules, now, &charge));
        }
        3 => drop(state.capture(now, &which, amount)),
        4 => drop(state.void(now, &which)),
        5 => {
            let number = format!("R-{}", dice.below(40));
            drop(state.refund(rules, now, &which, &number, Decimal::ONE));
        }
        6 => {
            let checkout = Checkout {
                order_no,
                amount,
                currency: "USD".to_owned(),
                captures_itself: true,
                return_to: None,
                language: None,
                goods: Goods::of([("Book", "2", Decimal::ONE)]),
            };
            drop(state.open_checkout(rules, now, checkout, None));
        }
        7 => {
            let method = "card".to_owned();
            let choice = dice.of(&[Choice::Pay { method }, Choice::Decline, Choice::Cancel]);
            let key = dice.of(&pages).unwrap_or_default();
            drop(state.act(rules, now, &key, &choice.unwrap()));
        }
        _ => {
            let tracking_no = format!("TRACK-{}", dice.below(3));
            let change = Change {
                op: "replace".to_owned(),
                path: "/carrier".to_owned(),
                value: amount.to_string(),
            };
            let shipment = Shipment {
                order_no: order_no.clone(),
                tracking_no: tracking_no.clone(),
                carrier: String::new(),
                date: String::new(),
                direction: String::new(),
                status: String::new(),
                number_type: String::new(),
                url: None,
            };
            drop(state.add_shipment(shipment));
            drop(state.change_shipment(&order_no, &tracking_no, &[change]));
        }
    }
}

fn rules() -> Rules {
    Rules {
        modes: Modes::unkind(Duration::ZERO),
        ..Rules::default()
    }
}

#[test]
fn whatever_cannot_be_kept_has_not_happened() {
    let rules = rules();
    let mut taken_back = BTreeMap::<bool, usize>::new();
    for seed in 0..60 {
        let (mut state, mut dice, mut now) = (State::new(seed), Dice(seed, 0), 0);
        for _ in 0..60 {
            now += [0, 1, 3_000, 31 * 60_000, 8 * 24 * 3_600_000]
                [usize::try_from(dice.below(5)).unwrap()];
            let before = seen(&state, &rules);
            step(&mut state, &rules, now, &mut dice);
            if dice.below(2) == 0 {
                *taken_back.entry(state.is_changed()).or_default() += 1;
                state.take_back();
                assert_eq!(seen(&state, &rules), before, "seed {seed}");
                assert!(!state.is_changed());
            } else {
                state.settle();
            }
        }
    }
    assert!(taken_back[&true] > 500, "{taken_back:?}");
}

#[test]
fn a_state_comes_back_from_its_lines_as_it_was() {
    let rules = rules();
    for seed in 0..40 {
        let (mut state, mut dice, mut now) = (State::new(seed), Dice(seed, 0), 0);
        let mut lines = Vec::new();
        for _ in 0..60 {
            now += dice.below(4_000);
            step(&mut state, &rules, now, &mut dice);
            lines.extend(state.changed());
            state.settle();
        }
        let everything = state.everything().collect();
        for kept in [lines, everything] {
            let mut again = State::new(seed);
            again.restore(kept);
            assert_eq!(seen(&again, &rules), seen(&state, &rules), "seed {seed}");
            assert!(!again.is_changed());
        }
    }
}

#[test]
fn a_refund_that_was_taken_back_does_not_hurry_the_next_of_its_number() {
    let rules = Rules::default();
    let takes = Moment::try_from(rules.refund_takes.as_millis()).unwrap();
    let mut state = State::new(1);
    let pay = Pay {
        order_no: "ORDER-1".to_owned(),
        amount: Decimal::ONE,
        currency: "USD".to_owned(),
        method: "card".to_owned(),
        captures_itself: true,
        instrument: Instrument::ScannedWallet,
        store: false,
        return_to: None,
        language: None,
        page_lives: None,
        goods: Goods::default(),
    };
    let trade_no = state.pay(&rules, 0, pay).unwrap().trade_no;
    state.settle();
    let which = Which {
        order_no: None,
        trade_no: Some(trade_no.clone()),
    };
    state
        .refund(&rules, 0, &which, "R-1", Decimal::ONE)
        .unwrap();
    state.take_back();
    state
        .refund(&rules, 1, &which, "R-1", Decimal::ONE)
        .unwrap();
    for (now, is_done) in [(takes, false), (takes + 1, true)] {
        state.pass(&rules, now);
        let order = state.order(&trade_no).unwrap();
        assert_eq!(order.refunds[0].is_done, is_done, "{now}");
    }
}

/// What is being written and what came since are two; either is taken back as a whole, and nothing else.
#[test]
fn what_came_while_a_write_was_on_its_way_is_taken_back_with_it() {
    let rules = rules();
    for seed in 0..60 {
        let (mut state, mut dice) = (State::new(seed), Dice(seed, 0));
        let mut steps = |state: &mut State, count: u64| {
            for _ in 0..count {
                step(state, &rules, 0, &mut dice);
            }
        };
        steps(&mut state, 20);
        state.settle();
        let before = seen(&state, &rules);
        steps(&mut state, 5);
        let first = state.begin_write();
        let between = seen(&state, &rules);
        let mut other = state.clone();
        steps(&mut state, 5);
        state.take_back();
        assert_eq!(seen(&state, &rules), before, "seed {seed}");
        assert!(first.is_empty() || before != between);
        // Had it been written, only what came since would have gone.
        other.written();
        steps(&mut other, 5);
        other.take_back();
        assert_eq!(seen(&other, &rules), between, "seed {seed}");
    }
}

/// Whoever writes everything reads it by portions, while others go on.
#[test]
fn portions_tell_what_was_there_when_the_write_began() {
    let rules = rules();
    for seed in 0..60 {
        let (mut state, mut dice) = (State::new(seed), Dice(seed, 0));
        for _ in 0..20 {
            step(&mut state, &rules, 0, &mut dice);
        }
        drop(state.begin_write());
        let text = |kept: Vec<Kept>| serde_json::to_string(&kept).unwrap();
        let began = text(now(&state).collect());
        let (mut portions, mut behind) = (Vec::new(), None);
        loop {
            let portion = state.portion(behind.as_ref(), 3);
            let Some((last, _)) = portion.last() else {
                break;
            };
            behind = Some(last.clone());
            portions.extend(portion.into_iter().filter_map(|(_, kept)| kept));
            step(&mut state, &rules, 0, &mut dice);
        }
        assert_eq!(text(portions), began, "seed {seed}");
        assert_eq!(text(state.everything().collect()), began, "seed {seed}");
    }
}

#[test]
fn a_checkout_is_listed_for_as_long_as_it_is_open() {
    let (rules, mut state) = (Rules::default(), State::new(1));
    let open = |state: &mut State, order_no: &str, lives| {
        let checkout = Checkout {
            order_no: order_no.to_owned(),
            amount: Decimal::ONE,
            currency: "USD".to_owned(),
            captures_itself: true,
            return_to: None,
            language: None,
            goods: Goods::default(),
        };
        let lives = Some(Duration::from_secs(lives));
        state.open_checkout(&rules, 0, checkout, lives).unwrap().key
    };
    let keys = |state: &State| -> Vec<String> {
        state
            .open_checkouts()
            .map(|page| page.key.clone())
            .collect()
    };
    let [first, second, third] = [("ORDER-1", 10), ("ORDER-2", 20), ("ORDER-3", 30)]
        .map(|(order_no, lives)| open(&mut state, order_no, lives));
    state.settle();
    assert_eq!(keys(&state), [&third, &second, &first].map(String::clone));
    state.act(&rules, 0, &third, &Choice::Decline).unwrap();
    assert_eq!(keys(&state), [&second, &first].map(String::clone));
    // What could not be kept has not happened.
    state.take_back();
    open(&mut state, "ORDER-4", 40);
    state.take_back();
    assert_eq!(keys(&state), [&third, &second, &first].map(String::clone));
    state.pass(&rules, 10_000);
    assert_eq!(keys(&state), [&third, &second].map(String::clone));
}
