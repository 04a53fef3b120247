//! Every extension that this project knows: where it may stand, what it says, and who reads it.
//!
//! The table is data. The tables of spec/README.md are written from it, and tests hold that the types have a field for
//! each name at the places where it may stand.

use super::place::Place;

/// One extension.
#[derive(Debug, Clone, Copy)]
pub struct Extension {
    /// Its name.
    pub name: &'static str,
    /// Where it may stand.
    pub places: &'static [Place],
    /// What its value is, in Markdown.
    pub value: &'static str,
    /// What it says, in Markdown.
    pub meaning: &'static str,
    /// Who reads it.
    pub readers: &'static [Reader],
}

/// Who reads extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// What reads restrictions into limits.
    Restrict,
    /// What applies overlays, and looks for what is missing.
    Refine,
    /// The generator, and so whoever uses the crate.
    Lower,
    /// What compares documents.
    Drift,
    /// What takes a release over.
    Release,
    /// Nobody but people.
    People,
}

impl Reader {
    const fn word(self) -> &'static str {
        match self {
            Self::Restrict => "`restrict`",
            Self::Refine => "`refine`",
            Self::Lower => "`lower`",
            Self::Drift => "`drift`",
            Self::Release => "`release`",
            Self::People => "people",
        }
    }
}

/// The extension of this name.
#[must_use]
pub fn extension(name: &str) -> Option<&'static Extension> {
    SECTIONS
        .iter()
        .flat_map(|(_, extensions)| *extensions)
        .find(|extension| extension.name == name)
}

/// The table of one section as Markdown.
#[must_use]
pub fn markdown(extensions: &[Extension]) -> String {
    let mut text =
        String::from("| Name | Where | Value | Meaning | Read by |\n|---|---|---|---|---|\n");
    for Extension {
        name,
        places,
        value,
        meaning,
        readers,
    } in extensions
    {
        let readers: Vec<&str> = readers.iter().map(|reader| reader.word()).collect();
        text.push_str(&format!(
            "| `{name}` | {} | {value} | {meaning} | {} |\n",
            wheres(places),
            readers.join(", ")
        ));
    }
    text
}

fn wheres(places: &[Place]) -> String {
    let has_all = |all: &[Place]| all.iter().all(|place| places.contains(place));
    if has_all(&Place::ALL) {
        return "any node".to_owned();
    }
    let is_schema = has_all(&Place::SCHEMAS);
    let mut words = Vec::new();
    if is_schema {
        words.push("schema, property");
    }
    let others = places.iter();
    let others = others.filter(|place| !is_schema || !Place::SCHEMAS.contains(place));
    words.extend(others.map(|place| place.word()));
    words.join(", ")
}

const ANYWHERE: &[Place] = &Place::ALL;
const SCHEMA: &[Place] = &Place::SCHEMAS;
const OPERATION: &[Place] = &[Place::Operation];

const fn of(
    name: &'static str,
    places: &'static [Place],
    value: &'static str,
    meaning: &'static str,
    readers: &'static [Reader],
) -> Extension {
    Extension {
        name,
        places,
        value,
        meaning,
        readers,
    }
}

use Reader::{Drift as D, Lower as L, People as P, Refine as F, Release as R, Restrict as T};

/// All extensions, by the section of spec/README.md that tells of them.
pub const SECTIONS: &[(&str, &[Extension])] = &[
    ("transcript", TRANSCRIPT),
    ("restrictions", RESTRICTIONS),
    ("schemas", SCHEMAS),
    ("operations", OPERATIONS),
    ("document", DOCUMENT),
];

#[rustfmt::skip]
const TRANSCRIPT: &[Extension] = &[
    of("x-page-name", &[Place::Component], "text", "The name on the page, where the component's key had to differ because names with spaces are no legal keys.", &[L, D, P]),
    of("x-restriction", ANYWHERE, "text or a list of texts", "What the prose says, or seems to say, about the limits of the value, word for word.", &[T, D, P]),
    of("x-fingerprint", ANYWHERE, "object from the name of a missing piece of prose (`description`, `summary`, `example`, …) to 12 hexadecimal digits", "The beginning of the SHA-256 of a piece of prose or of a sample that is not committed, so that a change in it is noticed.", &[D, R]),
    of("x-unknown", ANYWHERE, "list of names", "What this page, or this kind of page, cannot show about the node: it may exist, and nobody can tell.", &[F, D, P]),
    of("x-scopes", &[Place::SecurityScheme], "list of names", "The scopes that the page lists of a scheme whose flows it does not show.", &[D, P]),
];

