//! Where in a value something stands.

/// A step of a JSON pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Segment<'a> {
    Name(&'a str),
    Index(usize),
    /// Any member of a map: its name may be anything, a card number too.
    AnyKey,
}

impl Segment<'_> {
    pub(crate) fn add_to(self, pointer: &mut String) {
        pointer.push('/');
        match self {
            Self::Name(name) => pointer.push_str(&name.replace('~', "~0").replace('/', "~1")),
            Self::Index(index) => pointer.push_str(&index.to_string()),
            Self::AnyKey => pointer.push('*'),
        }
    }
}
