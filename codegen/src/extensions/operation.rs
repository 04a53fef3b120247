//! What is said of an operation.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use super::places::{Codes, Envelope};

/// What is said of an operation.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct OperationExtensions {
    /// `x-rust-name`: its name in Rust.
    #[serde(rename = "x-rust-name")]
    pub rust_name: Option<String>,
    /// `x-effect`: what the request does at the gateway.
    #[serde(rename = "x-effect")]
    pub effect: Option<Effect>,
    /// `x-envelope`: what its answer carries, where that is not what every answer does.
    #[serde(rename = "x-envelope")]
    pub envelope: Option<OwnEnvelope>,
    /// `x-repeat`: whether it may be sent again when its outcome is not known.
    #[serde(rename = "x-repeat")]
    pub repeat: Option<Repeat>,
    /// `x-acknowledges`: what the answer says of the request.
    #[serde(rename = "x-acknowledges")]
    pub acknowledges: Option<Acknowledges>,
    /// `x-found-by`: how the outcome is found.
    #[serde(rename = "x-found-by")]
    pub found_by: Option<FoundBy>,
    /// `x-before-state`: the statuses that come before anything is done.
    #[serde(rename = "x-before-state")]
    pub before_state: Vec<RefusalStatus>,
    /// `x-refused-codes`: codes that are refusals for good.
    #[serde(rename = "x-refused-codes")]
    pub refused_codes: Vec<String>,
    /// `x-journal`: paths in the request that a journal may keep.
    #[serde(rename = "x-journal")]
    pub journal: Vec<String>,
}

/// What a request does at the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// It moves money, so that an unknown outcome must be found out.
    MovesMoney,
    /// It changes something else.
    Changes,
    /// It reads only.
    Reads,
}

/// What the answer of one operation carries, where that is not what every answer does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "StatedEnvelope")]
pub enum OwnEnvelope {
    /// Nothing: the HTTP status says whether the request was accepted.
    None {
        /// Why.
        reason: String,
    },
    /// Another code and another text.
    Other(Envelope),
}

#[derive(Deserialize)]
#[serde(
    expecting = "an object with `none`, which says why, or with `code`, `message` and `accepted`"
)]
struct StatedEnvelope {
    none: Option<String>,
    code: Option<String>,
    message: Option<String>,
    accepted: Option<Codes>,
}

impl TryFrom<StatedEnvelope> for OwnEnvelope {
    type Error = &'static str;

    fn try_from(stated: StatedEnvelope) -> Result<Self, Self::Error> {
        match (stated.none, stated.code, stated.message, stated.accepted) {
            (Some(reason), None, None, None) => Ok(Self::None { reason }),
            (None, Some(code), Some(message), Some(accepted)) => Ok(Self::Other(Envelope {
                code,
                message,
                accepted,
            })),
            _ => Err("this has to be `none` with the reason, or `code`, `message` and `accepted`"),
        }
    }
}

/// A status from 400 to 499: one of another hundred cannot mean that nothing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Value")]
pub struct RefusalStatus(pub u16);

impl TryFrom<Value> for RefusalStatus {
    type Error = &'static str;

    fn try_from(status: Value) -> Result<Self, Self::Error> {
        let status = status
            .as_u64()
            .and_then(|status| u16::try_from(status).ok());
        status
            .filter(|status| (400..500).contains(status))
            .map(Self)
            .ok_or("a status is a number from 400 to 499")
    }
}

/// Whether an operation may be sent again, and why.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "StatedRepeat")]
pub struct Repeat {
    /// Whether it may.
    pub rule: RepeatRule,
    /// Why.
    pub reason: String,
}

/// Whether an operation may be sent again after an unknown outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RepeatRule {
    /// It may.
    Safe,
    /// It may not.
    Never,
    /// Only with the same value in this field of the request, and after reconciling.
    SameKey(String),
    /// Only after the state was read.
    AfterReconcile,
    /// Only what is missing.
    MissingEntries,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with `rule` and `reason`")]
struct StatedRepeat {
    rule: Rule,
    key: Option<String>,
    reason: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Rule {
    Safe,
    Never,
    SameKey,
    AfterReconcile,
    MissingEntries,
}

impl TryFrom<StatedRepeat> for Repeat {
    type Error = &'static str;

