//! What the actions of the overlays reach from now on, and what no longer.

use std::collections::HashSet;

use serde_json::Value;

use super::attention::{Attention, Kind};
use crate::overlay::{Move, Touch, moved};

/// What differs in what one action with a wildcard reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The file of the overlay and the line of the action.
    pub at: String,
    /// The target of the action.
    pub target: String,
    /// The places that it reaches from now on.
    pub gains: Vec<String>,
    /// The places that it no longer reaches.
    pub loses: Vec<String>,
    /// Where those stand that it lost since they moved, and where it does not say what it said of them.
    pub(super) lost: Vec<(String, String)>,
}

/// Compares what each action with a wildcard reaches before and after. What has moved counts where it is now.
///
/// `refined` is the document after all of them, and `origin` gives the number of the action that one says again.
pub(super) fn compare(
    old: &[Touch],
    (new, refined): (&[Touch], &Value),
    moves: &[Move],
    origin: impl Fn(usize) -> usize,
) -> Vec<Reach> {
    let now = |place: &String| plain(&moved(place, moves).unwrap_or_else(|| place.clone()));
    let pairs = new.iter().enumerate();
    let pairs = pairs.filter_map(|(number, new)| Some((old.get(origin(number))?, new)));
    let pairs = pairs.filter(|(old, new)| old.is_wild() && new.is_wild());
    // An action that reaches nothing any more is told for itself.
    let pairs = pairs.filter(|(_, new)| !new.places.is_empty());
    let reaches = pairs.map(|(old, new)| {
        let before: HashSet<String> = old.places.iter().map(now).collect();
        let after: HashSet<String> = new.places.iter().map(|place| plain(place)).collect();
        let gains = new.places.iter().filter(|it| !before.contains(&plain(it)));
        let loses = old.places.iter().filter(|it| !after.contains(&now(it)));
        // Where another action says the same of what moved, nothing is lost.
        let is_said = |at: &String| old.change.is_done(refined.pointer(at));
        let loses = loses.filter(|it| !moved(it, moves).as_ref().is_some_and(is_said));
        let loses: Vec<&String> = loses.collect();
        let lost = loses.iter();
        let lost = lost.filter_map(|it| Some(((*it).clone(), moved(it, moves)?)));
        let lost = lost.filter(|(_, now)| refined.pointer(now).is_some());
        Reach {
            lost: lost.collect(),
            at: new.at.clone(),
            target: new.target.clone(),
            gains: gains.cloned().collect(),
            loses: loses.into_iter().cloned().collect(),
        }
    });
    reaches
        .filter(|reach| !reach.gains.is_empty() || !reach.loses.is_empty())
        .collect()
}

/// A place under a media type as it is without its parameters, which say nothing about what it holds.
fn plain(place: &str) -> String {
    let (above, below) = match place.split_once("/content/") {
        Some((above, below)) => (format!("{above}/content/"), below),
        None => return place.to_owned(),
    };
    let (media, within) = below.split_once('/').unwrap_or((below, ""));
    let essence = media.split(';').next().unwrap_or(media).trim();
    format!("{above}{}/{within}", essence.to_ascii_lowercase())
}

/// Judgements that an operation has lost by moving to where the target of the action does not look, and no other has it.
pub(super) fn lost(reaches: &[Reach]) -> Vec<Attention> {
    let lost = reaches.iter().flat_map(|reach| {
        let places = reach.lost.iter();
        places.map(|(place, now)| {
            let text = format!(
                "`{}` spoke of {place}, which is {now} now and no longer among what it reaches; say of it anew what the action says",
                reach.target
            );
            Attention::new(Kind::Judgement, "judgement-lost", &reach.at, text)
        })
    });
    lost.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::overlay::Change;
    use serde_json::json;

    fn touch(places: &[&str]) -> Touch {
        Touch {
            at: "a.yaml:1".to_owned(),
            target: "$.paths.*.post".to_owned(),
            places: places.iter().map(|place| (*place).to_owned()).collect(),
            within: Vec::new(),
            change: Change::Update(json!({ "x-before-state": [401] })),
        }
    }

    #[test]
    fn what_moved_is_reached_where_it_is_now_and_lost_where_nothing_says_it_any_more() {
        let steps = |steps: &[&str]| steps.iter().map(|step| (*step).to_owned()).collect();
        let moved = |method: &str| Move {
            from: steps(&["paths", "/a", "post"]),
            to: steps(&["paths", "/b", method]),
        };
        let old = [touch(&["/paths/~1a/post", "/paths/~1c/post"])];
        let refined = json!({ "paths": { "/b": { "put": {} } } });
        let compared = |new: &[&str], refined: &Value, method: &str| {
            compare(&old, (&[touch(new)], refined), &[moved(method)], |it| it)
        };
        // Another path under the same method is still reached.
        let same = compared(&["/paths/~1b/post", "/paths/~1c/post"], &refined, "post");
        assert_eq!(same, []);
        let gone = compared(&["/paths/~1c/post"], &refined, "put");
        assert_eq!(gone.len(), 1);
        assert_eq!(gone[0].loses, ["/paths/~1a/post"]);
        assert_eq!(lost(&gone).len(), 1);
        // What has gone has no judgement to lose.
        let none = json!({ "paths": { "/b": {} } });
        assert_eq!(lost(&compared(&["/paths/~1c/post"], &none, "put")), []);
        let said = json!({ "paths": { "/b": { "put": { "x-before-state": [401] } } } });
        let said = compared(&["/paths/~1c/post"], &said, "put");
        assert_eq!(said, []);
        // What reaches nothing any more is an error of its own.
        assert_eq!(compared(&[], &refined, "put"), []);
    }

    #[test]
    fn a_media_type_with_parameters_is_reached_as_the_one_without() {
        let body = |media: &str| format!("/paths/~1a/post/requestBody/content/{media}");
        let compared = |was: &str, is: &str| {
            let (old, new) = (touch(&[&body(was)]), touch(&[&body(is)]));
            compare(&[old], (&[new], &json!({})), &[], |it| it)
        };
        let plain = "application~1json";
        assert_eq!(compared(plain, "application~1JSON; charset=utf-8"), []);
        assert_eq!(compared(plain, "text~1xml").len(), 1);
    }

    #[test]
    fn an_action_is_compared_with_the_one_that_it_says_again() {
        let places = ["/paths/~1a/post", "/paths/~1b/post"];
        let old = places.map(|place| touch(&[place]));
        // The first one has followed what moved, as an action of its own that has no wildcard.
        let mut own = touch(&places[..1]);
        own.target = "$.paths['/a'].post".to_owned();
        let new = [own.clone(), own, touch(&places[1..])];
        let origin = |action: usize| [0, 0, 1][action];
        assert_eq!(compare(&old, (&new, &json!({})), &[], origin), []);
    }
}
