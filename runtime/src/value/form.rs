use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::value::json::kind::Kind;
use crate::value::json::reference::JsonRef;
use crate::value::json::warning::DecodeWarnings;
use crate::value::json::writer::JsonWriter;
use crate::value::types::sensitive::Sensitive;
use crate::value::wipe::WipingBuffer;

/// How a member of a form is written, where that is not with its members and elements in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormStyle {
    /// A text, under its name as it is, be there brackets in it.
    Plain,
    /// The name once more for each element.
    Repeated,
    /// Elements between commas.
    Commas,
    /// Elements between spaces.
    Spaces,
    /// Elements between bars.
    Pipes,
    /// As JSON.
    Json,
}

impl FormStyle {
    /// The style of a member, which is that of nested ones where none is stated.
    pub(crate) fn of(styles: &[(&str, Self)], name: &str) -> Option<Self> {
        let stated = styles.iter().find(|(member, _)| *member == name)?;
        Some(stated.1)
    }

    /// What stands between elements that stand in one value, as it is sent.
    pub(crate) const fn between(self) -> Option<&'static str> {
        match self {
            Self::Commas => Some(","),
            Self::Spaces => Some("%20"),
            Self::Pipes => Some("%7C"),
            Self::Plain | Self::Repeated | Self::Json => None,
        }
    }
}

/// A written body as `application/x-www-form-urlencoded`.
pub(crate) fn encoded(body: &JsonWriter, styles: &[(&str, FormStyle)]) -> WipingBuffer {
    let mut form = WipingBuffer::default();
    members(body.json(), |name| FormStyle::of(styles, name), &mut form);
    form
}

/// Writes each member of an object under its own name, in its own style.
pub(crate) fn members(
    json: JsonRef<'_>,
    style: impl Fn(&str) -> Option<FormStyle>,
    form: &mut WipingBuffer,
) {
    let mut warnings = DecodeWarnings::new();
    let Some(object) = json.object(&mut warnings) else {
        return pairs(json, &Sensitive::new(String::new()), form);
    };
    for (member, value) in object.members() {
        let style = style(&member);
        let name = Sensitive::new(member.into_owned());
        match (style, value.elements()) {
            (Some(FormStyle::Json), _) if !value.is_null() => {
                begin_pair(b"", name.expose(), form);
                encode(value.expose(), form);
            }
            (Some(FormStyle::Repeated), Some(elements)) => elements
                .into_iter()
                .for_each(|element| pairs(element, &name, form)),
            (Some(style), Some(elements)) => joined(style, elements, name.expose(), form),
            _ => pairs(value, &name, form),
        }
    }
}

/// Writes the elements of a list into one value. Nothing between commas is not one empty element.
fn joined<'a>(
    style: FormStyle,
    elements: impl IntoIterator<Item = JsonRef<'a>>,
    name: &str,
    form: &mut WipingBuffer,
) {
    let between = style.between().unwrap_or(",");
    let elements = elements.into_iter().filter(|element| !element.is_null());
    for (index, element) in elements.enumerate() {
        match index {
            0 => begin_pair(b"", name, form),
            _ => form.extend(between.as_bytes()),
        }
        encode(scalar_text(element).expose(), form);
    }
}

/// Writes a value under a name: members and elements in brackets behind it, `null` not at all. What is nested deeper than
/// JSON is read stands as its JSON text.
pub(crate) fn pairs(json: JsonRef<'_>, name: &Sensitive<String>, form: &mut WipingBuffer) {
    if json.is_null() {
        return;
    }
    if let Some(elements) = json.elements() {
        for (index, element) in elements.into_iter().enumerate() {
            pairs(
                element,
                &Sensitive::new(format!("{}[{index}]", name.expose())),
                form,
            );
        }
        return;
    }
    let mut warnings = DecodeWarnings::new();
    if let Some(object) = json.object(&mut warnings) {
        for (member, value) in object.members() {
            let name = match name.expose().as_str() {
                "" => member.into_owned(),
                owner => format!("{owner}[{member}]"),
            };
            pairs(value, &Sensitive::new(name), form);
        }
        return;
    }
    begin_pair(b"", name.expose(), form);
    encode(scalar_text(json).expose(), form);
}

/// Begins a pair with its name, behind what the first one begins with or what stands between two.
pub(crate) fn begin_pair(first: &[u8], name: &str, out: &mut WipingBuffer) {
    out.extend(if out.len() == 0 { first } else { b"&" });
    encode(name, out);
    out.extend(b"=");
}

/// An object as a parameter goes as its JSON text; everything else as its plain text.
pub(crate) fn scalar_text(json: JsonRef<'_>) -> Sensitive<String> {
    Sensitive::new(match json.kind() {
        Kind::String => json.string().unwrap_or_default().into_owned(),
        _ => json.expose().to_owned(),
    })
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
pub(crate) fn encode(text: &str, out: &mut WipingBuffer) {
    encode_all(RESERVED, text, out);
}

/// Percent-encodes what [`encode`] does, save the reserved characters that a value in a query may hold as they are.
pub(crate) fn encode_reserved(text: &str, out: &mut WipingBuffer) {
    encode_all(RESERVED_IN_QUERY, text, out);
}

/// Everything but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Of these, what a value in a query may not hold as it is.
const RESERVED_IN_QUERY: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Percent-encodes the bytes of a set, and those of no ASCII.
fn encode_all(set: &'static AsciiSet, text: &str, out: &mut WipingBuffer) {
    for piece in utf8_percent_encode(text, set) {
        out.extend(piece.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::on_a_small_stack;
    use crate::value::json::untyped::Json;

    #[test]
    fn nested_members_stand_in_brackets() {
        let mut out = JsonWriter::new();
        out.object(|object| {
            object.field("amount", &1000_i64);
            object.field("items", &vec!["a b".to_owned(), "c&d".to_owned()]);
            object.field("nothing", &None::<bool>);
            object.field("null", &Json::parse("null").unwrap());
        });
        let form = |styles: &[(&str, FormStyle)]| {
            let form = encoded(&out, styles);
            String::from_utf8_lossy(form.as_ref()).into_owned()
        };
        assert_eq!(
            form(&[]),
            "amount=1000&items%5B0%5D=a%20b&items%5B1%5D=c%26d"
        );
        for (style, items) in [
            (FormStyle::Repeated, "items=a%20b&items=c%26d"),
            (FormStyle::Commas, "items=a%20b,c%26d"),
            (FormStyle::Spaces, "items=a%20b%20c%26d"),
            (FormStyle::Pipes, "items=a%20b%7Cc%26d"),
            (FormStyle::Json, "items=%5B%22a%20b%22%2C%22c%26d%22%5D"),
        ] {
            // What is no list has nothing that a style could say of it.
            let styles = [("items", style), ("amount", style), ("null", style)];
            assert_eq!(form(&styles), format!("amount=1000&{items}"));
        }
    }

    #[test]
    fn what_is_nested_without_end_is_written_on_a_small_stack() {
        for (open, close) in [(r#"{"a":"#, "}"), ("[", "]"), (r#"[{"a":"#, "}]")] {
            let deep = open.repeat(20_000) + "1" + &close.repeat(20_000);
            on_a_small_stack(move || {
                let mut out = JsonWriter::new();
                let deep = Json::parse(deep).unwrap();
                out.object(|object| object.field("deep", &deep));
                let form = encoded(&out, &[]);
                let is_short = form.len() < 3 * deep.expose().len() + 1_000;
                assert!(is_short && form.as_ref().starts_with(b"deep%5B"));
            });
        }
    }
}
