//! Another site's page in a browser that the shop knows.

use crate::running::{CARD, Running};

#[tokio::test]
async fn a_form_that_is_none_of_the_shops_pages_does_nothing() {
    let running = Running::start().await;
    let (page, other) = (running.get("/").await, running.get("/").await);
    assert!(
        page.cookie.ends_with("HttpOnly; SameSite=Lax"),
        "{}",
        page.cookie
    );
    let cookie = Some(page.cookie.as_str());
    let form = |mark: &str| format!("basket=B&{CARD}{mark}");
    for (cookie, form) in [
        (cookie, form("")),
        (cookie, form("&mark=")),
        (cookie, form("&mark=0g")),
        (cookie, form("&mark=é")),
        // The mark of another browser, and that of this one without its cookie.
        (cookie, form(&format!("&mark={}", other.mark()))),
        (None, form(&format!("&mark={}", page.mark()))),
        (Some("shop="), form(&format!("&mark={}", page.mark()))),
    ] {
        let answer = running.form("/card", cookie, form.clone()).await;
        assert_eq!(answer.status, 403, "{cookie:?}, {form}");
        assert!(
            answer.body.contains("open the page again"),
            "{}",
            answer.body
        );
    }
    assert_eq!(running.calls("createPayment"), 0);
    let paid = running
        .form("/card", cookie, form(&format!("&mark={}", page.mark())))
        .await;
    assert_eq!(paid.status, 303, "{}", paid.body);
}

#[tokio::test]
async fn what_a_merchant_does_is_guarded_too_and_a_notice_is_not() {
    let running = Running::start().await;
    let order = running.reserved().await;
    let capture = format!("/orders/{}/capture", order.number);
    assert_eq!(
        running.form(&capture, None, String::new()).await.status,
        403
    );
    assert_eq!(running.calls("capturePayment"), 0);
    // The form of the list of orders, in the browser that was shown it.
    let page = running.get("/orders").await;
    let form = format!("mark={}", page.mark());
    assert_eq!(
        running
            .form(&capture, Some(&page.cookie), form)
            .await
            .status,
        303
    );
    let notice = format!("orderNo={}", order.number);
    assert_eq!(running.form("/notice", None, notice).await.status, 204);
}
