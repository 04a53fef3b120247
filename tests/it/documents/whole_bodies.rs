//! Bodies that are forms, text or bytes and no JSON, as the emitted client sends and reads them, and as the emitted server does.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use gateway_runtime::{Binary, Config, Json, Operation, PlainText, Sensitive};
use tower_service::Service;

use super::compiled::bodies::server::{Other, Server, router};
use super::compiled::bodies::{Client, models, operations};
use crate::runtime::server::{Seen, Server as Stub, answer};

/// Neither JSON nor, at its end, anything that is: a value and something behind it.
const TEXT: &str = "7 up\norderNo,amount\n";

#[tokio::test]
async fn text_and_bytes_are_sent_and_read_as_they_are() {
    let stub = Stub::start(|_: usize, _: &Seen| answer(200, TEXT)).await;
    let client = Client::new(Config::new(stub.url()).without_credential()).unwrap();
    let said = client.text(Some(&PlainText::from("a=b"))).await.unwrap();
    assert_eq!(said.value.expose(), TEXT);
    assert!(said.warnings.is_empty(), "{:?}", said.warnings);
    let nothing = client.text(None).await.unwrap();
    assert_eq!(nothing.value.expose(), TEXT);
    let bytes = client
        .raw(&Binary::from(b"\x00\x01\x02".to_vec()))
        .await
        .unwrap();
    assert_eq!(bytes.value.bytes().as_ref(), TEXT.as_bytes());
    let xml = PlainText::from("<a/>").of_type("application/xml");
    assert_eq!(client.text(Some(&xml)).await.unwrap().value.expose(), TEXT);
    let page = PlainText::from("<a>").of_type("text/html");
    let refused = client.text(Some(&page)).await.unwrap_err().to_string();
    assert!(refused.contains("named by `of_type`"), "{refused}");
    let seen = stub.seen();
    let sent: Vec<_> = seen
        .iter()
        .map(|seen| (seen.body(), seen.header("content-type")))
        .collect();
    let text = Some("text/plain; charset=utf-8");
    let binary = Some("application/octet-stream");
    let [nothing, bytes] = [("", None), ("\x00\x01\x02", binary)];
    let xml = ("<a/>", Some("application/xml"));
    assert_eq!(sent, [("a=b", text), nothing, bytes, xml]);
    assert_eq!(seen[0].header("accept"), Some("text/plain"));
}

type Nulls = Sensitive<Vec<Option<String>>>;

struct Echo;

impl Server for Echo {
    async fn is_valid_credential(
        &self,
        _operation: &'static Operation,
        _credential: &Sensitive<String>,
    ) -> bool {
        true
    }

    async fn raw(&self, body: Binary) -> Result<Binary, Other> {
        Ok(body)
    }

    async fn text(&self, body: Option<PlainText>) -> Result<PlainText, Other> {
        Ok(body.unwrap_or_else(|| "nothing".into()))
    }

    /// Parts come as they are; their first line is what stands between them.
    async fn upload(&self, body: Option<Binary>) -> Result<(), Other> {
        let body = body.unwrap();
        assert!(body.bytes().starts_with(b"--between\r\n"), "{body:?}");
        Ok(())
    }

    async fn form(&self, body: models::FormRequest) -> Result<(), Other> {
        assert_eq!(Json::of(&body).expose(), MEMBERS);
        Ok(())
    }

    async fn nulls(&self, body: models::NullsRequest) -> Result<models::NullsResponse, Other> {
        let (same, warnings) = Json::of(&body).decode();
        assert!(warnings.is_empty(), "{warnings:?}");
        Ok(same.unwrap())
    }

    async fn null_itself(&self, body: Option<Nulls>) -> Result<(), Other> {
        assert!(body.is_none_or(|list| list.expose() == &[None]));
        Ok(())
    }

    async fn optional_null(&self, body: Option<Option<models::StateRequest>>) -> Result<(), Other> {
        assert!(matches!(body, None | Some(None)), "{body:?}");
        Ok(())
    }

    never_called! {
        optional_body(Option<Json>) -> ();
        patches(Option<models::PatternsRequest>) -> ();
        upload_evidence(models::UploadEvidenceParameters, Binary) -> models::UploadEvidenceResponse;
        pay(models::PayParameters, Option<models::PaymentRequest>) -> models::PayStatuses;
        optional_json(Option<models::StateRequest>) -> models::StateResponse;
        named_json(models::StateRequest) -> models::StateResponse;
        csv() -> PlainText;
        memo(models::MemoRequest) -> models::MemoResponse;
    }
}

#[tokio::test]
async fn a_server_takes_and_gives_them_as_they_are() {
    let bytes: Vec<u8> = (0..=255).collect();
    for (operation, sent, expected, media_type) in [
        (
            &operations::RAW,
            bytes.clone(),
            bytes.clone(),
            "application/octet-stream",
        ),
        (
            &operations::TEXT,
            b"a=b".to_vec(),
            b"a=b".to_vec(),
            "application/xml",
        ),
        (
            &operations::TEXT,
            Vec::new(),
            b"nothing".to_vec(),
            "text/plain",
        ),
    ] {
        let request = Request::builder()
            .method(operation.method.as_str())
            .uri(operation.path)
            .header("content-type", media_type)
            .body(Body::from(sent))
            .unwrap();
        let mut router: axum::Router = router(Arc::new(Echo));
        let answer = router.call(request).await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], media_type);
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        assert_eq!(body.as_ref(), expected);
    }
    let request = Request::builder().method("POST").uri(operations::TEXT.path);
    let mut router: axum::Router = router(Arc::new(Echo));
    let answer = router
        .call(request.body(Body::from(vec![0xff])).unwrap())
        .await
        .unwrap();
    assert_eq!(answer.status(), 400, "text that is not UTF-8");
}

