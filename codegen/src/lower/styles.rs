//! How a parameter is written: what the document says of its style, held against what it can hold.

use super::media::is_json;
use super::shape::{Alternative, Shape, Shapes};
use super::types::Types;
use crate::api::{JsonKind, ParameterStyle};
use crate::openapi::{Holds as Held, Kind, Media, Parameter, Place, SchemaId, Style, Use};

/// A parameter that can be written, or why it cannot.
pub(super) type Written<'a> = Result<(&'a Use, ParameterStyle), String>;

/// What a parameter holds, as far as its style asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
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

/// The type of a parameter and its style.
pub(super) fn written<'a>(types: &Types<'a>, parameter: &'a Parameter) -> Written<'a> {
    match &parameter.holds {
        Held::Schema(used) => {
            let shapes = &types.shapes;
            if let Shape::Untyped(why) = &*shapes.behind_names(used.id)
                && matches!(types.schema(used.id).wire.kind, Kind::Never(_))
            {
                return Err(why.clone());
            }
            let style = style(parameter, holds(shapes, used.id), exploded(shapes, used.id))?;
            Ok((used, style))
        }
        Held::Content(content) => {
            let media = content.first().ok_or(UNSAID)?;
            self::content(types, parameter, media)
        }
        Held::Anything => Err(UNSAID.to_owned()),
    }
}

const UNSAID: &str = "nothing is said of its type";

/// Where a style is what many servers read, and not what OpenAPI says: its name, and how it is written. OpenAPI knows styles of
/// objects for objects of texts.
pub(super) fn presumed(
    types: &Types<'_>,
    used: &Use,
    name: &str,
    style: &ParameterStyle,
) -> Option<(&'static str, String)> {
    let holds = holds(&types.shapes, used.id);
    let example = match (style, holds) {
        (_, Holds::Object | Holds::Map) => return None,
        (ParameterStyle::Members | ParameterStyle::Entries(_), _) => {
            let written = "the name of a list in it is repeated for each of its elements";
            return Some(("an exploded `form`", written.to_owned()));
        }
        (ParameterStyle::Brackets, Holds::List) => format!("{name}[0]"),
        (ParameterStyle::Brackets, Holds::Text) => name.to_owned(),
        (ParameterStyle::Brackets, Holds::More) => format!("{name}[member][0]"),
        _ => return None,
    };
    let written = format!("it is written as a form does it, `{example}`");
    Some(("`deepObject`", written))
}

fn content<'a>(types: &Types<'a>, parameter: &Parameter, media: &'a Media) -> Written<'a> {
    let used = media.schema.as_ref().ok_or(UNSAID)?;
    let essence = media.essence.as_str();
    let is_json = is_json(essence);
    let is_cookie = parameter.place == Place::Cookie;
    if is_json && !is_cookie {
        return Ok((used, ParameterStyle::Json));
    }
    if essence == "text/plain" && holds(&types.shapes, used.id) == Holds::Text {
        return Ok((used, ParameterStyle::Plain));
    }
    let place = if is_cookie { " in a cookie" } else { "" };
    Err(format!("it is written as {essence}{place}"))
}

fn style(
    parameter: &Parameter,
    holds: Holds,
    exploded: Option<ParameterStyle>,
) -> Result<ParameterStyle, String> {
    use ParameterStyle::{Brackets, Commas, Label, Matrix, Pipes, Plain, Spaces};
    let explode = parameter.explode;
    if parameter.style == Style::DeepObject {
        return Ok(Brackets);
    }
    if let (Style::Form, true, Some(exploded)) = (parameter.style, explode, exploded)
        && parameter.place == Place::Query
    {
        return Ok(exploded);
    }
    if holds == Holds::More {
        let text = "it holds more than texts, and its style does not say how that is written";
        return Err(text.to_owned());
    }
    match parameter.place {
        Place::Path => Ok(match (parameter.style, holds) {
            (Style::Label, _) => Label { explode },
            (Style::Matrix, _) => Matrix { explode },
            (_, Holds::Text) => Plain,
            _ => Commas { explode },
        }),
        Place::Header => Ok(match holds {
            Holds::Text => Plain,
            _ => Commas { explode },
        }),
        Place::Cookie if holds == Holds::Text => Ok(Plain),
        Place::Cookie => Err("a cookie holds one text".to_owned()),
        Place::Query => {
            let plain = if parameter.allow_reserved {
                ParameterStyle::Reserved
            } else {
                Plain
            };
            match (holds, parameter.style) {
                (Holds::Text, _) => Ok(plain),
                (Holds::List, _) if explode => Ok(plain),
                (Holds::List, Style::SpaceDelimited) => Ok(Spaces),
                (Holds::List, Style::PipeDelimited) => Ok(Pipes),
                (_, Style::Form) => Ok(Commas { explode: false }),
                _ => Err("its style is for lists".to_owned()),
            }
        }
    }
}

