//! A page on which a customer acts.

use gateway_runtime::Decimal;
use serde::{Deserialize, Serialize};

use super::exact;
use super::goods::Goods;
use super::moment::Moment;

/// A page and what became of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The key in its address.
    pub key: String,
    /// What a form on it must send along, so that no other page can send it.
    pub nonce: String,
    /// When it ends.
    pub ends: Moment,
    /// What it is for.
    pub purpose: Purpose,
    /// What became of it; none while it is open.
    pub ending: Option<Ending>,
}

impl std::fmt::Debug for Page {
    /// Without its key and its nonce, which give a right to whoever has them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page")
            .field("purpose", &self.purpose)
            .field("ending", &self.ending)
            .finish_non_exhaustive()
    }
}

/// What a page is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// A checkout: the customer chooses a method, and a payment begins.
    Checkout(Checkout),
    /// A payment that waits for its customer: 3-D Secure, or a wallet.
    Payment {
        /// Its trade number.
        trade_no: String,
        /// What it is for.
        #[serde(default, skip_serializing_if = "Goods::is_empty")]
        goods: Goods,
    },
}

/// What a merchant asks a customer to pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkout {
    /// The merchant's number.
    pub order_no: String,
    /// How much.
    #[serde(with = "exact")]
    pub amount: Decimal,
    /// In which currency.
    pub currency: String,
    /// Whether the money is collected without a capture.
    pub captures_itself: bool,
    /// Where the customer is sent back to.
    pub return_to: Option<String>,
    /// The customer's language.
    pub language: Option<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Goods::is_empty")]
    pub goods: Goods,
}

/// What became of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// The customer acted, and this payment came of it.
    Acted {
        /// Its trade number.
        trade_no: String,
    },
    /// Nobody acted in time.
    Expired,
}

/// What a customer does on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Pays, on a checkout by this method.
    Pay {
        /// The method.
        method: String,
    },
    /// Is declined, as if by the issuer.
    Decline,
    /// Leaves.
    Cancel,
}

impl Page {
    /// What the customer pays for.
    #[must_use]
    pub fn goods(&self) -> &Goods {
        match &self.purpose {
            Purpose::Checkout(checkout) => &checkout.goods,
            Purpose::Payment { goods, .. } => goods,
        }
    }
}
