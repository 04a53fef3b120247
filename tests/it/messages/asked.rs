//! What a gateway that was reached makes of a call, and calls that are held back.

use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::{Attempt, Call, DiskJournal, Failure};
use online_payment_gateway::Client;
use online_payment_gateway::models::{QueryPaymentMethodType, QueryRequest, QueryRequired};
use online_payment_gateway::operations::CREATE_PAYMENT;

use super::{Case, case, config, failed};
use crate::journal::Folder;
use crate::reconcile::gateway;
use crate::reconcile::requests::{payment, refund};
use crate::runtime::server::{Act, answer, reply};

fn query() -> QueryRequest {
    QueryRequest::new(QueryRequired {
        order_reference: "ORDER-1"
            .parse::<online_payment_gateway::models::OrderNo>()
            .unwrap()
            .into(),
        payment_method_type: QueryPaymentMethodType::Card,
    })
}

/// What becomes of a payment with which the gateway does this.
async fn paid(does: impl Fn() -> Act + Send + Sync + 'static) -> Failure {
    let (server, _) = gateway(move |_, _, _| does()).await;
    let config = config(server.url())
        .refused_code("4001")
        .answer_timeout(Duration::from_secs(5));
    let client = Client::new(config.largest_answer(1024)).unwrap();
    failed(client.create_payment(&payment("ORDER-1")).await)
}

async fn queried(does: impl Fn() -> Act + Send + Sync + 'static) -> Failure {
    let (server, _) = gateway(move |_, _, _| does()).await;
    let client = Client::new(config(server.url())).unwrap();
    failed(client.query_payment(&query()).await)
}

pub(super) async fn cases() -> Vec<Case> {
    let large = || {
        answer(
            200,
            &format!(r#"{{"respCode":"0000","x":"{}"}}"#, "Marked".repeat(999)),
        )
    };
    let half = || Act::SendAndClose(reply(200, "", r#"{"respCode":"0000"}"#)[..90].to_vec());
    let mut cases = vec![
        case(
            "payment-refused",
            "The gateway refuses the payment, by a code that is listed.",
            paid(|| answer(200, r#"{"respCode":"4001","respMsg":"Marked"}"#)).await,
        ),
        case(
            "payment-code-unknown",
            "The gateway answers with a code that nobody has listed.",
            paid(|| answer(200, r#"{"respCode":"4711"}"#)).await,
        ),
        case(
            "payment-closed",
            "The connection is closed before the answer.",
            paid(|| Act::Close).await,
        ),
        case(
            "payment-half-answered",
            "The answer breaks off.",
            paid(half).await,
        ),
        case(
            "payment-answer-too-large",
            "The answer is longer than Config::largest_answer.",
            paid(large).await,
        ),
        case(
            "payment-answered-by-page",
            "A page of HTML answers.",
            paid(|| answer(200, "<html>")).await,
        ),
        case(
            "payment-answered-403",
            "A firewall answers 403.",
            paid(|| answer(403, "")).await,
        ),
        case(
            "payment-answered-500",
            "The gateway answers 500.",
            paid(|| answer(500, "")).await,
        ),
        case(
            "payment-answered-401",
            "The gateway takes no token.",
            paid(|| answer(401, "")).await,
        ),
        case(
            "payment-of-another",
            "The answer is that of another order.",
            paid(|| answer(200, r#"{"respCode":"0000","orderNo":"Marked"}"#)).await,
        ),
        case(
            "query-refused",
            "The query is refused by a code.",
            queried(|| answer(200, r#"{"respCode":"4711"}"#)).await,
        ),
        case(
            "query-answered-404",
            "The path is not there.",
            queried(|| answer(404, "")).await,
        ),
        case(
            "query-answered-429",
            "The gateway asks for patience.",
            queried(|| answer(429, "")).await,
        ),
        case(
            "query-answered-by-page",
            "A page of HTML answers a query.",
            queried(|| answer(200, "<html>")).await,
        ),
    ];
    cases.extend(held_back().await);
    cases
}

async fn held_back() -> Vec<Case> {
    let (server, _) = gateway(|name, _, _| match name {
        "refund" => Act::Close,
        _ => answer(200, r#"{"respCode":"4711"}"#),
    })
    .await;
    let client = Client::new(config(server.url())).unwrap();
    let attempt = |order| {
        Call::new()
            .body(&payment(order))
            .attempt(Attempt::of("basket-1"))
    };
    let unknown = failed(
        client
            .gateway()
            .call::<gateway_runtime::Json>(&CREATE_PAYMENT, attempt("ORDER-1"))
            .await,
    );

    let folder = Folder::new();
    let journal = DiskJournal::open(folder.path()).unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let no_folder = match DiskJournal::open(&file) {
        Ok(_) => panic!("a file is taken for a folder"),
        Err(error) => error
            .to_string()
            .replace(&folder.path().display().to_string(), "FOLDER"),
    };
    let known = Client::new(config(server.url()).journal(Arc::new(journal))).unwrap();
    failed(
        known
            .gateway()
            .call::<gateway_runtime::Json>(&CREATE_PAYMENT, attempt("ORDER-2"))
            .await,
    );
    let second = failed(
        known
            .gateway()
            .call::<gateway_runtime::Json>(&CREATE_PAYMENT, attempt("ORDER-3"))
            .await,
    );
    failed(known.refund_payment(&refund("ORDER-1", "R-1")).await);
    let refund = failed(known.refund_payment(&refund("ORDER-1", "R-2")).await);

    let mut wrong = payment("ORDER-1").billing_descriptor("Marked words that are far too long");
    wrong.amount = "42.505".parse().unwrap();
    wrong.front_url = Some("https://shop.example.com/?a=1".parse().unwrap());
    let invalid = failed(client.create_payment(&wrong).await);
    client.drain(Duration::from_secs(5)).await.unwrap();
    let drained = failed(client.create_payment(&payment("ORDER-1")).await);
    vec![
        case(
            "request-invalid",
            "Three fields of the request break rules.",
            invalid,
        ),
        case("client-drained", "The client was told to drain.", drained),
        case(
            "attempt-without-journal",
            "An attempt of a purchase is made without a journal.",
            unknown,
        ),
        case(
            "attempt-beside-another",
            "A second attempt is made while the first is open.",
            second,
        ),
        case(
            "refund-beside-another",
            "A second refund is made while the first is open.",
            refund,
        ),
        case(
            "journal-in-a-file",
            "The journal is opened in what is a file.",
            no_folder,
        ),
    ]
}