impl<'a> Types<'a> {
    /// The names of the members of an object.
    pub(super) fn members_of(&self, id: SchemaId) -> Vec<&'a str> {
        let members = self.shapes.held(id).unwrap_or_default();
        members.iter().map(|member| member.wire).collect()
    }

    /// The properties of an object, each with what it holds and whether it is a list.
    pub(super) fn held_of(&self, id: SchemaId) -> Vec<(&'a str, Holds, bool)> {
        let members = self.shapes.held(id).unwrap_or_default();
        let held = members.iter().filter_map(|member| {
            let used = member.uses.first()?;
            let is_list = matches!(&*self.shapes.behind_names(used.id), Shape::List(_));
            Some((member.wire, holds(&self.shapes, used.id), is_list))
        });
        held.collect()
    }
}

/// How an object or a map of texts, and of lists of them, is written where each member is a parameter of its own. OpenAPI leaves
/// open how such a list is; that its name is repeated is what a list of its own has.
fn exploded(shapes: &Shapes<'_>, id: SchemaId) -> Option<ParameterStyle> {
    let is_flat = |used: &Use| matches!(holds(shapes, used.id), Holds::Text | Holds::List);
    let (members, further) = match &*shapes.behind_names(id) {
        Shape::AnyObject => return Some(ParameterStyle::Entries(Vec::new())),
        Shape::Map(values) => (Vec::new(), Some(*values)),
        Shape::Object(members) => match &shapes.schemas[id].wire.kind {
            Kind::Object(object) => (members.clone(), object.extra.of()),
            _ => (members.clone(), None),
        },
        _ => (shapes.held(id)?, None),
    };
    let mut held = members.iter().flat_map(|member| &member.uses).copied();
    (held.all(is_flat) && further.is_none_or(is_flat)).then(|| match further {
        Some(_) => ParameterStyle::Entries(Vec::new()),
        None => ParameterStyle::Members,
    })
}

fn holds(shapes: &Shapes<'_>, id: SchemaId) -> Holds {
    let is_text = |used: &Use| of_texts(shapes, used.id) == Some(Holds::Text);
    let of = |holds: Holds, all: bool| if all { holds } else { Holds::More };
    match &*shapes.behind_names(id) {
        Shape::List(items) => of(Holds::List, items.is_none_or(is_text)),
        Shape::Map(values) => of(Holds::Map, is_text(values)),
        // One text, or a list of such: a list of one is written as its text is.
        Shape::Kinds(kinds) if kinds.iter().any(|(kind, _)| *kind == JsonKind::List) => {
            let is_flat = |(kind, alternative): &(JsonKind, Alternative<'_>)| match kind {
                JsonKind::List => alternative
                    .used()
                    .is_some_and(|used| holds(shapes, used.id) == Holds::List),
                JsonKind::Object => false,
                _ => true,
            };
            of(Holds::List, kinds.iter().all(is_flat))
        }
        Shape::Object(_) | Shape::Union { .. } => {
            let members = shapes.held(id).unwrap_or_default();
            let mut uses = members.iter().flat_map(|member| &member.uses);
            of(Holds::Object, uses.all(|used| is_text(used)))
        }
        _ => of_texts(shapes, id).unwrap_or(Holds::More),
    }
}

/// What a schema holds that stands in no other; nothing where it is nested.
fn of_texts(shapes: &Shapes<'_>, id: SchemaId) -> Option<Holds> {
    match &*shapes.behind_names(id) {
        Shape::AnyObject => Some(Holds::Map),
        Shape::Text
        | Shape::Enumeration(_)
        | Shape::Boolean
        | Shape::Int32
        | Shape::Int64
        | Shape::UInt64
        | Shape::Number
        | Shape::Anything => Some(Holds::Text),
        Shape::Kinds(kinds) => {
            let mut kinds = kinds.iter();
            let is_text = |kind: JsonKind| !matches!(kind, JsonKind::List | JsonKind::Object);
            kinds.all(|(kind, _)| is_text(*kind)).then_some(Holds::Text)
        }
        _ => None,
    }
}
