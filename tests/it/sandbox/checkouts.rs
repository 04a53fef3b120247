//! What a customer paid on a page is looked for by the methods that the shop names.

use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::{DiskJournal, Failure, Journal, NoteKind, Reason, Recorded, StateClass};
use gateway_sandbox::{Choice, Sandbox};
use online_payment_gateway::models::{
    CaptureMethod, CheckoutSessionRequest, RefundRequest, TradeNo,
};
use online_payment_gateway::runtime::{PageLook, Why};
use online_payment_gateway::{Client, Handle, Reconcile, Resolution};

use super::shop::*;
use crate::journal::Folder;

const BEYOND: [&str; 4] = ["paypal", "grabPay", "applePay", "googlePay"];

/// A checkout as it was stored, and the address of its page.
async fn opened(client: &Client, session: &CheckoutSessionRequest) -> (Handle, String) {
    let session = client.create_checkout_session(session).await.unwrap();
    let stored = Handle::from_json(session.handle.to_json().expose()).unwrap();
    let url = session.into_value().redirect_url.unwrap();
    (stored, url.expose().to_owned())
}

async fn look(client: &Client, handle: &Handle, methods: &[&str]) -> PageLook {
    let options = Reconcile::new();
    let gateway = client.gateway();
    let look = gateway.look_on_page(handle, methods, &options);
    let look = look.await.unwrap();
    let told = look.to_string();
    assert!(!told.contains("nobody paid"), "{told}");
    look
}

fn asked(look: &PageLook) -> Vec<&str> {
    let asked = look.asked().iter();
    asked.map(|(method, _)| method.as_str()).collect()
}

fn by(method: &str) -> Choice {
    let method = method.to_owned();
    Choice::Pay { method }
}

#[tokio::test]
async fn a_look_says_what_was_asked_what_was_not_and_what_cannot_be() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let session = checkout("ORDER-1", "42.50").expiry_time("30");
    let (handle, url) = opened(&client, &session).await;
    let open = look(
        &client,
        &handle,
        &["card", "alipay", "cash", "card", "paypal"],
    )
    .await;
    assert_eq!(asked(&open), ["card", "alipay"]);
    assert!(
        open.asked()
            .iter()
            .all(|(_, resolution)| matches!(resolution, Resolution::Unresolved(_)))
    );
    assert!(open.not_asked().contains(&"wechat") && !open.not_asked().contains(&"card"));
    assert_eq!(open.cannot_be_asked(), [&BEYOND[..], &["cash"]].concat());
    assert!(open.paid().is_none());
    assert_eq!(open.ends(), Some(handle.time() + Duration::from_secs(1800)));
    let told = open.to_string();
    for part in [
        "nobody knows",
        "asked for card",
        "cannot be asked for: paypal",
        "can still be paid",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    sandbox.act(&url, &by("alipay")).unwrap();
    let paid = look(&client, &handle, &["card", "alipay"]).await;
    let (method, finding) = paid.paid().unwrap();
    assert_eq!((method, finding.state()), ("alipay", "successed"));
    assert!(paid.to_string().starts_with("paid by alipay"));
    // Whoever does not name the method learns nothing.
    let other = look(&client, &handle, &["card"]).await;
    assert!(other.paid().is_none() && other.not_asked().contains(&"alipay"));
}

#[tokio::test]
async fn what_was_paid_by_a_method_that_cannot_be_asked_for_is_not_called_unpaid() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let (handle, url) = opened(&client, &checkout("ORDER-1", "42.50")).await;
    sandbox.act(&url, &by("paypal")).unwrap();
    let all = look(&client, &handle, &["card", "alipay", "wechat"]).await;
    assert!(all.paid().is_none());
    let told = all.to_string();
    assert!(told.contains("nobody knows when its page ends"), "{told}");
    assert!(
        told.contains("cannot be asked for: paypal, grabPay"),
        "{told}"
    );
}

#[tokio::test]
async fn a_page_that_ended_or_on_which_a_payment_failed_is_not_called_unpaid() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let session = checkout("ORDER-1", "42.50").expiry_time("30");
    let (handle, url) = opened(&client, &session).await;
    sandbox.act(&url, &Choice::Decline).unwrap();
    let at = handle.time().duration_since(std::time::UNIX_EPOCH).unwrap();
    let at = format!("\"at\":{}", at.as_millis());
    let long_ago = handle.to_json().expose().replace(&at, "\"at\":1");
    let ended = Handle::from_json(&long_ago).unwrap();
    for (handle, part) in [(handle, "can still be paid"), (ended, "its page has ended")] {
        let declined = look(&client, &handle, &["card"]).await;
        assert!(declined.paid().is_none());
        assert!(matches!(declined.asked(), [(_, Resolution::Unresolved(_))]));
        let told = declined.to_string();
        assert!(told.contains(part), "{told}");
    }
}

