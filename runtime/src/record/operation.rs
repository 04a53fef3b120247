//! Operations are data: the generated crate states them, the gateway knows how to send them.

use std::fmt;

use crate::record::security::{CredentialSet, Requirement, Scheme, Security};

/// One operation of an API, as its document states it. Its `Debug` names it, and shows none of its tables.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// Its name, as it stands in logs and failures.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path below the base URL, with `{name}` for each path parameter.
    pub path: &'static str,
    /// What it does to the world.
    pub effect: Effect,
    /// Whether it may be sent again when nobody knows whether it arrived.
    pub repeat: Repeat,
    /// Whether it needs the API's credential.
    pub secured: bool,
    /// The fields in which its answer says whether the request was accepted. Without them the HTTP status says so, and the
    /// body is the answer itself.
    pub envelope: Option<Envelope>,
    /// The HTTP statuses that come before anything is done: an answer with one of them proves that the operation did
    /// not happen, unless its body breaks off, says otherwise or speaks of the request at all
    /// ([`acknowledges`](Self::acknowledges)). After a 401 among them it is sent once more with a fresh token.
    pub before_state: &'static [u16],
    /// Codes in its answer that are known to be refusals for good, unless the answer contradicts them.
    pub refused: &'static [&'static str],
    /// What its answer says of the request.
    pub acknowledges: Acknowledges,
    /// How its outcome is found when it is not known.
    pub found_by: FoundBy,
    /// What a journal and a handle may keep of the request: no card data and no secret. The first one names the request
    /// in logs.
    pub journal: &'static [Kept],
}

impl Operation {
    /// Whether it makes what its answer shows the number of, and does not act upon what was there.
    pub(crate) fn is_made_anew(&self) -> bool {
        let Acknowledges { issued, same, .. } = self.acknowledges;
        issued.is_some_and(|issued| same.iter().all(|(theirs, _)| *theirs != issued))
    }

    /// The path of the number that a journal keeps of it, by which other requests name it: what the gateway gives to it, or,
    /// where it opens a page, to the payment on it, by the name that the query has for that.
    pub(crate) fn number(&self) -> Option<&'static str> {
        let kept = |said: Acknowledges| said.issued.filter(|_| said.keeps_issued);
        match self.found_by {
            FoundBy::Page { page, .. } => {
                let issued = kept(page.way.operation.acknowledges)?;
                issued.rsplit('.').next()
            }
            FoundBy::Nothing { .. } | FoundBy::Lookup { .. } => kept(self.acknowledges),
        }
    }

    /// Whether it takes a payment, or opens a page to take one on: nothing else that makes something anew may not be
    /// repeated at all.
    pub(crate) fn is_attempt(&self) -> bool {
        self.is_made_anew() && self.repeat == Repeat::Never && self.effect != Effect::Reads
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} {})", self.id, self.method.as_str(), self.path)
    }
}

/// What the answer of an operation says of its request, by wire names.
///
/// Names that are looked for in an answer are looked for wherever they stand in it, at any depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acknowledges {
    /// Paths in the answer, each with the path in the request whose value it has if it is shown. Another value, there
    /// or wherever else the answer has the last name of the path, may be that of another request, and leaves the
    /// outcome open.
    pub same: &'static [(&'static str, &'static str)],
    /// Paths in the answer that have such a name and mean something else: the number of a refund in the query of a
    /// payment.
    pub other: &'static [&'static str],
    /// The path of the number that the gateway gives to what it carries out. A refusal that shows one which the request
    /// did not have contradicts itself.
    pub issued: Option<&'static str>,
    /// The names of the states that the answer can show, with what each known state means for the money. A refusal
    /// beside a state that is not a failed one contradicts itself.
    pub states: &'static [(&'static str, &'static [(&'static str, StateClass)])],
    /// The fields that the answer is documented always to have, beside code and message, where it moves money. An
    /// acceptance with none of them decides nothing.
    pub required: &'static [&'static str],
    /// Whether a journal may keep what is issued: a number that anybody may see, and no address of a page.
    pub keeps_issued: bool,
    /// The paths in the answer by which the customer is asked for a next step: a page to open, a challenge to pass.
    pub steps: &'static [&'static str],
    /// Fields of the request, each with the values for which nobody but the gateway acts. With any other value, or with
    /// none, the customer does, and may do so for long.
    pub alone: &'static [(&'static str, &'static [&'static str])],
    /// The path of the list in the answer that has an element for each entry of the request that was accepted.
    pub each: Option<&'static str>,
    /// Which field of the request says how much it moves of a payment, and which way.
    pub moves: Option<Moves>,
}

