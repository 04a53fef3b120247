//! Requests of another merchant account in the same journal.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::engine::config::Config;
use crate::engine::gateway::Gateway;
use crate::fixture::{run, settle};
use crate::record::call::Call;
use crate::record::handle::Handle;
use crate::record::operation::{Operation, Repeat};
use crate::recovery::follow::{Follow, Followed};
use crate::recovery::options::Reconcile;
use crate::recovery::resend::NotResent;
use crate::recovery::resolution::{Resolution, Why};
use crate::recovery::tests::operations::*;
use crate::recovery::tests::stub::*;
use crate::value::json::untyped::Json;
use crate::wire::clock::Clock;
use crate::wire::config_error::ConfigError;

static REFUND: Operation = Operation {
    id: "refund",
    repeat: Repeat::SameKey { key: "refundNo" },
    ..PAY
};

fn of_account(order: &str, account: &str) -> Handle {
    let handle = handle(order).to_json().expose().to_owned();
    let named = handle.replacen('{', &format!(r#"{{"account":"{account}","#), 1);
    Handle::from_json(&named).unwrap()
}

/// A client of the account `berlin`, whose journal has these requests.
fn berlin(handles: Vec<Handle>) -> Tested {
    let journal = Open {
        handles,
        ..Open::default()
    };
    let account = |config: Config| config.account("berlin");
    tested_by(journal, account, |_| Does::Shows("done"))
}

fn is_of_another(resolution: &Resolution) -> bool {
    matches!(resolution, Resolution::Unresolved(open) if matches!(open.why(), Why::OtherAccount))
}

#[test]
fn what_is_of_another_account_is_told_and_never_looked_up() {
    run(async {
        let handles = vec![
            of_account("A", "berlin"),
            of_account("B", "paris"),
            handle("C"),
        ];
        let tested = berlin(handles.clone());
        let options = Reconcile::new().patience(Duration::ZERO);
        let recovered = tested.gateway.recover(&options).await.unwrap();
        let others: Vec<bool> = recovered
            .iter()
            .map(|one| is_of_another(&one.resolution))
            .collect();
        assert_eq!(others, [false, true, true]);
        let resolution = tested.gateway.reconcile(&handles[1], &options).await;
        assert!(is_of_another(&resolution));
        let asked = tested.asked.lock().unwrap();
        assert_eq!(asked.len(), 1);
        assert_eq!(asked[0].1, "A");
        assert_eq!(tested.journal.concluded.lock().unwrap().len(), 1);
    });
}

#[test]
fn what_is_of_another_account_is_not_sent_again() {
    run(async {
        let tested = berlin(Vec::new());
        let call = || Call::new().body(&Json::parse(r#"{"orderNo":"A"}"#).unwrap());
        for (account, is_other) in [("paris", true), ("berlin", false)] {
            let handle = renamed(&of_account("A", account));
            let options = Reconcile::new().patience(Duration::ZERO);
            let resent = tested
                .gateway
                .resend::<Json>(&REFUND, &handle, call(), &options);
            let resent = resent.await;
            assert_eq!(
                matches!(resent, Err(NotResent::OtherAccount)),
                is_other,
                "{resent:?}"
            );
        }
    });
}

/// The same as a refund.
fn renamed(handle: &Handle) -> Handle {
    let text = handle.to_json().expose().replace(r#""pay""#, r#""refund""#);
    Handle::from_json(&text).unwrap()
}

#[test]
fn what_cannot_be_looked_up_is_let_go_with_a_pause() {
    run(async {
        let handles: Vec<Handle> = (0..20)
            .map(|number| of_account(&number.to_string(), "paris"))
            .collect();
        let tested = berlin(handles);
        tested.clock.set_wall(handle("A").time());
        let told = Arc::<Mutex<usize>>::default();
        let (gateway, tell) = (tested.gateway.clone(), Arc::clone(&told));
        let following = tokio::spawn(async move {
            let tell = |followed| match followed {
                Followed::Looked(looked) if is_of_another(&looked.resolution) => {
                    *tell.lock().unwrap() += 1;
                }
                other => panic!("{other:?}"),
            };
            gateway.follow(&Follow::new(Reconcile::new()), tell).await
        });
        while tested.clock.monotonic() < Duration::from_secs(3_600) {
            settle().await;
            let pause = tested.clock.next_alarm().unwrap();
            tested.clock.advance(pause);
        }
        following.abort();
        let told = *told.lock().unwrap();
        assert!((20..20 * 40).contains(&told), "{told}");
        assert!(tested.asked.lock().unwrap().is_empty());
    });
}

#[test]
fn an_account_has_a_name_that_can_be_kept() {
    for (name, is_taken) in [
        ("", false),
        ("a", true),
        (&"ä".repeat(64), true),
        (&"a".repeat(65), false),
    ] {
        let config = Config::new("https://gateway.example.com").account(name);
        let made = Gateway::new(&API, config);
        let is_refused = matches!(
            made,
            Err(ConfigError::OutOfRange {
                setting: "account",
                ..
            })
        );
        assert_eq!(is_refused, !is_taken, "{name}");
    }
}
