//! What an answer repeats of its request, as far as both have it.

use openapiv3::Operation as Documented;
use serde_json::Value;

use super::found_by::{Settling, leaf, pairs};
use crate::api::{Acknowledged, Kept};

impl Settling<'_> {
    /// Reads `x-acknowledges`; what the answer does not have is named and left out.
    pub(super) fn acknowledged(
        &mut self,
        documented: &Documented,
        journal: &[Kept],
    ) -> Acknowledged {
        let stated = documented.extensions.get("x-acknowledges");
        let stated = stated.and_then(Value::as_object);
        let mut same = pairs(stated, "same");
        same.retain(|(theirs, _)| self.is_answered(theirs));
        self.kept("x-acknowledges", same.iter().map(|(_, ours)| ours), journal);
        let each = stated.and_then(|stated| stated.get("each")?.as_str());
        let each = each.filter(|list| self.is_answered(&format!("{list}[]")));
        Acknowledged {
            same,
            each: each.map(str::to_owned),
        }
    }

    fn is_answered(&mut self, path: &str) -> bool {
        let is_answered = leaf(self.api, &self.operation.answer, path).is_some();
        if !is_answered {
            let text = format!("`x-acknowledges` names `{path}`, which the answer does not have");
            self.problem("unknown-property", text);
        }
        is_answered
    }
}
