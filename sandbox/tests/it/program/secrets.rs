//! What the program makes up: nobody foresees it, and none of it comes twice.

use std::collections::BTreeSet;

use serde_json::json;

use super::running::{Folder, Running};

/// Everything that one run makes up: credentials, tokens, trade numbers, keys of pages, nonces, stored cards.
fn made_up(arguments: &[&str], run: usize) -> Vec<String> {
    let program = Running::start(arguments);
    let mut made = vec![program.app.clone(), program.secret.clone()];
    for number in 0..3 {
        let token = program.token();
        let order = format!("ORDER-{run}-{number}");
        let (_, paid) = program.pay(&token, &order).unwrap();
        made.push(paid["tradeNo"].as_str().unwrap().to_owned());
        let checkout = json!({
            "orderNo": format!("PAGE-{run}-{number}"), "amount": "10.00", "currency": "USD", "captureMethod": "auto",
        });
        let (_, opened) = program.call(&token, "cashier/order", &checkout).unwrap();
        let url = opened["redirectUrl"].as_str().unwrap();
        let key = url.rsplit('/').next().unwrap();
        let page = program.get(&format!("/pay/{key}"));
        let (_, nonce) = page.split_once("name=\"nonce\" value=\"").unwrap();
        made.push(nonce.split('"').next().unwrap().to_owned());
        made.extend([token, key.to_owned()]);
    }
    program.kill();
    made
}

fn all_differ(runs: &[Vec<String>]) {
    let all: BTreeSet<&String> = runs.iter().flatten().collect();
    assert_eq!(
        all.len(),
        runs.iter().map(Vec::len).sum::<usize>(),
        "{runs:?}"
    );
}

#[test]
fn nothing_comes_twice_without_a_seed() {
    let folder = Folder::new("unforeseen");
    let state = folder.state();
    let kept = ["--state", state.to_str().unwrap()];
    all_differ(&[
        made_up(&[], 0),
        made_up(&[], 0),
        made_up(&kept, 1),
        made_up(&kept, 2),
    ]);
}

#[test]
fn a_seed_repeats_a_run_and_with_a_state_nothing_comes_twice() {
    let seed = ["--seed", "7"];
    assert_eq!(made_up(&seed, 0), made_up(&seed, 0));
    let folder = Folder::new("foreseen");
    let state = folder.state();
    let kept = ["--seed", "7", "--state", state.to_str().unwrap()];
    all_differ(&[made_up(&kept, 0), made_up(&kept, 1), made_up(&kept, 2)]);
}

#[test]
fn what_is_given_is_taken() {
    let program = Running::start(&["--app-id", "an-app", "--secret", "a-secret"]);
    assert_eq!((&*program.app, &*program.secret), ("an-app", "a-secret"));
    assert!(!program.token().is_empty());
}
