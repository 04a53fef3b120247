//! What is said of a document that could be read.

use super::notes::Opaque;
use super::schema::{Kind, SchemaId, Schemas, Sides, Target};
use super::stated::{Stated, Types};
use crate::findings::{Findings, Id, Severity};

/// Names each member that is not understood, with what is lost.
pub(super) fn opaque(all: &[Opaque], findings: &mut Findings) {
    for opaque in all {
        // A caller misses nothing of what is not part of a call.
        let beside = matches!(
            opaque.name.as_str(),
            "$id" | "$schema" | "callbacks" | "links" | "xml"
        );
        let severity = if beside {
            Severity::Note
        } else {
            Severity::Warning
        };
        let text = format!("`{}` is left out: {}", opaque.name, opaque.lost);
        findings.add(severity, Id::NotUnderstood, opaque.pointer.at(), text);
    }
}

/// Names the references that lead nowhere, and what contradicts itself, in the schemas that some side reaches: what is a
/// part of others alone is told of with these.
pub(super) fn lost(schemas: &Schemas, reach: &[Sides], findings: &mut Findings) {
    let mut said = std::collections::BTreeSet::new();
    let is_used = |id: SchemaId| reach.get(id.place()).is_some_and(|sides| sides.any());
    for (_, schema) in schemas
        .iter()
        .filter(|(id, schema)| schema.same_as.is_none() && is_used(*id))
    {
        for reference in &schema.wire.lost {
            let text = format!("`{reference}` leads nowhere, so nothing is known of the value");
            findings.warning(Id::UnknownReference, schema.notes.pointer.at(), text);
        }
        let wire = &schema.wire;
        let discriminators = wire
            .unions
            .iter()
            .filter_map(|it| it.discriminator.as_ref());
        for by in discriminators.chain(&wire.discriminator) {
            for (value, target) in &by.mapping {
                if let Target::Lost(target) = target {
                    let text = format!(
                        "`{target}` leads nowhere, so nothing is known of what has `{value}` as its `{}`",
                        by.property
                    );
                    findings.warning(Id::UnknownReference, schema.notes.pointer.at(), text);
                }
            }
        }
        for opaque in &schema.wire.opaque {
            if opaque.name == "limits without a type" && said.insert(opaque.pointer.to_string()) {
                let text = format!("this is left out: {}", opaque.lost);
                findings.note(Id::NotUnderstood, opaque.pointer.at(), text);
            }
        }
        // That a schema of no value is wanted says itself.
        if let Kind::Never(why) = &schema.wire.kind
            && said.insert(schema.notes.pointer.to_string())
            && !why.is_empty()
        {
            let text = format!("no value is one: {why}");
            findings.note(Id::NoValue, schema.notes.pointer.at(), text);
        }
    }
}

/// Names limits beside a type that they say nothing of.
pub(super) fn idle(stated: &Stated, findings: &mut Findings) {
    let Some(types) = stated.types else { return };
    let said = [
        (stated.says_text(), Types::TEXT, "text"),
        (stated.says_number(), Types::NUMBER, "a number"),
        (stated.says_list(), Types::LIST, "a list"),
        (stated.says_object(), Types::OBJECT, "an object"),
    ];
    for (says, of, word) in said {
        if says && types.and(of) == Types::NONE {
            let text = format!(
                "this says something of {word}, and the value is {}",
                types.words()
            );
            findings.note(Id::LimitWithoutEffect, stated.notes.pointer.at(), text);
        }
    }
}
