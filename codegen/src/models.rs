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
use crate::cores::shared_out;
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
    let mut shapes = Shapes::new();
    let batches = batches(api);
    let all = shared_out(batches.len(), |number| {
        batches
            .get(number)
            .map_or_else(|| Ok(Shapes::new()), |models| made(models))
    });
    for made in all {
        match made {
            Ok(made) => shapes.extend(made),
            Err(found) => findings.append(found),
        }
    }
    findings.finish(shapes)
}

/// How many models progenitor gets at a time, where no more of them hang together. What it makes of each is large.
const BATCH: usize = 500;

/// The models, in batches such that none holds one of another batch.
fn batches(api: &Api) -> Vec<Vec<&TypeDef>> {
    let models: Vec<&TypeDef> = api
        .types
        .iter()
        .filter(|ty| ty.kind.object().is_some())
        .collect();
    let numbers = models.iter().enumerate();
    let numbers: BTreeMap<&str, usize> = numbers
        .map(|(number, ty)| (ty.name.as_str(), number))
        .collect();
    // Each leads to another that it hangs together with, and the last of them to itself.
    let mut leads: Vec<usize> = (0..models.len()).collect();
    for (number, model) in models.iter().enumerate() {
        let fields = model.kind.object().into_iter().flat_map(|of| &of.fields);
        for held in fields.filter_map(|field| numbers.get(field.ty.named()?)) {
            let (one, other) = (last(&mut leads, number), last(&mut leads, *held));
            if let Some(lead) = leads.get_mut(one.max(other)) {
                *lead = one.min(other);
            }
        }
    }
    let mut together: BTreeMap<usize, Vec<&TypeDef>> = BTreeMap::new();
    for (number, model) in models.into_iter().enumerate() {
        together
            .entry(last(&mut leads, number))
            .or_default()
            .push(model);
    }
    let mut batches: Vec<Vec<&TypeDef>> = Vec::new();
    for models in together.into_values() {
        match batches.last_mut() {
            Some(batch) if batch.len() + models.len() <= BATCH => batch.extend(models),
            _ => batches.push(models),
        }
    }
    batches
}

/// The last of those that a number leads to. The way there is made shorter for whoever comes next.
fn last(leads: &mut [usize], from: usize) -> usize {
    let mut here = from;
    while let Some(next) = leads.get(here).copied().filter(|next| *next != here) {
        let after = leads.get(next).copied().unwrap_or(next);
        if let Some(lead) = leads.get_mut(here) {
            *lead = after;
        }
        here = after;
    }
    here
}

/// Lets progenitor make models, of which none holds one that is not among them.
fn made(models: &[&TypeDef]) -> Result<Shapes, Findings> {
    let mut findings = Findings::default();
    let mut request = Request::default();
    for ty in models {
        request.models.number(&ty.name);
    }
    let document = request.document(models);
    let mut settings = GenerationSettings::new();
    settings.with_map_type("std::collections::BTreeMap");
    for index in 0..request.leaves.list.len() {
        settings.with_replacement(leaf_name(index), leaf_name(index), std::iter::empty());
    }
    let refuses = |text: String| {
        let mut findings = Findings::default();
        findings.error(Id::Progenitor, At::File, text);
        findings
    };
    let tokens = Generator::new(&settings).generate_tokens(&document);
    let tokens =
        tokens.map_err(|error| refuses(format!("progenitor refuses the models: {error}")))?;
    let file = syn::parse2::<syn::File>(tokens);
    let file =
        file.map_err(|error| refuses(format!("what progenitor made is no Rust: {error}")))?;
    let mut found = Found::default();
    found.visit_file(&file);
    let mut shapes = Shapes::new();
    for ty in models {
        match request.shape(ty, &found) {
            Ok(Some(fields)) => {
                shapes.insert(ty.name.clone(), fields);
            }
            Ok(None) => {}
            Err(text) => findings.error(Id::Progenitor, At::Pointer(ty.pointer.clone()), text),
        }
    }
    match findings.has_errors() {
        true => Err(findings),
        false => Ok(shapes),
    }
}

/// What progenitor is asked for.
#[derive(Default)]
struct Request {
    /// The names of the models, which progenitor knows by their numbers.
    models: Numbered<String>,
    /// The types that it must take as they are.
    leaves: Numbered<TypeRef>,
}

/// Things with a number each, in the order in which they came.
struct Numbered<T> {
    list: Vec<T>,
    numbers: BTreeMap<T, usize>,
}

impl<T: Clone + Ord> Numbered<T> {
    /// The number of a thing, a new one if it has none.
    fn number(&mut self, thing: &T) -> usize {
        let new = self.list.len();
        *self.numbers.entry(thing.clone()).or_insert_with(|| {
            self.list.push(thing.clone());
            new
        })
    }
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            numbers: BTreeMap::new(),
        }
    }
}

impl Request {
    fn document(&mut self, models: &[&TypeDef]) -> OpenAPI {
        let mut schemas = Map::new();
        for ty in models {
            let (Some(object), Some(index)) =
                (ty.kind.object(), self.models.numbers.get(&ty.name).copied())
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
        for index in 0..self.leaves.list.len() {
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
            // Only what holds a number matters here, and not which one it is.
            TypeRef::Int64 | TypeRef::UInt64 => json!({ "type": "integer", "format": "int64" }),
            TypeRef::List(item) => json!({ "type": "array", "items": self.schema(item) }),
            TypeRef::Map(value) => {
                json!({ "type": "object", "additionalProperties": self.schema(value) })
            }
            TypeRef::Named(name) => match self.models.numbers.get(name).copied() {
                Some(index) => reference(&model_name(index)),
                None => self.leaf(ty),
            },
            _ => self.leaf(ty),
        }
    }

    fn leaf(&mut self, ty: &TypeRef) -> Value {
        reference(&leaf_name(self.leaves.number(ty)))
    }

    /// Reads one model back, and holds it against what was asked for.
    fn shape(&self, ty: &TypeDef, found: &Found) -> Result<Option<Vec<FieldShape>>, String> {
        let Some(object) = ty.kind.object() else {
            return Ok(None);
        };
        let made = self
            .models
            .numbers
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
            return self.leaves.list.get(index).cloned();
        }
        let index = number(name, MODEL)?;
        self.models.list.get(index).cloned().map(TypeRef::Named)
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
