//! The plain model between lowering and emitting: every name, order, type and policy is decided here.
//!
//! It holds no token and no OpenAPI type, so that lowering can be reviewed and emitting stays layout.

/// A whole API, ready to be laid out as Rust.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// The title of the document.
    pub title: String,
    /// The release of the document, as it is shown.
    pub version: String,
    /// The description of the document, as lines of rustdoc.
    pub docs: Vec<String>,
    /// How an answer says whether it was accepted, where the document says so.
    pub envelope: Option<Envelope>,
    /// How a call proves who makes it.
    pub security: Security,
    /// How a token is obtained, where the security scheme needs one.
    pub token: Option<TokenFlow>,
    /// The operations, grouped and ordered as in the document.
    pub groups: Vec<Group>,
    /// The types, in the order of the document; a hoisted type follows its owner.
    pub types: Vec<TypeDef>,
    /// What the document has and the crate has not, with the reason.
    pub left_out: Vec<LeftOut>,
}

impl Api {
    /// All operations in order.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.groups.iter().flat_map(|group| &group.operations)
    }
}

/// The members of every answer that say how it went.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    /// The member that holds the code.
    pub code: String,
    /// The member that holds the message.
    pub message: String,
    /// The codes that mean accepted.
    pub accepted: Vec<String>,
}

/// How a call proves who makes it.
#[derive(Debug, Clone, PartialEq)]
pub enum Security {
    /// It does not.
    None,
    /// By a key in a header.
    ApiKeyHeader(String),
    /// By a key in the query.
    ApiKeyQuery(String),
    /// By a key in a cookie.
    ApiKeyCookie(String),
    /// By a bearer token.
    Bearer,
    /// By user and password.
    Basic,
}

/// How a token is obtained.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenFlow {
    /// The id of the operation that issues it.
    pub operation: String,
    /// The request member that takes the application id.
    pub app_id: String,
    /// The request member that takes the secret.
    pub secret: String,
    /// The answer member that holds the token.
    pub access_token: String,
    /// The answer member that holds the time to live.
    pub expires_in: String,
    /// Whether the time to live is in minutes; in seconds otherwise.
    pub minutes: bool,
}

/// Operations that the document shows together.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The name of the tag.
    pub name: String,
    /// What the tag is about.
    pub docs: Vec<String>,
    /// Its operations.
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The operation id.
    pub id: String,
    /// The method name on the client; its upper case is the name of the constant.
    pub rust: String,
    /// Where it stands in the document.
    pub pointer: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The HTTP method in upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// What it does to the world.
    pub effect: Effect,
    /// Whether it may be sent again.
    pub repeat: Repeat,
    /// Whether it takes the credential of [`Api::security`].
    pub secured: bool,
    /// Whether a 401 is known to come before any state.
    pub unauthorized_before_state: bool,
    /// Codes that refuse for good.
    pub refused: Vec<String>,
    /// How its outcome is found when it is not known.
    pub found_by: FoundBy,
    /// Members of the request that a journal may keep.
    pub journal: Vec<Kept>,
    /// The struct of its parameters, by type name.
    pub parameters: Option<String>,
    /// The body.
    pub body: Option<Body>,
    /// What a success gives back.
    pub answer: TypeRef,
    /// The status that a success comes with, as a server sends it.
    pub success: u16,
    /// The other statuses that the document lists, in its order.
    pub other_statuses: Vec<u16>,
}

/// A request body.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// What it holds.
    pub ty: TypeRef,
    /// How it is written.
    pub encoding: Encoding,
}

/// How a request body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As `application/json`.
    Json,
    /// As `application/x-www-form-urlencoded`, nested members in brackets.
    Form,
}

/// What an operation does to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It moves money, so that an unknown outcome must be found out.
    MovesMoney,
    /// It changes something else.
    Changes,
    /// It reads only.
    Reads,
}

/// Whether an operation may be sent again after an unknown outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repeat {
    /// It may.
    Safe,
    /// It may not.
    Never,
    /// Only with the same value in this member, and after reconciling.
    SameKey(String),
    /// Only after the state was read.
    AfterReconcile,
    /// Only what is missing.
    MissingEntries,
}

/// How the outcome of an operation is found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FoundBy {
    /// The ways to ask, in the order in which they are tried; none where nothing finds it.
    pub ways: Vec<Lookup>,
    /// Members of the answer that cannot be had this way.
    pub lost: Vec<String>,
    /// Why this works, or why nothing does.
    pub reason: String,
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
    pub proves: Vec<String>,
    /// What each known state means for the money.
    pub standings: Vec<(String, Standing)>,
    /// Paths in the answer, each with the path in the request that has the same value.
    pub same: Vec<(String, String)>,
}

