//! Whoever watches sees each attempt, may add headers, and can do no harm.

use std::sync::{Arc, Mutex};

use gateway_runtime::{
    CallOptions, Ended, Evidence, Failure, Gateway, Metrics, Observer, Reason, Retries, Sending,
};

use super::api::{ACCEPTED, API, QUERY, SECURED_PAY, TOKEN_ANSWER, config, pay, run, send};
use super::compare_with_file;
use super::server::{Act, Seen, Server, answer};

/// Writes down what it sees, and sends its own number along.
#[derive(Default)]
struct Notes {
    name: &'static str,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Observer for Notes {
    fn before(&self, attempt: &mut Sending<'_>) {
        let trace = format!("{}-{}", self.name, attempt.number());
        attempt.header("traceparent", &trace).unwrap();
        assert!(attempt.header("Content-Length", "0").is_err());
        assert!(attempt.header("Authorization", "mine").is_err());
        let (name, operation) = (self.name, attempt.operation().id);
        let line = format!("{name} before {operation} {}", attempt.number());
        self.lines.lock().unwrap().push(line);
    }

    fn after(&self, attempt: &Sending<'_>, ended: &Ended) {
        let (name, operation) = (self.name, attempt.operation().id);
        let Ended {
            evidence,
            status,
            answer_bytes,
            ..
        } = ended;
        let is_written = ended.until_written.is_some();
        assert!(ended.until_written.unwrap_or_default() <= ended.elapsed);
        self.lines.lock().unwrap().push(format!(
            "{name} after {operation} {}: {evidence}, {status:?}, {answer_bytes} bytes, written {is_written}, {:?}",
            attempt.number(),
            ended.reason
        ));
    }
}

#[test]
fn each_attempt_is_shown_before_and_after_and_carries_what_was_added() {
    run(async {
        let server = Server::start(|request: usize, seen: &Seen| match seen.target.as_str() {
            "/v1/token" => answer(200, TOKEN_ANSWER),
            "/v1/query" if request == 3 => Act::Close,
            _ => answer(200, ACCEPTED),
        })
        .await;
        let lines = Arc::default();
        let notes = |name| {
            Arc::new(Notes {
                name,
                lines: Arc::clone(&lines),
            })
        };
        let retries = Retries::default().attempts(2);
        let config = config(&server.url())
            .retries(retries)
            .observer(notes("all"));
        let gateway = Gateway::new(&API, config).unwrap();
        let own = gateway.with_options(CallOptions::new().observer(notes("own")));
        send::<super::api::Paid>(&own, &SECURED_PAY).await.unwrap();
        send::<super::api::Paid>(&gateway, &QUERY).await.unwrap();
        let (token, paid) = (TOKEN_ANSWER.len(), ACCEPTED.len());
        let good = |size| format!("answered, Some(200), {size} bytes, written true, None");
        let lines: Vec<String> = lines.lock().unwrap().clone();
        assert_eq!(
            lines,
            [
                "all before token 1".to_owned(),
                format!("all after token 1: {}", good(token)),
                "all before securedPay 1".to_owned(),
                "own before securedPay 1".to_owned(),
                format!("all after securedPay 1: {}", good(paid)),
                format!("own after securedPay 1: {}", good(paid)),
                "all before query 1".to_owned(),
                "all after query 1: may have been sent, None, 0 bytes, written true, Some(Closed)"
                    .to_owned(),
                "all before query 2".to_owned(),
                format!("all after query 2: {}", good(paid)),
            ]
        );
        let traces: Vec<String> = server
            .seen()
            .iter()
            .map(|seen| {
                assert_eq!(
                    seen.header("content-length"),
                    Some(seen.body.len().to_string().as_str())
                );
                seen.header("traceparent").unwrap().to_owned()
            })
            .collect();
        assert_eq!(traces, ["all-1", "own-1", "all-1", "all-2"]);
    });
}

