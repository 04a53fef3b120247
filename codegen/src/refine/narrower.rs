//! What one schema lets pass and another does not.

use std::borrow::Cow;
use std::fmt;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::Look;

use crate::openapi::{self, Kind, Limit, LimitChange, Literal, Object, Schema, Wire};
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
        (_, Kind::Never(why)) => found.looser.push(format!(
            "the page states {}, which leaves no value beside what we state: {why}",
            was.kind.in_words()
        )),
        (was, is) if was.word() == is.word() => {
            found.format(was.format(), is.format());
            for limit in openapi::limits(was, &with_length_of_patterns(was, is)) {
                found.limit(&limit);
            }
            if let (Kind::Object(was), Kind::Object(is)) = (was, is) {
                found.object(was, is);
            }
        }
        _ => found.looser.push(format!(
            "the page states {}, and we {}",
            was.kind.in_words(),
            is.kind.in_words()
        )),
    }
    found
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

    fn limit(&mut self, limit: &Limit) {
        let (end, unit) = match limit.keyword {
            "minLength" => ("at least ", " characters"),
            "maxLength" => ("at most ", " characters"),
            "minItems" => ("at least ", " entries"),
            "maxItems" => ("at most ", " entries"),
            "minProperties" => ("at least ", " members"),
            "maxProperties" => ("at most ", " members"),
            "minimum" => ("at least ", ""),
            "maximum" => ("at most ", ""),
            "multipleOf" => ("a multiple of ", ""),
            "pattern" => ("the pattern ", ""),
            _ => ("", ""),
        };
        let stated = |value: &str| format!("{end}{value}{unit}");
        let text = match &limit.sides {
            (Some(was), Some(is)) if limit.keyword == "uniqueItems" => {
                format!("the page states that {was}, and we that {is}")
            }
            (Some(was), is) => format!(
                "the page states {}, and we {}",
                stated(was),
                is.as_deref().unwrap_or("nothing")
            ),
            (None, is) => format!("we state {}", stated(is.as_deref().unwrap_or("nothing"))),
        };
        match limit.change {
            LimitChange::Tightened => self.stricter.push(text),
            LimitChange::Loosened | LimitChange::Other => self.looser.push(text),
        }
    }
}

/// The type with the length that its patterns let a text have, which is a limit as well: where the page states one.
fn with_length_of_patterns<'k>(page: &Kind, ours: &'k Kind) -> Cow<'k, Kind> {
    let (Kind::Text(page), Kind::Text(text)) = (page, ours) else {
        return Cow::Borrowed(ours);
    };
    let (least, most) = spanned(&text.patterns);
    let mut text = text.clone();
    text.min_length = text
        .min_length
        .max(least.filter(|_| page.min_length.is_some()));
    let most = most.filter(|_| page.max_length.is_some());
    text.max_length = [text.max_length, most].into_iter().flatten().min();
    Cow::Owned(Kind::Text(text))
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
