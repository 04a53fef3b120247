//! The surface of a release is reviewed, and nothing that the page states gets lost on the way to it.
#![allow(clippy::indexing_slicing, reason = "helpers of tests fail like tests")]

use std::collections::BTreeSet;

use gateway_codegen::api::{Api, Class, Struct};
use gateway_codegen::files::{self, Changes, Mode};
use gateway_codegen::pipeline::{self, Target};
use gateway_codegen::render::TextFile;
use gateway_codegen::surface::surface;
use serde_json::Value;

use crate::own::{own, workspace};

/// How much the page of the first release has, counted by hand; later releases are held against their transcript alone.
const COUNTED: &[(&str, Counts)] = &[(
    "20250508",
    Counts {
        operations: 14,
        schemas: 47,
        properties: 302,
        maps: 3,
    },
)];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Counts {
    operations: usize,
    schemas: usize,
    properties: usize,
    maps: usize,
}

/// What a document states or a crate has, by the names on the wire.
#[derive(Debug, Default, PartialEq, Eq)]
struct Inventory {
    operations: BTreeSet<(String, String)>,
    schemas: BTreeSet<String>,
    properties: BTreeSet<(String, String)>,
    maps: BTreeSet<(String, String)>,
}

impl Inventory {
    fn counts(&self) -> Counts {
        Counts {
            operations: self.operations.len(),
            schemas: self.schemas.len(),
            properties: self.properties.len(),
            maps: self.maps.len(),
        }
    }
}

#[test]
fn the_surface_is_what_was_reviewed() {
    let own = own();
    insta::assert_snapshot!(format!("surface_{}", own.release), surface(&own.api));
}

#[test]
fn whatever_the_transcript_states_is_in_the_surface() {
    let own = own();
    let stated = stated(&own.transcript);
    if let Some((_, counts)) = COUNTED.iter().find(|(release, _)| *release == own.release) {
        assert_eq!(stated.counts(), *counts, "the transcript");
    }
    assert_eq!(
        own.api.left_out,
        [],
        "what is left out of our own document needs a decision"
    );
    let shown = shown(&surface(&own.api));
    let lost = |stated: &BTreeSet<(String, String)>, shown: &BTreeSet<(String, String)>| {
        let lost: Vec<_> = stated.difference(shown).cloned().collect();
        assert!(lost.is_empty(), "not in the surface: {lost:?}");
        let invented: Vec<_> = shown.difference(stated).cloned().collect();
        assert!(
            invented.is_empty(),
            "in the surface, but not in the transcript: {invented:?}"
        );
    };
    lost(&stated.operations, &shown.operations);
    lost(&stated.properties, &shown.properties);
    lost(&stated.maps, &shown.maps);
    assert_eq!(stated.schemas, shown.schemas);
}

/// A property that lowering forgets is missed: the comparison above can fail.
#[test]
fn a_property_that_goes_missing_is_missed() {
    let mut api = own().api.clone();
    let object = api
        .types
        .iter_mut()
        .find_map(|ty| object_mut(&mut ty.kind))
        .expect("an object");
    object.fields.remove(0);
    let shown = shown(&surface(&api));
    assert_eq!(
        stated(&own().transcript).properties.len(),
        shown.properties.len() + 1
    );
}

fn object_mut(kind: &mut gateway_codegen::api::TypeKind) -> Option<&mut Struct> {
    use gateway_codegen::api::TypeKind;
    match kind {
        TypeKind::Request(object) | TypeKind::Answer(object) => Some(object),
        _ => None,
    }
}

/// What `cargo xtask generate --check` does.
#[test]
fn what_is_committed_is_what_is_generated() {
    let own = own();
    let document = TextFile {
        path: "openapi.yaml".to_owned(),
        text: pipeline::document_text(&own.document, Target::OWN),
    };
    let spec = workspace().join("spec");
    let mut changes = files::sync_one(&spec, &document, Mode::Check)
        .expect("spec/ can be read")
        .below("spec/");
    let source = workspace().join("generated/src");
    let crate_changes = files::sync(&source, &own.files, Mode::Check)
        .expect("generated/src can be read")
        .below("generated/src/");
    changes.append(crate_changes);
    let Changes {
        added,
        changed,
        removed,
    } = &changes;
    assert!(
        changes.is_empty(),
        "what is committed differs from what is generated; `cargo xtask generate` repairs it\n\
         missing: {added:?}\ndifferent: {changed:?}\nnot generated: {removed:?}"
    );
}

/// What the transcript states, counted in the transcript itself.
fn stated(transcript: &Value) -> Inventory {
    let mut inventory = Inventory::default();
    for (path, item) in object_of(transcript, "/paths") {
        for (method, _) in item.as_object().expect("a path item") {
            inventory
                .operations
                .insert((method.to_uppercase(), path.clone()));
        }
    }
    for (name, schema) in object_of(transcript, "/components/schemas") {
        inventory.schemas.insert(name.clone());
        for (property, node) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let pair = (name.clone(), property.clone());
            if node.get("additionalProperties").is_some() {
                inventory.maps.insert(pair.clone());
            }
            inventory.properties.insert(pair);
        }
    }
    inventory
}

