//! Bodies by their media types, and headers.

use std::sync::Arc;

use indexmap::IndexMap;

use super::comparison::{Comparison, Place};
use super::describe::describe;
use super::side::Side;
use super::uses::held;
use super::{restrictions, words};
use crate::openapi::{Encoding, Header, Holds, Media, Notes, SchemaId, Style, Use};

/// The media types of a body with what each holds.
pub(super) fn shown(side: &Side<'_>, content: &[Media]) -> String {
    let types: Vec<String> = content.iter().map(|media| one(side, media)).collect();
    if types.is_empty() {
        return "nothing".to_owned();
    }
    types.join(", ")
}

fn one(side: &Side<'_>, media: &Media) -> String {
    match &media.schema {
        Some(schema) => format!("{} as {}", describe(side, schema.id), media.name),
        None => media.name.clone(),
    }
}

/// Compares the media types of two bodies, and what each holds.
pub(super) fn compare<'a>(
    c: &mut Comparison<'a>,
    place: &Place,
    (old, new): (&'a [Media], &'a [Media]),
) {
    let mut gone: Vec<&Media> = old.iter().collect();
    let mut added: Vec<&Media> = new.iter().collect();
    let is_same = |one: &Media, other: &Media| {
        one.essence == other.essence && one.parameters == other.parameters
    };
    let mut kept = take_pairs(&mut gone, &mut added, is_same);
    let otherwise = take_pairs(&mut gone, &mut added, |one, other| {
        one.essence == other.essence
    });
    let told = |c: &mut Comparison<'a>, rule, (left, right): (&'a Media, &'a Media)| {
        let at = place.within(
            place.path.clone(),
            &left.notes.pointer,
            &right.notes.pointer,
        );
        c.differs(
            &at,
            rule,
            "",
            (Some(left.name.clone()), Some(right.name.clone())),
        );
    };
    for pair in otherwise {
        told(c, "media-type-parameters-changed", pair);
        kept.push(pair);
    }
    // A range that is made precise, or the other way round.
    if let ([left], [right]) = (gone.as_slice(), added.as_slice()) {
        let pair = (*left, *right);
        let rule = if covers(&left.essence, &right.essence) {
            Some("media-type-narrowed")
        } else if covers(&right.essence, &left.essence) {
            Some("media-type-widened")
        } else {
            None
        };
        if let Some(rule) = rule {
            told(c, rule, pair);
            kept.push(pair);
            gone.clear();
            added.clear();
        }
    }
    let several = kept.len() + gone.len().max(added.len()) > 1;
    for (left, right) in kept {
        let path = if several {
            place.member(&right.name)
        } else {
            place.path.clone()
        };
        let within = place.within(path, &left.notes.pointer, &right.notes.pointer);
        media(c, &within, (left, right));
    }
    let hidden = c.is_hidden("further media types");
    for media in gone.into_iter().filter(|_| !hidden.1) {
        let shown = Some(one(&c.old, media));
        let path = place.path.clone();
        c.removed(
            place.unit,
            "media-type-removed",
            path,
            &media.notes.pointer,
            shown,
        );
    }
    for media in added.into_iter().filter(|_| !hidden.0) {
        let shown = Some(one(&c.new, media));
        let path = place.path.clone();
        c.added(
            place.unit,
            "media-type-added",
            path,
            &media.notes.pointer,
            shown,
        );
    }
}

fn take_pairs<'a>(
    gone: &mut Vec<&'a Media>,
    added: &mut Vec<&'a Media>,
    belongs: impl Fn(&Media, &Media) -> bool,
) -> Vec<(&'a Media, &'a Media)> {
    let mut pairs = Vec::new();
    gone.retain(|one| {
        let same = added.iter().position(|other| belongs(one, other));
        let other = same.map(|index| added.remove(index));
        pairs.extend(other.map(|other| (*one, other)));
        other.is_none()
    });
    pairs
}

/// Whether a range of media types holds another one.
fn covers(range: &str, name: &str) -> bool {
    let kind = range.strip_suffix("/*").filter(|_| name != range);
    kind.is_some_and(|kind| {
        let rest = name.strip_prefix(kind);
        kind == "*" || rest.is_some_and(|rest| rest.starts_with('/'))
    })
}

fn media<'a>(c: &mut Comparison<'a>, place: &Place, (old, new): (&'a Media, &'a Media)) {
    words::compare(c, place, &old.notes, &new.notes);
    encodings(c, place, (&old.encoding, &new.encoding));
    held(c, place, None, old.schema.as_ref(), new.schema.as_ref());
}

/// Compares how the parts of a form are written, by what is stated and by what goes without saying.
fn encodings<'a>(
    c: &mut Comparison<'a>,
    place: &Place,
    (old, new): (
        &'a IndexMap<String, Encoding>,
        &'a IndexMap<String, Encoding>,
    ),
) {
    let names = old
        .keys()
        .chain(new.keys().filter(|name| !old.contains_key(*name)));
    for name in names {
        let (was, is) = (old.get(name), new.get(name));
        let written = (encoding(was), encoding(is));
        if written.0 != written.1 {
            let mut within = place.clone();
            within.path = format!("{} {name}", place.member("encoding"));
            c.differs(
                &within,
                "encoding-changed",
                "encoding",
                (written.0, written.1),
            );
        }
        if let (Some(was), Some(is)) = (was, is) {
            let path = format!("{} {name}", place.member("encoding"));
            let within = place.within(path, &was.notes.pointer, &is.notes.pointer);
            words::compare(c, &within, &was.notes, &is.notes);
            headers(c, &within, (&was.headers, &is.headers));
        }
    }
}

