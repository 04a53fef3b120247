//! The words and phrases that state restrictions, in the languages that such pages are written in.

/// What a word or a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Mandatory, optional or conditional. Says nothing about the value.
    Mark,
    /// The type of the value.
    Type(Type),
    /// That the limits are those of a length.
    Length,
    /// What is counted.
    Unit(Unit),
    /// Places after the decimal point.
    DecimalPlaces,
    /// The number that follows is the least, of a length rather than of a value.
    AtLeast,
    /// The number that follows is the most, of a length rather than of a value.
    AtMost,
    /// The number that follows bounds the value or the length.
    Compare(Compare),
    /// The number before is the most.
    OrLess,
    /// The number before is the least.
    OrMore,
    /// Stands between the ends of a range.
    To,
    /// Values follow.
    Enumeration,
    /// The limits of the value, or its values, follow.
    Range,
    /// The default follows.
    Default,
    /// A regular expression follows.
    Pattern,
    /// Says nothing.
    Filler,
    /// Says nothing but that a number follows which is meant: exactly so much, or one end of a range.
    Opening {
        /// Whether it is meant exactly.
        exact: bool,
    },
}

/// A comparison with the number that follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Compare {
    /// Whether the number is the least; otherwise it is the most.
    pub(super) least: bool,
    /// Whether the number itself is out.
    pub(super) exclusive: bool,
}

impl Compare {
    pub(super) const LEAST: Self = Self {
        least: true,
        exclusive: false,
    };
    pub(super) const MOST: Self = Self {
        least: false,
        exclusive: false,
    };
    pub(super) const ABOVE: Self = Self {
        least: true,
        exclusive: true,
    };
    pub(super) const BELOW: Self = Self {
        least: false,
        exclusive: true,
    };
}

/// The types that a token can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Integer,
    /// A number with a given precision and scale, as databases have it.
    Decimal,
    Boolean,
    Array,
    Object,
    Date,
}

/// What a length counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Characters,
    Bytes,
    Digits,
    Letters,
    Entries,
}

