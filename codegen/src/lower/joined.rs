//! Several statements about one thing: `allOf` of what is no object, and properties that are stated again.

use openapiv3::OpenAPI;

use super::collected::{Property, collected};
use super::definitions::text_type;
use super::descent::{Descent, Stop};
use super::limits;
use super::node::{Node, Statement, places, resolved};
use super::shape::{Shape, shape};
use super::types::{Hint, Meaning, Types};
use crate::api::{JsonKind, TypeRef};

/// What several statements come to.
#[derive(Debug)]
pub(super) enum Joined<'a> {
    /// The statement at this index says the type; the others limit it.
    One(usize),
    /// Objects that add up.
    Object(Vec<Property<'a>>),
    /// Texts, with the known values that every statement lists.
    Values(Vec<&'a str>),
    /// Lists, with all that is said of their items.
    Items(Vec<Statement<'a>>),
}

/// Holds statements that all have to be true against one another, or says why no value can be all of that.
pub(super) fn joined<'a>(
    document: &'a OpenAPI,
    statements: &[Statement<'a>],
) -> Result<Joined<'a>, String> {
    let mut joining = Joining(Descent::new(document));
    if let Shape::Object(properties) = collected(document, statements) {
        return Ok(Joined::Object(properties));
    }
    Ok(match joining.narrowest(statements)? {
        (_, Kind::Values(values, false)) => Joined::Values(values),
        (_, Kind::List(items)) if items.len() > 1 => Joined::Items(items),
        (index, _) => Joined::One(index),
    })
}

/// What a node is, as far as it matters for holding it against another.
#[derive(Debug, Clone)]
enum Kind<'a> {
    Anything,
    /// Text, and whether a rule or a form of its own makes it more than plain.
    Text(bool),
    /// Texts with known values, and whether one statement lists exactly those.
    Values(Vec<&'a str>, bool),
    Boolean,
    /// A number, the narrower the smaller.
    Number(u8),
    /// A list, with what is said of its items.
    List(Vec<Statement<'a>>),
    Map,
    Object,
    /// One of several things of these JSON types.
    Kinds(Vec<JsonKind>),
    /// Anything else, by its name.
    Other(&'static str),
}

impl Kind<'_> {
    fn name(&self) -> &'static str {
        match self {
            Self::Anything => "anything",
            Self::Text(_) | Self::Values(..) => "text",
            Self::Boolean => "a truth value",
            Self::Number(_) => "a number",
            Self::List(_) => "a list",
            Self::Map => "a map",
            Self::Object => "an object",
            Self::Kinds(_) => "one of several things",
            Self::Other(name) => name,
        }
    }

    /// Whether a value of this kind can be one of several things.
    fn is_among(&self, kinds: &[JsonKind]) -> bool {
        let kind = match self {
            Self::Text(_) | Self::Values(..) => JsonKind::Text,
            Self::Boolean => JsonKind::Boolean,
            Self::Number(_) => JsonKind::Number,
            Self::List(_) => JsonKind::List,
            Self::Map | Self::Object => JsonKind::Object,
            Self::Anything | Self::Kinds(_) | Self::Other(_) => return false,
        };
        kinds.contains(&kind)
    }
}

struct Joining<'a>(Descent<'a>);

