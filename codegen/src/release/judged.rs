//! Judgements that rest on words which the vendor has changed.

use std::collections::HashSet;

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
    let judged = |changed: &Words| -> Vec<&str> {
        let (node, _) = changed.at.rsplit_once('/').unwrap_or((&changed.at, ""));
        let is_about = |place: &str| {
            let within = place.strip_prefix(node);
            within.is_some_and(|rest| {
                rest.is_empty() || rest.starts_with('/') && !rest.contains("/properties/")
            })
        };
        let about = places.iter().filter(|(place, _)| is_about(place));
        about.map(|(_, action)| *action).collect()
    };
    let judged = words.iter().map(|changed| (changed, judged(changed)));
    let judged: Vec<(&Words, Vec<&str>)> = judged.filter(|(_, it)| !it.is_empty()).collect();
    let list = judged.iter().map(|(changed, _)| {
        // The same words of several properties of one name are one question, about all that rests on them.
        let alike = judged.iter().filter(|(other, _)| is_alike(changed, other));
        let actions = alike.flat_map(|(_, actions)| actions.iter().copied());
        Attention {
            kind: Kind::Judgement,
            id: Some("words-differ"),
            at: changed.at.clone(),
            text: format!("rests on words that differ: {}", shown(actions.collect())),
            words: (changed.was.is_some() || changed.is.is_some())
                .then(|| (changed.was.clone(), changed.is.clone())),
        }
    });
    list.collect()
}

/// Whether two pieces of prose are about a property of one name, and differ in the same words.
fn is_alike(one: &Words, other: &Words) -> bool {
    let name = |words: &'_ Words| {
        let within = words.at.rsplit_once("/properties/");
        within.map(|(_, name)| name.to_owned())
    };
    let known = one.was.is_some() || one.is.is_some();
    let alike = (&one.was, &one.is) == (&other.was, &other.is);
    one.at == other.at || known && alike && name(one).is_some() && name(one) == name(other)
}

/// The first few, and how many more.
fn shown(mut judged: Vec<&str>) -> String {
    const SHOWN: usize = 3;
    let mut seen = HashSet::new();
    judged.retain(|action| seen.insert(*action));
    let more = judged.len().saturating_sub(SHOWN);
    judged.truncate(SHOWN);
    let mut text = judged.join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
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
        let texts: Vec<&str> = list.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(texts, ["rests on words that differ: itself, within, few"]);
    }

    #[test]
    fn the_same_words_of_properties_of_one_name_are_asked_about_together() {
        let words = |schema: &str, name: &str, is: &str| Words {
            path: format!("{schema}.{name} description"),
            at: format!("/components/schemas/{schema}/properties/{name}/description"),
            was: None,
            is: Some(is.to_owned()),
        };
        let all = [
            words("Order", "code", "new"),
            words("Refund", "code", "new"),
            words("Refund", "text", "new"),
            words("Parcel", "code", "other"),
        ];
        let touches: Vec<Touch> = all
            .iter()
            .map(|it| touch(&it.path, vec![it.at.replace("/description", "")]))
            .collect();
        let list = list(&all, &touches);
        let texts: Vec<&str> = list.iter().map(|it| it.text.as_str()).collect();
        let both = "rests on words that differ: Order.code description, Refund.code description";
        assert_eq!(texts[..2], [both, both]);
        assert_eq!(
            texts[2..],
            [
                "rests on words that differ: Refund.text description",
                "rests on words that differ: Parcel.code description"
            ]
        );
    }
}
