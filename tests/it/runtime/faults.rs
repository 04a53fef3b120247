//! Every operation × every point at which an exchange can break: the outcome, the evidence, and how many requests the
//! server saw. The table of the four kinds of operations is part of the documentation of the runtime, and each operation
//! of the client is broken at each point as well and ends as its kind does.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::testing::{MemoryJournal, TestClock};
use gateway_runtime::{
    Api, Call, Config, Effect, Evidence, Failure, Gateway, Operation, Reason, Repeat, Retries,
    StateClass,
};
use online_payment_gateway::operations;

use crate::cases::all_of_them;

use super::api::{ACCEPTED, API, CHANGE, PAY, Paid, Pay, QUERY, SAFE_CHANGE, outcome, run};
use super::odd_answers::odd_answers;
use super::server::{Act, Counts, Script, Seen, Server, reply};
use super::stub::{Reply, Stub};
use super::{compare_with_file, ended_before, settle};

/// One way in which an exchange breaks.
#[derive(Clone)]
struct Fault {
    name: &'static str,
    point: Point,
    act: Act,
    /// Whether the request must be too large for the buffers between client and server.
    large: bool,
    /// Whether the answer has names that only some of the operations know.
    names: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Point {
    Never,
    Accept,
    Head,
    Request,
}

impl Fault {
    fn is_silent(&self) -> bool {
        matches!(
            self.act,
            Act::Silence | Act::SendAndStall(_) | Act::SendAndDrip(_)
        )
    }
}

impl Script for Fault {
    fn on_accept(&self, _connection: usize) -> Act {
        if self.point == Point::Accept {
            self.act.clone()
        } else {
            Act::Go
        }
    }

    fn on_head(&self, _request: usize, _head: &Seen) -> Act {
        if self.point == Point::Head {
            self.act.clone()
        } else {
            Act::Go
        }
    }

