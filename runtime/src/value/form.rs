use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::value::json::kind::Kind;
use crate::value::json::reference::JsonRef;
use crate::value::json::warning::DecodeWarnings;
use crate::value::json::writer::JsonWriter;
use crate::value::types::sensitive::Sensitive;
use crate::value::wipe::WipingBuffer;

/// A written body as `application/x-www-form-urlencoded`. The elements of lists that are repeated stand under the name of
/// the list.
pub(crate) fn encoded(body: &JsonWriter, repeated: &[&str]) -> WipingBuffer {
    let mut form = WipingBuffer::default();
    members(body.json(), |name| repeated.contains(&name), &mut form);
    form
}

/// Writes each member of an object under its own name; the elements of a list that is repeated each under that of the list.
pub(crate) fn members(
    json: JsonRef<'_>,
    is_repeated: impl Fn(&str) -> bool,
    form: &mut WipingBuffer,
) {
    let mut warnings = DecodeWarnings::new();
    let Some(object) = json.object(&mut warnings) else {
        return pairs(json, &Sensitive::new(String::new()), form);
    };
    for (member, value) in object.members() {
        let is_repeated = is_repeated(&member);
        let name = Sensitive::new(member.into_owned());
        match value.elements().filter(|_| is_repeated) {
            Some(elements) => elements
                .into_iter()
                .for_each(|element| pairs(element, &name, form)),
            None => pairs(value, &name, form),
        }
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
        let form = encoded(&out, &[]);
        assert_eq!(
            form.as_ref(),
            b"amount=1000&items%5B0%5D=a%20b&items%5B1%5D=c%26d"
        );
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
