//! The normal form of a document: read once, for everybody.
//!
//! [`read`] takes a document of OpenAPI 3.0 or 3.1 as it stands and says everything in one way. Here and nowhere else a
//! reference is followed, `allOf` is merged, a combination of one part is unwrapped, a cycle is found, and the sides of a
//! call are known on which something is seen. What comes of it is plain data: schemas by [`SchemaId`] in one arena, and the
//! operations that use them.
//!
//! [`write()`] gives it back as OpenAPI 3.0, which reads as the same but for what 3.0 cannot hold.
//!
//! Every member of the document is taken or is an [`Opaque`] member, which a finding names with what is lost.
//!
//! ```
//! use gateway_codegen::openapi::{self, Kind};
//! use serde_json::json;
//!
//! let document = openapi::read(&json!({
//!     "openapi": "3.1.0",
//!     "info": { "title": "Shop", "version": "1" },
//!     "components": { "schemas": {
//!         "Price": { "type": ["integer", "null"], "exclusiveMinimum": 0 },
//!     } },
//! }))
//! .expect("OpenAPI 3.1")
//! .value;
//! let price = &document.schemas[document.components["Price"].id];
//! assert!(price.nullable);
//! let Kind::Integer(number) = &price.wire.kind else { panic!("a whole number") };
//! assert_eq!(number.minimum.as_ref().map(|bound| bound.value.to_string()), Some("1".to_owned()));
//! ```

mod accepted;
mod access;
mod alike;
mod answers;
mod calls;
mod closure;
mod common;
mod content;
mod decimal;
mod distribute;
mod enumerated;
mod graph;
mod held;
mod idle;
mod keywords;
mod limits;
mod marks;
mod media_type;
mod members;
mod merge;
mod model;
mod names;
mod notes;
mod number_format;
mod parameters;
mod parts;
mod pointer;
mod raws;
mod reader;
mod references;
mod resolver;
mod root;
mod same;
mod schema;
mod security;
mod settle;
mod split;
mod stated;
mod subtypes;
mod tell;
mod values;
mod within;
mod write;
mod write_parts;
mod write_schema;

pub use access::{
    Flow, Place, Requirement, SchemeKind, Security, SecurityScheme, Server, Servers, Variable,
};
pub use alike::difference;
pub use decimal::Decimal;
pub use graph::{leads, reach_all, with_unsent};
pub use held::{reached, reached_in_parts};
pub use limits::{End, Limit, LimitChange, limits};
pub use marks::marks;
pub use media_type::media_type;
pub use model::{
    Account, Answer, Body, Document, Encoding, Header, Holds, Info, Media, Method, Operation,
    Parameter, Response, Statement, Status, Style, Tag, Version,
};
pub use notes::{ExternalDocs, Notes, Opaque, Sample};
pub use number_format::{is_wider, number_range};
pub use parts::Part;
pub use pointer::Pointer;
pub use root::read;
pub use same::{Difference, Scope, is_same_value};
pub use schema::{
    Bound, Discriminator, Extra, Kind, List, Literal, Number, Object, Property, Role, Schema,
    SchemaId, Schemas, Side, Sides, Target, Text, Union, Use, Wire,
};
pub use values::is_of_bytes;
pub use write::write;
