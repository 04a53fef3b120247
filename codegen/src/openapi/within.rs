//! What the schemas of a document are while one of them is read.

use serde_json::Value;

use super::model::Version;
use super::pointer::Pointer;
use super::schema::Role;
use super::stated::{RawId, Stated};

/// Gives a number to each schema that stands within another, in the order in which they are met.
pub(super) trait Within<'a> {
    /// The schema at a place.
    fn schema(&mut self, value: &'a Value, at: Pointer, role: Role) -> RawId;
    /// A schema that the document states in another way: one type of several, with what is said of it.
    fn made(&mut self, stated: Stated) -> RawId;
    /// What a reference leads to, as it stands.
    fn found(&self, reference: &str, from: &Pointer) -> Option<&'a Value>;
    /// Says that a keyword of another version is read.
    fn foreign(&mut self, at: &Pointer, meant: String);
    /// The version of the document.
    fn version(&self) -> Version;
    /// Whether one place alone has this `$dynamicAnchor`.
    fn is_sole(&self, anchor: &str) -> bool;
    /// Whether anything in the document is XML.
    fn has_xml(&self) -> bool;
}