/// Panics whenever it is asked.
struct Panics;

impl Observer for Panics {
    fn before(&self, _attempt: &mut Sending<'_>) {
        panic!("before");
    }

    fn after(&self, _attempt: &Sending<'_>, _ended: &Ended) {
        panic!("after");
    }
}

#[test]
fn a_panic_of_an_observer_costs_no_payment_and_no_other_observer() {
    run(async {
        let server = Server::start(|_: usize, _: &Seen| answer(200, ACCEPTED)).await;
        let gateway = Gateway::new(&API, config(&server.url()).observer(Arc::new(Panics))).unwrap();
        let metrics = Arc::new(Metrics::new());
        let own = CallOptions::new().observer(Arc::clone(&metrics) as _);
        pay(&gateway.with_options(own)).await.unwrap();
        assert_eq!(server.counts().whole, 1);
        let ended = r#"gateway_attempts_total{operation="pay",evidence="answered",status="200"} 1"#;
        assert!(metrics.text().contains(ended));
    });
}

#[test]
fn an_attempt_that_nobody_waits_for_any_more_is_told_of_all_the_same() {
    run(async {
        let server = Server::start(|_: usize, _: &Seen| Act::Silence).await;
        let lines = Arc::default();
        let notes = Arc::new(Notes {
            name: "all",
            lines: Arc::clone(&lines),
        });
        let gateway = Gateway::new(&API, config(&server.url()).observer(notes)).unwrap();
        let call = tokio::spawn(async move { send::<super::api::Paid>(&gateway, &QUERY).await });
        server.until(|counts| counts.whole == 1).await;
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
        let last = lines.lock().unwrap().last().cloned().unwrap();
        assert_eq!(
            last,
            "all after query 1: may have been sent, None, 0 bytes, written true, Some(Closed)"
        );
    });
}

#[test]
fn what_never_left_is_told_as_that() {
    run(async {
        let metrics = Arc::new(Metrics::new());
        let config = config(&Server::nobody().await).observer(Arc::clone(&metrics) as _);
        let gateway = Gateway::new(&API, config).unwrap();
        let failure = pay(&gateway).await.unwrap_err();
        assert!(
            matches!(&failure, Failure::NotSent(failure) if failure.reason() == Reason::Connect)
        );
        assert_eq!(failure.evidence(), Evidence::NeverSent);
        let text = metrics.text();
        for line in [
            r#"gateway_attempts_total{operation="pay",evidence="never_sent",status=""} 1"#,
            r#"gateway_attempts_under_way{operation="pay"} 0"#,
            r#"gateway_attempt_duration_seconds_count{operation="pay"} 1"#,
            r#"gateway_connect_duration_seconds_count{operation="pay"} 0"#,
            r#"gateway_answer_bytes_total{operation="pay"} 0"#,
        ] {
            assert!(text.lines().any(|own| own == line), "{line}\n{text}");
        }
    });
}

#[test]
fn the_names_of_metrics_are_documented() {
    let mut table = String::from(
        "# Metrics\n\n\
         What `Metrics` counts, an observer that ships with the client (`Config::observer`). `Metrics::text` gives it in the text form of\n\
         Prometheus. Names, kinds and labels stay as they are within a major version.\n\n\
         An attempt is one sending of a request; a call can have several, and fetching a token has attempts of its own, of the\n\
         operation that gives tokens. `operation` is the id of the operation in the document.\n\n\
         | Name | Kind | Labels | What it is |\n|---|---|---|---|\n",
    );
    for metric in Metrics::ALL {
        let labels: Vec<String> = metric
            .labels
            .iter()
            .map(|label| format!("`{label}`"))
            .collect();
        table += &format!(
            "| `{}` | {} | {} | {} |\n",
            metric.name,
            metric.kind,
            labels.join(", "),
            metric.help
        );
    }
    compare_with_file(
        concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/METRICS.md"),
        &table,
    );
}
