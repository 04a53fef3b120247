//! What two documents of OpenAPI 3.0 state, compared member by member.

use serde_json::Value;

use super::change::Change;
use super::side::Side;
use super::walk::Walk;
use super::{document, operations, pairing, schema};

/// Compares what two documents of 3.0 state, member by member.
pub(super) fn compare(old: &Value, new: &Value) -> Vec<Change> {
    let (old, new) = (Side::new(old), Side::new(new));
    let operations = pairing::pair_operations(&old, &new);
    let renamed = pairing::renamed_schemas(&old, &new, &operations);
    let mut walk = Walk::new(old, new);
    walk.renamed = renamed;
    document::compare(&mut walk, &operations);
    operations::compare(&mut walk, &operations);
    document::schemas(&mut walk, &operations);
    while let Some(place) = walk.next() {
        schema::compare(&mut walk, &place);
    }
    walk.finish()
}
