//! What the command `journal` tells of a journal on disk, while a shop has it.

use std::sync::Arc;

use gateway_sandbox::{Fault, FaultRun, Sandbox};
use online_payment_gateway::Client;
use online_payment_gateway::models::{CaptureMethod, Card, CardRequired, PaymentRequest};
use online_payment_gateway::runtime::DiskJournal;

use super::Folder;
use crate::reconcile::requests::{capture, payment_by, refund};
use crate::reconcile::{impatient, run};
use crate::sandbox::wire::get;

#[path = "../../../generated/examples/journal.rs"]
#[allow(dead_code, reason = "its main is for a shell")]
mod command;

/// The exit code of the command, and what it says.
pub(super) fn told(folder: &Folder, arguments: &[&str]) -> (u8, String) {
    let journal = ["--journal", folder.path().to_str().unwrap()];
    let arguments = journal.iter().chain(arguments);
    let told = command::answer(arguments.map(|argument| (*argument).to_owned()));
    (told.code, format!("{}{}", told.out, told.complaint))
}

fn payment(order: &str) -> PaymentRequest {
    let card = CardRequired {
        capture_method: CaptureMethod::Manual,
        card_no: "4242424242424242".parse().unwrap(),
        expiry_month: "12".parse().unwrap(),
        expiry_year: "2035".parse().unwrap(),
        first_name: "Jane".into(),
        last_name: "Doe".into(),
    };
    payment_by(order, Card::new(card))
}

/// A shop that pays, captures and gives back, and two of whose payments nobody has heard of: one that the gateway has, and one that it never saw.
async fn shop(folder: &Folder) -> (Sandbox, Client) {
    let sandbox = Sandbox::start().await.unwrap();
    let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
    let client = Client::new(sandbox.config().journal(journal)).unwrap();
    for order in ["ORDER-1", "ORDER-2"] {
        client.create_payment(&payment(order)).await.unwrap();
        client.capture_payment(&capture(order)).await.unwrap();
    }
    client
        .refund_payment(&refund("ORDER-1", "R-1"))
        .await
        .unwrap();
    for (order, fault) in [
        ("ORDER-3", Fault::ResetAfter),
        ("ORDER-4", Fault::ResetBefore),
    ] {
        sandbox.set_faults(FaultRun::new(1, 1000, [fault]));
        client.create_payment(&payment(order)).await.unwrap_err();
    }
    sandbox.set_faults(None);
    (sandbox, client)
}

#[test]
fn an_order_is_shown_with_its_attempts_answers_look_ups_and_who_closed_it() {
    run(async {
        let folder = Folder::new();
        let (_sandbox, client) = shop(&folder).await;
        let (code, shown) = told(&folder, &["show", "ORDER-1"]);
        assert_eq!(code, 0, "{shown}");
        for part in [
            "createPayment, amount 42.50, currency USD, orderNo ORDER-1",
            "capturePayment",
            "captureAmount 42.50",
            "refundPayment",
            "refundNumber R-1",
            "answer: accepted with code 0000, state accepted (pending)",
            "open: accepted",
            "settled: accepted",
        ] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
        assert!(!shown.contains("ORDER-2"), "{shown}");

        let (code, open) = told(&folder, &["open"]);
        assert_eq!(code, 1, "{open}");
        assert!(
            open.contains("orderNo ORDER-3, paymentMethodType card: a look-up that shows it"),
            "{open}"
        );
        assert!(open.contains("refundNumber R-1: the gateway"), "{open}");
        assert_eq!(open.lines().count(), 3, "{open}");

        // Each look-up is a line, the same one twice in a row is one, and so is whoever closes it.
        for _ in 0..2 {
            client.recover(&impatient()).await.unwrap();
        }
        let left = client.recover(&impatient()).await.unwrap();
        assert_eq!(left.len(), 2);
        for left in &left {
            let gateway = client.gateway();
            assert!(gateway.close(&left.handle, "", "a letter").await.is_err());
            assert!(gateway.close(&left.handle, "Ada", " ").await.is_err());
            gateway
                .close(&left.handle, "Ada", "a letter of the bank")
                .await
                .unwrap();
        }
        let (_, shown) = told(&folder, &["show", "ORDER-4"]);
        assert!(
            shown.contains("look-up: the look-up failed: queryPayment was refused"),
            "{shown}"
        );
        assert!(shown.contains(" times, until"), "{shown}");
        assert!(
            shown.contains("closed: closed by Ada: a letter of the bank"),
            "{shown}"
        );
        assert!(
            shown.ends_with("settled: closed by Ada: a letter of the bank\n"),
            "{shown}"
        );
        let (_, shown) = told(&folder, &["show", "ORDER-3"]);
        assert!(shown.contains("answer: no answer\n"), "{shown}");
        assert!(
            shown.contains("look-up: found, state authorized (authorized), number "),
            "{shown}"
        );
        assert_eq!(told(&folder, &["open"]), (0, String::new()));
        // Another process takes the history over with the rest.
        drop(client);
        let journal = DiskJournal::open(folder.path()).unwrap();
        let entries = journal.entries().await.unwrap();
        assert_eq!(
            entries.iter().map(|entry| entry.notes.len()).sum::<usize>(),
            11
        );
        let (_, again) = told(&folder, &["show", "ORDER-3"]);
        assert_eq!(again, shown);
    });
}

