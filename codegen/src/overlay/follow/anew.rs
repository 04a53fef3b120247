//! What an action says of a place that its target no longer reaches, since it has moved, said by an action of its own.

use std::collections::HashSet;

use serde_json::Value;

use super::super::apply::apply_what_fits;
use super::super::model::{Action, Overlay};
use super::super::parse::parse;
use super::super::touches::{Touch, touches};
use super::moved::{Move, moved};
use super::rewritten::Rewritten;
use super::target::query;
use super::text::Text;
use crate::findings::{Findings, pointer_names};

/// The texts of overlays in which whatever an action said of a place is said of it where it is now.
///
/// A wildcard and a list of names reach what there is, and so no longer what moved to where they do not look. There the
/// action is said once more, of the new place and with the same reason; an action that reaches nothing else goes. What the
/// document has at the new place already is not said again.
///
/// `overlays` are those that were applied to the document before, and `rewritten` the same after [`follow`](super::follow).
///
/// # Errors
///
/// What is wrong with an overlay.
pub fn say_anew(
    (before, overlays): (&Value, &[Overlay]),
    (after, rewritten): (&Value, &[Rewritten]),
    moves: &[Move],
) -> Result<Vec<String>, Findings> {
    let pairs = overlays.iter().zip(rewritten);
    let followed = pairs.map(|(overlay, it)| Ok(parse(&overlay.file, &it.text)?.value));
    let followed: Vec<Overlay> = followed.collect::<Result<_, Findings>>()?;
    let mut old = touches(before.clone(), overlays).into_iter();
    let mut new = touches(after.clone(), &followed).into_iter();
    let (refined, _) = apply_what_fits(after.clone(), &followed);
    let texts = overlays.iter().zip(&followed).zip(rewritten);
    let texts = texts.map(|((overlay, followed), rewritten)| {
        let old: Vec<Touch> = old.by_ref().take(overlay.actions.len()).collect();
        let new: Vec<Touch> = new.by_ref().take(followed.actions.len()).collect();
        let mut text = rewritten.text.clone();
        // From the last action to the first, so that those that are still to come stand where they stood.
        for action in followed.actions.iter().rev() {
            let places = before_it_moved(rewritten, action.index, &old);
            let now = places.iter().filter_map(|place| moved(place, moves));
            let reached = reached(rewritten, action.index, &new);
            let now = now.filter(|place| {
                let node = refined.pointer(place);
                !reached.contains(place.as_str()) && node.is_some() && !action.change.is_done(node)
            });
            let now: Vec<String> = now.collect();
            if let Some(said) = said_of(followed, (&text, action), &now, reached.is_empty()) {
                text = said;
            }
        }
        text
    });
    Ok(texts.collect())
}

/// The places that the origin of an action reached before; none of an action that was added to follow another.
fn before_it_moved<'a>(rewritten: &Rewritten, index: usize, old: &'a [Touch]) -> &'a [String] {
    let origin = rewritten.origins.get(index);
    let is_added = index > 0 && rewritten.origins.get(index - 1) == origin;
    let touch = origin.filter(|_| !is_added).and_then(|at| old.get(*at));
    touch.map_or(&[], |touch| &touch.places)
}

/// The places that an action reaches, or those that were added to follow it.
fn reached<'a>(rewritten: &Rewritten, index: usize, new: &'a [Touch]) -> HashSet<&'a str> {
    let origin = rewritten.origins.get(index);
    let own = rewritten.origins.iter().zip(new);
    let own = own.filter(|(other, _)| Some(*other) == origin);
    own.flat_map(|(_, touch)| touch.places.iter().map(String::as_str))
        .collect()
}

/// The text with an action said of these places, in its own place if it reaches nothing else.
fn said_of(
    overlay: &Overlay,
    (text, action): (&str, &Action),
    places: &[String],
    alone: bool,
) -> Option<String> {
    if places.is_empty() {
        return None;
    }
    let text = Text::of(overlay, text, action.index)?;
    let said = places.iter().map(|place| {
        let target = query(&pointer_names(place));
        text.of_target(&action.target, &target)
    });
    let said = said.collect::<Option<Vec<String>>>()?.join("\n");
    Some(if alone {
        text.replaced(&said)
    } else {
        text.followed_by(&said)
    })
}
