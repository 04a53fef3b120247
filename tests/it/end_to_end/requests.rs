//! What goes over the wire is what the committed cases say, and the cases say what the transcript states.

use std::collections::BTreeSet;

use gateway_runtime::{Json, Operation};
use online_payment_gateway::models::PaymentRequest;
use online_payment_gateway::operations;
use serde_json::{Value, json};

use super::{
    Scripted, TOKEN_PATH, answer_case, callables, case_path, client, given, parsed, request_case,
    run,
};
use crate::accept::accepts;
use crate::own::own;
use crate::runtime::server::{Seen, Server, answer};
use crate::samples::{methods, pretty};

#[test]
fn every_request_is_the_committed_one_and_every_answer_is_read_in_full() {
    for callable in callables() {
        golden("answers", callable.operation.id, &(callable.full)());
    }
    let seen = run(async {
        let server = Server::start(|_: usize, seen: &Seen| {
            let operation = operations::ALL
                .iter()
                .find(|operation| leads_to(seen, operation))
                .expect("a documented path");
            answer(200, &answer_case(operation.id))
        })
        .await;
        let client = client(&server);
        for callable in callables() {
            let id = callable.operation.id;
            let taken = (callable.call)(client.clone())
                .await
                .unwrap_or_else(|failure| panic!("{failure}"));
            assert_eq!(taken.json, parsed(&answer_case(id)), "the answer of {id}");
            assert!(taken.is_full, "the answer of {id}");
            assert_eq!(taken.warnings, [""; 0], "the answer of {id}");
            let code = callable.operation.envelope.map(|_| "0000");
            assert_eq!(taken.code.as_deref(), code, "the answer of {id}");
            assert_eq!(taken.answer.body_text(), answer_case(id));
        }
        server.seen()
    });
    // The token was asked for twice: once by the test, and once by the client for all other operations.
    let of_token = seen.iter().filter(|seen| seen.target == TOKEN_PATH);
    assert_eq!((of_token.count(), seen.len()), (2, callables().len() + 1));
    let others = seen.iter().enumerate().filter(|(index, _)| *index != 1);
    for (callable, (_, seen)) in callables().iter().zip(others) {
        let id = callable.operation.id;
        golden("requests", id, &shown(seen).to_string());
    }
    let token = request_case(operations::CREATE_ACCESS_TOKEN.id);
    compare("the client's own request for a token", &seen[1], &token);
}

/// Holds that a case is, to the letter, what is written of the samples, or writes it so where `INSTA_UPDATE=always` asks for that.
fn golden(folder: &str, id: &str, json: &str) {
    let path = case_path(folder, id);
    let is = pretty(json) + "\n";
    if accepts() {
        std::fs::write(&path, is).expect("written");
        return;
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == is,
        "{}: INSTA_UPDATE=always writes it anew:\n{is}",
        path.display()
    );
}

/// A request as a case shows it.
fn shown(seen: &Seen) -> Value {
    let mut headers = serde_json::Map::new();
    for name in ["accept", "authorization", "content-type"] {
        if let Some(value) = seen.header(name) {
            headers.insert(name.to_owned(), value.into());
        }
    }
    let mut case = json!({ "method": seen.method, "path": seen.target, "headers": headers });
    if let Some(body) = body(seen) {
        case["body"] = body;
    }
    case
}

fn body(seen: &Seen) -> Option<Value> {
    (!seen.body().is_empty()).then(|| parsed(seen.body()))
}

/// Whether a request is one of an operation, whose path may have places for parameters.
fn leads_to(seen: &Seen, operation: &Operation) -> bool {
    let (path, _) = seen.target.split_once('?').unwrap_or((&seen.target, ""));
    let is_alike = |(is, stated): (&str, &str)| is == stated || stated.starts_with('{');
    path.split('/').count() == operation.path.split('/').count()
        && path.split('/').zip(operation.path.split('/')).all(is_alike)
        && seen.method == operation.method.as_str()
}

fn compare(what: &str, seen: &Seen, case: &Value) {
    let seen = shown(seen);
    for member in ["method", "path", "headers", "body"] {
        assert_eq!(case.get(member), seen.get(member), "the {member} of {what}");
    }
}

