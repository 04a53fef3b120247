//! Properties made into fields, with what rustdoc says of them.

use super::collected::Property;
use super::names::{self, Room};
use super::node::{Node, component_of, resolved};
use super::reach::Side;
use super::shape::{Shape, enumeration, shape};
use super::types::{Hint, Meaning, Types};
use super::{docs, known, limits};
use crate::api::{Field, Limits, TypeRef};

impl<'a> Types<'a> {
    /// One property; none where its side never sees it.
    pub(super) fn field(
        &mut self,
        property: &Property<'a>,
        owner: &str,
        side: Side,
        room: &mut Room,
    ) -> Option<Field> {
        let data = property.node.data();
        let hidden = property.data().any(|data| match side {
            Side::Request => data.read_only,
            Side::Answer => data.write_only,
        });
        if hidden {
            self.note_hidden(property, side);
            return None;
        }
        let rust_name = data.and_then(|data| limits::text(data, "x-rust-name"));
        let wanted = rust_name.map_or_else(|| names::value_name(property.wire), names::value_name);
        let rust = room.claim(&wanted);
        if rust != wanted && !names::is_method(&wanted) {
            self.problem(
                "name-collision",
                &property.pointer,
                format!("the field name `{wanted}` is taken, so this becomes `{rust}`; an `x-rust-name` can say better"),
            );
        }
        let hint = format!("{owner}{}", names::type_name(&rust));
        let meaning = self.property(property, Hint { name: &hint, side });
        let limits = self.applicable(&meaning);
        let renamed = names::value_name(property.wire) != rust || rust.ends_with('_');
        let docs = self.field_docs(property, &meaning, renamed);
        Some(Field {
            wire: property.wire.to_owned(),
            rust,
            docs,
            ty: self.redacted(meaning.ty, meaning.class.as_deref()),
            required: property.required,
            nullable: meaning.nullable,
            null_when_absent: false,
            class: meaning.class,
            limits,
            as_number: meaning.as_number,
            currency_from: data
                .and_then(|data| limits::text(data, "x-currency-from"))
                .map(str::to_owned),
            stands_for: Vec::new(),
            sample: self.sample(property.node),
        })
    }

    /// What a property means, by all that is said of it.
    fn property(&mut self, property: &Property<'a>, hint: Hint<'_>) -> Meaning {
        let Property { node, pointer, .. } = property;
        if !property.alternatives.is_empty() {
            return self.alternatives(property, hint);
        }
        if property.earlier.is_empty() {
            return self.node(*node, pointer, hint, None);
        }
        let mut statements = property.earlier.clone();
        statements.push((*node, pointer.clone()));
        match self.several(*node, &statements, pointer, hint, None) {
            Ok(meaning) => meaning,
            Err(why) => {
                let earlier: Vec<&str> =
                    property.earlier.iter().map(|(_, at)| at.as_str()).collect();
                let text = format!(
                    "with what {} says of it, {why}; what stands here is taken",
                    earlier.join(" and ")
                );
                self.problem("conflicting-property", pointer, text);
                self.node(*node, pointer, hint, None)
            }
        }
    }