/// One member of a query's request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fill {
    /// Its wire name.
    pub field: String,
    /// Where its value comes from.
    pub from: Source,
    /// The only values that can be looked up, where the member has a list of values.
    pub known: Option<Vec<String>>,
}

/// Where a value of a query comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// From this path of the original request.
    Request(String),
    /// It is always this JSON.
    Constant(String),
    /// From the caller, who is asked this.
    Ask(String),
}

/// What a state means for the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is not decided.
    Pending,
    /// The money is reserved.
    Authorized,
    /// The money has moved.
    Done,
    /// It was called off before money moved.
    Canceled,
    /// It was tried and no money moved.
    Failed,
}

/// A member of a request that a journal may keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its path.
    pub path: String,
    /// Whether its value may be seen.
    pub open: bool,
}

/// A documented thing that the crate does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// What it is.
    pub what: String,
    /// Where it stands.
    pub pointer: String,
    /// Why it is left out.
    pub why: String,
}

/// One emitted type.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDef {
    /// Its Rust name.
    pub name: String,
    /// Its module and file name.
    pub module: String,
    /// The name in the document, where there is one.
    pub wire: Option<String>,
    /// Where it stands in the document.
    pub pointer: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// What it is.
    pub kind: TypeKind,
}

/// What an emitted type is.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// An object that requests hold; strict.
    Request(Struct),
    /// The parameters of an operation outside its body, each with where it goes; strict.
    Parameters(Struct, Vec<ParameterPlace>),
    /// An object that answers hold; lenient.
    Answer(Struct),
    /// A string with rules of its own.
    Scalar(Scalar),
    /// A string with known values.
    Enumeration(Enumeration),
    /// Another name for a type.
    Alias(TypeRef),
    /// A property that names which of several others is there, as one type.
    Choice(Choice),
    /// Two properties of which one at least is there, as one type.
    Either(Either),
    /// One of several objects, told apart by a member.
    Union(Union),
    /// Success answers that differ by status.
    Statuses(Vec<StatusAnswer>),
}

/// An object.
#[derive(Debug, Clone, PartialEq)]
pub struct Struct {
    /// The name of the type that holds what a request must have.
    pub required_name: String,
    /// Its properties in the order of the document.
    pub fields: Vec<Field>,
    /// Lists of wire names of which at least one must be given.
    pub one_of_required: Vec<Vec<String>>,
}

/// One property.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name on the wire; empty where the field stands for several properties.
    pub wire: String,
    /// The name in Rust.
    pub rust: String,
    /// Its type without the `Option`.
    pub ty: TypeRef,
    /// Whether a request must have it; documentation on an answer.
    pub required: bool,
    /// Its documentation.
    pub docs: Vec<String>,
    /// How sensitive it is, as the document says.
    pub class: Option<String>,
    /// The limits that its type does not carry itself.
    pub limits: Limits,
    /// Whether exact decimals are written as JSON numbers.
    pub as_number: bool,
    /// The sibling on the wire that names the currency of an amount.
    pub currency_from: Option<String>,
    /// The wire names that a choice stands for, with their restrictions told by the choice.
    pub stands_for: Vec<String>,
    /// A sample value in JSON.
    pub sample: Option<serde_json::Value>,
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterPlace {
    /// Into the path template.
    Path,
    /// Behind the question mark.
    Query,
    /// Into a header.
    Header,
    /// Into the `Cookie` header.
    Cookie,
}

/// Limits on a value.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Limits {
    /// The fewest characters.
    pub min_length: Option<usize>,
    /// The most characters.
    pub max_length: Option<usize>,
    /// The pattern, where it can be checked.
    pub pattern: Option<Pattern>,
    /// The form, where it is one that the runtime knows by name.
    pub form: Option<Form>,
    /// The smallest value, as a decimal.
    pub minimum: Option<String>,
    /// Whether the smallest value itself is refused.
    pub exclusive_minimum: bool,
    /// The largest value, as a decimal.
    pub maximum: Option<String>,
    /// Whether the largest value itself is refused.
    pub exclusive_maximum: bool,
    /// The most digits before the point.
    pub integer_digits: Option<u32>,
    /// The most digits after the point.
    pub fraction_digits: Option<u32>,
    /// The fewest items.
    pub min_items: Option<usize>,
    /// The most items.
    pub max_items: Option<usize>,
}

impl Limits {
    /// Whether a text has limits.
    #[must_use]
    pub fn limits_text(&self) -> bool {
        self.min_length.is_some()
            || self.max_length.is_some()
            || self.pattern.is_some()
            || self.form.is_some()
    }