#[test]
fn every_payment_method_is_sent_with_its_block_alone() {
    run(async {
        let gateway = Scripted::of(&operations::CREATE_PAYMENT).await;
        gateway.says(200, &answer_case("createPayment"));
        for method in methods() {
            let mut payment: PaymentRequest = given::payment();
            payment.payment_method = method;
            gateway
                .client
                .create_payment(&payment)
                .await
                .unwrap_or_else(|failure| panic!("{failure}"));
        }
        let case = request_case("createPayment");
        for (seen, method) in gateway.server.seen()[1..].iter().zip(methods()) {
            let mut body = parsed(seen.body());
            let fields = body.as_object_mut().expect("an object");
            assert_eq!(fields["paymentMethodType"], method.as_str());
            let block = fields.remove(method.as_str());
            assert_eq!(
                block.is_some(),
                !matches!(method.as_str(), "applePay" | "googlePay")
            );
            let mut rest = case["body"].clone();
            let expected = rest.as_object_mut().expect("an object");
            expected.remove("card");
            expected["paymentMethodType"] = method.as_str().into();
            assert_eq!(body, rest, "{}", method.as_str());
            if let Some(block) = block {
                let schema = property(component("Payment"), method.as_str());
                let unsaid = check_names(&block, schema, method.as_str());
                assert_eq!(
                    unsaid,
                    BTreeSet::new(),
                    "the sample of {} is not full",
                    method.as_str()
                );
            }
        }
    });
}

#[test]
fn what_breaks_rules_never_leaves_and_each_is_told() {
    run(async {
        let gateway = Scripted::of(&operations::CREATE_PAYMENT).await;
        let mut payment: PaymentRequest = given::payment();
        payment.description = Some("x".repeat(51).into());
        payment.amount = "1.001".parse().expect("an amount");
        let failure = gateway
            .client
            .create_payment(&payment)
            .await
            .expect_err("an amount of a tenth of a cent and a description that is too long");
        let earlier = payment.validate().expect_err("the same");
        let paths: Vec<&str> = earlier
            .violations()
            .iter()
            .map(|violation| violation.path.as_str())
            .collect();
        // An amount has two digits behind the point, and so has its currency.
        assert_eq!(paths, ["/amount", "/amount", "/description"]);
        assert!(
            matches!(&failure, gateway_runtime::Failure::Invalid(error) if *error == earlier),
            "{failure}"
        );
        assert_eq!(
            gateway.server.seen().len(),
            0,
            "not even a token was fetched"
        );
    });
}

/// The cases are ours; their names are the vendor's.
#[test]
fn every_name_of_every_case_stands_in_the_transcript() {
    for operation in operations::ALL {
        let method = operation.method.as_str().to_lowercase();
        let node = &own().transcript["paths"][operation.path][method];
        let case = request_case(operation.id);
        let mut unsaid = match node.get("requestBody") {
            Some(request) => check_names(&case["body"], schema_of(request), operation.id),
            None => BTreeSet::new(),
        };
        if operation.id == "createPayment" {
            // One payment method at a time; the others have a test of their own.
            let others = methods()
                .into_iter()
                .map(|method| format!("createPayment/{}", method.as_str()));
            for other in others.skip(1) {
                unsaid.remove(&other);
            }
        }
        assert_eq!(
            unsaid,
            BTreeSet::new(),
            "missing in the request of {}",
            operation.id
        );
        let response = schema_of(&node["responses"]["200"]);
        let unsaid = check_names(&parsed(&answer_case(operation.id)), response, operation.id);
        assert_eq!(
            unsaid,
            BTreeSet::new(),
            "missing in the answer of {}",
            operation.id
        );
    }
    let committed = |folder: &str| {
        let path = crate::own::workspace().join("tests/cases").join(folder);
        std::fs::read_dir(path).expect("the cases").count()
    };
    assert_eq!(committed("requests"), operations::ALL.len());
    assert_eq!(committed("answers"), operations::ALL.len());
}

