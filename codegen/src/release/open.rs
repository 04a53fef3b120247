//! What releases before have left open.

use super::attention::{Attention, Kind};
use super::record::open_path;
use super::trouble::Trouble;
use super::workspace::Workspace;

/// The list of what is open in a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenList {
    /// Where it stands, from the top of the workspace.
    pub path: String,
    /// Each point that is not settled, as a line of Markdown without its box.
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
            let points = text.lines().filter_map(|line| line.strip_prefix("- [ ] "));
            let points = points.map(str::to_owned).collect();
            lists.push(OpenList { path, points });
        }
    }
    Ok(lists)
}

/// Takes over what is open elsewhere and not listed already.
pub(super) fn carry(lists: &[OpenList], list: &mut Vec<Attention>) {
    for point in lists.iter().flat_map(|open| &open.points) {
        let (at, text) = point
            .strip_prefix('`')
            .and_then(|rest| rest.split_once("`: "))
            .unwrap_or(("", point));
        let known = list.iter().any(|it| it.line() == *point);
        if !known {
            let text = text.replace('\\', "");
            let carried = Attention::new(Kind::Carried, "carried", at, text);
            list.push(Attention {
                id: None,
                ..carried
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_anew_is_not_carried_as_well() {
        let point = |at: &str, kind| Attention {
            kind,
            id: None,
            at: at.to_owned(),
            text: "there is no description [missing-description]".to_owned(),
            words: None,
        };
        let anew = Attention {
            id: Some("missing-description"),
            text: "there is no description".to_owned(),
            ..point("/a", Kind::Missing)
        };
        let lists = [OpenList {
            path: "OPEN.md".to_owned(),
            points: vec![anew.line(), point("/b", Kind::Missing).line()],
        }];
        let mut list = vec![anew.clone()];
        carry(&lists, &mut list);
        assert_eq!(list, [anew, point("/b", Kind::Carried)]);
    }
}
