//! How a parameter is written: what the document says of its style, held against what it can hold.

use openapiv3::{
    MediaType, Parameter as Documented, ParameterSchemaOrContent, PathStyle, QueryStyle,
};

use super::alternatives::is_object;
use super::joined::{Joined, joined};
use super::node::{DEPTH, Node, resolved};
use super::shape::{Shape, shape};
use super::types::Types;
use crate::api::{JsonKind, ParameterStyle};

/// A parameter that can be written, or why it cannot.
pub(super) type Written<'a> = Result<(Node<'a>, ParameterStyle, &'static str), String>;

/// What a parameter holds, as far as its style asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// One text, number or truth value, or something that nothing is said of.
    Text,
    /// A list of such.
    List,
    /// An object of such.
    Object,
    /// A map to such.
    Map,
    /// Anything that is nested deeper.
    More,
}

impl<'a> Types<'a> {
    /// The type of a parameter, its style, and where in the parameter the type stands.
    pub(super) fn written(&self, parameter: &'a Documented) -> Written<'a> {
        let data = parameter.parameter_data_ref();
        match &data.format {
            ParameterSchemaOrContent::Schema(schema) => {
                let node = Node::from(schema);
                let style = self.style(parameter, self.holds(node, 0), data.explode)?;
                Ok((node, style, "/schema"))
            }
            ParameterSchemaOrContent::Content(content) => {
                let (name, media) = content.first().ok_or("nothing is said of its type")?;
                self.content(parameter, name, media)
            }
        }
    }

    /// Says where brackets are what many servers read, and not what OpenAPI says: it knows them for objects of texts.
    pub(super) fn note_presumed_brackets(&mut self, node: Node<'a>, name: &str, pointer: &str) {
        let example = match self.holds(node, 0) {
            Holds::Object | Holds::Map => return,
            Holds::List => format!("{name}[0]"),
            Holds::Text => name.to_owned(),
            Holds::More => format!("{name}[member][0]"),
        };
        let text = format!(
            "OpenAPI does not say how `deepObject` writes what this holds; it is written as a form does it, `{example}`"
        );
        self.note("style-presumed", pointer, text);
    }

    fn content(&self, parameter: &Documented, name: &str, media: &'a MediaType) -> Written<'a> {
        let node = Node::from(media.schema.as_ref().ok_or("nothing is said of its type")?);
        let essence = name.split(';').next().unwrap_or_default().trim();
        let is_json = essence == "application/json" || essence.ends_with("+json");
        let is_cookie = matches!(parameter, Documented::Cookie { .. });
        let style = if is_json && !is_cookie {
            ParameterStyle::Json
        } else if essence == "text/plain" && self.holds(node, 0) == Holds::Text {
            ParameterStyle::Plain
        } else {
            let place = if is_cookie { " in a cookie" } else { "" };
            return Err(format!("it is written as {essence}{place}"));
        };
        Ok((node, style, "/content"))
    }

    fn style(
        &self,
        parameter: &Documented,
        holds: Holds,
        explode: Option<bool>,
    ) -> Result<ParameterStyle, String> {
        use ParameterStyle::{Brackets, Commas, Label, Matrix, Members, Pipes, Plain, Spaces};
        let nested = "it holds more than texts, and its style does not say how that is written";
        let explodes = explode.unwrap_or_default();
        match parameter {
            Documented::Query { style, .. } if *style == QueryStyle::DeepObject => Ok(Brackets),
            _ if holds == Holds::More => Err(nested.to_owned()),
            Documented::Path { style, .. } => Ok(match (style, holds) {
                (PathStyle::Simple, Holds::Text) => Plain,
                (PathStyle::Simple, _) => Commas { explode: explodes },
                (PathStyle::Label, _) => Label { explode: explodes },
                (PathStyle::Matrix, _) => Matrix { explode: explodes },
            }),
            Documented::Header { .. } => Ok(match holds {
                Holds::Text | Holds::List => Plain,
                _ => Commas { explode: explodes },
            }),
            Documented::Cookie { .. } if holds == Holds::Text => Ok(Plain),
            Documented::Cookie { .. } => Err("a cookie holds one text".to_owned()),
            Documented::Query {
                style,
                allow_reserved,
                ..
            } => {
                let plain = if *allow_reserved {
                    ParameterStyle::Reserved
                } else {
                    Plain
                };
                let explodes = explode.unwrap_or(*style == QueryStyle::Form);
                match (holds, style) {
                    (Holds::Text, _) => Ok(plain),
                    (Holds::List, _) if explodes => Ok(plain),
                    (Holds::List, QueryStyle::SpaceDelimited) => Ok(Spaces),
                    (Holds::List, QueryStyle::PipeDelimited) => Ok(Pipes),
                    (Holds::Object, _) if explodes => Ok(Members),
                    (Holds::Map, _) if explodes => {
                        Err("its members cannot be told from other parameters".to_owned())
                    }
                    (_, QueryStyle::Form) => Ok(Commas { explode: false }),
                    _ => Err("its style is for lists".to_owned()),
                }
            }
        }
    }

    fn holds(&self, node: Node<'a>, depth: usize) -> Holds {
        if depth > DEPTH {
            return Holds::More;
        }
        let inner = |node: Node<'a>| self.holds(node, depth + 1);
        match shape(self.document, node, "") {
            Shape::Reference(reference) => resolved(self.document, Node::Reference(reference))
                .map_or(Holds::Text, |schema| inner(Node::Schema(schema))),
            Shape::Several(statements) => match joined(self.document, &statements) {
                Ok(Joined::Values(_)) => Holds::Text,
                Ok(Joined::Items(items)) => {
                    all_texts(items.iter().map(|(node, _)| inner(*node)), Holds::List)
                }
                Ok(Joined::One(index)) => statements
                    .get(index)
                    .map_or(Holds::More, |(node, _)| inner(*node)),
                Ok(Joined::Object(properties)) => {
                    let nodes = properties.iter().map(|property| property.node);
                    all_texts(nodes.map(inner), Holds::Object)
                }
                Err(_) => Holds::More,
            },
            Shape::Anything if is_object(node) => Holds::Map,
            Shape::Text
            | Shape::Enumeration(_)
            | Shape::Boolean
            | Shape::Int32
            | Shape::Int64
            | Shape::Number
            | Shape::Anything => Holds::Text,
            Shape::List(None) => Holds::List,
            Shape::List(Some((items, _))) => all_texts([inner(items)].into_iter(), Holds::List),
            Shape::Map(values, _) => all_texts([inner(values)].into_iter(), Holds::Map),
            Shape::Object(properties) => {
                let nodes = properties.iter().map(|property| property.node);
                all_texts(nodes.map(inner), Holds::Object)
            }
            Shape::Kinds(kinds) => all_texts(
                kinds.iter().map(|(kind, _)| match kind {
                    JsonKind::List | JsonKind::Object => Holds::More,
                    _ => Holds::Text,
                }),
                Holds::Text,
            ),
            Shape::Union { .. } | Shape::Alternatives(..) | Shape::Untyped(_) => Holds::More,
        }
    }
}

/// What holds these, where all of them are texts.
fn all_texts(mut inner: impl Iterator<Item = Holds>, holds: Holds) -> Holds {
    if inner.all(|each| each == Holds::Text) {
        holds
    } else {
        Holds::More
    }
}
