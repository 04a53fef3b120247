//! Credentials beside that of the API, and which of them a request goes with.

use crate::engine::authorize::Place;
use crate::engine::config::{Config, TokenForm};
use crate::record::operation::{Api, Operation};
use crate::record::security::{CredentialSet, Scheme, Security};
use crate::value::types::sensitive::Sensitive;
use crate::wire::config_error::ConfigError;

/// The further credentials that a client was given.
pub(super) struct Further(Vec<Held>);

/// One of them, ready to be sent.
pub(super) struct Held {
    scheme: &'static str,
    pub(super) place: Place,
    pub(super) text: Sensitive<String>,
}

/// What a request goes with.
pub(super) struct Chosen<'a> {
    /// Whether that is the credential of the API.
    pub(super) own: bool,
    /// The others.
    pub(super) further: Vec<&'a Held>,
}

impl Further {
    pub(super) fn new(api: &'static Api, config: &Config) -> Result<Self, ConfigError> {
        let mut held: Vec<Held> = Vec::new();
        for (name, given) in &config.further {
            let scheme = api.further_schemes().find(|scheme| scheme.name == name);
            let place = match scheme {
                Some(scheme) => Place::of(scheme.security, TokenForm::Raw)?,
                None => None,
            };
            let (Some(Scheme { name, security }), Some(place)) = (scheme, place) else {
                return Err(ConfigError::UnknownScheme { name: name.clone() });
            };
            let text = place.fixed(given, *security == Security::Basic)?;
            held.retain(|known| known.scheme != *name);
            held.push(Held {
                scheme: name,
                place,
                text,
            });
        }
        Ok(Self(held))
    }

    /// The first alternative of what an operation asks for of which there is everything; `None` if there is none.
    pub(super) fn choose(
        &self,
        api: &'static Api,
        operation: &'static Operation,
        has_own: bool,
    ) -> Option<Chosen<'_>> {
        let asked = api.asked_by(operation);
        asked.iter().find_map(|together| {
            let CredentialSet { own, further } = *together;
            // Whoever said that there is no credential on purpose sends without it what asks for it alone.
            let is_there = !own || has_own || (further.is_empty() && asked.len() == 1);
            let further = further.iter().map(|scheme| self.held(scheme));
            let further = further.collect::<Option<Vec<_>>>()?;
            is_there.then_some(Chosen { own, further })
        })
    }

    fn held(&self, scheme: &Scheme) -> Option<&Held> {
        self.0.iter().find(|held| held.scheme == scheme.name)
    }
}
