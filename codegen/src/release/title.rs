//! Whether a page is about the same thing as the one before.

use serde_json::Value;

use super::attention::{Attention, Kind};

/// Says so when the title of a page is another one than that of the release before.
pub(super) fn other(old: &Value, new: &Value) -> Option<Attention> {
    let title = |document: &Value| -> Option<String> {
        let title = document.pointer("/info/title")?.as_str()?;
        Some(title.to_owned())
    };
    let (was, is) = (title(old)?, title(new)?);
    (was != is).then(|| Attention {
        kind: Kind::Page,
        at: "/info/title".to_owned(),
        text: format!(
            "the title was `{was}` and is `{is}`: make sure that this is the reference of the same product [other-title]"
        ),
        words: None,
    })
}
