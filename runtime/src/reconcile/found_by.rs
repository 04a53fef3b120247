//! How the outcome of an operation is found, as data that the generated crate states.

use crate::Operation;

/// How the outcome of an operation is found when it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// By asking the gateway.
    Lookup {
        /// The ways to ask, in the order in which they are tried.
        ways: &'static [Lookup],
        /// Fields of the lost answer that no look-up gives back.
        lost: &'static [&'static str],
        /// Why this works, and what it does not prove.
        reason: &'static str,
    },
    /// By nothing that the API offers.
    Nothing {
        /// Why not.
        reason: &'static str,
    },
}

/// One way to look an outcome up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lookup {
    /// The query.
    pub operation: &'static Operation,
    /// What its request holds.
    pub with: &'static [Fill],
    /// The path of the state in its answer: wire names, `.` into an object, `[]` for each element of a list.
    pub field: &'static str,
    /// The states that prove that the original request was carried out.
    pub proves: &'static [&'static str],
    /// What each known state means for the money. Empty where the state is none of money.
    pub state_classes: &'static [(&'static str, StateClass)],
    /// Paths in the answer, each with the path in the original request whose value it must have: what names the request.
    pub same: &'static [(&'static str, &'static str)],
    /// Paths in the answer, each with the path in the original request whose value it has. Another value says that this
    /// is another request under the same number; one that is not shown, or cannot be compared, proves nothing. Numbers
    /// are compared by value. What the request left out is not compared.
    pub alike: &'static [(&'static str, &'static str)],
    /// The path of a time in the answer. One that surely lies before the request is that of another one too, and one that
    /// may lie before it, or is not shown, proves nothing.
    pub since: Option<&'static str>,
}

/// One field of a query's request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fill {
    /// Its wire name.
    pub field: &'static str,
    /// Where its value comes from.
    pub from: Source,
    /// The only values that the query knows; `None` if it takes any. Another value cannot be looked up.
    pub known: Option<&'static [&'static str]>,
}

/// Where a value of a query comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// From this path of the original request. What that request left out is left out.
    Request(&'static str),
    /// It is always this JSON.
    Constant(&'static str),
    /// From the caller, who is asked this.
    Ask(&'static str),
}

/// What a state means for the money.
///
/// A state that is not listed is [`Pending`](Self::Pending): never paid, and never failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StateClass {
    /// It is not decided yet, or nobody knows what the state means.
    Pending,
    /// The money is reserved. It stays so until it is captured or voided.
    Authorized,
    /// The money has moved: a payment is paid, a refund is paid back.
    Done,
    /// It was called off before money moved.
    Canceled,
    /// It was tried and no money moved.
    Failed,
}

impl StateClass {
    /// What `state` means by the list `state_classes`.
    ///
    /// ```
    /// use gateway_runtime::StateClass;
    ///
    /// let list = [("successed", StateClass::Done), ("authorized", StateClass::Authorized)];
    /// assert_eq!(StateClass::of("successed", &list), StateClass::Done);
    /// assert_eq!(StateClass::of("SUCCESSED", &list), StateClass::Pending);
    /// ```
    pub fn of(state: &str, state_classes: &[(&str, StateClass)]) -> Self {
        state_classes
            .iter()
            .find(|(known, _)| *known == state)
            .map_or(Self::Pending, |(_, state_class)| *state_class)
    }

    /// Whether nothing changes any more unless the merchant does something. An authorized payment counts as final: the
    /// next step, a capture or a void, is the merchant's.
    pub fn is_final(self) -> bool {
        self != Self::Pending
    }
}

/// A field of a request that a journal and a handle may keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Its path in the request: wire names, `.` into an object, `[]` for each element of a list.
    pub path: &'static str,
    /// Whether its value may be seen in a `Debug`; personal data is kept, and not shown.
    pub open: bool,
}
