//! What the overlays have to say of what is new, ready to be filled in.

use std::collections::BTreeMap;

use serde_json::Value;

use super::attention::{Attention, Kind};
use super::trouble::Trouble;
use super::workspace::Workspace;
use crate::drift::Change;
use crate::findings::{At, Findings, Id, Severity, pointer_names};
use crate::openapi::{Document, Role, Statement};
use crate::overlay::{Given, is_entry, query};
use crate::refine::scalars_of;

/// Lines for an overlay, in which `?` stands for what a person has to say. They are comments, so that none of it is taken
/// for a judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stub {
    /// The file of the overlay in which most of its kind is said.
    pub file: String,
    /// The lines.
    pub text: String,
}

/// A member that is missing, and where.
struct Question {
    at: Vec<String>,
    member: &'static str,
    answer: &'static str,
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
    findings: &Findings,
    shared: &[Shared],
    (given, refined): (&[Given], Option<&Document>),
) -> Vec<Stub> {
    let mut actions: BTreeMap<(String, Vec<String>), Vec<Question>> = BTreeMap::new();
    for question in questions(findings) {
        let owner = question.at.get(..3).unwrap_or_default();
        let near = refined.map(|refined| referring(refined, owner));
        let Some(file) = file(given, &question, &near.unwrap_or_default()) else {
            continue;
        };
        let target = target(&question.at);
        actions.entry((file, target)).or_default().push(question);
    }
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for ((file, target), questions) in actions {
        let text = files.entry(file).or_default();
        text.push_str(&action(&target, &questions));
    }
    for scalar in shared {
        if let Some(file) = file_of_scalars(given, &scalar.name) {
            files.entry(file).or_default().push_str(&scalar.action());
        }
    }
    let head = format!(
        "\n# Asked by release {release}: answer in the place of each `?`, and take the mark of the comment away.\n"
    );
    let stubs = files.into_iter().map(|(file, actions)| {
        let lines = actions.lines().map(|line| format!("# {line}\n"));
        Stub {
            file,
            text: format!("{head}{}", lines.collect::<String>()),
        }
    });
    stubs.collect()
}

fn questions(findings: &Findings) -> Vec<Question> {
    let errors = findings.iter().filter(|it| it.severity == Severity::Error);
    let asked = errors.filter_map(|finding| {
        let At::Pointer(at) = &finding.at else {
            return None;
        };
        let (member, answer) = match finding.id {
            Id::MissingOperationId => ("operationId", "'?'"),
            Id::MissingSummary => ("summary", "'?'"),
            Id::MissingDescription => ("description", "'?'"),
            Id::MissingEffect => ("x-effect", "'?' # moves-money, changes or reads"),
            Id::MissingRepeat => (
                "x-repeat",
                "{rule: '?', reason: '?'} # safe, never, same-key, after-reconcile or missing-entries",
            ),
            Id::MissingEnvelope => (
                "x-envelope",
                "{none: '?'} # why it has none, or what it has: {code: …, message: …, accepted: […]}",
            ),
            Id::MissingClass => (
                "x-class",
                "'?' # pan, security-code, card, bin, secret, restricted, personal or open",
            ),
            _ => return None,
        };
        Some(Question {
            at: pointer_names(at),
            member,
            answer,
        })
    });
    asked.collect()
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
/// refer to it, or else to any of its kind.
fn file(given: &[Given], question: &Question, near: &[Vec<String>]) -> Option<String> {
    let kind = question.at.first()?;
    let owner = question.at.get(..3)?;
    let mut weights: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    // Few operations have an envelope of their own, and all say what they do.
    let beside = match question.member {
        "x-envelope" => "x-effect",
        member => member,
    };
    for given in given.iter().filter(|it| it.member == beside) {
        let at = pointer_names(&given.at);
        if at.first() == Some(kind) {
            let [own, nearby, any] = weights.entry(&given.file).or_default();
            *own += usize::from(at.starts_with(owner));
            *nearby += usize::from(near.iter().any(|near| at.starts_with(near)));
            *any += 1;
        }
    }
    let heaviest = weights.into_iter().max_by_key(|(_, weight)| *weight);
    heaviest.map(|(file, _)| file.to_owned())
}

/// One action with all that is asked of its target.
fn action(target: &[String], questions: &[Question]) -> String {
    let mut text = format!(
        "  - target: {}\n    description: '?'\n    update:\n",
        query(target)
    );
    let mut before: &[String] = &[];
    for question in questions {
        let below = question.at.get(target.len()..).unwrap_or_default();
        let shared = before
            .iter()
            .zip(below)
            .take_while(|(one, other)| one == other);
        let shared = shared.count();
        for (depth, step) in below.iter().enumerate().skip(shared) {
            text.push_str(&format!("{}{}:\n", indent(depth), quoted(step)));
        }
        let (member, answer) = (question.member, question.answer);
        text.push_str(&format!("{}{member}: {answer}\n", indent(below.len())));
        before = below;
    }
    text
}

fn indent(depth: usize) -> String {
    " ".repeat(6 + 2 * depth)
}

/// A name as a key of YAML.
fn quoted(name: &str) -> String {
    let is_plain = name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    if is_plain {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', "''"))
    }
}

/// A new property, and the scalar that others of its name refer to.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    at: String,
    name: String,
    scalar: String,
    /// Whether it has a type of its own, which would stand beside that of the scalar.
    has_type: bool,
}

