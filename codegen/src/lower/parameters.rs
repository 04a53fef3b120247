//! Parameters outside of the body.

use super::docs;
use super::lowering::{Lowering, Place};
use super::media::is_token;
use super::members::Member;
use super::names::{self, Room};
use super::security::Scheme;
use super::styles::{self, Written};
use crate::api::{
    Class, Field, LeftOut, Parameter, ParameterPlace, ParameterStyle, Struct, TypeKind, TypeRef,
};
use crate::findings::Id;
use crate::openapi::{self, Operation, Pointer, Side};
use crate::path_template;

impl<'a> Lowering<'_, 'a> {
    /// The parameters that can be sent, or why the operation cannot.
    pub(super) fn documented_parameters(
        &mut self,
        operation: &'a Operation,
        place: Place<'_>,
    ) -> Result<Vec<(Parameter, Member<'a>)>, String> {
        let mut found: Vec<(Parameter, Member<'a>)> = Vec::new();
        let parameters = operation.parameters.iter();
        let mut written: Vec<(&openapi::Parameter, Written<'a>)> = parameters
            .map(|parameter| (&**parameter, styles::written(self.types, parameter)))
            .collect();
        self.tell_apart(&mut written);
        for (parameter, written) in written {
            let pointer = &parameter.notes.pointer;
            let name = parameter.name.as_str();
            let at = place_of(parameter.place);
            if let Some(why) = parameter.is_ignored() {
                let text = format!(
                    "the header `{name}` is no parameter: {why}, and the client sends its own"
                );
                self.types.note(Id::ParameterIgnored, pointer, text);
                continue;
            }
            if at == ParameterPlace::Path
                && !path_template::names(place.path).any(|known| known == name)
            {
                self.leave_parameter_out(name, pointer, "the path does not name it");
                continue;
            }
            let written = match can_be_named(at, name) {
                true => written,
                false => Err("no header or cookie has such a name".to_owned()),
            };
            match written {
                Ok((used, style)) => {
                    if let Some((of, written)) = styles::presumed(self.types, used, name, &style) {
                        self.types.note_presumed_style(used.id, of, &written);
                    }
                    let member = Member::of_parameter(parameter, used);
                    found.push((Parameter { place: at, style }, member));
                }
                Err(why) if parameter.required => {
                    return Err(format!(
                        "its required parameter `{name}` cannot be sent: {why}"
                    ));
                }
                Err(why) => self.leave_parameter_out(name, pointer, &why),
            }
        }
        for name in path_template::names(place.path) {
            let is_known = |(known, member): &(Parameter, Member<'_>)| {
                known.place == ParameterPlace::Path && member.wire == name
            };
            if !found.iter().any(is_known) {
                return Err(format!(
                    "its path names `{name}`, which is no parameter of the path"
                ));
            }
        }
        Ok(found)
    }

    fn leave_parameter_out(&mut self, name: &str, pointer: &Pointer, why: &str) {
        let text = format!("the parameter `{name}` is left out: {why}");
        self.types
            .problem(Id::ParameterLeftOut, pointer, text.clone());
        self.left_out.push(LeftOut {
            what: name.to_owned(),
            pointer: pointer.to_string(),
            why: text,
        });
    }

    /// The type of all parameters, with the credentials that a client does not hold.
    pub(super) fn parameters(
        &mut self,
        name: &str,
        id: &str,
        parameters: Vec<(Parameter, Member<'a>)>,
        credentials: &[Scheme<'a>],
        place: Place<'_>,
    ) -> Option<String> {
        if parameters.is_empty() && credentials.is_empty() {
            return None;
        }
        let name = self.types.hoisted_name(&format!("{name}Parameters"));
        let pointer = place.pointer.member("parameters");
        let index = self.types.reserve(name.clone(), None, &pointer);
        let mut room = Room::with(names::PARAMETERS);
        let (mut places, mut fields) = (Vec::new(), Vec::new());
        for (at, member) in parameters {
            if let Some(field) = self.types.field(&member, &name, Side::Request, &mut room) {
                places.push(at);
                fields.push(field);
            }
        }
        for scheme in credentials {
            places.push(Parameter {
                place: place_of(scheme.place),
                style: ParameterStyle::Plain,
            });
            fields.push(credential(scheme, &mut room));
        }
        let required_name = self.types.required_name(&name);
        let object = Struct {
            required_name,
            fields,
            ..Struct::default()
        };
        let docs = vec![format!("What `{id}` takes outside of a body.")];
        self.types
            .complete(index, docs, TypeKind::Parameters(object, places));
        Some(name)
    }
}

/// A credential that goes with each call.
fn credential(scheme: &Scheme<'_>, room: &mut Room) -> Field {
    let wire = scheme.wire;
    let rust = room.claim(&names::value_name(wire));
    let described = scheme.description.unwrap_or("A credential, as it is sent.");
    let mut documentation = docs::prose(described);
    if names::value_name(wire) != rust || rust.ends_with('_') {
        docs::paragraph(&mut documentation, format!("On the wire: `{wire}`."));
    }
    Field {
        wire: wire.to_owned(),
        required: true,
        docs: documentation,
        class: Some(Class::Secret),
        ..Field::new(rust, TypeRef::Sensitive(Box::new(TypeRef::Text)))
    }
}

/// Whether a parameter of this name can be sent: that of a header is a token (RFC 9110), and servers read a cookie's up to
/// the sign behind it.
fn can_be_named(place: ParameterPlace, name: &str) -> bool {
    let in_cookie = |byte: u8| byte.is_ascii_graphic() && !b"=;,\"\\".contains(&byte);
    let mut bytes = name.bytes();
    match place {
        ParameterPlace::Header => is_token(name),
        ParameterPlace::Cookie => !name.is_empty() && bytes.all(in_cookie),
        ParameterPlace::Path | ParameterPlace::Query => true,
    }
}

fn place_of(place: openapi::Place) -> ParameterPlace {
    match place {
        openapi::Place::Path => ParameterPlace::Path,
        openapi::Place::Query => ParameterPlace::Query,
        openapi::Place::Header => ParameterPlace::Header,
        openapi::Place::Cookie => ParameterPlace::Cookie,
    }
}
