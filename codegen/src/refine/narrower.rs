//! What one schema lets pass and another does not.

use std::fmt;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::Look;

use crate::openapi::{Bound, Kind, List, Literal, Number, Object, Schema, Text, Wire};
use crate::patterns;

/// How a schema of ours differs from that of the page.
#[derive(Debug, Default)]
pub(super) struct Differences {
    /// What lets more pass, or something else, with both sides.
    pub(super) looser: Vec<String>,
    /// What lets less pass, with both sides.
    pub(super) stricter: Vec<String>,
    /// The values that we do not have of a list, with those of the page.
    pub(super) fewer: Option<String>,
    /// A list of values that we do not have at all.
    pub(super) list: Option<Missing>,
}

/// A list of values that the page states and we do not.
#[derive(Debug)]
pub(super) struct Missing {
    /// Its values.
    pub(super) was: Vec<String>,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.was.join(", "))
    }
}

/// Compares what a page states of a value with what we do. What stands within it is compared where it stands.
pub(super) fn compare(page: &Schema, ours: &Schema) -> Differences {
    let mut found = Differences::default();
    let (was, is) = (&page.wire, &ours.wire);
    if ours.nullable && !page.nullable && !matches!(was.kind, Kind::Any) {
        found
            .looser
            .push("the page does not let it be null, and we do".to_owned());
    }
    if page.nullable && !ours.nullable {
        found
            .stricter
            .push("the page lets it be null, and we do not".to_owned());
    }
    found.values(was, is);
    match (&was.kind, &is.kind) {
        (Kind::Any, _) => {}
        (Kind::Text(was), Kind::Text(is)) => found.text(was, is),
        (Kind::Integer(was), Kind::Integer(is)) | (Kind::Number(was), Kind::Number(is)) => {
            found.number(was, is);
        }
        (Kind::List(was), Kind::List(is)) => found.list(was, is),
        (Kind::Object(was), Kind::Object(is)) => found.object(was, is),
        (_, Kind::Never(why)) => found.looser.push(format!(
            "the page states {}, which leaves no value beside what we state: {why}",
            kind(page)
        )),
        _ if kind(page) == kind(ours) => {}
        _ => found.looser.push(format!(
            "the page states {}, and we {}",
            kind(page),
            kind(ours)
        )),
    }
    found
}

/// The type of a value in words.
pub(super) fn kind(schema: &Schema) -> &'static str {
    match &schema.wire.kind {
        Kind::Any => "any value",
        Kind::Null => "null",
        Kind::Never(_) => "no value",
        Kind::Boolean => "true or false",
        Kind::Text(_) => "text",
        Kind::Integer(_) => "a whole number",
        Kind::Number(_) => "a number",
        Kind::List(_) => "a list",
        Kind::Object(_) => "an object",
    }
}

