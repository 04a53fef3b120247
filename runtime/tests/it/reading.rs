//! Whatever is read, of whatever length and depth, is a value or none: on a stack of 256 KB, and never a panic.

use std::collections::BTreeMap;
use std::fmt::Debug;

use gateway_runtime::{
    Amount, Date, Decimal, DecodeWarnings, Json, JsonRef, JsonWriter, Kind, MatchScore, Pan, Read,
    Returned, Rule, SecurityCode, Sensitive, TextRules, Timestamp, Write, validate,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::cases::cases;

/// Runs a test on a stack of 256 KB, which is what a server may give to a thread.
fn on_a_small_stack<T: Send + 'static>(test: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(256 * 1024);
    thread.spawn(test).unwrap().join().unwrap()
}

/// Any text, short or of hundreds of thousands of characters, most often one that looks like a value.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[0-9]{1,30}",
        "[+-]?[0-9]{0,5}\\.?[0-9]{0,5}([eE][+-]?[0-9]{0,12})?",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{0,12})?(Z|[+-][0-9]{2}:?[0-9]{2})?)?",
        prop::sample::select(vec![
            "0", "-", ".", "e", ":", "Z", "é", "%", "&", "=", "[", "\\", "\"", "\u{0}"
        ])
        .prop_map(str::to_owned),
    ];
    let times = prop_oneof![4 => Just(1_usize), 1 => 2..50_usize, 1 => 1_000..100_000_usize];
    vec((piece, times), 1..4).prop_map(|pieces| {
        let mut text = String::new();
        for (piece, times) in pieces {
            let most = 300_000 / piece.len().max(1);
            text.push_str(&piece.repeat(times.min(most)));
        }
        text
    })
}

