//! Parameters outside of the body.

use std::sync::LazyLock;

use openapiv3::{
    Operation as Documented, Parameter as DocumentedParameter, ParameterData, ReferenceOr, Schema,
    SchemaData, SchemaKind, StringType, Type,
};

use super::collected::Property;
use super::names::{self, Room};
use super::node::Node;
use super::operations::{Lowering, Place};
use super::reach::{self, Side};
use super::security::Asked;
use crate::api::{LeftOut, Parameter, ParameterPlace, ParameterStyle, Struct, TypeKind};

impl<'a> Lowering<'_, 'a> {
    /// The parameters that can be sent, or why the operation cannot.
    pub(super) fn documented_parameters(
        &mut self,
        operation: &'a Documented,
        shared: &'a [ReferenceOr<DocumentedParameter>],
        place: Place<'_>,
    ) -> Result<Vec<(Parameter, Property<'a>)>, String> {
        let mut found: Vec<(Parameter, Property<'a>)> = Vec::new();
        let (path_pointer, _) = place.pointer.rsplit_once('/').unwrap_or_default();
        let own = operation.parameters.iter().enumerate();
        let own = own.map(|(index, each)| (each, format!("{}/parameters/{index}", place.pointer)));
        let shared = shared.iter().enumerate();
        let shared =
            shared.map(|(index, each)| (each, format!("{path_pointer}/parameters/{index}")));
        for (parameter, pointer) in own.chain(shared) {
            let Some(parameter) = reach::parameter(self.types.document, parameter) else {
                return Err(format!(
                    "the parameter at {pointer} refers to something that is not in the document"
                ));
            };
            let data = parameter.parameter_data_ref();
            let at = match parameter {
                DocumentedParameter::Path { .. } => ParameterPlace::Path,
                DocumentedParameter::Query { .. } => ParameterPlace::Query,
                DocumentedParameter::Header { .. } => ParameterPlace::Header,
                DocumentedParameter::Cookie { .. } => ParameterPlace::Cookie,
            };
            if found
                .iter()
                .any(|(known, property)| known.place == at && property.wire == data.name)
            {
                continue;
            }
            if at == ParameterPlace::Header
                && ["accept", "content-type", "authorization"]
                    .contains(&data.name.to_ascii_lowercase().as_str())
            {
                let text = format!(
                    "the header `{}` is no parameter: OpenAPI says so, and the client sends its own",
                    data.name
                );
                self.types.note("parameter-ignored", &pointer, text);
                continue;
            }
            if at == ParameterPlace::Path
                && !template_names(place.path).any(|name| name == data.name)
            {
                self.leave_parameter_out(data, pointer, "the path does not name it");
                continue;
            }
            match self.types.written(parameter) {
                Ok((node, style, inner)) => {
                    if style == ParameterStyle::Brackets {
                        self.types
                            .note_presumed_brackets(node, &data.name, &pointer);
                    }
                    let mut property = Property::new(&data.name, node, format!("{pointer}{inner}"));
                    property.required = data.required || at == ParameterPlace::Path;
                    property.description = data.description.as_deref();
                    property.deprecated = data.deprecated.unwrap_or_default();
                    found.push((Parameter { place: at, style }, property));
                }
                Err(why) if data.required || at == ParameterPlace::Path => {
                    return Err(format!(
                        "its required parameter `{}` cannot be sent: {why}",
                        data.name
                    ));
                }
                Err(why) => self.leave_parameter_out(data, pointer, &why),
            }
        }
        for name in template_names(place.path) {
            if !found.iter().any(|(known, property)| {
                known.place == ParameterPlace::Path && property.wire == name
            }) {
                return Err(format!("its path names `{name}`, which is no parameter"));
            }
        }
        Ok(found)
    }

    fn leave_parameter_out(&mut self, data: &ParameterData, pointer: String, why: &str) {
        let text = format!("the parameter `{}` is left out: {why}", data.name);
        self.types
            .problem("parameter-left-out", &pointer, text.clone());
        self.left_out.push(LeftOut {
            what: data.name.clone(),
            pointer,
            why: text,
        });
    }

    pub(super) fn parameters(
        &mut self,
        name: &str,
        id: &str,
        parameters: Vec<(Parameter, Property<'a>)>,
        place: Place<'_>,
    ) -> Option<String> {
        if parameters.is_empty() {
            return None;
        }
        let name = self.types.hoisted_name(&format!("{name}Parameters"));
        let index =
            self.types
                .reserve(name.clone(), None, &format!("{}/parameters", place.pointer));
        let mut room = Room::with(names::PARAMETERS);
        let (places, fields) = parameters
            .into_iter()
            .filter_map(|(at, property)| {
                Some((
                    at,
                    self.types
                        .field(&property, &name, Side::Request, &mut room)?,
                ))
            })
            .unzip();
        let required_name = self.types.hoisted_name(&format!("{name}Required"));
        let object = Struct {
            required_name,
            fields,
            one_of_required: Vec::new(),
            presets: Vec::new(),
        };
        let docs = vec![format!("What `{id}` takes outside of a body.")];
        self.types
            .complete(index, docs, TypeKind::Parameters(object, places));
        Some(name)
    }
}

/// Adds the credentials that a client does not hold, unless the document has them as parameters itself.
pub(super) fn add_credentials<'a>(
    parameters: &mut Vec<(Parameter, Property<'a>)>,
    asked: &Asked<'a>,
    place: Place<'_>,
) {
    for scheme in &asked.others {
        let is_known = parameters.iter().any(|(parameter, property)| {
            parameter.place == scheme.place && property.wire.eq_ignore_ascii_case(scheme.wire)
        });
        if is_known {
            continue;
        }
        let pointer = format!("{}/security", place.pointer);
        let mut property = Property::new(scheme.wire, Node::Schema(&CREDENTIAL), pointer);
        property.required = true;
        property.description = scheme.description;
        let parameter = Parameter {
            place: scheme.place,
            style: ParameterStyle::Plain,
        };
        parameters.push((parameter, property));
    }
}

/// What is said of a credential that the document says nothing of.
static CREDENTIAL: LazyLock<Schema> = LazyLock::new(|| Schema {
    schema_data: SchemaData {
        description: Some("A credential, as it is sent.".to_owned()),
        extensions: [("x-class".to_owned(), "secret".into())].into(),
        ..SchemaData::default()
    },
    schema_kind: SchemaKind::Type(Type::String(StringType::default())),
});

/// The names in the braces of a path template.
fn template_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
