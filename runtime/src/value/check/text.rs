use crate::value::check::checks::Doubtful;
use crate::value::check::number::NumberRules;
use crate::value::check::pattern;
use crate::value::check::pattern::Pattern;
use crate::value::check::violation::Rule;
use crate::value::types::decimal;

/// What a text must fulfil before it is sent. Start from [`TextRules::ANY`].
///
/// ```
/// use gateway_runtime::TextRules;
///
/// const ORDER_NUMBER: TextRules = TextRules { min: Some(5), max: Some(64), ..TextRules::ANY };
/// # let _ = ORDER_NUMBER;
/// ```
#[derive(Debug, Clone, Copy)]
pub struct TextRules {
    /// The least number of characters (Unicode scalar values).
    pub min: Option<usize>,
    /// The largest number of characters (Unicode scalar values).
    pub max: Option<usize>,
    /// The form that the whole text must have.
    pub pattern: Option<Pattern>,
    /// The only texts that are allowed.
    pub one_of: Option<&'static [&'static str]>,
    /// The rules of the decimal number that the text holds; a text that holds none breaks them.
    pub number: Option<NumberRules>,
    /// A rule that the others cannot say: gives the rule if the text breaks it.
    pub also: Option<fn(&str) -> Option<Rule>>,
    /// What a text should be beyond all rules; it counts only where [`Checks`](crate::Checks) say so.
    pub doubtful: Option<Doubtful>,
}

impl TextRules {
    /// Any text will do.
    pub const ANY: Self = Self {
        min: None,
        max: None,
        pattern: None,
        one_of: None,
        number: None,
        also: None,
        doubtful: None,
    };

    /// Says every rule that the text breaks.
    pub(crate) fn violated_by(&self, text: &str, mut report: impl FnMut(Rule)) {
        // No text has more characters than bytes, and none a quarter as many.
        let count = || text.chars().count();
        if let Some(min) = self.min
            && text.len() / 4 < min
            && count() < min
        {
            report(Rule::TooShort { min });
        }
        if let Some(max) = self.max
            && text.len() > max
            && count() > max
        {
            report(Rule::TooLong { max });
        }
        if let Some(form) = self.pattern
            && !pattern::matches(form, text)
        {
            report(Rule::Pattern(form));
        }
        if let Some(allowed) = self.one_of
            && !allowed.contains(&text)
        {
            report(Rule::OneOf(allowed));
        }
        if let Some(rules) = self.number {
            match decimal::parse_strict(text) {
                Ok(value) => rules.violated_by(value, &mut report),
                Err(rule) => report(rule),
            }
        }
        if let Some(rule) = self.also.and_then(|also| also(text)) {
            report(rule);
        }
    }
}

/// A value whose texts can be held to [`TextRules`]: a text, or an option, a list or a map of such.
pub trait Textual {
    /// Gives each text, with its index if it stands in a list.
    fn each_text(&self, visit: &mut dyn FnMut(Option<usize>, &str));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violations(rules: &TextRules, text: &str) -> Vec<Rule> {
        let mut violations = Vec::new();
        rules.violated_by(text, |rule| violations.push(rule));
        violations
    }

    #[test]
    fn length_counts_characters_not_bytes() {
        let rules = TextRules {
            min: Some(2),
            max: Some(3),
            ..TextRules::ANY
        };
        assert_eq!(violations(&rules, "中文字"), []);
        assert_eq!(violations(&rules, "中"), [Rule::TooShort { min: 2 }]);
        assert_eq!(violations(&rules, "中文字四"), [Rule::TooLong { max: 3 }]);
    }

    #[test]
    fn all_violations_are_found() {
        let rules = TextRules {
            min: Some(2),
            one_of: Some(&["auto", "no"]),
            also: Some(|_| Some(Rule::Form("impossible"))),
            ..TextRules::ANY
        };
        assert_eq!(violations(&rules, "x").len(), 3);
    }
}
