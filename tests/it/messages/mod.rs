//! What people get to read who have configured or used the client wrongly. Each message is a golden case in
//! `tests/cases/messages`, and is read with one question: do I now know what to do?

mod asked;
mod configured;
mod logged;
mod looked_up;
mod reached;
mod values;

use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::PathBuf;

use gateway_runtime::{Config, Failure, Retries};

use crate::accept::accepts;
use crate::own::workspace;
use crate::reconcile::requests::{CODE, PAN};
use crate::reconcile::run;

/// What was given that no message may repeat.
const SECRETS: [&str; 6] = [PAN, CODE, "Marked", "app-1", "token-1", "4242"];

/// A mistake, in words, and the message that comes of it.
type Case = (&'static str, &'static str, String);

/// Adds a case by the name of its file.
fn case(name: &'static str, mistake: &'static str, message: impl Display) -> Case {
    (name, mistake, message.to_string())
}

/// A configuration that is right, but for what a case does to it.
fn config(url: impl Into<String>) -> Config {
    Config::new(url)
        .credentials("app-1", "Marked-secret")
        .retries(Retries::NONE)
}

/// What a call failed with.
fn failed<T>(outcome: Result<T, Failure>) -> Failure {
    match outcome {
        Ok(_) => panic!("this should fail"),
        Err(failure) => failure,
    }
}

/// Ports differ from run to run.
fn without_ports(message: &str) -> String {
    let mut parts = message.split("127.0.0.1:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let rest = part.trim_start_matches(|letter: char| letter.is_ascii_digit());
        format!("{text}127.0.0.1:PORT{rest}")
    })
}

fn folder() -> PathBuf {
    workspace().join("tests/cases/messages")
}

#[test]
fn each_mistake_is_told_as_its_golden_case_says() {
    let cases = run(async {
        let mut cases = configured::cases();
        cases.extend(values::cases());
        cases.extend(reached::cases().await);
        cases.extend(asked::cases().await);
        cases.extend(looked_up::cases().await);
        cases
    });
    assert!(cases.len() >= 50, "{} cases", cases.len());
    let mut names = BTreeSet::new();
    for (name, mistake, message) in cases {
        for secret in SECRETS {
            assert!(!message.contains(secret), "{name} shows {secret}");
        }
        assert!(names.insert(format!("{name}.txt")), "{name} is there twice");
        let message = without_ports(&message);
        let (path, text) = (
            folder().join(format!("{name}.txt")),
            format!("{mistake}\n\n{message}\n"),
        );
        if accepts() {
            std::fs::write(&path, &text).unwrap();
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            text, expected,
            "{name}: review the difference, then INSTA_UPDATE=always cargo test"
        );
    }
    let files = std::fs::read_dir(folder()).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let left: Vec<_> = files.filter(|file| !names.contains(file)).collect();
    assert!(left.is_empty(), "nothing makes {left:?}");
}
