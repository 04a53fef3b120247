//! Whatever way a document says a thing, the same Rust comes of it.

use gateway_codegen::api::Api;
use gateway_codegen::lower::lower;
use gateway_codegen::openapi::Document;
use gateway_codegen::pipeline::{self, Input, Target};
use proptest::prelude::*;
use serde_json::Value;

use super::documents::{own, read};
use super::random::document;
use super::rewrite::ALL;
use super::rewritings::otherwise;
use crate::cases::cases;

/// The ways that move a schema or put it elsewhere, which is a move in Rust too, and those that change an order.
const MOVES: [&str; 3] = [
    "components inlined",
    "schemas taken out",
    "order of members",
];

/// The model of a document, without the places that it names in findings alone.
fn lowered(document: &Document) -> Api {
    let mut api = match lower(document, false) {
        Ok(done) => done.value,
        Err(findings) => panic!("{findings}"),
    };
    for ty in &mut api.types {
        ty.pointer.clear();
    }
    for left_out in &mut api.left_out {
        left_out.pointer.clear();
        left_out.why.clear();
    }
    for operation in api
        .groups
        .iter_mut()
        .flat_map(|group| &mut group.operations)
    {
        operation.pointer.clear();
    }
    api
}

/// Fails where two documents become different Rust, with the first type that differs.
fn assert_same(name: &str, one: &Api, other: &Api) {
    if one == other {
        return;
    }
    for (left, right) in one.types.iter().zip(&other.types) {
        assert_eq!(left, right, "{name}");
    }
    assert_eq!(one, other, "{name}");
}

#[test]
fn every_document_becomes_the_same_rust_however_it_is_said() {
    // What an anchor or an id names would move into the wrapping with it, and so have no name any more.
    let named = |document: &Value| {
        let text = document.to_string();
        !["\"$anchor\"", "\"$id\""]
            .iter()
            .any(|name| text.contains(name))
    };
    for case in otherwise()
        .iter()
        .filter(|case| named(&case.document.value))
    {
        let expected = lowered(&case.document.form);
        for ((how, _), said) in case
            .ways
            .iter()
            .filter(|((how, _), _)| !MOVES.contains(how))
        {
            assert_same(
                &format!("{}, {how}", case.name),
                &expected,
                &lowered(&said.form),
            );
        }
    }
}

#[test]
fn our_own_document_becomes_the_same_bytes_however_it_is_said() {
    let files = |document: &Value| match pipeline::run(
        Input::Refined(document),
        Target::OWN,
        pipeline::SILENT,
    ) {
        Ok(done) => done.value.generated.files,
        Err(findings) => panic!("{findings}"),
    };
    let document = own();
    let expected = files(&document);
    for how in [
        "each reference in oneOf of one",
        "idle limits",
        "as OpenAPI 3.1",
    ] {
        let (_, rewrite) = ALL.into_iter().find(|(known, _)| *known == how).expect(how);
        assert!(files(&rewrite(&document)) == expected, "{how}");
    }
}

#[test]
fn another_order_of_members_changes_the_order_alone() {
    let in_order = |document: &Value| {
        let mut api = lowered(&read(document));
        api.types.sort_by(|one, other| one.name.cmp(&other.name));
        let types = api.types.iter_mut();
        let mut names: Vec<(String, Vec<String>)> = Vec::new();
        for ty in types {
            let fields = ty.kind.object().map(|object| &object.fields);
            let fields = fields.into_iter().flatten();
            let mut fields: Vec<String> = fields
                .map(|field| format!("{} {} {:?}", field.wire, field.rust, field.ty))
                .collect();
            fields.sort();
            names.push((ty.name.clone(), fields));
        }
        names
    };
    let (_, reversed) = ALL
        .into_iter()
        .find(|(how, _)| *how == "order of members")
        .expect("it");
    let document = own();
    assert_eq!(in_order(&document), in_order(&reversed(&document)));
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 400, ..cases(16) })]

    #[test]
    fn any_document_becomes_the_same_rust_however_it_is_said(
        document in document(),
        way in prop::sample::select(&ALL[..]),
    ) {
        let (how, rewrite) = way;
        if !MOVES.contains(&how) {
            let (one, other) = (lowered(&read(&document)), lowered(&read(&rewrite(&document))));
            assert_same(&format!("{how} of {document}"), &one, &other);
        }
    }
}
