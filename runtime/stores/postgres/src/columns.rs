use gateway_runtime::{EntryId, Handle, Numbers, Sensitive};

/// What a row of the journal holds of a request, for [`statements`](crate::statements) that the caller runs itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Columns {
    /// The name of the request.
    pub entry: String,
    /// Its operation.
    pub operation: String,
    /// The purchase that it is an attempt of.
    pub purchase: Option<String>,
    /// The paths at which it has a value, each once and in order, with blanks between them.
    pub shape: String,
    /// A hash of each path with its first value.
    pub words: Vec<i64>,
    /// Its handle as text.
    pub intent: Sensitive<String>,
}

impl Columns {
    /// The columns of a request.
    pub fn of(entry: &EntryId, intent: &Handle) -> Self {
        let values = intent.first_values();
        let paths: Vec<&str> = values.keys().map(String::as_str).collect();
        Self {
            entry: entry.as_str().to_owned(),
            operation: intent.operation().to_owned(),
            purchase: intent.purchase().map(str::to_owned),
            shape: paths.join(" "),
            words: values
                .iter()
                .map(|(path, value)| word(path, value))
                .collect(),
            intent: Sensitive::from(intent.to_json().expose()),
        }
    }
}

/// The words of which a request has one that has a value of these numbers.
pub(crate) fn words(numbers: &Numbers) -> Vec<i64> {
    let values = numbers.values().iter();
    values.map(|(path, value)| word(path, value)).collect()
}

/// Whether a request of this shape has none of the paths of these numbers, so that it may be any of theirs.
pub(crate) fn is_nameless(shape: &str, numbers: &Numbers) -> bool {
    let mut paths = numbers.values().iter();
    !paths.any(|(path, _)| shape.split(' ').any(|other| other == *path))
}

/// FNV-1a, which stands in rows and never changes. Requests that share a word by chance are told apart by their intents.
fn word(path: &str, value: &str) -> i64 {
    let bytes = path.bytes().chain([0]).chain(value.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash.cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_a_request_are_its_own_and_stay_the_same() {
        let text = r#"{"version":1,"operation":"ship","at":1,"purchase":"P","fields":{"[0].orderNo":"A","[1].orderNo":"B","total":"1.50"}}"#;
        let handle = Handle::from_json(text).unwrap();
        let columns = Columns::of(&EntryId::new("e"), &handle);
        assert_eq!(columns.shape, "[].orderNo total");
        assert_eq!(columns.purchase.as_deref(), Some("P"));
        assert_eq!(
            columns.words,
            [6_566_531_495_989_021_435, -7_211_604_026_259_517_111]
        );
        assert!(!format!("{columns:?}").contains("1.50"));
    }
}
