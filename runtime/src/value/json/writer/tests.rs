//! What is written, and where it stands.

use super::*;

#[test]
fn strings_are_escaped_as_serde_json_reads_them() {
    for text in [
        "",
        "plain",
        "a\"b\\c/d",
        "\n\r\t\u{8}\u{0}\u{1f}\u{7f}",
        "中文 😀",
        "ab\"",
        "abc\"efg",
        "abcdefghijk\"",
        "\"bcdefghijklmnopqrstuvwxyz",
        "abcdefghijklmnopq\"stuvwxyz",
    ] {
        let mut out = JsonWriter::new();
        out.string(text);
        assert_eq!(serde_json::from_str::<String>(out.expose()).unwrap(), text);
    }
}

struct Nothing;

impl Write for Nothing {
    fn write(&self, _: &mut JsonWriter) {}
}

#[test]
fn what_is_written_is_found_as_if_it_were_read() {
    let mut out = JsonWriter::new();
    let value = crate::Json::parse(r#" [{"x": [1, "\u00e9"]}, null] "#).unwrap();
    out.object(|object| {
        object.field("a", &BTreeMap::from([("k\n".to_owned(), vec![1_u8, 2])]));
        object.field("b", &value);
        object.field("c", &Nothing);
        object.nullable("d", &None::<bool>);
        object.field("e", &vec![Nothing, Nothing]);
        object.field("f", &Vec::<String>::new());
        object.field("g", "\"plain\"");
    });
    assert!(
        out.expose()
            .contains(r#""c":null,"d":null,"e":[null,null]"#)
    );
    let read = Found::of(out.expose());
    assert!(read.is_one_value());
    let places = |nodes: &[Node]| -> Vec<[u32; 3]> {
        let places = nodes.iter().map(|node| [node.from, node.to, node.size]);
        places.collect()
    };
    assert_eq!(places(&out.nodes), places(&read.into_nodes()));
    assert_eq!(out.json().expose(), out.expose());
    assert!(JsonWriter::new().json().is_null());
}

#[test]
fn a_tag_is_the_first_member_of_one_object_alone() {
    struct Held;
    impl Write for Held {
        fn write(&self, out: &mut JsonWriter) {
            out.object(|object| object.object("inner", |_| ()));
        }
    }
    struct Tagged;
    impl Write for Tagged {
        fn write(&self, out: &mut JsonWriter) {
            out.tagged("kind", "a\"b", &Held);
        }
    }
    let mut out = JsonWriter::new();
    out.list(|list| {
        list.element(&Tagged);
        list.element(&Held);
    });
    let expected = r#"[{"kind":"a\"b","inner":{}},{"inner":{}}]"#;
    assert_eq!(out.expose(), expected);
    let elements = out.json().elements().unwrap();
    let kinds = elements.iter().map(|element| element.member_text("kind"));
    assert_eq!(kinds.collect::<Vec<_>>(), [Some("a\"b".into()), None]);
}

#[test]
fn a_tag_that_the_object_has_is_written_where_it_was_not_given() {
    struct Held(Option<&'static str>);
    impl Write for Held {
        fn write(&self, out: &mut JsonWriter) {
            out.object(|object| {
                object.field("a", &1_i64);
                object.field("kind", &self.0.map(str::to_owned));
                object.object("inner", |inner| inner.field("kind", &None::<String>));
            });
        }
    }
    let written = |held: &Held| {
        let mut out = JsonWriter::new();
        out.tagged_where_absent("kind", "x", held);
        out.expose().to_owned()
    };
    let [absent, given] = [None, Some("y")].map(|kind| written(&Held(kind)));
    assert_eq!(absent, r#"{"a":1,"kind":"x","inner":{}}"#);
    assert_eq!(given, r#"{"a":1,"kind":"y","inner":{}}"#);
}

#[test]
fn absent_fields_are_not_written_unless_their_name_has_to_be_there() {
    let mut out = JsonWriter::new();
    out.object(|object| {
        object.field("a", &None::<String>);
        object.field("b", &Some(vec![Some(1_i64), None]));
        object.field("c", &true);
        object.nullable("d", &None::<String>);
        object.nullable_number("e", &None::<crate::value::types::amount::Amount>);
    });
    let written = r#"{"b":[1,null],"c":true,"d":null,"e":null}"#;
    assert_eq!(out.expose(), written);
}
