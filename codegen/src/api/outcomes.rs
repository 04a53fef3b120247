//! What an answer proves of a request, and how the outcome of an operation is found where it is not known.

use super::parameters::ParameterPlace;
use super::refs::TypeRef;
use crate::extensions::{Moves, Source, StateClass};

/// What the answer of an operation says of its request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Acknowledged {
    /// Paths in the answer, each with the path in the request whose value it has if it is shown.
    pub same: Vec<(String, String)>,
    /// Paths in the answer that have the name of such a path and mean something else.
    pub other: Vec<String>,
    /// The path of the number that the gateway gives to what it carries out.
    pub issued: Option<String>,
    /// Whether a journal may keep that number.
    pub keeps_issued: bool,
    /// The paths in the answer by which the customer is asked for a next step.
    pub steps: Vec<String>,
    /// Fields of the request, each with the values for which nobody but the gateway acts.
    pub alone: Vec<(String, Vec<String>)>,
    /// The names of the states that the answer can show, with what each known state means for the money.
    pub states: Vec<(String, Vec<(String, StateClass)>)>,
    /// What the answer always has beside its envelope, where it moves money.
    pub required: Vec<String>,
    /// The path of the list in the answer that has an element for each entry of the request that was accepted.
    pub each: Option<String>,
    /// Which field of the request says how much it moves of a payment, and which way.
    pub moves: Option<Moves>,
}

/// How the outcome of an operation is found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FoundBy {
    /// The ways to ask, in the order in which they are tried; none where nothing finds it.
    pub ways: Vec<Lookup>,
    /// Members of the answer that cannot be had this way.
    pub lost: Vec<String>,
    /// The page that it opens for a customer to pay on, where nothing finds the request itself.
    pub page: Option<PaymentPage>,
    /// Why this works, or why nothing does.
    pub reason: String,
}

/// A page on which a customer pays, by a method that only the customer knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentPage {
    /// How a payment on it is found by one method.
    pub way: Lookup,
    /// The field of the query that takes the method.
    pub method: String,
    /// Methods that a customer may pay by and that the query does not take.
    pub beyond: Vec<String>,
    /// The path in the request of the whole minutes for which the page can be paid.
    pub minutes: Option<String>,
}

/// One way to look an outcome up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// The id of the query.
    pub operation: String,
    /// What its request holds.
    pub with: Vec<Fill>,
    /// The path of the state in its answer.
    pub field: String,
    /// The states that prove that the request was carried out.
    pub success_states: Vec<String>,
    /// What each known state means for the money.
    pub state_classes: Vec<(String, StateClass)>,
    /// Paths in the answer, each with the path in the request that has the same value.
    pub same: Vec<(String, String)>,
    /// Paths in the answer, each with the path in the request whose value it has if it is shown.
    pub matching: Vec<(String, String)>,
    /// The path of a time in the answer that is not before the request if it is shown.
    pub not_before: Option<String>,
}

/// One member of a query's request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fill {
    /// Its wire name.
    pub field: String,
    /// Which parameter it is; `None` where it is a member of the body.
    pub parameter: Option<ParameterPlace>,
    /// Where its value comes from.
    pub from: Source,
    /// The only values that can be looked up, where the member has a list of values.
    pub known: Option<Vec<String>>,
}

/// A value that look-ups ask for, since the request does not hold it.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The wire name of the field of the queries.
    pub field: String,
    /// The ids of the queries in which it has this type.
    pub queries: Vec<String>,
    /// What it is called in Rust: what follows `answer_` and `ask_`.
    pub rust: String,
    /// Its type.
    pub ty: TypeRef,
    /// What is asked, each once.
    pub about: Vec<String>,
}

impl Question {
    /// The setter that gives it.
    #[must_use]
    pub fn setter(&self) -> String {
        format!("answer_{}", self.rust)
    }
}