/// Every phrase, in lower case. Where several fit, the longest is meant.
pub(super) const PHRASES: &[(&str, Meaning)] = &[
    ("required", Meaning::Mark),
    ("optional", Meaning::Mark),
    ("mandatory", Meaning::Mark),
    ("conditional", Meaning::Mark),
    ("必填", Meaning::Mark),
    ("必传", Meaning::Mark),
    ("必须", Meaning::Mark),
    ("必选", Meaning::Mark),
    ("非必填", Meaning::Mark),
    ("非必传", Meaning::Mark),
    ("选填", Meaning::Mark),
    ("可选", Meaning::Mark),
    ("string", Meaning::Type(Type::Text)),
    ("str", Meaning::Type(Type::Text)),
    ("text", Meaning::Type(Type::Text)),
    ("char", Meaning::Type(Type::Text)),
    ("varchar", Meaning::Type(Type::Text)),
    ("alphanumeric", Meaning::Type(Type::Text)),
    ("字符串", Meaning::Type(Type::Text)),
    ("文本", Meaning::Type(Type::Text)),
    ("int", Meaning::Type(Type::Integer)),
    ("integer", Meaning::Type(Type::Integer)),
    ("long", Meaning::Type(Type::Integer)),
    ("整数", Meaning::Type(Type::Integer)),
    ("整型", Meaning::Type(Type::Integer)),
    ("number", Meaning::Type(Type::Decimal)),
    ("numeric", Meaning::Type(Type::Decimal)),
    ("decimal", Meaning::Type(Type::Decimal)),
    ("bigdecimal", Meaning::Type(Type::Decimal)),
    ("double", Meaning::Type(Type::Decimal)),
    ("float", Meaning::Type(Type::Decimal)),
    ("boolean", Meaning::Type(Type::Boolean)),
    ("bool", Meaning::Type(Type::Boolean)),
    ("array", Meaning::Type(Type::Array)),
    ("list", Meaning::Type(Type::Array)),
    ("object", Meaning::Type(Type::Object)),
    ("date", Meaning::Type(Type::Date)),
    ("datetime", Meaning::Type(Type::Date)),
    ("date-time", Meaning::Type(Type::Date)),
    ("time", Meaning::Type(Type::Date)),
    ("日期", Meaning::Type(Type::Date)),
    ("时间", Meaning::Type(Type::Date)),
    ("length", Meaning::Length),
    ("len", Meaning::Length),
    ("size", Meaning::Length),
    ("长度", Meaning::Length),
    ("长度限制", Meaning::Length),
    ("长度范围", Meaning::Length),
    ("字符长度", Meaning::Length),
    ("字符数", Meaning::Length),
    ("位数", Meaning::Length),
    ("characters", Meaning::Unit(Unit::Characters)),
    ("character", Meaning::Unit(Unit::Characters)),
    ("chars", Meaning::Unit(Unit::Characters)),
    ("symbols", Meaning::Unit(Unit::Characters)),
    ("位", Meaning::Unit(Unit::Characters)),
    ("位字符", Meaning::Unit(Unit::Characters)),
    ("字符", Meaning::Unit(Unit::Characters)),
    ("个字符", Meaning::Unit(Unit::Characters)),
    ("字", Meaning::Unit(Unit::Characters)),
    ("个字", Meaning::Unit(Unit::Characters)),
    ("bytes", Meaning::Unit(Unit::Bytes)),
    ("byte", Meaning::Unit(Unit::Bytes)),
    ("字节", Meaning::Unit(Unit::Bytes)),
    ("个字节", Meaning::Unit(Unit::Bytes)),
    ("digits", Meaning::Unit(Unit::Digits)),
    ("digit", Meaning::Unit(Unit::Digits)),
    ("digits only", Meaning::Unit(Unit::Digits)),
    ("only digits", Meaning::Unit(Unit::Digits)),
    ("numbers only", Meaning::Unit(Unit::Digits)),
    ("位数字", Meaning::Unit(Unit::Digits)),
    ("个数字", Meaning::Unit(Unit::Digits)),
    ("letters", Meaning::Unit(Unit::Letters)),
    ("letter", Meaning::Unit(Unit::Letters)),
    ("letters only", Meaning::Unit(Unit::Letters)),
    ("only letters", Meaning::Unit(Unit::Letters)),
    ("位字母", Meaning::Unit(Unit::Letters)),
    ("个字母", Meaning::Unit(Unit::Letters)),
    ("字母", Meaning::Unit(Unit::Letters)),
    ("items", Meaning::Unit(Unit::Entries)),
    ("item", Meaning::Unit(Unit::Entries)),
    ("entries", Meaning::Unit(Unit::Entries)),
    ("elements", Meaning::Unit(Unit::Entries)),
    ("个", Meaning::Unit(Unit::Entries)),
    ("条", Meaning::Unit(Unit::Entries)),
    ("项", Meaning::Unit(Unit::Entries)),
    ("decimal places", Meaning::DecimalPlaces),
    ("decimals", Meaning::DecimalPlaces),
    ("位小数", Meaning::DecimalPlaces),
    ("at least", Meaning::AtLeast),
    ("no less than", Meaning::Compare(Compare::LEAST)),
    ("not less than", Meaning::Compare(Compare::LEAST)),
    ("greater than or equal to", Meaning::Compare(Compare::LEAST)),
    ("min", Meaning::AtLeast),
    ("min.", Meaning::AtLeast),
    ("minimum", Meaning::AtLeast),
    ("minlength", Meaning::AtLeast),
    ("min length", Meaning::AtLeast),
    ("最少", Meaning::AtLeast),
    ("最小", Meaning::Compare(Compare::LEAST)),
    ("最短", Meaning::AtLeast),
    ("至少", Meaning::AtLeast),
    ("不少于", Meaning::AtLeast),
    ("不小于", Meaning::Compare(Compare::LEAST)),
    ("大于等于", Meaning::Compare(Compare::LEAST)),
    ("at most", Meaning::AtMost),
    ("up to", Meaning::AtMost),
    ("no more than", Meaning::Compare(Compare::MOST)),
    ("no longer than", Meaning::AtMost),
    ("not longer than", Meaning::AtMost),
    ("not exceed", Meaning::Compare(Compare::MOST)),
    ("cannot exceed", Meaning::Compare(Compare::MOST)),
    ("limited to", Meaning::AtMost),
    ("not be longer than", Meaning::AtMost),
    ("not be more than", Meaning::Compare(Compare::MOST)),
    ("not more than", Meaning::Compare(Compare::MOST)),
    ("not exceeding", Meaning::Compare(Compare::MOST)),
    ("less than or equal to", Meaning::Compare(Compare::MOST)),
    ("limit", Meaning::AtMost),
    ("max", Meaning::AtMost),
    ("max.", Meaning::AtMost),
    ("maximum", Meaning::AtMost),
    ("maxlength", Meaning::AtMost),
    ("max length", Meaning::AtMost),
    ("最多", Meaning::AtMost),
    ("最多可输入", Meaning::AtMost),
    ("最多输入", Meaning::AtMost),
    ("限", Meaning::AtMost),
    ("最大", Meaning::Compare(Compare::MOST)),
    ("最长", Meaning::AtMost),
    ("至多", Meaning::AtMost),
    ("不超过", Meaning::Compare(Compare::MOST)),
    ("不得超过", Meaning::Compare(Compare::MOST)),
    ("不能超过", Meaning::Compare(Compare::MOST)),
    ("不可超过", Meaning::Compare(Compare::MOST)),
    ("不得少于", Meaning::AtLeast),
    ("不大于", Meaning::Compare(Compare::MOST)),
    ("不多于", Meaning::AtMost),
    ("小于等于", Meaning::Compare(Compare::MOST)),
    ("less than", Meaning::Compare(Compare::BELOW)),
    ("must be less than", Meaning::Compare(Compare::BELOW)),
    ("must be fewer than", Meaning::Compare(Compare::BELOW)),
    ("must be shorter than", Meaning::Compare(Compare::BELOW)),
    ("小于", Meaning::Compare(Compare::BELOW)),
    ("greater than", Meaning::Compare(Compare::ABOVE)),
    ("more than", Meaning::Compare(Compare::ABOVE)),
    ("大于", Meaning::Compare(Compare::ABOVE)),
    ("or less", Meaning::OrLess),
    ("or fewer", Meaning::OrLess),
    ("以内", Meaning::OrLess),
    ("之内", Meaning::OrLess),
    ("以下", Meaning::OrLess),
    ("or more", Meaning::OrMore),
    ("以上", Meaning::OrMore),
    ("to", Meaning::To),
    ("through", Meaning::To),
    ("and", Meaning::To),
    ("至", Meaning::To),
    ("到", Meaning::To),
    ("enum", Meaning::Enumeration),
    ("enums", Meaning::Enumeration),
    ("enumeration", Meaning::Enumeration),
    ("one of", Meaning::Enumeration),
    ("values", Meaning::Enumeration),
    ("allowed values", Meaning::Enumeration),
    ("possible values", Meaning::Enumeration),
    ("valid values", Meaning::Enumeration),
    ("枚举", Meaning::Enumeration),
    ("枚举值", Meaning::Enumeration),
    ("可选值", Meaning::Enumeration),
    ("range", Meaning::Range),
    ("value", Meaning::Range),
    ("取值", Meaning::Range),
    ("取值范围", Meaning::Range),
    ("范围", Meaning::Range),
    ("值", Meaning::Range),
    ("default", Meaning::Default),
    ("defaults to", Meaning::Default),
    ("default value", Meaning::Default),
    ("默认", Meaning::Default),
    ("默认值", Meaning::Default),
    ("默认为", Meaning::Default),
    ("缺省", Meaning::Default),
    ("pattern", Meaning::Pattern),
    ("regex", Meaning::Pattern),
    ("regexp", Meaning::Pattern),
    ("正则", Meaning::Pattern),
    ("正则表达式", Meaning::Pattern),
    ("of", Meaning::Filler),
    ("is", Meaning::Filler),
    ("are", Meaning::Filler),
    ("the following", Meaning::Filler),
    ("the following values", Meaning::Filler),
    ("be", Meaning::Filler),
    ("must", Meaning::Filler),
    ("between", Meaning::Opening { exact: false }),
    ("exactly", Meaning::Opening { exact: true }),
    ("的", Meaning::Filler),
    ("为", Meaning::Filler),
    ("是", Meaning::Filler),
    ("保留", Meaning::Filler),
    ("介于", Meaning::Filler),
    ("在", Meaning::Filler),
    ("必须在", Meaning::Filler),
    ("之间", Meaning::Filler),
];

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text => "a text",
            Self::Integer => "a whole number",
            Self::Decimal => "a decimal number",
            Self::Boolean => "a truth value",
            Self::Array => "a list",
            Self::Object => "an object",
            Self::Date => "a time",
        })
    }
}