    fn on_request(&self, _request: usize, _seen: &Seen) -> Act {
        self.act.clone()
    }
}

fn faults() -> Vec<Fault> {
    let fault = |name, point, act| Fault {
        name,
        point,
        act,
        large: false,
        names: false,
    };
    let request = |name, act| fault(name, Point::Request, act);
    let answer =
        |name, status, body: &str| fault(name, Point::Request, Act::Send(reply(status, "", body)));
    let whole = reply(200, "", ACCEPTED);
    let part = |end: usize| whole[..end].to_vec();
    let (body, mid_body) = (whole.len() - ACCEPTED.len(), whole.len() - 20);
    let code = |code: &str| ACCEPTED.replace("0000", code);
    let bytes = |name, headers: &str, body: &[u8]| {
        let head = format!(
            "HTTP/1.1 200 OK\r\n{headers}content-length: {}\r\n\r\n",
            body.len()
        );
        request(name, Act::Send([head.as_bytes(), body].concat()))
    };
    let mut list = vec![
        bytes(
            "a compressed answer",
            "content-encoding: gzip\r\n",
            b"\x1f\x8b\x08\x00\x00",
        ),
        bytes(
            "an answer in UTF-16",
            "content-type: application/json; charset=utf-16\r\n",
            b"{\0\"\0c\0",
        ),
        fault("nobody listens", Point::Never, Act::Go),
        fault("closed when accepted", Point::Accept, Act::Close),
        fault("reset when accepted", Point::Accept, Act::Reset),
        fault("silent when accepted", Point::Accept, Act::Silence),
        Fault {
            large: true,
            ..fault(
                "closed in the middle of the request",
                Point::Head,
                Act::Close,
            )
        },
        Fault {
            large: true,
            ..fault(
                "reset in the middle of the request",
                Point::Head,
                Act::Reset,
            )
        },
        Fault {
            large: true,
            ..fault(
                "silent in the middle of the request",
                Point::Head,
                Act::Silence,
            )
        },
        Fault {
            large: true,
            ..fault(
                "accepted in the middle of the request",
                Point::Head,
                Act::SendAndClose(whole.clone()),
            )
        },
        Fault {
            large: true,
            ..fault(
                "413 in the middle of the request",
                Point::Head,
                Act::SendAndClose(reply(413, "", "")),
            )
        },
        request("closed after the request", Act::Close),
        request("reset after the request", Act::Reset),
        request("silent after the request", Act::Silence),
        request("closed in the status line", Act::SendAndClose(part(12))),
        request("closed in the headers", Act::SendAndClose(part(40))),
        request("silent in the headers", Act::SendAndStall(part(40))),
        request(
            "headers without an end",
            Act::SendAndClose([part(17), b"x: y\r\n".repeat(100_000)].concat()),
        ),
        request(
            "100 and no more",
            Act::SendAndClose(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec()),
        ),
        request("closed after the headers", Act::SendAndClose(part(body))),
        request("reset after the headers", Act::SendAndReset(part(body))),
        request("silent after the headers", Act::SendAndStall(part(body))),
        request("closed in the body", Act::SendAndClose(part(mid_body))),
        request("reset in the body", Act::SendAndReset(part(mid_body))),
        request("silent in the body", Act::SendAndStall(part(mid_body))),
        request(
            "the body drips without an end",
            Act::SendAndDrip(
                b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n{\"respCode\":\"0000\","
                    .to_vec(),
            ),
        ),
        request("closed after the answer", Act::SendAndClose(whole.clone())),
        request(
            "no HTTP",
            Act::SendAndClose(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec()),
        ),
        request(
            "body shorter than announced",
            Act::SendAndClose(
                String::from_utf8(whole.clone())
                    .unwrap()
                    .replace("content-length: ", "content-length: 1")
                    .into_bytes(),
            ),
        ),
        request(
            "body longer than announced",
            Act::Send(
                String::from_utf8(reply(200, "", &format!("{ACCEPTED} ")))
                    .unwrap()
                    .replace(" \r\n", "\r\n")
                    .into_bytes()
                    .into_iter()
                    .chain(*b"garbage")
                    .collect(),
            ),
        ),
        request(
            "body without a length",
            Act::SendAndClose(format!("HTTP/1.1 200 OK\r\n\r\n{ACCEPTED}").into_bytes()),
        ),
        request("body in chunks", Act::Send(chunked("0\r\n\r\n"))),
        request("closed between two chunks", Act::SendAndClose(chunked(""))),
        request("a chunk that is none", Act::SendAndClose(chunked("zz\r\n"))),
        request(
            "body too large",
            Act::Send(reply(
                200,
                "",
                &format!(
                    "{{\"respCode\":\"0000\",\"filler\":\"{}\"}}",
                    "x".repeat(3_000_000)
                ),
            )),
        ),
        answer("accepted", 200, ACCEPTED),
        answer("accepted as 201", 201, ACCEPTED),
        answer(
            "accepted with a byte order mark",
            200,
            &format!("\u{feff}{ACCEPTED}"),
        ),
        answer("code as a number", 200, r#"{"respCode":2001}"#),
        answer("code known as a refusal", 200, &code("2001")),
        answer("code unknown", 200, &code("9999")),
        answer(
            "two codes that differ",
            200,
            r#"{"respCode":"0000","respCode":"9999"}"#,
        ),
        answer("code null", 200, r#"{"respCode":null}"#),
        answer("no code", 200, r#"{"orderNo":"order-1"}"#),
        answer("empty 200", 200, ""),
        answer("empty 201", 201, ""),
        request(
            "204",
            Act::Send(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
        ),
        answer("a list", 200, "[]"),
        answer("HTML", 200, "<html><body>ok</body></html>"),
        answer("JSON that breaks off", 200, &ACCEPTED[..60]),
        answer(
            "JSON with something after it",
            200,
            &format!("{ACCEPTED} x"),
        ),
        request(
            "redirect 302",
            Act::Send(reply(302, "location: /v1/elsewhere\r\n", "")),
        ),
        request(
            "redirect 307",
            Act::Send(reply(307, "location: /v1/elsewhere\r\n", "")),
        ),
        request(
            "redirect 308",
            Act::Send(reply(308, "location: /v1/elsewhere\r\n", "")),
        ),
    ];
    for (name, status) in [
        ("400", 400),
        ("401", 401),
        ("403", 403),
        ("404", 404),
        ("405", 405),
        ("408", 408),
        ("409", 409),
        ("413", 413),
        ("422", 422),
        ("429", 429),
        ("500", 500),
        ("501", 501),
        ("502", 502),
        ("503", 503),
        ("504", 504),
    ] {
        list.push(answer(name, status, r#"{"error":"x"}"#));
    }
    list.extend(bodies_of_refusals());
    list.extend(answers_about_orders());
    list.push(answer(
        "400 with a code known as a refusal",
        400,
        &code("2001"),
    ));
    list.push(answer("403 with the accepted code", 403, ACCEPTED));
    list.push(answer("500 with the accepted code", 500, ACCEPTED));
    list
}

/// What is not quite HTTP comes to the same for whatever was asked.
fn odd_faults() -> impl Iterator<Item = Fault> {
    odd_answers().into_iter().map(|(name, bytes)| Fault {
        name,
        point: Point::Request,
        // Where an answer seems to end with its connection, it ends.
        act: Act::SendAndClose(bytes),
        large: false,
        names: false,
    })
}

/// A body can say that a status which comes before any state does not.
fn bodies_of_refusals() -> Vec<Fault> {
    const HTML: &str = "<html><body>no</body></html>";
    let fault = |name, act| Fault {
        name,
        point: Point::Request,
        act,
        large: false,
        names: false,
    };
    let answer = |name, status, body: &str| fault(name, Act::Send(reply(status, "", body)));
    let cut = |status, body: &str| {
        let whole = reply(status, "", body);
        Act::SendAndClose(whole[..whole.len() - 3].to_vec())
    };
    vec![
        answer("401, empty", 401, ""),
        answer("401 with HTML", 401, HTML),
        fault("401, closed in its HTML", cut(401, HTML)),
        fault("401, closed in its JSON", cut(401, r#"{"error":"x"}"#)),
        answer("401 with JSON that breaks off", 401, r#"{"error":"x""#),
        answer("401 with JSON and something after it", 401, "{} x"),
        answer("403 with HTML", 403, HTML),
        answer("known to come before any state", 451, ""),
        fault(
            "known to come before any state, closed in its HTML",
            cut(451, HTML),
        ),
    ]
}

/// What an answer shows of an order can contradict its code and its status.
fn answers_about_orders() -> Vec<Fault> {
    let answer = |name, status, body: &str| Fault {
        name,
        point: Point::Request,
        act: Act::Send(reply(status, "", body)),
        large: false,
        names: true,
    };
    let order = r#"{"orderNo":"order-1"}"#;
    let paid = r#"{"orderStatus":"successed"}"#;
    let refused = |shown: &str| format!(r#"{{"respCode":"2001","orderNo":"order-1",{shown}}}"#);
    let within = r#"{"respCode":"0000","amount":"12.50","order":{"orderNo":"order-2"}}"#;
    vec![
        answer("401 with the order", 401, order),
        answer("401 with a state", 401, paid),
        answer(
            "401 with a state that is null",
            401,
            r#"{"orderStatus":null}"#,
        ),
        answer("404 with a state", 404, paid),
        answer("known to come before any state, with the order", 451, order),
        answer(
            "refused beside a state",
            200,
            &refused(r#""orderStatus":"authorized""#),
        ),
        answer(
            "refused beside a state that nobody knows",
            200,
            &refused(r#""orderStatus":"odd""#),
        ),
        answer(
            "refused beside a failed state",
            200,
            &refused(r#""orderStatus":"failed","tradeNo":"T-1""#),
        ),
        answer(
            "refused beside a trade number",
            200,
            &refused(r#""tradeNo":"T-1""#),
        ),
        answer(
            "refused beside a trade number that is null",
            200,
            &refused(r#""tradeNo":null"#),
        ),
        answer(
            "400, refused beside a trade number",
            400,
            &refused(r#""tradeNo":"T-1""#),
        ),
        answer("accepted and nothing more", 200, r#"{"respCode":"0000"}"#),
        answer(
            "accepted for another order",
            200,
            &ACCEPTED.replace("order-1", "order-2"),
        ),
        answer("accepted for another order within", 200, within),
    ]
}

/// An answer in two chunks, and what comes after them.
fn chunked(end: &str) -> Vec<u8> {
    let (first, second) = ACCEPTED.split_at(30);
    let chunks: String = [first, second]
        .map(|chunk| format!("{:x}\r\n{chunk}\r\n", chunk.len()))
        .concat();
    format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunks}{end}").into_bytes()
}

/// Breaks one call, and says in one line what came of it.
async fn cell(fault: &Fault, api: &'static Api, operation: &'static Operation) -> String {
    let server = Server::start(fault.clone()).await;
    let url = if fault.point == Point::Never {
        Server::nobody().await
    } else {
        server.url()
    };
    let clock = TestClock::new();
    let config = Config::new(url)
        .without_credential()
        .refused_code("2001")
        .status_before_state(451)
        .state("failed", StateClass::Failed)
        .retries(Retries::default().pauses(Duration::ZERO, Duration::ZERO))
        .total_timeout(Duration::from_secs(1_000))
        .clock(Arc::new(clock.clone()));
    let gateway = Gateway::new(api, config).unwrap();
    let body = if fault.large {
        Pay::large()
    } else {
        Pay::sample()
    };
    let mut call = tokio::spawn(async move {
        gateway
            .call::<Paid>(operation, Call::new().body(&body))
            .await
    });
    let mut attempt = 0;
    let result = loop {
        attempt += 1;
        let broken = async {
            let seen = |counts: Counts| {
                if fault.point == Point::Accept {
                    counts.connections
                } else {
                    counts.begun
                }
            };
            server
                .until(|counts| fault.is_silent() && seen(counts) >= attempt)
                .await;
        };
        if let Some(result) = ended_before(&mut call, broken).await {
            break result;
        }
        // Whatever can happen without time passing happens before it does.
        settle().await;
        clock.advance(Duration::from_secs(61));
    };
    let counts = server.counts();
    let evidence = result
        .as_ref()
        .map_or_else(Failure::evidence, |_| Evidence::Answered);
    format!("{}, {evidence}, {}", outcome(&result), counts.begun)
}

/// Sends what was prepared when its time is over.
async fn too_late(operation: &'static Operation) -> String {
    // Whatever it would do, nothing reaches it.
    let server = Server::start(faults().swap_remove(0)).await;
    let clock = TestClock::new();
    let journal = MemoryJournal::new(Arc::new(clock.clone()));
    let config = Config::new(server.url())
        .without_credential()
        .journal(Arc::new(journal))
        .clock(Arc::new(clock.clone()));
    let gateway = Gateway::new(&API, config).unwrap();
    let call = Call::new().body(&Pay::sample());
    let within = Duration::from_secs(60);
    let result = match gateway.prepare(operation, call, within).await {
        Ok(prepared) => {
            clock.advance(within);
            let sent = gateway.send::<Paid>(prepared).await;
            let reason = |failure: &Failure| match failure {
                Failure::NotSent(failure) => Some(failure.reason()),
                _ => None,
            };
            assert_eq!(
                sent.as_ref().err().and_then(reason),
                Some(Reason::NotPrepared)
            );
            sent
        }
        Err(failure) => Err(failure),
    };
    let evidence = result
        .as_ref()
        .map_or_else(Failure::evidence, |_| Evidence::Answered);
    format!(
        "{}, {evidence}, {}",
        outcome(&result),
        server.counts().begun
    )
}

#[test]
fn every_fault_has_the_outcome_the_evidence_and_the_number_of_requests_that_the_table_says() {
    let mut table = String::from(
        "| What happens | a payment | another change | a change that is safe to repeat | a query |\n|---|---|---|---|---|\n",
    );
    for fault in odd_faults().chain(faults()) {
        let cells = KINDS.map(|operation| run(cell(&fault, &API, operation)));
        writeln!(table, "| {} | {} |", fault.name, cells.join(" | ")).unwrap();
    }
    let cells = KINDS.map(|operation| run(too_late(operation)));
    let name = "it was prepared, and its time is over (a query cannot be prepared)";
    writeln!(table, "| {name} | {} |", cells.join(" | ")).unwrap();
    compare_with_file(
        concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime/docs/faults.md"),
        &table,
    );
}

/// One operation of each kind: what it does and whether it is safe to repeat decide how it ends.
static KINDS: [&Operation; 4] = [&PAY, &CHANGE, &SAFE_CHANGE, &QUERY];

fn kind_of(operation: &Operation) -> usize {
    match (operation.effect, operation.repeat) {
        (Effect::MovesMoney, Repeat::Safe) => panic!("nothing that moves money is safe to repeat"),
        (Effect::MovesMoney, _) => 0,
        (Effect::Changes, Repeat::Safe) => 2,
        (Effect::Changes, _) => 1,
        (Effect::Reads, _) => 3,
    }
}

#[test]
fn every_operation_of_the_client_ends_as_its_kind_does() {
    let breaks = faults().into_iter().filter(|fault| !fault.names);
    for (which, fault) in breaks.enumerate() {
        let expected = KINDS.map(|operation| run(cell(&fault, &API, operation)));
        // The call of this test has a body and nothing else, and its answer a code.
        let alike = operations::ALL
            .iter()
            .filter(|it| it.envelope.is_some() && !it.path.contains('{'));
        // They take turns, so that each is broken in a third of the ways, or in all of them where there is time.
        for (at, operation) in alike.enumerate() {
            if !(which + at).is_multiple_of(3) && !all_of_them() {
                continue;
            }
            assert_eq!(
                run(cell(&fault, &operations::API, operation)),
                expected[kind_of(operation)],
                "{}: {}",
                operation.id,
                fault.name
            );
        }
    }
}

/// What a status comes to that has no code beside it, by the kind of the operation, and how often it is sent.
fn by_status(status: u16, kind: usize) -> (&'static str, Evidence, usize) {
    let open = matches!(status, 408 | 429 | 500..=599);
    let evidence = match open && kind != 3 {
        true => Evidence::MayHaveBeenSent,
        false => Evidence::Answered,
    };
    let outcome = match (status, kind) {
        (200..=299, 0) => "indeterminate",
        (200..=299, _) => "refused",
        (401, 0) => "status",
        (_, 0) => "indeterminate",
        (_, 1 | 2) if open => "indeterminate",
        _ => "status",
    };
    (outcome, evidence, if open && kind >= 2 { 3 } else { 1 })
}

#[test]
fn every_status_that_there_can_be_ends_as_its_class_does() {
    // Those that are treated apart, and every third of the others, or all of them where there is time.
    let is_tried = |status: &u16| {
        let is_apart = matches!(
            status,
            200 | 299 | 300 | 401 | 408 | 429 | 499..=504 | 599 | 600
        );
        is_apart || status.is_multiple_of(3) || all_of_them()
    };
    for status in (100..=999).filter(is_tried) {
        for (kind, operation) in KINDS.into_iter().enumerate() {
            let ended = |body: &str| {
                let stub = Stub::new((0..3).map(|_| Reply::Answer(status, body.into())));
                let config = Config::new("https://gateway.example.com")
                    .without_credential()
                    .retries(Retries::default().pauses(Duration::ZERO, Duration::ZERO))
                    .transport(Arc::new(stub.clone()));
                let gateway = Gateway::new(&API, config).unwrap();
                let call = Call::new().body(&Pay::sample());
                let result = run(gateway.call::<Paid>(operation, call));
                let evidence = result
                    .as_ref()
                    .map_or_else(Failure::evidence, |_| Evidence::Answered);
                (outcome(&result), evidence, stub.sent())
            };
            let expected = by_status(status, kind);
            assert_eq!(
                ended(r#"{"error":"x"}"#),
                expected,
                "{status}, {}",
                operation.id
            );
            // A code that says yes beside a status that does not leaves open what would be settled without it.
            let (_, evidence, sent) = expected;
            let outcome = match (status, kind) {
                (200..=299, _) => "accepted",
                (_, 3) => "status",
                _ => "indeterminate",
            };
            assert_eq!(
                ended(ACCEPTED),
                (outcome, evidence, sent),
                "{status}, {}",
                operation.id
            );
        }
    }
}
