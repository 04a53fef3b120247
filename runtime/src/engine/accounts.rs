//! Whether a request is of the client's account.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::record::account::{Account, ClientMark};
use crate::record::handle::Handle;
use crate::value::locked::Locked;

/// How many other clients are remembered; an account has one, and another one after each rotation.
const MOST: usize = 64;

/// The account of a client, and the other clients of it that it has told of.
#[derive(Debug)]
pub(crate) struct Accounts {
    own: Arc<Account>,
    told: Locked<BTreeSet<ClientMark>>,
}

impl Accounts {
    pub(super) fn new(own: Account) -> Self {
        Self {
            own: Arc::new(own),
            told: Locked::default(),
        }
    }

    pub(crate) fn own(&self) -> &Arc<Account> {
        &self.own
    }

    /// Whether a request is of the account that this client is of ([`Config::account`](crate::Config::account)).
    pub(crate) fn has(&self, handle: &Handle) -> bool {
        let theirs = handle.account_of();
        let is_ours = self.own.name == theirs.name;
        if is_ours {
            self.tell_other_client(theirs);
        }
        is_ours
    }

    /// Tells, once for each, that a request was made by a client with another address or application id. Keys rotate, so it
    /// may be the same account all the same.
    fn tell_other_client(&self, account: &Account) {
        let (Some(own), Some(other)) = (self.own.client, account.client) else {
            return;
        };
        let Some(what) = own.differs_from(other) else {
            return;
        };
        let mut told = self.told.lock();
        if told.len() < MOST && told.insert(other) {
            tracing::warn!(
                account = account.name,
                "{what} changed since a request of this account was made: it is looked up all the same"
            );
        }
    }
}