/// How a part is written, in words; nothing where that goes without saying.
fn encoding(encoding: Option<&Encoding>) -> Option<String> {
    let Encoding {
        content_type,
        style,
        explode,
        allow_reserved,
        ..
    } = encoding?;
    let style = style.unwrap_or(Style::Form);
    let mut words: Vec<String> = content_type.iter().cloned().collect();
    if style != Style::Form {
        words.push(style.key().to_owned());
    }
    if *explode != (style == Style::Form) {
        let word = if *explode { "exploded" } else { "in one" };
        words.push(word.to_owned());
    }
    if *allow_reserved {
        words.push("allowReserved".to_owned());
    }
    (!words.is_empty()).then(|| words.join(", "))
}

/// Compares the headers of an answer or of a part.
pub(super) fn headers<'a>(
    c: &mut Comparison<'a>,
    place: &Place,
    (old, new): (&'a [Arc<Header>], &'a [Arc<Header>]),
) {
    let is = |header: &Header, other: &Header| header.name == other.name;
    let path = |header: &Header| format!("{} header {}", place.path, header.name);
    for left in old {
        let Some(right) = new.iter().find(|right| is(left, right)) else {
            let shown = Some(left.name.clone());
            c.removed(
                place.unit,
                "header-removed",
                path(left),
                &left.notes.pointer,
                shown,
            );
            continue;
        };
        let within = place.within(path(left), &left.notes.pointer, &right.notes.pointer);
        header(c, &within, (left, right));
    }
    for right in new
        .iter()
        .filter(|right| !old.iter().any(|left| is(left, right)))
    {
        let shown = Some(right.name.clone());
        c.added(
            place.unit,
            "header-added",
            path(right),
            &right.notes.pointer,
            shown,
        );
    }
}

fn header<'a>(c: &mut Comparison<'a>, place: &Place, (old, new): (&'a Header, &'a Header)) {
    let rules = ["header-became-required", "header-became-optional"];
    required(c, place, rules, (old.required, new.required));
    words::compare(c, place, &old.notes, &new.notes);
    let written = |header: &Header| {
        let usual = if header.explode {
            "simple, exploded"
        } else {
            "simple"
        };
        as_written(&header.holds, usual.to_owned())
    };
    let written = (written(old), written(new));
    holds(
        c,
        place,
        written,
        (&old.notes, &new.notes),
        (&old.holds, &new.holds),
    );
}

/// Compares whether something has to be there.
pub(super) fn required(
    c: &mut Comparison<'_>,
    place: &Place,
    [required, optional]: [&'static str; 2],
    (was, is): (bool, bool),
) {
    if was == is {
        return;
    }
    let word = |required: bool| {
        let word = if required { "required" } else { "optional" };
        Some(word.to_owned())
    };
    let rule = if is { required } else { optional };
    c.differs(place, rule, "required", (word(was), word(is)));
}

/// How a value is written: in a style, or as a document of a media type.
pub(super) fn as_written(holds: &Holds, style: String) -> String {
    match holds {
        Holds::Content(content) => {
            let names: Vec<&str> = content.iter().map(|media| media.essence.as_str()).collect();
            names.join(", ")
        }
        Holds::Schema(_) | Holds::Anything => style,
    }
}

/// The schema of what a parameter or a header holds.
pub(super) fn schema(holds: &Holds) -> Option<&Use> {
    match holds {
        Holds::Schema(schema) => Some(schema),
        Holds::Content(content) => content.first()?.schema.as_ref(),
        Holds::Anything => None,
    }
}

/// Compares how a parameter or a header is written, what it holds and what the prose says of its limits.
pub(super) fn holds<'a>(
    c: &mut Comparison<'a>,
    place: &Place,
    (was, is): (String, String),
    notes: (&Notes, &Notes),
    (old, new): (&'a Holds, &'a Holds),
) {
    let id = |holds: &Holds| schema(holds).map(|used| -> SchemaId { used.id });
    let told = restrictions::compare(c, place, (notes.0, id(old)), (notes.1, id(new)));
    let mut units = Vec::new();
    if let (Holds::Content(left), Holds::Content(right)) = (old, new) {
        compare(c, place, (left, right));
    } else {
        if was != is {
            c.differs(
                place,
                "parameter-style-changed",
                "style",
                (Some(was), Some(is)),
            );
        }
        units.extend(held(c, place, None, schema(old), schema(new)));
        for unit in &units {
            if let Some(unit) = c.units.get_mut(*unit).filter(|unit| unit.is_within) {
                unit.unread.add(&told.unread);
            }
        }
    }
    told.unless(c, place.unit, units);
}
