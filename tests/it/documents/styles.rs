//! Parameters in every style: what `gateway_runtime::Style` writes is what the server reads.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use gateway_runtime::{Config, Json, Operation, Sensitive};
use tower_service::Service;

use super::compiled::parameters::Client;
use super::compiled::parameters::models::{
    self, Colour, ExplodedParameters, LabelParameters, MatrixParameters, Pageable, QueryParameters,
    SimpleParameters,
};
use super::compiled::parameters::server::{Other, Server, router};
use crate::runtime::server::{Seen, Server as Loopback, answer};

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

    async fn exploded(&self, it: ExplodedParameters) -> Result<Sensitive<String>, Other> {
        let pageable = &it.pageable;
        let filters = it.filters.as_ref().map(|filters| {
            let further = filters.further.as_ref().map(|further| {
                let further = further.expose().iter();
                let further = further.map(|(name, values)| format!("{name}:{}", values.join("|")));
                further.collect::<Vec<_>>().join(" ")
            });
            let by = filters.by.as_ref().map(|by| by.expose().clone());
            format!("{by:?} {further:?}")
        });
        told(&[
            format!("{:?}", pageable.page.as_ref().map(Sensitive::expose)),
            format!("{:?}", pageable.sort.as_ref().map(Sensitive::expose)),
            filters.unwrap_or_default(),
            format!("{:?}", it.limit.as_ref().map(Sensitive::expose)),
            it.ids.map_or("-".to_owned(), |ids| {
                format!("{:?}", ids.of.as_ref().map(Sensitive::expose))
            }),
        ])
    }

    async fn headers(&self, it: models::HeadersParameters) -> Result<Sensitive<String>, Other> {
        let tags = it.x_tags.as_ref();
        told(&[
            it.user_agent.expose().clone(),
            tags.map_or("-".to_owned(), |tags| tags.expose().join("|")),
        ])
    }

    never_called! {
        styles(models::StylesParameters) -> ();
        dotted(models::DottedParameters) -> ();
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

/// What the client sends of objects whose members are parameters of their own, and what it says of those that it refuses.
async fn sent(filters: &[(&str, &[&str])]) -> Result<String, String> {
    let server = Loopback::start(|_: usize, _: &Seen| answer(200, "\"\"")).await;
    let config = Config::new(server.url()).credential("k");
    let client = Client::new(config).unwrap();
    let pageable = Pageable::new()
        .page(0_i64)
        .sort(vec!["a".to_owned(), "b&c".to_owned()]);
    let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
    let further: BTreeMap<String, Vec<String>> = filters
        .iter()
        .map(|(name, values)| ((*name).to_owned(), owned(values)))
        .collect();
    let filters = models::ExplodedParametersFilters::new()
        .by("x".to_owned())
        .further(further);
    let wanted = ExplodedParameters::new(models::ExplodedParametersRequired { pageable })
        .filters(filters)
        .limit(7_i64)
        .ids(models::ExplodedParametersIds::new().of(vec![1, 2]));
    match client.exploded(&wanted).await {
        Ok(_) => Ok(server.seen().first().unwrap().target.clone()),
        Err(error) => Err(error.to_string()),
    }
}

#[tokio::test]
async fn members_that_are_parameters_of_their_own_are_read_as_they_are_written() {
    let path = sent(&[("colour", &["red"]), ("state", &["a", "b"])]).await;
    let expected = "/exploded?limit=7&page=0&sort=a&sort=b%26c&by=x&colour=red&state=a&state=b\
        &ids%5Bof%5D%5B0%5D=1&ids%5Bof%5D%5B1%5D=2&key=k";
    assert_eq!(path.as_deref(), Ok(expected));
    let read = "Some(0); Some([\\\"a\\\", \\\"b&c\\\"]); \
        Some(\\\"x\\\") Some(\\\"colour:red state:a|b\\\"); Some(7); Some([1, 2])";
    assert_eq!(ask(expected, &[]).await, (200, format!("\"{read}\"")));
    // Others repeat the name in brackets as well.
    let others = "/exploded?size=2&ids%5Bof%5D=1&ids[of]=2&key=k";
    let read = "None; None; ; None; Some([1, 2])";
    assert_eq!(ask(others, &[]).await, (200, format!("\"{read}\"")));
}

#[tokio::test]
async fn a_header_that_is_a_list_is_one_line_and_one_that_the_client_has_is_not_sent_twice() {
    let server = Loopback::start(|_: usize, _: &Seen| answer(200, "\"\"")).await;
    let client = Client::new(Config::new(server.url()).without_credential()).unwrap();
    let agent = || models::HeadersParametersRequired {
        user_agent: "Shop/1.0".to_owned().into(),
    };
    for tags in [
        None,
        Some(vec![]),
        Some(vec!["a".to_owned(), "b c".to_owned()]),
    ] {
        let mut wanted = models::HeadersParameters::new(agent());
        wanted.x_tags = tags.map(Sensitive::new);
        client.headers(&wanted).await.unwrap();
    }
    // One with a comma would be two.
    let ambiguous = models::HeadersParameters::new(agent()).x_tags(vec!["a,b".to_owned()]);
    let told = client.headers(&ambiguous).await.unwrap_err().to_string();
    assert!(told.contains("of parts without commas"), "{told}");
    let all = |seen: &Seen, name: &str| -> Vec<String> {
        let own = seen.headers.iter().filter(|(own, _)| own == name);
        own.map(|(_, value)| value.clone()).collect()
    };
    let seen = server.seen();
    let tags: Vec<_> = seen.iter().map(|seen| all(seen, "x-tags")).collect();
    assert_eq!(tags, [vec![], vec![], vec!["a,b c".to_owned()]]);
    assert_eq!(all(&seen[0], "user-agent"), ["Shop/1.0"]);
    // Others repeat the line.
    for (given, read) in [
        (&[][..], "-"),
        (&[("x-tags", "a,b c")][..], "a|b c"),
        (&[("x-tags", "a, b"), ("x-tags", "c")][..], "a|b|c"),
    ] {
        let given = [&[("user-agent", "Shop/1.0")][..], given].concat();
        let expected = (200, format!("\"Shop/1.0; {read}\""));
        assert_eq!(ask("/headers", &given).await, expected);
    }
}

#[tokio::test]
async fn a_member_that_would_be_read_as_another_parameter_is_refused() {
    for name in ["limit", "page", "sort", "key"] {
        let told = sent(&[(name, &["1"])]).await.unwrap_err();
        let expected = format!("/filters/{name} must be a name that no other parameter has");
        assert!(told.contains(&expected), "{told}");
    }
}

#[tokio::test]
async fn a_member_that_is_no_list_and_comes_twice_is_named() {
    for (query, path, problem) in [
        (
            "page=1&page=2",
            "/pageable/page",
            "is a list where an integer (i64) was documented",
        ),
        (
            "by=a&by=a",
            "/filters/by",
            "is a list where a string was documented",
        ),
    ] {
        let (status, body) = ask(&format!("/exploded?{query}&sort=a&key=k"), &[]).await;
        let expected = format!(r#"{{"findings":[{{"path":"{path}","problem":"{problem}"}}]}}"#);
        assert_eq!((status, body), (400, expected));
    }
    let (status, body) = ask("/exploded?sort=a&colour=red&ids[of]=1&key=k", &[]).await;
    let read = r#"None; Some([\"a\"]); None Some(\"colour:red\"); None; Some([1])"#;
    assert_eq!((status, body), (200, format!("\"{read}\"")));
}
