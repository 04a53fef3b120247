//! Constructors for requests that are always the same in a part.

/// A constructor that gives some properties their values and takes whatever else is required.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    /// Its name.
    pub rust: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The fields whose values it takes, in the order of its parameters.
    pub taken: Vec<String>,
    /// What it gives.
    pub given: Vec<Given>,
}

/// A property with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The name in Rust.
    pub rust: String,
    /// Whether the property is required.
    pub required: bool,
    /// Whether its type redacts it.
    pub hidden: bool,
    /// The value.
    pub value: PresetValue,
}

/// A value that the document states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PresetValue {
    /// A text without rules.
    Text(String),
    /// A known value of an enumeration: type and variant.
    Known(String, String),
    /// A list.
    List(Vec<PresetValue>),
    /// An object, with every property that it requires.
    Object {
        /// Its type.
        ty: String,
        /// The type that holds what it requires.
        required_name: String,
        /// What it is given.
        given: Vec<Given>,
    },
}
