//! Nothing leaks: marked values go into every classed field of every model, and whatever people or logs see is searched.

use gateway_codegen::api::{Choice, Class, Field, Struct, TypeDef, TypeKind, TypeRef};

use super::kinds::{Kind, kinds};
use super::types;
use crate::own::own;

/// Every marked text begins with this, and every marked number with [`DIGITS`].
const MARK: &str = "CANARY";
/// The digits of a marked number; of a marked card number all but the last four, which may be seen.
const DIGITS: &str = "400005665566";
/// What every marked value begins with.
pub(crate) const BEGINNINGS: [&str; 2] = [MARK, "40000566"];
/// How many levels of models are filled; none of ours is deeper.
const DEEPEST: usize = 8;

/// JSON of a type in which every value is marked that must not be seen, and every other one says so.
#[derive(Default)]
struct Marked {
    /// Every marked value, in the order in which it was placed.
    hidden: Vec<String>,
    /// Every value that may be seen.
    open: Vec<String>,
}

impl Marked {
    fn object(&mut self, object: &Struct, choose: usize, depth: usize) -> String {
        format!("{{{}}}", self.members(object, choose, depth).join(","))
    }

    fn members(&mut self, object: &Struct, choose: usize, depth: usize) -> Vec<String> {
        let mut members = Vec::new();
        for field in &object.fields {
            if field.stands_for.is_empty() {
                let value = self.value(&field.ty, is_open(field), &field.wire, choose, depth);
                members.push(format!("{:?}:{value}", field.wire));
            } else if let TypeRef::Named(name) = &field.ty {
                match &type_named(name).kind {
                    TypeKind::Choice(choice) => members.extend(self.choice(choice, choose, depth)),
                    TypeKind::Together(whole) => members.extend(self.members(whole, choose, depth)),
                    TypeKind::Either(either) => members.extend(either.members.iter().map(|each| {
                        let open = each.class == Some(Class::Open);
                        let value = self.value(&each.ty, open, &each.wire, choose, depth);
                        format!("{:?}:{value}", each.wire)
                    })),
                    kind => panic!("`{name}` stands for several properties: {kind:?}"),
                }
            }
        }
        members
    }

    fn choice(&mut self, choice: &Choice, choose: usize, depth: usize) -> Vec<String> {
        let variant = &choice.variants[choose % choice.variants.len()];
        let mut members = vec![format!("{:?}:{:?}", choice.by, variant.value)];
        if let Some((block, ty)) = &variant.block {
            let value = self.value(ty, false, block, choose, depth);
            members.push(format!("{block:?}:{value}"));
        }
        members
    }

    fn value(
        &mut self,
        ty: &TypeRef,
        open: bool,
        name: &str,
        choose: usize,
        depth: usize,
    ) -> String {
        match ty {
            TypeRef::Sensitive(inner) => self.value(inner, open, name, choose, depth),
            TypeRef::List(item) => {
                let items: Vec<String> = (0..2)
                    .map(|_| self.value(item, open, name, choose, depth))
                    .collect();
                format!("[{}]", items.join(","))
            }
            TypeRef::Map(value) => {
                let key = self.text(open, name);
                format!("{{{key}:{}}}", self.value(value, open, name, choose, depth))
            }
            TypeRef::Named(inner) => match &type_named(inner).kind {
                TypeKind::Alias(to) => self.value(to, open, name, choose, depth),
                kind => match kind.object() {
                    Some(object) if depth < DEEPEST => self.object(object, choose, depth + 1),
                    Some(_) => panic!("`{inner}` is nested deeper than {DEEPEST}"),
                    None => self.text(open, name),
                },
            },
            TypeRef::Boolean => "true".to_owned(),
            TypeRef::Int32 | TypeRef::Int64 => self.digits(open, "40000566"),
            TypeRef::Amount | TypeRef::Decimal => self.digits(open, "400005665566.55"),
            TypeRef::Pan => {
                self.hidden.push(format!("{DIGITS}5556"));
                format!("\"{DIGITS}5556\"")
            }
            _ => self.text(open, name),
        }
    }

    /// A text that is its own, so that one that gets lost is missed.
    fn text(&mut self, open: bool, name: &str) -> String {
        let list = if open {
            &mut self.open
        } else {
            &mut self.hidden
        };
        let text = format!("{}-{name}-{}", if open { "seen" } else { MARK }, list.len());
        list.push(text.clone());
        format!("{text:?}")
    }

    fn digits(&mut self, open: bool, hidden: &str) -> String {
        let digits = if open { "7" } else { hidden };
        let list = if open {
            &mut self.open
        } else {
            &mut self.hidden
        };
        list.push(digits.to_owned());
        digits.to_owned()
    }
}

/// Only what is said to be open may be seen; a property without a class is sensitive.
fn is_open(field: &Field) -> bool {
    field.class == Some(Class::Open)
}

fn type_named(name: &str) -> &'static TypeDef {
    own()
        .api
        .types
        .iter()
        .find(|ty| ty.name == name)
        .unwrap_or_else(|| panic!("no type `{name}`"))
}

/// JSON of an answer in which every sensitive value is marked, and its code is the given one.
pub(crate) fn marked_answer(name: &str, code: &str) -> String {
    let object = type_named(name).kind.object().expect("an object");
    let json = Marked::default().object(object, 0, 0);
    let at = json.find("\"seen-respCode-").expect("a code");
    let end = at + 1 + json[at + 1..].find('"').expect("the end of the code");
    format!("{}{code:?}{}", &json[..at], &json[end + 1..])
}

