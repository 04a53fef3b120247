//! Names of extensions in a document of ours, in which nothing may be said to nobody.

use std::collections::HashSet;

use super::place::Place;
use super::table::{Extension, SECTIONS, extension};
use crate::findings::{Findings, Id};
use crate::openapi::{Document, Pointer};

/// Names the extensions that nobody reads, and those of ours that stand where they say nothing.
pub(super) fn check(document: &Document, findings: &mut Findings) {
    let mut seen: HashSet<Pointer> = HashSet::new();
    for (part, notes) in document.parts() {
        for name in notes.extensions.keys() {
            let at = notes.pointer.member(name);
            one(part.into(), &at, findings);
            seen.insert(at);
        }
    }
    // The rest stands at what has no notes, or is not used.
    let others = document.account.whole.iter();
    for at in others.filter(|at| at.last().starts_with("x-") && !seen.contains(*at)) {
        one(Place::Other, at, findings);
    }
}

fn one(place: Place, at: &Pointer, findings: &mut Findings) {
    let name = at.last();
    match extension(name) {
        Some(known) if known.places.contains(&place) => {}
        Some(known) => {
            let places: Vec<&str> = known.places.iter().map(|place| place.word()).collect();
            let text = format!("`{name}` says nothing here, but of: {}", places.join(", "));
            findings.error(Id::MisplacedExtension, at.at(), text);
        }
        None => {
            let text = match near(name) {
                Some(meant) => {
                    format!("nobody reads this extension; `{}` may be meant", meant.name)
                }
                None => "nobody reads this extension".to_owned(),
            };
            findings.error(Id::UnknownExtension, at.at(), text);
        }
    }
}

/// The extension of ours whose name differs from this one in two letters of one place at most, hyphens aside.
fn near(name: &str) -> Option<&'static Extension> {
    let mut all = SECTIONS.iter().flat_map(|(_, extensions)| *extensions);
    all.find(|known| differing(&letters(known.name), &letters(name)) <= 2)
}

fn letters(name: &str) -> Vec<char> {
    let name = name.to_lowercase();
    name.chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

/// How many letters lie between what two names begin and end with alike.
fn differing(one: &[char], other: &[char]) -> usize {
    let alike = |(one, other): &(&char, &char)| one == other;
    let begin = one.iter().zip(other).take_while(alike).count();
    let rest = one.iter().skip(begin).rev();
    let end = rest
        .zip(other.iter().skip(begin).rev())
        .take_while(alike)
        .count();
    one.len().max(other.len()) - begin - end
}