    fn try_from(stated: StatedRepeat) -> Result<Self, Self::Error> {
        let rule = match (stated.rule, stated.key) {
            (Rule::SameKey, Some(key)) => RepeatRule::SameKey(key),
            (Rule::SameKey, None) => return Err("the rule `same-key` needs a `key`"),
            (_, Some(_)) => return Err("no rule but `same-key` has a `key`"),
            (Rule::Safe, None) => RepeatRule::Safe,
            (Rule::Never, None) => RepeatRule::Never,
            (Rule::AfterReconcile, None) => RepeatRule::AfterReconcile,
            (Rule::MissingEntries, None) => RepeatRule::MissingEntries,
        };
        Ok(Self {
            rule,
            reason: stated.reason,
        })
    }
}

/// What an answer says of its request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(
    expecting = "an object with `same`, `other`, `issued`, `steps`, `alone`, `each` or `moves`, and `reason`"
)]
pub struct Acknowledges {
    /// Paths in the answer, each with the path in the request whose value it has if it is shown.
    #[serde(default)]
    pub same: IndexMap<String, String>,
    /// Paths in the answer that have the name of such a path and mean something else.
    #[serde(default)]
    pub other: Vec<String>,
    /// The path of what the gateway gives to what it carries out.
    pub issued: Option<String>,
    /// The paths in the answer by which the customer is asked for a next step.
    #[serde(default)]
    pub steps: Vec<String>,
    /// Fields of the request, each with the values for which nobody but the gateway acts.
    #[serde(default)]
    pub alone: IndexMap<String, Vec<String>>,
    /// The path of the list in the answer that has an element for each entry of the request that was accepted.
    pub each: Option<String>,
    /// Which field of the request says how much it moves of a payment, and which way.
    pub moves: Option<Moves>,
    /// Why.
    pub reason: String,
}

/// What a request does with the money of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "StatedMoves")]
pub struct Moves {
    /// Which way the money goes.
    pub way: Way,
    /// The path of the amount in the request.
    pub amount: String,
    /// How much a request moves that leaves the amount out, where it may.
    pub unstated: Option<Unstated>,
}

/// Which way the money of a payment goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It takes so much, or reserves it.
    Pays,
    /// It takes so much of what was reserved.
    Captures,
    /// It gives so much back.
    Refunds,
}

/// How much a request moves that does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unstated {
    /// All that was reserved, or taken.
    All,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with `pays`, `captures` or `refunds`, and `unstated`")]
struct StatedMoves {
    pays: Option<String>,
    captures: Option<String>,
    refunds: Option<String>,
    unstated: Option<Unstated>,
}

impl TryFrom<StatedMoves> for Moves {
    type Error = &'static str;

    fn try_from(stated: StatedMoves) -> Result<Self, Self::Error> {
        let (way, amount) = match (stated.pays, stated.captures, stated.refunds) {
            (Some(amount), None, None) => (Way::Pays, amount),
            (None, Some(amount), None) => (Way::Captures, amount),
            (None, None, Some(amount)) => (Way::Refunds, amount),
            _ => return Err("this has to be one of `pays`, `captures` and `refunds`"),
        };
        match (way, stated.unstated) {
            (Way::Pays, Some(_)) => Err("there is nothing yet of which a payment could take all"),
            (_, unstated) => Ok(Self {
                way,
                amount,
                unstated,
            }),
        }
    }
}

/// How the outcome of an operation is found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "StatedFoundBy")]
pub struct FoundBy {
    /// The ways to look, in the order in which they are tried; none where nothing finds it.
    pub ways: Vec<LookUp>,
    /// Fields of the answer that cannot be had this way.
    pub lost: Vec<String>,
    /// The page that it opens for a customer to pay on, where nothing finds the request itself.
    pub page: Option<Page>,
    /// Why this works, or why nothing does.
    pub reason: String,
}

/// A page on which a customer pays, by a method that only the customer knows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "StatedPage")]
pub struct Page {
    /// How a payment on it is found by one method.
    pub way: LookUp,
    /// The field of the query that takes the method: the one that is asked for.
    pub method: String,
    /// Methods that a customer may pay by and that the query does not take.
    pub beyond: Vec<String>,
    /// The path in the request of the whole minutes for which the page can be paid.
    pub minutes: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with `operation`, `with` and `match`")]
struct StatedPage {
    operation: String,
    with: IndexMap<String, Source>,
    #[serde(rename = "match")]
    wanted: Match,
    #[serde(default)]
    beyond: Vec<String>,
    minutes: Option<String>,
}

impl TryFrom<StatedPage> for Page {
    type Error = &'static str;

    fn try_from(stated: StatedPage) -> Result<Self, Self::Error> {
        let asked = |(field, source): (&String, &Source)| {
            matches!(source, Source::Ask(_)).then(|| field.clone())
        };
        let mut asked = stated.with.iter().filter_map(asked);
        let (Some(method), None) = (asked.next(), asked.next()) else {
            return Err("`with` of a page has to ask for one value, which is the method");
        };
        Ok(Self {
            method,
            way: LookUp {
                operation: stated.operation,
                with: stated.with,
                wanted: stated.wanted,
            },
            beyond: stated.beyond,
            minutes: stated.minutes,
        })
    }
}

/// One way to look an outcome up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookUp {
    /// The id of the query.
    pub operation: String,
    /// The fields of its request, each with where its value comes from.
    pub with: IndexMap<String, Source>,
    /// What in its answer proves that the request was carried out.
    pub wanted: Match,
}

