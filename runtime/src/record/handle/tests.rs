//! What is kept of a request, stored and taken up again.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::time::{Duration, UNIX_EPOCH};

use super::*;
use crate::fixture::READS;
use crate::record::handle::stored::BadHandle;
use crate::record::operation::{Effect, Kept, Method, Repeat};
use crate::value::json::index::LOOKED_THROUGH;
use crate::value::json::untyped::Json;

const fn kept(path: &'static str, open: bool) -> Kept {
    Kept { path, open }
}

static PAY: Operation = Operation {
    id: "pay",
    method: Method::Post,
    path: "/{account}/pay",
    effect: Effect::MovesMoney,
    repeat: Repeat::Never,
    journal: &[
        kept("orderNo", true),
        kept("account", true),
        kept("amount", true),
        kept("customer.email", false),
        kept("card", true),
    ],
    ..READS
};

static TRACK: Operation = Operation {
    id: "track",
    journal: &[
        kept("[].orderNo", true),
        kept("[].trackingNo", false),
        kept("[].parts[].no", true),
    ],
    ..PAY
};

fn at(millis: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(millis)
}

fn of(operation: &Operation, body: &str) -> Handle {
    let call = Call::new().path("account", &"acc/1".to_owned());
    let call = call.body(&Json::parse(body).unwrap());
    let account = Arc::new(Account::main());
    Handle::of(
        operation,
        &call,
        call.json(),
        &account,
        at(1_764_000_000_123),
    )
}

fn stored(handle: &Handle) -> Handle {
    Handle::from_json(handle.to_json().expose()).unwrap()
}

fn paths(handle: &Handle) -> Vec<&str> {
    handle.0.identity.fields.keys().map(AsRef::as_ref).collect()
}

const PAYMENT: &str = r#"{"orderNo":"A-1","amount":12.50,"cvc":"123","customer":{"email":"ada@example.com","name":"Ada"},"card":{"no":"4111"}}"#;
const BATCH: &str = r#"[{"orderNo":"A","trackingNo":"T-1","parts":[{"no":1},{"no":2}]},{"orderNo":"B","trackingNo":"T-2"}]"#;

#[test]
fn only_the_scalars_that_the_document_names_are_kept() {
    let handle = of(&PAY, PAYMENT);
    assert_eq!(
        paths(&handle),
        ["account", "amount", "customer.email", "orderNo"]
    );
    for (path, value) in [
        ("account", "acc/1"),
        ("amount", "12.50"),
        ("customer.email", "ada@example.com"),
        ("orderNo", "A-1"),
    ] {
        assert_eq!(handle.field(path).as_deref(), Some(value));
        assert_eq!(handle.first(path).as_deref(), Some(value));
    }
    assert_eq!(handle.field("cvc"), None);
    assert_eq!(
        (handle.operation(), handle.time()),
        ("pay", at(1_764_000_000_123))
    );
    let batch = of(&TRACK, BATCH);
    assert_eq!(batch.first("[].orderNo").as_deref(), Some("A"));
    assert_eq!(batch.field("[1].trackingNo").as_deref(), Some("T-2"));
    assert_eq!(batch.field("[0].parts[1].no").as_deref(), Some("2"));
}

#[test]
fn a_handle_comes_back_from_its_text_with_all_that_it_holds() {
    for evidence in [
        Evidence::NeverSent,
        Evidence::MayHaveBeenSent,
        Evidence::Answered,
    ] {
        for (operation, body) in [(&PAY, PAYMENT), (&TRACK, BATCH)] {
            let handle = of(operation, body)
                .with_evidence(evidence)
                .with_entry(EntryId::new("e-1"));
            let taken_up = stored(&handle);
            assert!(taken_up == handle);
            assert_eq!(taken_up.evidence(), Some(evidence));
            assert_eq!(taken_up.entry().map(EntryId::as_str), Some("e-1"));
        }
    }
    let plain = of(&PAY, "{}");
    assert_eq!((plain.evidence(), stored(&plain).evidence()), (None, None));
}

#[test]
fn what_was_known_of_the_time_comes_back_and_what_older_versions_wrote_is_read_without() {
    let handle = of(&PAY, PAYMENT);
    assert_eq!(
        (handle.gateway_time(), handle.is_used_again()),
        (None, false)
    );
    let known = Span::around(1_763_999_910_123, 1_500);
    for (span, is_used_again) in [(Some(known), false), (None, true), (Some(known), true)] {
        let handle = handle.known(handle.time(), span, is_used_again);
        let taken_up = stored(&handle);
        assert!(taken_up == handle);
        assert_eq!(taken_up.their_span(), span);
        assert_eq!(taken_up.is_used_again(), is_used_again);
    }
    let text = handle.known(handle.time(), Some(known), true).to_json();
    let members = r#""clock":{"ahead":-90000,"bound":1500},"usedAgain":true"#;
    assert!(text.expose().contains(members), "{}", text.expose());
    // Every entry of a list was sent at the time of the whole.
    let batch = of(&TRACK, BATCH);
    let batch = batch.known(batch.time(), Some(known), true);
    for entry in batch.entries() {
        assert_eq!(
            (entry.their_span(), entry.is_used_again()),
            (Some(known), true)
        );
    }
    let taken_up = Handle::from_json(text.expose()).unwrap();
    assert_eq!(
        taken_up.gateway_time(),
        Some((at(1_763_999_908_623), at(1_763_999_911_623)))
    );
}

