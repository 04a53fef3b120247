//! A statement against a journal.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::SystemTime;

use rust_decimal::Decimal;

use crate::audit::difference::{Difference, DifferenceKind};
use crate::audit::statement::{Line, Statement};
use crate::audit::{Audit, number_of};
use crate::record::operation::{Moves, StateClass};
use crate::record::outcome::Outcome;
use crate::record::recorded::Recorded;
use crate::value::types::decimal::parse_lenient;

/// What a journal knows of an order, or of a refund.
#[derive(Default)]
struct Known<'a> {
    paid: Vec<(Decimal, &'a Recorded)>,
    captured: Vec<(Decimal, &'a Recorded)>,
    is_open: bool,
    /// Whether it was made, and how much it was is forgotten.
    is_forgotten: bool,
    currency: Option<String>,
}

impl<'a> Known<'a> {
    /// What is to stand in a statement.
    fn expected(&self) -> &[(Decimal, &'a Recorded)] {
        match self.captured.is_empty() {
            true => &self.paid,
            false => &self.captured,
        }
    }
}

impl Audit {
    /// Where a statement says otherwise than the journal, by order and by refund. What the journal knows as made and the
    /// statement does not have is told if it was made in the time that the statement is `of`, from its beginning to before its
    /// end.
    ///
    /// Amounts are compared by value. Several captures of an order are compared one by one.
    pub fn compare(&self, statement: &Statement, of: (SystemTime, SystemTime)) -> Vec<Difference> {
        let (charges, refunds) = self.known(statement);
        let mut lines: [BTreeMap<&str, Vec<&Line>>; 2] = Default::default();
        for line in &statement.lines {
            let [charged, refunded] = &mut lines;
            match &line.refund {
                Some(number) if !number.is_empty() => refunded.entry(number).or_default(),
                Some(_) => refunded.entry(&line.order).or_default(),
                None => charged.entry(&line.order).or_default(),
            }
            .push(line);
        }
        let [charged, refunded] = lines;
        let mut told = Vec::new();
        for (is_refund, lines, known) in [(false, &charged, &charges), (true, &refunded, &refunds)]
        {
            for (name, lines) in lines {
                let one = Compared {
                    is_refund,
                    name,
                    lines,
                };
                told.extend(one.with(known.get(*name)));
            }
            for (name, known) in known {
                let is_of = |entry: &Recorded| {
                    let made = entry.handle.time();
                    of.0 <= made && made < of.1
                };
                let expected = known.expected();
                if lines.contains_key(name.as_str()) || !expected.iter().any(|(_, one)| is_of(one))
                {
                    continue;
                }
                told.push(Difference {
                    kind: DifferenceKind::NotCharged,
                    is_refund,
                    name: name.clone(),
                    detail: format!("{} in the journal", sums(expected)),
                });
            }
        }
        told.extend(self.twice(&charged, statement));
        told.sort_by(|one, other| (one.kind, &one.name).cmp(&(other.kind, &other.name)));
        told
    }

    /// What the journal knows, by order and by refund.
    fn known(
        &self,
        statement: &Statement,
    ) -> (BTreeMap<String, Known<'_>>, BTreeMap<String, Known<'_>>) {
        let order_path = statement.columns.order.as_str();
        let mut by_number: BTreeMap<&str, String> = BTreeMap::new();
        for entry in &self.entries {
            if let (Some(number), Some(order)) = (number_of(entry), entry.handle.first(order_path))
            {
                by_number.insert(number, order.into_owned());
            }
        }
        let (mut charges, mut refunds) = (BTreeMap::new(), BTreeMap::new());
        for entry in &self.entries {
            let Some(operation) = self.api.operation(entry.handle.operation()) else {
                continue;
            };
            let Some(moves) = operation.acknowledges.moves else {
                continue;
            };
            // What names its payment by the number of the gateway alone is of the order that has this.
            let order = entry.handle.first(order_path).map(Cow::into_owned);
            let order = order.or_else(|| {
                let mut values = entry.handle.values();
                values.find_map(|(_, value)| by_number.get(&*value).cloned())
            });
            let (all, name) = match moves {
                Moves::Refunds(_) => {
                    let number = entry.handle.key(operation);
                    (&mut refunds, number.map(Cow::into_owned).or(order))
                }
                Moves::Pays(_) | Moves::Captures(_) => (&mut charges, order),
            };
            let Some(name) = name else { continue };
            let known: &mut Known<'_> = all.entry(name).or_default();
            note(known, moves, entry, &statement.columns.currency);
        }
        (charges, refunds)
    }

    /// The purchases of which several attempts were charged and nobody wanted that.
    fn twice(
        &self,
        charged: &BTreeMap<&str, Vec<&Line>>,
        statement: &Statement,
    ) -> Vec<Difference> {
        let mut purchases: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for entry in self
            .entries
            .iter()
            .filter(|entry| entry.handle.despite().is_none())
        {
            let Some(order) = entry.handle.first(&statement.columns.order) else {
                continue;
            };
            if let (Some(purchase), Some((order, _))) =
                (entry.handle.purchase(), charged.get_key_value(&*order))
            {
                let orders = purchases.entry(purchase).or_default();
                if !orders.contains(order) {
                    orders.push(order);
                }
            }
        }
        let several = purchases.into_iter().filter(|(_, orders)| orders.len() > 1);
        several
            .map(|(purchase, orders)| Difference {
                kind: DifferenceKind::Doubled,
                is_refund: false,
                name: purchase.to_owned(),
                detail: format!("a purchase that was charged as {}", orders.join(" and ")),
            })
            .collect()
    }
}

/// Adds what an entry says of its order or refund.
fn note<'a>(known: &mut Known<'a>, moves: Moves, entry: &'a Recorded, currency: &str) {
    if let Some(currency) = entry.handle.first(currency) {
        known.currency = Some(currency.into_owned());
    }
    let seen = entry.outcome.as_ref().and_then(Outcome::seen);
    let is_done = seen.is_some_and(|seen| seen.class == Some(StateClass::Done))
        && entry
            .outcome
            .as_ref()
            .is_some_and(|outcome| !outcome.is_not_made());
    known.is_forgotten |= is_done && entry.handle.forgotten().is_some();
    let amount = entry.handle.first(moves.amount());
    let amount = amount.and_then(|amount| parse_lenient(&amount));
    match (is_done, amount, moves) {
        (true, Some(amount), Moves::Captures(_)) => known.captured.push((amount, entry)),
        (true, Some(amount), Moves::Pays(_)) => known.paid.push((amount, entry)),
        // Whatever has one number is one refund to the gateway.
        (true, Some(amount), Moves::Refunds(_)) => known.paid = vec![(amount, entry)],
        // Whether anybody paid on a page is open until a look-up shows it.
        _ => known.is_open |= entry.is_open() || entry.outcome.as_ref().is_some_and(is_unseen),
    }
}

fn sums(expected: &[(Decimal, &Recorded)]) -> String {
    let sums: Vec<String> = expected.iter().map(|(sum, _)| sum.to_string()).collect();
    sums.join(" and ")
}

/// Whether it was accepted and says nothing of any money: a page was opened, and nobody looked whether it was paid.
fn is_unseen(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Accepted { seen, .. } if seen.class.is_none())
}