    /// What a property means that several alternatives of an object have: what is true of it in each.
    fn alternatives(&mut self, property: &Property<'a>, hint: Hint<'_>) -> Meaning {
        let mut values = Vec::new();
        let mut shapes = Vec::new();
        let own = (property.node, property.pointer.clone());
        for (node, pointer) in std::iter::once(&own).chain(&property.alternatives) {
            let shape = match resolved(self.document, *node) {
                Some(schema) => shape(self.document, Node::Schema(schema), pointer),
                None => Shape::Anything,
            };
            if let Shape::Enumeration(known) = &shape {
                values.extend(known.iter().copied());
            }
            shapes.push(shape);
        }
        let all = |is: fn(&Shape<'_>) -> bool| shapes.iter().all(is);
        if all(|shape| matches!(shape, Shape::Enumeration(_)))
            && let Shape::Enumeration(values) = enumeration(values.into_iter())
        {
            let Property { node, pointer, .. } = property;
            let ty = self.enumeration(*node, &values, pointer, hint, None);
            return Meaning::plain(ty);
        }
        let same = property
            .alternatives
            .iter()
            .all(|(node, _)| *node == property.node);
        if same {
            return self.node(property.node, &property.pointer, hint, None);
        }
        if all(|shape| matches!(shape, Shape::Boolean)) {
            return Meaning::plain(TypeRef::Boolean);
        }
        if all(|shape| matches!(shape, Shape::Int32 | Shape::Int64)) {
            return Meaning::plain(TypeRef::Int64);
        }
        if all(|shape| matches!(shape, Shape::Text | Shape::Enumeration(_))) {
            return Meaning::plain(TypeRef::Text);
        }
        let text = "alternatives say different things of it, so this becomes an untyped value";
        self.problem("untyped", &property.pointer, text.to_owned());
        Meaning::plain(TypeRef::Json)
    }

    /// The limits that can hold for what a property is: an object has neither length nor value.
    fn applicable(&self, meaning: &Meaning) -> Limits {
        if self.redacts_itself(&meaning.ty)
            && !matches!(meaning.ty, TypeRef::Pan | TypeRef::SecurityCode)
        {
            Limits {
                min_items: meaning.limits.min_items,
                max_items: meaning.limits.max_items,
                ..Limits::default()
            }
        } else {
            meaning.limits.clone()
        }
    }

    /// The sample of a node, or of what it refers to.
    fn sample(&self, node: Node<'a>) -> Option<serde_json::Value> {
        let mut node = node;
        for _ in 0..8 {
            if let Some(sample) = node.data().and_then(|data| data.example.clone()) {
                return Some(sample);
            }
            match shape(self.document, node, "") {
                Shape::Reference(reference) => {
                    let key = component_of(reference)?;
                    node = self.document.components.as_ref()?.schemas.get(key)?.into();
                }
                _ => return None,
            }
        }
        None
    }

    pub(super) fn type_docs(&self, node: Node<'_>, wire: Option<&str>, name: &str) -> Vec<String> {
        let data = node.data();
        let mut lines = data
            .and_then(|data| data.description.as_deref().or(data.title.as_deref()))
            .map(docs::prose)
            .filter(|lines| !lines.is_empty())
            .unwrap_or_else(|| {
                vec![format!(
                    "`{}` of the reference.",
                    wire.unwrap_or(name).replace('`', "'")
                )]
            });
        if data.is_some_and(|data| data.deprecated) {
            docs::paragraph(&mut lines, docs::DEPRECATED.to_owned());
        }
        let shown = data
            .and_then(|data| limits::text(data, "x-page-name"))
            .or(wire);
        if let Some(shown) = shown.filter(|shown| *shown != name) {
            docs::paragraph(
                &mut lines,
                format!("The reference calls it `{}`.", shown.replace('`', "'")),
            );
        }
        if let Some(format) = limits::unchecked_format(node) {
            docs::paragraph(
                &mut lines,
                format!("Format: `{}`.", format.replace('`', "'")),
            );
        }
        let unchecked = docs::unchecked(limits::unchecked_pattern(node), &limits::unchecked(node));
        if let Some(sentence) = unchecked {
            docs::paragraph(&mut lines, sentence);
        }
        lines
    }

    pub(super) fn field_docs(
        &self,
        property: &Property<'_>,
        meaning: &Meaning,
        renamed: bool,
    ) -> Vec<String> {
        let data = property.node.data();
        let described = property
            .description
            .or_else(|| property.data().find_map(|data| data.description.as_deref()))
            .or_else(|| {
                resolved(self.document, property.node)
                    .and_then(|schema| schema.schema_data.description.as_deref())
            });
        let wire = property.wire.replace('`', "'");
        let mut lines = described
            .map(docs::prose)
            .filter(|lines| !lines.is_empty())
            .unwrap_or_else(|| vec![format!("`{wire}` of the reference.")]);
        if renamed {
            docs::paragraph(&mut lines, format!("On the wire: `{wire}`."));
        }
        if property.deprecated || property.data().any(|data| data.deprecated) {
            docs::paragraph(&mut lines, docs::DEPRECATED.to_owned());
        }
        if let Some(unit) = data.and_then(|data| limits::text(data, "x-unit")) {
            docs::paragraph(&mut lines, format!("Unit: {unit}."));
        }
        if let Some(sentence) = docs::limits(&meaning.limits) {
            docs::paragraph(&mut lines, sentence);
        }
        let node = property.node;
        let unchecked = docs::unchecked(limits::unchecked_pattern(node), &limits::unchecked(node));
        if let Some(sentence) = unchecked {
            docs::paragraph(&mut lines, sentence);
        }
        if let Some(sentence) = docs::known_values(&known::without_text(property.node)) {
            docs::paragraph(&mut lines, sentence);
        }
        if let Some(format) = limits::unchecked_format(node) {
            docs::paragraph(
                &mut lines,
                format!("Format: `{}`.", format.replace('`', "'")),
            );
        }
        let default = property.data().find_map(|data| data.default.as_ref());
        // Our own descriptions say of a default what matters of it; others may not.
        let told =
            self.strict || described.is_some_and(|text| text.to_lowercase().contains("default"));
        if let Some(default) = default.filter(|default| !told && !default.is_object()) {
            let default = default.to_string().replace('`', "'");
            docs::paragraph(&mut lines, format!("Default: `{default}`."));
        }
        if let Some(sample) = data
            .and_then(|data| data.example.as_ref())
            .filter(|sample| !sample.is_object())
        {
            let sample = sample.to_string().replace('`', "'");
            if sample.len() <= 120 {
                docs::paragraph(&mut lines, format!("Example: `{sample}`."));
            }
        }
        lines
    }
}
