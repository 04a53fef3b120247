use std::collections::BTreeMap;
use std::fmt;

use percent_encoding::percent_decode;

use crate::value::json::read::Read;
use crate::value::json::warning::DecodeWarnings;
use crate::value::json::writer::JsonWriter;
use crate::value::types::sensitive::Sensitive;
use crate::value::wipe::WipingBuffer;

/// What a customer's browser brought back to the merchant's page, in the query of its address.
///
/// It proves nothing: anybody can write it, and no signature is documented. Take the order number from it to know which
/// payment to look up, and believe the look-up alone. That is why its values have to be asked for as
/// [`unverified`](Self::unverified), one by one or [all at once](Self::unverified_as) as the type that a generated client
/// has for them. Its `Debug` shows the names alone.
///
/// ```
/// use gateway_runtime::Returned;
///
/// let returned = Returned::parse("https://shop.example.com/paid?orderNo=A%2D1&status=successed");
/// assert_eq!(returned.unverified("orderNo"), Some("A-1"));
/// assert_eq!(returned.unverified("tradeNo"), None);
/// assert_eq!(format!("{returned:?}"), r#"Returned(["orderNo", "status"])"#);
/// ```
#[derive(Clone)]
pub struct Returned(Vec<(String, Sensitive<String>)>);

impl Returned {
    /// Reads the query of an address, of its part behind the host, or by itself. Nothing is refused: what cannot be
    /// decoded is kept as it came.
    pub fn parse(address: &str) -> Self {
        let address = address.split('#').next().unwrap_or_default();
        let query = match address.split_once('?') {
            Some((_, query)) => query,
            None if address.contains('=') => address,
            None => "",
        };
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (decoded(name), Sensitive::new(decoded(value)))
                })
                .collect(),
        )
    }

    /// All parameters as a type, as far as it knows them; each is absent that is missing, or stands there twice with
    /// different values.
    pub fn unverified_as<T: Read>(&self) -> Option<T> {
        // Anybody can write an address with thousands of names, so they are gone through once.
        let mut values: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for (name, value) in &self.0 {
            let value = Some(value.expose().as_str());
            let known = values.entry(name).or_insert(value);
            *known = known.filter(|known| Some(*known) == value);
        }
        let mut out = JsonWriter::new();
        out.object(|object| {
            for (name, value) in &values {
                if let Some(value) = value {
                    object.field(name, *value);
                }
            }
        });
        T::read(out.json(), &mut DecodeWarnings::new())
    }

    /// The value of a parameter; `None` if it is missing, or stands there twice with different values.
    pub fn unverified(&self, name: &str) -> Option<&str> {
        let mut all = self.0.iter().filter(|(known, _)| known == name);
        let (_, first) = all.next()?;
        all.all(|(_, other)| other == first)
            .then(|| first.expose().as_str())
    }
}

impl fmt::Debug for Returned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Anybody can write anything into an address: what does not look like a name may be a value.
        let looks_like_a_name = |name: &str| {
            name.len() <= 32
                && name.starts_with(|first: char| first.is_ascii_alphabetic())
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        let shown = self.0.iter().map(|(name, _)| match name.as_str() {
            name if looks_like_a_name(name) => name,
            _ => "[redacted]",
        });
        let names: Vec<&str> = shown.collect();
        f.debug_tuple("Returned").field(&names).finish()
    }
}

/// Resolves `%20` and `+`; what is no UTF-8 becomes U+FFFD, and a percent sign that stands for nothing stays.
fn decoded(text: &str) -> String {
    let spaced = |byte| if byte == b'+' { b' ' } else { byte };
    let spaced: WipingBuffer = text.bytes().map(spaced).collect();
    let bytes: WipingBuffer = percent_decode(spaced.as_ref()).collect();
    String::from_utf8_lossy(bytes.as_ref()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_comes_back_is_read() {
        for (address, name, value) in [
            ("/paid?orderNo=A-1&amount=42.50", "amount", Some("42.50")),
            ("orderNo=A-1", "orderNo", Some("A-1")),
            ("?a=b%20c+d", "a", Some("b c d")),
            ("?a=%zz%4", "a", Some("%zz%4")),
            ("?a=%ff", "a", Some("\u{fffd}")),
            ("?a", "a", Some("")),
            ("?a=1&a=1", "a", Some("1")),
            ("?a=1&a=2", "a", None),
            ("?a=1#b=2", "b", None),
            ("?a=b=c", "a", Some("b=c")),
            ("https://shop.example.com/paid", "a", None),
            ("", "", None),
        ] {
            assert_eq!(
                Returned::parse(address).unverified(name),
                value,
                "{address}"
            );
        }
    }

    #[test]
    fn values_are_not_shown() {
        let returned = Returned::parse("?orderNo=A-1&name=Ada");
        assert_eq!(format!("{returned:?}"), r#"Returned(["orderNo", "name"])"#);
    }

    /// The values of two names.
    #[derive(Debug, PartialEq)]
    struct Two(Option<String>, Option<String>);

    impl Read for Two {
        fn read(
            json: crate::value::json::reference::JsonRef<'_>,
            warnings: &mut DecodeWarnings,
        ) -> Option<Self> {
            let mut object = json.object(warnings)?;
            Some(Self(object.take("a"), object.take("b")))
        }
    }

    #[test]
    fn what_contradicts_itself_is_absent_however_often_it_stands_there() {
        let text = |text: &str| Some(text.to_owned());
        for (query, expected) in [
            ("?a=1&b=2", Two(text("1"), text("2"))),
            ("?a=1&b=2&a=1", Two(text("1"), text("2"))),
            ("?a=1&b=2&a=2", Two(None, text("2"))),
            ("?a=1&a=2&a=1", Two(None, None)),
            ("?a=1&a=2&a=2", Two(None, None)),
            ("?a", Two(text(""), None)),
            ("", Two(None, None)),
        ] {
            assert_eq!(
                Returned::parse(query).unverified_as(),
                Some(expected),
                "{query}"
            );
        }
    }

    #[test]
    fn an_address_of_thousands_of_names_is_read_in_no_time() {
        let query: String = (0..50_000).map(|number| format!("&n{number}=x")).collect();
        let began = std::time::Instant::now();
        let read = Returned::parse(&format!("?a=1{query}")).unverified_as();
        assert_eq!(read, Some(Two(Some("1".to_owned()), None)));
        // Minutes where each is compared with each.
        assert!(began.elapsed() < std::time::Duration::from_secs(20));
    }
}
