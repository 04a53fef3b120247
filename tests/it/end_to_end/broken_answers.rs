//! Answers that are cut off, that contradict themselves, that nobody asked for, or that are another's.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gateway_runtime::{DiskJournal, Failure, Gateway};
use online_payment_gateway::Client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::journal::Folder;
use crate::reconcile::requests::payment;
use crate::reconcile::{client, config, gateway, run};
use crate::runtime::api::{self, API, PAY, Paid, SECURED_PAY, TOKEN_ANSWER, outcome, send};
use crate::runtime::server::{Act, Seen, Server, answer, reply};

/// Answers each request; after the first answer, a second one that nobody asked for, so much later.
async fn talkative(after: Option<Duration>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&requests);
    std::thread::spawn(move || {
        run(async move {
            // A thread of its own: it goes on while the client's thread is busy.
            let std = listener.into_std().unwrap();
            let listener = TcpListener::from_std(std).unwrap();
            while let Ok((mut stream, _)) = listener.accept().await {
                let seen = Arc::clone(&seen);
                tokio::spawn(async move {
                    let mut buffer = Vec::new();
                    while stream.read_buf(&mut buffer).await.unwrap_or(0) > 0 {
                        if buffer.ends_with(b"\"Ada\"}") {
                            buffer.clear();
                            let number = seen.fetch_add(1, Ordering::SeqCst) + 1;
                            let body = format!(
                                r#"{{"respCode":"0000","orderNo":"order-1","status":"answer-{number}"}}"#
                            );
                            let mut bytes = reply(200, "", &body);
                            let extra = reply(
                                200,
                                "",
                                r#"{"respCode":"0000","orderNo":"order-1","status":"UNSOLICITED"}"#,
                            );
                            match (number, after) {
                                (1, None) => {
                                    bytes.extend(&extra);
                                    stream.write_all(&bytes).await.unwrap();
                                }
                                (1, Some(after)) => {
                                    stream.write_all(&bytes).await.unwrap();
                                    tokio::time::sleep(after).await;
                                    stream.write_all(&extra).await.unwrap();
                                }
                                _ => stream.write_all(&bytes).await.unwrap(),
                            }
                        }
                    }
                });
            }
        });
    });
    (url, requests)
}

fn second_answer(after: Option<Duration>, busy: bool, threads: usize) -> String {
    let runtime = if threads == 1 {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
    } else {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .enable_all()
            .build()
            .unwrap()
    };
    runtime.block_on(async {
        let (url, _) = talkative(after).await;
        let gateway = api::gateway(&url);
        let first = send::<Paid>(&gateway, &PAY).await.unwrap();
        assert_eq!(first.value.status.as_deref(), Some("answer-1"));
        if busy {
            std::thread::sleep(Duration::from_millis(300))
        } else {
            tokio::time::sleep(Duration::from_millis(300)).await
        }
        send::<Paid>(&gateway, &PAY)
            .await
            .map_or_else(|e| e.to_string(), |a| a.value.status.unwrap())
    })
}

async fn raw(script: impl Fn(std::net::TcpStream) + Send + Sync + Clone + 'static) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let script = script.clone();
            std::thread::spawn(move || script(stream));
        }
    });
    url
}

fn read_request(stream: &mut std::net::TcpStream) {
    use std::io::Read;
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    while !seen.ends_with(b"\"Ada\"}") {
        match stream.read(&mut buffer) {
            Ok(n) if n > 0 => seen.extend(&buffer[..n]),
            _ => return,
        }
    }
}

#[test]
fn half_an_answer_refuses_nothing() {
    run(async {
        let server = Server::start(|_: usize, _: &Seen| {
            Act::SendAndClose(b"HTTP/1.1 500 Oops\r\ncontent-length: 400\r\n\r\n{\"respCode\":\"2001\",\"respMsg\":\"".to_vec())
        }).await;
        let gateway = api::gateway(&server.url());
        let result = send::<Paid>(&gateway, &PAY).await;
        assert_eq!(outcome(&result), "indeterminate");
    });
}

#[test]
fn half_an_answer_sends_nothing_again() {
    run(async {
        let server = Server::start(|_: usize, seen: &Seen| {
            if seen.target.ends_with("token") { return answer(200, TOKEN_ANSWER); }
            Act::SendAndClose(b"HTTP/1.1 502 Oops\r\ncontent-length: 400\r\n\r\n{\"respCode\":\"1004\",\"respMsg\":\"".to_vec())
        }).await;
        let gateway =
            Gateway::new(&API, api::config(&server.url()).token_refused_code("1004")).unwrap();
        let result = send::<Paid>(&gateway, &SECURED_PAY).await;
        let paid = server
            .seen()
            .iter()
            .filter(|seen| seen.target.ends_with("pay"))
            .count();
        assert_eq!((outcome(&result), paid), ("indeterminate", 1));
    });
}

