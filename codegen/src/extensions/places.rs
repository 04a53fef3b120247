//! What is said of the document as a whole, of its security schemes, and of any node.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use super::texts::{Fingerprint, Texts};

/// What a transcript says of any of its nodes.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Marks {
    /// `x-restriction`: what the prose says of the limits of the value, word for word.
    #[serde(rename = "x-restriction")]
    pub restriction: Texts,
    /// `x-unknown`: what the page cannot show of the node.
    #[serde(rename = "x-unknown")]
    pub unknown: Vec<String>,
    /// `x-fingerprint`: of each piece of prose and each sample that is not committed, by its name.
    #[serde(rename = "x-fingerprint")]
    pub fingerprint: IndexMap<String, Fingerprint>,
}

/// What is said of a document as a whole.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct DocumentExtensions {
    /// `x-envelope`.
    #[serde(rename = "x-envelope")]
    pub envelope: Option<Envelope>,
}

/// What an answer says in whether the request was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(expecting = "an object with `code`, `message` and `accepted`")]
pub struct Envelope {
    /// The property with the code.
    pub code: String,
    /// The property with its text.
    pub message: String,
    /// The codes that mean accepted, one at least.
    pub accepted: Codes,
}

/// Codes of answers, one at least.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct Codes(pub Vec<String>);

impl TryFrom<Vec<String>> for Codes {
    type Error = &'static str;

    fn try_from(codes: Vec<String>) -> Result<Self, Self::Error> {
        if codes.is_empty() {
            return Err("this has to be a list of codes, one at least");
        }
        Ok(Self(codes))
    }
}

/// What is said of a security scheme.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct SchemeExtensions {
    /// `x-token`.
    #[serde(rename = "x-token")]
    pub token: Option<Token>,
    /// `x-scopes`: the scopes that a page lists of it.
    #[serde(rename = "x-scopes")]
    pub scopes: Vec<String>,
}

/// How the token of a security scheme is got.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    expecting = "an object that says how the token is got"
)]
pub struct Token {
    /// The id of the operation that issues it.
    pub operation: String,
    /// The field of its request with the identifier of the application.
    pub app_id: String,
    /// The field of its request with the secret.
    pub secret: String,
    /// What else its request says, the same for everybody.
    #[serde(default)]
    pub with: IndexMap<String, Value>,
    /// The field of its answer with the token.
    pub access_token: String,
    /// The field of its answer with the lifetime.
    pub expires_in: String,
    /// The unit of the lifetime.
    pub unit: LifetimeUnit,
    /// The forms in which the token may stand in the header, the presumed one first.
    pub forms: Forms,
    /// What is documented and what is presumed.
    pub reason: String,
}

/// What the lifetime of a token is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LifetimeUnit {
    /// Thousandths of a second.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
}

/// The forms in which a token may stand in a header, one at least.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<TokenForm>")]
pub struct Forms(pub Vec<TokenForm>);

impl TryFrom<Vec<TokenForm>> for Forms {
    type Error = &'static str;

    fn try_from(forms: Vec<TokenForm>) -> Result<Self, Self::Error> {
        if forms.is_empty() {
            return Err("this has to list raw, bearer or both");
        }
        Ok(Self(forms))
    }
}

/// A form of a token in a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenForm {
    /// The token alone.
    Raw,
    /// The word `bearer` before it.
    Bearer,
}