/// Any JSON, also nested without end, and of very many elements.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|value| value.to_string()),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,4})?",
        (1..100_000_usize).prop_map(|many| format!("1{}", "0".repeat(many))),
        text().prop_map(|text| serde_json::to_string(&text).unwrap()),
        Just("\"\\ud800\"".to_owned()),
    ];
    let wraps = prop::sample::select(vec![
        ("", ""),
        ("[", "]"),
        (r#"{"a":"#, "}"),
        (r#"{"list":["#, "]}"),
        (r#"{"map":{"b":"#, "}}"),
        (r#"[[{"one":"#, "}]]"),
    ]);
    let depth = prop_oneof![3 => 0..4_usize, 1 => 50..80_usize, 1 => 1_000..20_000_usize];
    let many = prop_oneof![4 => 1..4_usize, 1 => 1_000..20_000_usize];
    (vec(leaf, 1..3), wraps, depth, many).prop_map(|(leaves, (open, close), depth, many)| {
        let most = (1_000_000 / leaves.iter().map(String::len).sum::<usize>().max(1)).max(1);
        let leaves: Vec<&str> = leaves
            .iter()
            .map(String::as_str)
            .cycle()
            .take(many.min(most))
            .collect();
        let inner = match leaves.as_slice() {
            [only] => (*only).to_owned(),
            leaves => format!("[{}]", leaves.join(",")),
        };
        format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
    })
}

/// A model that contains itself, and every scalar.
#[derive(Debug, Default)]
#[allow(dead_code, reason = "its Debug is what is tested")]
struct Everything {
    list: Option<Vec<Everything>>,
    map: Option<BTreeMap<String, Everything>>,
    one: Option<Vec<Option<Everything>>>,
    amount: Option<Amount>,
    pan: Option<Pan>,
    code: Option<SecurityCode>,
    name: Option<Sensitive<String>>,
    number: Option<i64>,
    likeliest: Option<usize>,
    rest: BTreeMap<String, Json>,
}

impl Read for Everything {
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        const TAGGED: MatchScore<'_> = MatchScore {
            required: &["a"],
            optional: &["list", "map"],
            tags: &[("a", "1")],
            kinds: &[("map", Kind::Object)],
        };
        let likeliest = json.likeliest(&[TAGGED]);
        let mut object = json.object(warnings)?;
        Some(Self {
            list: object.take("list"),
            map: object.take("map"),
            one: object.take("one"),
            amount: object.take("a"),
            pan: object.take("a"),
            code: object.take("a"),
            name: object.take("a"),
            number: object.take("a"),
            likeliest,
            rest: object.others(&["list", "map"]),
        })
    }
}

/// Reads JSON as a type and shows what came of it and what was anomalous; a warning shows nothing of it.
fn read<T: Read + Debug>(json: &Json) {
    let (value, warnings) = json.decode::<T>();
    let shown = format!("{value:?}{value:#?}");
    assert!(!shown.is_empty());
    for warning in &warnings {
        assert!(warning.to_string().len() < 2_000);
    }
    assert!(value.is_some() || !warnings.is_empty());
}

macro_rules! read_as {
    ($json:expr; $($type:ty),* $(,)?) => {
        $(
            read::<$type>($json);
            read::<Vec<$type>>($json);
            read::<BTreeMap<String, $type>>($json);
            read::<Vec<Option<$type>>>($json);
        )*
    };
}

fn read_as_everything(json: &Json) {
    read_as!(json; String, Sensitive<String>, bool, u8, i32, i64, u64, f32, f64, Decimal, Amount, Pan, SecurityCode, Date,
        Timestamp, Json, Everything);
}

/// Each way to make a value of a text, and what such a value can be asked.
fn make(text: &str) {
    if let Ok(amount) = Amount::new(text) {
        assert_eq!(Amount::new(amount.to_string()), Ok(amount));
        assert!(!amount.decimal().is_sign_negative());
    }
    for time in [Timestamp::new(text).ok(), Some(wire(text))]
        .into_iter()
        .flatten()
    {
        let _ = (time.local(), time.date());
        if let Some(instant) = time.instant() {
            assert!(Timestamp::from(instant).instant().is_some());
        }
    }
    let _ = Date::new(text).map(|date| date.date());
    if let Ok(pan) = Pan::new(text) {
        assert!(pan.last_four().is_some());
    }
    let _ = wire::<Pan>(text).passes_luhn();
    let _ = SecurityCode::new(text);
    let returned = Returned::parse(text);
    let _ = (
        returned.unverified("a").map(str::len),
        returned.unverified_as::<Everything>(),
    );
    let _ = format!("{returned:?}");
    let _ = gateway_runtime::currency_digits(text);
    let _ = gateway_runtime::Handle::from_json(text).is_ok();
    let _ = gateway_runtime::Outcome::from_json(text);
    let _ = validate(&Ruled(text.to_owned())).is_ok();
}

fn wire<T: gateway_runtime::Text>(text: &str) -> T {
    T::from_wire(text.to_owned())
}

/// A text with every rule that there is.
struct Ruled(String);

impl gateway_runtime::Check for Ruled {
    fn check(&self, rules: &mut gateway_runtime::Rules<'_>) {
        use gateway_runtime::{NumberRules, Piece};
        let also = |text: &str| text.is_empty().then_some(Rule::Required);
        let number = NumberRules {
            minimum: Some("0.01"),
            multiple_of: Some("0.05"),
            integer_digits: Some(3),
            ..NumberRules::ANY
        };
        const FORM: &[Piece] = &[
            Piece {
                ranges: &[('0', 'z')],
                min: 0,
                max: None,
            },
            Piece {
                ranges: &[('0', '9'), ('a', 'z')],
                min: 2,
                max: Some(90_000),
            },
        ];
        let text_rules = TextRules {
            min: Some(1),
            max: Some(9),
            pattern: Some(FORM),
            one_of: Some(&["a"]),
            number: Some(number),
            also: Some(also),
            doubtful: None,
        };
        rules.text("text", &self.0, &text_rules);
        rules.number("text", &self.0, &number);
        rules.money("text", &self.0, &"USD".to_owned());
    }
}

proptest! {
    #![proptest_config(cases(8))]

    #[test]
    fn any_text_of_any_length_is_a_value_of_any_scalar_or_none(text in text()) {
        on_a_small_stack(move || {
            make(&text);
            let mut out = JsonWriter::new();
            text.write(&mut out);
            read_as_everything(&Json::parse(out.expose()).unwrap());
            if let Ok(bare) = Json::parse(text) {
                read_as_everything(&bare);
            }
        });
    }

    #[test]
    fn any_json_is_a_value_of_any_type_or_none(json in json()) {
        on_a_small_stack(move || read_as_everything(&Json::parse(json).unwrap()));
    }

    #[test]
    fn the_exact_value_is_read_however_many_zeros_stand_before_it(
        zeros in 0..50_000_usize, text in "(0|[1-9][0-9]{0,13})(\\.[0-9]{1,14})?"
    ) {
        let (long, short) = (format!("\"{}{text}\"", "0".repeat(zeros)), format!("\"{text}\""));
        let read = |json: String| Json::parse(json).unwrap().decode::<Amount>().0;
        let (long, short) = on_a_small_stack(move || (read(long), read(short)));
        prop_assert_eq!(long.map(|amount| amount.to_string()), Some(text));
        prop_assert_eq!(long, short);
    }
}
