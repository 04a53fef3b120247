//! The shapes of the models, as progenitor makes them.
//!
//! Progenitor decides how a schema becomes a Rust type: lists, maps, and where a circle of types needs a box. It gets
//! a document made for it alone: components only, every property required, names that it can neither fold into one
//! another nor sort, and a replacement for every type that is ours. What it would do beyond that (closed enumerations,
//! floats for money, `Debug` for card numbers) never comes up.

use std::collections::BTreeMap;

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator};
use serde_json::{Map, Value, json};
use syn::visit::Visit;

use crate::api::{Api, TypeDef, TypeRef};
use crate::findings::{At, Findings, Id, Stage};

/// The Rust type of each field of each model, by the name of the model and in the order of its fields.
pub type Shapes = BTreeMap<String, Vec<FieldShape>>;

/// The Rust type of a field, without the `Option`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldShape {
    /// A type of ours, or a leaf.
    Leaf(TypeRef),
    /// A box, where types go round in a circle.
    Boxed(Box<FieldShape>),
    /// A list.
    List(Box<FieldShape>),
    /// A map from text.
    Map(Box<FieldShape>),
}

/// Lets progenitor make the models of an API.
///
/// # Errors
///
/// When progenitor refuses its document, or gives back other models than were asked of it.
pub fn shapes(api: &Api) -> Stage<Shapes> {
    let mut findings = Findings::default();
    let mut request = Request::default();
    for ty in &api.types {
        if ty.kind.object().is_some() {
            let index = request.models.len();
            request.models.insert(ty.name.clone(), index);
        }
    }
    let document = request.document(api);
    let mut settings = GenerationSettings::new();
    settings.with_map_type("std::collections::BTreeMap");
    for index in 0..request.leaves.len() {
        settings.with_replacement(leaf_name(index), leaf_name(index), std::iter::empty());
    }
    let tokens = match Generator::new(&settings).generate_tokens(&document) {
        Ok(tokens) => tokens,
        Err(error) => {
            findings.error(
                Id::Progenitor,
                At::File,
                format!("progenitor refuses the models: {error}"),
            );
            return Err(findings);
        }
    };
    let file = match syn::parse2::<syn::File>(tokens) {
        Ok(file) => file,
        Err(error) => {
            findings.error(
                Id::Progenitor,
                At::File,
                format!("what progenitor made is no Rust: {error}"),
            );
            return Err(findings);
        }
    };
    let mut found = Found::default();
    found.visit_file(&file);
    let mut shapes = Shapes::new();
    for ty in &api.types {
        match request.shape(ty, &found) {
            Ok(Some(fields)) => {
                shapes.insert(ty.name.clone(), fields);
            }
            Ok(None) => {}
            Err(text) => findings.error(Id::Progenitor, At::Pointer(ty.pointer.clone()), text),
        }
    }
    findings.finish(shapes)
}

/// What progenitor is asked for.
#[derive(Default)]
struct Request {
    /// The models by name, with the number that progenitor knows them by.
    models: BTreeMap<String, usize>,
    /// The types that it must take as they are.
    leaves: Vec<TypeRef>,
}

impl Request {
    fn document(&mut self, api: &Api) -> OpenAPI {
        let mut schemas = Map::new();
        for ty in &api.types {
            let (Some(object), Some(index)) =
                (ty.kind.object(), self.models.get(&ty.name).copied())
            else {
                continue;
            };
            let mut properties = Map::new();
            for (number, field) in object.fields.iter().enumerate() {
                properties.insert(field_name(number), self.schema(&field.ty));
            }
            let required: Vec<String> = properties.keys().cloned().collect();
            schemas.insert(
                model_name(index),
                json!({ "type": "object", "properties": properties, "required": required }),
            );
        }
        for index in 0..self.leaves.len() {
            schemas.insert(leaf_name(index), json!({ "type": "object" }));
        }
        let document = json!({
            "openapi": "3.0.3",
            "info": { "title": "models", "version": "1" },
            "paths": {},
            "components": { "schemas": schemas },
        });
        serde_json::from_value(document).expect("the document made here is an OpenAPI document")
    }