fn object_of<'a>(document: &'a Value, pointer: &str) -> &'a serde_json::Map<String, Value> {
    document
        .pointer(pointer)
        .and_then(Value::as_object)
        .unwrap_or_else(|| panic!("no {pointer}"))
}

/// What the text of a surface shows, read back from its lines; without what the overlay adds and marks as added.
fn shown(surface: &str) -> Inventory {
    let document = &own().document;
    let mut inventory = shown_lines(surface);
    for (name, schema) in object_of(document, "/components/schemas") {
        if schema.get("x-returned") == Some(&Value::Bool(true)) {
            inventory.schemas.remove(name);
            inventory.properties.retain(|(owner, _)| owner != name);
        }
    }
    inventory
}

fn shown_lines(surface: &str) -> Inventory {
    let mut inventory = Inventory::default();
    let mut section: Vec<&str> = Vec::new();
    for line in surface.lines() {
        let columns: Vec<&str> = line.trim_start().split(" | ").collect();
        if !line.starts_with(' ') {
            if let ["request" | "answer", wire, _] = columns.as_slice() {
                inventory.schemas.insert((*wire).to_owned());
            }
            section = columns;
            continue;
        }
        match section.as_slice() {
            [heading] if heading.starts_with("operations of") && columns.len() > 3 => {
                let (method, path) = columns[2].split_once(' ').expect("method and path");
                inventory
                    .operations
                    .insert((method.to_owned(), path.to_owned()));
            }
            // What holds the members that no property names has no name on the wire.
            ["request" | "answer", _, _] if columns[0].starts_with('|') => {}
            ["request" | "answer", schema, _] if columns.len() > 3 => {
                for property in columns[0].split(", ") {
                    let pair = ((*schema).to_owned(), property.to_owned());
                    if columns[2].contains("BTreeMap<") {
                        inventory.maps.insert(pair.clone());
                    }
                    inventory.properties.insert(pair);
                }
            }
            _ => {}
        }
    }
    inventory
}

/// Whatever decides a crate's surface has to show in the text, or nobody reviews it.
#[test]
fn every_change_of_the_surface_shows() {
    use gateway_codegen::api::TypeKind;
    let own = own();
    let before = surface(&own.api);
    type Change = (&'static str, fn(&mut Api));
    let changes: &[Change] = &[
        ("the release", |api| api.version.push('0')),
        ("a path", |api| {
            api.groups[0].operations[0].path.push_str("/v2")
        }),
        ("a media type", |api| {
            api.groups[0].operations[0].accepts.push_str("; version=2")
        }),
        ("a Rust name", |api| {
            first_object(api).fields[0].rust.push('x')
        }),
        ("a wire name", |api| {
            first_object(api).fields[0].wire.push('x')
        }),
        ("requiredness", |api| {
            let field = &mut first_object(api).fields[0];
            field.required = !field.required;
        }),
        ("a class", |api| {
            first_object(api).fields[0].class = Some(Class::Open)
        }),
        ("a limit", |api| {
            first_object(api).fields[0].limits.max_length = Some(7)
        }),
        ("a type", |api| {
            first_object(api).fields[0].ty = gateway_codegen::api::TypeRef::Json
        }),
        ("a value", |api| {
            for ty in &mut api.types {
                if let TypeKind::Enumeration(enumeration) = &mut ty.kind {
                    enumeration.values.pop();
                }
            }
        }),
    ];
    for (what, change) in changes {
        let mut api = own.api.clone();
        change(&mut api);
        assert_ne!(before, surface(&api), "a change of {what} does not show");
    }
}

fn first_object(api: &mut Api) -> &mut Struct {
    api.types
        .iter_mut()
        .find_map(|ty| object_mut(&mut ty.kind))
        .expect("an object")
}

/// Which values serde may have, held against each type of the document and not against those that somebody thought of.
#[test]
fn a_text_is_a_value_of_serde_by_its_class_and_nothing_else_is() {
    use gateway_codegen::api::TypeKind;

    let own = own();
    let emitted: BTreeSet<&str> = own
        .files
        .iter()
        .filter(|file| file.text.contains("gateway_runtime::serde_as_text!("))
        .map(|file| file.path.as_str())
        .collect();
    let mut stored = 0;
    for ty in &own.api.types {
        let may_be = match &ty.kind {
            TypeKind::Scalar(scalar) => matches!(scalar.class, Some(Class::Open | Class::Personal)),
            TypeKind::Enumeration(values) => {
                matches!(values.class, None | Some(Class::Open | Class::Personal))
            }
            _ => false,
        };
        stored += usize::from(may_be);
        let path = format!("models/{}.rs", ty.module);
        assert_eq!(emitted.contains(path.as_str()), may_be, "{}", ty.name);
    }
    assert_eq!(stored, emitted.len());
}
