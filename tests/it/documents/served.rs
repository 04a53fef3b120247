//! The emitted server at work: parameters from every place, forms, statuses, the credential, findings.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use gateway_runtime::{Json, Operation, Sensitive};
use tower_service::Service;

use super::compiled::parameters::models::{
    self, AddNoteParameters, CloneModelParameters, GetOrderParameters, GetOrderStatuses,
    Request as Note, StatusResponse,
};
use super::compiled::parameters::server::{Other, Server, Status as Code, router};

struct Shop;

impl Server for Shop {
    async fn is_valid_credential(
        &self,
        operation: &'static Operation,
        credential: &Sensitive<String>,
    ) -> bool {
        assert!(operation.secured);
        credential.expose() == "good key"
    }

    async fn get_order(&self, parameters: GetOrderParameters) -> Result<GetOrderStatuses, Other> {
        let status = told(format!(
            "{} {:?} {:?} {:?} {:?} {:?}",
            parameters.id,
            parameters.limit,
            parameters.tags,
            parameters.x_trace,
            parameters.sid,
            parameters.id2
        ));
        match parameters.id.as_str() {
            "soon" => Ok(GetOrderStatuses::Status202(vec![status])),
            "none" => Ok(GetOrderStatuses::Status204),
            "gone" => Err(Code::CODE_404.into()),
            _ => Ok(GetOrderStatuses::Status200(Box::new(status))),
        }
    }

    async fn add_note(
        &self,
        parameters: AddNoteParameters,
        body: Option<Note>,
    ) -> Result<StatusResponse, Other> {
        let Some(body) = body else {
            return Ok(told("nothing".to_owned()));
        };
        if parameters.name == "full" {
            let body = Json::parse("{\"full\":true}").ok();
            return Err(Other {
                status: Code::CODE_409,
                body,
            });
        }
        let flag = body.inner.and_then(|inner| inner.flag);
        Ok(told(format!("{} {:?} {flag:?}", body.count, body.tags)))
    }

    async fn clone(&self, _parameters: CloneModelParameters) -> Result<(), Other> {
        Ok(())
    }

    async fn dotted(&self, parameters: models::DottedParameters) -> Result<(), Other> {
        assert_eq!(parameters.name, "a/b.c");
        Ok(())
    }

    never_called! {
        styles(models::StylesParameters) -> ();
        headers(models::HeadersParameters) -> Sensitive<String>;
        simple(models::SimpleParameters) -> Sensitive<String>;
        label(models::LabelParameters) -> Sensitive<String>;
        matrix(models::MatrixParameters) -> Sensitive<String>;
        query(models::QueryParameters) -> Sensitive<String>;
        exploded(models::ExplodedParameters) -> Sensitive<String>;
        left_out(models::LeftOutParameters) -> ();
    }
}

fn told(text: String) -> StatusResponse {
    StatusResponse {
        text: Some(text),
        next: None,
    }
}

async fn ask(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
    let mut router: Router = router(Arc::new(Shop));
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let answer = router.call(request).await.unwrap();
    let status = answer.status().as_u16();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn parameters_come_from_every_place() {
    let path = "/orders/a%2Fb?key=good+key&limit=7&tags=x&tags=y%20z&id=other";
    let headers = [("x-trace", "t1"), ("cookie", "a=b; sid=s1")];
    let (status, body) = ask("GET", path, &headers, "").await;
    assert_eq!(status, 200);
    let expected = r#"a/b Some(7) [\"x\", \"y z\"] Some(\"t1\") Some(\"s1\") Some(\"other\")"#;
    assert_eq!(body, format!("{{\"text\":\"{expected}\"}}"));
}

#[tokio::test]
async fn findings_name_what_is_wrong_with_a_parameter() {
    let (status, body) = ask("GET", "/orders/a?key=good+key&limit=0&tags=x", &[], "").await;
    assert_eq!(status, 400);
    assert!(
        body.contains("\"/id\"") && body.contains("\"/limit\""),
        "{body}"
    );
    let (status, body) = ask("GET", "/orders/ab?key=good+key&limit=many", &[], "").await;
    assert_eq!(status, 400);
    assert!(
        body.contains("\"/limit\"") && body.contains("\"/tags\"") && body.contains("is missing"),
        "{body}"
    );
}

#[tokio::test]
async fn an_answer_has_the_status_that_is_documented_for_it() {
    for (id, expected) in [("here", 200), ("soon", 202), ("none", 204), ("gone", 404)] {
        let (status, body) =
            ask("GET", &format!("/orders/{id}?key=good+key&tags=x"), &[], "").await;
        assert_eq!(status, expected, "{body}");
        assert_eq!(body.is_empty(), expected == 204 || expected == 404);
    }
    assert_eq!(
        ask("DELETE", "/orders/x/notes?key=good+key", &[], "").await,
        (204, String::new())
    );
    let (status, body) = ask("POST", "/orders/full/notes", &[], "count=1").await;
    assert_eq!((status, body.as_str()), (409, "{\"full\":true}"));
}

#[tokio::test]
async fn a_form_says_with_brackets_what_stands_in_what() {
    let form = "count=3&tags[]=a&tags[]=b+c&inner[flag]=true";
    let (status, body) = ask("POST", "/orders/x/notes", &[], form).await;
    assert_eq!(
        (status, body.as_str()),
        (201, r#"{"text":"3 Some([\"a\", \"b c\"]) Some(true)"}"#)
    );
    let (status, body) = ask("POST", "/orders/x/notes", &[], "count=10").await;
    assert_eq!(status, 400);
    assert!(
        body.contains("\"/count\"") && body.contains("at most 9"),
        "{body}"
    );
    assert_eq!(
        ask("POST", "/orders/x/notes", &[], "count=%zz").await.0,
        400
    );
}

#[tokio::test]
async fn a_credential_is_asked_for_before_anything_is_read() {
    for path in ["/orders/a", "/orders/a?key=bad", "/orders/a?key="] {
        assert_eq!(ask("GET", path, &[], "").await, (401, String::new()));
    }
}

#[tokio::test]
async fn text_beside_a_parameter_tells_paths_apart() {
    let dotted = ask("GET", "/orders/a%2Fb.c.json?key=good+key", &[], "").await;
    assert_eq!(dotted, (204, String::new()));
    let order = ask("GET", "/orders/a.jso?key=good+key&tags=x", &[], "").await;
    assert_eq!(order.0, 200, "{}", order.1);
    assert_eq!(ask("DELETE", "/orders/a.json", &[], "").await.0, 405);
}

#[tokio::test]
async fn a_body_that_need_not_be_there_is_read_or_not() {
    let (status, body) = ask("POST", "/orders/x/notes", &[], "").await;
    assert_eq!((status, body.as_str()), (201, "{\"text\":\"nothing\"}"));
    let form = "count=3&tags=a&tags=b+c&inner[flag]=true";
    let (status, body) = ask("POST", "/orders/x/notes", &[], form).await;
    let expected = "{\"text\":\"3 Some([\\\"a\\\", \\\"b c\\\"]) Some(true)\"}";
    assert_eq!((status, body.as_str()), (201, expected));
}
