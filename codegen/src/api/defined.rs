//! The types of an API, in their order and by their names.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};

use super::types::TypeDef;

/// The types of an API in the order of the document, of which one is found by its name without a walk through all.
#[derive(Debug, Clone, Default)]
pub struct TypeDefs {
    list: Vec<TypeDef>,
    places: HashMap<String, usize>,
}

impl TypeDefs {
    /// The type of a name that was in the list when that was made.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&TypeDef> {
        self.list.get(*self.places.get(name)?)
    }
}

impl From<Vec<TypeDef>> for TypeDefs {
    fn from(list: Vec<TypeDef>) -> Self {
        let places = list.iter().enumerate();
        Self {
            places: places.map(|(place, ty)| (ty.name.clone(), place)).collect(),
            list,
        }
    }
}

impl Deref for TypeDefs {
    type Target = [TypeDef];

    fn deref(&self) -> &[TypeDef] {
        &self.list
    }
}

impl DerefMut for TypeDefs {
    fn deref_mut(&mut self) -> &mut [TypeDef] {
        &mut self.list
    }
}

impl<'a> IntoIterator for &'a TypeDefs {
    type Item = &'a TypeDef;
    type IntoIter = std::slice::Iter<'a, TypeDef>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl<'a> IntoIterator for &'a mut TypeDefs {
    type Item = &'a mut TypeDef;
    type IntoIter = std::slice::IterMut<'a, TypeDef>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter_mut()
    }
}

/// Where each stands follows from the list.
impl PartialEq for TypeDefs {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}
