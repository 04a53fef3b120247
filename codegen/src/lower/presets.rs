//! Constructors that the overlay asks for, made into data once every type is there.

use serde_json::{Map, Value};

use super::docs;
use super::names::{METHODS, value_name};
use crate::api::{Api, Given, Preset, PresetValue, Struct, TypeDef, TypeKind, TypeRef};
use crate::extensions::{Extensions, Preset as Stated};
use crate::findings::{At, Findings, Id};
use crate::openapi::Document;

/// How deeply the objects of a value may be nested.
const DEEPEST: usize = 8;

/// Settles `x-presets` of every schema of a request.
pub(super) fn settle(
    document: &Document,
    extensions: &Extensions,
    strict: bool,
    api: &mut Api,
    findings: &mut Findings,
) {
    for (name, used) in &document.components {
        let stated = &extensions.schema(used.id).presets;
        if stated.is_empty() {
            continue;
        }
        let pointer = document.schemas[used.id].notes.pointer.to_string();
        let mut problem = |text: String| {
            let text = format!("`x-presets` of `{name}`: {text}");
            findings.problem(strict, Id::Preset, At::Pointer(pointer.clone()), text);
        };
        let Some(at) = api.types.iter().position(|ty| is_request(ty, &pointer)) else {
            problem("no request holds this schema as an object".to_owned());
            continue;
        };
        let mut presets: Vec<Preset> = Vec::new();
        for stated in stated {
            match preset(api, at, stated) {
                Ok(preset) if presets.iter().any(|other| other.rust == preset.rust) => {
                    problem(format!("`{}` stands there twice", preset.rust));
                }
                Ok(preset) => presets.push(preset),
                Err(text) => problem(text),
            }
        }
        if let Some(TypeKind::Request(object)) = api.types.get_mut(at).map(|ty| &mut ty.kind) {
            object.presets = presets;
        }
    }
}

fn is_request(ty: &TypeDef, pointer: &str) -> bool {
    ty.pointer == pointer && matches!(ty.kind, TypeKind::Request(_))
}

fn preset(api: &Api, at: usize, stated: &Stated) -> Result<Preset, String> {
    let object = api.types.get(at).and_then(|ty| ty.kind.object());
    let object = object.ok_or("this is no object")?;
    let rust = value_name(&stated.rust_name);
    let taken = object.fields.iter().any(|field| field.rust == rust);
    if taken || METHODS.contains(&rust.as_str()) {
        return Err(format!("a method is called `{rust}` already"));
    }
    let given = given(api, object, &stated.values, 0)?;
    let is_given = |rust: &str| given.iter().any(|given| given.rust == rust);
    let fields = object.fields.iter();
    let taken = fields.filter(|field| field.required && !is_given(&field.rust));
    let mut taken: Vec<String> = taken.map(|field| field.rust.clone()).collect();
    // By their names, since a program that passes texts would not notice that a document has its properties in another order.
    taken.sort();
    Ok(Preset {
        docs: docs::prose(&stated.description),
        taken,
        given,
        rust,
    })
}

/// The values of an object, in the order of its properties.
fn given(
    api: &Api,
    object: &Struct,
    values: &Map<String, Value>,
    depth: usize,
) -> Result<Vec<Given>, String> {
    let is_field = |name: &String| object.fields.iter().any(|field| field.wire == *name);
    if let Some(unknown) = values.keys().find(|name| !is_field(name)) {
        return Err(format!("there is no property `{unknown}` of its own"));
    }
    let mut list = Vec::new();
    for field in &object.fields {
        let Some(stated) = values.get(&field.wire) else {
            continue;
        };
        let (hidden, ty) = match &field.ty {
            TypeRef::Sensitive(inner) => (true, &**inner),
            ty => (false, ty),
        };
        let value =
            value(api, ty, stated, depth).map_err(|text| format!("`{}`: {text}", field.wire))?;
        list.push(Given {
            rust: field.rust.clone(),
            required: field.required,
            hidden,
            value,
        });
    }
    Ok(list)
}

fn value(api: &Api, ty: &TypeRef, stated: &Value, depth: usize) -> Result<PresetValue, String> {
    if depth > DEEPEST {
        return Err("it is nested too deeply".to_owned());
    }
    match (ty, stated) {
        (TypeRef::Text, Value::String(text)) => Ok(PresetValue::Text(text.clone())),
        (TypeRef::List(item), Value::Array(items)) => {
            let items = items
                .iter()
                .map(|stated| value(api, item, stated, depth + 1));
            items.collect::<Result<_, _>>().map(PresetValue::List)
        }
        (TypeRef::Named(name), _) => {
            let found = api.types.named(name);
            match (found.map(|ty| &ty.kind), stated) {
                (Some(TypeKind::Alias(inner)), _) => value(api, inner, stated, depth + 1),
                (Some(TypeKind::Enumeration(values)), Value::String(text)) => {
                    let known = values.values.iter().find(|value| value.wire == *text);
                    let known = known.ok_or_else(|| format!("`{text}` is no value of it"))?;
                    Ok(PresetValue::Known(name.clone(), known.rust.clone()))
                }
                (Some(TypeKind::Request(object)), Value::Object(values)) => {
                    let given = given(api, object, values, depth + 1)?;
                    let is_given = |rust: &String| given.iter().any(|each| each.rust == *rust);
                    let mut required = object.fields.iter().filter(|field| field.required);
                    if let Some(missing) = required.find(|field| !is_given(&field.rust)) {
                        return Err(format!("`{}` of `{name}` is required", missing.wire));
                    }
                    Ok(PresetValue::Object {
                        ty: name.clone(),
                        required_name: object.required_name.clone(),
                        given,
                    })
                }
                _ => Err(UNFIT.to_owned()),
            }
        }
        _ => Err(UNFIT.to_owned()),
    }
}

const UNFIT: &str = "only texts without rules, known values, lists and objects can be given, as the property takes them";
