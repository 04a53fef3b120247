//! Parameters that are one of several things, from the client to the server half.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use gateway_runtime::{Config, Json, Operation, Sensitive};
use tower_service::Service;

use super::compiled::texts_or_lists::Client;
use super::compiled::texts_or_lists::models::{FormRequest, SearchParameters};
use super::compiled::texts_or_lists::server::{Other, Server, router};
use crate::runtime::server::{Seen, Server as Loopback, answer};

/// What does not come as it was sent ends the test.
struct Search;

impl Server for Search {
    async fn is_valid_credential(&self, _: &'static Operation, _: &Sensitive<String>) -> bool {
        true
    }

    async fn search(&self, given: SearchParameters) -> Result<(), Other> {
        let names = [given.repeated.as_ref(), given.x_names.as_ref()];
        let [repeated, names] = names.map(|names| names.map_or_else(Json::default, Json::of));
        let came = [
            Json::of(&given.index),
            repeated,
            names,
            Json::of(&given.commas),
            Json::of(&given.time),
            Json::of(&given.either),
            Json::of(&given.size),
            Json::of(&given.free),
        ];
        let came: Vec<&str> = came.iter().map(Json::expose).collect();
        let expected = match came.first() {
            Some(&r#"["a"]"#) => r#"["a"] ["x"] null [1] "2020-01-01T00:00:00Z" -2 "auto" "007""#,
            _ => r#"["a,b","c"] ["x","y"] ["p"] [1,2] 1.5 true 3 "3""#,
        };
        assert_eq!(came.join(" "), expected);
        Ok(())
    }

    async fn form(&self, body: FormRequest) -> Result<(), Other> {
        assert_eq!(
            Json::of(&body).expose(),
            r#"{"match[]":["a","b"],"card[number]":"4242424242424242"}"#
        );
        Ok(())
    }
}

#[tokio::test]
async fn one_text_or_several_and_texts_or_numbers_come_as_they_were_sent() {
    let stub = Loopback::start(|_: usize, _: &Seen| answer(204, "")).await;
    let client = Client::new(Config::new(stub.url()).without_credential()).unwrap();
    let json = |text: &str| Json::parse(text).unwrap();
    for given in [
        r#"{"index":["a,b","c"],"repeated":["x","y"],"x-names":"p","commas":[1,2],"time":1.5,"either":true,"size":3,"free":3}"#,
        r#"{"index":"a","repeated":"x","commas":1,"time":"2020-01-01T00:00:00Z","either":-2,"size":"auto","free":"007"}"#,
    ] {
        let given: SearchParameters = json(given).decode().0.unwrap();
        client.search(&given).await.unwrap();
    }
    let form: FormRequest = json(r#"{"match[]":["a","b"],"card[number]":"4242424242424242"}"#)
        .decode()
        .0
        .unwrap();
    client.form(&form).await.unwrap();
    let mut router: Router = router(Arc::new(Search));
    for seen in stub.seen() {
        let mut request = Request::builder()
            .method(seen.method.as_str())
            .uri(seen.target.as_str());
        for name in ["x-names", "content-type"] {
            if let Some(value) = seen.header(name) {
                request = request.header(name, value);
            }
        }
        let request = request.body(Body::from(seen.body().to_owned())).unwrap();
        assert_eq!(router.call(request).await.unwrap().status(), 204);
    }
}
