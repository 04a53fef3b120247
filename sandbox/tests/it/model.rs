//! The state machine against a model that knows sums alone.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use gateway_runtime::Decimal;
use gateway_sandbox::state::{Goods, Instrument, Moment, Order, Pay, State, Status, What, Which};
use gateway_sandbox::{CardOutcome, Choice, Refusal, Rules};
use proptest::prelude::*;

use crate::cases::cases;

#[derive(Debug, Clone)]
enum Step {
    Pay(u8, u32, bool, CardOutcome),
    Capture(u8, u32),
    Void(u8),
    Refund(u8, u8, u32),
    Act(u8, u8),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let outcome = prop_oneof![
        4 => Just(CardOutcome::Approved),
        1 => Just(CardOutcome::Declined),
        1 => Just(CardOutcome::Challenge),
        1 => Just(CardOutcome::Pending),
    ];
    prop_oneof![
        3 => (0..4_u8, 0..200_u32, any::<bool>(), outcome).prop_map(|(a, b, c, d)| Step::Pay(a, b, c, d)),
        3 => (0..4_u8, 0..250_u32).prop_map(|(a, b)| Step::Capture(a, b)),
        1 => (0..4_u8).prop_map(Step::Void),
        4 => (0..4_u8, 0..8_u8, 0..120_u32).prop_map(|(a, b, c)| Step::Refund(a, b, c)),
        2 => (0..4_u8, 0..3_u8).prop_map(|(a, b)| Step::Act(a, b)),
        2 => prop_oneof![0..5_000_u64, Just(8 * 24 * 3_600_000), Just(31 * 60_000)].prop_map(Step::Wait),
    ]
}

/// Where the model thinks that a payment stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    Waits,
    Held,
    Taken,
    Over,
}

#[derive(Debug, Clone)]
struct Account {
    trade_no: String,
    stage: Stage,
    agreed: u32,
    taken: u32,
    given_back: u32,
    /// When it completes by itself, or ends.
    due: Option<(Moment, bool)>,
    captures_itself: bool,
}

#[derive(Default)]
struct Model {
    now: Moment,
    accounts: BTreeMap<u8, Vec<Account>>,
    refunds: BTreeSet<u8>,
    pending_refunds: Vec<(Moment, u32)>,
    finished_refunds: u32,
}

impl Model {
    fn last(&mut self, order: u8) -> Option<&mut Account> {
        self.accounts.get_mut(&order)?.last_mut()
    }

    fn wait(&mut self, by: Moment) {
        self.now += by;
        let now = self.now;
        for account in self.accounts.values_mut().flatten() {
            while let Some((at, completes)) = account.due.filter(|(at, _)| *at <= now) {
                account.due = None;
                if completes {
                    account.approve(at);
                } else {
                    account.stage = Stage::Over;
                }
            }
        }
        let (done, open) = self
            .pending_refunds
            .drain(..)
            .partition::<Vec<_>, _>(|(at, _)| *at <= now);
        self.finished_refunds += done.iter().map(|(_, sum)| sum).sum::<u32>();
        self.pending_refunds = open;
    }
}

impl Account {
    fn approve(&mut self, at: Moment) {
        if self.captures_itself {
            (self.stage, self.taken, self.due) = (Stage::Taken, self.agreed, None);
        } else {
            (self.stage, self.due) = (Stage::Held, Some((at + 7 * 24 * 3_600_000, false)));
        }
    }
}

fn cents(count: u32) -> Decimal {
    Decimal::new(i64::from(count), 2)
}

fn which(order: u8) -> Which {
    Which {
        order_no: Some(format!("ORDER-{order}")),
        ..Which::default()
    }
}

fn pay(order: u8, sum: u32, captures_itself: bool, outcome: CardOutcome) -> Pay {
    Pay {
        order_no: format!("ORDER-{order}"),
        amount: cents(sum),
        currency: "USD".to_owned(),
        method: "card".to_owned(),
        captures_itself,
        instrument: Instrument::Card {
            outcome,
            brand: "visa",
            bin: "424242".to_owned(),
        },
        store: false,
        return_to: None,
        language: None,
        page_lives: None,
        goods: Goods::default(),
    }
}