#[rustfmt::skip]
const RESTRICTIONS: &[Extension] = &[
    of("x-minimum", SCHEMA, "decimal number as text", "The least number that a text may hold, itself included. OpenAPI's own words apply to numbers alone.", &[F, L, D]),
    of("x-maximum", SCHEMA, "decimal number as text", "The largest number that a text may hold, itself included.", &[F, L, D]),
    of("x-integer-digits", SCHEMA, "whole number", "The most digits before the decimal point.", &[L, D]),
    of("x-fraction-digits", SCHEMA, "whole number", "The most digits behind the decimal point.", &[L, D]),
];

#[rustfmt::skip]
const SCHEMAS: &[Extension] = &[
    of("x-scalar", &[Place::Component], "`true`", "A shared value or enumeration that the overlay adds. It is not one of the page's schemas and is not counted as one.", &[F, R]),
    of("x-returned", &[Place::Component], "`true`", "An object that the overlay adds since the page has no schema for it: what comes back in the query of one of the merchant's own addresses.", &[F]),
    of("x-class", SCHEMA, "see below", "How sensitive the value is. The property's own class wins over that of the scalar that it refers to. Without either the value counts as sensitive.", &[F, L, R]),
    of("x-money", SCHEMA, "`true`", "The text or number is an amount of money: an exact decimal, written as `type` says, never a float.", &[L]),
    of("x-currency-from", &[Place::Property], "name of a sibling on the wire", "Which property names the currency of the amount.", &[F, L]),
    of("x-time", SCHEMA, "`rfc3339`, `local-datetime`, `date`, `unknown`", "The text is a time in this form. `local-datetime` has no zone; `unknown` says that the form is not documented.", &[L, D]),
    of("x-unit", SCHEMA, "`minutes`, `seconds`, `degrees`, `bits`, `pixels`", "What the number counts, be it a number or a text that holds one.", &[L]),
    of("x-expiry", SCHEMA, "`month`, `year`", "The text is that part of the month in which a card expires. A client can be told to hold a request that has both against today.", &[L]),
    of("x-rust-name", &[Place::Component, Place::Property, Place::Part, Place::Operation], "Rust name: upper camel case for schemas, snake case otherwise", "The name in Rust, where the wire name is misspelt, poor or misleading. The wire name stays as it is. A body gets its ending behind it.", &[L]),
    of("x-enum-descriptions", SCHEMA, "object from value to text", "What each value of an enumeration means.", &[F, L]),
    of("x-states", SCHEMA, "object from each value to a word, see below", "What each state of an enumeration means for the money. A value that is not listed means `pending`: never paid, and never failed.", &[F, L]),
    of("x-open", SCHEMA, "`false`", "Closes an enumeration. Without it other values can be sent, and are kept when they arrive.", &[F, L]),
    of("x-open-reason", SCHEMA, "text", "Why an enumeration is closed; `x-open: false` is refused without it.", &[F, P]),
    of("x-one-of-required", SCHEMA, "list of lists of names on the wire", "At least one property of each list has to be given in a request.", &[F, L]),
    of("x-either", SCHEMA, "list of objects: `of`, two names on the wire, and `rust-name`", "One of the two at least has to be given in a request. One Rust enumeration holds them, so that a request with neither cannot be made. The limits of both have to be those of their types.", &[F, L]),
    of("x-together", SCHEMA, "list of objects: `of`, names on the wire of required properties; `rust-name`; and `description`", "The properties of a request are one thing, which is kept and handed on as a whole. One Rust struct holds them.", &[F, L]),
    of("x-presets", SCHEMA, "list of objects: `rust-name`, `description`, and `values`, an object from names on the wire to values", "A constructor of that name gives these properties of a request, whose schema is a component, their values and takes whatever else is required. Texts, values of enumerations, lists and objects can be given.", &[F, L]),
    of("x-choice", SCHEMA, "list of objects, see below", "A property of a request names which one of several blocks is present; one Rust enumeration holds both.", &[F, L]),
];

