//! The pages in a real browser. Where there is no Chromium, the tests say that they were skipped.

use gateway_sandbox::Sandbox;
use online_payment_gateway::models::{CaptureMethod, FrontUrl};

use super::chromium::Chromium;
use super::shop::*;

/// The browser waits on a thread of its own while the sandbox runs on the others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_live_page_shows_what_comes_in_without_being_loaded_again() {
    let Some(mut browser) = Chromium::start("live") else {
        println!("skipped: there is no chromium");
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    browser.become_a_phone();
    browser.open(&format!("{}/", sandbox.url()));
    browser.call(
        "Runtime.evaluate",
        serde_json::json!({ "expression": "window.same = true" }),
    );
    let client = client(&sandbox);
    client
        .create_payment(&by_card("ORDER-<b>1", "10.00", GOOD, CaptureMethod::Auto))
        .await
        .unwrap();
    browser.wait_for("document.body.innerText.includes('ORDER-<b>1')");
    browser.wait_for("document.body.innerText.includes('createPayment')");
    assert_eq!(
        browser.value("window.same"),
        true,
        "the page was loaded again"
    );
    assert_eq!(
        browser.value("document.documentElement.scrollWidth <= innerWidth"),
        true
    );
    drop(sandbox);
    browser.wait_for("document.body.classList.contains('lost')");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_pays_with_the_keyboard_alone_and_comes_back_to_the_shop() {
    let Some(mut browser) = Chromium::start("cashier") else {
        println!("skipped: there is no chromium");
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    // Another origin to come back to; that it is a sandbox too does not matter.
    let shop = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    browser.become_a_phone();
    // The method first, then Pay, Decline and Cancel.
    for (order, tabs, state) in [
        ("ORDER-1", 2, "successed"),
        ("ORDER-2", 3, "failed"),
        ("ORDER-3", 4, "canceled"),
    ] {
        let front = FrontUrl::new(format!("{}/?from={order}", shop.url())).unwrap();
        let session = checkout(order, "42.50").front_url(front);
        let session = client
            .create_checkout_session(&session)
            .await
            .unwrap()
            .into_value();
        browser.open(session.redirect_url.unwrap().expose());
        assert_eq!(
            browser.value("document.documentElement.scrollWidth <= innerWidth"),
            true
        );
        for _ in 0..tabs {
            browser.press("Tab", 9, "");
        }
        browser.press("Enter", 13, "\r");
        browser.wait_for(&format!(
            "location.href.startsWith('{}/?from={order}&tradeNo=')",
            shop.url()
        ));
        let address = browser.value("location.href").to_string();
        assert!(
            address.contains(&format!(
                "&orderNo={order}&status={state}&language=en-US&amount=42.50"
            )),
            "{address}"
        );
    }
}