/// Where a value of a query comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Value")]
pub enum Source {
    /// From this path of the original request.
    Request(String),
    /// It is always this.
    Constant(Value),
    /// From the caller, who is asked this.
    Ask(String),
}

impl TryFrom<Value> for Source {
    type Error = &'static str;

    fn try_from(stated: Value) -> Result<Self, Self::Error> {
        const KINDS: &str = "this has to be a field of the request, {const: …} or {ask: …}";
        let mut members = match stated {
            Value::String(path) => return Ok(Self::Request(path)),
            Value::Object(members) if members.len() == 1 => members.into_iter(),
            _ => return Err(KINDS),
        };
        match members.next() {
            Some((name, value)) if name == "const" => Ok(Self::Constant(value)),
            Some((name, Value::String(question))) if name == "ask" => Ok(Self::Ask(question)),
            _ => Err(KINDS),
        }
    }
}

/// What in an answer proves that a request was carried out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(expecting = "an object with `field` and `states`")]
pub struct Match {
    /// The path of the state.
    pub field: String,
    /// The states that prove it, one at least.
    pub states: States,
    /// Paths in the answer, each with the path in the request that has the same value.
    #[serde(default)]
    pub same: IndexMap<String, String>,
    /// Paths in the answer, each with the path in the request whose value it has if it is shown.
    #[serde(default)]
    pub alike: IndexMap<String, String>,
    /// The path of a time that is not before the request if it is shown.
    pub since: Option<String>,
}

/// States, one at least.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct States(pub Vec<String>);

impl TryFrom<Vec<String>> for States {
    type Error = &'static str;

    fn try_from(states: Vec<String>) -> Result<Self, Self::Error> {
        if states.is_empty() {
            return Err("this has to be a list of states, one at least");
        }
        Ok(Self(states))
    }
}

#[derive(Deserialize)]
#[serde(expecting = "an object with `operation` and `reason`")]
struct StatedFoundBy {
    operation: Queried,
    with: Option<IndexMap<String, Source>>,
    #[serde(rename = "match")]
    wanted: Option<Match>,
    or: Option<Box<StatedWay>>,
    #[serde(default)]
    lost: Vec<String>,
    page: Option<Page>,
    reason: String,
}

/// An alternative, which the reason explains too.
#[derive(Deserialize)]
#[serde(expecting = "an object with `operation`, `with` and `match`")]
struct StatedWay {
    operation: String,
    with: IndexMap<String, Source>,
    #[serde(rename = "match")]
    wanted: Match,
    or: Option<Box<StatedWay>>,
}

/// The id of a query, or null.
#[derive(Deserialize)]
#[serde(try_from = "Value")]
struct Queried(Option<String>);

impl TryFrom<Value> for Queried {
    type Error = &'static str;

    fn try_from(stated: Value) -> Result<Self, Self::Error> {
        match stated {
            Value::Null => Ok(Self(None)),
            Value::String(id) => Ok(Self(Some(id))),
            _ => Err("this has to be an operation's id, or null"),
        }
    }
}

impl TryFrom<StatedFoundBy> for FoundBy {
    type Error = &'static str;

    fn try_from(stated: StatedFoundBy) -> Result<Self, Self::Error> {
        let mut ways = Vec::new();
        if stated.page.is_some() && stated.operation.0.is_some() {
            return Err("a page is looked at where no operation finds the outcome");
        }
        match (stated.operation.0, stated.with, stated.wanted) {
            (Some(operation), Some(with), Some(wanted)) => ways.push(LookUp {
                operation,
                with,
                wanted,
            }),
            (Some(_), None, _) => return Err("`with` has to give the fields of the query"),
            (Some(_), _, None) => return Err("`match` has to say what proves the outcome"),
            (None, None, None) if stated.or.is_none() => {}
            (None, ..) => {
                return Err("where no operation finds the outcome, there is nothing to look for");
            }
        }
        let mut or = stated.or;
        while let Some(way) = or {
            ways.push(LookUp {
                operation: way.operation,
                with: way.with,
                wanted: way.wanted,
            });
            or = way.or;
        }
        Ok(Self {
            ways,
            lost: stated.lost,
            page: stated.page,
            reason: stated.reason,
        })
    }
}
