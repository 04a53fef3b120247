//! Bodies that are text or bytes and no JSON, as the emitted client sends and reads them, and as the emitted server does.

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
    let seen = stub.seen();
    let sent: Vec<_> = seen
        .iter()
        .map(|seen| (seen.body(), seen.header("content-type")))
        .collect();
    let text = Some("text/plain; charset=utf-8");
    let binary = Some("application/octet-stream");
    assert_eq!(sent, [("a=b", text), ("", None), ("\x00\x01\x02", binary)]);
    assert_eq!(seen[0].header("accept"), Some("text/plain"));
}

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

    never_called! {
        form(models::FormRequest) -> ();
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
            "text/plain",
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
