//! Reads and checks an overlay document.

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use super::lines::Lines;
use super::model::{Action, Change, Overlay};
use crate::findings::{At, Findings, Id, Stage, pointer_token};
use crate::yaml;

/// Reads an overlay from YAML or JSON. `file` is its name in findings.
///
/// # Errors
///
/// Everything that makes it no overlay of version 1.0 at once, and every action without a reason.
pub fn parse(file: &str, text: &str) -> Stage<Overlay> {
    read(file, text).map_err(|findings| findings.in_file(file))
}

fn read(file: &str, text: &str) -> Stage<Overlay> {
    let document = yaml::read(text).map_err(|malformed| {
        let mut findings = Findings::default();
        let at = malformed.line.map_or(At::File, At::Line);
        findings.error(Id::OverlaySyntax, at, malformed.text);
        findings
    })?;
    let actions = document.get("actions").and_then(Value::as_array);
    let mut reader = Reader {
        lines: Lines::new(text, actions.map_or(0, Vec::len)),
        findings: Findings::default(),
    };
    match reader.overlay(file, &document) {
        Some(overlay) => reader.findings.finish(overlay),
        None => Err(reader.findings),
    }
}

struct Reader {
    lines: Lines,
    /// Holds an error for everything that could not be read.
    findings: Findings,
}

impl Reader {
    fn overlay(&mut self, file: &str, document: &Value) -> Option<Overlay> {
        let root = self.object(document, "")?;
        self.known(root, "", &["overlay", "info", "extends", "actions"]);
        self.release(root);
        let info = match root.get("info") {
            Some(info) => self.object(info, "/info"),
            None => self.malformed("", "`info` is missing"),
        };
        let (title, version) = match info {
            Some(info) => {
                self.known(info, "/info", &["title", "version"]);
                (
                    self.text(info, "/info", "title"),
                    self.text(info, "/info", "version"),
                )
            }
            None => (None, None),
        };
        let extends = root
            .contains_key("extends")
            .then(|| self.text(root, "", "extends"))
            .flatten();
        let actions = self.actions(root);
        Some(Overlay {
            file: file.to_owned(),
            title: title?,
            version: version?,
            extends,
            actions,
            lines: self.lines.clone(),
        })
    }

    fn release(&mut self, root: &Map<String, Value>) {
        let patch = root
            .get("overlay")
            .and_then(Value::as_str)
            .and_then(|release| release.strip_prefix("1.0."));
        if patch.is_none_or(|patch| {
            patch.is_empty() || !patch.bytes().all(|byte| byte.is_ascii_digit())
        }) {
            let at = if root.contains_key("overlay") {
                "/overlay"
            } else {
                ""
            };
            let text = "`overlay` must be a string such as 1.0.0; no other version is known";
            let _: Option<()> = self.error(Id::OverlayVersion, at, text);
        }
    }

    fn actions(&mut self, root: &Map<String, Value>) -> Vec<Action> {
        let actions = match root.get("actions") {
            Some(Value::Array(actions)) if !actions.is_empty() => actions,
            Some(_) => {
                let text = "`actions` must be a list with at least one action";
                return self.malformed("/actions", text).unwrap_or_default();
            }
            None => {
                return self
                    .malformed("", "`actions` is missing")
                    .unwrap_or_default();
            }
        };
        let mut read: Vec<Action> = Vec::new();
        for (index, value) in actions.iter().enumerate() {
            if let Some(action) = self.action(index, value) {
                if let Some(twin) = read
                    .iter()
                    .find(|twin| twin.target == action.target && twin.change == action.change)
                {
                    let twin = format!("/actions/{}", twin.index);
                    let twin = self
                        .lines
                        .of(&twin)
                        .map_or(twin, |line| format!("line {line}"));
                    let text = format!("the action at {twin} does the same");
                    let _: Option<()> =
                        self.error(Id::OverlayRepeated, &format!("/actions/{index}"), &text);
                }
                read.push(action);
            }
        }
        read
    }

    fn action(&mut self, index: usize, value: &Value) -> Option<Action> {
        let at = format!("/actions/{index}");
        let action = self.object(value, &at)?;
        self.known(action, &at, &["target", "description", "update", "remove"]);
        let target = self.text(action, &at, "target");
        let query = target.as_deref().and_then(|target| self.query(target, &at));
        let reason = match action.get("description") {
            Some(_) => self.text(action, &at, "description"),
            None => {
                let text = "an action must say why it is there in `description`";
                self.error(Id::OverlayNoReason, &at, text)
            }
        };
        let change = self.change(action, &at);
        Some(Action {
            index,
            target: target?,
            reason: reason?,
            change: change?,
            query: query?,
        })
    }

    fn query(&mut self, target: &str, at: &str) -> Option<JsonPath> {
        match JsonPath::parse(target) {
            Ok(query) => Some(query),
            Err(error) => {
                let dash = if target.contains('-') {
                    "; a name with a dash must stand in brackets and quotes"
                } else {
                    ""
                };
                let text = format!(
                    "`{target}` is no JSONPath (RFC 9535) from character {} on{dash}",
                    error.position()
                );
                self.error(Id::OverlayTarget, &format!("{at}/target"), &text)
            }
        }
    }

    fn change(&mut self, action: &Map<String, Value>, at: &str) -> Option<Change> {
        let remove = match action.get("remove") {
            None => false,
            Some(Value::Bool(remove)) => *remove,
            Some(_) => {
                return self.malformed(&format!("{at}/remove"), "`remove` must be true or false");
            }
        };
        match (action.get("update"), remove) {
            (None, true) => Some(Change::Remove),
            (None, false) => self.malformed(at, "an action must have `update` or `remove: true`"),
            (Some(_), true) => self.malformed(at, "an action cannot both update and remove"),
            (Some(Value::Null), false) => {
                self.error(Id::OverlayNull, &format!("{at}/update"), "`update` is null")
            }
            (Some(update), false) => Some(Change::Update(update.clone())),
        }
    }

    fn object<'v>(&mut self, value: &'v Value, at: &str) -> Option<&'v Map<String, Value>> {
        match value {
            Value::Object(members) => Some(members),
            _ => self.malformed(at, "an object is expected here"),
        }
    }

    /// A member that must be a string which says something.
    fn text(&mut self, object: &Map<String, Value>, at: &str, name: &str) -> Option<String> {
        match object.get(name) {
            Some(Value::String(text)) if !text.trim().is_empty() => Some(text.clone()),
            Some(_) => {
                let text = format!("`{name}` must be a string that says something");
                self.malformed(&format!("{at}/{name}"), &text)
            }
            None => self.malformed(at, &format!("`{name}` is missing")),
        }
    }

    fn known(&mut self, object: &Map<String, Value>, at: &str, known: &[&str]) {
        for name in object.keys() {
            if !known.contains(&name.as_str()) && !name.starts_with("x-") {
                let at = format!("{at}/{}", pointer_token(name));
                let text = format!("Overlay 1.0 knows no `{name}` here");
                let _: Option<()> = self.error(Id::OverlayUnknownMember, &at, &text);
            }
        }
    }

    fn malformed<T>(&mut self, pointer: &str, text: &str) -> Option<T> {
        self.error(Id::OverlayMalformed, pointer, text)
    }

    /// Notes an error and stands for whatever could not be read.
    fn error<T>(&mut self, id: Id, pointer: &str, text: &str) -> Option<T> {
        let at = match self.lines.of(pointer) {
            Some(line) => At::Line(line),
            None if pointer.is_empty() => At::File,
            None => At::Pointer(pointer.to_owned()),
        };
        self.findings.error(id, at, text);
        None
    }
}
