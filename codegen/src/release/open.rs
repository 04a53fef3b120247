//! What releases before have left open.

use super::attention::{Attention, Kind, behind};
use super::markdown::escape;
use super::record::open_path;
use super::trouble::Trouble;
use super::workspace::Workspace;

/// How a line begins that has one of several places of the point above it.
const PLACE: &str = "  - ";

/// The list of what is open in a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenList {
    /// Where it stands, from the top of the workspace.
    pub path: String,
    /// Each point that is not settled, as Markdown without its box: a line, and one below for each of its places where it has several.
    pub points: Vec<String>,
}

/// The lists of all releases that have one.
///
/// # Errors
///
/// When one cannot be read.
pub fn lists(workspace: &Workspace) -> Result<Vec<OpenList>, Trouble> {
    let mut lists = Vec::new();
    for release in workspace.releases()? {
        let path = open_path(&release);
        if workspace.path(&path).exists() {
            let text = workspace.read(&path)?;
            let points = points(&text);
            lists.push(OpenList { path, points });
        }
    }
    Ok(lists)
}

/// The points of a list that are not settled. Places below a point that is settled are settled with it.
fn points(text: &str) -> Vec<String> {
    let text = format!("\n{text}");
    let points = text.split("\n- [ ] ").skip(1).map(|point| {
        let places = point.lines().skip(1);
        let places = places.take_while(|line| line.starts_with(PLACE));
        let lines: Vec<&str> = point.lines().take(1).chain(places).collect();
        lines.join("\n")
    });
    points.collect()
}

/// Takes over what is open elsewhere and not listed already.
pub(super) fn carry(lists: &[OpenList], list: &mut Vec<Attention>) {
    for point in lists.iter().flat_map(|open| &open.points) {
        let mut lines = point.lines();
        let question = lines.next().unwrap_or_default();
        let places = lines.filter_map(|line| placed(line.strip_prefix(PLACE)?));
        let mut asked: Vec<_> = places.map(|(at, here)| (at, question, here)).collect();
        if asked.is_empty() {
            let (at, text) = placed(question).unwrap_or(("", question));
            asked.push((at, text, ""));
        }
        for (at, text, here) in asked {
            let whole = behind(text.to_owned(), here);
            let is_it = |it: &Attention| it.quoted() == at && escape(&it.asked()) == whole;
            if !list.iter().any(is_it) {
                list.push(Attention {
                    kind: Kind::Carried,
                    id: None,
                    at: at.to_owned(),
                    text: text.replace('\\', ""),
                    here: here.replace('\\', ""),
                    words: None,
                });
            }
        }
    }
}

/// The place at the beginning of a line, and what is behind it.
fn placed(line: &str) -> Option<(&str, &str)> {
    let (at, more) = line.strip_prefix('`')?.split_once('`')?;
    Some((at, more.strip_prefix(": ").unwrap_or(more)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::asked::{Question, questions};
    use crate::release::record;

    #[test]
    fn what_is_listed_anew_is_not_carried_as_well_and_what_was_asked_at_once_stays_so() {
        let asked = |at: &str, text: &str, here: &str| {
            Attention::new(Kind::Judgement, "words-differ", at, text).here(here)
        };
        let all = [
            asked("/a", "it [rests]", "x_y"),
            asked("/b", "it [rests]", "`z`"),
            asked("/c", "it [rests]", ""),
            asked("/d", "another", ""),
        ];
        let text = record::open("1.0", &all);
        assert!(text.contains("\n- [ ] it \\[rests\\] \\[words-differ\\]\n  - `/a`: x\\_y\n  - `/b`: `z`\n  - `/c`\n- [ ] `/d`: another"));
        let settled = text.replace("- [ ] `/d`", "- [x] `/d`");
        let lists = [&text, &settled].map(|text| OpenList {
            path: "OPEN.md".to_owned(),
            points: points(text),
        });
        assert_eq!(lists.each_ref().map(|list| list.points.len()), [2, 1]);
        let mut list = all[..1].to_vec();
        carry(&lists, &mut list);
        let lines: Vec<String> = questions(&list).iter().map(Question::line).collect();
        assert_eq!(
            lines,
            [
                "/a: it [rests] [words-differ]: x_y",
                "2 places: it [rests] [words-differ]",
                "/d: another [words-differ]",
            ]
        );
    }
}