/// JSON of a request in which every sensitive value is marked, once for each way to fill its choices, and its marks.
pub(crate) fn marked_requests(ty: &TypeRef) -> Vec<(String, Vec<String>)> {
    let mut requests = Vec::new();
    for choose in 0..ways() {
        let mut marked = Marked::default();
        let json = marked.value(ty, false, "body", choose, 0);
        let request = (json, marked.hidden);
        if !requests.contains(&request) {
            requests.push(request);
        }
    }
    requests
}

/// Where a text holds a marked value; nothing else that begins like one is ever written.
pub(crate) fn leak(text: &str) -> Option<&str> {
    BEGINNINGS.iter().find_map(|mark| {
        let at = text.find(mark)?;
        text.get(at.saturating_sub(80)..(at + 40).min(text.len()))
            .or(Some(text))
    })
}

fn objects(kinds: &[Kind]) -> impl Iterator<Item = (&'static Struct, &Kind)> {
    types().filter_map(move |ty| {
        let kind = kinds.iter().find(|kind| kind.name == ty.name)?;
        Some((ty.kind.object()?, kind))
    })
}

/// The number of ways to choose, so that every block of every choice is filled once.
fn ways() -> usize {
    let variants = own().api.types.iter().map(|ty| match &ty.kind {
        TypeKind::Choice(choice) => choice.variants.len(),
        _ => 1,
    });
    variants.max().unwrap_or(1)
}

#[test]
fn debug_shows_nothing_that_is_not_open_and_whatever_is() {
    let kinds = kinds();
    for (object, kind) in objects(&kinds) {
        for choose in 0..ways() {
            let mut marked = Marked::default();
            let json = marked.object(object, choose, 0);
            let seen = kind
                .read(&json)
                .unwrap_or_else(|| panic!("{} cannot be read", kind.name));
            for hidden in &marked.hidden {
                // A mark that was lost on the way in would be a mark that cannot be found.
                assert!(seen.json.contains(hidden), "{} lost {hidden}", kind.name);
            }
            assert_eq!(leak(&seen.debug), None, "Debug of {}", kind.name);
            for open in &marked.open {
                assert!(
                    seen.debug.contains(open),
                    "Debug of {} hides {open}, which is open",
                    kind.name
                );
            }
        }
    }
}

#[test]
fn every_class_but_open_is_hidden_somewhere() {
    let mut classes: Vec<&str> = types()
        .filter_map(|ty| ty.kind.object())
        .flat_map(|object| &object.fields)
        .filter_map(|field| Some(field.class?.word()))
        .collect();
    classes.sort_unstable();
    classes.dedup();
    assert_eq!(
        classes,
        [
            "bin",
            "card",
            "open",
            "pan",
            "personal",
            "restricted",
            "secret",
            "security-code"
        ]
    );
}

#[test]
fn what_is_odd_about_an_answer_is_told_without_its_value() {
    let kinds = kinds();
    for (object, kind) in objects(&kinds) {
        for wrong in [
            format!("\"{MARK}\""),
            DIGITS.to_owned(),
            "true".to_owned(),
            format!("[\"{MARK}\",{{\"{MARK}\":{DIGITS}}}]"),
            format!("{{\"{MARK}\":\"{MARK}\"}}"),
        ] {
            let members: Vec<String> = object
                .fields
                .iter()
                .map(|field| format!("{:?}:{wrong}", field.wire))
                .collect();
            let json = format!("{{{},\"{MARK}\":1}}", members.join(","));
            assert_eq!(leak(&kind.complaints(&json)), None, "{}", kind.name);
        }
    }
}

#[test]
fn a_broken_rule_is_told_without_its_value() {
    let kinds = kinds();
    for (object, kind) in objects(&kinds) {
        let mut marked = Marked::default();
        let json = marked.object(object, 0, 0).replace(MARK, &MARK.repeat(50));
        let broken = kind.violations(&json);
        assert_eq!(broken.as_deref().and_then(leak), None, "{}", kind.name);
        let limited = object.fields.iter().find(|field| {
            !is_open(field)
                && field.ty != TypeRef::Pan
                && field.limits.max_length.is_some_and(|most| most < 300)
        });
        if let Some(field) = limited
            && matches!(type_named(kind.name).kind, TypeKind::Request(_))
        {
            let broken = broken.expect("a text that is too long");
            assert!(broken.contains(&field.wire), "{}: {broken}", kind.name);
        }
    }
    for ty in types().filter(|ty| matches!(ty.kind, TypeKind::Scalar(_) | TypeKind::Alias(_))) {
        let kind = super::kind_of(&kinds, &ty.name);
        let broken = kind.violations(&format!("\"{}\"", MARK.repeat(50)));
        assert_eq!(broken.as_deref().and_then(leak), None, "{}", ty.name);
        let debug = kind.read(&format!("\"{MARK}\"")).map(|seen| seen.debug);
        let open = match &ty.kind {
            TypeKind::Scalar(scalar) => scalar.class == Some(Class::Open),
            _ => false,
        };
        let shown = debug.is_some_and(|debug| leak(&debug).is_some());
        assert_eq!(shown, open, "Debug of {}", ty.name);
    }
}

/// A security code has no way out but the one that asks for it by name.
#[test]
fn a_security_code_prints_nothing() {
    use online_payment_gateway::models::{PaymentMethod, PaymentRequest, SecurityCode};
    let code: SecurityCode = super::text("9370");
    assert_eq!(format!("{code:?}"), "SecurityCode([redacted])");
    let mut payment: PaymentRequest = super::requests::payment();
    if let PaymentMethod::Card(card) = &mut payment.payment_method {
        card.cvc = Some(code);
    }
    for shown in [format!("{payment:?}"), format!("{payment:#?}")] {
        assert!(!shown.contains("9370"));
        assert!(shown.contains("…4242"), "the last four may be seen");
    }
}
