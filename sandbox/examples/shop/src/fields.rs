use std::str::FromStr;

use online_payment_gateway::ValidationError;
use online_payment_gateway::runtime::{Returned, Texts};

use crate::trouble::Trouble;

/// No form and no notice is larger.
pub(crate) const LARGEST_BODY: usize = 16 * 1024;

/// What somebody typed into a form. It is wiped from memory when it is dropped, as a card's number has to be.
pub(crate) struct Fields(Returned);

impl Fields {
    pub(crate) fn of(body: &[u8]) -> Self {
        Self(Returned::parse(
            std::str::from_utf8(body).unwrap_or_default(),
        ))
    }

    /// A field that has to be there, and not empty.
    pub(crate) fn needed(&self, name: &'static str) -> Result<&str, Trouble> {
        let text = self.0.unverified(name).filter(|text| !text.is_empty());
        text.ok_or(Trouble::Missing(name))
    }

    /// A value of a type; what is missing breaks its rules as well. All that are broken are told at once.
    pub(crate) fn parse<T: FromStr<Err = ValidationError>>(
        &self,
        texts: &mut Texts,
        name: &str,
    ) -> Option<T> {
        texts.parse(name, self.0.unverified(name).unwrap_or_default())
    }

    /// Whether a box is ticked.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.unverified(name).is_some()
    }
}
