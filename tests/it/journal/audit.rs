//! What the command `gateway journal` tells of a journal on disk, while a shop has it.

use std::sync::Arc;
use std::time::SystemTime;

use gateway_sandbox::{Fault, FaultRun, Sandbox};
use online_payment_gateway::Client;
use online_payment_gateway::models::{CaptureMethod, Card, CardRequired, PaymentRequest};
use online_payment_gateway::runtime::DiskJournal;

use super::Folder;
use crate::reconcile::requests::{capture, payment_by, refund};
use crate::reconcile::{impatient, run};
use crate::sandbox::wire::get;

#[path = "../../../generated/cli/src/journal.rs"]
#[allow(dead_code, reason = "it takes days from a shell")]
mod command;

pub(super) use command::Asked;

/// Whether somebody has to see to something, and what the command says.
pub(super) fn told(folder: &Folder, asked: &Asked<'_>) -> (bool, String) {
    let told = command::ask(folder.path(), asked).unwrap();
    assert_eq!(told.complaint, "");
    (told.calls_for_somebody, told.out)
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
        let (calls, shown) = told(&folder, &Asked::Show("ORDER-1"));
        assert!(!calls, "{shown}");
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

        let (calls, open) = told(&folder, &Asked::Open);
        assert!(calls, "{open}");
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
        let (_, shown) = told(&folder, &Asked::Show("ORDER-4"));
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
        // What cannot be looked up as it is says what it lacks, as it does when it is followed.
        let (_, shown) = told(&folder, &Asked::Show("ORDER-1"));
        assert!(
            shown.contains("look-up: the look-up needs `paymentMethodType`"),
            "{shown}"
        );
        let (_, shown) = told(&folder, &Asked::Show("ORDER-3"));
        assert!(shown.contains("answer: no answer\n"), "{shown}");
        assert!(
            shown.contains("look-up: found, state authorized (authorized), number "),
            "{shown}"
        );
        assert_eq!(told(&folder, &Asked::Open), (false, String::new()));
        // Another process takes the history over with the rest.
        drop(client);
        let journal = DiskJournal::open(folder.path()).unwrap();
        let entries = journal.entries().await.unwrap();
        assert_eq!(
            entries.iter().map(|entry| entry.notes.len()).sum::<usize>(),
            12
        );
        let (_, again) = told(&folder, &Asked::Show("ORDER-3"));
        assert_eq!(again, shown);
    });
}

#[test]
fn what_a_person_has_settled_is_closed_from_a_shell_when_its_shop_has_ended() {
    run(async {
        let folder = Folder::new();
        let (_sandbox, client) = shop(&folder).await;
        let close_for = |order: &str, why: &str| {
            let by = "Ada";
            command::ask(folder.path(), &Asked::Close { order, by, why })
        };
        let close = |order: &str| {
            let told = close_for(order, "a letter").unwrap();
            (told.calls_for_somebody, told.out)
        };
        let why = close_for("ORDER-4", "a letter").err().unwrap();
        assert!(why.contains("a living process has it"), "{why}");
        drop(client);
        assert!(close_for("ORDER-4", " ").is_err(), "somebody says why");
        let (calls, said) = close("ORDER-4");
        assert!(!calls && said.ends_with(" is closed\n"), "{said}");
        let (_, shown) = told(&folder, &Asked::Show("ORDER-4"));
        assert!(
            shown.ends_with("settled: closed by Ada: a letter\n"),
            "{shown}"
        );
        for order in ["ORDER-4", "ORDER-9"] {
            let nothing = format!("nothing of {order} is open\n");
            assert_eq!(close(order), (true, nothing));
        }
        // Several that concern one name are told by their entries, and one of them is closed by that.
        let (calls, several) = close("42.50");
        assert!(calls, "{several}");
        let entry = several.lines().nth(1).unwrap().to_owned();
        assert!(!close(&entry).0);
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
            told(
                &folder,
                &Asked::Compare(&file, SystemTime::UNIX_EPOCH, SystemTime::now()),
            )
        };
        let statement = get(&sandbox, "/_sandbox/statement.csv").await.body;
        assert_eq!(compare(&statement), (false, String::new()), "{statement}");

        let lines: Vec<&str> = statement.lines().collect();
        let of = |order: &str| *lines.iter().find(|line| line.contains(order)).unwrap();
        let changed = [
            lines[0].to_owned(),
            of("ORDER-1").replace("42.50", "43.50"),
            of("ORDER-1").replace("ORDER-1", "ORDER-3"),
            of("ORDER-1").replace("ORDER-1", "ORDER-9"),
        ];
        let (calls, told) = compare(&changed.join("\r\n"));
        assert!(calls);
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
fn what_cannot_be_used_is_told_and_what_stands_beside_a_damaged_file_all_the_same() {
    let folder = Folder::new();
    let ask = |asked: &Asked<'_>| command::ask(folder.path(), asked);
    assert!(ask(&Asked::Open).is_err());
    drop(DiskJournal::open(folder.path()).unwrap());
    assert_eq!(told(&folder, &Asked::Open), (false, String::new()));
    assert_eq!(
        told(&folder, &Asked::Show("ORDER-1")),
        (true, "nothing of ORDER-1\n".to_owned())
    );
    let bad = folder.path().join("bad.csv");
    std::fs::write(&bad, "a,b\n").unwrap();
    for file in [&bad, &folder.path().join("nowhere.csv")] {
        let compared = ask(&Asked::Compare(
            file,
            SystemTime::UNIX_EPOCH,
            SystemTime::now(),
        ));
        assert!(compared.is_err(), "{file:?}");
    }
    std::fs::write(folder.path().join("torn.redb"), vec![7; 9_000]).unwrap();
    let damaged = ask(&Asked::Open).unwrap();
    assert!(!damaged.calls_for_somebody);
    assert!(
        damaged.complaint.contains("torn.redb is damaged"),
        "{}",
        damaged.complaint
    );
}