/// The schema of a body, whatever its media type is.
fn schema_of(body: &'static Value) -> &'static Value {
    let content = body["content"].as_object().expect("a body");
    &content.values().next().expect("a media type")["schema"]
}

/// Panics at a member that the transcript does not have; gives the members that the value does not have.
fn check_names(value: &Value, schema: &'static Value, place: &str) -> BTreeSet<String> {
    let schema = resolved(schema);
    let mut unsaid = BTreeSet::new();
    match value {
        Value::Array(items) => {
            assert_eq!(schema["type"], "array", "{place}");
            for item in items {
                unsaid.extend(check_names(item, &schema["items"], place));
            }
        }
        Value::Object(members) => {
            let Some(properties) = schema["properties"].as_object() else {
                assert!(
                    schema.get("additionalProperties").is_some(),
                    "{place} is no object on the page"
                );
                return unsaid;
            };
            for (name, member) in members {
                let schema = properties
                    .get(name)
                    .unwrap_or_else(|| panic!("`{name}` of {place} is not on the page"));
                unsaid.extend(check_names(member, schema, &format!("{place}/{name}")));
            }
            let missing = properties
                .keys()
                .filter(|name| !members.contains_key(*name));
            unsaid.extend(missing.map(|name| format!("{place}/{name}")));
        }
        _ => assert!(
            !matches!(schema["type"].as_str(), Some("array" | "object")),
            "{place} is {schema} on the page"
        ),
    }
    unsaid
}

/// Follows a reference, also one that something stands beside.
fn resolved(schema: &'static Value) -> &'static Value {
    let reference = schema
        .get("$ref")
        .or_else(|| schema.pointer("/allOf/0/$ref"));
    match reference.and_then(Value::as_str) {
        Some(reference) => component(reference.rsplit('/').next().expect("a name")),
        None => schema,
    }
}

fn component(name: &str) -> &'static Value {
    &own().transcript["components"]["schemas"][name]
}

fn property(schema: &'static Value, name: &str) -> &'static Value {
    &schema["properties"][name]
}

#[test]
fn a_member_that_no_document_names_yet_is_sent_and_shown_to_nobody() {
    let secret = || Json::parse(r#"{"code":"example-secret-value"}"#).expect("JSON");
    let given = |name: &str| given::payment().further([(name.to_owned(), secret())]);
    let request = given("loyalty").further([
        ("loyalty".to_owned(), secret()),
        ("/card/newField".to_owned(), secret()),
        ("/deviceInfo/browser/new".to_owned(), secret()),
    ]);
    assert!(!format!("{request:?}").contains("example-secret-value"));
    let seen = run(async {
        let server = Server::start(|_: usize, seen: &Seen| {
            let is_token = seen.target == TOKEN_PATH;
            let operation = match is_token {
                true => operations::CREATE_ACCESS_TOKEN.id,
                false => operations::CREATE_PAYMENT.id,
            };
            answer(200, &answer_case(operation))
        })
        .await;
        client(&server)
            .create_payment(&request)
            .await
            .expect("an answer");
        // What is a property is given as such, or nothing of it would be checked.
        let named = "must be given as the property that it is";
        let nowhere = "must be in an object that the request has";
        for (name, told) in [
            ("card", format!("/card {named}")),
            ("paypal", format!("/paypal {named}")),
            ("description", format!("/description {named}")),
            ("/card/cvc", format!("/card/cvc {named}")),
            ("/card/networkToken", String::new()),
            ("/paypal/new", format!("/paypal/new {nowhere}")),
        ] {
            let Err(refused) = given(name).validate() else {
                assert_eq!(told, "", "{name}");
                continue;
            };
            assert_eq!(refused.to_string(), told);
            let refused = client(&server).create_payment(&given(name)).await;
            let refused = refused.expect_err("a violation").to_string();
            assert_eq!(refused, format!("the request was not sent: {told}"));
        }
        server.seen()
    });
    assert_eq!(seen.len(), 2);
    let sent = body(&seen[1]).expect("a body");
    let value = json!({"code": "example-secret-value"});
    for pointer in ["/loyalty", "/card/newField", "/deviceInfo/browser/new"] {
        assert_eq!(sent.pointer(pointer), Some(&value), "{pointer}");
    }
    assert_eq!(sent["orderNo"], json!("ORDER-2025-0001"));
}