impl Acknowledges {
    /// It says nothing.
    pub const NOTHING: Self = Self {
        same: &[],
        other: &[],
        issued: None,
        states: &[],
        required: &[],
        keeps_issued: false,
        steps: &[],
        alone: &[],
        each: None,
        moves: None,
    };
}

/// What a request does with the money of a payment, with the path of the amount in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moves {
    /// It takes so much, or reserves it.
    Pays(&'static str),
    /// It takes so much of what was reserved.
    Captures(&'static str),
    /// It gives so much back.
    Refunds(&'static str),
}

impl Moves {
    /// Where the request has the amount.
    pub(crate) fn amount(self) -> &'static str {
        match self {
            Self::Pays(path) | Self::Captures(path) | Self::Refunds(path) => path,
        }
    }
}

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// `GET`
    Get,
    /// `PUT`
    Put,
    /// `POST`
    Post,
    /// `DELETE`
    Delete,
    /// `OPTIONS`
    Options,
    /// `HEAD`
    Head,
    /// `PATCH`
    Patch,
    /// `TRACE`
    Trace,
}

impl Method {
    /// The method as it goes over the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }
}

/// What an operation does to the world. It decides how an answer that nobody expected is to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It moves money or may lead to it: an answer that is not clearly an acceptance or a refusal leaves the outcome open.
    MovesMoney,
    /// It changes something else.
    Changes,
    /// It changes nothing.
    Reads,
}

/// Whether an operation may be sent again when nobody knows whether it arrived. One that never left may always be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Repeat {
    /// At any time; the runtime does it by itself.
    Safe,
    /// Never.
    Never,
    /// Only with the same value of a field that the gateway holds to be unique, and only after reconciling.
    SameKey {
        /// The wire name of that field.
        key: &'static str,
    },
    /// Only after its outcome was looked up and found not to have happened.
    AfterReconcile,
    /// Only the entries that are found missing.
    MissingEntries,
}

impl Repeat {
    /// The field that names the request for the gateway, which takes two of one name for one.
    pub(crate) fn key(self) -> Option<&'static str> {
        match self {
            Self::SameKey { key } => Some(key),
            _ => None,
        }
    }
}

/// A whole API, as far as calls need to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Api {
    /// Its title.
    pub title: &'static str,
    /// The release that the client was generated from.
    pub release: &'static str,
    /// Where the credential goes that most operations ask for.
    pub security: Security,
    /// How a token is fetched, if the credential is one.
    pub token: Option<TokenFlow>,
    /// What operations ask for that do not ask for this credential alone.
    pub requirements: &'static [Requirement],
    /// Every operation, so that a handle that was stored finds its own.
    pub operations: &'static [&'static Operation],
}

impl Api {
    /// The operation of this id.
    pub fn operation(&self, id: &str) -> Option<&'static Operation> {
        self.operations
            .iter()
            .copied()
            .find(|operation| operation.id == id)
    }

    /// The alternatives of what an operation asks for; one that is empty where it asks for nothing.
    pub fn asked_by(&self, operation: &Operation) -> &'static [CredentialSet] {
        let mut requirements = self.requirements.iter();
        match requirements.find(|own| own.operations.contains(&operation.id)) {
            Some(own) => own.any_of,
            None if operation.secured => CredentialSet::OWN,
            None => CredentialSet::NOTHING,
        }
    }

    /// The schemes of which an operation asks for a credential beside that of the API, or in its place.
    pub fn further_schemes(&self) -> impl Iterator<Item = &'static Scheme> {
        let alternatives = self.requirements.iter().flat_map(|own| own.any_of);
        alternatives.flat_map(|together| together.further)
    }

    /// Whether this header of the document's own holds a credential.
    pub(crate) fn is_credential(&self, header: &str) -> bool {
        let further = self.further_schemes().map(|scheme| scheme.security);
        std::iter::once(self.security)
            .chain(further)
            .filter_map(|security| security.header())
            .any(|own| own.eq_ignore_ascii_case(header))
    }
}

/// The fields that say, in an answer, whether the request was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope {
    /// The wire name of the field with the code.
    pub code: &'static str,
    /// The wire name of the field with the message.
    pub message: &'static str,
    /// The codes that mean "accepted".
    pub accepted: &'static [&'static str],
}

