//! The names of properties that moved, in what overlays say of others.

use serde_json::{Map, Value};

use super::super::apply::apply_what_fits;
use super::super::model::{Change, Overlay};
use super::super::parse::parse;
use super::super::touches::touches;
use super::moved::Move;
use super::named::{Between, Named, Role};
use super::text::Text;
use crate::findings::{Findings, pointer_of, pointer_token};
use crate::openapi::{self, Document};

/// The texts of overlays in which extensions and samples name properties as they are named now.
///
/// `overlays` are those that were applied to the document before, and `texts` what became of them by
/// [`follow`](super::follow) and [`say_anew`](super::say_anew).
///
/// # Errors
///
/// What is wrong with an overlay.
pub fn rename(
    (before, overlays): (&Value, &[Overlay]),
    (after, texts): (&Value, Vec<String>),
    moves: &[Move],
) -> Result<Vec<String>, Findings> {
    let pairs = overlays.iter().zip(&texts);
    let followed = pairs.map(|(overlay, text)| Ok(parse(&overlay.file, text)?.value));
    let followed: Vec<Overlay> = followed.collect::<Result<_, Findings>>()?;
    let (Some(old), Some(new)) = (refined(before, overlays), refined(after, &followed)) else {
        return Ok(texts);
    };
    let back = moves.iter().map(|moved| Move {
        from: moved.to.clone(),
        to: moved.from.clone(),
    });
    let between = Between {
        old: &old,
        new: &new,
        moves,
        back: back.collect(),
    };
    let mut reached = touches(after.clone(), &followed).into_iter();
    let renamed = followed.iter().zip(texts).map(|(overlay, mut text)| {
        let mut into = Vec::new();
        for (action, touch) in overlay.actions.iter().zip(reached.by_ref()) {
            let Change::Update(update) = &action.change else {
                continue;
            };
            let places = touch.places.iter();
            let mut names = places.map(|place| named(&between, place, update));
            let first = names.next().unwrap_or_default();
            // What one action says of several places names the same in all of them.
            if !names.all(|other| other == first) {
                continue;
            }
            let (moved, named): (Vec<Named>, Vec<Named>) =
                first.into_iter().partition(|it| it.role == Role::Moved);
            for name in named {
                let within = Text::of(overlay, &text, action.index);
                text = within
                    .and_then(|it| it.named(action.index, &name))
                    .unwrap_or(text);
            }
            if !moved.is_empty() {
                into.push((action.index, moved));
            }
        }
        // Lines come and go with these, so that each is looked for anew.
        for (index, moved) in into {
            text = relocated(&overlay.file, text, index, &moved)?;
        }
        Ok(text)
    });
    renamed.collect()
}

/// The text of an overlay in which the samples of an action have their members where they stand now.
fn relocated(
    file: &str,
    mut text: String,
    index: usize,
    moved: &[Named],
) -> Result<String, Findings> {
    let mut samples: Vec<&[String]> = Vec::new();
    for name in moved {
        let end = name.steps.iter().position(|step| step == "example");
        let sample = end.and_then(|end| name.steps.get(..=end));
        samples.extend(sample.filter(|it| !samples.contains(it)));
    }
    for sample in samples {
        let overlay = parse(file, &text)?.value;
        let action = overlay.actions.get(index).map(|action| &action.change);
        let Some(Change::Update(update)) = action else {
            continue;
        };
        let mut update = update.clone();
        let own = moved.iter().filter(|name| name.steps.starts_with(sample));
        own.for_each(|name| relocate(&mut update, name));
        let value = update.pointer(&pointer_of(sample));
        let within = Text::of(&overlay, &text, index);
        let said = within.zip(value);
        let said = said.and_then(|(within, value)| within.given(index, sample, value));
        text = said.unwrap_or(text);
    }
    Ok(text)
}

/// Moves a member of a sample to where it stands now, and takes out what it leaves empty.
fn relocate(update: &mut Value, name: &Named) {
    let mut steps = name.steps.as_slice();
    let mut taken = None;
    while let Some((last, around)) = steps.split_last() {
        let members = update.pointer_mut(&pointer_of(around));
        let Some(members) = members.and_then(Value::as_object_mut) else {
            break;
        };
        let gone = members.shift_remove(last);
        taken = taken.or(gone);
        if !members.is_empty() || around.len() <= name.from {
            break;
        }
        steps = around;
    }
    let from = name.steps.get(..name.from).unwrap_or_default();
    let mut at = update.pointer_mut(&pointer_of(from));
    for step in name.is.split('.') {
        let members = at.and_then(|it| {
            if it.is_null() {
                *it = Value::Object(Map::new());
            }
            it.as_object_mut()
        });
        at = members.map(|members| members.entry(step).or_insert(Value::Null));
    }
    if let (Some(place), Some(value)) = (at, taken) {
        *place = value;
    }
}

/// A document with overlays in its normal form, as far as it has one.
fn refined(document: &Value, overlays: &[Overlay]) -> Option<Document> {
    let (refined, _) = apply_what_fits(document.clone(), overlays);
    Some(openapi::read(&refined).ok()?.value)
}

/// What an update names otherwise than it is named now, with the steps from the update; names of members come last, since the
/// way to a value leads along them.
fn named(between: &Between<'_>, at: &str, update: &Value) -> Vec<Named> {
    let mut found = Vec::new();
    let mut waiting = vec![(Vec::new(), at.to_owned(), update)];
    while let Some((steps, at, value)) = waiting.pop() {
        for (member, value) in value.as_object().into_iter().flatten() {
            let names = match member.as_str() {
                "example" => between.members(&at, value),
                extension if extension.starts_with("x-") => between.names(&at, extension, value),
                _ => {
                    let steps = steps.iter().cloned().chain([member.clone()]).collect();
                    waiting.push((steps, format!("{at}/{}", pointer_token(member)), value));
                    continue;
                }
            };
            found.extend(names.into_iter().map(|name| Named {
                steps: steps.iter().chain(&name.steps).cloned().collect(),
                from: steps.len() + name.from,
                ..name
            }));
        }
    }
    found.sort_by_key(|name| (name.role, std::cmp::Reverse(name.steps.len())));
    found
}
