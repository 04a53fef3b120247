use std::sync::Arc;

use online_payment_gateway::runtime::{Clock, Journal, SystemClock};
use online_payment_gateway::{Client, Config, ConfigError};

use crate::orders::Orders;
use crate::shared_look::SharedLook;

/// What every route needs.
pub struct Shop {
    pub(crate) client: Client,
    pub(crate) orders: Orders,
    pub(crate) looks: SharedLook,
    pub(crate) clock: Arc<dyn Clock>,
    /// Where customers reach the shop, such as `https://shop.example.com`.
    pub(crate) address: String,
}

impl Shop {
    /// Opens a shop: `config` says where its gateway is and what is known of it, and `journal` keeps each payment from before
    /// it leaves to its end. Customers reach the shop at `address`.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] if no client can be made of its configuration.
    pub fn open(
        config: Config,
        journal: Arc<dyn Journal>,
        orders: Orders,
        address: impl Into<String>,
    ) -> Result<Self, ConfigError> {
        Ok(Self {
            client: Client::new(config.journal(journal))?,
            orders,
            looks: SharedLook::default(),
            clock: Arc::new(SystemClock::new()),
            address: address.into(),
        })
    }

    /// Lets the shop tell the time by another clock, in tests.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// What sends the requests, for whoever ends the process in good order.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }
}
