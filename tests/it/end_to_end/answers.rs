//! Answers that lack fields, add some, or change their types cost what they changed, and nothing else.

use gateway_codegen::api::{Field, TypeKind, TypeRef};
use gateway_runtime::{Failure, Reason};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

use super::{Callable, Scripted, Taken, answer_case, parsed, request_case, run, with_codes};
use crate::cases::cases;
use crate::own::own;
use crate::runtime::any_json;
use crate::samples::canary;

/// The member that decides before anything else is read; what happens without it is told by another test.
const CODE: &str = "/respCode";

/// Whether a place of an answer repeats a number of the request; what another one there comes to is told by another test.
fn names_the_request(callable: &Callable, place: &str) -> bool {
    let path = place.trim_start_matches('/').replace('/', ".");
    let mut same = callable.operation.acknowledges.same.iter();
    same.any(|(theirs, _)| path == *theirs)
}

/// Calls every operation once for each place of its full answer, changed there, and hands over what was changed and
/// what came of it. `change` says what the answer should then be read as; nothing where the place stays as it is.
fn change_each_place(
    change: impl Fn(&Callable, &mut Value, &str) -> Option<Value>,
    check: impl Fn(&Callable, &str, Value, Taken),
) -> usize {
    run(async {
        let mut changed = 0;
        for callable in with_codes() {
            let gateway = Scripted::of(callable.operation).await;
            let full = parsed(&answer_case(callable.operation.id));
            for place in places(&full).iter().filter(|place| *place != CODE) {
                let mut sent = full.clone();
                let Some(expected) = change(&callable, &mut sent, place) else {
                    continue;
                };
                let taken = accepted(&gateway, &callable, &sent.to_string()).await;
                check(&callable, place, expected, taken);
                changed += 1;
            }
        }
        changed
    })
}

/// Calls an operation that is answered with a body, which has to be accepted.
async fn accepted(gateway: &Scripted, callable: &Callable, body: &str) -> Taken {
    gateway
        .call(callable, 200, body)
        .await
        .unwrap_or_else(|failure| panic!("{failure}"))
}

/// The pointers of all members, at every depth; the first entry of a list stands for all.
fn places(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                found.push(format!("/{name}"));
                let below = places(member);
                found.extend(below.iter().map(|place| format!("/{name}{place}")));
            }
        }
        Value::Array(items) => {
            let below = items.first().map(places).unwrap_or_default();
            found.extend(below.iter().map(|place| format!("/0{place}")));
        }
        _ => {}
    }
    found
}

fn take_out(answer: &mut Value, place: &str) {
    let (owner, name) = place.rsplit_once('/').expect("a pointer");
    answer
        .pointer_mut(owner)
        .and_then(Value::as_object_mut)
        .and_then(|owner| owner.remove(name))
        .expect("a member");
}

fn without(full: &Value, place: &str) -> Value {
    let mut answer = full.clone();
    take_out(&mut answer, place);
    answer
}

#[test]
fn a_field_that_is_missing_costs_itself() {
    let changed = change_each_place(
        |_, sent, place| {
            take_out(sent, place);
            Some(sent.clone())
        },
        |callable, place, expected, taken| {
            let id = callable.operation.id;
            assert_eq!(taken.json, expected, "{id} without {place}");
            let missed: Vec<String> = if is_required(callable, place) {
                vec![format!("{place} is missing")]
            } else {
                Vec::new()
            };
            assert_eq!(taken.warnings, missed, "{id} without {place}");
        },
    );
    assert!(changed > 100, "only {changed} places");
}

/// The field at a place of an answer.
fn field(callable: &Callable, place: &str) -> &'static Field {
    let api = &own().api;
    let operation = api
        .operations()
        .find(|operation| operation.id == callable.operation.id)
        .expect("an operation");
    let mut ty = &operation.answer.ty;
    let mut found = None;
    for name in place.split('/').skip(1).filter(|name| *name != "0") {
        while let TypeRef::List(inner) | TypeRef::Sensitive(inner) = ty {
            ty = inner;
        }
        let TypeRef::Named(owner) = ty else {
            panic!("{place} leads into a value");
        };
        let owner = api.types.iter().find(|each| each.name == *owner);
        let object = owner
            .and_then(|owner| owner.kind.object())
            .expect("an object");
        let field = object
            .fields
            .iter()
            .find(|field| field.wire == name)
            .unwrap_or_else(|| panic!("no {place}"));
        (ty, found) = (&field.ty, Some(field));
    }
    found.expect("a place below the top")
}

