//! Markup that documents carry in their prose, as rustdoc shows it.

/// Says simple HTML in Markdown, outside of code. A tag that is not known stays as it is.
pub(super) fn without_html(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let pieces = text.split('`').enumerate();
    let pieces: Vec<String> = pieces
        .map(|(index, piece)| {
            if index.is_multiple_of(2) {
                converted(piece)
            } else {
                piece.to_owned()
            }
        })
        .collect();
    pieces.join("`")
}

fn converted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // What closes each link that is open: nothing where it leads nowhere.
    let mut links: Vec<Option<&str>> = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        out.push_str(&entities(before));
        let Some((inside, after)) = tag.get(1..).and_then(|tag| tag.split_once('>')) else {
            rest = tag;
            break;
        };
        if let Some(markdown) = markdown(inside, &mut links) {
            out.push_str(&markdown);
            rest = after;
        } else {
            out.push('<');
            rest = tag.get(1..).unwrap_or_default();
        }
    }
    out.push_str(&entities(rest));
    out
}

/// What stands for a tag, where it is a known one.
fn markdown<'a>(inside: &'a str, links: &mut Vec<Option<&'a str>>) -> Option<String> {
    if inside.contains('<') || inside.starts_with(char::is_whitespace) {
        return None;
    }
    let tag = inside.trim_end_matches('/').trim();
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    Some(match name.to_ascii_lowercase().as_str() {
        "p" | "/p" | "div" | "/div" | "h1" | "/h1" | "h2" | "/h2" | "h3" | "/h3" | "h4" | "/h4"
        | "ul" | "/ul" | "ol" | "/ol" => "\n\n".to_owned(),
        "br" => "\n".to_owned(),
        "li" => "\n- ".to_owned(),
        "/li" | "span" | "/span" => String::new(),
        "b" | "/b" | "strong" | "/strong" => "**".to_owned(),
        "i" | "/i" | "em" | "/em" => "*".to_owned(),
        "code" | "/code" => "`".to_owned(),
        "a" => {
            let link = address(attributes).filter(|link| is_address(link));
            links.push(link);
            link.map_or_else(String::new, |_| "[".to_owned())
        }
        "/a" => match links.pop()? {
            Some(link) => format!("]({link})"),
            None => String::new(),
        },
        _ => return None,
    })
}

fn address(attributes: &str) -> Option<&str> {
    let (_, link) = attributes.split_once("href=")?;
    let quote = link
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''))?;
    link.get(1..)?.split(quote).next()
}

fn entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (entity, letter)| {
        text.replace(entity, letter)
    })
}

/// Whether a link leads to a page, and has no letter in it that would end it.
fn is_address(link: &str) -> bool {
    (link.starts_with("https://") || link.starts_with("http://"))
        && !link.contains(|c: char| c.is_whitespace() || "()<>[]\"'`\\".contains(c))
}

/// A link of Markdown to a page at the beginning of a text: what it shows, where it leads, and what follows it.
pub(super) fn link(text: &str) -> Option<(&str, &str, &str)> {
    let (shown, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (address, rest) = rest.split_once(')')?;
    let plain = !shown.trim().is_empty()
        && !shown.contains(['[', ']', '<', '>', '\\'])
        && !shown.contains("://")
        && shown.matches('`').count().is_multiple_of(2);
    (plain && is_address(address)).then_some((shown, address, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_said_in_markdown() {
        assert_eq!(
            without_html(
                "<p>Takes <b>one</b> of:</p><ul><li>a &lt; b</li><li><code>x</code></li></ul>"
            ),
            "\n\nTakes **one** of:\n\n\n\n\n- a < b\n- `x`\n\n"
        );
        assert_eq!(
            without_html(
                "See <a href=\"https://example.com/a\">this</a>, <a href='/b'>that</a> and <T>."
            ),
            "See [this](https://example.com/a), that and <T>."
        );
        assert_eq!(
            without_html("`<p>` is < a tag </a> & <p"),
            "`<p>` is < a tag </a> & <p"
        );
    }

    #[test]
    fn only_links_to_pages_are_links() {
        assert_eq!(
            link("[it](https://example.com) on"),
            Some(("it", "https://example.com", " on"))
        );
        for text in [
            "[it]",
            "[it](/a)",
            "[](https://example.com)",
            "[a[b](https://example.com)",
            "[it](https://e.com/a_(b))",
        ] {
            assert_eq!(link(text), None, "{text}");
        }
    }
}
