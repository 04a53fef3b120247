//! Wire names made into Rust names, each unique in its room.

use std::collections::{BTreeSet, HashMap};

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::api::Field;
use crate::openapi::Side;

/// Names that a type may not take, since the prelude or a derive would read them as its own.
const TAKEN_TYPES: &[&str] = &[
    "Self",
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "Vec",
    "String",
    "Box",
    "Default",
    "Debug",
    "Clone",
    "PartialEq",
    "Into",
    "From",
    "Iterator",
    "Send",
    "Sync",
    "Sized",
    "Copy",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "Eq",
    "Ord",
    "PartialOrd",
    "ToString",
    "ToOwned",
    "AsRef",
    "AsMut",
    "Extend",
    "TryFrom",
    "TryInto",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "DoubleEndedIterator",
    "ExactSizeIterator",
    "FromIterator",
    "Future",
    "IntoFuture",
    "IntoIterator",
    "Unpin",
    "Client",
    "LookUpAnswers",
    "BTreeMap",
];

/// Modules that stand beside those of types, or that they stand in.
pub(super) const MODULES: &[&str] = &["models"];

/// Methods that every object of requests has, which its setters leave alone.
pub(super) const METHODS: &[&str] = &["new", "validate", "write_fields", "read_fields"];

/// What parameters have beside that.
pub(super) const PARAMETERS: &[&str] = &["new", "validate", "call"];

/// Methods that a client or a server has, or that everybody expects of it, and constants beside those of operations.
pub(super) const OPERATIONS: &[&str] = &[
    "new",
    "gateway",
    "with_options",
    "reconcile",
    "wait_until_final",
    "recover",
    "drain",
    "is_valid_credential",
    "answer_invalid",
    "all",
    "api",
    "envelope",
];

/// Words that Rust keeps for itself.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Whether a name gives way to a method, which is nothing to be told.
pub(super) fn is_method(name: &str) -> bool {
    METHODS.contains(&name) || PARAMETERS.contains(&name)
}

/// A set of names in one room, which hands out each name once.
#[derive(Debug, Default)]
pub(super) struct Room {
    taken: BTreeSet<String>,
    /// The number that may be free behind each name that was wanted again; those before it are taken.
    next: HashMap<String, u32>,
    /// Whether each name is a constant as well.
    constants: bool,
}

impl Room {
    /// A room in which these names are taken from the start.
    pub(super) fn with(taken: &[&str]) -> Self {
        Self {
            taken: taken.iter().map(|name| (*name).to_owned()).collect(),
            ..Self::default()
        }
    }

    /// The room of operations, each of which is a method and a constant.
    pub(super) fn of_operations() -> Self {
        let mut room = Self {
            constants: true,
            ..Self::default()
        };
        for name in OPERATIONS {
            room.claim(name);
        }
        room
    }

    /// The room of a field that takes the place of others in an object.
    pub(super) fn beside<'f>(fields: impl Iterator<Item = &'f Field>) -> Self {
        let mut room = Self::with(METHODS);
        room.taken.extend(fields.map(|field| field.rust.clone()));
        room
    }

    /// Whether a name is taken.
    pub(super) fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// The name itself when it is free, else the name with the first free number behind it.
    pub(super) fn claim(&mut self, name: &str) -> String {
        if self.take(name) {
            return name.to_owned();
        }
        let mut number = self.next.get(name).copied().unwrap_or(2);
        loop {
            let numbered = format!("{name}{number}");
            number += 1;
            if self.take(&numbered) {
                self.next.insert(name.to_owned(), number);
                return numbered;
            }
        }
    }

    fn take(&mut self, name: &str) -> bool {
        self.taken.insert(if self.constants {
            constant_name(name)
        } else {
            name.to_owned()
        })
    }
}

/// The Rust type for a wire name; `AccessToken Response` becomes `AccessTokenResponse`.
pub(super) fn type_name(wire: &str) -> String {
    let name = started(&spoken(wire).to_upper_camel_case(), "N");
    if name.is_empty() {
        "Unnamed".to_owned()
    } else if TAKEN_TYPES.contains(&name.as_str()) {
        format!("{name}Model")
    } else {
        name
    }
}

/// What the name of a body ends in.
pub(super) const fn ending(side: Side) -> &'static str {
    match side {
        Side::Request => "Request",
        Side::Answer => "Response",
    }
}

/// The name of a body, which ends as its side says; `Payment` becomes `PaymentRequest`.
pub(super) fn with_ending(name: &str, side: Side) -> String {
    match ends_for(name, side) {
        true => name.to_owned(),
        false => format!("{name}{}", ending(side)),
    }
}

/// Whether a name ends as that of a body of this side.
pub(super) fn ends_for(name: &str, side: Side) -> bool {
    name.ends_with(ending(side))
}

