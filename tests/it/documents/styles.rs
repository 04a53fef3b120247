//! Parameters in every style: what `gateway_runtime::Style` writes is what the server reads.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use gateway_runtime::{Json, Operation, Sensitive};
use tower_service::Service;

use super::compiled::parameters::models::{
    self, Colour, LabelParameters, MatrixParameters, QueryParameters, SimpleParameters,
};
use super::compiled::parameters::server::{Other, Server, router};

struct Echo;

impl Server for Echo {
    async fn is_valid_credential(
        &self,
        _operation: &'static Operation,
        _credential: &Sensitive<String>,
    ) -> bool {
        true
    }

    async fn simple(&self, it: SimpleParameters) -> Result<Sensitive<String>, Other> {
        let flat: Vec<String> = it
            .flat
            .expose()
            .iter()
            .map(|(name, value)| format!("{name}:{value}"))
            .collect();
        told(&[
            it.text.expose().clone(),
            format!("{:?}", it.list.expose()),
            colour(&it.object),
            flat.join(" "),
        ])
    }

    async fn label(&self, it: LabelParameters) -> Result<Sensitive<String>, Other> {
        told(&[
            it.text.expose().clone(),
            it.list.expose().join(" "),
            it.flat.expose().join(" "),
            colour(&it.object),
        ])
    }

    async fn matrix(&self, it: MatrixParameters) -> Result<Sensitive<String>, Other> {
        told(&[
            it.text.expose().clone(),
            it.list.expose().join(" "),
            it.flat.expose().join(" "),
            colour(&it.object),
        ])
    }

    async fn query(&self, it: QueryParameters) -> Result<Sensitive<String>, Other> {
        let list = |list: &Option<Sensitive<Vec<String>>>| {
            list.as_ref()
                .map_or("-".to_owned(), |list| list.expose().join("|"))
        };
        let object = |object: &Option<Colour>| object.as_ref().map_or("-".to_owned(), colour);
        let text = |text: &Option<Sensitive<String>>| {
            text.as_ref()
                .map_or("-".to_owned(), |text| text.expose().clone())
        };
        let created = it.created.as_ref().map_or("-".to_owned(), |created| {
            format!(
                "{:?} {:?}",
                created.gte.as_ref().map(Sensitive::expose),
                created.lt.as_ref().map(Sensitive::expose)
            )
        });
        told(&[
            it.csv.expose().join("|"),
            list(&it.spaces),
            list(&it.pipes),
            list(&it.pipes_exploded),
            object(&it.members),
            object(&it.flat),
            created,
            list(&it.expand),
            object(&it.json),
            text(&it.url),
            it.anything.as_ref().map_or("-", Json::expose).to_owned(),
            text(&it.plain),
            object(&it.x_colour),
            object(&it.x_json),
        ])
    }

    never_called! {
        left_out(models::LeftOutParameters) -> ();
        get_order(models::GetOrderParameters) -> models::GetOrderStatuses;
        add_note(models::AddNoteParameters, Option<models::Request>) -> models::StatusResponse;
        clone(models::CloneModelParameters) -> ();
    }
}

fn colour(colour: &Colour) -> String {
    format!(
        "{}/{:?}",
        colour.r.expose(),
        colour.g.as_ref().map(Sensitive::expose)
    )
}

fn told(parts: &[String]) -> Result<Sensitive<String>, Other> {
    Ok(Sensitive::new(parts.join("; ")))
}

async fn ask(path: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let mut router: Router = router(Arc::new(Echo));
    let mut request = Request::builder().method("GET").uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = router
        .call(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let status = answer.status().as_u16();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn paths_are_read_in_every_style() {
    for (path, expected) in [
        (
            "/simple/a%2Cb/1,2,3/G=200,R=100/x,1,y,a%2Cb",
            "a,b; [1, 2, 3]; 100/Some(200); x:1 y:a,b",
        ),
        (
            "/label/.a%2Fb/.a.b%2Cc/.a,b%2Cc/.R=100",
            "a/b; a b,c; a b,c; 100/None",
        ),
        (
            "/matrix/;text=a%2Fb/;list=a;list=b%3Bc/;flat=a,b%2Cc/;object=G,200,R,100",
            "a/b; a b;c; a b,c; 100/Some(200)",
        ),
        (
            "/matrix/;text/;list=a/;flat=a/;object=R,1",
            "; a; a; 1/None",
        ),
    ] {
        assert_eq!(
            ask(path, &[]).await,
            (200, format!("\"{expected}\"")),
            "{path}"
        );
    }
    for path in [
        "/label/a/.a/.b/.R=1",
        "/matrix/;other=a/;list=a/;flat=a/;object=R,1",
    ] {
        assert_eq!(ask(path, &[]).await.0, 400, "{path}");
    }
}

#[tokio::test]
async fn queries_and_headers_are_read_in_every_style() {
    let path = "/query?csv=a,b%2Cc&spaces=a%20b%2Bc&pipes=a%7Cb%7Cc&pipesExploded=a&pipesExploded=b\
        &R=1&G=2&flat=R,3&created%5Bgte%5D=4&created[lt]=5&expand%5B0%5D=x&expand%5B1%5D=y\
        &json=%7B%22R%22%3A6%7D&url=https://example.com/?a=b&anything=z&plain=p";
    let headers = [("x-colour", "R=7,G=8"), ("x-json", "{\"R\":9}")];
    let expected = "a|b,c; a|b+c; a|b|c; a|b; 1/Some(2); 3/None; Some(4) Some(5); x|y; 6/None; \
        https://example.com/?a=b; \\\"z\\\"; p; 7/Some(8); 9/None";
    assert_eq!(ask(path, &headers).await, (200, format!("\"{expected}\"")));
    assert_eq!(
        ask("/query?csv=a", &[]).await,
        (
            200,
            "\"a; -; -; -; -; -; -; -; -; -; -; -; -; -\"".to_owned()
        )
    );
    assert_eq!(ask("/query", &[]).await.0, 400);
}