#[rustfmt::skip]
const OPERATIONS: &[Extension] = &[
    of("x-effect", OPERATION, "`moves-money`, `changes`, `reads`", "What the request does at the gateway. After `moves-money` an unknown code is no refusal: the outcome is open.", &[F, L]),
    of("x-repeat", OPERATION, "object: `rule`, see below, `key`, and `reason`", "Whether the request may be sent again when its outcome is not known.", &[F, L]),
    of("x-acknowledges", OPERATION, "object, see below", "What the answer says of the request, of a query too.", &[F, L]),
    of("x-found-by", OPERATION, "object, see below", "How the outcome is found.", &[F, L]),
    of("x-before-state", OPERATION, "list of statuses from 400 to 499", "The statuses that come before anything is done, so that an answer with one of them proves that nothing was, unless its body is torn or has a name of `x-acknowledges` or of a property with `x-states`. After `moves-money` any other status but a success leaves the outcome open. Here 401 is the only one; a merchant who knows more of 403 and 404 says so in `Config`.", &[F, L]),
    of("x-refused-codes", OPERATION, "list of codes", "Codes that are known to be refusals for good.", &[F, L]),
    of("x-journal", OPERATION, "list of paths in the request", "What a journal may keep of the request, so that its outcome can be found after a crash: whatever `x-found-by` takes from the request, and nothing of the classes `pan`, `security-code`, `card`, `bin`, `secret` and `restricted`. A tracking number is among them although it is personal, since nothing else finds a shipment.", &[F, L]),
];

#[rustfmt::skip]
const DOCUMENT: &[Extension] = &[
    of("x-envelope", &[Place::Document, Place::Operation], "object: `code`, `message`, `accepted`; on an operation also `none`", "The properties that every answer carries its code and its text in, and the codes that mean accepted. The code is read before anything else in the answer. On an operation it says what the answer of this one carries instead, or with `none` and the reason that it carries nothing: the HTTP status says then whether the request was accepted.", &[F, L]),
    of("x-token", &[Place::SecurityScheme], "object, see below", "How the token is got that the scheme needs.", &[F, L]),
];

/// What an extension is made of where its own row says "see below": its members, or the words that it may be.
#[derive(Debug, Clone, Copy)]
pub struct Members {
    /// The extension, or the member of one.
    pub of: &'static str,
    /// The headings.
    pub columns: &'static [&'static str],
    /// For each the name, and then what the other columns say, in Markdown.
    pub rows: &'static [&'static [&'static str]],
}

impl Members {
    /// The table as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let columns: Vec<String> = self.columns.iter().map(|&name| name.to_owned()).collect();
        let mut text = line(&columns) + "|" + &"---|".repeat(columns.len()) + "\n";
        for row in self.rows {
            let mut cells: Vec<String> = row.iter().map(|&cell| cell.to_owned()).collect();
            if let Some(name) = cells.first_mut() {
                *name = format!("`{name}`");
            }
            text.push_str(&line(&cells));
        }
        text
    }
}

