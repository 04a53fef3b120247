//! What is asked of a person by an action of an overlay.

/// A member that is missing, and where.
pub(super) struct Question {
    pub(super) at: Vec<String>,
    pub(super) member: String,
    pub(super) answer: String,
    /// The member by which such judgements are known in the overlays.
    pub(super) like: &'static str,
    /// What the page says there.
    pub(super) words: Option<String>,
    /// What the overlays say of others of the name.
    pub(super) elsewhere: Vec<String>,
}

impl Question {
    pub(super) fn new(at: Vec<String>, member: &str, answer: String, like: &'static str) -> Self {
        Self {
            at,
            member: member.to_owned(),
            answer,
            like,
            words: None,
            elsewhere: Vec::new(),
        }
    }

    /// What helps to answer it, as a comment behind it.
    fn beside(&self) -> String {
        let words = self.words.iter().map(|words| {
            let words: Vec<&str> = words.split_whitespace().collect();
            format!("the page: {}", words.join(" "))
        });
        let mut told: Vec<String> = words.collect();
        if !self.elsewhere.is_empty() {
            told.push(format!("elsewhere: {}", self.elsewhere.join(" | ")));
        }
        if told.is_empty() {
            return String::new();
        }
        let mark = if self.answer.contains(" # ") {
            ";"
        } else {
            " #"
        };
        format!("{mark} {}", told.join("; "))
    }
}

/// One action with all that is asked of its target, to which so many steps lead.
pub(super) fn action(
    (target, depth): (&str, usize),
    questions: &[Question],
    with_words: bool,
) -> String {
    let mut text = format!("  - target: {target}\n    description: '?'\n    update:\n");
    let mut before: &[String] = &[];
    for question in questions {
        let below = question.at.get(depth..).unwrap_or_default();
        let shared = before
            .iter()
            .zip(below)
            .take_while(|(one, other)| one == other);
        let shared = shared.count();
        for (depth, step) in below.iter().enumerate().skip(shared) {
            text.push_str(&format!("{}{}:\n", indent(depth), quoted(step)));
        }
        let (member, answer) = (quoted(&question.member), &question.answer);
        text.push_str(&format!("{}{member}: {answer}", indent(below.len())));
        if with_words {
            text.push_str(&question.beside());
        }
        text.push('\n');
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
