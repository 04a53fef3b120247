//! The traits of serde, and what of this crate implements them: amounts, times and handles, each as one text.
//!
//! A text comes back as the value that it was made of: an amount keeps its zeros, also one that a gateway sent and that could not
//! be sent. What may not be stored is no value of serde:
//!
//! ```compile_fail,E0277
//! fn stored(_: &impl gateway_runtime::serde::Serialize) {}
//! stored(&gateway_runtime::Pan::new("4111111111111111").unwrap());
//! ```

pub use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use serde_core::de::Error;

use crate::value::types::amount::Amount;
use crate::value::types::date::Date;
use crate::value::types::decimal;
use crate::value::types::timestamp::Timestamp;

crate::serde_as_text!(Date);
crate::serde_as_text!(Timestamp);

/// As the decimal that it shows: `"10.00"`.
impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// From a text, and never from a number, which a format may have passed through a float.
impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let value = decimal::parse_lenient(&text);
        value
            .map(Self::received)
            .ok_or_else(|| D::Error::custom("not an amount of at most 28 digits"))
    }
}
