//! Wire names made into Rust names, each unique in its room.

use std::collections::BTreeSet;

use heck::{ToSnakeCase, ToUpperCamelCase};

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
    "Client",
    "BTreeMap",
];

/// Words that Rust keeps for itself.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// A set of names in one room, which hands out each name once.
#[derive(Debug, Default)]
pub(super) struct Room {
    taken: BTreeSet<String>,
}

impl Room {
    /// A room in which these names are taken from the start.
    pub(super) fn with(taken: &[&str]) -> Self {
        Self {
            taken: taken.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    /// The name itself when it is free, else the name with the first free number behind it.
    pub(super) fn claim(&mut self, name: &str) -> String {
        if self.taken.insert(name.to_owned()) {
            return name.to_owned();
        }
        let mut number = 2_u32;
        loop {
            let numbered = format!("{name}{number}");
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
            number += 1;
        }
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

/// Puts a letter before a leading digit, which no Rust name has.
fn started(name: &str, letter: &str) -> String {
    if name.starts_with(|first: char| first.is_ascii_digit()) {
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

/// Whether a letter may stand in a Rust name; heck decides about the gaps.
fn is_name_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric()
        || letter == '_'
        || (!letter.is_ascii() && letter.is_alphanumeric())
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
    fn a_room_hands_out_each_name_once() {
        let mut room = Room::with(&["new"]);
        assert_eq!(room.claim("new"), "new2");
        assert_eq!(room.claim("amount"), "amount");
        assert_eq!(room.claim("amount"), "amount2");
    }
}
