use std::cmp::Reverse;

use crate::value::json::kind::Kind;
use crate::value::json::reference::JsonRef;
use crate::value::types::decimal::parse_lenient;

/// What an object is known by where no member names what it is: the members that it has.
#[derive(Debug, Clone, Copy)]
pub struct MatchScore<'a> {
    /// The members that it must have.
    pub required: &'a [&'a str],
    /// The members that it may have.
    pub optional: &'a [&'a str],
    /// Members that have one known value, with that value: a text, or a number or a truth value as it is written.
    pub tags: &'a [(&'a str, &'a str)],
    /// Members that another object has with another JSON type, with their own.
    pub kinds: &'a [(&'a str, Kind)],
}

impl JsonRef<'_> {
    /// Which of several objects the value is most like: of those whose required members are all there and whose tags
    /// are not contradicted, the one that knows most of the value's members, of equals the one that fewest are of another
    /// type than, and of these the first. None where it is like none of them.
    ///
    /// ```
    /// use gateway_runtime::{Json, JsonRef, MatchScore, DecodeWarnings, Read};
    ///
    /// struct Told(Option<usize>);
    ///
    /// impl Read for Told {
    ///     fn read(json: JsonRef<'_>, _: &mut DecodeWarnings) -> Option<Self> {
    ///         let card = MatchScore { required: &["number"], optional: &["name"], tags: &[], kinds: &[] };
    ///         let gone = MatchScore { required: &["deleted"], optional: &[], tags: &[("kind", "card")], kinds: &[] };
    ///         Some(Told(json.likeliest(&[card, gone])))
    ///     }
    /// }
    ///
    /// let told = |text: &str| Json::parse(text).unwrap().decode::<Told>().0.unwrap().0;
    /// assert_eq!(told(r#"{"number": "4242", "name": "Doe"}"#), Some(0));
    /// assert_eq!(told(r#"{"deleted": true, "kind": "card"}"#), Some(1));
    /// assert_eq!(told(r#"{"deleted": true, "kind": "bank"}"#), None);
    /// ```
    pub fn likeliest(self, objects: &[MatchScore<'_>]) -> Option<usize> {
        let members: Vec<_> = self.parts().named().collect();
        let has = |name: &&str| members.iter().any(|(member, _)| member == name);
        let stated = |name: &str| members.iter().rev().find(|(member, _)| member == name);
        let is_not = |(name, value): &(&str, &str)| {
            stated(name).and_then(|(_, stated)| stated.is_tag(value)) == Some(false)
        };
        let is_of_another_type = |(name, kind): &&(&str, Kind)| {
            let found = stated(name).map(|(_, stated)| stated.kind());
            found.is_some_and(|found| found != *kind && found != Kind::Null)
        };
        let mut likeliest = None;
        for (index, object) in objects.iter().enumerate() {
            if !object.required.iter().all(has) || object.tags.iter().any(is_not) {
                continue;
            }
            let known =
                object.required.len() + object.optional.iter().filter(|name| has(name)).count();
            let mistyped = object.kinds.iter().filter(is_of_another_type).count();
            let score = (known, Reverse(mistyped));
            if likeliest.is_none_or(|(most, _)| score > most) {
                likeliest = Some((score, index));
            }
        }
        likeliest.map(|(_, index)| index)
    }

    /// Whether the value is that of a tag; nothing where the two are of different types.
    fn is_tag(self, tag: &str) -> Option<bool> {
        if let Some(text) = self.string() {
            return Some(text == tag);
        }
        if let Some(number) = self.number() {
            return Some(parse_lenient(number)? == parse_lenient(tag)?);
        }
        self.boolean()?;
        matches!(tag, "true" | "false").then(|| self.expose() == tag)
    }
}
