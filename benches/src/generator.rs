//! What each stage of the generator costs, for so many copies of our document in one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use gateway_codegen::findings::Stage;
use gateway_codegen::{drift, emit, lower, models, openapi, render, transcribe, yaml};
use nix::sys::resource::UsageWho;
use serde_json::{Map, Value};

use crate::measure::{Rounds, print_beside, processor_time_of};

const STAGES: [&str; 8] = [
    "transcribe",
    "normal form",
    "lower",
    "shapes",
    "emit",
    "emit and render, without rustfmt",
    "render, rustfmt",
    "drift",
];

pub(crate) fn run(rounds: u32) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.yaml");
    let text = std::fs::read_to_string(PathBuf::from(&path)).expect("our document");
    let own = yaml::read(&text).expect("our document");
    let mut columns = Vec::new();
    for (copies, rounds) in [(1, rounds), (10, rounds.div_ceil(3)), (100, 1)] {
        let document = copied(&own, copies);
        let mut table = Rounds::new(STAGES);
        for _ in 0..rounds {
            measure(&document, &mut table);
        }
        columns.push((format!("{copies} times our document"), table));
    }
    print_beside("Milliseconds of processor time", &columns, None);
}

fn measure(document: &Value, table: &mut Rounds) {
    let mut at = 0;
    let mut stage = |taken: Duration| {
        table.note(at, taken, 1);
        at += 1;
    };
    let _ = timed(&mut stage, || transcribe::of_document(document));
    let form = timed(&mut stage, || done(openapi::read(document)));
    let (api, _) = timed(&mut stage, || lower::lower_what_fits(&form, false));
    let shapes = timed(&mut stage, || done(models::shapes(&api)));
    let layout = emit::Layout::new(&api, &shapes, "copies");
    let file = |number| layout.file(number);
    let _ = timed(&mut stage, || (0..layout.files()).filter_map(file).count());
    // Each file is laid out once more where it is printed.
    let before = (own_time(), children());
    let _ = done(render::render(layout.files(), file, "// @generated\n"));
    stage(own_time() - before.0);
    stage(children() - before.1);
    let mut other = document.clone();
    if let Some(schemas) = other
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        for (_, schema) in schemas.iter_mut() {
            schema["description"] = Value::from("Something else.");
        }
    }
    let other = done(openapi::read(&other));
    let _ = timed(&mut stage, || drift::compare(&form, &other));
}

fn own_time() -> Duration {
    processor_time_of(UsageWho::RUSAGE_SELF)
}

fn children() -> Duration {
    processor_time_of(UsageWho::RUSAGE_CHILDREN)
}

fn timed<T>(stage: &mut impl FnMut(Duration), work: impl FnOnce() -> T) -> T {
    let before = own_time();
    let made = work();
    stage(own_time() - before);
    made
}

fn done<T>(stage: Stage<T>) -> T {
    match stage {
        Ok(done) => done.value,
        Err(findings) => panic!("{findings}"),
    }
}

/// A document with everything of ours so many times, each time under other names.
fn copied(own: &Value, copies: usize) -> Value {
    let mut document = own.clone();
    for copy in 1..copies {
        let text = own.to_string().replace(
            "#/components/schemas/",
            &format!("#/components/schemas/Copy{copy}"),
        );
        let again: Value = serde_json::from_str(&text).expect("JSON");
        merge(&mut document, &again, "/paths", |path| {
            format!("/copy{copy}{path}")
        });
        merge(&mut document, &again, "/components/schemas", |name| {
            format!("Copy{copy}{name}")
        });
    }
    let mut number = 0;
    let paths = document
        .pointer_mut("/paths")
        .and_then(Value::as_object_mut);
    for operation in paths
        .into_iter()
        .flat_map(|paths| paths.values_mut())
        .flat_map(operations)
    {
        number += 1;
        operation.insert("operationId".into(), format!("operation{number}").into());
        // These name other operations by their ids.
        operation.retain(|name, _| !name.starts_with("x-"));
    }
    document
}

fn operations(item: &mut Value) -> impl Iterator<Item = &mut Map<String, Value>> {
    item.as_object_mut()
        .into_iter()
        .flat_map(|item| item.values_mut())
        .filter_map(Value::as_object_mut)
}

fn merge(into: &mut Value, from: &Value, at: &str, name: impl Fn(&str) -> String) {
    let from = from
        .pointer(at)
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    if let Some(into) = into.pointer_mut(at).and_then(Value::as_object_mut) {
        into.extend(from.into_iter().map(|(key, value)| (name(&key), value)));
    }
}