impl Differences {
    fn values(&mut self, was: &Wire, is: &Wire) {
        let shown = |values: &[Literal]| -> Vec<String> {
            values.iter().map(ToString::to_string).collect()
        };
        match (&was.values, &is.values) {
            (Some(was), None) => self.list = Some(Missing { was: shown(was) }),
            (Some(was), Some(is)) => {
                let lacks = |values: &[Literal], others: &[Literal]| -> Vec<Literal> {
                    let lacking = values.iter().filter(|value| !others.contains(value));
                    lacking.cloned().collect()
                };
                let (more, fewer) = (lacks(is, was), lacks(was, is));
                if !more.is_empty() {
                    self.looser.push(format!(
                        "the page has the values [{}], and we [{}] as well",
                        shown(was).join(", "),
                        shown(&more).join(", ")
                    ));
                }
                if !fewer.is_empty() {
                    self.fewer = Some(format!(
                        "the page has the values [{}], and we not [{}]",
                        shown(was).join(", "),
                        shown(&fewer).join(", ")
                    ));
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, was: &Text, is: &Text) {
        self.format(was.format.as_deref(), is.format.as_deref());
        // A pattern of a certain length is a limit as well.
        let (least, most) = spanned(&is.patterns);
        self.least("characters", was.min_length, is.min_length.max(least));
        let most = [is.max_length, most].into_iter().flatten().min();
        self.most("characters", was.max_length, most);
        if was
            .patterns
            .iter()
            .any(|pattern| !is.patterns.contains(pattern))
        {
            self.looser
                .push("the page has a pattern that we do not have".to_owned());
        }
    }

    fn number(&mut self, was: &Number, is: &Number) {
        self.format(was.format.as_deref(), is.format.as_deref());
        let shown = |bound: &Bound| {
            let beyond = if bound.exclusive { " exclusively" } else { "" };
            format!("{}{beyond}", bound.value)
        };
        let ends = (was.minimum.as_ref(), is.minimum.as_ref());
        self.limit(("at least", ""), ends, shown, |was, is| {
            (&is.value, is.exclusive) < (&was.value, was.exclusive)
        });
        let ends = (was.maximum.as_ref(), is.maximum.as_ref());
        self.limit(("at most", ""), ends, shown, |was, is| {
            (&is.value, !is.exclusive) > (&was.value, !was.exclusive)
        });
    }

    fn list(&mut self, was: &List, is: &List) {
        self.least("entries", was.min_items, is.min_items);
        self.most("entries", was.max_items, is.max_items);
        if was.unique && !is.unique {
            self.looser
                .push("the page states that no two entries are equal, and we do not".to_owned());
        }
    }

    fn object(&mut self, was: &Object, is: &Object) {
        for before in &was.properties {
            let Some(after) = is.property(&before.name) else {
                continue;
            };
            if before.required.request && !after.required.request {
                self.looser.push(format!(
                    "the page requires `{}`, and we do not",
                    before.name
                ));
            }
            if after.required.request && !before.required.request {
                self.stricter.push(format!(
                    "we require `{}`, and the page does not",
                    before.name
                ));
            }
            if before.seen != after.seen {
                self.looser.push(format!(
                    "`{}` is not seen on the sides of a call on which the page shows it",
                    before.name
                ));
            }
        }
    }

    fn format(&mut self, was: Option<&str>, is: Option<&str>) {
        match (was, is) {
            (Some(was), is) if is != Some(was) => self.looser.push(format!(
                "the page states the format {was}, and we {}",
                is.unwrap_or("none")
            )),
            (None, Some(is)) => self.stricter.push(format!("we state the format {is}")),
            _ => {}
        }
    }

    fn least(&mut self, what: &str, was: Option<u64>, is: Option<u64>) {
        let what = format!(" {what}");
        let ends = (was.as_ref(), is.as_ref());
        self.limit(("at least", &what), ends, u64::to_string, |was, is| {
            is < was
        });
    }

    fn most(&mut self, what: &str, was: Option<u64>, is: Option<u64>) {
        let what = format!(" {what}");
        let ends = (was.as_ref(), is.as_ref());
        self.limit(("at most", &what), ends, u64::to_string, |was, is| is > was);
    }

    fn limit<T: PartialEq>(
        &mut self,
        (end, unit): (&str, &str),
        (was, is): (Option<&T>, Option<&T>),
        shown: impl Fn(&T) -> String,
        is_looser: impl Fn(&T, &T) -> bool,
    ) {
        let stated = |was: &T| format!("the page states {end} {}{unit}, and we", shown(was));
        match (was, is) {
            (Some(was), None) => self.looser.push(format!("{} nothing", stated(was))),
            (Some(was), Some(is)) if was != is => {
                let text = format!("{} {}", stated(was), shown(is));
                match is_looser(was, is) {
                    true => self.looser.push(text),
                    false => self.stricter.push(text),
                }
            }
            (None, Some(is)) => {
                let text = format!("we state {end} {}{unit}", shown(is));
                self.stricter.push(text);
            }
            _ => {}
        }
    }
}

/// The least and the most characters that patterns let a text have, as far as they can be told.
fn spanned(patterns: &[String]) -> (Option<u64>, Option<u64>) {
    let (mut least, mut most) = (None, None);
    for pattern in patterns.iter().filter(|pattern| pattern.is_ascii()) {
        // Without Unicode a character is a byte.
        let parsed = ParserBuilder::new()
            .unicode(false)
            .build()
            .parse(&patterns::in_rust(pattern));
        let Ok(parsed) = parsed else { continue };
        let properties = parsed.properties();
        let is_whole = properties.look_set_prefix().contains(Look::Start)
            && properties.look_set_suffix().contains(Look::End);
        let length = |length: Option<usize>| length.and_then(|length| u64::try_from(length).ok());
        if is_whole {
            least = least.max(length(properties.minimum_len()).filter(|least| *least > 0));
            let longest = length(properties.maximum_len());
            most = [most, longest].into_iter().flatten().min();
        }
    }
    (least, most)
}
