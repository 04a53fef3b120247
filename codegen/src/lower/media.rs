//! Which of several media types is read and sent.

use crate::api::{Encoding, TypeRef};
use crate::openapi::{Kind, Media, Schema, Schemas};

/// The JSON among media types; `*/*` is read as JSON, since a page shows it where nothing is said, unless its schema says
/// that it is text or bytes.
pub(super) fn json<'m>(content: &'m [Media], schemas: &Schemas) -> Option<&'m Media> {
    let mut stated = content.iter();
    stated.find(|media| is_json(&media.essence)).or_else(|| {
        let mut open = content.iter().filter(|media| is_open(media));
        open.find(|media| open_form(media, schemas) == Form::Json)
    })
}

/// Whether a media type, without its parameters, is JSON.
pub(super) fn is_json(essence: &str) -> bool {
    matches!(essence, "application/json" | "text/json") || essence.ends_with("+json")
}

/// Whether a media type leaves open what it is.
fn is_open(media: &Media) -> bool {
    matches!(media.essence.as_str(), "*/*" | "application/*")
}

/// What a media type is that leaves it open, by its schema.
fn open_form(media: &Media, schemas: &Schemas) -> Form {
    let schema = media.schema.as_ref().map(|used| &schemas[used.id].wire);
    match schema.map(|wire| (&wire.kind, &wire.values)) {
        Some((kind, _)) if kind.is_bytes() => Form::Binary,
        Some((Kind::Text(_), None)) => Form::Text,
        _ => Form::Json,
    }
}

/// The form among media types. One whose schema is a text is the text of a form, which has no members to be written.
pub(super) fn form<'m>(content: &'m [Media], schemas: &Schemas) -> Option<&'m Media> {
    let is_text = |media: &Media| {
        let used = media.schema.as_ref();
        used.is_some_and(|used| matches!(schemas[used.id].wire.kind, Kind::Text(_)))
    };
    let mut forms = content.iter().filter(|media| media.is_form());
    forms.find(|media| !is_text(media))
}

/// What is sent in parts among media types.
pub(super) fn multipart(content: &[Media]) -> Option<&Media> {
    content.iter().find(|media| is_in_parts(media))
}

pub(super) fn is_in_parts(media: &Media) -> bool {
    media.essence == "multipart/form-data"
}

/// How a media type is sent and asked for, with parameters such as a version. JSON that leaves its name open goes by its own, and
/// JSON has no charset.
pub(super) fn asked_for(media: &Media, form: Form) -> String {
    let essence = match media.essence.as_str() {
        _ if form == Form::Json && is_open(media) => "application/json",
        essence => essence,
    };
    let parameters = media.parameters.iter();
    let parameters = parameters.filter(|(name, _)| !(is_json(essence) && name == "charset"));
    let parameters = parameters.map(|(name, value)| match is_token(value) {
        true => format!("; {name}={value}"),
        false => {
            let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
            format!("; {name}=\"{escaped}\"")
        }
    });
    std::iter::once(essence.to_owned())
        .chain(parameters)
        .collect()
}

/// How a body or an answer is written: what leaves its name open by that of its form.
pub(super) fn written_as(media: &Media, form: Form) -> String {
    let named = asked_for(media, form);
    if !named.contains('*') {
        return named;
    }
    let encoding = match form {
        Form::Json => Encoding::Json,
        Form::Text => Encoding::Text,
        Form::Binary => Encoding::Binary,
    };
    encoding.media_type().to_owned()
}

/// Whether a text is a token of HTTP: the name of a header, or the value of a parameter that stands without quotes.
pub(super) fn is_token(text: &str) -> bool {
    let mut bytes = text.bytes();
    let is_of_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && bytes.all(is_of_token)
}

/// What a body is read and sent as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Text,
    Binary,
}

