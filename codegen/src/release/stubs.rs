//! What the overlays have to say of what is new, ready to be filled in.

use std::collections::BTreeMap;

use serde_json::Value;

use super::elsewhere::elsewhere;
use super::everywhere::{Action, everywhere};
use super::prose::Prose;
use super::question::{Question, action};
use super::shared::Shared;
use super::trouble::Trouble;
use super::unsampled::Unsampled;
use super::workspace::Workspace;
use crate::findings::{At, Findings, Id, Severity, pointer_names, pointer_of};
use crate::openapi::Document;
use crate::overlay::{Given, is_entry};

/// How the head of the stubs in a file of the overlays begins, before the id of the release that asks.
pub const ASKED: &str = "# Asked by release ";

/// Lines for an overlay, in which `?` stands for what a person has to say. They are comments, so that none of it is taken
/// for a judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stub {
    /// The file of the overlay in which most of its kind is said.
    pub file: String,
    /// The lines.
    pub text: String,
    /// The lines with the words of the page, and those of the overlays of others of the name, beside what is asked. They are
    /// shown and never written down.
    pub shown: String,
}

/// What is asked of a person.
pub(super) struct Asked<'a> {
    /// What is missing in the document and in the crate.
    pub(super) findings: &'a [&'a Findings],
    /// What could refer to a scalar of ours.
    pub(super) shared: &'a [Shared],
    /// What has no sample.
    pub(super) unsampled: &'a [Unsampled],
}

/// The texts of the overlays with the stubs for them, by their paths; those that follow a move are there already.
pub(super) fn written(
    workspace: &Workspace,
    mut files: Vec<(String, String)>,
    stubs: &[Stub],
) -> Result<Vec<(String, String)>, Trouble> {
    for stub in stubs {
        match files.iter_mut().find(|(path, _)| *path == stub.file) {
            Some((_, text)) => text.push_str(&stub.text),
            None => {
                let text = workspace.read(&stub.file)?;
                files.push((stub.file.clone(), text + &stub.text));
            }
        }
    }
    Ok(files)
}

/// The stubs for all that is missing, a file each.
pub(super) fn stubs(
    release: &str,
    asked: &Asked<'_>,
    given: &[Given],
    (refined, document): (&Document, &Value),
    prose: Option<&Prose>,
) -> Vec<Stub> {
    let mut actions: BTreeMap<(String, Vec<String>), Vec<Question>> = BTreeMap::new();
    let questions = asked.findings.iter().flat_map(|it| missing(it, refined));
    for mut question in questions.chain(asked.unsampled.iter().map(sample)) {
        let owner = question.at.get(..3).unwrap_or_default();
        let near = referring(refined, owner);
        let Some(file) = file(given, &question, &near) else {
            continue;
        };
        let pointer = pointer_of(question.at.iter().chain([&question.member]));
        question.words = prose.and_then(|prose| prose.at(&pointer));
        question.elsewhere = elsewhere(given, document, &question.at, &question.member);
        let target = target(&question.at);
        let questions = actions.entry((file, target)).or_default();
        // The document and the crate can lack the same.
        let is_asked = questions
            .iter()
            .any(|it| (&it.at, &it.member) == (&question.at, &question.member));
        if !is_asked {
            questions.push(question);
        }
    }
    let mut files: BTreeMap<String, [String; 2]> = BTreeMap::new();
    for Action {
        file,
        target,
        depth,
        questions,
    } in everywhere(actions, document)
    {
        let texts = files.entry(file).or_default();
        for (text, with_words) in texts.iter_mut().zip([false, true]) {
            text.push_str(&action((&target, depth), &questions, with_words));
        }
    }
    for shared in asked.shared {
        if let (Some(file), Some(action)) = (shared.file(given, refined), shared.action()) {
            let texts = files.entry(file).or_default();
            texts.iter_mut().for_each(|text| text.push_str(&action));
        }
    }
    let head = format!(
        "\n{ASKED}{release}: answer in the place of each `?`, and take the mark of the comment away.\n"
    );
    let marked = |actions: &str| {
        let lines = actions.lines().map(|line| format!("# {line}\n"));
        format!("{head}{}", lines.collect::<String>())
    };
    let stubs = files.into_iter().map(|(file, [text, shown])| Stub {
        file,
        text: marked(&text),
        shown: marked(&shown),
    });
    stubs.collect()
}

