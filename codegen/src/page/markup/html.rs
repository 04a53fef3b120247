//! The text of a page of HTML.

use super::blocks::Blocks;
use super::entity;

/// Elements of which nothing is read. A browser saves the page's navigation and its notes as well.
const SKIPPED: [&str; 12] = [
    "head", "script", "style", "aside", "nav", "svg", "button", "select", "noscript", "template",
    "ul", "form",
];

/// Parts of the page around its content, by their class.
const FURNITURE: [&str; 4] = ["toc-wrapper", "lang-selector", "dark-box", "search"];

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 22] = [
    "address",
    "article",
    "blockquote",
    "body",
    "dd",
    "div",
    "dl",
    "dt",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "ol",
    "p",
    "section",
];

/// The text of a page, in the lines that an extraction of text gives.
pub(super) fn text(page: &str) -> String {
    let mut reader = Reader {
        blocks: Blocks::new(),
        inline: String::new(),
        pre: None,
        row: None,
        number: None,
    };
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let (words, from) = rest.split_at(start);
        reader.words(words);
        rest = match comment(from) {
            Some(after) => after,
            None => match Tag::read(from) {
                Some((tag, after)) => reader.tag(&tag, after),
                None => {
                    reader.words("<");
                    from.get(1..).unwrap_or_default()
                }
            },
        };
    }
    reader.words(rest);
    reader.flush();
    reader.blocks.finish()
}

/// What comes after a comment or a declaration, if one begins here.
fn comment(from: &str) -> Option<&str> {
    let end = if from.starts_with("<!--") {
        "-->"
    } else if from.starts_with("<!") || from.starts_with("<?") {
        ">"
    } else {
        return None;
    };
    Some(
        from.find(end)
            .and_then(|at| from.get(at + end.len()..))
            .unwrap_or_default(),
    )
}

struct Tag {
    name: String,
    closes: bool,
    /// Whether it ends itself.
    is_empty: bool,
    attributes: String,
}

impl Tag {
    /// Reads a tag; within quotes an attribute can hold anything.
    fn read(from: &str) -> Option<(Self, &str)> {
        let inside = from.get(1..)?;
        let closes = inside.starts_with('/');
        let named = inside.strip_prefix('/').unwrap_or(inside);
        if !named.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            return None;
        }
        let mut quote = None;
        let end = named.char_indices().find_map(|(at, letter)| {
            match (quote, letter) {
                (None, '>') => return Some(at),
                (None, '"' | '\'') => quote = Some(letter),
                (Some(open), letter) if open == letter => quote = None,
                _ => {}
            }
            None
        })?;
        let (whole, after) = named.split_at(end);
        let name: String = whole
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        let tag = Self {
            attributes: whole.get(name.len()..).unwrap_or_default().to_owned(),
            is_empty: whole.ends_with('/'),
            closes,
            name,
        };
        Some((tag, after.get(1..).unwrap_or_default()))
    }

    fn is_furniture(&self) -> bool {
        let class = self.attributes.split("class=").nth(1).unwrap_or_default();
        let class = class
            .trim_start_matches(['"', '\''])
            .split(['"', '\''])
            .next()
            .unwrap_or_default();
        class
            .split_ascii_whitespace()
            .any(|class| FURNITURE.contains(&class))
    }
}

struct Reader {
    blocks: Blocks,
    /// The words of the paragraph that is open.
    inline: String,
    /// The text of the `pre` that is open.
    pre: Option<String>,
    /// The cells of the row that is open.
    row: Option<Vec<String>>,
    /// The number of the last entry of the ordered list that is open.
    number: Option<usize>,
}

impl Reader {
    fn words(&mut self, words: &str) {
        let words = entity::resolve(words);
        match &mut self.pre {
            Some(text) => text.push_str(&words),
            None => self.inline.push_str(&words),
        }
    }

    /// Ends the paragraph that is open. A break within it is a line of its own.
    fn flush(&mut self) {
        let inline = std::mem::take(&mut self.inline);
        for line in lines(&inline) {
            self.blocks.line(&line);
        }
        self.blocks.end();
    }

    /// Reads a tag and gives what comes after it, or after all of the element.
    fn tag<'p>(&mut self, tag: &Tag, after: &'p str) -> &'p str {
        let name = tag.name.as_str();
        if !tag.closes && (SKIPPED.contains(&name) || name == "div" && tag.is_furniture()) {
            return if tag.is_empty {
                after
            } else {
                behind(name, after)
            };
        }
        match (name, tag.closes) {
            ("pre", false) => {
                self.flush();
                self.pre = Some(String::new());
            }
            ("pre", true) => {
                if let Some(text) = self.pre.take() {
                    self.blocks.block(&text);
                }
            }
            _ if self.pre.is_some() => {}
            ("br", _) => self.inline.push('\u{b}'),
            // The navigation's button is an image that stands for its words.
            ("img", _) if tag.attributes.contains("alt=\"Navigation\"") => {
                self.inline.push_str(" Navigation ");
            }
            ("table", _) => self.flush(),
            ("tr", false) => {
                self.inline.clear();
                self.row = Some(Vec::new());
            }
            ("td" | "th", false) => self.inline.clear(),
            ("td" | "th", true) => {
                let cell = lines(&std::mem::take(&mut self.inline)).join("\n");
                if let Some(row) = &mut self.row {
                    row.push(cell);
                }
            }
            ("tr", true) => {
                self.inline.clear();
                if let Some(row) = self.row.take() {
                    self.blocks.line(&row.join(" "));
                }
            }
            ("li", false) => {
                let next = self.number.unwrap_or_default() + 1;
                self.number = Some(next);
                self.inline = format!("{next}. ");
            }
            ("li", true) => {
                let entry = lines(&std::mem::take(&mut self.inline)).join(" ");
                self.blocks.line(&format!("  {entry}"));
            }
            ("ol", closes) => {
                self.flush();
                self.number = (!closes).then_some(0);
            }
            (name, _) if self.row.is_none() && BLOCKS.contains(&name) => self.flush(),
            _ => {}
        }
        after
    }
}

/// The lines of a paragraph, each with single spaces.
fn lines(inline: &str) -> Vec<String> {
    let mut lines: Vec<String> = inline
        .split('\u{b}')
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// What comes behind the end of an element, which can hold others of its name.
fn behind<'p>(name: &str, from: &'p str) -> &'p str {
    let mut depth = 1_usize;
    let mut rest = from;
    while let Some(start) = rest.find('<') {
        rest = rest.get(start..).unwrap_or_default();
        if let Some(after) = comment(rest) {
            rest = after;
            continue;
        }
        match Tag::read(rest) {
            Some((tag, after)) => {
                rest = after;
                if tag.name == name && tag.closes {
                    depth -= 1;
                } else if tag.name == name && !tag.is_empty {
                    depth += 1;
                }
                if depth == 0 {
                    return rest;
                }
            }
            None => rest = rest.get(1..).unwrap_or_default(),
        }
    }
    ""
}
