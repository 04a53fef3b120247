//! How deep, how anomalous and how broken JSON may be before it is no longer read.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::collections::BTreeMap;

use crate::fixture::on_a_small_stack;
use crate::value::json::kind::Kind;
use crate::value::json::match_score::MatchScore;
use crate::value::json::read::Read;
use crate::value::json::reference::{Document, JsonRef};
use crate::value::json::untyped::Json;
use crate::value::json::warning::DecodeWarnings;
use crate::value::types::amount::Amount;
use crate::value::types::sensitive::Sensitive;

fn noted<T>(
    text: &str,
    read: impl FnOnce(JsonRef<'_>, &mut DecodeWarnings) -> T,
) -> (T, Vec<String>) {
    let mut warnings = DecodeWarnings::new();
    let document = Document::parse(text, &mut warnings);
    let value = read(document.json(), &mut warnings);
    (value, warnings.iter().map(ToString::to_string).collect())
}

fn decoded<T: Read>(text: &str) -> (Option<T>, Vec<String>) {
    noted(text, T::read)
}

/// How many objects stand in one another.
#[derive(Debug, PartialEq)]
struct Nested(usize);

impl Read for Nested {
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        let mut object = json.object(warnings)?;
        let inner = object.take::<Self>("a");
        Some(Self(1 + inner.map_or(0, |inner| inner.0)))
    }
}

