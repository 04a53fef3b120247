use std::collections::BTreeMap;

use super::urlencoded::{raw_pairs, spaced};
use crate::value::form::FormStyle;
use crate::value::json::untyped::Json;
use crate::value::json::writer::{JsonWriter, Write};

/// How many brackets a name may have.
const DEEPEST: usize = 32;

/// A form whose names say with brackets what stands in what.
#[derive(Default)]
pub(super) struct Tree {
    /// One, or several where it is a list whose name is repeated.
    texts: Vec<String>,
    /// What it is where it was written as JSON.
    json: Option<Json>,
    /// What stands in the brackets behind it, or at the root the names before them.
    pub(super) members: BTreeMap<String, Tree>,
}

impl Tree {
    /// Reads a form, of which these members are written in a style of their own.
    pub(super) fn parse(text: &str, styles: &[(&str, FormStyle)]) -> Option<Self> {
        let mut root = Self::default();
        for (name, value) in raw_pairs(text) {
            let name = spaced(name)?;
            let style = FormStyle::of(styles, &name);
            // A member with a style of its own has its name whole, be there brackets in it.
            if style == Some(FormStyle::Json) {
                let member = root.members.entry(name).or_default();
                member.json = Some(Json::parse(spaced(value)?).ok()?);
                continue;
            }
            for value in split(value, style) {
                let at = match style {
                    Some(FormStyle::Plain) => root.members.entry(name.clone()).or_default(),
                    Some(_) => root.members.entry(name.clone()).or_default().at("")?,
                    None => root.at(&name)?,
                };
                at.texts.push(spaced(&value)?);
            }
        }
        Some(root)
    }

    /// The place that a name says with its brackets.
    fn at(&mut self, name: &str) -> Option<&mut Self> {
        let mut tree = self;
        for (depth, step) in name.split('[').enumerate() {
            if depth > DEEPEST {
                return None;
            }
            let step = match depth {
                0 => step,
                _ => step.strip_suffix(']')?,
            };
            let step = match step {
                "" => tree.members.len().to_string(),
                step => step.to_owned(),
            };
            tree = tree.members.entry(step).or_default();
        }
        Some(tree)
    }

    /// The members as a list, where they are numbered.
    fn elements(&self) -> Option<BTreeMap<usize, &Self>> {
        self.members
            .iter()
            .map(|(name, tree)| Some((name.parse().ok()?, tree)))
            .collect()
    }
}

/// The elements that stand in one value, still encoded.
fn split(value: &str, style: Option<FormStyle>) -> Vec<String> {
    match style {
        Some(FormStyle::Commas) => value.split(',').map(str::to_owned).collect(),
        Some(FormStyle::Spaces) => value
            .replace("%20", "+")
            .split('+')
            .map(str::to_owned)
            .collect(),
        Some(FormStyle::Pipes) => {
            let value = value.replace("%7C", "|").replace("%7c", "|");
            value.split('|').map(str::to_owned).collect()
        }
        _ => vec![value.to_owned()],
    }
}

impl Write for Tree {
    fn write(&self, out: &mut JsonWriter) {
        if let Some(json) = &self.json {
            return json.write(out);
        }
        match self.elements() {
            _ if self.members.is_empty() => match self.texts.as_slice() {
                [only] => out.string(only),
                texts => texts.write(out),
            },
            Some(elements) => {
                out.list(|list| elements.values().for_each(|element| list.element(*element)));
            }
            None => out.object(|object| {
                for (name, member) in &self.members {
                    object.field(name, member);
                }
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FormStyle, Json, Tree};

    #[test]
    fn brackets_in_the_name_of_a_member_with_a_style_are_of_the_name() {
        let styles = [
            ("match[]", FormStyle::Repeated),
            ("a[b]", FormStyle::Json),
            ("e[f", FormStyle::Plain),
        ];
        let form = "match%5B%5D=x&match[]=y&a[b]=%5B1%5D&c[d]=z&e[f=1";
        let tree = Tree::parse(form, &styles).expect("a form");
        let expected = r#"{"a[b]":[1],"c":{"d":"z"},"e[f":"1","match[]":["x","y"]}"#;
        assert_eq!(Json::of(&tree.members).expose(), expected);
    }
}
