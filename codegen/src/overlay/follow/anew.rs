//! What an action says of a place that its target no longer reaches, since it has moved, said by an action of its own.

use std::collections::HashSet;

use serde_json::Value;

use super::super::apply::apply_what_fits;
use super::super::model::{Action, Overlay};
use super::super::parse::parse;
use super::super::touches::{Touch, touches};
use super::moved::{Move, moved};
use super::rewritten::Rewritten;
use super::target::{Target, query};
use super::text::Text;
use crate::findings::{Findings, pointer_names};

/// Overlays in which whatever an action said of a place is said of it where it is now.
///
/// A wildcard and a list of names reach what there is, and so no longer what moved to where they do not look. There the
/// action is said once more, of the new place and with the same reason; an action that reaches nothing else goes. Where all
/// that moved has one other name, by which the action would reach that and nothing new, its target has that name instead.
/// What the document has at the new place already is not said again.
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
) -> Result<Vec<Rewritten>, Findings> {
    let pairs = overlays.iter().zip(rewritten);
    let followed = pairs.map(|(overlay, it)| Ok(parse(&overlay.file, &it.text)?.value));
    let followed: Vec<Overlay> = followed.collect::<Result<_, Findings>>()?;
    let all = &followed;
    let mut old = touches(before.clone(), overlays).into_iter();
    let mut new = touches(after.clone(), &followed).into_iter();
    let (refined, _) = apply_what_fits(after.clone(), &followed);
    let texts = overlays.iter().zip(&followed).zip(rewritten).enumerate();
    let texts = texts.map(|(number, ((overlay, followed), rewritten))| {
        let old: Vec<Touch> = old.by_ref().take(overlay.actions.len()).collect();
        let new: Vec<Touch> = new.by_ref().take(followed.actions.len()).collect();
        let Rewritten {
            mut text,
            mut origins,
        } = rewritten.clone();
        // From the last action to the first, so that those that are still to come stand where they stood.
        for action in followed.actions.iter().rev() {
            let places = before_it_moved(rewritten, action.index, &old);
            let now = places
                .iter()
                .filter_map(|place| Some((place.as_str(), moved(place, moves)?)));
            let reached = reached(rewritten, action.index, &new);
            let now = now.filter(|(_, place)| {
                let node = refined.pointer(place);
                !reached.contains(place.as_str()) && node.is_some() && !action.change.is_done(node)
            });
            let now: Vec<(&str, String)> = now.collect();
            if now.is_empty() {
                continue;
            }
            let target = under_other_name(action, &now).filter(|target| {
                let places = tried(after, all, (number, &rewritten.text, action), target);
                let tried: HashSet<&str> = places.iter().flatten().map(String::as_str).collect();
                let now = now.iter().map(|(_, place)| place.as_str());
                tried == now.chain(reached.iter().copied()).collect()
            });
            let said = match target {
                Some(target) => with_target(followed, (&text, action), &target),
                None => {
                    let alone = reached.is_empty();
                    let said = said_of(followed, (&text, action), &now, alone);
                    if let (Some(_), Some(origin)) = (&said, rewritten.origins.get(action.index)) {
                        let at = action.index + usize::from(!alone);
                        let behind = action.index + 1;
                        origins.splice(at..behind, now.iter().map(|_| *origin));
                    }
                    said
                }
            };
            text = said.unwrap_or(text);
        }
        Rewritten { text, origins }
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

/// The target that has another name where all of the places have one.
fn under_other_name(action: &Action, moved: &[(&str, String)]) -> Option<String> {
    let names = moved
        .iter()
        .map(|(was, is)| other_name(&pointer_names(was), &pointer_names(is)));
    let names = names.collect::<Option<HashSet<(String, String)>>>()?;
    let mut names = names.iter();
    let ((was, is), None) = (names.next()?, names.next()) else {
        return None;
    };
    Some(Target::parse(&action.target)?.renamed(was, is).to_string())
}

/// The one name by which two ways differ, as it was and as it is.
fn other_name(was: &[String], is: &[String]) -> Option<(String, String)> {
    let mut differing = was.iter().zip(is).filter(|(was, is)| was != is);
    match (was.len() == is.len(), differing.next(), differing.next()) {
        (true, Some((was, is)), None) => Some((was.clone(), is.clone())),
        _ => None,
    }
}

/// The places that an action would reach by another target.
fn tried(
    document: &Value,
    overlays: &[Overlay],
    (number, text, action): (usize, &str, &Action),
    target: &str,
) -> Option<Vec<String>> {
    let (overlay, before) = (overlays.get(number)?, overlays.get(..number)?);
    let text = with_target(overlay, (text, action), target)?;
    let overlay = parse(&overlay.file, &text).ok()?.value;
    let number: usize = before.iter().map(|it| it.actions.len()).sum();
    let overlays = [before, &[overlay]].concat();
    let mut reached = touches(document.clone(), &overlays).into_iter();
    Some(reached.nth(number + action.index)?.places)
}

/// The text with another target of an action.
fn with_target(overlay: &Overlay, (text, action): (&str, &Action), target: &str) -> Option<String> {
    Text::of(overlay, text, action.index)?.with_target(&action.target, target)
}

/// The text with an action said of these places, in its own place if it reaches nothing else.
fn said_of(
    overlay: &Overlay,
    (text, action): (&str, &Action),
    places: &[(&str, String)],
    alone: bool,
) -> Option<String> {
    let text = Text::of(overlay, text, action.index)?;
    let said = places.iter().map(|(_, place)| {
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