    fn schema(&mut self, ty: &TypeRef) -> Value {
        match ty {
            TypeRef::Text => json!({ "type": "string" }),
            TypeRef::Boolean => json!({ "type": "boolean" }),
            TypeRef::Int32 => json!({ "type": "integer", "format": "int32" }),
            TypeRef::Int64 => json!({ "type": "integer", "format": "int64" }),
            TypeRef::UInt64 => json!({ "type": "integer", "format": "uint64" }),
            TypeRef::List(item) => json!({ "type": "array", "items": self.schema(item) }),
            TypeRef::Map(value) => {
                json!({ "type": "object", "additionalProperties": self.schema(value) })
            }
            TypeRef::Named(name) => match self.models.get(name).copied() {
                Some(index) => reference(&model_name(index)),
                None => self.leaf(ty),
            },
            _ => self.leaf(ty),
        }
    }

    fn leaf(&mut self, ty: &TypeRef) -> Value {
        let index = self
            .leaves
            .iter()
            .position(|known| known == ty)
            .unwrap_or_else(|| {
                self.leaves.push(ty.clone());
                self.leaves.len() - 1
            });
        reference(&leaf_name(index))
    }

    /// Reads one model back, and holds it against what was asked for.
    fn shape(&self, ty: &TypeDef, found: &Found) -> Result<Option<Vec<FieldShape>>, String> {
        let Some(object) = ty.kind.object() else {
            return Ok(None);
        };
        let made = self
            .models
            .get(&ty.name)
            .and_then(|index| found.models.get(&model_name(*index)))
            .ok_or_else(|| format!("progenitor made no struct for `{}`", ty.name))?;
        if made.len() != object.fields.len() {
            return Err(format!(
                "`{}` has {} fields, and progenitor made {}",
                ty.name,
                object.fields.len(),
                made.len()
            ));
        }
        let fields = (0..object.fields.len()).map(|number| {
            let made = made
                .get(&field_name(number))
                .ok_or_else(|| format!("progenitor lost a field of `{}`", ty.name))?;
            self.field(made).ok_or_else(|| {
                format!(
                    "progenitor made an unknown type for a field of `{}`",
                    ty.name
                )
            })
        });
        fields.collect::<Result<Vec<_>, _>>().map(Some)
    }

    fn field(&self, ty: &syn::Type) -> Option<FieldShape> {
        let syn::Type::Path(path) = ty else {
            return None;
        };
        let last = path.path.segments.last()?;
        let inner = || match &last.arguments {
            syn::PathArguments::AngleBracketed(arguments) => match arguments.args.last()? {
                syn::GenericArgument::Type(ty) => self.field(ty).map(Box::new),
                _ => None,
            },
            _ => None,
        };
        let name = last.ident.to_string();
        Some(match name.as_str() {
            "Vec" => FieldShape::List(inner()?),
            "Box" => FieldShape::Boxed(inner()?),
            "BTreeMap" => FieldShape::Map(inner()?),
            "String" => FieldShape::Leaf(TypeRef::Text),
            "bool" => FieldShape::Leaf(TypeRef::Boolean),
            "i32" => FieldShape::Leaf(TypeRef::Int32),
            "i64" => FieldShape::Leaf(TypeRef::Int64),
            "u64" => FieldShape::Leaf(TypeRef::UInt64),
            _ => FieldShape::Leaf(self.named(&name)?),
        })
    }

    fn named(&self, name: &str) -> Option<TypeRef> {
        if let Some(index) = number(name, LEAF) {
            return self.leaves.get(index).cloned();
        }
        let index = number(name, MODEL)?;
        let (model, _) = self.models.iter().find(|(_, known)| **known == index)?;
        Some(TypeRef::Named(model.clone()))
    }
}

const MODEL: &str = "Model";
const LEAF: &str = "Leaf";

fn model_name(index: usize) -> String {
    format!("{MODEL}{index}")
}

fn leaf_name(index: usize) -> String {
    format!("{LEAF}{index}")
}

fn field_name(number: usize) -> String {
    format!("field{number}")
}

fn number(name: &str, prefix: &str) -> Option<usize> {
    name.strip_prefix(prefix)?.parse().ok()
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The structs in what progenitor made.
#[derive(Default)]
struct Found {
    models: BTreeMap<String, BTreeMap<String, syn::Type>>,
}

impl<'ast> Visit<'ast> for Found {
    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        let name = item.ident.to_string();
        if number(&name, MODEL).is_some() {
            let fields = item
                .fields
                .iter()
                .filter_map(|field| Some((field.ident.as_ref()?.to_string(), field.ty.clone())));
            self.models.insert(name, fields.collect());
        }
    }
}
