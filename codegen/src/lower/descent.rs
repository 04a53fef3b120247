//! Looking into schemas that may lead back to themselves, with an end.

use super::node::{NESTED, Node, component_of};
use openapiv3::OpenAPI;

/// How many schemas are looked into before they are taken for too entangled.
const STEPS: usize = 10_000;

/// How deep schemas may stand in one another where one question follows them all.
const LEVELS: usize = 2 * NESTED;

/// A way down through schemas: the components that it has led into, how deep it is, and how far it may still go.
pub(super) struct Descent<'a> {
    pub(super) document: &'a OpenAPI,
    trail: Vec<&'a str>,
    depth: usize,
    left: usize,
}

/// Why a way down ends before its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// It leads into a component that it came from.
    Circle,
    /// It goes deeper than anybody's document has to.
    Deep,
    /// It looks into more schemas than anybody's document has to.
    Entangled,
    /// It leads nowhere.
    Unknown(String),
}

impl Stop {
    /// Why a combination that goes this way has no type.
    pub(super) fn why(&self) -> String {
        match self {
            Self::Circle => "`allOf` goes round in a circle".to_owned(),
            Self::Deep => format!("`allOf` goes more than {NESTED} schemas deep"),
            Self::Entangled => "`allOf` is too entangled to be followed".to_owned(),
            Self::Unknown(reference) => format!("`{reference}` is not in the document"),
        }
    }
}

impl<'a> Descent<'a> {
    pub(super) fn new(document: &'a OpenAPI) -> Self {
        Self {
            document,
            trail: Vec::new(),
            depth: 0,
            left: STEPS,
        }
    }

    /// Goes one schema down; [`Self::up`] comes back.
    pub(super) fn down(&mut self) -> Result<(), Stop> {
        self.left = self.left.checked_sub(1).ok_or(Stop::Entangled)?;
        if self.depth >= LEVELS {
            return Err(Stop::Deep);
        }
        self.depth += 1;
        Ok(())
    }

    pub(super) fn up(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// The component that a reference names, and its name.
    pub(super) fn target(&self, reference: &'a str) -> Result<(&'a str, Node<'a>), Stop> {
        let components = self.document.components.as_ref();
        component_of(reference)
            .and_then(|name| Some((name, components?.schemas.get(name)?.into())))
            .ok_or_else(|| Stop::Unknown(reference.to_owned()))
    }

    /// Goes into a component, unless that is being looked into already; [`Self::leave`] comes back.
    pub(super) fn enter(&mut self, name: &'a str) -> Result<(), Stop> {
        if self.trail.contains(&name) {
            return Err(Stop::Circle);
        }
        if self.trail.len() >= NESTED {
            return Err(Stop::Deep);
        }
        self.trail.push(name);
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.trail.pop();
    }
}
