//! Nothing leaks: marked values go in everywhere, and no `Debug`, `Display`, error or log line may hold one.

use std::error::Error;
use std::fmt::{Debug, Write as _};
use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::testing::TestClock;
use gateway_runtime::{
    Acknowledges, Amount, Call, Config, Evidence, Failure, Gateway, Json, JsonWriter, Operation,
    Pan, Reason, Retries, SecurityCode, Sensitive, StoredToken, Text, TransportError, Write as _,
};

use super::api::{API, PAY, Paid, Pay, QUERY, SECURED_PAY, outcome, run};
use super::recorder::Recorder;
use super::stub::{Reply, Stub};

/// Every secret holds one of these.
const MARKS: [&str; 4] = ["CANARY", "411111111111", "937", "canary"];

fn marked() -> Pay {
    Pay {
        order_no: "order-1".to_owned(),
        amount: Amount::new("12.50").unwrap(),
        card: Pan::new("4111111111111111").unwrap(),
        code: Some(SecurityCode::new("937").unwrap()),
        name: "CANARY-name".into(),
    }
}

fn shown(text: &mut String, value: &impl Debug) {
    writeln!(text, "{value:?}\n{value:#?}").unwrap();
}

fn failed(text: &mut String, failure: &Failure) {
    shown(text, failure);
    writeln!(text, "{failure}").unwrap();
    let mut source = failure.source();
    while let Some(error) = source {
        writeln!(text, "{error}\n{error:?}").unwrap();
        source = error.source();
    }
    if let Some(answer) = failure.answer() {
        shown(text, answer);
    }
}

/// Answers that hold marked values in every place that an answer has.
fn answers() -> Vec<Reply> {
    let body = |code: &str| {
        format!(
            r#"{{"respCode":"{code}","respMsg":"CANARY-message","orderNo":"order-1","amount":"CANARY","status":{{"CANARY-key":"CANARY"}},"cardNo":"4111111111111111","payUrl":"https://example.com/CANARY","refunds":["CANARY",{{"CANARY":1}}],"CANARY-field":1}}"#
        )
    };
    let mut bodies = vec![
        body("0000"),
        body("9999"),
        body("2001"),
        body("4111111111111111"),
        body("CANARY code"),
        body("a-CANARY-that-is-long"),
    ];
    bodies.push(body("0000")[..80].to_owned());
    bodies.push("<html>CANARY</html>".to_owned());
    bodies.push("[\"CANARY\"]".to_owned());
    bodies.push("\"CANARY\"".to_owned());
    let mut replies: Vec<Reply> = bodies
        .iter()
        .map(|body| Reply::Answer(200, body.clone().into()))
        .collect();
    replies.push(Reply::Answer(
        200,
        b"{\"respCode\":\"CANARY\xff\xfe".to_vec(),
    ));
    for status in [204, 302, 400, 401, 403, 404, 429, 500] {
        replies.extend(
            bodies
                .iter()
                .take(4)
                .map(|body| Reply::Answer(status, body.clone().into())),
        );
    }
    replies.push(Reply::Fails(TransportError::never_sent(Reason::Connect)));
    replies.push(Reply::Fails(
        TransportError::may_have_been_sent(Reason::Closed).because("connection reset"),
    ));
    replies
}