/// The members of a form, in each of its styles.
const MEMBERS: &str = r#"{"amount":1,"expand":["a,b","c d"],"card":{"number":"4242","exp":{"m":2}},"tags":["x","y&z"],"flags":[true,false],"words":["v","w"],"payload":{"id":"7","total":1.50},"rows":[{"id":"8"}],"address":{"city":"Kyoto"},"lines":[{"sku":"9"}]}"#;

#[tokio::test]
async fn each_member_of_a_form_is_written_in_its_style_and_read_so() {
    let stub = Stub::start(|_: usize, _: &Seen| answer(200, "")).await;
    let client = Client::new(Config::new(stub.url()).without_credential()).unwrap();
    let form = Json::parse(MEMBERS)
        .unwrap()
        .decode::<models::FormRequest>();
    client.form(&form.0.unwrap()).await.unwrap();
    let seen = stub.seen();
    let mut pairs: Vec<&str> = seen[0].body().split('&').collect();
    pairs.sort_unstable();
    let expected = [
        "address%5Bcity%5D=Kyoto",
        "amount=1",
        "card%5Bexp%5D%5Bm%5D=2",
        "card%5Bnumber%5D=4242",
        "expand=a%2Cb,c%20d",
        "flags=true%7Cfalse",
        "lines%5B0%5D%5Bsku%5D=9",
        "payload=%7B%22id%22%3A%227%22%2C%22total%22%3A1.50%7D",
        "rows=%5B%7B%22id%22%3A%228%22%7D%5D",
        "tags=x",
        "tags=y%26z",
        "words=v%20w",
    ];
    assert_eq!(pairs, expected);
    let sent = seen[0].body().to_owned();
    let torn = sent.replace("payload=%7B", "payload=");
    for (body, status) in [(sent, 200), (torn, 400)] {
        let request = Request::post(operations::FORM.path).body(Body::from(body));
        let mut router: axum::Router = router(Arc::new(Echo));
        let answer = router.call(request.unwrap()).await.unwrap();
        assert_eq!(answer.status(), status);
    }
}

#[tokio::test]
async fn a_server_takes_parts_as_they_came() {
    let part = "content-disposition: form-data; name=\"file\"\r\n\r\n1\r\n";
    let request = Request::builder()
        .method("POST")
        .uri(operations::UPLOAD.path)
        .header("content-type", "multipart/form-data; boundary=between")
        .body(Body::from(format!("--between\r\n{part}--between--\r\n")));
    let mut router: axum::Router = router(Arc::new(Echo));
    let answer = router.call(request.unwrap()).await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
}

/// Null wherever the document has it.
const NULLS: &str = r#"{"states":[{"status":"OK"},null],"totals":{"a":null,"b":1.50},"rows":[null,["x",null]],"nodes":[null,{"states":[]}],"more":null,"one":1}"#;

#[tokio::test]
async fn null_is_sent_and_read_where_it_is_a_value() {
    let stub = Stub::start(|_: usize, _: &Seen| answer(200, NULLS)).await;
    let client = Client::new(Config::new(stub.url()).without_credential()).unwrap();
    let request = Json::parse(NULLS).unwrap().decode().0.unwrap();
    let answered = client.nulls(&request).await.unwrap();
    assert!(answered.warnings.is_empty(), "{:?}", answered.warnings);
    assert_eq!(Json::of(&answered.value).expose(), NULLS);
    client.null_itself(None).await.unwrap();
    client.null_itself(Some(&vec![None].into())).await.unwrap();
    client.optional_null(None).await.unwrap();
    client.optional_null(Some(&None)).await.unwrap();
    let seen = stub.seen();
    let sent = seen
        .iter()
        .map(|seen| (seen.body(), seen.header("content-type")));
    let merge = Some("application/merge-patch+json");
    let expected = [
        (NULLS, Some("application/json")),
        ("null", merge),
        ("[null]", merge),
        ("", None),
        ("null", Some("application/json")),
    ];
    assert_eq!(sent.collect::<Vec<_>>(), expected);
    for (operation, body, status) in [
        (&operations::NULLS, NULLS, 200),
        (&operations::NULLS, "null", 400),
        (&operations::NULL_ITSELF, "null", 204),
        (&operations::NULL_ITSELF, "[null]", 204),
        (&operations::NULL_ITSELF, "", 400),
        (&operations::OPTIONAL_NULL, "null", 204),
        (&operations::OPTIONAL_NULL, "", 204),
    ] {
        let request = Request::builder()
            .method(operation.method.as_str())
            .uri(operation.path);
        let mut router: axum::Router = router(Arc::new(Echo));
        let answer = router
            .call(request.body(Body::from(body)).unwrap())
            .await
            .unwrap();
        assert_eq!(answer.status(), status, "{} {body}", operation.id);
        let answered = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        assert!(status != 200 || answered == NULLS, "{answered:?}");
    }
}
