//! Judgements that rest on words which the vendor has changed.

use super::attention::{Attention, Kind};
use super::words::Words;
use crate::overlay::Touch;

/// An action about more places than this is about none of them.
const FEW: usize = 12;

/// Asks of each action that speaks of a place, or of what stands around it, whether it still holds with the words there.
pub(super) fn list(words: &[Words], touches: &[Touch]) -> Vec<Attention> {
    let few = touches.iter().filter(|touch| touch.places.len() <= FEW);
    let places: Vec<(&str, &str)> = few
        .flat_map(|touch| {
            let places = touch.places.iter().chain(&touch.within);
            places.map(|place| (place.as_str(), touch.at.as_str()))
        })
        .collect();
    let list = words.iter().filter_map(|changed| {
        let (node, _) = changed.at.rsplit_once('/').unwrap_or((&changed.at, ""));
        let is_about = |place: &str| {
            let within = place.strip_prefix(node);
            within.is_some_and(|rest| {
                rest.is_empty() || rest.starts_with('/') && !rest.contains("/properties/")
            })
        };
        let about = places.iter().filter(|(place, _)| is_about(place));
        let mut actions: Vec<&str> = about.map(|(_, action)| *action).collect();
        actions.dedup();
        let text = "judgements rest on words that differ";
        let asked = Attention::new(Kind::Judgement, "words-differ", &changed.at, text);
        let is_known = changed.was.is_some() || changed.is.is_some();
        (!actions.is_empty()).then(|| Attention {
            words: is_known.then(|| (changed.was.clone(), changed.is.clone())),
            ..asked.here(actions.join(", "))
        })
    });
    list.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::overlay::Change;

    fn touch(at: &str, places: Vec<String>) -> Touch {
        Touch {
            at: at.to_owned(),
            target: "$".to_owned(),
            places,
            within: Vec::new(),
            change: Change::Remove,
        }
    }

    #[test]
    fn an_action_is_asked_about_when_it_is_about_what_the_words_are_about() {
        const ORDER: &str = "/components/schemas/Order";
        let words = Words {
            path: "Order description".to_owned(),
            at: format!("{ORDER}/description"),
            was: None,
            is: None,
        };
        let one = |rest: &str| vec![format!("{ORDER}{rest}")];
        let many = |count: usize| {
            let others = (1..count).map(|at| format!("/paths/{at}"));
            others.chain(one("")).collect::<Vec<_>>()
        };
        let touches = [
            touch("itself", one("")),
            touch("within", one("/x-choice")),
            touch("a property", one("/properties/no/x-class")),
            touch("another", one("Line")),
            touch("few", many(FEW)),
            touch("many", many(FEW + 1)),
        ];
        let list = list(&[words], &touches);
        let actions: Vec<&str> = list.iter().map(|it| it.here.as_str()).collect();
        assert_eq!(actions, ["itself, within, few"]);
    }
}
