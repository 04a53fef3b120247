//! Several types of one schema, said as alternatives.

use super::notes::Notes;
use super::schema::{Literal, Role};
use super::stated::{Stated, StatedUnion, Types};
use super::within::Within;

/// Says several types as alternatives, each with what is said of it.
pub(super) fn split(stated: &mut Stated, within: &mut dyn Within<'_>) {
    const EACH: [Types; 5] = [
        Types::TEXT,
        Types::NUMBER,
        Types::BOOLEAN,
        Types::LIST,
        Types::OBJECT,
    ];
    let Some(types) = stated.types else { return };
    let several: Vec<Types> = EACH
        .iter()
        .map(|each| each.and(types))
        .filter(|each| *each != Types::NONE)
        .collect();
    if several.len() < 2 {
        return;
    }
    let whole = stated.clone();
    let mut variants = Vec::new();
    let at = stated.notes.pointer.member("type");
    for (index, each) in several.into_iter().enumerate() {
        let notes = Notes {
            pointer: at.entry(index),
            ..Notes::default()
        };
        let mut alone = Stated::new(Role::Part, notes);
        alone.types = Some(each);
        alone.null = Some(false);
        let values = whole.values.iter().flatten();
        let own: Vec<Literal> = values
            .filter(|value| each.holds(Types::of_literal(value)))
            .cloned()
            .collect();
        if whole.values.is_some() && own.is_empty() {
            continue;
        }
        alone.values = whole.values.as_ref().map(|_| own);
        let has = |wanted: Types| each.and(wanted) != Types::NONE;
        if has(Types::TEXT) {
            alone.format.clone_from(&whole.format);
            (alone.min_length, alone.max_length) = (whole.min_length, whole.max_length);
            alone.pattern.clone_from(&whole.pattern);
        }
        if has(Types::NUMBER) {
            alone.format.clone_from(&whole.format);
            alone.minimum.clone_from(&whole.minimum);
            alone.maximum.clone_from(&whole.maximum);
            alone.multiple_of.clone_from(&whole.multiple_of);
        }
        if has(Types::LIST) {
            alone.items = whole.items;
            alone.places.clone_from(&whole.places);
            (alone.min_items, alone.max_items) = (whole.min_items, whole.max_items);
            alone.unique = whole.unique;
        }
        if has(Types::OBJECT) {
            alone.properties.clone_from(&whole.properties);
            alone.required.clone_from(&whole.required);
            alone.extra = whole.extra;
            alone.patterns.clone_from(&whole.patterns);
            alone.by_name = whole.by_name;
            alone.names = whole.names;
            alone.beside.clone_from(&whole.beside);
            (alone.min_properties, alone.max_properties) =
                (whole.min_properties, whole.max_properties);
        }
        variants.push(within.made(alone));
    }
    let bare = Stated::new(stated.role, (*whole.notes).clone());
    *stated = Stated {
        key: whole.key,
        is_part: whole.is_part,
        account: whole.account,
        within: whole.within,
        read_only: whole.read_only,
        write_only: whole.write_only,
        adds_null: whole.null == Some(true),
        all_of: whole.all_of,
        unions: whole.unions,
        not: whole.not,
        discriminator: whole.discriminator,
        reference: whole.reference,
        ..bare
    };
    stated.unions.push(StatedUnion {
        exclusive: false,
        variants,
    });
}
