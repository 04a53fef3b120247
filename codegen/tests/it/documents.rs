//! Documents become crates as the golden cases say, and what cannot become anything is told with its place.
//!
//! Each folder of `cases/documents` holds a document, the findings that come of it and, where it goes through, its `surface.txt`.
//! The few that have `src` hold the whole emitted crate in its place. `tests/it/documents` compiles each crate. With
//! `INSTA_UPDATE=always` the expectations are written anew, for review.

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use gateway_codegen::api::{Api, JsonKind, TypeKind, TypeRef};
use gateway_codegen::files::{self, Mode};
use gateway_codegen::findings::Findings;
use gateway_codegen::pipeline::Generated;
use gateway_codegen::surface::surface;

use crate::accept::accepts;
use crate::cases::all_of_them;
use crate::golden::{cases_of, name, run};

mod hostile;

/// A case, and what came of it.
type Made = (PathBuf, (Option<Generated>, Findings));

/// What comes of every case, made once for the tests that look at it.
fn made() -> &'static [Made] {
    static MADE: OnceLock<Vec<Made>> = OnceLock::new();
    MADE.get_or_init(|| {
        let cases = cases_of("documents").into_iter();
        cases.map(|case| (case.clone(), run(&case))).collect()
    })
}

#[test]
fn every_document_gives_its_crate_and_its_findings() {
    let bless = accepts();
    let mode = if bless { Mode::Write } else { Mode::Check };
    let mut wrong = Vec::new();
    for (case, (generated, findings)) in made() {
        let mut text = |file: &str, now: Option<String>| {
            let path = case.join(file);
            match &now {
                Some(now) if bless => files::write(&path, now).expect("written"),
                None if bless && path.exists() => fs::remove_file(&path).expect("removed"),
                _ => {}
            }
            if fs::read_to_string(&path).ok() != now {
                wrong.push(format!("{}: {file} is now\n{now:?}", name(case)));
            }
        };
        let findings = findings.clone().in_file("document.yaml").to_string();
        text("findings.txt", Some(findings));
        let src = case.join("src");
        let whole = src.exists();
        let pinned = generated.as_ref().filter(|_| !whole);
        text("surface.txt", pinned.map(|made| surface(&made.api)));
        if whole {
            let files = generated.as_ref().map(|made| made.files.as_slice());
            let changes = files::sync(&src, files.unwrap_or_default(), mode).expect("files");
            if !bless && !changes.is_empty() {
                wrong.push(format!("{}: {changes:?}", name(case)));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nrun with INSTA_UPDATE=always and review the difference",
        wrong.join("\n")
    );
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    // What is committed was made by another process; every third is made twice by this one, or each where there is time.
    let is_made_again = |at: usize| at.is_multiple_of(3) || all_of_them();
    for (_, (case, first)) in made()
        .iter()
        .enumerate()
        .filter(|(at, _)| is_made_again(*at))
    {
        let second = run(case);
        let files = |run: &(Option<Generated>, Findings)| {
            run.0.as_ref().map(|generated| generated.files.clone())
        };
        assert_eq!(files(first), files(&second), "{}", name(case));
    }
}

/// What a type holds, aliases followed: the emitted types by name, with whether they are of requests.
fn held(api: &Api, ty: &TypeRef, found: &mut Vec<(String, bool)>) {
    match ty {
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Sensitive(inner) => {
            held(api, inner, found);
        }
        TypeRef::Named(name) => {
            let def = api.types.iter().find(|def| def.name == *name);
            match &def.expect("a type of the crate").kind {
                TypeKind::Alias(inner) => held(api, inner, found),
                TypeKind::Request(_) => found.push((name.clone(), true)),
                TypeKind::Answer(_) => found.push((name.clone(), false)),
                TypeKind::Union(union) => found.push((name.clone(), union.request)),
                TypeKind::Kinds(kinds) => found.push((name.clone(), kinds.request)),
                _ => {}
            }
        }
        _ => {}
    }
}

/// Without the feature `server`, what requests hold cannot be read and what answers hold cannot be written.
#[test]
fn no_type_of_one_side_holds_a_type_of_the_other() {
    let mut wrong = Vec::new();
    for (case, (generated, _)) in made() {
        let Some(generated) = generated else {
            continue;
        };
        let api = &generated.api;
        for operation in api.operations() {
            let (mut sent, mut read) = (Vec::new(), Vec::new());
            if let Some(body) = &operation.body {
                held(api, &body.ty, &mut sent);
            }
            held(api, &operation.answer.ty, &mut read);
            if sent.iter().any(|(_, request)| !request) || read.iter().any(|(_, request)| *request)
            {
                wrong.push(format!("{}: {}", name(case), operation.id));
            }
        }
        for def in &api.types {
            let (is_request, inner): (bool, Vec<&TypeRef>) = match &def.kind {
                TypeKind::Request(object) | TypeKind::Parameters(object, _) => {
                    (true, object.fields.iter().map(|field| &field.ty).collect())
                }
                TypeKind::Answer(object) => {
                    (false, object.fields.iter().map(|field| &field.ty).collect())
                }
                TypeKind::Union(union) => {
                    let variants = union.variants.iter();
                    (union.request, variants.map(|variant| &variant.ty).collect())
                }
                TypeKind::Kinds(kinds) => {
                    let variants = kinds.variants.iter();
                    (kinds.request, variants.map(|variant| &variant.ty).collect())
                }
                _ => continue,
            };
            for ty in inner {
                let mut found = Vec::new();
                held(api, ty, &mut found);
                let strange = found.iter().filter(|(_, request)| *request != is_request);
                wrong.extend(
                    strange.map(|(inner, _)| format!("{}: {} holds {inner}", name(case), def.name)),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn objects_are_told_apart_by_numbers_truth_values_and_types_too() {
    let (_, (generated, _)) = made()
        .iter()
        .find(|(case, _)| case.ends_with("alternatives"))
        .expect("the case");
    let api = &generated.as_ref().expect("a crate").api;
    let scores = |name: &str| {
        let TypeKind::Kinds(kinds) = &api.types.named(name).expect("the type").kind else {
            panic!("{name} is told apart by no JSON type");
        };
        kinds.variants.iter().flat_map(|it| &it.match_score)
    };
    let tags = |name: &str| -> Vec<String> {
        scores(name)
            .flat_map(|known| &known.tags)
            .map(|(name, value)| format!("{name} {value}"))
            .collect()
    };
    assert_eq!(tags("DoneResponse"), ["ok true", "ok false"]);
    assert_eq!(tags("VersionResponse"), ["v 1", "v 2"]);
    assert!(tags("TypedResponse").is_empty());
    let kinds: Vec<_> = scores("TypedResponse").map(|it| &it.kinds[..]).collect();
    let level = |kind| vec![("level".to_owned(), kind)];
    assert_eq!(kinds, [level(JsonKind::Text), level(JsonKind::Number)]);
}
