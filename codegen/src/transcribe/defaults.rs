//! What the sampler of the page shows where a document gives no sample.

use serde_json::{Value, json};

/// The sampler's own value for a plain type, by which the absence of a sample is known.
pub(super) fn of(ty: &str, format: Option<&str>, property: Option<&str>) -> Value {
    match ty {
        "string" => json!(string(format.unwrap_or_default(), property)),
        "integer" => json!(0),
        "number" if matches!(format, Some("float" | "double")) => json!(0.1),
        "number" => json!(0),
        "boolean" => json!(true),
        "object" => json!({}),
        "array" => json!([]),
        _ => Value::Null,
    }
}

fn string(format: &str, property: Option<&str>) -> String {
    let fixed = match format {
        "email" => "user@example.com",
        "idn-email" => "пошта@укр.нет",
        "password" => "pa$$word",
        "date-time" => "2019-08-24T14:15:22Z",
        "date" => "2019-08-24",
        "time" => "14:15:22Z",
        "ipv4" => "192.168.0.1",
        "ipv6" => "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
        "hostname" => "example.com",
        "idn-hostname" => "приклад.укр",
        "iri" => "http://example.com/entity/1",
        "iri-reference" => "/entity/1",
        "uri" => "http://example.com",
        "uri-reference" => "../dictionary",
        "uri-template" => "http://example.com/{endpoint}",
        "json-pointer" => "/json/pointer",
        "relative-json-pointer" => "1/relative/json/pointer",
        "regex" => "/regex/",
        "uuid" => return uuid(property.filter(|name| !name.is_empty()).unwrap_or("id")),
        _ => "string",
    };
    fixed.to_owned()
}

/// The sampler's identifier for a property, which it derives from the property's name.
fn uuid(name: &str) -> String {
    let seed = name.encode_utf16().fold(0_i32, |hash, unit| {
        (hash << 5).wrapping_sub(hash).wrapping_add(i32::from(unit))
    });
    let mut state = [seed; 4];
    "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx"
        .chars()
        .map(|place| match place {
            'x' => digit(next(&mut state)),
            'y' => digit(next(&mut state) & 3 | 8),
            other => other,
        })
        .collect()
}

fn digit(value: u32) -> char {
    char::from_digit(value & 15, 16).unwrap_or('0')
}

/// One step of the generator that the sampler uses (Jenkins's small fast one, 32 bits); gives the highest four bits.
fn next(state: &mut [i32; 4]) -> u32 {
    let [a, b, c, d] = *state;
    let t = a.wrapping_sub(b.rotate_left(27));
    let mixed = b ^ c.rotate_left(17);
    let b = c.wrapping_add(d);
    let c = d.wrapping_add(t);
    let d = mixed.wrapping_add(t);
    *state = [mixed, b, c, d];
    d.cast_unsigned() >> 28
}