impl Form {
    /// The type of a body that is no JSON.
    pub(super) fn whole(self) -> Option<TypeRef> {
        match self {
            Self::Json => None,
            Self::Text => Some(TypeRef::PlainText),
            Self::Binary => Some(TypeRef::Binary),
        }
    }
}

/// The media type that an answer is read as: JSON before text, and text before bytes.
pub(super) fn read<'m>(content: &'m [Media], schemas: &Schemas) -> Option<(&'m Media, Form)> {
    let text = || content.iter().find(|media| is_text(media, schemas));
    json(content, schemas)
        .map(|media| (media, Form::Json))
        .or_else(|| text().map(|media| (media, Form::Text)))
        .or_else(|| content.first().map(|media| (media, Form::Binary)))
}

/// The media types that an answer is asked for as: one that is JSON, or all that are text, or all. Whoever takes text or
/// bytes whole takes each of them, and the answer says which came.
pub(super) fn asked<'m>(content: &'m [Media], schemas: &Schemas) -> Vec<&'m Media> {
    match read(content, schemas) {
        None => Vec::new(),
        Some((media, Form::Json)) => vec![media],
        Some((_, Form::Text)) => {
            let all = content.iter();
            all.filter(|media| is_text(media, schemas)).collect()
        }
        Some((_, Form::Binary)) => content.iter().collect(),
    }
}

/// The media types that a body is sent as where it is neither JSON nor a form: all that are text, or all that are bytes, as is a
/// text that is not sent as UTF-8. What leaves its name open comes last.
pub(super) fn sent<'m>(content: &'m [Media], schemas: &Schemas) -> Option<(Vec<&'m Media>, Form)> {
    let mut whole: Vec<&Media> = content.iter().filter(|media| !media.has_parts()).collect();
    whole.sort_by_key(|media| media.essence.contains('*'));
    // The normal form has no charset that is UTF-8.
    let is_other = |media: &Media| media.parameters.iter().any(|(name, _)| name == "charset");
    let is_text = |media: &&Media| is_text(media, schemas) && !is_other(media);
    let form = match whole.iter().any(is_text) {
        true => Form::Text,
        false => Form::Binary,
    };
    whole.retain(|media| form == Form::Binary || is_text(media));
    (!whole.is_empty()).then_some((whole, form))
}

fn is_text(media: &Media, schemas: &Schemas) -> bool {
    let essence = media.essence.as_str();
    is_open(media) && open_form(media, schemas) == Form::Text
        || media.is_form()
        || essence.starts_with("text/")
        || matches!(
            essence,
            "application/xml"
                | "application/yaml"
                | "application/x-ndjson"
                | "application/ndjson"
                | "application/jsonl"
                | "application/json-seq"
        )
        || essence.ends_with("+xml")
        || essence.ends_with("+yaml")
}

/// The names of media types, but for those that are taken, be it with another charset.
pub(super) fn others<'m>(content: &'m [Media], taken: &[&Media]) -> Vec<&'m str> {
    let schema = |media: &Media| media.schema.as_ref().map(|used| used.id);
    let is_same = |one: &Media, other: &Media| {
        let parameters = |media: &Media| {
            let mut all = media.parameters.clone();
            all.retain(|(name, _)| name != "charset");
            all
        };
        one.essence == other.essence
            && schema(one) == schema(other)
            && parameters(one) == parameters(other)
    };
    let left = content
        .iter()
        .filter(|media| !taken.iter().any(|taken| is_same(taken, media)));
    left.map(|media| media.name.as_str()).collect()
}

/// Whether a schema says of a body that is text or bytes no more than that.
pub(super) fn is_whole(schema: &Schema) -> bool {
    let wire = &schema.wire;
    let is_free = match &wire.kind {
        Kind::Text(text) => {
            text.min_length.is_none() && text.max_length.is_none() && text.patterns.is_empty()
        }
        Kind::Any => wire.unions.is_empty(),
        _ => false,
    };
    is_free && wire.values.is_none() && wire.not.is_empty()
}
