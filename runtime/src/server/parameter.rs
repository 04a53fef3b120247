use crate::record::call::style::Style;

/// Where a parameter comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The segment of the path that stands where the template has its name.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

/// What a parameter is, by how it is put into a URL or a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// One text.
    Text,
    /// A number or a truth value where its text is one, and a text otherwise.
    Plain,
    /// A list of texts.
    List,
    /// An object with these members, or a map, of which none is named.
    Object(&'static [&'static str]),
}

/// A parameter of an operation, as a server looks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Where it comes from.
    pub source: Source,
    /// Its name there.
    pub name: &'static str,
    /// The member that it becomes of what the parameters are read as: its name, unless another place has one of that name.
    pub key: &'static str,
    /// What it is.
    pub wire: Wire,
    /// How it is written; `None` for the plain text of its place.
    pub style: Option<Style>,
}