#[tokio::test]
async fn what_opens_no_page_is_not_looked_for_on_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let payment = by_card("ORDER-1", "5.00", GOOD, CaptureMethod::Auto);
    let handle = client.create_payment(&payment).await.unwrap().handle;
    let options = Reconcile::new();
    let look = client.gateway();
    let look = look.look_on_page(&handle, &["card"], &options);
    assert!(matches!(look.await, Err(Why::NoLookup { .. })));
}

#[tokio::test]
async fn what_was_asked_and_shown_of_a_page_stands_in_the_journal() {
    let (sandbox, folder) = (Sandbox::start().await.unwrap(), Folder::new());
    let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
    let config = sandbox.config().journal(Arc::clone(&journal) as _);
    let client = Client::new(config).unwrap();
    let (handle, url) = opened(&client, &checkout("ORDER-1", "42.50")).await;
    let standing = async || -> Recorded {
        let mut recorded = journal.recorded().await.unwrap();
        assert_eq!(recorded.len(), 1);
        recorded.remove(0)
    };
    let before = standing().await;
    let methods = ["card", "alipay"];
    look(&client, &handle, &methods).await;
    look(&client, &handle, &methods).await;
    // A look by no method that can be asked for is none.
    look(&client, &handle, &["paypal"]).await;
    let looked = standing().await;
    assert_eq!(looked.outcome, before.outcome);
    let [answer, line] = &looked.notes[..] else {
        panic!("{:?}", looked.notes);
    };
    assert_eq!(
        (answer.kind, line.kind, line.times),
        (NoteKind::Answer, NoteKind::LookUp, 2)
    );
    for part in ["by card: the look-up failed", "; by alipay: ", "SB11"] {
        assert!(line.text.contains(part), "{}", line.text);
    }
    sandbox.act(&url, &by("alipay")).unwrap();
    look(&client, &handle, &methods).await;
    let paid = standing().await;
    let seen = paid.outcome.as_ref().unwrap().seen().unwrap();
    assert_eq!(seen.class, Some(StateClass::Done));
    let lines: Vec<&str> = paid.notes.iter().map(|note| &*note.text).collect();
    let [_, _, shown, found] = lines[..] else {
        panic!("{lines:?}");
    };
    assert!(
        shown.ends_with("by alipay: the gateway shows it (successed)"),
        "{shown}"
    );
    assert!(found.contains("state successed (done)"), "{found}");
    assert!(!paid.is_open());
    // Nobody looks it up by itself, so that the entry is free for whoever comes next.
    let entry = handle.entry().unwrap();
    let claimed = journal.claim(entry, None, Duration::ZERO).await;
    assert!(matches!(claimed, Ok(gateway_runtime::Claim::Ours { .. })));
}

/// Why a refund was not sent, if it was not.
async fn refused(client: &Client, refund: &RefundRequest) -> Option<Reason> {
    match client.refund_payment(refund).await {
        Err(Failure::NotSent(failure)) => Some(failure.reason()),
        other => other.map(|_| None).unwrap(),
    }
}

#[tokio::test]
async fn a_look_at_a_page_makes_its_order_number_and_the_trade_number_one_payments() {
    for is_by_trade_first in [true, false] {
        let (sandbox, folder) = (Sandbox::start().await.unwrap(), Folder::new());
        let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
        let client = Client::new(sandbox.config().journal(journal)).unwrap();
        let (handle, url) = opened(&client, &checkout("ORDER-1", "42.50")).await;
        sandbox.act(&url, &by("alipay")).unwrap();
        let paid = look(&client, &handle, &["alipay"]).await;
        let (_, finding) = paid.paid().unwrap();
        let trade = finding.number().unwrap();
        let by_order = |number: &str, sum: &str| refund("ORDER-1", number, sum);
        let by_trade = |number: &str, sum: &str| {
            let mut refund = refund("ORDER-1", number, sum);
            refund.order_reference = TradeNo::new(trade).unwrap().into();
            refund
        };
        let (one, other) = match is_by_trade_first {
            true => (by_trade("R-1", "40.00"), by_order("R-2", "2.51")),
            false => (by_order("R-1", "40.00"), by_trade("R-2", "2.51")),
        };
        let accepted = client.refund_payment(&one).await.unwrap();
        assert_eq!(refused(&client, &other).await, Some(Reason::StillOpen));
        let closed = client.gateway();
        let closed = closed.close(&accepted.handle, "Ada", "it was paid back");
        closed.await.unwrap();
        assert_eq!(refused(&client, &other).await, Some(Reason::MoreThanTaken));
        assert_eq!(refused(&client, &by_order("R-3", "2.50")).await, None);
    }
}
