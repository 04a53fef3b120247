//! Parameters outside of the body.

use openapiv3::{
    Operation as Documented, Parameter as DocumentedParameter, ParameterSchemaOrContent,
    QueryStyle, ReferenceOr,
};

use super::collected::Property;
use super::names::Room;
use super::operations::{Lowering, Place};
use super::reach::{self, Side};
use super::shape::{Node, Shape, resolved, shape};
use crate::api::{LeftOut, ParameterPlace, Struct, TypeKind};

impl<'a> Lowering<'_, 'a> {
    /// The parameters that can be sent, or why the operation cannot.
    pub(super) fn documented_parameters(
        &mut self,
        operation: &'a Documented,
        shared: &'a [ReferenceOr<DocumentedParameter>],
        place: Place<'_>,
    ) -> Result<Vec<(ParameterPlace, Property<'a>)>, String> {
        let mut found: Vec<(ParameterPlace, Property<'a>)> = Vec::new();
        for (index, parameter) in operation.parameters.iter().chain(shared).enumerate() {
            let pointer = format!("{}/parameters/{index}", place.pointer);
            let Some(parameter) = reach::parameter(self.types.document, parameter) else {
                return Err(format!(
                    "parameter {index} refers to something that is not in the document"
                ));
            };
            let data = parameter.parameter_data_ref();
            let (at, simple) = match parameter {
                DocumentedParameter::Path { .. } => (ParameterPlace::Path, true),
                DocumentedParameter::Query { style, .. } => (
                    ParameterPlace::Query,
                    !matches!(style, QueryStyle::DeepObject),
                ),
                DocumentedParameter::Header { .. } => (ParameterPlace::Header, true),
                DocumentedParameter::Cookie { .. } => (ParameterPlace::Cookie, true),
            };
            let schema = match &data.format {
                ParameterSchemaOrContent::Schema(schema) => Some(schema),
                ParameterSchemaOrContent::Content(_) => None,
            };
            if found
                .iter()
                .any(|(known, property)| *known == at && property.wire == data.name)
            {
                continue;
            }
            let sent = schema.filter(|schema| simple && self.is_flat(Node::from(*schema)));
            let ignored = at == ParameterPlace::Header
                && ["accept", "content-type", "authorization"]
                    .contains(&data.name.to_ascii_lowercase().as_str());
            match sent {
                _ if ignored => {}
                Some(schema) => {
                    let required = data.required || at == ParameterPlace::Path;
                    let mut property = Property::new(&data.name, schema.into(), pointer);
                    property.required = required;
                    found.push((at, property));
                }
                None if data.required => {
                    return Err(format!(
                        "its required parameter `{}` is neither text nor a list of texts",
                        data.name
                    ));
                }
                None => {
                    let text = format!(
                        "the parameter `{}` is left out: it is neither text nor a list of texts",
                        data.name
                    );
                    self.types
                        .problem("parameter-left-out", &pointer, text.clone());
                    self.left_out.push(LeftOut {
                        what: data.name.clone(),
                        pointer,
                        why: text,
                    });
                }
            }
        }
        for name in template_names(place.path) {
            if !found
                .iter()
                .any(|(at, property)| *at == ParameterPlace::Path && property.wire == name)
            {
                return Err(format!("its path names `{name}`, which is no parameter"));
            }
        }
        found.retain(|(at, property)| {
            *at != ParameterPlace::Path
                || template_names(place.path).any(|name| name == property.wire)
        });
        Ok(found)
    }

    /// Whether a parameter is text, a number or a flag, or a list of such.
    pub(super) fn is_flat(&self, node: Node<'a>) -> bool {
        match shape(self.types.document, node, "") {
            Shape::Reference(_) => resolved(self.types.document, node)
                .is_some_and(|schema| self.is_flat(Node::Schema(schema))),
            Shape::Text
            | Shape::Enumeration(_)
            | Shape::Boolean
            | Shape::Int32
            | Shape::Int64
            | Shape::Number => true,
            Shape::List(Some((items, _))) => {
                !matches!(shape(self.types.document, items, ""), Shape::List(_))
                    && self.is_flat(items)
            }
            _ => false,
        }
    }

    pub(super) fn parameters(
        &mut self,
        name: &str,
        id: &str,
        parameters: Vec<(ParameterPlace, Property<'a>)>,
        place: Place<'_>,
    ) -> Option<String> {
        if parameters.is_empty() {
            return None;
        }
        let name = self.types.hoisted_name(&format!("{name}Parameters"));
        let index =
            self.types
                .reserve(name.clone(), None, &format!("{}/parameters", place.pointer));
        let mut room = Room::with(&["new", "build"]);
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
        };
        let docs = vec![format!("What `{id}` takes outside of a body.")];
        self.types
            .complete(index, docs, TypeKind::Parameters(object, places));
        Some(name)
    }
}

/// The names in the braces of a path template.
fn template_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