    /// Whether a number has limits.
    #[must_use]
    pub fn limits_number(&self) -> bool {
        self.minimum.is_some()
            || self.maximum.is_some()
            || self.integer_digits.is_some()
            || self.fraction_digits.is_some()
    }

    /// Whether a list has limits.
    #[must_use]
    pub fn limits_items(&self) -> bool {
        self.min_items.is_some() || self.max_items.is_some()
    }
}

/// A form of text that the runtime knows by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// An internet address of either version.
    Ip,
    /// An internet address of version 4.
    Ipv4,
    /// An internet address of version 6.
    Ipv6,
}

/// A pattern that is a row of character classes, each with how often it may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The pattern as the document has it.
    pub source: String,
    /// The classes in order.
    pub pieces: Vec<Piece>,
}

/// One character class of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The characters, as inclusive ranges.
    pub ranges: Vec<(char, char)>,
    /// How often at least.
    pub min: u32,
    /// How often at most; without an end where there is none.
    pub max: Option<u32>,
}

/// A string with rules of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Scalar {
    /// Its rules.
    pub limits: Limits,
    /// How sensitive it is where a property does not say otherwise.
    pub class: Option<String>,
    /// A sample that follows the rules.
    pub sample: Option<String>,
}

/// A string with known values.
#[derive(Debug, Clone, PartialEq)]
pub struct Enumeration {
    /// Its values in order.
    pub values: Vec<EnumerationValue>,
    /// Whether other values are kept and may be sent.
    pub open: bool,
    /// What the values mean for the money, where they are states of it.
    pub standings: Vec<(String, Standing)>,
}

/// One known value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumerationValue {
    /// The value on the wire.
    pub wire: String,
    /// The variant.
    pub rust: String,
    /// Its documentation.
    pub docs: Vec<String>,
}

/// A property that names which of several others is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The property that names it.
    pub by: String,
    /// The type of that property.
    pub by_type: TypeRef,
    /// The values, in order.
    pub variants: Vec<ChoiceVariant>,
}

/// One value of a choice.
#[derive(Debug, Clone, PartialEq)]
pub struct ChoiceVariant {
    /// The value of the naming property.
    pub value: String,
    /// The variant.
    pub rust: String,
    /// The property that goes with it, and its type.
    pub block: Option<(String, TypeRef)>,
    /// Its documentation.
    pub docs: Vec<String>,
}

/// Two properties of which one at least is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Either {
    /// The two.
    pub members: Vec<EitherMember>,
}

/// One of two properties.
#[derive(Debug, Clone, PartialEq)]
pub struct EitherMember {
    /// The name on the wire.
    pub wire: String,
    /// The name in Rust.
    pub rust: String,
    /// The variant that holds it alone.
    pub variant: String,
    /// Its type.
    pub ty: TypeRef,
    /// How sensitive it is, as the document says.
    pub class: Option<String>,
}

/// One of several objects, told apart by a member.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// The member that tells them apart.
    pub by: String,
    /// The values of the member with the type for each.
    pub variants: Vec<UnionVariant>,
    /// Whether requests hold it.
    pub request: bool,
}

/// One object of a union.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionVariant {
    /// The value of the member.
    pub value: String,
    /// The variant.
    pub rust: String,
    /// The object.
    pub ty: TypeRef,
}

/// What one success status answers with.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusAnswer {
    /// The status; none for any other.
    pub status: Option<u16>,
    /// The variant.
    pub rust: String,
    /// What it holds.
    pub ty: TypeRef,
}

/// A type as a field, a body or an answer has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TypeRef {
    /// Nothing.
    Unit,
    /// Text without rules.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// A decimal that is not money.
    Decimal,
    /// Money.
    Amount,
    /// A time in any of the forms that the document uses.
    Timestamp,
    /// A calendar date.
    Date,
    /// A card number.
    Pan,
    /// A card's security code.
    SecurityCode,
    /// A value that has no type.
    Json,
    /// An emitted type.
    Named(String),
    /// A list.
    List(Box<TypeRef>),
    /// A map from text.
    Map(Box<TypeRef>),
    /// A value that is redacted and wiped.
    Sensitive(Box<TypeRef>),
}

impl TypeKind {
    /// The object, where the type is one with fields.
    #[must_use]
    pub fn object(&self) -> Option<&Struct> {
        match self {
            Self::Request(object) | Self::Answer(object) | Self::Parameters(object, _) => {
                Some(object)
            }
            _ => None,
        }
    }
}
