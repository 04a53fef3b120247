use std::collections::BTreeMap;

use crate::value::json::kind::Kind;
use crate::value::json::read::Read;
use crate::value::json::reference::JsonRef;
use crate::value::json::warning::{Anomaly, DecodeWarnings};

/// Elements that cannot be understood are left out and noted. One value in the place of a list counts as a list of one,
/// but for a whole answer: an object there is more likely what another answer says, such as a refusal.
impl<T: Read> Read for Vec<T> {
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        match json.kind() {
            Kind::List => {
                let elements = json.elements().filter(|_| !warnings.is_exhausted());
                let Some(elements) = elements else {
                    warnings.note(Anomaly::TooDeep);
                    return None;
                };
                let mut values = Vec::new();
                for (index, element) in elements.into_iter().enumerate() {
                    if !warnings.affords::<T>(element.expose()) {
                        break;
                    }
                    values.extend(warnings.at_index(index, |warnings| T::read(element, warnings)));
                }
                Some(values)
            }
            Kind::Null | Kind::NotJson => json.mistyped("a list", warnings),
            _ if json.depth() == 0 => json.mistyped("a list", warnings),
            _ => {
                json.unusual("a list", warnings);
                T::read(json, warnings).map(|value| vec![value])
            }
        }
    }
}

/// `null` is a value here: it is how a nullable element is read.
impl<T: Read> Read for Option<T> {
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        if json.is_null() {
            Some(None)
        } else {
            T::read(json, warnings).map(Some)
        }
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        Some(json.object(warnings)?.others(&[]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::json::reference::Document;

    fn read<T: Read>(text: &str) -> (Option<T>, Vec<String>) {
        let mut warnings = DecodeWarnings::new();
        let document = Document::parse(text, &mut warnings);
        let value = T::read(document.json(), &mut warnings);
        (value, warnings.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn one_value_counts_as_a_list_of_one_unless_it_is_the_whole_answer() {
        let (value, odd) = read::<BTreeMap<String, Vec<i64>>>(r#"{"a":7}"#);
        assert_eq!(value, Some(BTreeMap::from([("a".to_owned(), vec![7])])));
        assert_eq!(
            odd,
            ["/* is a number where a list was documented; it was understood"]
        );
        for whole in ["7", r#"{"code":"9001"}"#] {
            assert_eq!(read::<Vec<i64>>(whole).0, None, "{whole}");
        }
    }

    #[test]
    fn an_element_that_cannot_be_read_costs_only_itself() {
        let (value, odd) = read::<Vec<i64>>("[1,null,{},4]");
        assert_eq!(value, Some(vec![1, 4]));
        assert_eq!(
            odd,
            [
                "/1 is null",
                "/2 is an object where an integer (i64) was documented"
            ]
        );
    }

    #[test]
    fn nullable_elements_keep_their_place() {
        assert_eq!(
            read::<Vec<Option<i64>>>("[1,null]"),
            (Some(vec![Some(1), None]), vec![])
        );
    }

    #[test]
    fn maps_keep_their_entries() {
        let (value, odd) = read::<BTreeMap<String, String>>(r#"{"a":"1","b":[]}"#);
        assert_eq!(
            value,
            Some(BTreeMap::from([("a".to_owned(), "1".to_owned())]))
        );
        assert_eq!(odd, ["/* is a list where a string was documented"]);
    }
}
