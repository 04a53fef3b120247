/// How many digits an amount of a currency may have after the point: 2 for `SGD`, 0 for `JPY`, 3 for `KWD`; `None` for
/// a code that ISO 4217 does not list among the currencies in use.
///
/// ```
/// use gateway_runtime::currency_digits;
///
/// assert_eq!(currency_digits("JPY"), Some(0));
/// assert_eq!(currency_digits("points"), None);
/// ```
pub fn currency_digits(code: &str) -> Option<u32> {
    let sought = (code.len() == 3).then(|| ordinal(code))?;
    let listed = |codes: &[&str]| {
        codes
            .binary_search_by_key(&sought, |code| ordinal(code))
            .is_ok()
    };
    match () {
        () if listed(&TWO) => Some(2),
        () if listed(&NONE) => Some(0),
        () if listed(&THREE) => Some(3),
        () if listed(&FOUR) => Some(4),
        () => None,
    }
}

/// A code as a number in the same order, which is compared without a call.
fn ordinal(code: &str) -> u32 {
    code.bytes()
        .fold(0, |number, byte| number << 8 | u32::from(byte))
}

/// Each list is in order, so that it can be searched.
const NONE: [&str; 17] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF", "XPF",
];

const THREE: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

const FOUR: [&str; 2] = ["CLF", "UYW"];

const TWO: [&str; 138] = [
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BMD",
    "BND", "BOB", "BOV", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHE", "CHF",
    "CHW", "CNY", "COP", "COU", "CRC", "CUP", "CVE", "CZK", "DKK", "DOP", "DZD", "EGP", "ERN",
    "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GTQ", "GYD", "HKD", "HNL",
    "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD", "KES", "KGS", "KHR", "KPW", "KYD", "KZT",
    "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU",
    "MUR", "MVR", "MWK", "MXN", "MXV", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD",
    "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR",
    "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB",
    "TJS", "TMT", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "USD", "USN", "UYU", "UZS", "VED",
    "VES", "WST", "XCD", "XCG", "YER", "ZAR", "ZMW", "ZWG",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_in_order_and_no_code_stands_twice() {
        let lists: [&[&str]; 4] = [&TWO, &NONE, &THREE, &FOUR];
        for list in lists {
            assert!(list.is_sorted_by(|one, next| one < next));
        }
        let mut all = lists.concat();
        all.sort_unstable();
        assert!(all.is_sorted_by(|one, next| one < next));
        assert!(all.iter().all(|code| currency_digits(code).is_some()));
    }

    #[test]
    fn what_is_no_currency_in_use_has_no_digits() {
        for code in ["", "sgd", "SG", "XAU", "DEM", "人民币"] {
            assert_eq!(currency_digits(code), None, "{code}");
        }
    }
}
