//! Of which merchant account a client is.

use crate::engine::config::{Config, Credential};
use crate::record::account::{Account, ClientMark};
use crate::wire::address::Address;

/// The longest name of an account.
const LONGEST: usize = 64;

impl Config {
    /// Names the merchant account that this client is of, by whatever name the merchant has for it; `main` by default. It
    /// stands in the journal with each request. What is open there of another account is not looked up and not sent again
    /// ([`Why::OtherAccount`](crate::Why::OtherAccount)), since a number names another payment there. It counts as another
    /// attempt of its purchase all the same.
    ///
    /// The name is 1 to 64 characters. It may be shown. An address or an application id that is another one than when a request
    /// was made is a warning in the log and nothing else: keys rotate.
    ///
    /// ```
    /// use gateway_runtime::Config;
    ///
    /// let config = Config::new("https://gateway.example.com").account("shop-berlin");
    /// # let _ = config;
    /// ```
    pub fn account(mut self, name: impl Into<String>) -> Self {
        self.account = name.into();
        self
    }

    pub(super) fn has_account_name(&self) -> bool {
        (1..=LONGEST).contains(&self.account.chars().count())
    }

    /// The account, with what tells this client from another one of it.
    pub(crate) fn account_at(&self, address: &Address) -> Account {
        let app = match &self.credential {
            Credential::Given(credentials) => credentials.app_id(),
            Credential::Missing | Credential::Nobody | Credential::Provided(_) => None,
        };
        let at = format!("{}{}", address.origin(), address.path());
        Account {
            name: self.account.clone(),
            client: Some(ClientMark::of(&at, app)),
        }
    }
}
