//! What a merchant hears of a payment that did not come about, by how much is known of the gateway.

use std::time::Duration;

use gateway_runtime::{
    Config, Failure, NotDenied, Reconcile, Resolution, StateClass, Unlisted, Why,
};
use gateway_sandbox::{Choice, Refusal, Sandbox};
use online_payment_gateway::Client;
use online_payment_gateway::models::*;

use super::shop::*;

const DECLINED: &str = "4000000000000002";

/// A client that knows of the sandbox only where it is.
fn knowing_nothing(sandbox: &Sandbox) -> Config {
    Config::new(sandbox.url()).credentials(sandbox.app_id(), sandbox.secret())
}

fn quick() -> Reconcile {
    Reconcile::new()
        .patience(Duration::from_secs(2))
        .pauses(Duration::from_millis(20), Duration::from_millis(50))
}

/// Pays by a card that is declined, where the code says nothing; gives what looking it up comes to.
async fn declined(client: &Client) -> Resolution {
    let payment = by_card("ORDER-1", "42.50", DECLINED, CaptureMethod::Auto);
    let Err(Failure::Indeterminate(open)) = client.create_payment(&payment).await else {
        panic!("the code of a decline is known")
    };
    client.gateway().reconcile(&open.handle(), &quick()).await
}

#[tokio::test]
async fn a_code_that_is_listed_ends_a_decline_at_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let payment = by_card("ORDER-1", "42.50", DECLINED, CaptureMethod::Auto);
    let refused = client.create_payment(&payment).await;
    assert!(matches!(refused, Err(Failure::Refused(_))), "{refused:?}");
    assert!(client.gateway().unlisted().is_empty());
}

#[tokio::test]
async fn a_state_that_is_listed_ends_it_after_its_lag() {
    let sandbox = Sandbox::start().await.unwrap();
    let config = knowing_nothing(&sandbox)
        .state("failed", StateClass::Failed)
        .failed_lag(Duration::from_millis(100));
    let client = Client::new(config).unwrap();
    let resolution = declined(&client).await;
    assert_eq!(resolution.denied().unwrap().state(), "failed");
    let code = Refusal::Declined.code().to_owned();
    let operation = "createPayment";
    let unlisted = [Unlisted::Code { operation, code }];
    assert_eq!(client.gateway().unlisted(), unlisted);
}

#[tokio::test]
async fn without_either_it_stays_open_and_says_what_to_set() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::new(knowing_nothing(&sandbox)).unwrap();
    let resolution = declined(&client).await;
    let told = resolution.to_string();
    assert!(told.contains("Config::state"), "{told}");

    let known = knowing_nothing(&sandbox).state("failed", StateClass::Failed);
    let client = Client::new(known).unwrap();
    let payment = by_card("ORDER-2", "42.50", DECLINED, CaptureMethod::Auto);
    let open = client.create_payment(&payment).await.unwrap_err();
    assert!(open.to_string().contains("Config::refused_code"), "{open}");
    let Failure::Indeterminate(open) = open else {
        panic!("{open:?}")
    };
    let resolution = client.gateway().reconcile(&open.handle(), &quick()).await;
    assert!(resolution.to_string().contains("Config::failed_lag"));
}

#[tokio::test]
async fn a_wallet_payment_fails_when_its_customer_can_pay_no_more() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = {
        let clock = sandbox.clock().clone();
        let config = sandbox.config().clock(std::sync::Arc::new(clock));
        Client::new(config).unwrap()
    };
    let wallet = payment("ORDER-1", "42.50", alipay());
    let accepted = client.create_payment(&wallet).await.unwrap();
    assert!(accepted.handle.seen().customer_acts && !accepted.handle.seen().is_final());
    assert!(accepted.handle.seen().number.is_some());
    let page = accepted.value.pay_url.clone().unwrap();
    sandbox.act(page.expose(), &Choice::Decline).unwrap();
    let once = Reconcile::new().patience(Duration::ZERO);
    let look = || client.gateway().wait_until_final(&accepted.handle, &once);
    let early = look().await;
    let [open] = early.unresolved()[..] else {
        panic!("{early:?}")
    };
    assert!(
        matches!(open.why(), Why::Failing(NotDenied::CustomerMayAct)),
        "{early:?}"
    );
    sandbox.advance(Duration::from_secs(31 * 60));
    let late = look().await;
    assert!(late.denied().is_some(), "{late:?}");
}
