//! Members of samples that have other names now, or stand in other objects.

use serde_json::Value;

use super::moved::moved;
use super::named::{Between, Named, Role, paths, place, schema};
use crate::openapi::{Document, Kind, SchemaId};

/// An object of a sample, or one around it.
struct Level {
    before: SchemaId,
    /// What it is now, if it is there.
    after: Option<SchemaId>,
    /// How many steps lead to it.
    steps: usize,
}

impl Between<'_> {
    /// The members of a sample that have other names now, or stand in another object.
    pub(super) fn members(&self, at: &str, sample: &Value) -> Vec<Named> {
        let was_at = moved(at, &self.back).unwrap_or_else(|| at.to_owned());
        let mut found = Vec::new();
        if let (Some(before), Some(after)) = (held(self.old, &was_at), held(self.new, at)) {
            let mut above = vec!["example".to_owned()];
            let mut levels = Vec::new();
            self.renamed(
                &mut levels,
                (before, Some(after)),
                sample,
                &mut above,
                &mut found,
            );
        }
        found
    }

    fn renamed(
        &self,
        levels: &mut Vec<Level>,
        (before, after): (SchemaId, Option<SchemaId>),
        sample: &Value,
        above: &mut Vec<String>,
        found: &mut Vec<Named>,
    ) {
        let was = &self.old.schemas[before].wire.kind;
        let is = after.map(|id| &self.new.schemas[id].wire.kind);
        match (was, sample) {
            (Kind::Object(was), Value::Object(members)) => {
                levels.push(Level {
                    before,
                    after,
                    steps: above.len(),
                });
                for (name, value) in members {
                    let now = self.in_sample(levels, above, name);
                    let own = above.len();
                    let now_name = match &now {
                        Some((from, path)) if *from == own => path,
                        _ => name,
                    };
                    let inner = match is {
                        Some(Kind::Object(is)) => is.property(now_name),
                        _ => None,
                    };
                    above.push(name.clone());
                    // What has gone as a whole may have left what it held elsewhere.
                    if let Some(was) = was.property(name)
                        && (inner.is_some() || now.is_none())
                    {
                        let inner = inner.map(|is| is.value.id);
                        self.renamed(levels, (was.value.id, inner), value, above, found);
                    }
                    if let Some((from, path)) = now
                        && (from != own || path != *name)
                    {
                        let is_key = from == own && inner.is_some();
                        found.push(Named {
                            steps: above.clone(),
                            role: if is_key { Role::Key } else { Role::Moved },
                            was: name.clone(),
                            is: path,
                            from,
                        });
                    }
                    above.pop();
                }
                levels.pop();
            }
            (Kind::List(was), Value::Array(entries)) => {
                let Some(Kind::List(is)) = is else { return };
                let items = was.items.as_ref().zip(is.items.as_ref());
                for (index, entry) in entries.iter().enumerate() {
                    above.push(index.to_string());
                    // Nothing moves out of an entry, of which there are many.
                    if let Some((was, is)) = items {
                        let mut levels = Vec::new();
                        let pair = (was.id, Some(is.id));
                        self.renamed(&mut levels, pair, entry, above, found);
                    }
                    above.pop();
                }
            }
            _ => {}
        }
    }

    /// Where a member of the innermost object is now: its path, and how many steps lead to where that begins, which is an
    /// object as far in as can be.
    fn in_sample(&self, levels: &[Level], above: &[String], name: &str) -> Option<(usize, String)> {
        for level in levels.iter().rev() {
            let Some(after) = level.after else { continue };
            let within = above.get(level.steps..)?;
            let within: Vec<&str> = within.iter().map(String::as_str).chain([name]).collect();
            let place = place(self.old, level.before, &within.join("."))?.to_string();
            let now = moved(&place, self.moves).unwrap_or(place);
            match paths(self.new, after, &now).as_slice() {
                [] => {}
                [only] => return Some((level.steps, only.clone())),
                _ => return None,
            }
        }
        None
    }
}

/// The schema of what is sampled at a place: a schema's own, or that of a body.
fn held(document: &Document, at: &str) -> Option<SchemaId> {
    let bodies = document.operations.iter().filter_map(|it| it.body.as_ref());
    let mut bodies = bodies.flat_map(|body| &body.content);
    let body = bodies.find(|media| media.notes.pointer.is(at));
    match body {
        Some(media) => Some(media.schema.as_ref()?.id),
        None => schema(document, at),
    }
}