/// Does a step on both sides, and holds what the sandbox says against what the model expects.
fn both(state: &mut State, rules: &Rules, model: &mut Model, step: &Step, duplicates: bool) {
    let now = model.now;
    match *step {
        Step::Pay(order, sum, captures_itself, outcome) => {
            let paid = state.pay(rules, now, pay(order, sum, captures_itself, outcome));
            let taken = model.accounts.entry(order).or_default();
            let open = taken.iter().any(|account| account.stage != Stage::Over);
            if sum == 0 {
                assert_eq!(paid.unwrap_err().why, Refusal::WrongAmount);
            } else if open && !duplicates {
                assert_eq!(paid.unwrap_err().why, Refusal::DuplicateOrder);
            } else {
                let declined = outcome == CardOutcome::Declined;
                assert_eq!(paid.is_err(), declined);
                let order = match paid {
                    Ok(order) => order,
                    Err(refused) => *refused.order.expect("a declined payment is kept"),
                };
                let mut account = Account {
                    trade_no: order.trade_no,
                    stage: if declined { Stage::Over } else { Stage::Waits },
                    agreed: sum,
                    taken: 0,
                    given_back: 0,
                    due: None,
                    captures_itself,
                };
                match outcome {
                    CardOutcome::Approved => account.approve(now),
                    CardOutcome::Pending => account.due = Some((now + 3_000, true)),
                    CardOutcome::Challenge => account.due = Some((now + 30 * 60_000, false)),
                    _ => {}
                }
                taken.push(account);
            }
        }
        Step::Capture(order, sum) => {
            let captured = state.capture(now, &which(order), cents(sum));
            let account = model.last(order);
            let expected = account
                .filter(|account| account.stage == Stage::Held && sum > 0 && sum <= account.agreed);
            assert_eq!(captured.is_ok(), expected.is_some(), "{captured:?}");
            if let Some(account) = expected {
                (account.stage, account.taken, account.due) = (Stage::Taken, sum, None);
            }
        }
        Step::Void(order) => {
            let voided = state.void(now, &which(order));
            let expected = model
                .last(order)
                .filter(|account| account.stage == Stage::Held);
            assert_eq!(voided.is_ok(), expected.is_some(), "{voided:?}");
            if let Some(account) = expected {
                (account.stage, account.due) = (Stage::Over, None);
            }
        }
        Step::Refund(order, number, sum) => {
            let refunded =
                state.refund(rules, now, &which(order), &format!("R{number}"), cents(sum));
            let is_new = !model.refunds.contains(&number);
            let expected = model.last(order).filter(|account| {
                is_new
                    && account.stage == Stage::Taken
                    && sum > 0
                    && account.given_back + sum <= account.taken
            });
            assert_eq!(refunded.is_ok(), expected.is_some(), "{refunded:?}");
            if let Some(account) = expected {
                account.given_back += sum;
                model.refunds.insert(number);
                model.pending_refunds.push((now + 2_000, sum));
            }
        }
        Step::Act(order, choice) => {
            let waiting = state
                .orders_of(&format!("ORDER-{order}"))
                .last()
                .and_then(|order| order.page.clone());
            let choice = match choice {
                0 => Choice::Pay {
                    method: "card".to_owned(),
                },
                1 => Choice::Decline,
                _ => Choice::Cancel,
            };
            let acted = state.act(rules, now, waiting.as_deref().unwrap_or("none"), &choice);
            let challenged = |account: &&mut Account| {
                account.stage == Stage::Waits
                    && account.due.is_some_and(|(_, completes)| !completes)
            };
            let expected = model.last(order).filter(challenged);
            assert_eq!(acted.is_ok(), expected.is_some(), "{acted:?}");
            if let Some(account) = expected {
                match choice {
                    Choice::Pay { .. } => account.approve(now),
                    _ => (account.stage, account.due) = (Stage::Over, None),
                }
            }
        }
        Step::Wait(by) => {
            model.wait(by);
            state.pass(rules, model.now);
        }
    }
}

/// Holds every payment and the balance against the model, and each payment against its own history.
fn agree(state: &State, model: &Model) {
    let mut taken = 0;
    for account in model.accounts.values().flatten() {
        let order = state.order(&account.trade_no).expect("no payment is lost");
        let stage = match order.status {
            Status::Pending => Stage::Waits,
            Status::Authorized => Stage::Held,
            Status::Captured => Stage::Taken,
            Status::Canceled | Status::Failed | Status::Expired => Stage::Over,
        };
        assert_eq!(stage, account.stage, "{order:?}");
        assert_eq!(order.captured, cents(account.taken));
        assert_eq!(order.refunded(), cents(account.given_back));
        adds_up(order);
        taken += account.taken;
    }
    assert_eq!(
        state.orders().count(),
        model.accounts.values().flatten().count()
    );
    assert_eq!(
        state.balance("USD"),
        cents(taken) - cents(model.finished_refunds)
    );
}

fn adds_up(order: &Order) {
    let sum = |wanted: fn(&What) -> bool| -> Decimal {
        let events = order.history.iter().filter(|event| wanted(&event.what));
        events.map(|event| event.amount).sum()
    };
    assert!(
        order.refunded() <= order.captured && order.captured <= order.amount,
        "{order:?}"
    );
    assert_eq!(
        sum(|what| matches!(what, What::Captured)),
        order.captured,
        "{order:?}"
    );
    assert_eq!(
        sum(|what| matches!(what, What::RefundAccepted(_))),
        order.refunded(),
        "{order:?}"
    );
    assert!(
        order
            .history
            .windows(2)
            .all(|pair| pair[0].at <= pair[1].at),
        "{order:?}"
    );
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn sums_add_up_whatever_happens(
        steps in proptest::collection::vec(step(), 1..60),
        duplicates in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let mut rules = Rules::default();
        rules.modes.duplicates_charge = duplicates;
        rules.modes.query_lags = Duration::ZERO;
        let mut state = State::new(seed);
        let mut model = Model::default();
        for step in &steps {
            both(&mut state, &rules, &mut model, step, duplicates);
            agree(&state, &model);
        }
    }
}
