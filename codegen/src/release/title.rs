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
    (was != is).then(|| Attention::new(Kind::Page, "other-title", "/info/title".to_owned(), format!(
            "the title was `{was}` and is `{is}`: make sure that this is the reference of the same product"
        )))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::other;

    #[test]
    fn another_title_needs_a_look() {
        let titled = |title: &str| json!({ "info": { "title": title } });
        assert_eq!(other(&titled("Pay"), &titled("Pay")), None);
        let told = other(&titled("Pay"), &titled("Ship")).map(|it| it.text);
        let told = told.expect("another title");
        assert!(told.contains("was `Pay` and is `Ship`"), "{told}");
    }
}
