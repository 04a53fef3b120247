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
