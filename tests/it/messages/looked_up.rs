//! Outcomes that cannot be looked up, or are and stay open.

use gateway_runtime::{Handle, Reconcile};
use online_payment_gateway::Client;
use serde_json::json;

use super::{Case, case, config};
use crate::reconcile::requests::{checkout, payment, refund};
use crate::reconcile::{gateway, impatient, open, shown};
use crate::runtime::server::{Act, answer};

/// Shows one order in a state that nobody has listed, another one not at all, and has no path for a third.
fn shows(body: &str) -> Act {
    let order = match body {
        body if body.contains("ORDER-STATE") => shown("ORDER-STATE", "resting"),
        body if body.contains("ORDER-FAILS") => return answer(404, ""),
        _ => return answer(200, r#"{"respCode":"0000"}"#),
    };
    answer(
        200,
        &json!({"respCode": "0000", "order": order}).to_string(),
    )
}

pub(super) async fn cases() -> Vec<Case> {
    let (server, _) = gateway(|name, _, body| match name {
        "query" => shows(body),
        _ => Act::Close,
    })
    .await;
    let client = Client::new(config(server.url())).unwrap();
    let stored = |operation: &str| {
        let text = format!(r#"{{"version":1,"operation":"{operation}","at":0,"fields":{{}}}}"#);
        Handle::from_json(&text).unwrap()
    };
    let pays = async |order: &str| open(client.create_payment(&payment(order)).await);
    let (nothing, state) = (pays("ORDER-NONE").await, pays("ORDER-STATE").await);
    let fails = pays("ORDER-FAILS").await;
    let page = open(client.create_checkout_session(&checkout("ORDER-1")).await);
    let refunded = open(client.refund_payment(&refund("ORDER-1", "R-1")).await);
    let looked_up = async |handle: &Handle| client.reconcile(handle, &impatient()).await;
    let changed = refund("ORDER-2", "R-1");
    let other = client
        .resend_refund_payment(&refunded, &changed, &impatient())
        .await
        .unwrap_err();
    let recovered = client.recover(&Reconcile::new()).await.unwrap_err();
    let script = client
        .gateway()
        .page_address("javascript:Marked")
        .unwrap_err();
    vec![
        case(
            "look-up-shows-nothing",
            "The gateway does not show the payment.",
            looked_up(&nothing).await,
        ),
        case(
            "look-up-unknown-state",
            "The payment is in a state that nobody has listed.",
            looked_up(&state).await,
        ),
        case(
            "look-up-fails",
            "The look-up itself is answered with 404.",
            looked_up(&fails).await,
        ),
        case(
            "look-up-of-a-checkout",
            "The outcome of a checkout is looked up.",
            looked_up(&page).await,
        ),
        case(
            "look-up-without-method",
            "The handle does not hold what the query needs.",
            looked_up(&refunded).await,
        ),
        case(
            "look-up-of-another-release",
            "The handle is of an operation that there is not.",
            looked_up(&stored("payLater")).await,
        ),
        case(
            "look-up-of-an-empty-handle",
            "The handle holds no number.",
            looked_up(&stored("createPayment")).await,
        ),
        case(
            "resend-of-another",
            "Another refund is sent under the handle of the first.",
            other,
        ),
        case(
            "recover-without-journal",
            "It is recovered without a journal.",
            recovered,
        ),
        case(
            "page-is-a-script",
            "The address of a page is a script.",
            format!("the address of the page {script}"),
        ),
    ]
}