/// What a statement has of one order or refund.
struct Compared<'a> {
    is_refund: bool,
    name: &'a str,
    lines: &'a [&'a Line],
}

impl Compared<'_> {
    /// What is other in the journal.
    fn with(&self, known: Option<&Known<'_>>) -> Option<Difference> {
        let expected = known.map(Known::expected).unwrap_or_default();
        if expected.is_empty() {
            let (kind, journal) = match known {
                Some(known) if known.is_open => (DifferenceKind::Open, "open in the journal"),
                Some(known) if known.is_forgotten => {
                    (DifferenceKind::Forgotten, "forgotten by the journal")
                }
                Some(_) => (DifferenceKind::Unknown, "not made by the journal"),
                None => (DifferenceKind::Unknown, "not in the journal"),
            };
            return Some(self.told(kind, format!("{}, {journal}", self.stated())));
        }
        let currency = known.and_then(|known| known.currency.as_ref());
        let is_other = |line: &&&Line| {
            let both = line.currency.as_ref().zip(currency);
            both.is_some_and(|(theirs, ours)| theirs != ours)
        };
        if let (Some(line), Some(ours)) = (self.lines.iter().find(is_other), currency) {
            let theirs = line.currency.as_deref().unwrap_or_default();
            let detail = format!("{theirs} (line {}), {ours} in the journal", line.at);
            return Some(self.told(DifferenceKind::Differing, detail));
        }
        let mut ours: Vec<Decimal> = expected.iter().map(|(amount, _)| *amount).collect();
        let (mut matched, mut theirs) = (Vec::new(), Vec::new());
        for line in self.lines {
            match ours.iter().position(|amount| *amount == line.amount) {
                Some(at) => matched.push(ours.swap_remove(at)),
                None => theirs.push(line.amount),
            }
        }
        let kind = match (theirs.as_slice(), ours.as_slice()) {
            ([], []) => return None,
            ([], _) => DifferenceKind::NotCharged,
            (theirs, []) if theirs.iter().all(|amount| matched.contains(amount)) => {
                DifferenceKind::Doubled
            }
            _ => DifferenceKind::Differing,
        };
        let detail = format!("{}, {} in the journal", self.stated(), sums(expected));
        Some(self.told(kind, detail))
    }

    fn told(&self, kind: DifferenceKind, detail: String) -> Difference {
        Difference {
            kind,
            is_refund: self.is_refund,
            name: self.name.to_owned(),
            detail,
        }
    }

    fn stated(&self) -> String {
        let lines = self.lines.iter().map(|line| {
            let currency = line
                .currency
                .as_ref()
                .map(|currency| format!(" {currency}"));
            format!(
                "{}{} (line {})",
                line.amount,
                currency.unwrap_or_default(),
                line.at
            )
        });
        lines.collect::<Vec<_>>().join(" and ")
    }
}