/// What errors say that it is missing.
fn missing(findings: &Findings, refined: &Document) -> Vec<Question> {
    const CLASSES: &str =
        "'?' # pan, security-code, card, bin, secret, restricted, personal or open";
    let errors = findings.iter().filter(|it| it.severity == Severity::Error);
    let asked = errors.filter_map(|finding| {
        let At::Pointer(at) = &finding.at else {
            return None;
        };
        let mut at = pointer_names(at);
        let (like, answer) = match finding.id {
            Id::MissingOperationId => ("operationId", "'?'"),
            Id::MissingSummary => ("summary", "'?'"),
            // The scalar that it collides with lent it the description.
            Id::MissingDescription | Id::OverlayCollides => ("description", "'?'"),
            Id::MissingEffect => ("x-effect", "'?' # moves-money, changes or reads"),
            Id::MissingRepeat => (
                "x-repeat",
                "{rule: '?', reason: '?'} # safe, never, same-key, after-reconcile or missing-entries",
            ),
            Id::MissingEnvelope => (
                "x-envelope",
                "{none: '?'} # why it has none, or what it has: {code: …, message: …, accepted: […]}",
            ),
            Id::MissingClass => ("x-class", CLASSES),
            Id::BlockBesideAChoice => {
                let name = at.pop()?;
                at.pop()?;
                let names = beside(findings, &at);
                // They are entries of one list.
                if names.first() != Some(&name) {
                    return None;
                }
                at.extend(["x-choice".to_owned(), choice_without(refined, &at, &name)?]);
                let answer = format!(
                    "[{}] # of what is one of the blocks, in place of this: `blocks: {{value that announces it: {name}}}`",
                    names.join(", ")
                );
                return Some(Question::new(at, "beside", answer, "x-choice"));
            }
            Id::UnstatedName => {
                let member = at.pop()?;
                let answer = format!(
                    "{} # or, if it means something else, in place of `same`: `other: [{member}]`",
                    field_of(refined, &at, &member)?
                );
                return Some(Question::new(at, &member, answer, "x-acknowledges"));
            }
            _ => return None,
        };
        Some(Question::new(at, like, answer.to_owned(), like))
    });
    asked.collect()
}

/// The number of the first choice of a schema that does not speak of a property.
fn choice_without(refined: &Document, schema: &[String], property: &str) -> Option<String> {
    let mut statements = refined.statements.iter();
    let schema = statements.find(|it| pointer_names(&it.notes.pointer.to_string()) == schema)?;
    let choices = schema.notes.extensions.get("x-choice")?.as_array()?;
    let names = |choice: &Value, member: &str| match choice.get(member) {
        Some(Value::Array(names)) => names.iter().any(|name| name == property),
        Some(Value::Object(blocks)) => blocks.values().any(|name| name == property),
        _ => false,
    };
    let mut choices = choices.iter();
    let at = choices.position(|it| !names(it, "beside") && !names(it, "blocks"))?;
    Some(at.to_string())
}

/// The objects beside a choice of which nothing is said, by the schema that has them.
fn beside(findings: &Findings, schema: &[String]) -> Vec<String> {
    let told = findings.iter().filter(|it| it.id == Id::BlockBesideAChoice);
    let names = told.filter_map(|finding| match &finding.at {
        At::Pointer(at) => {
            let mut at = pointer_names(at);
            let name = at.pop()?;
            at.pop()?;
            (at == schema).then_some(name)
        }
        At::File | At::Line(_) => None,
    });
    names.collect()
}

