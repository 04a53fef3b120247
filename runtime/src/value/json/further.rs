//! Members that a request has beside those that its types name: put in once all of it is written, so that a request without
//! such costs nothing.

use zeroize::Zeroizing;

use crate::value::check::violation::Rule;
use crate::value::json::index::Node;
use crate::value::json::kind::Kind;
use crate::value::json::reference::JsonRef;
use crate::value::wipe::WipingBuffer;

/// The members that are still to be put in, and the names that none of them may have.
#[derive(Default)]
pub(crate) struct Further {
    /// The object that all of them stand in, by its node; none once that is written.
    root: Option<usize>,
    members: Vec<Member>,
    /// Names that a type has and that were not written, each with the node of its object.
    named: Vec<(usize, Zeroizing<String>)>,
    /// Those that could not be put in, each by its pointer.
    refused: Vec<(String, Rule)>,
}

struct Member {
    /// The object that it was given for, by its node.
    owner: usize,
    /// A name there, or a JSON pointer from there.
    path: String,
    json: WipingBuffer,
}

/// Where a member goes.
struct Target {
    /// The node of the object, and where that ends, before its bracket.
    node: usize,
    end: usize,
    is_empty: bool,
    name: Zeroizing<String>,
}

/// Whether a member goes into an object within the one that it was given for: its name is a JSON pointer of several names.
pub(crate) fn goes_within(path: &str) -> bool {
    above_and_name(path).0.is_some()
}

/// The way to the object that a member goes into, where that is within another, and its name, both as a pointer has them.
fn above_and_name(path: &str) -> (Option<&str>, &str) {
    match path.strip_prefix('/') {
        Some(path) => path
            .rsplit_once('/')
            .map_or((None, path), |(above, name)| (Some(above), name)),
        None => (None, path),
    }
}

impl Further {
    /// Whether this is the object that all of them stand in.
    pub(crate) fn is_within(&self, node: usize) -> bool {
        self.root == Some(node)
    }

    pub(crate) fn add(&mut self, owner: usize, path: &str, json: WipingBuffer) {
        self.root.get_or_insert(owner);
        self.members.push(Member {
            owner,
            path: path.to_owned(),
            json,
        });
    }

    /// Notes a name that the type of an object has, be it written or not.
    pub(crate) fn named(&mut self, node: usize, name: &str) {
        self.named.push((node, Zeroizing::new(name.to_owned())));
    }

    pub(crate) fn into_refused(self) -> Vec<(String, Rule)> {
        self.refused
    }

    /// What was written with the members put in.
    pub(crate) fn put_into(
        &mut self,
        written: &str,
        nodes: &[Node],
        quote: impl Fn(&str) -> WipingBuffer,
    ) -> WipingBuffer {
        let mut placed: Vec<(Target, WipingBuffer)> = Vec::new();
        for Member { owner, path, json } in std::mem::take(&mut self.members) {
            match self.target(owner, &path, written, nodes) {
                Ok(target) => {
                    // A second one of this name is refused.
                    self.named.push((target.node, target.name.clone()));
                    placed.push((target, json));
                }
                Err(rule) => self.refused.push((pointer(&path), rule)),
            }
        }
        (self.root, self.named) = (None, Vec::new());
        placed.sort_by_key(|(target, _)| (target.end, target.node));
        let mut out = WipingBuffer::with_capacity(written.len().saturating_mul(2));
        let (mut from, mut last) = (0, None);
        for (target, json) in &placed {
            out.extend(written.get(from..target.end).unwrap_or_default().as_bytes());
            if !target.is_empty || last == Some(target.node) {
                out.push(b',');
            }
            out.extend(quote(&target.name).as_ref());
            out.push(b':');
            out.extend(json.as_ref());
            (from, last) = (target.end, Some(target.node));
        }
        out.extend(written.get(from..).unwrap_or_default().as_bytes());
        out
    }

    fn target(
        &self,
        owner: usize,
        path: &str,
        written: &str,
        nodes: &[Node],
    ) -> Result<Target, Rule> {
        let (above, name) = above_and_name(path);
        let name = match path.starts_with('/') {
            true => unescaped(name),
            false => name.to_owned(),
        };
        let mut object = JsonRef::written(written, nodes.get(owner..).unwrap_or_default());
        for step in above.into_iter().flat_map(|above| above.split('/')) {
            object = member(object, &unescaped(step)).ok_or(NOT_GIVEN)?;
        }
        let node = object.node().filter(|_| object.kind() == Kind::Object);
        let node = node.ok_or(NOT_GIVEN)?;
        let at = nodes.iter().position(|other| other.from == node.from);
        let at = at.ok_or(NOT_GIVEN)?;
        let is_named = |(node, named): &(usize, Zeroizing<String>)| *node == at && **named == name;
        if member(object, &name).is_some() || self.named.iter().any(is_named) {
            return Err(Rule::Form("given as the property that it is"));
        }
        Ok(Target {
            node: at,
            end: (node.to as usize).saturating_sub(1),
            is_empty: node.size == 1,
            name: Zeroizing::new(name),
        })
    }
}

const NOT_GIVEN: Rule = Rule::Form("in an object that the request has");

/// A member of an object, or an element of a list by its position.
fn member<'a>(json: JsonRef<'a>, step: &str) -> Option<JsonRef<'a>> {
    match json.kind() {
        Kind::List => json.items()?.nth(step.parse().ok()?),
        _ => json.members()?.find_named(step),
    }
}

