//! What is left in the memory of a process when a call has ended and everything of it is dropped.
//!
//! A process of its own makes the call and then reads all of its memory, as a core dump or a swapped page would show it.
//! Allocators overwrite the first bytes of what is given back to them, so marks are long and their ends are looked for.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::process::Command;
use std::sync::Arc;

use gateway_runtime::{
    BoxFuture, Config, Incoming, Limits, Outgoing, Retries, Sensitive, Transport, TransportError,
};
use online_payment_gateway::Client;
use online_payment_gateway::models::*;

use super::api::run;
use super::server::{Seen, Server, answer};
use crate::reconcile::TOKEN;

/// Where the gateway is, and with it the order to make a call and to read the own memory.
const ADDRESS: &str = "GATEWAY_MEMORY_ADDRESS";
/// Elsewhere a process cannot read its memory without unsafe code.
const READABLE: bool = cfg!(target_os = "linux");
const LENGTH: usize = 64;
const LOOKED_FOR: usize = 24;

/// A letter of a mark. Marks are never written down, or the places that do so would be found.
fn letter(mark: usize, at: usize) -> u8 {
    let mixed = (mark * LENGTH + at + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    b'a' + u8::try_from((mixed ^ (mixed >> 29)) % 26).unwrap()
}

fn mark(mark: usize) -> Sensitive<String> {
    let mut text = String::with_capacity(LENGTH);
    (0..LENGTH).for_each(|at| text.push(char::from(letter(mark, at))));
    Sensitive::new(text)
}

/// How often the end of a mark stands in what this process can write to.
fn found(mark: usize) -> usize {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let mut memory = File::open("/proc/self/mem").unwrap();
    let begins = LENGTH - LOOKED_FOR;
    let first = letter(mark, begins);
    let is_at = |window: &[u8]| {
        let mut bytes = window.iter().enumerate();
        bytes.all(|(at, byte)| *byte == letter(mark, begins + at))
    };
    // Registers are saved on the stack at any time, and with them what was last read; that is not what is looked for.
    let on_the_stack = std::ptr::from_ref(&memory).addr() as u64;
    let mut count = 0;
    for line in maps.lines() {
        let mut columns = line.split_whitespace();
        let (range, may) = (columns.next().unwrap(), columns.next().unwrap());
        if !may.starts_with("rw") {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let place = |text| u64::from_str_radix(text, 16).unwrap();
        let (from, to) = (place(from), place(to));
        if (from..to).contains(&on_the_stack) {
            continue;
        }
        let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
        memory.seek(SeekFrom::Start(from)).unwrap();
        // The system keeps some of its own pages to itself.
        if memory.read_exact(&mut bytes).is_err() {
            continue;
        }
        let windows = bytes.windows(LOOKED_FOR);
        count += windows
            .filter(|window| window[0] == first && is_at(window))
            .count();
        // What was read here is not to be found by the next look.
        bytes.fill(0);
        std::hint::black_box(&bytes);
    }
    count
}

/// Marks of what is sent.
const NAME: usize = 1;
const SECRET: usize = 2;
/// Marks of what comes back.
const PAY_URL: usize = 3;
const MESSAGE: usize = 4;
/// A mark that nobody wipes.
const LOST: usize = 9;

fn marked_payment() -> PaymentRequest {
    let card = Card::new(CardRequired {
        capture_method: CaptureMethod::Auto,
        card_no: "4242424242424242".parse().unwrap(),
        expiry_month: "12".parse().unwrap(),
        expiry_year: "2035".parse().unwrap(),
        first_name: mark(NAME),
        last_name: "Doe".into(),
    });
    PaymentRequest::new(PaymentRequired {
        amount: "42.50".parse().unwrap(),
        currency: "USD".parse().unwrap(),
        device_info: DeviceInfo::new(DeviceInfoRequired {
            browser: Browser::new(BrowserRequired {
                user_agent: "ExampleBrowser/1.0".into(),
            }),
            client_ip: "203.0.113.7".parse().unwrap(),
            language: "en-US".parse().unwrap(),
        }),
        order_no: "ORDER-1".parse().unwrap(),
        payment_method: card.into(),
    })
}

/// A transport that leaves nothing behind itself, so that what is found is the runtime's.
#[derive(Debug)]
struct Clean {
    code: &'static str,
    end: &'static str,
}

impl Transport for Clean {
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing,
        _limits: &'a Limits,
    ) -> BoxFuture<'a, Result<Incoming, TransportError>> {
        Box::pin(async move {
            let mut incoming = Incoming::new(200.try_into().unwrap(), Default::default());
            if request.expose_url().expose().ends_with("connect/token") {
                incoming.push(TOKEN.as_bytes());
                return Ok(incoming);
            }
            incoming.push(br#"{"respCode":""#);
            incoming.push(self.code.as_bytes());
            incoming.push(br#"","orderNo":"ORDER-1","respMsg":""#);
            incoming.push(mark(MESSAGE).expose().as_bytes());
            incoming.push(br#"","payUrl":"https:\/\/pay.example.com\/"#);
            incoming.push(mark(PAY_URL).expose().as_bytes());
            // It grows beyond what holds the marks so far, and is moved.
            incoming.push(br#"","desc":""#);
            incoming.push(&[b'x'; 4_096]);
            incoming.push(self.end.as_bytes());
            Ok(incoming)
        })
    }
}

fn config(address: &str) -> Config {
    Config::new(address)
        .credentials("app-1", mark(SECRET).expose().as_str())
        .retries(Retries::NONE)
}

/// The process whose memory is read is this test, told by the other one to make a call as well: the end of a mark that
/// was dropped and not wiped is found, so that what is not found is not there.
#[test]
fn what_is_not_wiped_is_found() {
    // Only where no other test runs: one that does may be given the memory that was dropped, and write to it.
    let Ok(address) = std::env::var(ADDRESS) else {
        return;
    };
    drop(mark(LOST).expose().clone());
    assert!(found(LOST) > 0);
    run(call_and_look(&address));
}

async fn call_and_look(address: &str) {
    let client = Client::new(config(address)).unwrap();
    let payment = marked_payment();
    assert!(found(NAME) > 0 && found(SECRET) > 0);
    client.create_payment(&payment).await.unwrap();
    drop(payment);
    // Connections are still open, and the client could go on.
    assert_eq!(found(NAME), 0, "of the request");
    drop(client);
    assert_eq!(found(SECRET), 0, "of the credential");

    for (code, end) in [("0000", r#""}"#), ("9999", r#""}"#), ("0000", r#"\n"#)] {
        let clean = Arc::new(Clean { code, end });
        let client = Client::new(config(address).transport(clean)).unwrap();
        let outcome = client.create_payment(&marked_payment()).await;
        assert!(found(PAY_URL) > 0 && found(MESSAGE) > 0);
        if let Ok(accepted) = &outcome {
            let url = accepted.value.pay_url.as_ref().unwrap();
            let page = client.gateway().page_address(url.expose()).unwrap();
            assert!(page.expose().len() > LENGTH);
        }
        assert_eq!(outcome.is_ok(), code == "0000" && end.ends_with('}'));
        drop((outcome, client));
        for (what, mark) in [
            ("the answer", PAY_URL),
            ("its message", MESSAGE),
            ("the request", NAME),
            ("the credential", SECRET),
        ] {
            assert_eq!(found(mark), 0, "of {what}, with {code} and {end}");
        }
    }
}

#[test]
fn nothing_that_is_hidden_is_left_in_memory_after_a_call() {
    if !READABLE {
        return;
    }
    run(async {
        let server = Server::start(|_: usize, seen: &Seen| {
            if seen.target.ends_with("connect/token") {
                answer(200, TOKEN)
            } else {
                answer(200, r#"{"respCode":"0000","orderNo":"ORDER-1"}"#)
            }
        })
        .await;
        let mut child = Command::new(std::env::current_exe().unwrap());
        child
            .args(["--exact", "runtime::memory::what_is_not_wiped_is_found"])
            .env(ADDRESS, server.url());
        let child = tokio::task::spawn_blocking(move || child.output().unwrap());
        let output = child.await.unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && told.contains("1 passed"),
            "{told}"
        );
    });
}