#[test]
fn a_401_whose_codes_contradict_is_not_sent_again() {
    for body in [
        r#"{"respCode":"0000","respCode":"1004"}"#,
        r#"[{"respCode":"0000"}]"#,
    ] {
        run(async {
            let server = Server::start(move |_: usize, seen: &Seen| {
                if seen.target.ends_with("token") {
                    answer(200, TOKEN_ANSWER)
                } else {
                    answer(401, body)
                }
            })
            .await;
            let gateway = api::gateway(&server.url());
            let result = send::<Paid>(&gateway, &SECURED_PAY).await;
            let paid = server
                .seen()
                .iter()
                .filter(|seen| seen.target.ends_with("pay"))
                .count();
            assert_eq!((outcome(&result), paid), ("indeterminate", 1), "{body}");
        });
    }
}

#[test]
fn an_answer_that_nobody_asked_for_is_not_taken_for_the_next() {
    let mut bad = Vec::new();
    for threads in [1, 4] {
        for busy in [false, true] {
            for after in [None, Some(Duration::from_millis(30))] {
                let got = second_answer(after, busy, threads);
                if got == "UNSOLICITED" {
                    bad.push((threads, busy, after));
                }
            }
        }
    }
    assert!(bad.is_empty(), "{bad:?}");
}

#[test]
fn an_answer_that_names_another_order_is_not_accepted() {
    run(async {
        let (server, _) = gateway(|_, _, _| {
            answer(
                200,
                r#"{"respCode":"0000","orderNo":"SOMEBODY-ELSE","orderStatus":"successed"}"#,
            )
        })
        .await;
        let result = client(&server).create_payment(&payment("ORDER-1")).await;
        assert!(
            matches!(result, Err(Failure::Indeterminate(_))),
            "{result:?}"
        );
    });
}

