//! What two lists have in common, and what one of them has alone.

use std::collections::BTreeSet;

use super::similar;

/// What of two lists belongs to nothing yet.
pub(super) struct Matching<'a, T> {
    pub(super) gone: Vec<&'a T>,
    pub(super) added: Vec<&'a T>,
}

/// One of the old list with the one of the new list that it is.
pub(super) type Pairs<'a, T> = Vec<(&'a T, &'a T)>;

impl<'a, T> Matching<'a, T> {
    pub(super) fn of(
        old: impl IntoIterator<Item = &'a T>,
        new: impl IntoIterator<Item = &'a T>,
    ) -> Self {
        Self {
            gone: old.into_iter().collect(),
            added: new.into_iter().collect(),
        }
    }

    /// Takes each of the old list with the first of the new list that is the same.
    pub(super) fn same(&mut self, is_same: impl Fn(&T, &T) -> bool) -> Pairs<'a, T> {
        let mut pairs = Vec::new();
        self.gone.retain(|left| {
            let same = self.added.iter().position(|right| is_same(left, right));
            let right = same.map(|index| self.added.remove(index));
            pairs.extend(right.map(|right| (*left, right)));
            right.is_none()
        });
        pairs
    }

    /// Takes those that are each other's clear best, by how sure that is; nothing where it is not.
    pub(super) fn likely(&mut self, sure: impl Fn(&'a T, &'a T) -> Option<f64>) -> Pairs<'a, T> {
        self.likely_by((<[&'a T]>::to_vec, <[&'a T]>::to_vec), |left, right| {
            sure(left, right)
        })
    }

    /// The same, of what is known of those of either list. It is worked out once, since each is held against all of the others.
    pub(super) fn likely_by<K>(
        &mut self,
        known: (impl Fn(&[&'a T]) -> Vec<K>, impl Fn(&[&'a T]) -> Vec<K>),
        sure: impl Fn(&K, &K) -> Option<f64>,
    ) -> Pairs<'a, T> {
        let (gone, added) = (known.0(&self.gone), known.1(&self.added));
        let pairs = similar::pairs(gone.len(), added.len(), |left, right| {
            sure(gone.get(left)?, added.get(right)?)
        });
        let taken = pairs
            .iter()
            .filter_map(|(left, right)| Some((*self.gone.get(*left)?, *self.added.get(*right)?)));
        let taken = taken.collect();
        let (lefts, rights): (BTreeSet<usize>, BTreeSet<usize>) = pairs.into_iter().unzip();
        retain(&mut self.gone, &lefts);
        retain(&mut self.added, &rights);
        taken
    }

    /// Takes what is left, if as many are left of both: they were changed rather than replaced.
    pub(super) fn rest(&mut self) -> Pairs<'a, T> {
        if self.gone.len() != self.added.len() {
            return Vec::new();
        }
        self.gone.drain(..).zip(self.added.drain(..)).collect()
    }
}

impl<'a, T> IntoIterator for Matching<'a, T> {
    type Item = (Option<&'a T>, Option<&'a T>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    /// What is left of each list alone.
    fn into_iter(self) -> Self::IntoIter {
        let gone = self.gone.into_iter().map(|one| (Some(one), None));
        let added = self.added.into_iter().map(|other| (None, Some(other)));
        gone.chain(added).collect::<Vec<_>>().into_iter()
    }
}

fn retain<T>(list: &mut Vec<T>, without: &BTreeSet<usize>) {
    let mut index = 0;
    list.retain(|_| {
        index += 1;
        !without.contains(&(index - 1))
    });
}