/// The variant for a wire value; `in-app` becomes `InApp`.
pub(super) fn variant_name(wire: &str) -> String {
    let name = started(&spoken(wire).to_upper_camel_case(), "N");
    match name.as_str() {
        "" => "Empty".to_owned(),
        "Self" => "SelfValue".to_owned(),
        _ => name,
    }
}

/// The field, method or module for a wire name; `orderNo` becomes `order_no`, `type` becomes `type_`.
pub(super) fn value_name(wire: &str) -> String {
    let name = started(&spoken(wire).to_snake_case(), "n");
    if name.is_empty() {
        "unnamed".to_owned()
    } else if KEYWORDS.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

/// The constant for an operation by its method; `cancel_order` becomes `CANCEL_ORDER`.
pub(crate) fn constant_name(method: &str) -> String {
    method.trim_end_matches('_').to_uppercase()
}

/// The longest name of a module: most file systems take 255 bytes, and a number and an ending follow.
const LONGEST_MODULE: usize = 180;

/// The module and file for a type; in ASCII, since Rust finds no other files by their module's name. What is too long for
/// a file is cut.
pub(super) fn module_name(ty: &str) -> String {
    let ascii: String = ty.chars().filter(char::is_ascii).collect();
    let mut name = value_name(&ascii);
    name.truncate(LONGEST_MODULE);
    name
}

/// Puts a letter before a leading digit, or what else no Rust name begins with.
fn started(name: &str, letter: &str) -> String {
    if name.starts_with(|first| !unicode_ident::is_xid_start(first)) {
        format!("{letter}{name}")
    } else {
        name.to_owned()
    }
}

/// Says the signs that carry meaning in a name, and turns what no Rust name holds into gaps.
fn spoken(wire: &str) -> String {
    let mut name = String::with_capacity(wire.len());
    for (index, letter) in wire.chars().enumerate() {
        match letter {
            '+' => name.push_str(" plus "),
            '-' if index == 0 => name.push_str("minus "),
            '<' => name.push_str(" less "),
            '>' => name.push_str(" greater "),
            '=' => name.push_str(" equal "),
            '&' => name.push_str(" and "),
            '%' => name.push_str(" percent "),
            '*' => name.push_str(" star "),
            letter if is_name_letter(letter) => name.push(letter),
            _ => name.push(' '),
        }
    }
    name
}

/// Whether a letter may stand in a Rust name, in either case; heck decides about the gaps.
fn is_name_letter(letter: char) -> bool {
    let mut cased = letter.to_lowercase().chain(letter.to_uppercase());
    letter.is_ascii_alphanumeric()
        || letter == '_'
        || (letter.is_alphanumeric() && cased.all(unicode_ident::is_xid_continue))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_names_become_rust_names() {
        assert_eq!(type_name("AccessToken Response"), "AccessTokenResponse");
        assert_eq!(type_name("3ds-data"), "N3dsData");
        assert_eq!(type_name("Option"), "OptionModel");
        assert_eq!(type_name("***"), "StarStarStar");
        assert_eq!(type_name("()"), "Unnamed");
        assert_eq!(value_name("orderNo"), "order_no");
        assert_eq!(value_name("type"), "type_");
        assert_eq!(value_name("+1"), "plus_1");
        assert_eq!(value_name("2fa"), "n2fa");
        assert_eq!(variant_name("in-app"), "InApp");
        assert_eq!(variant_name(""), "Empty");
        assert_eq!(variant_name("-1"), "Minus1");
    }

    #[test]
    fn a_module_has_a_name_that_a_file_can_have() {
        assert_eq!(module_name("AccessTokenÄnderung"), "access_tokennderung");
        let long = "Gateway".repeat(60);
        assert_eq!(module_name(&long).len(), LONGEST_MODULE);
    }

    #[test]
    fn operations_that_differ_by_case_alone_have_constants_of_their_own() {
        let mut room = Room::of_operations();
        assert_eq!(room.claim("all"), "all2");
        assert_eq!(room.claim("strasse"), "strasse");
        assert_eq!(room.claim("straße"), "straße2");
        assert_eq!(room.claim("self_"), "self_");
        assert_eq!(room.claim("self"), "self2");
    }

    #[test]
    fn any_letter_becomes_a_name_or_a_gap() {
        for letter in '\0'..='\u{ffff}' {
            let wires = [
                letter.to_string(),
                format!("a{letter}"),
                format!("{letter}1"),
            ];
            for wire in wires {
                for name in [type_name(&wire), variant_name(&wire), value_name(&wire)] {
                    let mut letters = name.chars();
                    let is_name = letters.next().is_some_and(unicode_ident::is_xid_start)
                        && letters.all(unicode_ident::is_xid_continue);
                    assert!(is_name, "{wire:?} becomes {name:?}");
                }
            }
        }
    }

    #[test]
    fn a_room_hands_out_each_name_once() {
        let mut room = Room::with(&["new"]);
        assert_eq!(room.claim("new"), "new2");
        assert_eq!(room.claim("amount"), "amount");
        assert_eq!(room.claim("amount"), "amount2");
    }
}