/// Whether the document calls the member at a place of an answer required.
fn is_required(callable: &Callable, place: &str) -> bool {
    field(callable, place).required
}

fn is_amount(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Amount => true,
        TypeRef::Sensitive(inner) => is_amount(inner),
        TypeRef::Named(name) => own().api.types.iter().any(|each| {
            each.name == *name && matches!(&each.kind, TypeKind::Alias(to) if is_amount(to))
        }),
        _ => false,
    }
}

#[test]
fn null_counts_as_missing_and_is_noted() {
    change_each_place(
        |_, sent, place| {
            let expected = without(sent, place);
            *sent.pointer_mut(place).expect("a member") = Value::Null;
            Some(expected)
        },
        |callable, place, expected, taken| {
            let id = callable.operation.id;
            assert_eq!(taken.json, expected, "{id} with {place} null");
            assert_eq!(taken.warnings, [format!("{place} is null")], "{id}");
        },
    );
}

/// A number for a string and a string for a number keep their digits, and a list may come as its one entry.
#[test]
fn another_type_is_understood_where_it_can_be() {
    change_each_place(
        |callable, sent, place| {
            let value = sent.pointer_mut(place).expect("a member");
            let (wrong, understood) = match value {
                Value::String(_) if names_the_request(callable, place) => return None,
                Value::String(_) => (json!(7), json!("7")),
                Value::Number(_) => (json!("7"), json!(7)),
                Value::Array(items) => (
                    items.first().expect("an entry").clone(),
                    json!([items.first()]),
                ),
                _ => return None,
            };
            let mut expected = sent.clone();
            *sent.pointer_mut(place).expect("a member") = wrong;
            *expected.pointer_mut(place).expect("a member") = understood;
            Some(expected)
        },
        |callable, place, expected, taken| {
            let id = callable.operation.id;
            assert_eq!(taken.json, expected, "{id} with {place} of another type");
            let noted = taken.warnings.iter().all(|warning| {
                warning.starts_with(place) && warning.ends_with("it was understood")
            });
            assert!(noted, "{id}: {:?}", taken.warnings);
            // An amount is documented as a string here and as a number there.
            let is_amount = is_amount(&field(callable, place).ty);
            assert_eq!(
                taken.warnings.len(),
                usize::from(!is_amount),
                "{id} {place}"
            );
        },
    );
}

#[test]
fn a_type_that_means_nothing_costs_the_field() {
    for wrong in [json!([[]]), json!({"unexpected": ["Jane", 1]})] {
        change_each_place(
            |_, sent, place| {
                let value = sent.pointer_mut(place).expect("a member");
                // An object without anything known is still one, and an entry that means nothing leaves its list empty.
                let understood = match (&*value, &wrong) {
                    (Value::Array(_), Value::Array(_)) => Some(json!([])),
                    (Value::Array(items), Value::Object(_)) if items[0].is_object() => {
                        Some(json!([{}]))
                    }
                    (Value::Object(_), Value::Object(_)) => Some(json!({})),
                    _ => None,
                };
                let mut expected = without(sent, place);
                if let Some(understood) = understood {
                    expected = sent.clone();
                    *expected.pointer_mut(place).expect("a member") = understood;
                }
                *sent.pointer_mut(place).expect("a member") = wrong.clone();
                Some(expected)
            },
            |callable, place, expected, taken| {
                let id = callable.operation.id;
                assert_eq!(taken.json, expected, "{id} with {wrong} at {place}");
                // An object in which nothing is known and nothing is required is no warning.
                let noted = !taken.warnings.is_empty() || wrong.is_object();
                let there = |warning: &String| warning.starts_with(place);
                assert!(
                    noted && taken.warnings.iter().all(there),
                    "{id} with {wrong} at {place}: {:?}",
                    taken.warnings
                );
            },
        );
    }
}

#[test]
fn fields_that_nobody_documented_change_nothing() {
    run(async {
        for callable in with_codes() {
            let mut sent = parsed(&answer_case(callable.operation.id));
            add_everywhere(&mut sent);
            let gateway = Scripted::of(callable.operation).await;
            let taken = accepted(&gateway, &callable, &sent.to_string()).await;
            // The amount of the query has more digits than the parser of this test keeps.
            assert!(taken.is_full || callable.operation.id == "queryPayment");
            assert_eq!(taken.json, parsed(&answer_case(callable.operation.id)));
            assert_eq!(taken.warnings, [""; 0], "{}", callable.operation.id);
            assert!(taken.answer.body_text().contains("of tomorrow"));
        }
    });
}