#[test]
fn debug_shows_what_is_open_before_and_after_it_was_stored() {
    let handle = of(&PAY, PAYMENT).with_evidence(Evidence::Answered);
    for handle in [stored(&handle), handle] {
        let shown = format!("{handle:?}");
        for part in [
            "\"pay\"",
            "1764000000123",
            "Answered",
            "A-1",
            "acc/1",
            "12.50",
            "customer.email",
        ] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert!(!shown.contains("ada@example.com"), "{shown}");
    }
}

#[test]
fn a_text_that_is_no_handle_is_refused() {
    let good = r#"{"version":1,"operation":"pay","at":1,"fields":{"a":"1"},"hidden":{"b":true}}"#;
    let handle = Handle::from_json(good).unwrap();
    assert_eq!(handle.to_json().expose(), good);
    for (old, new) in [
        ("}}", "}} x"),
        ("}}", "}"),
        (r#""version":1"#, r#""version":2"#),
        (r#""version":1,"#, ""),
        (r#""operation":"pay","#, ""),
        (r#""at":1,"#, ""),
        (r#""at":1"#, r#""at":-1"#),
        (r#""at":1"#, r#""at":1,"evidence":"perhaps""#),
        (r#""at":1"#, r#""at":1,"clock":{"ahead":5}"#),
        (r#""at":1"#, r#""at":1,"clock":{"ahead":5,"bound":-1}"#),
        (r#"{"a":"1"}"#, r#"{"a":{}}"#),
        (r#"{"a":"1"}"#, r#"{"a":["1"]}"#),
        (r#"{"a":"1"}"#, r#"{"a":null}"#),
        (r#"{"b":true}"#, r#"{"b":[]}"#),
    ] {
        let text = good.replacen(old, new, 1);
        assert_ne!(text, good);
        assert!(matches!(Handle::from_json(&text), Err(BadHandle)), "{text}");
    }
    for text in ["", "[]", "1", "null", "x"] {
        assert!(Handle::from_json(text).is_err(), "{text}");
    }
}

#[test]
fn what_is_too_long_is_kept_as_what_equals_nothing() {
    for (length, is_kept) in [(4096, true), (4097, false)] {
        let order = "x".repeat(length);
        let handle = of(&PAY, &format!(r#"{{"orderNo":"{order}"}}"#));
        let field = handle.field("orderNo").unwrap();
        assert_eq!(*field == order, is_kept);
        assert_eq!(field.starts_with('\0'), !is_kept);
        assert!(stored(&handle) == handle);
    }
}

#[test]
fn a_list_is_as_many_handles_as_it_has_entries_and_none_settles_the_whole() {
    let batch = of(&TRACK, BATCH).with_entry(EntryId::new("e-1"));
    assert_eq!(batch.position(), None);
    let entries = batch.entries();
    let expected = [
        vec![
            "[0].orderNo",
            "[0].parts[0].no",
            "[0].parts[1].no",
            "[0].trackingNo",
        ],
        vec!["[1].orderNo", "[1].trackingNo"],
    ];
    assert_eq!(entries.iter().map(paths).collect::<Vec<_>>(), expected);
    for (at, entry) in entries.iter().enumerate() {
        assert_eq!((entry.position(), entry.entry()), (Some(at), None));
        assert_eq!((entry.time(), entry.operation()), (batch.time(), "track"));
        let shown = format!("{entry:?}");
        assert!(!shown.contains("T-"), "{shown}");
    }
    let payment = of(&PAY, PAYMENT);
    assert_eq!((payment.entries().len(), payment.position()), (0, None));
    assert_eq!(of(&PAY, "{}").position(), None);
}

#[test]
fn an_entry_is_known_by_its_values_wherever_it_stands() {
    let batch = of(&TRACK, BATCH);
    let turned = of(
        &TRACK,
        r#"[{"orderNo":"B","trackingNo":"T-2"},{"orderNo":"B","trackingNo":"T-3"}]"#,
    );
    let (entries, turned) = (batch.entries(), turned.entries());
    let holds = |entry: usize, other: usize| {
        entries
            .get(entry)
            .unwrap()
            .has_values_of(turned.get(other).unwrap())
    };
    assert!(holds(1, 0));
    assert!(!holds(1, 1) && !holds(0, 0));
}

#[test]
fn a_difference_is_one_of_value_and_not_of_spelling() {
    let handle = of(&PAY, r#"{"orderNo":"A-1","amount":"12.50"}"#);
    for (body, difference) in [
        (r#"{"amount":"12.50","orderNo":"\u0041-1"}"#, None),
        (r#"{"orderNo":"A-1","amount":12.50}"#, None),
        (r#"{"orderNo":"A-2","amount":"12.50"}"#, Some("orderNo")),
        (r#"{"orderNo":"A-1"}"#, Some("amount")),
        (
            r#"{"orderNo":"A-1","amount":"12.50","customer":{"email":"x"}}"#,
            Some("customer.email"),
        ),
    ] {
        let other = of(&PAY, body);
        assert_eq!(handle.difference(&other).as_deref(), difference, "{body}");
        assert_eq!(other.difference(&handle).as_deref(), difference, "{body}");
    }
}

#[test]
fn no_time_is_out_of_reach() {
    let call = Call::new();
    let early = UNIX_EPOCH - Duration::from_secs(1);
    assert_eq!(
        Handle::of(&PAY, &call, call.json(), &Arc::new(Account::main()), early).time(),
        UNIX_EPOCH
    );
    let late = r#"{"version":1,"operation":"pay","at":18446744073709551615}"#;
    assert!(Handle::from_json(late).unwrap().time() > at(1_764_000_000_000));
}

/// Byte for byte what 0.1 wrote. Nothing here may ever change: it stands in the journals of merchants.
const WRITTEN_BY_0_1: [&str; 2] = [
    r#"{"version":1,"operation":"pay","at":1764000000123,"fields":{"orderNo":"A-1"}}"#,
    concat!(
        r#"{"version":1,"operation":"track","at":1764000000123,"clock":{"ahead":-90000,"bound":1500},"usedAgain":true,"#,
        r#""evidence":"may-have-been-sent","entry":"0006445e0a1b2c3d0123456789abcdef","#,
        r#""fields":{"[0].amount":12.50,"[0].orderNo":"A-1","[1].final":true},"hidden":{"[0].trackingNo":"T \"1\""}}"#
    ),
];

#[test]
fn what_0_1_wrote_is_read_and_written_as_it_was() {
    for written in WRITTEN_BY_0_1 {
        let handle = Handle::from_json(written).unwrap();
        assert_eq!(handle.to_json().expose(), written);
    }
    let handle = Handle::from_json(WRITTEN_BY_0_1[1]).unwrap();
    assert_eq!(handle.evidence(), Some(Evidence::MayHaveBeenSent));
    assert_eq!(handle.field("[0].amount").as_deref(), Some("12.50"));
    assert_eq!(handle.field("[0].trackingNo").as_deref(), Some("T \"1\""));
    assert_eq!(handle.entries().len(), 2);
}

#[test]
fn an_account_comes_back_and_what_was_written_before_there_were_names_is_of_the_main_one() {
    use crate::record::account::ClientMark;
    let call = Call::new().body(&Json::parse(PAYMENT).unwrap());
    let account = Account {
        name: "shop-berlin".to_owned(),
        client: Some(ClientMark::of("https://gateway.example.com", Some("app-1"))),
    };
    let handle = Handle::of(&PAY, &call, call.json(), &Arc::new(account), at(1));
    assert_eq!(handle.account(), "shop-berlin");
    assert_eq!(stored(&handle), handle);
    let entries = Handle::of(
        &TRACK,
        &call,
        call.json(),
        &handle.0.identity.account,
        at(1),
    )
    .entries();
    assert!(entries.iter().all(|entry| entry.account() == "shop-berlin"));
    let early = r#"{"version":1,"operation":"pay","at":1,"fields":{}}"#;
    assert_eq!(Handle::from_json(early).unwrap().account(), "main");
    let torn = r#"{"version":1,"operation":"pay","at":1,"client":"x","fields":{}}"#;
    assert_eq!(Handle::from_json(torn), Err(BadHandle));
}

#[test]
fn a_text_is_kept_as_what_it_says_and_a_number_as_its_digits() {
    let handle = of(&PAY, r#"{"orderNo":"A\/\u00e91","amount":1e2}"#);
    assert_eq!(handle.field("orderNo").as_deref(), Some("A/é1"));
    let json = handle.to_json();
    assert!(json.expose().contains(r#""amount":1e2,"orderNo":"A/é1""#));
    let text = of(&PAY, r#"{"orderNo":"A/é1","amount":"1e2"}"#);
    assert_eq!(text.field("amount"), handle.field("amount"));
    assert!(text != handle && stored(&text) == text && stored(&handle) == handle);
    for fields in [r#"{"a":{}}"#, r#"{"a":[]}"#, r#"{"a":null}"#] {
        let stored = format!(r#"{{"version":1,"operation":"pay","at":1,"fields":{fields}}}"#);
        assert_eq!(Handle::from_json(&stored), Err(BadHandle), "{fields}");
    }
}

#[test]
fn what_is_kept_is_not_read_again_when_it_is_asked_for_or_stored() {
    let call = Call::new().path("account", &"acc/1".to_owned());
    let call = call.body(&Json::parse(PAYMENT).unwrap());
    let before = LOOKED_THROUGH.get();
    let account = Arc::new(Account::main());
    let handle = Handle::of(&PAY, &call, call.json(), &account, at(1));
    assert_eq!(handle.field("orderNo").as_deref(), Some("A-1"));
    assert!(handle.to_json().expose().contains("acc/1"));
    assert_eq!(LOOKED_THROUGH.get(), before);
}
