//! What the live page and the pages of customers say, over HTTP.

use std::time::Duration;

use gateway_sandbox::Sandbox;

use crate::wire::{Raw, get, host, send};

/// Presses a button of a page.
async fn press(sandbox: &Sandbox, path: &str, form: &str) -> Raw {
    let headers = format!(
        "Origin: http://{}\r\nContent-Type: application/x-www-form-urlencoded\r\n",
        host(sandbox)
    );
    send(sandbox, "POST", path, &headers, form).await
}

#[tokio::test]
async fn an_order_is_called_paid_until_all_of_it_was_given_back() {
    let sandbox = Sandbox::start().await.unwrap();
    press(&sandbox, "/_sandbox/try", "do=pay&amount=10.00&by=0").await;
    let trade = sandbox.look(|state| state.orders().next().unwrap().trade_no.clone());
    let page = get(&sandbox, "/").await.body;
    assert!(page.contains("successed · paid"), "{page}");
    press(
        &sandbox,
        "/_sandbox/try",
        &format!("do=refund&trade={trade}"),
    )
    .await;
    // It is accepted, and not done yet.
    let page = get(&sandbox, "/").await.body;
    assert!(page.contains("successed · paid"), "{page}");
    sandbox.advance(Duration::from_secs(60));
    let page = get(&sandbox, "/").await.body;
    assert!(page.contains("successed · refunded"), "{page}");
}

#[tokio::test]
async fn a_page_that_no_shop_waits_for_leads_to_the_orders() {
    let sandbox = Sandbox::start().await.unwrap();
    press(&sandbox, "/_sandbox/try", "do=pay&amount=10.00&by=alipay").await;
    let key = sandbox.look(|state| state.orders().next().unwrap().page.clone());
    let path = format!("/pay/{}", key.unwrap());
    let open = get(&sandbox, &path).await.body;
    assert!(!open.contains("href=\"/#orders\""), "{open}");
    let (_, nonce) = open.split_once("name=\"nonce\" value=\"").unwrap();
    let (nonce, _) = nonce.split_once('"').unwrap();
    let paid = press(&sandbox, &path, &format!("nonce={nonce}&choice=pay")).await;
    assert_eq!(paid.status, 200, "{}", paid.body);
    let missing = get(&sandbox, "/pay/unknown").await;
    assert_eq!(missing.status, 404);
    for page in [paid.body, missing.body] {
        assert!(page.contains("href=\"/#orders\""), "{page}");
    }
}
