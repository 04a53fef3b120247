//! Bodies in several parts, as a server gets them.

use gateway_runtime::{Config, Failure, Upload};

use super::compiled::bodies::Client;
use super::compiled::bodies::models::{
    UploadEvidenceParameters as Parameters, UploadEvidenceParametersRequired as OfDispute,
    UploadEvidenceRequest as Body, UploadEvidenceRequestOrder as Order,
    UploadEvidenceRequestOrderRequired as OrderRequired, UploadEvidenceRequestRequired as Required,
};
use crate::runtime::server::{Seen, Server, answer};

/// Sends evidence, and gives back what came of it and what a server saw.
fn sent(body: &Body) -> (Result<(), Failure>, Vec<Seen>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let server = Server::start(|_: usize, _: &Seen| answer(200, "{\"id\":\"1\"}")).await;
        let config = Config::new(server.url()).without_credential();
        let client = Client::new(config).expect("a client");
        let dispute = Parameters::new(OfDispute {
            id: "d-1".to_owned().into(),
        });
        let answered = client.upload_evidence(&dispute, body).await;
        (answered.map(drop), server.seen())
    })
}

fn body(receipt: Upload) -> Body {
    Body::new(Required {
        receipt,
        reason: "lost".to_owned().into(),
    })
}

#[test]
fn each_part_has_its_name_and_its_media_type() {
    let order = Order::new(OrderRequired {
        number: "A-1".to_owned().into(),
    });
    let image = Upload::new(b"png".to_vec())
        .named("1.png")
        .of_type("image/png");
    let whole = body(Upload::new(b"%PDF--".to_vec()).named("receipt.pdf"))
        .pages(vec![image, Upload::new(b"raw".to_vec())])
        .cover(Upload::new(b"cover".to_vec()))
        .tags(vec!["a".to_owned(), "b".to_owned()])
        .note("seen".to_owned())
        .order(order);
    let (answered, seen) = sent(&whole);
    answered.expect("an answer");
    let [seen] = seen.as_slice() else {
        panic!("{seen:?}")
    };
    let media_type = seen.header("content-type").expect("a media type");
    let (essence, boundary) = media_type.split_once("; boundary=").expect("a boundary");
    assert_eq!(essence, "multipart/form-data");
    let body = seen.body().strip_suffix(&format!("\r\n--{boundary}--\r\n"));
    let between = format!("--{boundary}\r\ncontent-disposition: form-data; name=");
    let parts = body.expect("an end").split(between.as_str()).skip(1);
    let parts: Vec<&str> = parts.map(str::trim_end).collect();
    let expected = [
        "\"receipt\"; filename=\"receipt.pdf\"\r\ncontent-type: application/pdf\r\n\r\n%PDF--",
        "\"pages\"; filename=\"1.png\"\r\ncontent-type: image/png\r\n\r\npng",
        "\"pages\"\r\ncontent-type: application/octet-stream\r\n\r\nraw",
        "\"cover\"\r\ncontent-type: application/octet-stream\r\n\r\ncover",
        "\"reason\"\r\n\r\nlost",
        "\"tags\"\r\n\r\na",
        "\"tags\"\r\n\r\nb",
        "\"note\"\r\ncontent-type: application/json\r\n\r\n\"seen\"",
        "\"order\"\r\ncontent-type: application/json\r\n\r\n{\"number\":\"A-1\"}",
    ];
    assert_eq!(parts, expected);
}

#[test]
fn what_breaks_its_rules_is_not_sent() {
    let wrong = body(Upload::new(b"1".to_vec()).of_type("pdf\r\nx: y"));
    let (answered, seen) = sent(&wrong.pages(vec![Upload::new(b"1".to_vec()); 3]));
    let failure = answered.expect_err("a failure").to_string();
    let expected = [
        "the request was not sent: /receipt must be of a media type such as `image/png`",
        "/pages must have at most 2 elements",
    ];
    assert_eq!((failure, seen.len()), (expected.join("; "), 0));
}
