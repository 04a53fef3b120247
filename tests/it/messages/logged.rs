//! What the log says of calls that nobody asked for, and how loudly.

use online_payment_gateway::Client;

use super::{config, failed};
use crate::reconcile::requests::payment;
use crate::reconcile::{gateway, impatient, open, run};
use crate::runtime::recorder::Recorder;
use crate::runtime::server::{Act, Seen, Server, answer};

/// The lines of a log that begin with one of these words.
fn heard(beginnings: &[&str], what: impl Future<Output = ()>) -> Vec<String> {
    let recorder = Recorder::default();
    recorder.hears(|| run(what));
    let is_told = |line: &&str| beginnings.iter().any(|word| line.starts_with(word));
    recorder
        .log()
        .lines()
        .filter(is_told)
        .map(str::to_owned)
        .collect()
}

#[test]
fn token_fetches_and_look_ups_name_the_order_that_they_are_for() {
    let lines = heard(&["operation=", "purpose=", "request="], async {
        let (server, _) = gateway(|_, _, _| Act::Close).await;
        let client = Client::new(config(server.url())).unwrap();
        let handle = open(client.create_payment(&payment("ORDER-1")).await);
        client
            .reconcile(&handle, &impatient().patience(std::time::Duration::ZERO))
            .await;
    });
    let spans: Vec<String> = lines.chunks(3).map(|span| span.join(" ")).collect();
    assert_eq!(
        spans,
        [
            r#"operation="createPayment" purpose="call" request=ORDER-1"#,
            r#"operation="createAccessToken" purpose="token" request=ORDER-1"#,
            r#"operation="queryPayment" purpose="look-up" request=ORDER-1"#,
        ]
    );
}

#[test]
fn credentials_that_are_not_taken_are_an_error_and_a_refused_payment_is_not() {
    for (token, payment_answer, loudest) in [
        (401, "", "level=ERROR"),
        (403, "", "level=ERROR"),
        (404, "", "level=INFO"),
        (200, r#"{"respCode":"4001"}"#, "level=INFO"),
    ] {
        let lines = heard(&["level=ERROR", "level=INFO"], async {
            let server = Server::start(move |_: usize, seen: &Seen| {
                match (seen.target.ends_with("/token"), token) {
                    (true, 200) => answer(200, crate::reconcile::TOKEN),
                    (true, status) => answer(status, ""),
                    (false, _) => answer(200, payment_answer),
                }
            })
            .await;
            let client = Client::new(config(server.url()).refused_code("4001")).unwrap();
            failed(client.create_payment(&payment("ORDER-1")).await);
        });
        assert_eq!(lines, [loudest], "{token}");
    }
}

#[test]
fn the_debug_of_an_open_outcome_is_a_few_lines() {
    run(async {
        let (server, _) = gateway(|_, _, _| answer(500, "<html>")).await;
        let client = Client::new(config(server.url())).unwrap();
        let failure = failed(client.create_payment(&payment("ORDER-1")).await);
        let (short, long) = (format!("{failure:?}"), format!("{failure:#?}"));
        assert!(short.len() < 800, "{short}");
        assert!(long.lines().count() < 50, "{long}");
        assert!(
            short.contains("ORDER-1") && short.contains("createPayment"),
            "{short}"
        );
    });
}