/// A step of a JSON pointer as the name that it means.
fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// A path as a JSON pointer.
fn pointer(path: &str) -> String {
    match path.starts_with('/') {
        true => path.to_owned(),
        false => format!("/{}", path.replace('~', "~0")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::value::check::rules::{Check, Rules, validate};
    use crate::value::json::untyped::Json;
    use crate::value::json::writer::{JsonWriter, Write};

    type Members = Option<BTreeMap<String, Json>>;

    struct Pay {
        card: Option<Card>,
        lines: Vec<Line>,
        further: Members,
    }

    struct Card {
        number: String,
        further: Members,
    }

    #[derive(Default)]
    struct Line {
        name: Option<String>,
    }

    impl Write for Pay {
        fn write(&self, out: &mut JsonWriter) {
            out.object(|object| {
                object.undocumented(&self.further);
                object.field("card", &self.card);
                object.field("lines", &self.lines);
                object.named(&["wallet", "bank"]);
            });
        }
    }

    impl Write for Card {
        fn write(&self, out: &mut JsonWriter) {
            out.object(|object| {
                object.undocumented(&self.further);
                object.field("number", &self.number);
            });
        }
    }

    impl Write for Line {
        fn write(&self, out: &mut JsonWriter) {
            out.object(|object| object.field("name", &self.name));
        }
    }

    impl Check for Pay {
        fn check(&self, rules: &mut Rules<'_>) {
            rules.undocumented(self);
        }
    }

    fn members(all: &[(&str, &str)]) -> Members {
        let all = all.iter();
        let all = all.map(|(path, json)| ((*path).to_owned(), Json::parse(*json).unwrap()));
        Some(all.collect())
    }

    fn pay(all: &[(&str, &str)]) -> Pay {
        let number = "4".to_owned();
        let name = Some("é".to_owned());
        Pay {
            card: Some(Card {
                number,
                further: None,
            }),
            lines: vec![Line::default(), Line { name }],
            further: members(all),
        }
    }

    /// What is written, once it was held against what an index of its text finds.
    fn written(value: &impl Write) -> String {
        let mut out = JsonWriter::new();
        out.list(|list| {
            list.element(&true);
            list.element(value);
            list.element("end");
        });
        let read = Json::parse(out.expose()).unwrap();
        let mut again = JsonWriter::new();
        read.write(&mut again);
        let parts = |json: JsonRef<'_>| -> Vec<String> {
            let parts = json
                .parts()
                .flat_map(|part| [part].into_iter().chain(part.parts()));
            parts.map(|part| part.expose().to_owned()).collect()
        };
        assert_eq!(parts(out.json()), parts(again.json()));
        parts(out.json()).swap_remove(1)
    }

    #[test]
    fn members_stand_behind_those_that_are_named_wherever_their_path_leads() {
        let given = pay(&[
            ("loyalty", r#"{"code":1}"#),
            ("/card/newField", "true"),
            ("/card/tokén", "[]"),
            ("/lines/0/new", "1"),
            ("/lines/0/newer", "2"),
            ("/lines/1/new", "null"),
            ("/~1slash~0", "0"),
        ]);
        assert!(validate(&given).is_ok());
        let expected = concat!(
            r#"{"card":{"number":"4","newField":true,"tokén":[]},"#,
            r#""lines":[{"new":1,"newer":2},{"name":"é","new":null}],"#,
            r#""/slash~":0,"loyalty":{"code":1}}"#,
        );
        assert_eq!(written(&given), expected);
    }

    #[test]
    fn none_takes_the_place_of_a_member_that_a_type_names() {
        let given = pay(&[
            ("/bank", "1"),
            ("/card", "1"),
            ("/card/number", "1"),
            ("/lines/0/name", "1"),
            ("/lines/2/new", "1"),
            ("/lines/new", "1"),
            ("/loyalty", "1"),
            ("/wallet/new", "1"),
            ("loyalty", "2"),
            ("wallet", "1"),
        ]);
        let told = validate(&given).unwrap_err();
        let told: Vec<String> = told.violations().iter().map(ToString::to_string).collect();
        let named = "must be given as the property that it is";
        let nowhere = "must be in an object that the request has";
        let expected = [
            format!("/bank {named}"),
            format!("/card {named}"),
            format!("/card/number {named}"),
            format!("/lines/0/name {named}"),
            format!("/lines/2/new {nowhere}"),
            format!("/lines/new {nowhere}"),
            format!("/wallet/new {nowhere}"),
            format!("/loyalty {named}"),
            format!("/wallet {named}"),
        ];
        assert_eq!(told, expected);
        // Whoever does not ask sends none of them.
        let plain = r#"{"card":{"number":"4"},"lines":[{},{"name":"é"}],"loyalty":1}"#;
        assert_eq!(written(&given), plain);
    }

    #[test]
    fn members_of_an_object_within_are_put_in_with_those_of_the_one_around() {
        let mut given = pay(&[("/card/new", "1")]);
        let further = members(&[("own", "2"), ("/new", "3"), ("number", "5")]);
        given.card.as_mut().unwrap().further = further;
        assert!(written(&given).starts_with(r#"{"card":{"number":"4","new":1,"own":2},"#));
        assert_eq!(validate(&given).unwrap_err().violations().len(), 2);
        given.further = None;
        assert!(written(&given).starts_with(r#"{"card":{"number":"4","new":3,"own":2},"#));
    }
}
