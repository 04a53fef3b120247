//! Members made into fields, with what rustdoc says of them.

use serde_json::Value;

use super::members::Member;
use super::names::{self, Room};
use super::shape::{Shape, enumeration};
use super::types::{Hint, Meaning, Types};
use super::{docs, limits};
use crate::api::{Field, Limits, TypeRef};
use crate::findings::Id;
use crate::openapi::{Notes, Schema, SchemaId, Side};

impl<'a> Types<'a> {
    /// One member; none where its side never sees it.
    pub(super) fn field(
        &mut self,
        member: &Member<'a>,
        owner: &str,
        side: Side,
        room: &mut Room,
    ) -> Option<Field> {
        let first = *member.uses.first()?;
        if !side.is_in(member.seen) {
            return None;
        }
        let said = self.own_extensions(first);
        let rust_name = said.and_then(|said| said.rust_name.as_deref());
        let wanted = names::value_name(rust_name.unwrap_or(member.wire));
        let rust = room.claim(&wanted);
        if rust != wanted && !names::is_method(&wanted) {
            let text = format!(
                "the field name `{wanted}` is taken, so this becomes `{rust}`; an `x-rust-name` can say better"
            );
            self.problem(Id::NameCollision, &first.pointer, text);
        }
        let hint = format!("{owner}{}", names::type_name(&rust));
        let meaning = self.member(member, Hint { name: &hint, side });
        let renamed = names::value_name(member.wire) != rust || rust.ends_with('_');
        Some(Field {
            wire: member.wire.to_owned(),
            docs: self.field_docs(member, &meaning, renamed),
            limits: self.applicable(&meaning),
            required: side.is_in(member.required),
            nullable: meaning.nullable,
            as_number: meaning.as_number,
            currency_from: said.and_then(|said| said.currency_from.clone()),
            expiry: self.first_said(first.id, |said| said.expiry),
            sample: self.said_of_name(first.id, sample).cloned(),
            class: meaning.class,
            ..Field::new(rust, self.held(meaning))
        })
    }

    /// What a member means: what is true of it in each of several alternatives.
    fn member(&mut self, member: &Member<'a>, hint: Hint<'_>) -> Meaning {
        let (first, others) = match member.uses.as_slice() {
            [] => return Meaning::plain(TypeRef::Json),
            [only] => return self.used(only, hint),
            [first, others @ ..] => (*first, others),
        };
        let shapes = std::iter::once(first).chain(others.iter().copied());
        let shapes = shapes.map(|used| self.shapes.behind_names(used.id));
        let shapes: Vec<_> = shapes.collect();
        let all = |is: fn(&Shape<'_>) -> bool| shapes.iter().all(|shape| is(shape));
        if all(|shape| matches!(shape, Shape::Enumeration(_))) {
            let values = shapes.iter().flat_map(|shape| match &**shape {
                Shape::Enumeration(values) => values.as_slice(),
                _ => &[],
            });
            if let Shape::Enumeration(values) = enumeration(values.copied().collect()) {
                return Meaning::plain(self.enumeration(first.id, &values, hint, None));
            }
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
        self.problem(Id::Untyped, &first.pointer, text.to_owned());
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
                names: meaning.limits.names.clone(),
                unique_items: meaning.limits.unique_items,
                ..Limits::default()
            }
        } else {
            meaning.limits.clone()
        }
    }

    pub(super) fn type_docs(&self, id: SchemaId, wire: Option<&str>, name: &str) -> Vec<String> {
        let schema = self.schema(id);
        let notes = &schema.notes;
        let described = notes.description.as_deref().or(notes.title.as_deref());
        let mut lines = described
            .map(docs::prose)
            .filter(|lines| !lines.is_empty())
            .unwrap_or_else(|| {
                let shown = wire.unwrap_or(name).replace('`', "'");
                vec![format!("`{shown}` of the reference.")]
            });
        if notes.deprecated {
            docs::paragraph(&mut lines, docs::DEPRECATED.to_owned());
        }
        let said = self.extensions.schema(id);
        // What the overlay adds has no other name than ours.
        let is_ours = said.scalar || said.returned;
        let shown = said.page_name.as_deref().or(wire);
        if let Some(shown) = shown.filter(|shown| *shown != name && !is_ours) {
            let shown = shown.replace('`', "'");
            docs::paragraph(&mut lines, format!("The reference calls it `{shown}`."));
        }
        docs::paragraphs(&mut lines, docs::format(limits::unchecked_format(schema)));
        docs::paragraphs(&mut lines, self.unchecked(schema));
        lines
    }

    /// What no check holds of a schema as one sentence, or nothing.
    fn unchecked(&self, schema: &Schema) -> Option<String> {
        let patterns = limits::unchecked_patterns(schema);
        let others = limits::unchecked(schema, &self.document.schemas);
        docs::unchecked(&patterns, &others)
    }

    fn field_docs(&self, member: &Member<'a>, meaning: &Meaning, renamed: bool) -> Vec<String> {
        let first = member.uses.first();
        let own = first.and_then(|used| self.own_notes(used));
        let parameter = member.parameter.map(|parameter| &parameter.notes);
        let described = parameter
            .and_then(|notes| notes.description.as_deref())
            .or_else(|| self.said_of_name(first?.id, |notes| notes.description.as_deref()));
        let wire = member.wire.replace('`', "'");
        let mut lines = described
            .map(docs::prose)
            .filter(|lines| !lines.is_empty())
            .unwrap_or_else(|| vec![format!("`{wire}` of the reference.")]);
        if renamed {
            docs::paragraph(&mut lines, format!("On the wire: `{wire}`."));
        }
        if own
            .into_iter()
            .chain(parameter)
            .any(|notes| notes.deprecated)
        {
            docs::paragraph(&mut lines, docs::DEPRECATED.to_owned());
        }
        let unit = first.and_then(|used| self.own_extensions(used)?.unit);
        docs::paragraphs(&mut lines, unit.map(|unit| format!("Unit: {unit}.")));
        docs::paragraphs(&mut lines, docs::limits(&meaning.limits));
        // What a named schema says stands at its type.
        let stated = first.map(|used| self.schema(used.id));
        if let Some(stated) = stated.filter(|_| own.is_some()) {
            docs::paragraphs(&mut lines, self.unchecked(stated));
            let values = first.map(|used| self.values_without_text(used.id));
            docs::paragraphs(&mut lines, docs::known_values(&values.unwrap_or_default()));
            docs::paragraphs(&mut lines, docs::format(limits::unchecked_format(stated)));
        }
        // Our own descriptions say of a default what matters of it; others may not.
        let told =
            self.strict || described.is_some_and(|text| text.to_lowercase().contains("default"));
        let default = own.and_then(|notes| notes.default.as_ref());
        if let Some(default) = default.filter(|default| !told && !default.is_object()) {
            let default = default.to_string().replace('`', "'");
            docs::paragraph(&mut lines, format!("Default: `{default}`."));
        }
        if let Some(sample) = own.and_then(sample).filter(|sample| !sample.is_object()) {
            let sample = sample.to_string().replace('`', "'");
            if sample.len() <= 120 {
                docs::paragraph(&mut lines, format!("Example: `{sample}`."));
            }
        }
        lines
    }
}

/// The first sample that is shown.
fn sample(notes: &Notes) -> Option<&Value> {
    notes
        .samples
        .iter()
        .find_map(|sample| sample.value.as_ref())
}