/// How a token is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenFlow {
    /// The operation that gives it.
    pub operation: &'static Operation,
    /// What its body is sent as: JSON under whatever name, or a form.
    pub media_type: &'static str,
    /// The wire name of the field of its request that takes the application id.
    pub app_id: &'static str,
    /// The wire name of the field of its request that takes the secret.
    pub secret: &'static str,
    /// What else its request says: wire names, each with its JSON.
    pub with: &'static [(&'static str, &'static str)],
    /// The wire name of the field of its answer that holds the token.
    pub access_token: &'static str,
    /// The wire name of the field of its answer that says how long the token lives.
    pub expires_in: &'static str,
    /// The unit of that field.
    pub unit: TimeUnit,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// 1/1000 s
    Milliseconds,
    /// 1 s
    Seconds,
    /// 60 s
    Minutes,
    /// 3600 s
    Hours,
}

impl TimeUnit {
    /// So many of the unit, in milliseconds; the largest number if it is beyond that.
    pub(crate) fn milliseconds(self, count: u64) -> u64 {
        count.saturating_mul(match self {
            Self::Milliseconds => 1,
            Self::Seconds => 1_000,
            Self::Minutes => 60_000,
            Self::Hours => 3_600_000,
        })
    }
}

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
    /// By nothing either; but it opens a page, and what a customer pays there can be looked for
    /// ([`Gateway::look_on_page`](crate::Gateway::look_on_page)).
    Page {
        /// The page.
        page: PaymentPage,
        /// Why the request itself is not found, and what a look at the page does not prove.
        reason: &'static str,
    },
}

impl FoundBy {
    /// The queries that find an outcome, if any does.
    pub(crate) fn ways(self) -> Option<&'static [Lookup]> {
        match self {
            Self::Lookup { ways, .. } => Some(ways),
            Self::Nothing { .. } | Self::Page { .. } => None,
        }
    }
}

/// A page on which a customer pays, by a method that only the customer knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentPage {
    /// How a payment on it is found by one method.
    pub way: Lookup,
    /// The field of the query that takes the method.
    pub method: &'static str,
    /// Methods that a customer may pay by and that the query does not take.
    pub beyond: &'static [&'static str],
    /// The path in the request of the whole minutes for which the page can be paid.
    pub minutes: Option<&'static str>,
}

/// One way to look an outcome up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lookup {
    /// The query.
    pub operation: &'static Operation,
    /// What its body is sent as: JSON under whatever name, or a form.
    pub media_type: &'static str,
    /// What its request holds.
    pub with: &'static [Fill],
    /// The path of the state in its answer: wire names, `.` into an object, `[]` for each element of a list.
    pub field: &'static str,
    /// The states that prove that the original request was carried out.
    pub success_states: &'static [&'static str],
    /// What each known state means for the money. Empty where the state is none of money.
    pub state_classes: &'static [(&'static str, StateClass)],
    /// Paths in the answer, each with the path in the original request whose value it must have: what names the request.
    pub same: &'static [(&'static str, &'static str)],
    /// Paths in the answer, each with the path in the original request whose value it has. Another value says that this
    /// is another request under the same number; one that is not shown, or cannot be compared, proves nothing. Numbers
    /// are compared by value. What the request left out is not compared.
    pub matching: &'static [(&'static str, &'static str)],
    /// The path of a time in the answer. One that surely lies before the request is that of another one too, and one that
    /// may lie before it, or is not shown, proves nothing.
    pub not_before: Option<&'static str>,
}

/// One field of a query's request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fill {
    /// Its wire name.
    pub field: &'static str,
    /// Which parameter it is; `None` where it is a member of the body.
    pub parameter: Option<ParameterPlace>,
    /// Where its value comes from.
    pub from: Source,
    /// The only values that the query knows; `None` if it takes any. Another value cannot be looked up.
    pub known: Option<&'static [&'static str]>,
}

/// Where a parameter of a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParameterPlace {
    /// Into the path.
    Path,
    /// Behind the question mark.
    Query,
    /// Into a header.
    Header,
    /// Into the header `Cookie`.
    Cookie,
}

/// Where a value of a query comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// From this path of the original request. What that request left out is left out.
    Request(&'static str),
    /// It is always this JSON.
    Constant(&'static str),
    /// From the caller, who is asked for it.
    Ask {
        /// What it is, in words.
        about: &'static str,
        /// The setter of the generated crate that gives it.
        setter: Option<&'static str>,
    },
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
