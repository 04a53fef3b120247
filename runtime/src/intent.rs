use std::fmt;
use std::time::SystemTime;

use crate::Operation;
use crate::json::{JsonRef, Kind, Object, Oddities};

/// The longest value that is kept; an order number is shorter, and nothing longer identifies anything.
const LONGEST: usize = 128;

/// The most values that are kept of a request whose body is a list.
const MOST: usize = 1_000;

/// What a call was about, as far as it may be kept and shown: the operation, and those fields of its request that its
/// document names as free of sensitive data ([`Operation::journal`]). It is what an outcome is looked up with.
#[derive(Clone, PartialEq, Eq)]
pub struct Intent {
    operation: &'static Operation,
    fields: Vec<(&'static str, String)>,
    began: SystemTime,
}

impl Intent {
    pub(crate) fn new(
        operation: &'static Operation,
        body: Option<&str>,
        began: SystemTime,
    ) -> Self {
        let mut fields = Vec::new();
        if let Some(body) = body {
            let body = crate::json::Document::parse(body, &mut Oddities::new()).json;
            for path in operation.journal {
                collect(body, path, path, &mut fields);
            }
        }
        Self {
            operation,
            fields,
            began,
        }
    }

    /// The operation.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The first value of a field, by its path in the document.
    pub fn field(&self, path: &str) -> Option<&str> {
        self.values(path).next()
    }

    /// All values of a field, in the order of the request: several where the request holds a list.
    pub fn values(&self, path: &str) -> impl Iterator<Item = &str> {
        self.fields
            .iter()
            .filter(move |(name, _)| *name == path)
            .map(|(_, value)| value.as_str())
    }

    /// All fields that are kept, with their paths.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.fields
            .iter()
            .map(|(path, value)| (*path, value.as_str()))
    }

    /// When the call began, by the wall clock.
    pub fn began(&self) -> SystemTime {
        self.began
    }

    /// The one value that stands in logs: that of the first field that the document names.
    pub(crate) fn label(&self) -> Option<&str> {
        self.field(self.operation.journal.first()?)
    }
}

impl fmt::Debug for Intent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intent")
            .field("operation", &self.operation.id)
            .field("label", &self.label())
            .finish_non_exhaustive()
    }
}

/// Follows a path such as `orderNo` or `card/currency`; a list on the way stands for each of its elements.
fn collect(
    json: JsonRef<'_>,
    rest: &'static str,
    path: &'static str,
    fields: &mut Vec<(&'static str, String)>,
) {
    if json.kind() == Kind::List {
        json.elements()
            .unwrap_or_default()
            .into_iter()
            .for_each(|element| collect(element, rest, path, fields));
        return;
    }
    let (name, deeper) = match rest.split_once('/') {
        Some((name, deeper)) => (name, Some(deeper)),
        None => (rest, None),
    };
    let mut oddities = Oddities::new();
    let Some(found) = (json.kind() == Kind::Object)
        .then(|| json.object(&mut oddities))
        .flatten()
        .and_then(|object: Object<'_, '_>| object.peek(name))
    else {
        return;
    };
    match deeper {
        Some(deeper) => collect(found, deeper, path, fields),
        None if fields.len() >= MOST => {}
        None => fields.extend(
            scalar(found)
                .filter(|text| text.len() <= LONGEST)
                .map(|text| (path, text)),
        ),
    }
}

fn scalar(json: JsonRef<'_>) -> Option<String> {
    json.string()
        .map(std::borrow::Cow::into_owned)
        .or_else(|| json.number().map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effect, Method, Repeat, Unauthorized};

    static OPERATION: Operation = Operation {
        id: "test",
        method: Method::Post,
        path: "/",
        effect: Effect::MovesMoney,
        repeat: Repeat::Never,
        secured: true,
        unauthorized: Unauthorized::Unknown,
        refused: &[],
        journal: &["orderNo", "amount", "order/currency"],
    };

    fn kept(body: &str) -> Vec<(&'static str, String)> {
        Intent::new(&OPERATION, Some(body), SystemTime::UNIX_EPOCH).fields
    }

    #[test]
    fn only_what_the_document_names_is_kept() {
        let body = r#"{"cardNo":"4111111111111111","orderNo":"o-1","amount":12.50,"order":{"currency":"SGD","name":"Ada"}}"#;
        let expected = [
            ("orderNo", "o-1"),
            ("amount", "12.50"),
            ("order/currency", "SGD"),
        ];
        assert_eq!(
            kept(body),
            expected.map(|(path, value)| (path, value.to_owned()))
        );
    }

    #[test]
    fn each_element_of_a_list_is_kept() {
        let intent = Intent::new(
            &OPERATION,
            Some(r#"[{"orderNo":"a"},{"orderNo":"b"},7]"#),
            SystemTime::UNIX_EPOCH,
        );
        assert_eq!(intent.values("orderNo").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(intent.label(), Some("a"));
    }

    #[test]
    fn what_has_another_form_is_not_kept() {
        assert_eq!(
            kept(&format!(
                r#"{{"orderNo":"{}","amount":{{}},"order":"x"}}"#,
                "9".repeat(200)
            )),
            []
        );
        assert_eq!(kept("nonsense"), []);
    }
}
