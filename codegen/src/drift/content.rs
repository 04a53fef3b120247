//! Bodies by their media types, and headers.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::comparison::{Alone, Diff};
use super::describe::describe;
use super::found::{Both, Place, either, values, word};
use super::matching::Matching;
use super::side::Side;
use super::uses::held;
use super::{restrictions, styles, words};
use crate::openapi::{self, Encoding, Header, Holds, Media, Notes, SchemaId, Style, Use};

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
pub(super) fn compare<'a>(c: &mut Diff<'a>, place: &Place, (old, new): Both<&'a [Media]>) {
    let mut all = Matching::of(old, new);
    let mut kept =
        all.same(|one, other| one.essence == other.essence && one.parameters == other.parameters);
    let mut otherwise = all.same(|one, other| one.essence == other.essence);
    let hidden = c.is_hidden("further media types");
    // One stands where another stood; of several nobody can say which became which.
    if let ([left], [right]) = (all.gone.as_slice(), all.added.as_slice())
        && (hidden == (false, false)
            || covers(&left.essence, &right.essence)
            || covers(&right.essence, &left.essence))
    {
        otherwise.extend(all.rest());
    }
    for (left, right) in otherwise {
        let rule = if left.essence == right.essence {
            "media-type-parameters-changed"
        } else if covers(&left.essence, &right.essence) {
            "media-type-narrowed"
        } else if covers(&right.essence, &left.essence) {
            "media-type-widened"
        } else {
            "media-type-changed"
        };
        let within = place.of(place.path.clone(), (&left.notes, &right.notes));
        c.differs(&within, rule, "", values(&left.name, &right.name));
        kept.push((left, right));
    }
    let several = kept.len() + all.gone.len().max(all.added.len()) > 1;
    for (left, right) in kept {
        let mut within = place.of(place.path.clone(), (&left.notes, &right.notes));
        if several {
            within.path = place.member(&right.name);
        }
        words::compare(c, &within, (&left.notes, &right.notes));
        encodings(c, &within, (left, right));
        let uses = (left.schema.as_ref(), right.schema.as_ref());
        held(c, &within, None, uses);
    }
    all.gone.retain(|_| !hidden.1);
    all.added.retain(|_| !hidden.0);
    c.alone(place, all, |side, media| {
        let rules = ["media-type-removed", "media-type-added"];
        let (at, shown) = (&media.notes.pointer, one(side, media));
        Alone::new(rules, place.path.clone(), at, shown)
    });
}

/// Whether a range of media types holds another one.
fn covers(range: &str, name: &str) -> bool {
    let kind = range.strip_suffix("/*").filter(|_| name != range);
    kind.is_some_and(|kind| {
        let rest = name.strip_prefix(kind);
        kind == "*" || rest.is_some_and(|rest| rest.starts_with('/'))
    })
}

/// Compares how the parts of a form are written, by what is stated and by what goes without saying. Of any other body they
/// say nothing.
fn encodings<'a>(c: &mut Diff<'a>, place: &Place, media: Both<&'a Media>) {
    let has_encodings = |media: &Media| media.is_form() || media.has_parts();
    if !has_encodings(media.0) && !has_encodings(media.1) {
        return;
    }
    let (old, new) = (&media.0.encoding, &media.1.encoding);
    let part = |side: &Side<'_>, media: &Media, name: &str| {
        let whole = media.schema.as_ref()?.id;
        styles::member(side, whole, name)
    };
    let names = old
        .keys()
        .chain(new.keys().filter(|name| !old.contains_key(*name)));
    for name in names {
        let (was, is) = (old.get(name), new.get(name));
        let mut within = place.clone();
        within.path = format!("{} {name}", place.member("encoding"));
        let written = (
            encoding(&c.old, was, part(&c.old, media.0, name)),
            encoding(&c.new, is, part(&c.new, media.1, name)),
        );
        if was.map(stated) != is.map(stated) && written.0 != written.1 {
            let rule = match (was, is) {
                (Some(was), Some(is)) => further(was, is),
                _ => None,
            };
            let rule = rule.unwrap_or("encoding-changed");
            c.differs(&within, rule, "encoding", written);
        }
        if let (Some(was), Some(is)) = (was, is) {
            within = place.of(within.path, (&was.notes, &is.notes));
            words::compare(c, &within, (&was.notes, &is.notes));
        }
        let all = |stated: Option<&'a Encoding>| stated.map_or(&[][..], |it| &it.headers);
        headers(c, &within, (all(was), all(is)));
    }
}

/// All that is stated of how a part is written.
fn stated(encoding: &Encoding) -> (BTreeSet<Type>, Style, bool, bool) {
    let style = encoding.style.unwrap_or(Style::Form);
    let types = types(encoding);
    (types, style, encoding.explode, encoding.allow_reserved)
}

/// A media type without what says nothing, and its parameters.
type Type = (String, Vec<(String, String)>);

/// The media types that a part may have, as stated.
fn types(encoding: &Encoding) -> BTreeSet<Type> {
    let listed = encoding.content_type.iter().flat_map(|all| all.split(','));
    listed.map(openapi::media_type).collect()
}

