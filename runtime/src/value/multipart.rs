//! Bodies of several parts: `multipart/form-data`, as RFC 7578 has it.

use std::fmt;

use crate::value::echo::Echoes;
use crate::value::json::writer::{JsonWriter, Write};
use crate::value::json::writing::each_plain;
use crate::value::plain::Single;
use crate::value::random::random;
use crate::value::types::upload::Uploads;
use crate::value::wipe::WipingBuffer;

/// A request whose body is sent in several parts.
pub trait Multipart {
    /// Writes each part.
    fn write_parts(&self, parts: &mut PartsWriter);
}

/// Writes the parts of a body, one behind the other.
pub struct PartsWriter {
    body: WipingBuffer,
    boundary: String,
    echoes: Echoes,
}

impl PartsWriter {
    pub(crate) fn new() -> Self {
        // Nobody who gives us a part can know what stands between them.
        Self {
            body: WipingBuffer::default(),
            boundary: format!("{:016x}{:016x}", random(), random()),
            echoes: Echoes::default(),
        }
    }

    /// Writes a value as a part: a text or a number as it is, anything else as JSON; a list as a part for each of its
    /// elements. What is absent or `null` is left out. A media type is named where the reference names one.
    pub fn value(&mut self, name: &str, media_type: Option<&str>, value: &(impl Write + ?Sized)) {
        let mut echoes = std::mem::take(&mut self.echoes);
        each_plain(value, &mut echoes, |single| {
            self.single(name, media_type, single);
        });
        self.echoes = echoes;
    }

    fn single(&mut self, name: &str, media_type: Option<&str>, single: Single<'_>) {
        let holds_others = matches!(single, Single::Json(_));
        let media_type = media_type.or(holds_others.then_some("application/json"));
        self.begin(name, None, media_type);
        match single {
            Single::Text(text) if media_type.is_some_and(is_json) => {
                let mut quoted = JsonWriter::new();
                quoted.string(text);
                self.body.extend(quoted.expose().as_bytes());
            }
            single => self.body.extend(single.text().as_bytes()),
        }
    }

    /// Writes each upload as a part, of the media type that the reference names, unless it says one itself.
    pub fn upload(&mut self, name: &str, media_type: Option<&str>, uploads: &impl Uploads) {
        uploads.each_upload(&mut |upload| {
            let stated = upload.media_type().or(media_type);
            let media_type = stated.unwrap_or("application/octet-stream");
            self.begin(name, upload.file_name(), Some(media_type));
            self.body.extend(upload.content());
        });
    }

    /// What stands before the content of a part.
    fn begin(&mut self, name: &str, file_name: Option<&str>, media_type: Option<&str>) {
        if self.body.len() > 0 {
            self.body.extend(b"\r\n");
        }
        for text in [
            "--",
            &self.boundary,
            "\r\ncontent-disposition: form-data; name=\"",
        ] {
            self.body.extend(text.as_bytes());
        }
        quoted(name, &mut self.body);
        if let Some(file_name) = file_name {
            self.body.extend(b"\"; filename=\"");
            quoted(file_name, &mut self.body);
        }
        self.body.extend(b"\"\r\n");
        if let Some(media_type) = media_type {
            for text in ["content-type: ", media_type, "\r\n"] {
                self.body.extend(text.as_bytes());
            }
        }
        self.body.extend(b"\r\n");
    }

    /// The body, the media type that it is sent as, and what must not be shown if it comes back.
    pub(crate) fn finish(mut self) -> (WipingBuffer, String, Echoes) {
        let open = if self.body.len() > 0 { "\r\n--" } else { "--" };
        for text in [open, &self.boundary, "--\r\n"] {
            self.body.extend(text.as_bytes());
        }
        let media_type = format!("multipart/form-data; boundary={}", self.boundary);
        (self.body, media_type, self.echoes)
    }
}

impl fmt::Debug for PartsWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PartsWriter({} bytes)", self.body.len())
    }
}

/// A name between quotes, as browsers write it: what would end it or its line is percent-encoded.
fn quoted(name: &str, body: &mut WipingBuffer) {
    for byte in name.bytes() {
        match byte {
            b'"' => body.extend(b"%22"),
            b'\r' => body.extend(b"%0D"),
            b'\n' => body.extend(b"%0A"),
            byte => body.push(byte),
        }
    }
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json") || essence.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::json::untyped::Json;
    use crate::value::types::upload::Upload;

    /// The body with `|` for what stands between its parts.
    fn written(write: impl FnOnce(&mut PartsWriter)) -> String {
        let mut parts = PartsWriter::new();
        write(&mut parts);
        let boundary = parts.boundary.clone();
        let (body, media_type, _) = parts.finish();
        assert_eq!(
            media_type,
            format!("multipart/form-data; boundary={boundary}")
        );
        body.as_str().unwrap().replace(&boundary, "|")
    }

    #[test]
    fn each_value_is_a_part_as_it_is_or_as_json() {
        let body = written(|parts| {
            parts.value("tags", None, &vec!["a".to_owned(), "b".to_owned()]);
            parts.value("none", None, &None::<String>);
            parts.value("meta", None, &Json::parse(r#"{"k":1}"#).unwrap());
            parts.value("note", Some("application/json"), &"x".to_owned());
            parts.value("kind", Some("application/vnd.api+json"), &"x".to_owned());
            parts.value("holes", None, &Json::parse(r#"["a",null]"#).unwrap());
        });
        let part = |head: &str, content: &str| {
            format!("--|\r\ncontent-disposition: form-data; name={head}\r\n\r\n{content}\r\n")
        };
        let expected = [
            part("\"tags\"", "a"),
            part("\"tags\"", "b"),
            part("\"meta\"\r\ncontent-type: application/json", "{\"k\":1}"),
            part("\"note\"\r\ncontent-type: application/json", "\"x\""),
            part(
                "\"kind\"\r\ncontent-type: application/vnd.api+json",
                "\"x\"",
            ),
            part("\"holes\"", "a"),
        ];
        assert_eq!(body, expected.concat() + "--|--\r\n");
    }

    #[test]
    fn no_name_ends_its_line() {
        let body = written(|parts| {
            let upload = Upload::new(b"1".to_vec()).named("a\"\r\nx: y");
            parts.upload("f\"", Some("image/png"), &Some(vec![upload]));
        });
        let head = "content-disposition: form-data; name=\"f%22\"; filename=\"a%22%0D%0Ax: y\"";
        assert_eq!(
            body,
            format!("--|\r\n{head}\r\ncontent-type: image/png\r\n\r\n1\r\n--|--\r\n")
        );
    }

    #[test]
    fn an_upload_is_of_the_type_that_it_says_itself() {
        let body = written(|parts| {
            let upload = Upload::new(b"1".to_vec()).of_type("image/jpeg");
            parts.upload("f", Some("image/png"), &Some(upload));
        });
        assert!(body.contains("content-type: image/jpeg\r\n"), "{body}");
        assert!(!body.contains("image/png"), "{body}");
    }

    #[test]
    fn a_body_without_parts_is_one() {
        assert_eq!(written(|_| {}), "--|--\r\n");
    }
}