#[test]
fn hostile_http_ends_in_time_and_is_open() {
    use std::io::Write;
    let accepted = r#"{"respCode":"0000","orderNo":"order-1"}"#;
    type Attack = (&'static str, Vec<u8>, Vec<u8>);
    let attacks: Vec<Attack> = vec![
        ("endless 100", vec![], b"HTTP/1.1 100 Continue\r\n\r\n".to_vec()),
        ("endless 103 with headers", vec![], b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".to_vec()),
        ("endless headers", b"HTTP/1.1 200 OK\r\n".to_vec(), b"x-a: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".to_vec()),
        ("endless header value", b"HTTP/1.1 200 OK\r\nx-a: ".to_vec(), vec![b'a'; 1000]),
        ("endless status line", b"HTTP/1.1 200 ".to_vec(), vec![b'a'; 1000]),
        ("huge chunk", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffff\r\n".to_vec(), vec![b' '; 1000]),
        ("overflowing chunk", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffffffffff\r\n".to_vec(), vec![b' '; 1000]),
        ("chunk extension", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;".to_vec(), vec![b'a'; 1000]),
        ("endless trailers", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n".to_vec(), b"x-a: aaaa\r\n".to_vec()),
        ("huge length", b"HTTP/1.1 200 OK\r\ncontent-length: 18446744073709551615\r\n\r\n".to_vec(), vec![b' '; 1000]),
        ("two lengths", format!("HTTP/1.1 200 OK\r\ncontent-length: 39\r\ncontent-length: 5\r\n\r\n{accepted}").into_bytes(), vec![]),
        ("gzip said", "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 12\r\n\r\n\x1f\u{8b}aaaaaaaaa".as_bytes().to_vec(), vec![]),
        ("switching", b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n".to_vec(), vec![b' '; 100]),
        ("http/0.9", accepted.as_bytes().to_vec(), vec![]),
        ("empty lines", vec![], b"\r\n".to_vec()),
        ("truncated close-delimited", b"HTTP/1.0 200 OK\r\n\r\n{\"respCode\":\"0000\"".to_vec(), vec![]),
    ];
    let mut bad = Vec::new();
    for (name, first, again) in attacks {
        let (first, again) = (Arc::new(first), Arc::new(again));
        run(async {
            let url = raw(move |mut stream| {
                read_request(&mut stream);
                let _ = stream.write_all(&first);
                if again.is_empty() {
                    return;
                }
                while stream.write_all(&again).is_ok() {}
            })
            .await;
            let gateway = Gateway::new(
                &API,
                api::config(&url).answer_timeout(Duration::from_millis(700)),
            )
            .unwrap();
            // Without an end it would never come back; how long it takes depends on what else the machine does.
            let result =
                tokio::time::timeout(Duration::from_secs(30), send::<Paid>(&gateway, &PAY)).await;
            if !matches!(&result, Ok(Err(Failure::Indeterminate(_)))) {
                bad.push((name, format!("{result:?}")));
            }
        });
    }
    assert!(bad.is_empty(), "{bad:?}");
}

#[test]
fn an_answer_cut_off_after_its_head_refuses_nothing() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 40\r\n\r\n";
    let mut bad = Vec::new();
    for (name, act) in [
        ("closed", Act::SendAndClose(head.as_bytes().to_vec())),
        ("reset", Act::SendAndReset(head.as_bytes().to_vec())),
        ("silent", Act::SendAndStall(head.as_bytes().to_vec())),
        (
            "a space, then closed",
            Act::SendAndClose(format!("{head} ").into_bytes()),
        ),
        (
            "chunked, closed",
            Act::SendAndClose(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec()),
        ),
    ] {
        for operation in [&PAY, &api::CHANGE, &api::SAFE_CHANGE, &api::QUERY] {
            run(async {
                let act = act.clone();
                let server = Server::start(move |_: usize, _: &Seen| act.clone()).await;
                let gateway = Gateway::new(
                    &API,
                    api::config(&server.url()).answer_timeout(Duration::from_millis(200)),
                )
                .unwrap();
                let result = send::<Paid>(&gateway, operation).await;
                if outcome(&result) != "indeterminate" {
                    bad.push((name, operation.id, outcome(&result)));
                }
            });
        }
    }
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn a_checkout_cut_off_after_its_head_is_not_written_down_as_refused() {
    run(async {
        let head =
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 40\r\n\r\n"
                .to_vec();
        let (server, _) = gateway(move |_, _, _| Act::SendAndClose(head.clone())).await;
        let folder = Folder::new();
        let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
        let client = Client::new(config(&server).journal(Arc::clone(&journal) as _)).unwrap();
        let result = client
            .create_checkout_session(&crate::reconcile::requests::checkout("ORDER-1"))
            .await;
        let entries = journal.entries().await.unwrap();
        assert!(
            matches!(result, Err(Failure::Indeterminate(_))),
            "{:?}; journal: {:?}",
            result.map(|_| ()).map_err(|e| e.to_string()),
            entries[0].outcome
        );
    });
}

#[test]
fn a_code_beside_one_that_is_none_is_no_code() {
    for body in [
        r#"{"respCode":"0000","respCode":null}"#,
        r#"{"respCode":null,"respCode":"0000"}"#,
        r#"{"respCode":"0000","resp\u0043ode":"9999"}"#,
        r#"{"respCode":"0000","respCode":{"is":"2001"}}"#,
        r#"{"respCode":"2001","respCode":["0000"]}"#,
    ] {
        run(async {
            let server = Server::start(move |_: usize, _: &Seen| answer(200, body)).await;
            let paid = send::<Paid>(&api::gateway(&server.url()), &PAY).await;
            assert_eq!(outcome(&paid), "indeterminate", "{body}");
        });
    }
}

#[test]
fn a_refusal_of_another_order_refuses_nothing() {
    for (status, body) in [
        (400, r#"{"respCode":"2001","orderNo":"SOMEBODY-ELSE"}"#),
        (401, r#"{"respCode":"2001","orderNo":"SOMEBODY-ELSE"}"#),
        (403, r#"{"orderNo":"SOMEBODY-ELSE"}"#),
        (500, r#"{"respCode":"2001","orderNo":"SOMEBODY-ELSE"}"#),
        (200, r#"{"respCode":"2001","orderNo":"SOMEBODY-ELSE"}"#),
    ] {
        run(async {
            let (server, log) = gateway(move |_, _, _| answer(status, body)).await;
            let client = Client::new(config(&server).refused_code("2001")).unwrap();
            let result = client.create_payment(&payment("ORDER-1")).await;
            assert!(
                matches!(result, Err(Failure::Indeterminate(_))),
                "{status}: {result:?}"
            );
            assert_eq!(log.lock().unwrap().len(), 1);
        });
    }
}

#[test]
fn an_answer_that_is_no_whole_json_refuses_nothing() {
    for (status, body) in [
        (400, r#"{"respCode":"2001","respMsg":"cut by a pro"#),
        (400, r#"{"respCode":"2001"}{"respCode":"0000"}"#),
        (500, r#"{"respCode":"2001""#),
        (200, r#"{"respCode":"2001""#),
    ] {
        run(async {
            let server = Server::start(move |_: usize, _: &Seen| answer(status, body)).await;
            let paid = send::<Paid>(&api::gateway(&server.url()), &PAY).await;
            assert_eq!(outcome(&paid), "indeterminate", "{status} {body}");
        });
    }
}
