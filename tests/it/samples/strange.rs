//! Any JSON at any place of any model: it is read, or left out and told, on a stack of 256 KB.

use serde_json::Value;

use super::kinds::kinds;
use crate::cases::all_of_them;

/// What stands in the place of a value: every type, of a length and a depth that nobody expects.
fn strange() -> Vec<String> {
    let (zeros, long) = ("0".repeat(3_000), "x".repeat(3_000));
    let nested = |open: &str, close: &str| open.repeat(500) + "1" + &close.repeat(500);
    vec![
        format!("\"{zeros}1\""),
        format!("\"-{zeros}.{zeros}\""),
        format!("1{zeros}"),
        format!("1e{zeros}1"),
        format!("\"{long}\""),
        nested("[", "]"),
        nested(r#"{"a":"#, "}"),
        nested(r#"[{"refundList":"#, "}]"),
        format!("[{}null]", "{},".repeat(500)),
        "true".to_owned(),
        "null".to_owned(),
        r#""\ud800""#.to_owned(),
    ]
}

/// JSON with the value at each of its places in turn replaced.
fn replaced(value: &Value, by: &str, told: &mut dyn FnMut(&str)) {
    told(by);
    match value {
        Value::Array(items) => {
            for item in items {
                replaced(item, by, &mut |item| told(&format!("[{item}]")));
            }
        }
        Value::Object(members) => {
            for (at, (_, member)) in members.iter().enumerate() {
                let others = |(index, (name, other)): (usize, (&String, &Value))| {
                    (index != at).then(|| format!("{name:?}:{other}"))
                };
                let others: Vec<String> = members.iter().enumerate().filter_map(others).collect();
                let name = members.keys().nth(at).expect("a name");
                replaced(member, by, &mut |member| {
                    let mut all = others.clone();
                    all.push(format!("{name:?}:{member}"));
                    told(&format!("{{{}}}", all.join(",")));
                });
            }
        }
        _ => {}
    }
}

#[test]
fn any_json_at_any_place_of_any_model_is_read_on_a_small_stack() {
    let thread = std::thread::Builder::new().stack_size(256 * 1024);
    let places = thread.spawn(|| {
        let mut places = 0;
        for kind in kinds() {
            let sample: Value = serde_json::from_str(&kind.json).expect("JSON");
            for (which, by) in strange().into_iter().enumerate() {
                // Values take turns, so that each place gets a fourth of them, or each gets all where there is time.
                let mut at = which;
                replaced(&sample, &by, &mut |json| {
                    at += 1;
                    if !at.is_multiple_of(4) && !all_of_them() {
                        return;
                    }
                    let seen = kind.read(json);
                    assert!(
                        seen.is_some() || !kind.complaints(json).is_empty(),
                        "{}",
                        kind.name
                    );
                    let _ = kind.violations(json);
                    places += 1;
                });
            }
        }
        places
    });
    let places = places.expect("a thread").join().expect("no panic");
    assert!(places > 1_250, "{places}");
}
