//! What a request is held to before anything of it is sent: numbers, lists and maps.

use std::collections::BTreeMap;

use gateway_runtime::{Config, Decimal, Failure, Json};

use super::compiled::credentials_and_limits::Client;
use super::compiled::credentials_and_limits::models::{
    OrderRequest, OrderRequestAddress, OrderRequestCard, OrderRequestCardRequired,
    OrderRequestNamed, OrderRequestNamedRequired, OrderRequestPair, OrderRequired,
};

/// What the client says of an order; it has nobody to send it to.
fn said(order: &OrderRequest) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let config = Config::new("http://127.0.0.1:9").without_credential();
        let client = Client::new(config).expect("a client");
        match client.create_order(order).await {
            Err(failure @ Failure::Invalid(_)) => failure.to_string(),
            other => panic!("it was sent: {other:?}"),
        }
    })
}

fn order(level: i64) -> OrderRequest {
    OrderRequest::new(OrderRequired {
        level: level.into(),
    })
}

fn map(keys: &[&str]) -> BTreeMap<String, String> {
    let entries = keys.iter().map(|key| ((*key).to_owned(), "1".to_owned()));
    entries.collect()
}

#[test]
fn each_limit_is_told_before_anything_is_sent() {
    let wrong = order(2)
        .parts(4)
        .price("0.07".parse::<Decimal>().expect("a decimal"))
        .tags(vec!["a".to_owned(), "b".to_owned(), "a".to_owned()])
        .steps(vec![2, 3])
        .labels(map(&["a", "b", "c"]))
        .notes(map(&[]));
    let expected = [
        "the request was not sent: /level must be one of -1, 1, 10",
        "/parts must be one of 2, 3",
        "/price must be a multiple of 0.05",
        "/tags/2 must not be there twice",
        "/steps/1 must be one of 1, 2",
        "/labels must have at most 2 elements",
        "/notes must have at least 1 elements",
    ];
    assert_eq!(said(&wrong), expected.join("; "));
}

fn named(further: &[(&str, i64)]) -> OrderRequestNamed {
    let further = further
        .iter()
        .map(|(name, value)| ((*name).to_owned(), *value));
    let named = OrderRequestNamed::new(OrderRequestNamedRequired {
        name: "n".to_owned().into(),
    });
    match further.len() {
        0 => named,
        _ => named.further(further.collect::<BTreeMap<_, _>>()),
    }
}

#[test]
fn members_are_counted_and_their_names_have_a_form() {
    let text = |text: &str| OrderRequestPair::Text(text.to_owned().into());
    let wrong = order(1)
        .address(OrderRequestAddress::new())
        .pair(vec![text("a"), text("b"), text("c")])
        .headers(map(&["FROM", "to"]))
        .named(named(&[("xa", 1), ("xb", 2), ("y", 3)]));
    let form = |pattern: &str| format!("must have the form {pattern}");
    let expected = [
        "the request was not sent: /address must have at least 1 elements".to_owned(),
        "/pair must have at most 2 elements".to_owned(),
        format!("/headers/* {}", form("[A-Z]{1,8}")),
        format!("/named/* {}", form("x[a-z]{1,4}")),
        "/named must have at most 3 elements".to_owned(),
    ];
    assert_eq!(said(&wrong), expected.join("; "));
    // What is added to an object within counts there alone.
    let within = |count: usize, place: &str| {
        let names = (0..count).map(|number| (format!("{place}{number}"), Json::of(&number)));
        let address = OrderRequestAddress::new().town("T".to_owned());
        order(1)
            .address(address)
            .further(names.collect::<BTreeMap<_, _>>())
    };
    assert_eq!(within(30, "/address/x").validate(), Ok(()));
    for place in ["/", "", "x/"] {
        let many = "the request was not sent: the value must have at most 30 elements";
        assert_eq!(said(&within(29, place)), many, "{place}");
    }
    let few = order(1).named(named(&[]));
    assert_eq!(
        said(&few),
        "the request was not sent: /named must have at least 2 elements"
    );
}

fn card() -> OrderRequestCard {
    OrderRequestCard::new(OrderRequestCardRequired {
        kind: "debit".to_owned().into(),
    })
}

#[test]
fn names_are_held_to_their_own_limits_and_what_goes_together_is_asked_for() {
    let wrong = order(1).codes(map(&["ab", "c", "De", "fghij"])).card(
        card()
            .number("4".to_owned())
            .further(map(&["much too long"])),
    );
    let expected = [
        "the request was not sent: /codes/* must have the form [a-z]*",
        "/codes/* must have at least 2 characters",
        "/codes/* must have at most 4 characters",
        "/card/* must have at most 9 characters",
        "/card/holder must be given where number is",
        "/card/month must be given where number is",
    ];
    assert_eq!(said(&wrong), expected.join("; "));
    let further = order(1).card(card().holder("H".to_owned()));
    assert_eq!(
        said(&further),
        "the request was not sent: /card/country must be given where holder is"
    );
}

#[test]
fn what_is_within_its_limits_breaks_nothing() {
    let right = order(-1)
        .parts(3)
        .price("0.10".parse::<Decimal>().expect("a decimal"))
        .tags(vec!["a".to_owned(), "A".to_owned()])
        .steps(vec![1, 2])
        .labels(map(&["a", "b"]))
        .notes(map(&["a"]))
        .address(OrderRequestAddress::new().town("Here"))
        .pair(vec![OrderRequestPair::Text("EUR".to_owned().into())])
        .path(vec![1, 2, 3])
        .headers(map(&["FROM"]))
        .codes(map(&["ab", "cdef"]))
        .card(
            card()
                .number("4".to_owned())
                .holder("H".to_owned())
                .country("HK".to_owned())
                .month_null()
                .further(map(&["note"])),
        )
        .named(named(&[("xa", 1)]));
    assert_eq!(gateway_runtime::validate(&right), Ok(()));
}