#[test]
fn sixty_four_objects_in_one_another_are_read() {
    for (depth, read) in [(63, 63), (64, 64), (65, 64)] {
        let text = format!("{}{}", r#"{"a":"#.repeat(depth - 1), "{") + &"}".repeat(depth);
        let (nested, odd) = decoded::<Nested>(&text);
        assert_eq!(nested.unwrap().0, read);
        let is_noted = odd.iter().any(|odd| odd.ends_with("is nested too deeply"));
        assert_eq!(is_noted, depth > read, "{odd:?}");
    }
}

#[test]
fn sixty_four_lists_in_one_another_are_read() {
    for (depth, read) in [(64, 64), (65, 64), (1_000, 64)] {
        let text = "[".repeat(depth) + &"]".repeat(depth);
        let document = Document::parse(&text, &mut DecodeWarnings::new());
        let (mut json, mut found) = (document.json(), 0);
        while let Some(elements) = json.elements() {
            found += 1;
            match elements.first() {
                Some(element) => json = *element,
                None => break,
            }
        }
        assert_eq!(found, read);
    }
    let deep = r#"{"a":"#.repeat(64) + "[1]" + &"}".repeat(64);
    let mut warnings = DecodeWarnings::new();
    let document = Document::parse(&deep, &mut warnings);
    let mut json = document.json();
    for _ in 0..64 {
        json = json.object(&mut warnings).unwrap().peek("a").unwrap();
    }
    assert_eq!(Vec::<i64>::read(json, &mut warnings), None);
    let odd: Vec<_> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(odd, ["the answer is nested too deeply"]);
}

#[test]
fn anomalies_of_a_text_as_a_whole_are_noted() {
    for (text, value, odd) in [
        ("\u{feff}7", Some(7), "begins with a byte order mark"),
        ("7 8", Some(7), "is followed by more than white space"),
        ("7}", Some(7), "is followed by more than white space"),
        ("\u{feff}\u{feff}7", None, "begins with a byte order mark"),
    ] {
        let (found, noted) = decoded::<i64>(text);
        assert_eq!(found, value, "{text:?}");
        assert_eq!(
            noted.first(),
            Some(&format!("the answer {odd}")),
            "{text:?}"
        );
    }
    assert_eq!(decoded::<i64>(" \t\r\n7\n"), (Some(7), vec![]));
}

#[test]
fn texts_that_are_no_texts_are_noted() {
    let (text, odd) = decoded::<String>(r#""a\ud83d\n\ud83d\u0041""#);
    assert_eq!(text.as_deref(), Some("a\u{fffd}\n\u{fffd}A"));
    assert_eq!(odd, ["the answer is not UTF-8"]);
    // One that was meant is none of these.
    let meant = decoded::<String>("\"\u{fffd}\"");
    assert_eq!(meant, (Some("\u{fffd}".to_owned()), vec![]));
    assert_eq!(
        decoded::<String>(r#""\\ \"""#),
        (Some("\\ \"".to_owned()), vec![])
    );
    let mut warnings = DecodeWarnings::new();
    assert_eq!(String::read(JsonRef::scalar("\"a"), &mut warnings), None);
    let odd: Vec<_> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(odd, ["the answer breaks off or is not JSON"]);
}

#[test]
fn booleans_are_understood_in_every_spelling_and_noted() {
    for (text, value, is_odd) in [
        ("true", Some(true), false),
        ("false", Some(false), false),
        (r#""true""#, Some(true), true),
        (r#""TRUE""#, Some(true), true),
        (r#""False""#, Some(false), true),
        ("1", Some(true), true),
        ("0", Some(false), true),
        (r#""1""#, Some(true), true),
        (r#""0""#, Some(false), true),
        ("2", None, true),
        (r#""yes""#, None, true),
        ("null", None, true),
        ("[true]", None, true),
    ] {
        let (found, odd) = decoded::<bool>(text);
        assert_eq!((found, !odd.is_empty()), (value, is_odd), "{text}");
    }
}

#[test]
fn numbers_at_the_edge_are_exact_or_nothing() {
    for (text, value) in [
        ("18446744073709551615", Some(u64::MAX)),
        ("18446744073709551616", None),
        ("1.8446744073709551615e19", Some(u64::MAX)),
        ("12.0", Some(12)),
        ("1.2e1", Some(12)),
        ("12.5", None),
        ("-0", Some(0)),
        ("-1", None),
        ("1e-1", None),
        ("1e999999999", None),
        (r#"" 12 ""#, Some(12)),
        (r#""""#, None),
        (r#""0x10""#, None),
        ("true", None),
    ] {
        let (found, odd) = decoded::<u64>(text);
        assert_eq!(found, value, "{text}");
        assert!(value.is_some() || !odd.is_empty(), "{text}");
    }
    let (float, odd) = decoded::<f64>("1e999");
    assert_eq!((float, odd.len()), (None, 1));
    let (float, odd) = decoded::<f64>("1e300");
    assert_eq!((float, odd.len()), (Some(1e300), 0));
}

#[test]
fn a_hundred_warnings_are_kept_and_the_others_counted() {
    let text = format!("[{}null]", "null,".repeat(149));
    let mut warnings = DecodeWarnings::new();
    let document = Document::parse(&text, &mut warnings);
    assert!(warnings.is_empty());
    assert_eq!(
        Vec::<i64>::read(document.json(), &mut warnings),
        Some(vec![])
    );
    assert_eq!((warnings.iter().count(), warnings.len()), (100, 150));
    assert!(!warnings.is_empty());
}

#[test]
fn what_tells_what_an_object_is_is_the_last_plain_value_of_that_name() {
    let member = |text: &str| noted(text, |json, _| json.member_text("kind")).0;
    assert_eq!(member(r#"{"kind":"a","kind":"b"}"#).as_deref(), Some("b"));
    assert_eq!(member(r#"{"kind":1}"#).as_deref(), Some("1"));
    assert_eq!(member(r#"{"kind":false}"#).as_deref(), Some("false"));
    assert_eq!(member(r#"{"kind":null}"#), None);
    assert_eq!(member(r#"{"kind":[1]}"#), None);
    assert_eq!(member(r#"{"other":"a"}"#), None);
    assert_eq!(member(r#"["kind"]"#), None);
}

#[test]
fn a_tag_is_a_text_a_number_or_a_truth_value_and_another_type_contradicts_none() {
    let told = |text: &str, tags: [&str; 2]| {
        let [first, second] = tags.map(|tag| [("kind", tag)]);
        let of = |tags| MatchScore {
            required: &[],
            optional: &[],
            tags,
            kinds: &[],
        };
        noted(text, |json, _| json.likeliest(&[of(&first), of(&second)])).0
    };
    for (text, tags, place) in [
        (r#"{"kind":"b"}"#, ["a", "b"], Some(1)),
        (r#"{"kind":2}"#, ["1", "2"], Some(1)),
        (r#"{"kind":2.0}"#, ["1", "2"], Some(1)),
        (r#"{"kind":3}"#, ["1", "2"], None),
        (r#"{"kind":false}"#, ["true", "false"], Some(1)),
        (r#"{"kind":2}"#, ["a", "2"], Some(0)),
        (r#"{"kind":true}"#, ["a", "b"], Some(0)),
        (r#"{"kind":null}"#, ["1", "true"], Some(0)),
        (r#"{}"#, ["1", "2"], Some(0)),
    ] {
        assert_eq!(told(text, tags), place, "{text} {tags:?}");
    }
}

#[test]
fn of_objects_with_the_same_members_the_one_that_has_their_types_is_meant() {
    let of = |kinds| MatchScore {
        required: &["id"],
        optional: &["more"],
        tags: &[],
        kinds,
    };
    let objects = [
        of(&[("id", Kind::String), ("more", Kind::String)]),
        of(&[("id", Kind::Number), ("more", Kind::List)]),
    ];
    let told = |text: &str| noted(text, |json, _| json.likeliest(&objects)).0;
    assert_eq!(told(r#"{"id":"1"}"#), Some(0));
    assert_eq!(told(r#"{"id":1}"#), Some(1));
    assert_eq!(told(r#"{"id":null,"more":[]}"#), Some(1));
    assert_eq!(told(r#"{"id":1,"more":"a"}"#), Some(0));
    assert_eq!(told(r#"{"id":true}"#), Some(0));
    assert_eq!(told(r#"{"more":[]}"#), None);
}

/// A model that contains itself in every way, with as many texts as the widest that a document has.
#[derive(Debug)]
#[allow(dead_code, reason = "its Debug is what is tested")]
struct Wide {
    texts: [Option<Sensitive<String>>; 40],
    amount: Option<Amount>,
    list: Option<Vec<Wide>>,
    nullable: Option<Vec<Option<Wide>>>,
    map: Option<BTreeMap<String, Wide>>,
    boxed: Option<Box<Wide>>,
    union: Option<Box<Union>>,
}

#[derive(Debug)]
#[allow(dead_code, reason = "its Debug is what is tested")]
enum Union {
    Wide(Box<Wide>),
    List(Vec<Union>),
    Other(Json),
}

impl Read for Wide {
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        let mut object = json.object(warnings)?;
        Some(Self {
            texts: std::array::from_fn(|_| object.take("text")),
            amount: object.require("amount"),
            list: object.take("list"),
            nullable: object.take("nullable"),
            map: object.take("map"),
            boxed: object.take("boxed"),
            union: object.take("union"),
        })
    }
}

impl Read for Union {
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        match json.kind() {
            Kind::Object => Read::read(json, warnings).map(Self::Wide),
            Kind::List => Read::read(json, warnings).map(Self::List),
            _ => Read::read(json, warnings).map(Self::Other),
        }
    }
}

crate::boxed!(answer Wide);
crate::boxed!(answer Union);

#[test]
fn what_contains_itself_is_read_and_shown_on_a_small_stack() {
    for (open, close) in [
        (r#"{"list":["#, "]}"),
        (r#"{"nullable":["#, "]}"),
        (r#"{"map":{"key":"#, "}}"),
        (r#"{"boxed":"#, "}"),
        (r#"{"union":"#, "}"),
        (r#"{"union":["#, "]}"),
        (r#"{"union":[[["#, "]]]}"),
    ] {
        let deep = open.repeat(10_000) + "{}" + &close.repeat(10_000);
        on_a_small_stack(move || {
            let (wide, odd) = decoded::<Wide>(&deep);
            let shown = format!("{wide:?}{wide:#?}");
            assert!(odd.iter().any(|odd| odd.ends_with("is nested too deeply")));
            assert!(shown.len() < 10_000_000);
        });
    }
}

#[test]
fn a_list_of_nothing_does_not_fill_the_memory() {
    let many = 500_000;
    let list = format!("[{}1]", r#"{"amount":1},"#.repeat(many));
    let (wide, odd) = decoded::<Vec<Wide>>(&list);
    let kept = wide.unwrap().len() * size_of::<Wide>();
    assert!((1 << 20..1 << 26).contains(&kept), "{kept}");
    let told = "the answer has too many elements; the first ones were read";
    assert_eq!(odd, [told]);
    // What its text is worth is read to its end.
    let texts = format!("[{}\"\"]", "\"a\",".repeat(many));
    let (texts, odd) = decoded::<Vec<String>>(&texts);
    assert_eq!((texts.unwrap().len(), odd.len()), (many + 1, 0));
}
