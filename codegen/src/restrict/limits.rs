//! What a token becomes in a schema.

use serde_json::{Map, Value};

/// Members that restrict a schema.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Limits {
    /// The members by their names.
    pub members: Map<String, Value>,
    /// Whether they belong to the entries of the array rather than to the array.
    pub of_entries: bool,
    /// Whether a length among them counts bytes, of which a character may be several.
    pub of_bytes: bool,
}
