//! A public item, as users see it.

/// One public item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// How it is declared, without documentation and without what is private.
    pub declared: String,
    /// The same with the whole path of whatever comes from another crate, for comparing: `Failure` and
    /// `gateway_runtime::Failure` are one.
    pub resolved: String,
    /// Its path, resolved in the same way, by which two crates' items are paired: that of a trait which a type has names it.
    pub key: String,
    /// The path of the type that it belongs to as a field, a variant, a method or a trait.
    pub within: Option<String>,
    /// Whether users have to name it where they write its type out or match it in full: fields and variants.
    pub is_part: bool,
    /// Whether users may write it out, or match it, in full, so that one more field or variant breaks them.
    pub is_exhaustive: bool,
}
