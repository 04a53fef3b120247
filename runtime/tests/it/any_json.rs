//! Any JSON.

use proptest::collection::vec;
use proptest::prelude::*;

/// Any JSON text, also with numbers that no float can hold.
pub(crate) fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|value| value.to_string()),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,4})?",
        any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
        Just("\"\\ud800\"".to_owned()),
        Just("\"0000\"".to_owned()),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(|list| format!("[{}]", list.join(","))),
            vec((name(), inner), 0..6).prop_map(|fields| object(&fields)),
        ]
    })
}

/// Any name, most often one that is documented.
pub(crate) fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec!["respCode", "respMsg", "orderNo", "amount", "status", "cardNo", "payUrl", "refunds"]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

pub(crate) fn object(fields: &[(String, String)]) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}:{value}", serde_json::to_string(name).unwrap()))
        .collect();
    format!("{{{}}}", fields.join(","))
}
