use std::str::FromStr;

use online_payment_gateway::ValidationError;
use online_payment_gateway::runtime::Returned;

use crate::trouble::Trouble;

/// What somebody typed into a form. It is wiped from memory when it is dropped, as a card's number has to be.
pub(crate) struct Fields(Returned);

impl Fields {
    pub(crate) fn of(body: &[u8]) -> Self {
        Self(Returned::parse(
            std::str::from_utf8(body).unwrap_or_default(),
        ))
    }

    pub(crate) fn text(&self, name: &'static str) -> Result<&str, Trouble> {
        self.0.unverified(name).ok_or(Trouble::Missing(name))
    }

    pub(crate) fn value<T: FromStr<Err = ValidationError>>(
        &self,
        name: &'static str,
    ) -> Result<T, Trouble> {
        let typed = self.text(name)?.parse();
        typed.map_err(|error| Trouble::Typed(name, error))
    }

    /// Whether a box is ticked.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.unverified(name).is_some()
    }
}
