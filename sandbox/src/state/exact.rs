//! Exact decimals as text.

use gateway_runtime::Decimal;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// More than the digits, the sign and the point of any decimal.
const LONGEST: usize = 40;

pub(super) fn serialize<S: Serializer>(value: &Decimal, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(value)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
    let text = String::deserialize(from)?;
    if text.len() > LONGEST {
        return Err(Error::custom("no amount is so long"));
    }
    text.parse().map_err(Error::custom)
}