fn add_everywhere(value: &mut Value) {
    each_object(value, &mut |members| {
        members.insert("field of tomorrow".to_owned(), json!({"a": [1, null]}));
    });
}

/// Visits every object, the innermost first.
fn each_object(value: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            for member in members.values_mut() {
                each_object(member, visit);
            }
            visit(members);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_object(item, visit)),
        _ => {}
    }
}

#[test]
fn an_empty_object_with_a_code_is_an_answer_unless_money_moves_and_more_is_always_there() {
    run(async {
        let mut open = Vec::new();
        for callable in with_codes() {
            let gateway = Scripted::of(callable.operation).await;
            match gateway.call(&callable, 200, r#"{"respCode":"0000"}"#).await {
                Ok(taken) => assert_eq!(taken.json, json!({"respCode": "0000"})),
                Err(Failure::Indeterminate(failure)) => {
                    assert_eq!(failure.reason(), Reason::Incomplete);
                    open.push(callable.operation.id);
                }
                Err(failure) => panic!("{}: {failure}", callable.operation.id),
            }
        }
        open.sort_unstable();
        assert_eq!(
            open,
            [
                "capturePayment",
                "createMitPayment",
                "createPayment",
                "createSubscriptionPayment",
                "refundPayment",
            ]
        );
    });
}

#[test]
fn no_accepted_answer_shows_what_it_hides() {
    run(async {
        for callable in with_codes() {
            let operation = own()
                .api
                .operations()
                .find(|operation| operation.id == callable.operation.id)
                .expect("an operation");
            let TypeRef::Named(name) = &operation.answer.ty else {
                panic!("an answer without a name");
            };
            let gateway = Scripted::of(callable.operation).await;
            let mut body: Value =
                serde_json::from_str(&canary::marked_answer(name, "0000")).expect("JSON");
            // An answer that names another request is none that is accepted.
            let request = &request_case(&operation.id)["body"];
            for (theirs, ours) in callable.operation.acknowledges.same {
                let ours = ours.replace("[]", "0").replace('.', "/");
                let sent = request.pointer(&format!("/{ours}"));
                let name = theirs.rsplit('.').next().unwrap_or_default();
                let sent = sent.expect("a number of the request");
                each_object(&mut body, &mut |members| {
                    if let Some(marked) = members.get_mut(name) {
                        *marked = sent.clone();
                    }
                });
            }
            let taken = accepted(&gateway, &callable, &body.to_string()).await;
            assert_eq!(canary::leak(&taken.debug), None, "{}", operation.id);
            assert!(
                canary::leak(&taken.json.to_string()).is_some(),
                "it was there"
            );
        }
    });
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn whatever_stands_at_a_place_costs_no_other_and_nothing_of_the_answer(which in any::<Index>(), at in any::<Index>(), strange in any_json::json()) {
        const PLACE: &str = "the place of what is strange";
        let all = with_codes();
        let callable = which.get(&all);
        let full = parsed(&answer_case(callable.operation.id));
        let places = places(&full);
        let place = at.get(&places);
        let mut sent = full.clone();
        *sent.pointer_mut(place).expect("a place") = json!(PLACE);
        let sent = sent.to_string().replace(&json!(PLACE).to_string(), &strange);
        let outcome = run(async {
            let gateway = Scripted::of(callable.operation).await;
            gateway.call(callable, 200, &sent).await
        });
        match outcome {
            Ok(taken) => {
                prop_assert_eq!(taken.answer.body(), sent.as_bytes());
                prop_assert_eq!(taken.code.as_deref(), Some("0000"));
                let changed = place.split('/').nth(1).unwrap_or_default();
                for (name, value) in full.as_object().expect("an object").iter().filter(|(name, _)| *name != changed) {
                    prop_assert_eq!(&taken.json[name], value, "{} of {} with {} at {}", name, callable.operation.id, strange, place);
                }
            }
            Err(failure) => {
                prop_assert_eq!(failure.answer().expect("an answer").body(), sent.as_bytes());
                // Only what names the request, or says what became of it, can change that.
                let same = callable.operation.acknowledges.same.iter();
                let mut names = same.map(|(theirs, _)| theirs.rsplit('.').next().unwrap_or_default());
                let names = names_the_request(callable, place) || names.any(|name| strange.contains(name));
                prop_assert!(names || place == CODE, "{} at {}: {}", strange, place, failure);
                if names && place != CODE {
                    prop_assert_eq!(failure.code().map(|code| code.as_str()), Some("0000"));
                }
            }
        }
    }
}
