//! Any value of any type comes back from its JSON as it was, not only the samples.

use gateway_codegen::api::{Choice, Struct, TypeDef, TypeKind, TypeRef};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use super::kinds::kinds;
use super::types;
use crate::cases::cases;
use crate::own::own;

/// How many levels of models are filled; none of ours is deeper.
const DEEPEST: usize = 8;

/// Makes JSON of a type: optional properties are there or not, texts are any texts, numbers have up to 15 digits.
struct Random(TestRunner);

impl Random {
    fn new() -> Self {
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        Self(TestRunner::new_with_rng(ProptestConfig::default(), rng))
    }

    fn of<T: std::fmt::Debug>(&mut self, strategy: impl Strategy<Value = T>) -> T {
        let tree = strategy.new_tree(&mut self.0).expect("a value");
        tree.current()
    }

    fn text(&mut self) -> String {
        let text = self.of(any::<String>());
        serde_json::to_string(&text).expect("a text")
    }

    fn object(&mut self, object: &Struct, depth: usize) -> String {
        format!("{{{}}}", self.members(object, depth).join(","))
    }

    fn members(&mut self, object: &Struct, depth: usize) -> Vec<String> {
        let mut members = Vec::new();
        for field in &object.fields {
            if !field.required && self.of(any::<bool>()) {
                continue;
            }
            let TypeRef::Named(name) = &field.ty else {
                members.push(self.member(&field.wire, &field.ty, depth));
                continue;
            };
            match &named(name).kind {
                TypeKind::Choice(choice) => members.extend(self.choice(choice, depth)),
                TypeKind::Together(whole) => members.extend(self.members(whole, depth)),
                TypeKind::Either(either) => {
                    let which = self.of(1..1_u32 << either.members.len());
                    for (at, each) in either.members.iter().enumerate() {
                        if which & (1 << at) != 0 {
                            members.push(self.member(&each.wire, &each.ty, depth));
                        }
                    }
                }
                _ => members.push(self.member(&field.wire, &field.ty, depth)),
            }
        }
        members
    }

    fn member(&mut self, wire: &str, ty: &TypeRef, depth: usize) -> String {
        format!("{wire:?}:{}", self.value(ty, depth))
    }

    fn choice(&mut self, choice: &Choice, depth: usize) -> Vec<String> {
        let at = self.of(0..=choice.variants.len());
        let Some(variant) = choice.variants.get(at) else {
            return vec![format!("{:?}:\"another\"", choice.by)];
        };
        let mut members = vec![format!("{:?}:{:?}", choice.by, variant.value)];
        if let Some((block, ty)) = &variant.block {
            members.push(self.member(block, ty, depth));
        }
        members
    }

    fn value(&mut self, ty: &TypeRef, depth: usize) -> String {
        match ty {
            TypeRef::Sensitive(inner) => self.value(inner, depth),
            TypeRef::List(item) => {
                let length = self.of(0..3_usize);
                let items: Vec<String> = (0..length).map(|_| self.value(item, depth)).collect();
                format!("[{}]", items.join(","))
            }
            TypeRef::Map(value) => {
                let key = self.text();
                format!("{{{key}:{}}}", self.value(value, depth))
            }
            TypeRef::Named(name) => {
                assert!(depth < DEEPEST, "`{name}` is nested deeper than {DEEPEST}");
                match &named(name).kind {
                    TypeKind::Alias(to) => self.value(to, depth),
                    TypeKind::Enumeration(known) if self.of(any::<bool>()) => {
                        let at = self.of(0..known.values.len());
                        format!("{:?}", known.values[at].wire)
                    }
                    kind => match kind.object() {
                        Some(object) => self.object(object, depth + 1),
                        None => self.text(),
                    },
                }
            }
            TypeRef::Boolean => self.of(any::<bool>()).to_string(),
            TypeRef::Int32 | TypeRef::Int64 => self.of(any::<i32>()).to_string(),
            // Without zeros at the end, so that the numbers of this test's own parser show every digit.
            TypeRef::Amount | TypeRef::Decimal => self.of("(0|[1-9][0-9]{0,12})(\\.[0-9]?[1-9])?"),
            _ => self.text(),
        }
    }
}

fn named(name: &str) -> &'static TypeDef {
    let mut types = own().api.types.iter();
    types.find(|ty| ty.name == name).expect("a type")
}

/// The value, with its numbers as they are written.
fn told(json: &str) -> Value {
    serde_json::from_str(json).expect("JSON")
}

#[test]
fn any_model_comes_back_from_its_json_as_it_was() {
    let kinds = kinds();
    let mut random = Random::new();
    for ty in types() {
        let Some(object) = ty.kind.object() else {
            continue;
        };
        let kind = super::kind_of(&kinds, &ty.name);
        for _ in 0..cases(25).cases {
            let json = random.object(object, 0);
            let read = kind.read(&json);
            let read = read.unwrap_or_else(|| panic!("{} cannot be read: {json}", ty.name));
            // An amount goes over the wire as a text or as a number, whatever it came as.
            assert_eq!(texts(told(&read.json)), texts(told(&json)), "{}", ty.name);
        }
    }
}

/// The same with every number as a text.
fn texts(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::String(number.to_string()),
        Value::Array(items) => Value::Array(items.into_iter().map(texts).collect()),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name, texts(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other,
    }
}