/// The field of the request that other places of a name are compared with.
fn field_of(refined: &Document, at: &[String], path: &str) -> Option<String> {
    let operation = refined.operations.iter().find(|it| {
        let operation = pointer_names(&it.notes.pointer.to_string());
        at.starts_with(&operation)
    });
    let same = operation?
        .notes
        .extensions
        .get("x-acknowledges")?
        .get("same")?;
    let last = |path: &str| path.rsplit(['.', ']']).next().map(str::to_owned);
    let mut pairs = same.as_object()?.iter();
    let (_, field) = pairs.find(|(theirs, _)| last(theirs) == last(path))?;
    Some(field.as_str()?.to_owned())
}

fn sample(unsampled: &Unsampled) -> Question {
    let hint = if unsampled.is_text {
        ""
    } else {
        " # without quotes"
    };
    let at = pointer_names(&unsampled.at);
    Question::new(at, "example", format!("'?'{hint}"), "example")
}

/// The schema or the operation that a place belongs to, or the entry of a list within it, which no update leads into.
fn target(at: &[String]) -> Vec<String> {
    let entry = (0..at.len()).rev().find(|index| is_entry(at, *index));
    let length = entry.map_or(3, |entry| entry + 1);
    at.iter().take(length).cloned().collect()
}

/// The schemas whose properties refer to one.
fn referring(document: &Document, schema: &[String]) -> Vec<Vec<String>> {
    let reference = format!("#/{}", schema.join("/"));
    let statements = document.statements.iter();
    let refers = statements.filter(|it| it.reference.as_deref() == Some(reference.as_str()));
    let owners = refers.map(|it| pointer_names(&it.notes.pointer.to_string()));
    owners.map(|at| at.into_iter().take(3).collect()).collect()
}

/// The file that gives such a member most often: to what stands in the same schema or operation, or else in those that
/// refer to it, or else to any of its kind, or else to anything.
fn file(given: &[Given], question: &Question, near: &[Vec<String>]) -> Option<String> {
    let kind = question.at.first()?;
    let owner = question.at.get(..3)?;
    let mut weights: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    // Few operations have an envelope of their own, and all say what they do.
    let like = match question.like {
        "x-envelope" => "x-effect",
        like => like,
    };
    for given in given.iter().filter(|it| it.member == like) {
        let at = pointer_names(&given.at);
        let [own, nearby, alike, any] = weights.entry(&given.file).or_default();
        *own += usize::from(at.starts_with(owner));
        *nearby += usize::from(near.iter().any(|near| at.starts_with(near)));
        *alike += usize::from(at.first() == Some(kind));
        *any += 1;
    }
    let heaviest = weights.into_iter().max_by_key(|(_, weight)| *weight);
    heaviest.map(|(file, _)| file.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::openapi;

    #[test]
    fn errors_are_asked_for_and_objects_beside_one_choice_together() {
        const ORDER: &str = "/components/schemas/Order";
        let document = json!({
            "openapi": "3.0.3", "info": { "title": "Shop", "version": "1" }, "paths": {},
            "components": { "schemas": { "Order": {
                "type": "object", "properties": { "a": { "type": "object" }, "b": { "type": "object" } },
                "x-choice": [{ "beside": ["a", "b"] }, { "blocks": { "card": "card" } }],
            } } },
        });
        let refined = openapi::read(&document).expect("OpenAPI 3.0").value;
        let mut findings = Findings::default();
        let at = |rest: &str| At::Pointer(format!("{ORDER}{rest}"));
        findings.warning(Id::MissingSummary, at(""), "a warning");
        findings.error(Id::MissingDescription, at(""), "an error");
        for name in ["a", "b"] {
            let at = at(&format!("/properties/{name}"));
            findings.error(Id::BlockBesideAChoice, at, "beside");
        }
        let asked = missing(&findings, &refined);
        let asked: Vec<(String, &str, &str)> = asked
            .iter()
            .map(|it| {
                let answer = it.answer.split(" # ").next().unwrap_or_default();
                (it.at.join("/"), it.member.as_str(), answer)
            })
            .collect();
        let order = ORDER.trim_start_matches('/');
        assert_eq!(
            asked,
            [
                (order.to_owned(), "description", "'?'"),
                (format!("{order}/x-choice/1"), "beside", "[a, b]"),
            ]
        );
    }
}
