//! The pages in a real browser. Where there is no Chromium, the tests say that they were skipped.

use std::time::Duration;

use gateway_sandbox::{Choice, Sandbox};
use online_payment_gateway::models::{CaptureMethod, FrontUrl};

use super::chromium::Chromium;
use super::shop::*;

/// The browser waits on a thread of its own while the sandbox runs on the others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_live_page_shows_what_comes_in_without_being_loaded_again() {
    let Some(mut browser) = Chromium::start() else {
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
    let Some(mut browser) = Chromium::start() else {
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

/// From an empty sandbox to a paid, a declined and a refunded order, without a mouse and without leaving or loading the page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_pays_refunds_and_is_declined_by_keyboard_on_one_page() {
    let Some(mut browser) = Chromium::start() else {
        println!("skipped: there is no chromium");
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    browser.become_a_phone();
    browser.open(&format!("{}/", sandbox.url()));
    // Gone as soon as the page is loaded again.
    browser.value("window.isTheSame = true");
    assert_eq!(
        browser.value("document.querySelectorAll('.order').length"),
        0
    );
    browser.tab_to(".pay-form button");
    browser.press("Enter", 13, "\r");
    browser.wait_for("document.querySelector('.order .paid') !== null");
    // The card that is declined is the eighth.
    browser.tab_to("#by");
    for _ in 0..7 {
        browser.press("ArrowDown", 40, "");
    }
    browser.tab_to(".pay-form button");
    browser.press("Enter", 13, "\r");
    browser.wait_for("document.querySelector('.order .declined') !== null");
    browser.tab_to(".order .acts button");
    browser.press("Enter", 13, "\r");
    browser.wait_for("document.querySelector('#told').innerText.includes('is accepted')");
    sandbox.advance(Duration::from_secs(60));
    browser.wait_for("document.querySelector('#cards').innerText.includes('refund finished')");
    assert_eq!(browser.value("window.isTheSame"), true);
    assert_eq!(
        browser.value("document.querySelectorAll('.order').length"),
        2
    );
    assert_eq!(
        browser.value("document.querySelector('#count').innerText"),
        "2"
    );
    assert_eq!(sandbox.look(|state| state.orders().count()), 2);
    // No column of the calls is out of sight, on a phone or on a desk.
    for width in [360, 1280] {
        browser.look_like(width, "light");
        browser.wait_for(&format!("innerWidth === {width}"));
        for part in [
            "document.documentElement",
            "document.querySelector('.wide')",
        ] {
            let fits = format!("{part}.scrollWidth <= {part}.clientWidth");
            assert_eq!(browser.value(&fits), true, "{part} at {width}");
        }
    }
    // What is no amount stays in its field, with a hint.
    browser.value("document.querySelector('#amount').value = '10,50'");
    assert_eq!(
        browser.value("document.querySelector('.pay-form').checkValidity()"),
        false
    );
}

/// The rules of axe-core on every page, at both widths, light and dark. `AXE_CORE` names its file `axe.min.js`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_kept_out_of_the_pages() {
    let Some(axe) = std::env::var_os("AXE_CORE") else {
        println!("skipped: AXE_CORE does not say where axe-core is");
        return;
    };
    let axe = std::fs::read_to_string(axe).unwrap();
    let mut browser = Chromium::start().expect("axe-core needs chromium");
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let page = async |order: &str| {
        let request = checkout(order, "42.50");
        let session = client.create_checkout_session(&request).await;
        let session = session.unwrap().into_value();
        session.redirect_url.unwrap().expose().clone()
    };
    let empty = Sandbox::start().await.unwrap();
    let (open, over) = (page("ORDER-1").await, page("ORDER-2").await);
    let method = "alipay".to_owned();
    sandbox.act(&over, &Choice::Pay { method }).unwrap();
    for (order, number) in [
        ("ORDER-3", GOOD),
        ("ORDER-4", "4000000000000002"),
        ("ORDER-5", "4000000000003220"),
    ] {
        let request = by_card(order, "10.00", number, CaptureMethod::Manual);
        // One of them is declined, which is a call that went wrong.
        drop(client.create_payment(&request).await);
    }
    client.void_payment(&void("ORDER-3")).await.unwrap();
    let (live, nothing) = (format!("{}/", sandbox.url()), format!("{}/", empty.url()));
    let missing = format!("{}/pay/unknown", sandbox.url());
    for (width, scheme) in [
        (360, "light"),
        (360, "dark"),
        (1280, "light"),
        (1280, "dark"),
    ] {
        browser.look_like(width, scheme);
        for address in [&live, &nothing, &open, &over, &missing] {
            browser.open(address);
            browser
                .value("for (const each of document.querySelectorAll('details')) each.open = true");
            browser.value(&axe);
            let run = "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => \
                       id + ': ' + nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary).join('; ')))";
            let found = browser.promised(run);
            assert_eq!(
                found,
                serde_json::json!([]),
                "{address} at {width}, {scheme}"
            );
        }
    }
}
