//! The page as people have it: as the HTML that a browser saves, as the Markdown that it was made from, or as text that a
//! program has spread out.
//!
//! They become the text that is read anyway, so that there is one reader. They say more than the text: headings that the
//! extraction of text loses are there. What the text drops by its nature, such as bulleted lists, is dropped here too, so
//! that those of one release give the same transcript but for what the text has lost.

mod blocks;
mod entity;
mod html;
mod markdown;
mod spaced;

use std::borrow::Cow;

/// The text of a page, whatever it was saved as. Lines in findings are then those of this text.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, [u8]> {
    let Ok(page) = std::str::from_utf8(bytes) else {
        return Cow::Borrowed(bytes);
    };
    let page = page.strip_prefix('\u{feff}').unwrap_or(page);
    let text = if is_html(page) {
        Cow::Owned(html::text(page))
    } else if is_markdown(page) {
        Cow::Owned(markdown::text(page))
    } else {
        spaced::text(page).map_or(Cow::Borrowed(page), Cow::Owned)
    };
    if text.chars().all(|letter| plain(letter) == Some(letter)) {
        return match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        };
    }
    let text: String = text.chars().filter_map(plain).collect();
    Cow::Owned(text.into_bytes())
}

/// A letter as it is read: a space at which no line breaks is one like others, and what has no width is nothing.
const fn plain(letter: char) -> Option<char> {
    match letter {
        '\u{a0}' | '\u{2007}' | '\u{202f}' => Some(' '),
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => None,
        letter => Some(letter),
    }
}

fn is_html(page: &str) -> bool {
    let start: String = page.trim_start().chars().take(500).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with('<') && start.contains("<html")
}

/// The front matter, the generator's comment, or a heading that is written as one.
fn is_markdown(page: &str) -> bool {
    let mut lines = page.lines();
    let first = lines.next().unwrap_or_default().trim_end();
    let has_front = first == "---"
        && lines
            .clone()
            .take(60)
            .any(|line| line.starts_with("title:") || line.starts_with("language_tabs:"));
    has_front
        || page.lines().take(80).any(|line| {
            line.starts_with("<!-- Generator: Widdershins") || line.starts_with("<h1 id=")
        })
}
