//! Types that hold one of several things: told apart by a member, by their JSON type, or by what members they have.

use std::collections::HashSet;

use indexmap::{IndexMap, IndexSet};

use super::docs;
use super::members::members;
use super::names::{self, Room};
use super::shape::{Alternative, Shape};
use super::types::{Begun, Hint, Meaning, Types};
use crate::api::{
    JsonKind, KindVariant, Kinds, MatchScore, Tag, TypeKind, TypeRef, Union, UnionVariant,
};
use crate::findings::Id;
use crate::openapi::{Extra, Kind, SchemaId, Side, Use};

impl<'a> Types<'a> {
    pub(super) fn union(
        &mut self,
        id: SchemaId,
        by: &str,
        variants: &[(&str, &'a Use)],
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> TypeRef {
        let (name, index) = match self.begin(id, Vec::new(), hint, wire) {
            Begun::New(name, index) => (name, index),
            Begun::Known(ty) => return ty,
        };
        self.shared_members(variants, &name, hint);
        let mut room = Room::with(&["Other"]);
        let mut lowered: Vec<UnionVariant> = Vec::new();
        let mut former: Option<(SchemaId, TypeRef)> = None;
        for (value, used) in variants {
            if lowered.iter().any(|known| known.value == *value) {
                continue;
            }
            let rust = room.claim(&names::variant_name(value));
            let ty = match former.take().filter(|(known, _)| *known == used.id) {
                Some((_, ty)) => ty,
                None if self.shapes.is_again(used.id, id) => {
                    let text = format!(
                        "`{value}` is the whole of it again, so it becomes an untyped value"
                    );
                    self.problem(Id::Circle, &used.pointer, text);
                    TypeRef::Json
                }
                None => {
                    let (inner, owner) = self.base_alone(used.id, hint.side).unwrap_or_else(|| {
                        let named = self.named_part(used.id, variants);
                        let thing = named.unwrap_or_else(|| rust.clone());
                        (format!("{name}{thing}"), self.owner)
                    });
                    let owner = std::mem::replace(&mut self.owner, owner);
                    let meaning = self.used(used, hint.named(&inner));
                    self.owner = owner;
                    self.held(meaning)
                }
            };
            former = Some((used.id, ty.clone()));
            lowered.push(UnionVariant {
                value: (*value).to_owned(),
                rust,
                ty,
                tag: self.tag(used, by, hint.side),
            });
        }
        self.note_mapping(id, by, &lowered);
        let documentation = self.type_docs(id, wire, &name);
        let union = Union {
            by: by.to_owned(),
            variants: lowered,
            request: hint.is_sent(),
        };
        self.complete(index, documentation, TypeKind::Union(union));
        TypeRef::Named(name)
    }

    /// The name of what an alternative is made of, where several values stand for it, of which none can name it.
    fn named_part(&self, id: SchemaId, variants: &[(&str, &Use)]) -> Option<String> {
        let several = variants.iter().filter(|(_, used)| used.id == id).count() > 1;
        let named = self.schema(id).refers.last().filter(|_| several)?;
        let key = self.schema(*named).key.as_deref()?;
        Some(names::variant_name(key))
    }

    /// Makes the types of members that several alternatives have alike, which are named after the whole, whichever of the
    /// alternatives comes first.
    fn shared_members(&mut self, variants: &[(&str, &'a Use)], owner: &str, hint: Hint<'_>) {
        let schemas = &self.document.schemas;
        let is_made_here = |id: &SchemaId| {
            let is_named = schemas[*id].key.is_some() || schemas[*id].same_as.is_some();
            !is_named && self.base_alone(*id, hint.side).is_none()
        };
        let own: IndexSet<SchemaId> = variants.iter().map(|(_, used)| used.id).collect();
        let mut met: IndexMap<SchemaId, (&str, &Use, usize)> = IndexMap::new();
        for member in own
            .iter()
            .filter(|id| is_made_here(id))
            .flat_map(|id| members(schemas, *id))
        {
            if let [used] = member.uses.as_slice() {
                let known = met.entry(used.id).or_insert((member.wire, *used, 0));
                known.2 += 1;
            }
        }
        for (wire, used, count) in met.into_values() {
            if count > 1 && schemas[used.id].key.is_none() {
                let name = names::type_name(&names::value_name(wire));
                self.used(used, hint.named(&format!("{owner}{name}")));
            }
        }
    }

    /// Who writes the member that tells an alternative apart: the object where it has to be there, and else the union, which
    /// cannot do so where the object has no such member and no others than its own.
    fn tag(&mut self, used: &Use, by: &str, side: Side) -> Tag {
        let shape = self.shapes.behind_names(used.id);
        let Shape::Object(held) = &*shape else {
            return Tag::Object;
        };
        if let Some(member) = held.iter().find(|each| each.wire == by) {
            let is_text = |used: &&Use| self.shapes.kind(used.id) == Some(JsonKind::Text);
            let can_be_absent = !side.is_in(member.required) && member.uses.iter().all(is_text);
            return match can_be_absent {
                true => Tag::WhereAbsent,
                false => Tag::Object,
            };
        }
        let may_have_it = match &self.schema(used.id).wire.kind {
            Kind::Object(object) => matches!(object.extra, Extra::Any),
            _ => true,
        };
        if may_have_it {
            return Tag::Union;
        }
        let text = format!(
            "it has no `{by}`, which tells it apart from others, and no members but its own, so that it is sent without it"
        );
        let pointer = &self.schema(used.id).notes.pointer;
        self.problem(Id::UntoldAlternative, pointer, text);
        Tag::Object
    }

    /// Says which values of a discriminator stand for none of the alternatives.
    fn note_mapping(&mut self, id: SchemaId, by: &str, variants: &[UnionVariant]) {
        let schema = self.schema(id);
        let stated = schema.wire.unions.iter();
        let stated = stated.filter_map(|union| union.discriminator.as_ref());
        for (value, target) in stated
            .filter(|it| it.property == by)
            .flat_map(|it| &it.mapping)
        {
            let key = target
                .schema()
                .and_then(|id| self.schema(id).key.as_deref());
            if let Some(key) = key.filter(|_| variants.iter().all(|known| known.value != *value)) {
                let text = format!(
                    "`{value}` as its `{by}` stands for `{key}`, which is none of its alternatives, so that it is sent and read as JSON"
                );
                self.problem(Id::MappingLeftOut, &schema.notes.pointer, text);
            }
        }
    }

    /// The name of a base without what extends it, which is one type whatever lists it, and the component that it belongs to.
    fn base_alone(&self, id: SchemaId, side: Side) -> Option<(String, usize)> {
        let schema = self.schema(id);
        let [base] = schema.refers.as_slice() else {
            return None;
        };
        let mut unions = self.schema(*base).wire.unions.iter();
        let lists = unions.any(|union| union.variants.iter().any(|variant| variant.id == id));
        let key = self.schema(*base).key.as_deref()?;
        let name = self.component_names.get(&(*base, side))?;
        let owner = self.document.components.get_index_of(key)?;
        (schema.key.is_none() && lists).then(|| (format!("{name}Alone"), owner))
    }

    pub(super) fn kinds(
        &mut self,
        id: SchemaId,
        kinds: &[(JsonKind, Alternative<'a>)],
        hint: Hint<'_>,
        wire: Option<&str>,
    ) -> TypeRef {
        let parts = vec!["by its JSON type".to_owned()];
        let (name, index) = match self.begin(id, parts, hint, wire) {
            Begun::New(name, index) => (name, index),
            Begun::Known(ty) => return ty,
        };
        let pointer = &self.schema(id).notes.pointer;
        let mut room = Room::with(&["Other"]);
        let mut variants = Vec::new();
        for (kind, alternative) in kinds {
            let own = alternative
                .used()
                .and_then(|used| self.own_member(used.id, kinds));
            let rust = room.claim(&self.variant_name(*kind, alternative, own));
            let match_score = match alternative {
                Alternative::Like(used) => Some(self.match_score(used.id, hint.side)),
                Alternative::Stated(_) | Alternative::Told(_) => None,
            };
            let inner = format!("{name}{rust}");
            let inner = hint.named(&inner);
            let mut docs = self.kind_docs(*kind, alternative, own);
            let meaning = match alternative {
                Alternative::Stated(used) | Alternative::Like(used) => {
                    self.alternative(used, inner, &mut docs)
                }
                Alternative::Told(told) => self.shaped(told, id, inner, None),
            };
            variants.push(KindVariant {
                kind: *kind,
                rust,
                ty: self.held(meaning),
                match_score,
                docs,
            });
        }
        keep_different_kinds(&mut variants);
        let mut documentation = self.type_docs(id, wire, &name);
        if variants.iter().any(|variant| variant.match_score.is_some()) {
            if self.strict {
                let text = "nothing tells its alternatives apart for sure".to_owned();
                self.problem(Id::Untyped, pointer, text);
            }
            let text = "The reference names no member that tells its objects apart: what is read is taken for the one \
                        that knows most of its members.";
            docs::paragraph(&mut documentation, text.to_owned());
        }
        let kinds = Kinds {
            variants,
            request: hint.is_sent(),
        };
        self.complete(index, documentation, TypeKind::Kinds(kinds));
        TypeRef::Named(name)
    }

    /// One alternative. No field holds its limits, so a text that has some gets a type of its own.
    fn alternative(&mut self, used: &Use, hint: Hint<'_>, docs: &mut Vec<String>) -> Meaning {
        let schema = self.schema(used.id);
        if schema.key.is_some() {
            return self.used(used, hint);
        }
        let own = self.limits(used.id);
        if own.limits_text() && matches!(&*self.shapes.of(used.id), Shape::Text) {
            let name = self.hoisted_name(hint.name);
            return self.named(used.id, hint.named(&name), None);
        }
        if let Some(phrase) = own.phrase() {
            let text = format!("documented but not checked: {phrase}");
            self.note(Id::LimitNotChecked, &used.pointer, text);
            docs::paragraph(docs, format!("Not checked: {phrase}."));
        }
        self.used(used, hint)
    }

    /// What an object is known by among others, as the side has it that reads.
    fn match_score(&self, id: SchemaId, side: Side) -> MatchScore {
        let mut match_score = MatchScore::default();
        let held = members(&self.document.schemas, id);
        for member in held.iter().filter(|member| side.is_in(member.seen)) {
            let values = member
                .uses
                .iter()
                .flat_map(|used| self.shapes.plain_values(used.id));
            if let [only] = values.collect::<Vec<_>>().as_slice() {
                match_score
                    .tags
                    .push((member.wire.to_owned(), only.clone()));
            }
            if let [only] = member.uses.as_slice()
                && let Some(kind) = self.shapes.kind(only.id)
            {
                match_score.kinds.push((member.wire.to_owned(), kind));
            }
            let names = if side.is_in(member.required) {
                &mut match_score.required
            } else {
                &mut match_score.optional
            };
            names.push(member.wire.to_owned());
        }
        match_score
    }

    /// The first member that one of several objects has to have and no other has.
    fn own_member(&self, id: SchemaId, kinds: &[(JsonKind, Alternative<'a>)]) -> Option<&'a str> {
        let schemas = &self.document.schemas;
        let like = kinds.iter().filter_map(|(_, each)| match each {
            Alternative::Like(used) => Some(used.id),
            Alternative::Stated(_) | Alternative::Told(_) => None,
        });
        let (own, others): (Vec<_>, Vec<_>) = like.partition(|each| *each == id);
        let others = others.into_iter().flat_map(|id| members(schemas, id));
        let others: HashSet<&str> = others.map(|member| member.wire).collect();
        let own = own.into_iter().flat_map(|id| members(schemas, id));
        let mut own = own.filter(|member| member.required.any() && !others.contains(member.wire));
        own.next().map(|member| member.wire)
    }

    fn kind_docs(
        &self,
        kind: JsonKind,
        alternative: &Alternative<'_>,
        own: Option<&str>,
    ) -> Vec<String> {
        let used = alternative.used();
        let described =
            used.and_then(|used| self.said_of_name(used.id, |notes| notes.description.as_deref()));
        let mut told = described.map(docs::prose).unwrap_or_default();
        // What a reference names says the rest itself.
        if used.is_some_and(|used| self.own_notes(used).is_none()) {
            told.truncate(docs::first_paragraph(&told).len());
        }
        if !told.is_empty() {
            return told;
        }
        if let Some(own) = own {
            return vec![format!(
                "An object that has `{}`.",
                docs::in_line(own).replace('`', "'")
            )];
        }
        let line = match kind {
            JsonKind::Text => "What a text is.",
            JsonKind::Number => "What a number is.",
            JsonKind::Boolean => "What a truth value is.",
            JsonKind::List => "What a list is.",
            JsonKind::Object => "What an object is.",
        };
        vec![line.to_owned()]
    }

    /// The component that an alternative is, the member that it alone has, or its JSON type.
    fn variant_name(
        &self,
        kind: JsonKind,
        alternative: &Alternative<'_>,
        own: Option<&str>,
    ) -> String {
        if let Some(used) = alternative.used() {
            let named = self.shapes.named(used);
            if let Some(key) = named.and_then(|named| self.schema(named).key.as_deref()) {
                return names::variant_name(key);
            }
            if let (Alternative::Like(_), Some(title)) =
                (alternative, &self.schema(used.id).notes.title)
            {
                return names::variant_name(title);
            }
        }
        if let Some(own) = own {
            return names::variant_name(own);
        }
        let name = match kind {
            JsonKind::Text => "Text",
            JsonKind::Number => "Number",
            JsonKind::Boolean => "Boolean",
            JsonKind::List => "List",
            JsonKind::Object => "Object",
        };
        name.to_owned()
    }
}

/// Of the members by their JSON types, those that tell an object from another one.
fn keep_different_kinds(variants: &mut [KindVariant]) {
    let scores = variants.iter().flat_map(|variant| &variant.match_score);
    let all: Vec<(String, JsonKind)> = scores.flat_map(|known| known.kinds.clone()).collect();
    for known in variants.iter_mut().flat_map(|it| &mut it.match_score) {
        known.kinds.retain(|(name, kind)| {
            let mut others = all.iter().filter(|(other, _)| other == name);
            others.any(|(_, other)| other != kind)
        });
    }
}