impl<'a> Joining<'a> {
    /// The statement that says most, with what it says.
    fn narrowest(&mut self, statements: &[Statement<'a>]) -> Result<(usize, Kind<'a>), String> {
        let mut best = (0, Kind::Anything);
        for (index, (node, pointer)) in statements.iter().enumerate() {
            let kind = self.kind(*node, pointer)?;
            best = self.narrower(best, (index, kind))?;
        }
        Ok(best)
    }

    fn kind(&mut self, node: Node<'a>, pointer: &str) -> Result<Kind<'a>, String> {
        self.0.down().map_err(|stop| stop.why())?;
        let kind = self.kind_below(node, pointer);
        self.0.up();
        kind
    }

    fn kind_below(&mut self, node: Node<'a>, pointer: &str) -> Result<Kind<'a>, String> {
        Ok(match shape(self.0.document, node, pointer) {
            Shape::Reference(reference) => match self.referred(reference)? {
                Kind::Text(_) => Kind::Text(true),
                kind => kind,
            },
            Shape::Several(statements) => self.narrowest(&statements)?.1,
            Shape::Anything => Kind::Anything,
            Shape::Text => Kind::Text(text_type(node) != TypeRef::Text),
            Shape::Enumeration(values) => Kind::Values(values, true),
            Shape::Boolean => Kind::Boolean,
            Shape::Int32 => Kind::Number(0),
            Shape::Int64 => Kind::Number(1),
            Shape::Number => Kind::Number(2),
            Shape::List(items) => Kind::List(items.into_iter().collect()),
            Shape::Map(..) => Kind::Map,
            Shape::Object(_) => Kind::Object,
            Shape::Kinds(kinds) => Kind::Kinds(kinds.into_iter().map(|(kind, _)| kind).collect()),
            Shape::Union { .. } | Shape::Alternatives(..) => Kind::Other("one of several objects"),
            Shape::Untyped(_) => Kind::Other("something without a type"),
        })
    }

    fn referred(&mut self, reference: &'a str) -> Result<Kind<'a>, String> {
        let why = |stop: Stop| stop.why();
        let (name, target) = self.0.target(reference).map_err(why)?;
        self.0.enter(name).map_err(why)?;
        let kind = self.kind(target, "");
        self.0.leave();
        kind
    }

    /// The one of two that says more, where both can be true.
    fn narrower(
        &mut self,
        (first, first_kind): (usize, Kind<'a>),
        (second, second_kind): (usize, Kind<'a>),
    ) -> Result<(usize, Kind<'a>), String> {
        Ok(match (first_kind, second_kind) {
            (Kind::Anything, kind)
            | (Kind::Text(false), kind @ Kind::Text(_))
            | (Kind::Text(true), kind @ Kind::Text(true))
            | (Kind::Text(_), kind @ Kind::Values(..))
            | (Kind::Map, kind @ (Kind::Map | Kind::Object))
            | (Kind::Object, kind @ Kind::Object)
            | (Kind::Boolean, kind @ Kind::Boolean) => (second, kind),
            (kind @ (Kind::Text(_) | Kind::Values(..)), Kind::Text(_))
            | (kind @ Kind::Object, Kind::Map)
            | (kind, Kind::Anything) => (first, kind),
            (Kind::Number(one), Kind::Number(other)) if one < other => (first, Kind::Number(one)),
            (Kind::Number(_), kind @ Kind::Number(_)) => (second, kind),
            (Kind::Values(mine, one), Kind::Values(theirs, _)) => {
                let mut both = mine.clone();
                both.retain(|value| theirs.contains(value));
                if both.is_empty() {
                    return Err("no value is in all of its lists of known values".to_owned());
                }
                if both.len() == theirs.len() {
                    (second, Kind::Values(both, true))
                } else {
                    let one = one && both.len() == mine.len();
                    (first, Kind::Values(both, one))
                }
            }
            (Kind::List(mut items), Kind::List(theirs)) => {
                for item in theirs {
                    if !items.iter().any(|(known, _)| *known == item.0) {
                        items.push(item);
                    }
                }
                self.narrowest(&items)?;
                (second, Kind::List(items))
            }
            (Kind::Kinds(kinds), kind) if kind.is_among(&kinds) => (second, kind),
            (kind, Kind::Kinds(kinds)) if kind.is_among(&kinds) => (first, kind),
            (one, other) => {
                return Err(format!("it is {} and {} at once", one.name(), other.name()));
            }
        })
    }
}

/// Whether a node needs a type of its own, which then takes the name of what the node stands for.
pub(super) fn makes_type<'a>(document: &'a OpenAPI, node: Node<'a>, pointer: &str) -> bool {
    match shape(document, node, pointer) {
        Shape::Object(_) | Shape::Enumeration(_) | Shape::Union { .. } | Shape::Kinds(_) => true,
        Shape::Several(statements) => match joined(document, &statements) {
            Ok(Joined::Object(_) | Joined::Values(_)) => true,
            Ok(Joined::One(index)) => statements
                .get(index)
                .is_some_and(|(node, at)| makes_type(document, *node, at)),
            Ok(Joined::Items(_)) | Err(_) => false,
        },
        _ => false,
    }
}

impl<'a> Types<'a> {
    /// What several statements about one thing mean, or why no value can be all of that.
    pub(super) fn several(
        &mut self,
        node: Node<'a>,
        statements: &[Statement<'a>],
        pointer: &str,
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> Result<Meaning, String> {
        let (said, mut meaning) = match joined(self.document, statements)? {
            Joined::Object(properties) => {
                let ty = self.object(node, properties, pointer, hint, wire);
                return Ok(Meaning::plain(ty));
            }
            Joined::Values(values) => {
                let ty = self.enumeration(node, &values, pointer, hint, wire);
                return Ok(Meaning::plain(ty));
            }
            Joined::Items(items) => {
                // Lists of one another all the way down are of nothing.
                let known = (hint.side, places(&items));
                if self.listing.contains(&known) {
                    return Err("its lists are made of themselves alone".to_owned());
                }
                if !self.down(pointer) {
                    return Ok(Meaning::plain(TypeRef::Json));
                }
                self.listing.insert(known.clone());
                let item = self.several(node, &items, pointer, hint, None);
                self.listing.remove(&known);
                self.up();
                let item = item?;
                let ty = TypeRef::List(Box::new(item.ty));
                (
                    None,
                    Meaning {
                        ty,
                        nullable: false,
                        ..item
                    },
                )
            }
            Joined::One(index) => {
                let (node, at) = statements.get(index).ok_or("nothing is said of it")?;
                (Some(index), self.node(*node, at, hint, wire))
            }
        };
        for (index, (node, at)) in statements.iter().enumerate() {
            if Some(index) == said {
                continue;
            }
            let other = resolved(self.document, *node).map_or(*node, Node::Schema);
            match limits::both(&meaning.limits, &limits::of(other)) {
                Some(both) => meaning.limits = both,
                None => {
                    let text = "no value is within these limits and those stated beside it, so these are not checked";
                    self.problem("conflicting-limits", at, text.to_owned());
                }
            }
            if let Some(data) = other.data() {
                meaning.nullable |= data.nullable;
                let class = limits::text(data, "x-class").map(str::to_owned);
                meaning.class = meaning.class.or(class);
            }
            self.note_unchecked(other, at);
        }
        Ok(meaning)
    }
}
