//! The books of the gateway against the journal, the shop's rows and every word that was said.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use gateway_postgres::tokio_postgres::{self, NoTls};
use gateway_runtime::{Handle, Journal, Outcome};
use tokio::runtime::Runtime;

use crate::fleet::{Fleet, PROCESSES};
use crate::words::{Word, Words, said};
use crate::worker::{has_row, looks, order_of, tell};

/// What the journal has of an order.
struct Row {
    entry: String,
    outcome: Option<Outcome>,
    is_open: bool,
}

impl Row {
    /// Whether it was written in one of these times.
    fn is_in(&self, times: &[(u128, u128)]) -> bool {
        let begun = self.entry.get(..16);
        let begun = begun.and_then(|digits| u128::from_str_radix(digits, 16).ok());
        begun.is_some_and(|begun| {
            times
                .iter()
                .any(|(from, to)| (*from..=*to).contains(&begun))
        })
    }
}

/// Prints what became of everything, and every way in which that is wrong.
pub(crate) fn check(runtime: &Runtime, fleet: &Fleet) -> bool {
    let words = Words::open(&fleet.words);
    let (rows, orders) = runtime.block_on(async {
        let (client, journal) = fleet.settings.client(&words);
        let gateway = client.gateway();
        let patience = looks().patience(Duration::from_secs(5));
        match gateway.recover(&patience).await {
            Ok(recovered) => {
                for one in &recovered {
                    tell(&words, &one.handle, &one.resolution);
                }
            }
            Err(error) => println!("WRONG: {error}"),
        }
        let open = journal.unresolved().await.expect("PostgreSQL runs");
        let open = open.iter().map(order_of).collect();
        books(fleet, &open).await
    });
    let mut wrong = Vec::new();
    let charged: BTreeSet<String> = fleet.sandbox.look(|state| {
        let orders = state.orders().filter(|order| !order.status.is_over());
        let mut charged = BTreeSet::new();
        for order in orders {
            if !charged.insert(order.order_no.clone()) {
                wrong.push(format!("{} was charged twice", order.order_no));
            }
        }
        charged
    });
    let mut purchases = BTreeMap::new();
    for order in &charged {
        let purchase = order
            .rsplit_once('-')
            .map_or(&**order, |(purchase, _)| purchase);
        if let Some(other) = purchases.insert(purchase, order) {
            wrong.push(format!(
                "{order} and {other} are one purchase, and both were charged"
            ));
        }
    }
    let (mut known, mut listed) = (0, 0);
    for order in &charged {
        match rows.get(order) {
            None => wrong.push(format!("{order} was charged, and nobody knows of it")),
            Some(row) if row.is_open => listed += 1,
            Some(row) => {
                let is_paid = matches!(
                    row.outcome,
                    Some(Outcome::Accepted { .. } | Outcome::Found { .. })
                );
                known += 1;
                if !is_paid {
                    wrong.push(format!(
                        "{order} was charged, and stands as {:?}",
                        row.outcome
                    ));
                }
            }
        }
    }
    let said = said(&fleet.words);
    for (word, order) in &said {
        let is_charged = charged.contains(order);
        let is_true = match word {
            Word::Paid | Word::Found => is_charged,
            Word::NotSent | Word::Refused | Word::Denied => !is_charged,
            Word::Open | Word::Fetch | Word::Fetched => true,
        };
        if !is_true {
            wrong.push(format!(
                "{order} is said to be {}, which is false",
                word.as_str()
            ));
        }
    }
    for (order, entry) in &orders {
        if rows.get(order).is_none_or(|row| row.entry != *entry) {
            wrong.push(format!("the order {order} has a row, and its payment none"));
        }
    }
    let mut lost = 0;
    for order in charged.iter().filter(|order| has_row(order)) {
        if orders.contains_key(order) {
            continue;
        }
        // The journal writes its own rows again after a fail-over, and the shop has to look after its own.
        match rows.get(order) {
            Some(row) if row.is_in(&fleet.lost) => lost += 1,
            _ => wrong.push(format!(
                "{order} was charged, and the shop has no row of it"
            )),
        }
    }
    let count = |wanted| said.iter().filter(|(word, _)| *word == wanted).count();
    let (fetches, fetched) = (count(Word::Fetch), count(Word::Fetched));
    // One at first; while the store is away, one for each process, and one for all after it; and whoever was killed while
    // it fetched stored none.
    let most = 1 + (PROCESSES + 1) * fleet.outages + fetches.saturating_sub(fetched);
    if fetches > most {
        wrong.push(format!(
            "{fetches} tokens were fetched, where {most} are enough"
        ));
    }
    println!(
        "{} orders charged: {known} known, {listed} listed; {} open in all; {} rows of the shop, {lost} lost by a fail-over; {fetches} tokens fetched",
        charged.len(),
        rows.values().filter(|row| row.is_open).count(),
        orders.len(),
    );
    let mut words = BTreeMap::new();
    for (word, _) in &said {
        *words.entry(word.as_str()).or_insert(0_usize) += 1;
    }
    println!("words: {words:?}");
    for told in &wrong {
        println!("WRONG: {told}");
    }
    let _ = std::fs::remove_file(&fleet.words);
    wrong.is_empty() && !charged.is_empty()
}

type Books = (BTreeMap<String, Row>, BTreeMap<String, String>);

/// What the journal has of each order, and the shop's own rows with the entries that they name.
async fn books(fleet: &Fleet, open: &BTreeSet<String>) -> Books {
    let (client, connection) = tokio_postgres::connect(&fleet.postgres.config(), NoTls)
        .await
        .expect("PostgreSQL runs");
    tokio::spawn(connection);
    let journal = "SELECT entry, intent, outcome FROM gateway_journal";
    let rows = client
        .query(journal, &[])
        .await
        .expect("the tables are there");
    let rows = rows.iter().filter_map(|row| {
        let order = order_of(&Handle::from_json(row.get(1)).ok()?);
        let outcome: Option<&str> = row.get(2);
        let row = Row {
            entry: row.get(0),
            outcome: outcome.and_then(Outcome::from_json),
            is_open: open.contains(&order),
        };
        Some((order, row))
    });
    let rows = rows.collect();
    let orders = "SELECT number, payment FROM orders";
    let orders = client
        .query(orders, &[])
        .await
        .expect("the tables are there");
    let orders = orders.iter().map(|row| (row.get(0), row.get(1))).collect();
    (rows, orders)
}
