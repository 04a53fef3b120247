//! What is at hand while operations are made into data.

use super::names::Room;
use super::security::Securities;
use super::types::Types;
use crate::api::LeftOut;
use crate::openapi::{Method, Pointer};

/// An operation by where it is.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub(super) method: Method,
    pub(super) path: &'p str,
    pub(super) pointer: &'p Pointer,
}

impl Place<'_> {
    /// Whether its method says that it changes nothing.
    pub(super) fn only_reads(self) -> bool {
        matches!(self.method, Method::Get | Method::Head | Method::Options)
    }
}

/// The operations of a document while they are lowered.
pub(super) struct Lowering<'t, 'a> {
    pub(super) types: &'t mut Types<'a>,
    pub(super) securities: &'t Securities<'a>,
    pub(super) methods: Room,
    pub(super) left_out: Vec<LeftOut>,
}

impl<'t, 'a> Lowering<'t, 'a> {
    pub(super) fn new(types: &'t mut Types<'a>, securities: &'t Securities<'a>) -> Self {
        Self {
            types,
            securities,
            methods: Room::of_operations(),
            left_out: Vec::new(),
        }
    }
}