#[test]
fn what_a_person_has_settled_is_closed_from_a_shell_when_its_shop_has_ended() {
    run(async {
        let folder = Folder::new();
        let (_sandbox, client) = shop(&folder).await;
        let close = |order: &str| {
            let words = ["--by", "Ada", "--why", "a letter", "close", order];
            told(&folder, &words)
        };
        let (code, why) = close("ORDER-4");
        assert_eq!(code, 2, "{why}");
        assert!(why.contains("a living process has it"), "{why}");
        drop(client);
        for words in [
            &["close", "ORDER-4"][..],
            &["--by", " ", "--why", "x", "close", "ORDER-4"],
        ] {
            let (code, why) = told(&folder, words);
            assert_eq!(code, 2, "{why}");
        }
        let (code, said) = close("ORDER-4");
        assert_eq!(code, 0, "{said}");
        assert!(said.ends_with(" is closed\n"), "{said}");
        let (_, shown) = told(&folder, &["show", "ORDER-4"]);
        assert!(
            shown.ends_with("settled: closed by Ada: a letter\n"),
            "{shown}"
        );
        for order in ["ORDER-4", "ORDER-9"] {
            let nothing = format!("nothing of {order} is open\n");
            assert_eq!(close(order), (1, nothing));
        }
        // Several that concern one name are told by their entries, and one of them is closed by that.
        let (code, several) = close("42.50");
        assert_eq!(code, 1, "{several}");
        let entry = several.lines().nth(1).unwrap().to_owned();
        assert_eq!(close(&entry).0, 0);
    });
}

#[test]
fn a_statement_is_compared_with_what_a_living_shop_has_written() {
    run(async {
        let folder = Folder::new();
        let (sandbox, client) = shop(&folder).await;
        let file = folder.path().join("statement.csv");
        let compare = |text: &str| {
            std::fs::write(&file, text).unwrap();
            told(&folder, &["compare", file.to_str().unwrap()])
        };
        let statement = get(&sandbox, "/_sandbox/statement.csv").await.body;
        assert_eq!(compare(&statement), (0, String::new()), "{statement}");

        let lines: Vec<&str> = statement.lines().collect();
        let of = |order: &str| *lines.iter().find(|line| line.contains(order)).unwrap();
        let changed = [
            lines[0].to_owned(),
            of("ORDER-1").replace("42.50", "43.50"),
            of("ORDER-1").replace("ORDER-1", "ORDER-3"),
            of("ORDER-1").replace("ORDER-1", "ORDER-9"),
        ];
        let (code, told) = compare(&changed.join("\r\n"));
        assert_eq!(code, 1);
        let expected = "\
charged and unknown: ORDER-9, 42.50 USD (line 4), not in the journal
charged and open: ORDER-3, 42.50 USD (line 3), open in the journal
known and not charged: ORDER-2, 42.50 in the journal
differing: ORDER-1, 43.50 USD (line 2), 42.50 in the journal
";
        assert_eq!(told, expected);
        let doubled = format!("{statement}{}\r\n", of("ORDER-1"));
        let (_, told) = compare(&doubled);
        assert_eq!(told.split(':').next(), Some("doubled"), "{told}");
        drop(client);
    });
}

#[test]
fn what_cannot_be_used_is_told_with_a_code_of_its_own() {
    let folder = Folder::new();
    let (code, complaint) = told(&folder, &["open"]);
    assert_eq!(code, 2, "{complaint}");
    drop(DiskJournal::open(folder.path()).unwrap());
    std::fs::write(folder.path().join("bad.csv"), "a,b\n").unwrap();
    let bad = folder.path().join("bad.csv");
    let bad = bad.to_str().unwrap();
    for (arguments, code) in [
        (&["--help"][..], 0),
        (&["open"], 0),
        (&["show", "ORDER-1"], 1),
        (&[], 2),
        (&["show"], 2),
        (&["pay"], 2),
        (&["open", "--loud"], 2),
        (&["compare", "nowhere.csv"], 2),
        (&["compare", bad], 2),
        (&["--since", "yesterday", "compare", bad], 2),
        (&["open", "--until"], 2),
    ] {
        let (given, text) = told(&folder, arguments);
        assert_eq!(given, code, "{arguments:?}: {text}");
        let is_silent = arguments == ["open"];
        assert_eq!(text.is_empty(), is_silent, "{arguments:?}");
    }
    // A file that is damaged is told, and what stands in the others all the same.
    std::fs::write(folder.path().join("torn.redb"), vec![7; 9_000]).unwrap();
    let (code, text) = told(&folder, &["open"]);
    assert_eq!(code, 0);
    assert!(text.contains("torn.redb is damaged"), "{text}");
}
