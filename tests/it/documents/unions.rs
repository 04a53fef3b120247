//! One of several things, told apart by what it is, both ways.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gateway_runtime::{Json, Sensitive, Text, validate};

use super::compiled::unions::models::{
    ByMember, Customer, CustomerObject, CustomerRequired, EverythingRequest,
    EverythingRequestInlineUnion, EverythingRequired, EverythingResponse, Expandable,
    ExpandableResponse, ExpandableResponseObject, ExpandableText, Metadata, MetadataText,
    RemovableResponse, SeveralResponse, UntoldResponse, ValueResponse,
};

fn read(text: &str) -> (EverythingResponse, Vec<String>) {
    let (value, warnings) = Json::parse(text).unwrap().decode::<EverythingResponse>();
    let odd = warnings.iter().map(ToString::to_string).collect();
    (value.unwrap(), odd)
}

#[test]
fn an_answer_is_told_by_its_json_type_and_by_its_members() {
    let (answer, odd) = read(
        r#"{"expandable":"cus_1","metadata":{"a":"b"},"orNull":null,"value":[1.50,{"x":"y"}],
            "inlineUnion":7,"numbers":2.5,"openList":"diners"}"#,
    );
    assert_eq!(odd, Vec::<String>::new());
    let written = Json::of(&answer);
    assert!(written.expose().contains(r#""orNull":null"#), "{written:?}");
    let Some(ExpandableResponse::Text(id)) = answer.expandable else {
        panic!("an id is text");
    };
    assert_eq!(id.expose().as_str(), "cus_1");
    assert_eq!(answer.or_null, None);
    let Some(ValueResponse::List(values)) = answer.value else {
        panic!("a list");
    };
    let ValueResponse::Number(first) = values.first().unwrap() else {
        panic!("a number");
    };
    assert_eq!(first.expose().to_string(), "1.50");
    let (answer, _) = read(
        r#"{"expandable":{"object":"deleted_customer"},"metadata":"","orNull":{"object":"customer"}}"#,
    );
    let Some(ExpandableResponse::Object(object)) = answer.expandable else {
        panic!("an object");
    };
    assert!(matches!(
        *object,
        ExpandableResponseObject::DeletedCustomer(_)
    ));
    assert!(answer.or_null.is_some());
}

#[test]
fn an_object_that_no_member_names_is_the_one_that_knows_most_of_its_members() {
    let removable = |text: &str| {
        let text =
            format!(r#"{{"metadata":"","orNull":null,"expandable":"x","removable":{text}}}"#);
        let (answer, odd) = read(&text);
        (answer.removable.unwrap(), odd)
    };
    let (told, odd) = removable(r#"{"id":"1","deleted":true}"#);
    assert!(matches!(told, RemovableResponse::Gone(_)));
    assert_eq!(odd, Vec::<String>::new());
    let (told, _) = removable(r#"{"id":"1","since":7,"mood":"good"}"#);
    assert!(matches!(told, RemovableResponse::Kept(_)));
    // Its mood is none that the reference knows of such a customer, so it is taken for one that has no mood.
    let (told, _) = removable(r#"{"id":"1","since":7,"mood":"bad"}"#);
    assert!(matches!(told, RemovableResponse::TemporaryCustomer(_)));
    let (told, _) = removable(r#""1""#);
    assert!(matches!(told, RemovableResponse::Text(_)));
    let (answer, _) = read(r#"{"metadata":"","orNull":null,"untold":{"b":"x"},"several":["a",1]}"#);
    assert!(matches!(answer.untold, Some(UntoldResponse::Object2(_))));
    assert!(matches!(answer.several, Some(SeveralResponse::List(_))));
}

#[test]
fn what_is_none_of_it_is_kept() {
    let (answer, _) = read(r#"{"expandable":[true],"metadata":5,"orNull":null}"#);
    let Some(ExpandableResponse::Other(kept)) = answer.expandable else {
        panic!("a list is neither");
    };
    assert_eq!(kept.expose(), "[true]");
    let (answer, _) =
        read(r#"{"expandable":{"object":"martian","x":1},"metadata":"","orNull":null}"#);
    let Some(ExpandableResponse::Object(object)) = answer.expandable else {
        panic!("an object");
    };
    assert!(matches!(*object, ExpandableResponseObject::Other(_)));
}

#[test]
fn a_request_writes_what_it_holds_and_null_where_that_must_stand() {
    let id = ExpandableText::new("cus_1").unwrap();
    let customer = Customer::new(CustomerRequired {
        object: CustomerObject::Customer.into(),
    });
    let request = EverythingRequest::new(EverythingRequired {
        expandable: Expandable::Text(id.into()),
        metadata: Metadata::Text(Sensitive::new(MetadataText::Empty)),
    })
    .by_member(ByMember::Customer(Box::new(customer)))
    .inline_union(EverythingRequestInlineUnion::Number(Sensitive::new(3)));
    assert_eq!(
        Json::of(&request).expose(),
        r#"{"expandable":"cus_1","byMember":{"object":"customer"},"metadata":"","orNull":null,"inlineUnion":3}"#
    );
    let wrong =
        EverythingRequestInlineUnion::Text(Sensitive::new(Text::from_wire("no".to_owned())));
    let error = validate(&request.inline_union(wrong)).unwrap_err();
    assert!(error.to_string().contains("/inlineUnion"), "{error}");
    assert!(ExpandableText::new("x".repeat(5001)).is_err());
}