/// The members, and the words, in the order of spec/README.md.
#[rustfmt::skip]
pub const MEMBERS: &[Members] = &[
    Members { of: "x-class", columns: &["Class", "What it is for", "What may be seen of it"], rows: &[
        &["pan", "card numbers", "the last four digits"],
        &["security-code", "card security codes", "nothing; it is never stored, journalled or kept in a handle"],
        &["secret", "credentials, proofs, and addresses that give access", "nothing"],
        &["card", "other data of the cardholder beside a card number", "nothing"],
        &["bin", "leading digits of a card number", "itself, but not beside the last four"],
        &["restricted", "identifiers of the merchant's account, results of checks", "nothing in logs"],
        &["personal", "whatever says who or where somebody is, and free text", "nothing in logs"],
        &["open", "amounts, currencies, numbers of orders, trades and refunds, states, codes, times", "everything"],
    ] },
    Members { of: "x-states", columns: &["Word", "Meaning"], rows: &[
        &["pending", "It is not decided yet."],
        &["authorized", "The money is reserved until the merchant captures or voids it."],
        &["done", "The money has moved: a payment is paid, a refund is paid back."],
        &["canceled", "It was called off before money moved."],
        &["failed", "It was tried and no money moved."],
    ] },
    Members { of: "x-choice", columns: &["Member", "Meaning"], rows: &[
        &["by", "Name on the wire of the property that names the choice."],
        &["rust-name", "Name of the Rust enumeration."],
        &["blocks", "Object from each value of that property to the name on the wire of the property with its block."],
        &["without-block", "Values that have no block."],
        &["beside", "Properties that hold objects and are no blocks, such as an address. An object of which neither this nor `blocks` speaks is an error, so that no new way to pay passes for something else."],
    ] },
    Members { of: "x-repeat", columns: &["Rule", "Meaning"], rows: &[
        &["safe", "May be repeated freely."],
        &["never", "Is not sent again once it may have been received."],
        &["same-key", "May be repeated with the same value of the property named by `key`, after looking for the outcome."],
        &["after-reconcile", "May be repeated when looking for the outcome showed that nothing happened."],
        &["missing-entries", "The entries that are shown to be missing may be sent again, the others not."],
    ] },
    Members { of: "x-acknowledges", columns: &["Member", "Meaning"], rows: &[
        &["same", "Object from paths in the answer to fields of the request: an answer that shows another value there, or under the last name of such a path wherever else, may be that of another request, so that the outcome is open."],
        &["other", "The paths in the answer that have such a name and mean something else; a documented one has to be in either."],
        &["issued", "The path of what the gateway gives to what it carries out, its own number or the address of a page: a refusal that shows one contradicts itself and decides nothing, and so does one beside a state that is not a failed one. A journal keeps it if its class is `open`."],
        &["steps", "The paths in the answer by which the customer is asked for a next step."],
        &["alone", "Object from fields of the request to the values for which nobody but the gateway acts: of any other payment a failed state counts only when the customer's time is over."],
        &["each", "The list in the answer that has an element for each entry of the request that was accepted; where it has fewer, the journal keeps the request as open."],
        &["moves", "Object of `pays`, `captures` or `refunds`, with the path of the amount in the request: what is given back of a payment is not to exceed what was taken. Where a request may leave the amount out or null, `unstated: all` beside it says that it then captures or gives back all that there is."],
        &["reason", "What is documented and what is presumed."],
    ] },
    Members { of: "x-found-by", columns: &["Member", "Meaning"], rows: &[
        &["operation", "The id of the operation that finds the outcome, or `null` where none does."],
        &["with", "Object from each field of that operation's request, parameters among them, to where its value comes from; one that the request requires must be there, and not from a field that the original request may leave out: the path of a field of the original request; `{const: value}` for a fixed value; or `{ask: text}` for a value that the original request does not hold and the caller has to give. A field that the original request leaves out is left out."],
        &["match", "What in the answer proves that the original request was carried out, see below."],
        &["or", "A second way, with its own `operation`, `with` and `match`, where the first finds nothing."],
        &["page", "Where no operation finds the request itself: how what a customer pays on the page that it opens is found, see below."],
        &["lost", "Fields of the original answer that cannot be had this way."],
        &["reason", "Why this works, what it presumes, and what it does not prove."],
    ] },
    Members { of: "page", columns: &["Member", "Meaning"], rows: &[
        &["operation", "As that of `x-found-by`."],
        &["with", "As that of `x-found-by`. It asks for one value, which is the method that the customer may have chosen."],
        &["match", "As that of `x-found-by`."],
        &["beyond", "The methods that a customer may pay by and that the query does not take. One that it does take is an error, so that a release that lists it is noticed."],
        &["minutes", "The path in the request of the whole minutes for which the page can be paid."],
    ] },
    Members { of: "match", columns: &["Member", "Meaning"], rows: &[
        &["field", "The path of a state."],
        &["states", "The values of it that prove that the request was carried out."],
        &["same", "Object from paths in the answer to fields of the original request that have to be equal. It says that the answer speaks of this request at all. A field that the original request left out is not compared, but one at least has to be."],
        &["alike", "Object of the same kind: what tells the request from another one under the same number, as far as the answer can show it. A value that differs says that it is another request. One that is not shown, or cannot be compared, leaves open which of the two it is, so name only what the answer is documented to show. Numbers are compared by value. A field that the original request left out is not compared."],
        &["since", "The path of a time. One that lies before the request beyond all doubt says the same as another value; one that may lie before it, is missing or cannot be read leaves it open. How far the gateway's clock is from the merchant's is reckoned with, and that a time without an offset, or with `Z`, may be of any zone."],
    ] },
    Members { of: "x-token", columns: &["Member", "Meaning"], rows: &[
        &["operation", "The operation that issues the token."],
        &["app-id", "The field of its request with the identifier of the application."],
        &["secret", "The field of its request with the secret."],
        &["with", "What else its request says: object from each field to its value."],
        &["access-token", "The field of its answer with the token."],
        &["expires-in", "The field of its answer with the lifetime."],
        &["unit", "The unit of the lifetime."],
        &["forms", "The forms in which the token may stand in the header, `raw` or after the word `bearer`, the presumed one first."],
        &["reason", "What is documented and what is presumed."],
    ] },
];
