//! Changes that nobody understands until a person has read them.

use super::attention::{Attention, Kind, is_of_access};
use super::prose::Prose;
use crate::drift::{Change, Class, rules};

/// Lists every change that is not understood, but for those of access, which are told with the others of them,
/// with the vendor's words before and after where the pages are at hand.
pub(super) fn list(changes: &[Change], prose: (Option<&Prose>, Option<&Prose>)) -> Vec<Attention> {
    changes
        .iter()
        .filter(|change| change.class == Class::NotUnderstood && !is_of_access(change))
        .map(|change| {
            let shown = |text: &Option<String>| match text {
                Some(text) => format!("`{text}`"),
                None => "nothing that can be read".to_owned(),
            };
            let what = rules::rule(change.rule).map_or("", |rule| rule.what);
            let words = |prose: Option<&Prose>, pointer: &Option<String>| {
                let (node, _) = pointer.as_deref()?.rsplit_once('/')?;
                prose?.at(&format!("{node}/description"))
            };
            let was = words(prose.0, &change.former);
            let is = words(prose.1, &change.pointer);
            Attention {
                kind: Kind::Restriction,
                id: Some(change.rule),
                at: change.place().to_owned(),
                text: format!("{what}; state in the overlay what holds"),
                here: format!(
                    "{} was {} and is {}",
                    change.path,
                    shown(&change.was),
                    shown(&change.is)
                ),
                words: (was.is_some() || is.is_some()).then_some((was, is)),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_understands_needs_a_person_and_what_is_understood_needs_none() {
        let change = |class| Change {
            rule: "restriction-unclear",
            class,
            reach: [].into(),
            path: "Order.no".to_owned(),
            former: None,
            pointer: Some("/components/schemas/Order/properties/no/x-restrictions".to_owned()),
            line: None,
            was: None,
            is: Some("about 30".to_owned()),
        };
        let changes = [change(Class::Breaking), change(Class::NotUnderstood)];
        let list = list(&changes, (None, None));
        assert_eq!(list.len(), 1);
        let sides = "Order.no was nothing that can be read and is `about 30`";
        assert_eq!(list[0].here, sides);
    }
}