impl Shared {
    fn action(&self) -> String {
        let target = query(&pointer_names(&self.at));
        let (scalar, mut text) = (&self.scalar, String::new());
        if self.has_type {
            text.push_str(&format!(
                "  - target: {target}.type\n    description: The type moves to {scalar}.\n    remove: true\n"
            ));
        }
        text.push_str(&format!(
            "  - target: {target}\n    description: '?'\n    update:\n      allOf:\n        - $ref: '#/components/schemas/{scalar}'\n"
        ));
        text
    }

    /// What there is to decide; nothing where it has no type, which is an error that names the scalar.
    pub(super) fn attention(&self) -> Option<Attention> {
        self.has_type.then(|| Attention {
            kind: Kind::Missing,
            at: self.at.clone(),
            text: format!(
                "this is new, and other properties of its name refer to {}: let it refer to it as well, or leave it as it is [shared-scalar]",
                self.scalar
            ),
            words: None,
        })
    }
}

/// The new properties that refer to no scalar while others of their names do.
pub(super) fn shared(changes: &[Change], refined: &Document, document: &Value) -> Vec<Shared> {
    let is_new = |statement: &&Statement| {
        let at = statement.notes.pointer.to_string();
        statement.role == Role::Property && changes.iter().any(|change| brings(change, &at))
    };
    let new = refined.statements.iter().filter(is_new);
    let shared = new.filter_map(|statement| {
        let at = statement.notes.pointer.to_string();
        let name = statement.notes.pointer.last();
        let mut scalars = scalars_of(refined, name);
        let refers = refined.schemas.with_referred(statement.id);
        let mut keys = refers
            .iter()
            .filter_map(|id| refined.schemas[*id].key.as_ref());
        // Two scalars of one name are two meanings, of which nobody but a person can choose.
        if scalars.len() != 1 || keys.any(|key| scalars.contains(key)) {
            return None;
        }
        Some(Shared {
            has_type: document.pointer(&format!("{at}/type")).is_some(),
            name: name.to_owned(),
            scalar: scalars.pop()?,
            at,
        })
    });
    shared.collect()
}

/// Whether a change is that a property, or the schema around it, is new.
fn brings(change: &Change, at: &str) -> bool {
    let Some(pointer) = &change.pointer else {
        return false;
    };
    match change.rule {
        "schema-added" => at
            .strip_prefix(pointer.as_str())
            .is_some_and(|rest| rest.starts_with('/')),
        "required-property-added" | "optional-property-added" => at == pointer,
        _ => false,
    }
}

/// The file in which properties of a name are given their scalar.
fn file_of_scalars(given: &[Given], name: &str) -> Option<String> {
    let mut given = given.iter().filter(|it| it.member == "allOf");
    given
        .find(|it| {
            pointer_names(&it.at)
                .last()
                .is_some_and(|last| last == name)
        })
        .map(|it| it.file.clone())
}
