//! What a person has written about the client and has to write on: samples of its types, calls of its operations, golden
//! cases, and the snapshots of a release. It is looked for in the text of those files, so that it can be said before
//! anything is compiled.

use std::collections::BTreeSet;

use gateway_codegen::api::{Api, Field, TypeDef, TypeKind};
use gateway_codegen::release::{Trouble, Workspace};
use serde_json::Value;

use super::cases;
use super::offers::{Offers, offered};

const KINDS: &str = "tests/it/samples/kinds.rs";
const CALLS: &str = "tests/it/end_to_end/mod.rs";
const CASES: &str = "tests/cases";
const SNAPSHOTS: &str = "codegen/tests/it/snapshots";

/// A line for each thing that is missing. What the workspace does not have at all, nothing is missing from.
pub(super) fn lines(
    workspace: &Workspace,
    api: &Api,
    release: &str,
) -> Result<Vec<String>, Trouble> {
    let mut left = Vec::new();
    if let Some(kinds) = File::read(workspace, KINDS)? {
        samples(workspace, api, &kinds, &mut left)?;
    }
    if let Some(calls) = File::read(workspace, CALLS)? {
        let kinds = File::read(workspace, KINDS)?;
        called(api, kinds.as_ref(), &calls, &mut left);
    }
    if workspace.path(CASES).join("requests").exists() {
        golden(workspace, api, &mut left)?;
    }
    for name in ["surface__surface_", "restrict__tokens_of_"] {
        let file = format!("{SNAPSHOTS}/it__{name}{release}.snap");
        if workspace.path(SNAPSHOTS).exists() && !workspace.path(&file).exists() {
            left.push(format!(
                "{file}: it is missing; accept it and look at it beside that of the release before"
            ));
        }
    }
    Ok(left)
}

/// A source file.
struct File {
    path: String,
    text: String,
}

impl File {
    fn read(workspace: &Workspace, path: &str) -> Result<Option<Self>, Trouble> {
        if !workspace.path(path).exists() {
            return Ok(None);
        }
        let text = workspace.read(path)?;
        let path = path.to_owned();
        Ok(Some(Self { path, text }))
    }

    /// Where some text begins, as `FILE:LINE`; the file where it does not stand.
    fn at(&self, text: &str) -> String {
        let before = self.text.split(text).next().unwrap_or_default();
        if before.len() == self.text.len() {
            return self.path.clone();
        }
        format!("{}:{}", self.path, before.matches('\n').count() + 1)
    }

    /// The words of a function, up to the brace at the beginning of a line.
    fn words_of(&self, function: &str) -> Option<BTreeSet<&str>> {
        let (_, rest) = self.text.split_once(&format!("fn {function}("))?;
        let (body, _) = rest.split_once("\n}").unwrap_or((rest, ""));
        Some(words(body))
    }
}

fn words(text: &str) -> BTreeSet<&str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .collect()
}

/// Types without a sample, and samples without a property.
fn samples(
    workspace: &Workspace,
    api: &Api,
    kinds: &File,
    left: &mut Vec<String>,
) -> Result<(), Trouble> {
    let dense: String = kinds.text.split_whitespace().collect();
    let offers = Offers { api, kinds: &dense };
    for ty in api.types.iter().filter(|ty| stands_for_itself(ty)) {
        let Some((_, row)) = dense.split_once(&format!("!({},", ty.name)) else {
            let offer = offers.sample(ty).unwrap_or_default();
            left.push(format!(
                "{}: `{}` has no sample; write a function for it in {}, and add it to the table here{}",
                kinds.at("fn kinds("),
                ty.name,
                folder(ty),
                offered(&offer),
            ));
            continue;
        };
        let Some((sample, _)) = row.split_once("()") else {
            continue;
        };
        let Some((file, function)) = sample.split_once("::") else {
            continue;
        };
        let path = format!("tests/it/samples/{file}.rs");
        if let Some(file) = File::read(workspace, &path)? {
            full((ty, &offers), &file, function, left);
        }
    }
    Ok(())
}

fn stands_for_itself(ty: &TypeDef) -> bool {
    !matches!(
        ty.kind,
        TypeKind::Choice(_) | TypeKind::Either(_) | TypeKind::Parameters(..)
    )
}

/// Where the samples of a type stand.
fn folder(ty: &TypeDef) -> &'static str {
    match ty.kind {
        TypeKind::Request(_) | TypeKind::Together(_) => "tests/it/samples/requests.rs",
        TypeKind::Answer(_) => "tests/it/samples/answers.rs",
        _ => KINDS,
    }
}

/// The properties that the sample of a type lacks.
fn full(
    (ty, offers): (&TypeDef, &Offers<'_>),
    file: &File,
    function: &str,
    left: &mut Vec<String>,
) {
    let (Some(object), Some(words)) = (ty.kind.object(), file.words_of(function)) else {
        return;
    };
    // What holds the members that no property names is no property.
    let properties = object.fields.iter().filter(|field| field.rest.is_none());
    let name = |field: &Field| field.rust.trim_start_matches("r#").to_owned();
    let missing: Vec<&Field> = properties
        .filter(|field| !words.contains(name(field).as_str()))
        .collect();
    if !missing.is_empty() {
        let names = missing.iter().map(|field| format!("`{}`", name(field)));
        let names: Vec<String> = names.collect();
        let lines = missing.iter().map(|field| offers.property(ty, field));
        let lines: Vec<String> = lines.collect();
        left.push(format!(
            "{}: the sample of {} lacks {}{}",
            file.at(&format!("fn {function}(")),
            ty.name,
            names.join(", "),
            offered(&lines.join("\n")),
        ));
    }
}

/// Operations that no test calls.
fn called(api: &Api, kinds: Option<&File>, calls: &File, left: &mut Vec<String>) {
    let dense = kinds.map(|kinds| kinds.text.split_whitespace().collect());
    let dense: String = dense.unwrap_or_default();
    let offers = Offers { api, kinds: &dense };
    let words = calls.words_of("callables").unwrap_or_default();
    for operation in api.operations() {
        if !words.contains(operation.rust.to_uppercase().as_str()) {
            left.push(format!(
                "{}: no test calls {}; add it to the table here, in the order of the reference{}",
                calls.at("fn callables("),
                operation.id,
                offered(&offers.call(operation).unwrap_or_default()),
            ));
        }
    }
}

/// Golden cases that are missing or lack properties; they are written of the samples.
fn golden(workspace: &Workspace, api: &Api, left: &mut Vec<String>) -> Result<(), Trouble> {
    for operation in api.operations() {
        let body = operation.body.as_ref().map(|body| &body.ty);
        let sides = [("requests", body), ("answers", Some(&operation.answer.ty))];
        for (folder, ty) in sides {
            let path = format!("{CASES}/{folder}/{}.json", operation.id);
            let why = if workspace.path(&path).exists() {
                let case: Value = serde_json::from_str(&workspace.read(&path)?).unwrap_or_default();
                let value = match folder {
                    "requests" => case.get("body").unwrap_or(&Value::Null),
                    _ => &case,
                };
                let missing = ty.map_or_else(BTreeSet::new, |ty| cases::lacks(api, ty, value));
                if missing.is_empty() {
                    continue;
                }
                let missing: Vec<String> = missing.into_iter().collect();
                format!("it lacks {}", missing.join(", "))
            } else {
                format!("{} has no golden case", operation.id)
            };
            left.push(format!(
                "{path}: {why}; INSTA_UPDATE=always writes it of the samples, when they are full"
            ));
        }
    }
    Ok(())
}
