//! What operations take outside of a body.

use std::sync::Arc;

use serde_json::Value;

use super::access::Place;
use super::common::{finish, prose, samples};
use super::content::style;
use super::members::Members;
use super::model::{Parameter, Style};
use super::pointer::Pointer;
use super::reader::Reader;
use crate::findings::Id;

/// The parameters of an operation or a path.
pub(super) struct Parameters {
    pub(super) parameters: Vec<Arc<Parameter>>,
    /// The places of those that could not be read.
    pub(super) lost: Vec<Pointer>,
}

impl<'a> Reader<'a> {
    /// The parameters of a member `parameters`.
    pub(super) fn parameters(&mut self, members: &mut Members<'a>) -> Parameters {
        let mut parameters: Vec<Arc<Parameter>> = Vec::new();
        let mut lost = Vec::new();
        for (value, at) in members.list("parameters") {
            let Some(parameter) = self.parameter(value, &at) else {
                lost.push(at);
                continue;
            };
            let is_new = !parameters.iter().any(|known| is_same(known, &parameter));
            if is_new {
                parameters.push(parameter);
            } else {
                let text = format!(
                    "`{}` stands here twice, and the first counts",
                    parameter.name
                );
                self.findings.warning(Id::RepeatedParameter, at.at(), text);
            }
        }
        Parameters { parameters, lost }
    }

    /// A parameter, or what its reference leads to.
    pub(super) fn parameter(&mut self, value: &'a Value, at: &Pointer) -> Option<Arc<Parameter>> {
        self.once(
            |reader| &mut reader.parameters,
            value,
            at,
            |parameter| &mut parameter.notes,
            Self::read_parameter,
        )
    }

    fn read_parameter(&mut self, members: &mut Members<'a>) -> Option<Parameter> {
        let name = members.text("name");
        let place = members.text("in").and_then(Place::of);
        let (Some(name), Some(place)) = (name, place) else {
            let text = "it says neither what it is called nor where it goes, so it is left out";
            self.findings.warning(Id::NotOpenapi, members.at.at(), text);
            members.rest(|_| Some("a parameter that is left out"));
            return None;
        };
        let mut notes = prose(members);
        notes.samples = samples(members, self);
        let allowed: &[Style] = match place {
            Place::Path => &[Style::Simple, Style::Label, Style::Matrix],
            Place::Query => &[
                Style::Form,
                Style::SpaceDelimited,
                Style::PipeDelimited,
                Style::DeepObject,
            ],
            Place::Header => &[Style::Simple],
            Place::Cookie => &[Style::Form],
        };
        let usual = allowed.first().copied().unwrap_or(Style::Form);
        let style = style(members, allowed).unwrap_or(usual);
        Some(Parameter {
            place,
            name: match place {
                Place::Header => name.to_ascii_lowercase(),
                Place::Path | Place::Query | Place::Cookie => name.to_owned(),
            },
            required: members.flag("required") || place == Place::Path,
            style,
            explode: members
                .stated_flag("explode")
                .unwrap_or(style == Style::Form),
            allow_reserved: members.flag("allowReserved"),
            allow_empty: members.flag("allowEmptyValue"),
            holds: self.holds(members),
            notes: finish(notes, members, |_| None),
        })
    }
}

/// Whether two parameters are one, which an operation may state otherwise than its path.
pub(super) fn is_same(one: &Parameter, other: &Parameter) -> bool {
    one.place == other.place && one.name == other.name
}