#[test]
fn no_debug_display_error_or_log_line_holds_a_marked_value() {
    let recorder = Recorder::default();
    let mut text = String::new();
    let mut outcomes = std::collections::BTreeSet::new();
    recorder.hears(|| {
        for operation in [&PAY, &QUERY, &SECURED_PAY] {
            for reply in answers() {
                // The second reply, if it is asked for, is the one to the request that the token was fetched for.
                let token = Reply::Answer(200, br#"{"respCode":"0000","respMsg":"CANARY","accessToken":"CANARY-token","expiresIn":7200}"#.to_vec());
                let never_sent =
                    matches!(&reply, Reply::Fails(error) if error.evidence == Evidence::NeverSent);
                let more = (0..4).map(|_| match never_sent {
                    true => Reply::Fails(TransportError::never_sent(Reason::Connect)),
                    false => Reply::Answer(401, b"CANARY".to_vec()),
                });
                let replies: Vec<Reply> = if operation.secured {
                    [token, reply].into_iter().chain(more).collect()
                } else {
                    std::iter::once(reply).chain(more).collect()
                };
                let stub = Stub::new(replies);
                let config = Config::new("https://gateway.example.com/CANARY-path")
                    .credentials("CANARY-app", "CANARY-secret")
                    .transport(Arc::new(stub.clone()))
                    // The digits of a real clock could be those of a security code.
                    .clock(Arc::new(TestClock::new()))
                    .retries(Retries::default().pauses(Duration::ZERO, Duration::ZERO));
                shown(&mut text, &config);
                let gateway = Gateway::new(&API, config).unwrap();
                shown(&mut text, &gateway);
                let request = marked();
                shown(&mut text, &request);
                let call = Call::new()
                    .query("q", &"CANARY".to_owned())
                    .header("X-Any", &"CANARY".to_owned())
                    .body(&request);
                shown(&mut text, &call);
                let result = run(gateway.call::<Paid>(operation, call));
                outcomes.insert(outcome(&result));
                match result {
                    Ok(accepted) => {
                        text.push_str(&all_of(&accepted));
                    }
                    Err(failure) => failed(&mut text, &failure),
                }
                for (debug, _) in stub.requests.lock().unwrap().iter() {
                    writeln!(text, "{debug}").unwrap();
                }
            }
        }
    });
    assert_eq!(
        outcomes.into_iter().collect::<Vec<_>>(),
        ["accepted", "indeterminate", "not sent", "refused", "status"]
    );
    let log = recorder.log();
    for told in [
        "span gateway_call",
        "operation=\"pay\"",
        "request=order-1",
        "attempt=1",
        "evidence=may have been sent",
        "status=200",
        "code=9999",
        "elapsed_ms=0",
    ] {
        assert!(log.lines().any(|line| line == told), "{told} in {log}");
    }
    for mark in MARKS {
        for (place, text) in [("a Debug or Display", &text), ("the log", &log)] {
            let line = text.lines().find(|line| line.contains(mark));
            assert_eq!(line, None, "{mark} stands in {place}");
        }
    }
}

/// Everything of an acceptance but the one field that is open.
fn all_of(accepted: &gateway_runtime::Accepted<Paid>) -> String {
    let mut text = String::new();
    shown(&mut text, accepted);
    shown(&mut text, &accepted.warnings);
    accepted
        .warnings
        .iter()
        .for_each(|warning| writeln!(text, "{warning}").unwrap());
    text
}

/// What a panic says: the message of whoever unwraps, or compares in a test.
fn panics(text: &mut String, what: impl FnOnce() + std::panic::UnwindSafe) {
    let panicked = std::panic::catch_unwind(what).unwrap_err();
    let message = panicked.downcast_ref::<String>();
    writeln!(text, "{}", message.expect("a message with a value in it")).unwrap();
}

#[test]
fn no_panic_of_a_caller_shows_a_value() {
    let failure = |operation, reply| {
        let config = Config::new("https://gateway.example.com")
            .without_credential()
            .transport(Arc::new(Stub::new([reply])))
            .clock(Arc::new(TestClock::new()))
            .retries(Retries::NONE);
        let gateway = Gateway::new(&API, config).unwrap();
        run(gateway.call::<Paid>(operation, Call::new().body(&marked())))
    };
    let mut text = String::new();
    // A failure and an acceptance that somebody did not expect.
    for reply in answers() {
        let result = failure(&PAY, reply);
        let result = std::panic::AssertUnwindSafe(result);
        panics(&mut text, move || {
            let std::panic::AssertUnwindSafe(result) = result;
            match result {
                Ok(_) => drop(result.unwrap_err()),
                Err(_) => drop(result.unwrap()),
            }
        });
    }
    // Values that are refused, and values that are compared.
    panics(&mut text, || drop(Pan::new("CANARY").unwrap()));
    panics(&mut text, || drop(SecurityCode::new("CANARY").unwrap()));
    panics(&mut text, || {
        let _ = Amount::new("CANARY").unwrap();
    });
    panics(&mut text, || drop(Json::parse("CANARY").unwrap()));
    panics(&mut text, || {
        let config = Config::new("https://user:CANARY@example.com");
        drop(Gateway::new(&API, config).unwrap());
    });
    panics(&mut text, || {
        assert_eq!(Sensitive::from("CANARY"), Sensitive::from("CANARY-2"));
    });
    panics(&mut text, || {
        let (one, other) = (Pan::new("4111111111111111"), Pan::new("4242424242424242"));
        assert_eq!(one, other);
    });
    assert!(text.lines().count() > 40);
    for mark in MARKS {
        let line = text.lines().find(|line| line.contains(mark));
        assert_eq!(line, None, "{mark}");
    }
}

#[test]
fn no_value_of_its_own_shows_itself() {
    let mut text = String::new();
    shown(&mut text, &Sensitive::<String>::from("CANARY"));
    shown(&mut text, &Json::parse("\"CANARY\"").unwrap());
    shown(&mut text, &Json::parse("CANARY"));
    shown(
        &mut text,
        &StoredToken::new("CANARY".to_owned(), std::time::SystemTime::UNIX_EPOCH),
    );
    shown(&mut text, &Pan::from_wire("CANARY".to_owned()));
    shown(&mut text, &SecurityCode::from_wire("CANARY".to_owned()));
    let mut out = JsonWriter::new();
    marked().write(&mut out);
    shown(&mut text, &out);
    // A broken rule says where and which, not what.
    shown(&mut text, &Pan::new("CANARY").unwrap_err());
    shown(&mut text, &SecurityCode::new("CANARY").unwrap_err());
    shown(&mut text, &Amount::new("CANARY").unwrap_err());
    shown(
        &mut text,
        &gateway_runtime::Date::new("CANARY").unwrap_err(),
    );
    shown(
        &mut text,
        &gateway_runtime::Timestamp::new("CANARY").unwrap_err(),
    );
    let broken = Call::new()
        .header("X-Any", &"CANARY\r\nX: 1".to_owned())
        .path("id", &"CANARY/../".to_owned());
    shown(&mut text, &broken);
    shown(
        &mut text,
        &Gateway::new(
            &API,
            Config::new("https://user:CANARY@example.com").credential("x"),
        )
        .unwrap_err(),
    );
    for mark in MARKS {
        assert_eq!(text.lines().find(|line| line.contains(mark)), None);
    }
}

/// The gateway repeats what was sent of the card where nothing has to be hidden.
#[test]
fn what_is_repeated_of_the_card_is_not_shown_and_not_lost() {
    let recorder = Recorder::default();
    let body = |code: &str, order: &str, status: &str| {
        format!(
            r#"{{"respCode":"{code}","orderNo":"{order}","amount":4111111111111111,"status":"{status}"}}"#
        )
    };
    let escaped = "\\u0034\\u0031\\u0031\\u0031111111111111";
    let orders = [
        "4111111111111111",
        "no 4111 1111 1111 1111.",
        "4111-1111-1111-1111",
        escaped,
        "fine",
    ];
    // Of the others an answer that names another order is open.
    static REPEATS_NOTHING: Operation = Operation {
        acknowledges: Acknowledges::NOTHING,
        ..PAY
    };
    let mut accepted_of = Vec::new();
    recorder.hears(|| {
        for operation in [&PAY, &QUERY, &REPEATS_NOTHING] {
            for order in orders {
                for (code, status) in [("0000", "937"), ("937", "fine"), ("2001", "937")] {
                    let reply = Reply::Answer(200, body(code, order, status).into());
                    let config = Config::new("https://gateway.example.com")
                        .credentials("app", "secret")
                        .clock(Arc::new(TestClock::new()))
                        .transport(Arc::new(Stub::new([reply])));
                    let gateway = Gateway::new(&API, config).unwrap();
                    let call = Call::new().body(&marked());
                    let mut text = String::new();
                    match run(gateway.call::<Paid>(operation, call)) {
                        Ok(accepted) => {
                            shown(&mut text, &accepted);
                            assert!(text.contains("fine") || order != "fine");
                            accepted_of.push(order);
                            let paid = &accepted.value;
                            assert_eq!(paid.status.as_deref(), Some("937"));
                            assert_eq!(paid.order_no.as_deref() == Some("fine"), order == "fine");
                        }
                        Err(failure) => {
                            failed(&mut text, &failure);
                            assert_eq!(failure.code().unwrap().as_str(), code);
                        }
                    }
                    hides_the_card(&text);
                }
            }
        }
    });
    assert_eq!(accepted_of, orders);
    hides_the_card(&recorder.log());
}

fn hides_the_card(text: &str) {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    assert!(!digits.contains("4111111111111111"), "{text}");
    assert!(!text.contains("937"), "{text}");
}
