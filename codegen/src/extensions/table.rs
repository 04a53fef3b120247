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
    of("x-repeat", OPERATION, "object: `rule`, `key`, `reason`", "Whether the request may be sent again when its outcome is not known.", &[F, L]),
    of("x-acknowledges", OPERATION, "object: `same`, `other`, `issued`, `steps`, `alone`, `each`, `moves`, `reason`", "What the answer says of the request, of a query too. `same` is an object from paths in the answer to fields of the request: an answer that shows another value there, or under the last name of such a path wherever else, may be that of another request, so that the outcome is open. `other` lists the paths in the answer that have such a name and mean something else; a documented one has to be in either. `issued` is the path of what the gateway gives to what it carries out, its own number or the address of a page: a refusal that shows one contradicts itself and decides nothing, and so does one beside a state that is not a failed one. A journal keeps it if its class is `open`. `steps` lists the paths in the answer by which the customer is asked for a next step, and `alone` is an object from fields of the request to the values for which nobody but the gateway acts: of any other payment a failed state counts only when the customer's time is over. `each` is the list in the answer that has an element for each entry of the request that was accepted; where it has fewer, the journal keeps the request as open. `moves` is an object of one member, `pays`, `captures` or `refunds`, with the path of the amount in the request: what is given back of a payment is not to exceed what was taken.", &[F, L]),
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