/// By which rule a part may be of further media types than before, or of fewer, where nothing else differs.
fn further(was: &Encoding, is: &Encoding) -> Option<&'static str> {
    let (left, right) = (types(was), types(is));
    let rest = |encoding| {
        let (_, style, explode, allow_reserved) = stated(encoding);
        (style, explode, allow_reserved)
    };
    if rest(was) != rest(is) || left.is_empty() || right.is_empty() {
        return None;
    }
    match (left.is_subset(&right), left.is_superset(&right)) {
        (true, _) => Some("media-type-added"),
        (_, true) => Some("media-type-removed"),
        _ => None,
    }
}

/// How a part is written, in words; nothing where that goes without saying.
fn encoding(
    side: &Side<'_>,
    encoding: Option<&Encoding>,
    part: Option<SchemaId>,
) -> Option<String> {
    let encoding = encoding?;
    let style = encoding.style.unwrap_or(Style::Form);
    let usual = part.and_then(|part| styles::usual_type(side, part));
    let stated = encoding.content_type.as_deref();
    let stated = stated.filter(|stated| usual != Some(stated));
    let mut words: Vec<&str> = stated.into_iter().collect();
    words.extend((style != Style::Form).then_some(style.key()));
    let is_apart = styles::can_explode(side, part, style);
    if is_apart && encoding.explode != (style == Style::Form) {
        words.push(either(encoding.explode, ["exploded", "in one"]));
    }
    words.extend(encoding.allow_reserved.then_some("allowReserved"));
    (!words.is_empty()).then(|| words.join(", "))
}

/// Compares the headers of an answer or of a part.
pub(super) fn headers<'a>(c: &mut Diff<'a>, place: &Place, (old, new): Both<&'a [Arc<Header>]>) {
    let path = |header: &Header| format!("{} header {}", place.path, header.name);
    // The media type is stated by `content`, and OpenAPI has this header ignored.
    let counted = |all: &'a [Arc<Header>]| {
        let all = all.iter().map(AsRef::as_ref);
        all.filter(|it: &&Header| it.name != "content-type")
    };
    let mut all: Matching<'a, Header> = Matching::of(counted(old), counted(new));
    for (left, right) in all.same(|one, other| one.name == other.name) {
        let within = place.of(path(left), (&left.notes, &right.notes));
        let rules = ["header-became-required", "header-became-optional"];
        required(c, &within, rules, (left.required, right.required));
        words::compare(c, &within, (&left.notes, &right.notes));
        let can_explode = |side: &Side<'_>, header: &Header| {
            let held = schema(&header.holds).map(|held| held.id);
            styles::can_explode(side, held, Style::Simple)
        };
        let is_apart = can_explode(&c.old, left) || can_explode(&c.new, right);
        let style = |header: &Header| {
            let is_exploded = header.explode && is_apart;
            either(is_exploded, ["simple, exploded", "simple"]).to_owned()
        };
        let written = (style(left), style(right));
        let notes = (&left.notes, &right.notes);
        holds(c, &within, written, notes, (&left.holds, &right.holds));
    }
    c.alone(place, all, |_, header| {
        const GONE: [&str; 2] = ["required-header-removed", "header-removed"];
        const ADDED: [&str; 2] = ["required-header-added", "header-added"];
        let rules = [
            either(header.required, GONE),
            either(header.required, ADDED),
        ];
        let (at, shown) = (&header.notes.pointer, header.name.clone());
        Alone::new(rules, path(header), at, shown)
    });
}

/// Compares whether something has to be there.
pub(super) fn required(
    c: &mut Diff<'_>,
    place: &Place,
    rules: [&'static str; 2],
    (was, is): Both<bool>,
) {
    if was != is {
        c.differs(
            place,
            either(is, rules),
            "required",
            values(word(was), word(is)),
        );
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
    c: &mut Diff<'a>,
    place: &Place,
    told: Both<String>,
    notes: Both<&Notes>,
    (old, new): Both<&'a Holds>,
) {
    let uses = (schema(old), schema(new));
    let ids = (uses.0.map(|used| used.id), uses.1.map(|used| used.id));
    let limits = restrictions::compare(c, place, notes, ids);
    let mut units = Vec::new();
    if let (Holds::Content(left), Holds::Content(right)) = (old, new) {
        compare(c, place, (left, right));
    } else {
        // A document of a media type is other text than a value in a style.
        let written = |side: &Side<'_>, holds: &Holds, style: String| match holds {
            Holds::Content(content) => {
                let otherwise = content.iter().find(|media| !styles::is_usual(side, media));
                otherwise.map_or(style, |media| media.essence.clone())
            }
            Holds::Schema(_) | Holds::Anything => style,
        };
        let was = written(&c.old, old, told.0);
        let is = written(&c.new, new, told.1);
        if was != is {
            c.differs(place, "parameter-style-changed", "style", values(&was, &is));
        }
        units.extend(held(c, place, None, uses));
        for unit in &units {
            if let Some(unit) = c.units.get_mut(*unit).filter(|unit| unit.is_within) {
                unit.unread.add(&limits.unread);
            }
        }
    }
    limits.unless(c, place.unit, units);
}
