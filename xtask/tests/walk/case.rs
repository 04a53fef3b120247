//! One release that is walked to: a folder of `tests/cases/walk`, with what a person writes on the way.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use gateway_codegen::yaml;
use serde_json::Value;

/// Texts by the files that they are about.
type Texts = BTreeMap<String, Vec<String>>;

/// What a person does between the commands, and what the release has then.
pub(crate) struct Case {
    /// The name of the patch.
    pub(crate) patch: String,
    /// The release that the page states.
    pub(crate) release: String,
    /// How the draft is taken.
    pub(crate) take: Vec<String>,
    /// The answers to what is asked of new things, by the name of the member: in their order, or one for all.
    pub(crate) answers: BTreeMap<String, Answers>,
    /// Parts of points that are open, of which there is none if this is empty.
    pub(crate) open: Vec<String>,
    /// What the last command says is left before the code around the client is edited.
    pub(crate) left: Texts,
    /// What the files of the settled release have.
    pub(crate) has: Texts,
    /// And what they have not.
    pub(crate) lacks: Texts,
    /// What the compiler says of the program that was written against the former release, where it refuses it.
    pub(crate) errors: Vec<String>,
    folder: PathBuf,
}

/// Answers to one kind of question.
#[derive(Clone)]
pub(crate) enum Answers {
    All(String),
    Each(Vec<String>),
}

impl Case {
    /// All there are, by their names.
    pub(crate) fn all() -> Vec<Self> {
        let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/walk");
        let entries = fs::read_dir(cases).unwrap().map(|it| it.unwrap().path());
        let mut cases: Vec<Self> = entries.filter(|it| it.is_dir()).map(Self::read).collect();
        cases.sort_by(|one, other| one.patch.cmp(&other.patch));
        cases
    }

    fn read(folder: PathBuf) -> Self {
        let said = yaml::read(&fs::read_to_string(folder.join("case.yaml")).unwrap()).unwrap();
        let answers = said["answers"].as_object().into_iter().flatten();
        let answers = answers.map(|(member, said)| (member.clone(), Answers::of(said)));
        Self {
            patch: folder.file_name().unwrap().to_str().unwrap().to_owned(),
            release: text(&said["release"]),
            take: list(&said["take"]),
            answers: answers.collect(),
            open: list(&said["open"]),
            left: texts(&said["left"]),
            has: texts(&said["has"]),
            lacks: texts(&said["lacks"]),
            errors: list(&said["errors"]),
            folder,
        }
    }

    /// What a person writes into the overlays beside the answers.
    pub(crate) fn overlay_patch(&self) -> Option<PathBuf> {
        self.file("overlay.patch")
    }

    /// What a person writes around the client. Without it the release is walked to no further than to its client.
    pub(crate) fn around_patch(&self) -> Option<PathBuf> {
        self.file("around.patch")
    }

    /// A file of the case, if it has it.
    pub(crate) fn file(&self, name: &str) -> Option<PathBuf> {
        let file = self.folder.join(name).canonicalize();
        file.ok()
    }
}

impl Answers {
    fn of(said: &Value) -> Self {
        match said {
            Value::Array(_) => Self::Each(list(said)),
            one => Self::All(text(one)),
        }
    }

    /// The answer to the next question.
    pub(crate) fn next(&mut self) -> Option<String> {
        match self {
            Self::All(answer) => Some(answer.clone()),
            Self::Each(answers) if answers.is_empty() => None,
            Self::Each(answers) => Some(answers.remove(0)),
        }
    }

    /// Whether nobody asked for some of them.
    pub(crate) fn are_left(&self) -> bool {
        matches!(self, Self::Each(answers) if !answers.is_empty())
    }
}

fn text(said: &Value) -> String {
    said.as_str().unwrap().to_owned()
}

fn list(said: &Value) -> Vec<String> {
    said.as_array().into_iter().flatten().map(text).collect()
}

fn texts(said: &Value) -> Texts {
    let files = said.as_object().into_iter().flatten();
    files
        .map(|(file, texts)| (file.clone(), list(texts)))
        .collect()
}
