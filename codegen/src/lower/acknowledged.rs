//! What an answer says of its request, as far as both have it.

use indexmap::IndexMap;

use super::answered::{Answered, answered};
use super::found_by::{Settling, leaf, pairs, request_leaf};
use crate::api::{Acknowledged, Class, Effect, Kept};
use crate::extensions::Acknowledges;
use crate::findings::{Id, pointer_token};

impl Settling<'_> {
    /// Reads `x-acknowledges`, and what the answer has beside it; what the answer does not have is named and left out.
    pub(super) fn acknowledged(
        &mut self,
        stated: Option<&Acknowledges>,
        journal: &[Kept],
    ) -> Acknowledged {
        let Acknowledges {
            same,
            mut other,
            issued,
            mut steps,
            alone,
            each,
            moves,
            ..
        } = stated.cloned().unwrap_or_default();
        let mut same = pairs(&same);
        same.retain(|(theirs, _)| self.is_answered(theirs));
        other.retain(|path| self.is_answered(path));
        let issued = issued.filter(|path| self.is_answered(path));
        let class = |path: &String| leaf(self.api, &self.operation.answer.ty, path)?.class;
        let keeps_issued = issued.as_ref().and_then(class) == Some(Class::Open);
        steps.retain(|path| self.is_answered(path));
        let alone = self.alone(alone);
        let each = each.filter(|path| self.is_answered(&format!("{path}[]")));
        let amount = moves.iter().map(|moves| &moves.amount);
        self.kept("x-acknowledges", amount, journal);
        let answered = answered(self.api, &self.operation.answer.ty);
        self.tell_apart(&answered, &same, &other);
        Acknowledged {
            same,
            other,
            issued,
            keeps_issued,
            steps,
            alone,
            states: states(&answered),
            required: self.required(&answered),
            each,
            moves,
        }
    }

    /// Only what a journal keeps is known of a request later.
    fn alone(&mut self, stated: IndexMap<String, Vec<String>>) -> Vec<(String, Vec<String>)> {
        let mut alone: Vec<_> = stated.into_iter().collect();
        alone.retain(|(path, _)| {
            let is_there = request_leaf(self.api, self.operation, path).is_some();
            if !is_there {
                let text =
                    format!("`x-acknowledges` names `{path}`, which the request does not have");
                self.problem(Id::UnknownProperty, text);
            }
            is_there
        });
        alone
    }

    fn is_answered(&mut self, path: &str) -> bool {
        let is_answered = leaf(self.api, &self.operation.answer.ty, path).is_some();
        if !is_answered {
            let text = format!("`x-acknowledges` names `{path}`, which the answer does not have");
            self.problem(Id::UnknownProperty, text);
        }
        is_answered
    }

    /// A name that is compared with the request wherever it stands must mean the request wherever it is documented.
    fn tell_apart(
        &mut self,
        answered: &[Answered<'_>],
        same: &[(String, String)],
        other: &[String],
    ) {
        for Answered { path, .. } in answered {
            let is_stated = other.contains(path) || same.iter().any(|(theirs, _)| theirs == path);
            let namesake = same.iter().find(|(theirs, _)| last(theirs) == last(path));
            if let (false, Some((theirs, _))) = (is_stated, namesake) {
                let text = format!(
                    "the answer has `{path}` beside `{theirs}`: it is the request's by `same` of `x-acknowledges`, which is right too where nobody knows, since another value leaves the outcome open; `other` says that it means something else"
                );
                let at = format!(
                    "{}/x-acknowledges/same/{}",
                    self.operation.pointer,
                    pointer_token(path)
                );
                self.problem_at(at, Id::UnstatedName, text);
            }
        }
    }

    /// An acceptance has a code, and what moves money says more than that.
    fn required(&self, answered: &[Answered<'_>]) -> Vec<String> {
        let (Some(envelope), Effect::MovesMoney) =
            (&self.operation.envelope, self.operation.effect)
        else {
            return Vec::new();
        };
        let fields = answered.iter();
        let fields = fields.filter(|field| field.required && field.depth == 0);
        fields
            .map(|field| field.path.clone())
            .filter(|name| *name != envelope.code && *name != envelope.message)
            .collect()
    }
}

/// Each name once, with the classes of whatever stands under it.
fn states(answered: &[Answered<'_>]) -> Vec<(String, Vec<(String, crate::api::StateClass)>)> {
    let mut states: Vec<(String, Vec<_>)> = Vec::new();
    for Answered { path, values, .. } in answered {
        let Some(values) = values.filter(|values| !values.state_classes.is_empty()) else {
            continue;
        };
        let name = last(path);
        match states.iter_mut().find(|(known, _)| known == name) {
            // Under one name, a state that means different things means none of them.
            Some((_, classes)) => {
                classes.retain(|class| values.state_classes.contains(class));
            }
            None => states.push((name.to_owned(), values.state_classes.clone())),
        }
    }
    states
}

/// The last name of a path.
fn last(path: &str) -> &str {
    let name = path.rsplit('.').next().unwrap_or_default();
    name.trim_end_matches("[]")
}
