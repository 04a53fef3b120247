//! What a field, a body or an answer refers to.

/// A type as a field, a body or an answer has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TypeRef {
    /// Nothing.
    Unit,
    /// Text without rules.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// A whole number of 64 bits that is not negative.
    UInt64,
    /// A decimal that is not money.
    Decimal,
    /// Money.
    Amount,
    /// A time in any of the forms that the document uses.
    Timestamp,
    /// A calendar date.
    Date,
    /// A card number.
    Pan,
    /// A card's security code.
    SecurityCode,
    /// A value that has no type.
    Json,
    /// A body that is text and no JSON.
    PlainText,
    /// A body that is neither.
    Binary,
    /// Bytes that are a part of a body.
    Upload,
    /// An emitted type.
    Named(String),
    /// A list.
    List(Box<TypeRef>),
    /// A map from text.
    Map(Box<TypeRef>),
    /// A value that is redacted and wiped.
    Sensitive(Box<TypeRef>),
    /// An element of a list or a map, or a whole body or answer, that may be null.
    Nullable(Box<TypeRef>),
}

impl TypeRef {
    /// What lists, maps and redactions hold in the end, and any other type itself.
    #[must_use]
    pub fn innermost(&self) -> &Self {
        match self {
            Self::List(inner)
            | Self::Map(inner)
            | Self::Sensitive(inner)
            | Self::Nullable(inner) => inner.innermost(),
            ty => ty,
        }
    }

    /// How many types of the runtime and of the library it stands in.
    #[must_use]
    pub fn depth(&self) -> usize {
        match self {
            Self::List(inner)
            | Self::Map(inner)
            | Self::Sensitive(inner)
            | Self::Nullable(inner) => inner.depth() + 1,
            _ => 0,
        }
    }

    /// The type without its redaction.
    #[must_use]
    pub fn plain(&self) -> &Self {
        match self {
            Self::Sensitive(inner) => inner.plain(),
            ty => ty,
        }
    }

    /// The name of the emitted type that it is or holds.
    #[must_use]
    pub fn named(&self) -> Option<&str> {
        match self.innermost() {
            Self::Named(name) => Some(name),
            _ => None,
        }
    }
}
