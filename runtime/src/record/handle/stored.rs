//! A handle as text, and taken up again.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::record::account::{Account, ClientMark, MAIN};
use crate::record::attempt::Attempt;
use crate::record::entry::EntryId;
use crate::record::evidence::Evidence;
use crate::record::handle::{Field, Fields, Handle, Identity, Inner, Offset};
use crate::record::seen::Seen;
use crate::value::json::reference::{Document, JsonRef, Parts};
use crate::value::json::scalar::Scalar;
use crate::value::json::untyped::Json;
use crate::value::json::warning::DecodeWarnings;
use crate::value::json::writer::JsonWriter;

/// Where the fields stand, and whether they are hidden there.
const PARTS: [(&str, bool); 2] = [("fields", false), ("hidden", true)];

impl Handle {
    /// The handle as text, to be stored. It holds whatever [`field`](Self::field) gives.
    pub fn to_json(&self) -> Json {
        let Inner {
            identity,
            at,
            clock,
            is_used_again,
            evidence,
            seen,
            entry,
            forgotten,
        } = &*self.0;
        let Identity {
            operation,
            account,
            attempt,
            fields,
        } = &**identity;
        let mut out = JsonWriter::new();
        out.object(|object| {
            object.field("version", &1_u32);
            object.field("operation", &**operation);
            object.field("at", at);
            if let Some(Offset { ahead, bound }) = clock {
                object.object("clock", |clock| {
                    clock.field("ahead", ahead);
                    clock.field("bound", bound);
                });
            }
            object.field("usedAgain", &is_used_again.then_some(true));
            object.text("evidence", evidence.map(word));
            seen.write_to(object);
            object.text("entry", entry.as_ref().map(EntryId::as_str));
            object.text("account", Some(&*account.name).filter(|name| *name != MAIN));
            object.field("client", &account.client.map(ClientMark::to_text));
            if let Some(Attempt { purchase, despite }) = attempt {
                object.field("purchase", purchase);
                object.field("despite", despite);
            }
            object.field("forgotten", forgotten);
            for (name, is_hidden) in PARTS {
                let is_part = |field: &Field| field.is_hidden == is_hidden;
                if fields.values().any(is_part) {
                    object.object(name, |part| {
                        let fields = fields.iter().filter(|(_, field)| is_part(field));
                        fields.for_each(|(path, field)| part.field(path, &field.value));
                    });
                }
            }
        });
        Json::written(&out)
    }

    /// Takes up a handle that was stored.
    ///
    /// # Errors
    ///
    /// [`BadHandle`] if the text is no handle, or one of a version that this crate does not know. It does not hold the
    /// text.
    pub fn from_json(text: &str) -> Result<Self, BadHandle> {
        let mut warnings = DecodeWarnings::new();
        let document = Document::parse(text, &mut warnings);
        if !document.is_whole() {
            return Err(BadHandle);
        }
        let mut object = document.json().object(&mut warnings).ok_or(BadHandle)?;
        if object.take::<u32>("version") != Some(1) {
            return Err(BadHandle);
        }
        let operation = object.take::<String>("operation").ok_or(BadHandle)?;
        let at = object.take::<u64>("at").ok_or(BadHandle)?;
        let clock = object.take::<BTreeMap<String, i64>>("clock");
        let clock = clock.map(|members| Offset::of(&members).ok_or(BadHandle));
        let clock = clock.transpose()?;
        let is_used_again = object.take::<bool>("usedAgain").unwrap_or_default();
        let evidence = object.take::<String>("evidence");
        let evidence = evidence.map(|text| self::evidence(&text).ok_or(BadHandle));
        let evidence = evidence.transpose()?;
        let seen: Option<BTreeMap<String, String>> = object.take("seen");
        let seen = seen.map(Seen::of).unwrap_or_default();
        let entry = object.take::<String>("entry").map(EntryId::new);
        let name = object.take::<String>("account");
        let client = object.take::<String>("client");
        let client = client.map(|text| ClientMark::from_text(&text).ok_or(BadHandle));
        let account = Account {
            name: name.unwrap_or_else(|| MAIN.to_owned()),
            client: client.transpose()?,
        };
        let purchase = object.take::<String>("purchase");
        let despite = object.take::<String>("despite");
        let forgotten = object.take::<u64>("forgotten");
        let attempt = purchase.map(|purchase| Attempt { purchase, despite });
        let mut fields = Fields::new();
        for (name, is_hidden) in PARTS {
            let part = object.peek(name).and_then(JsonRef::members);
            for (path, value) in part.into_iter().flat_map(Parts::named) {
                let value = Scalar::of(value).ok_or(BadHandle)?;
                fields.insert(path.into_owned().into(), Field { value, is_hidden });
            }
        }
        let identity = Identity {
            operation: operation.into(),
            account: Arc::new(account),
            attempt,
            fields,
        };
        Ok(Self(Arc::new(Inner {
            identity: Arc::new(identity),
            at,
            clock,
            is_used_again,
            evidence,
            seen,
            entry,
            forgotten,
        })))
    }
}

impl Offset {
    fn of(members: &BTreeMap<String, i64>) -> Option<Self> {
        let (ahead, bound) = (*members.get("ahead")?, *members.get("bound")?);
        (bound >= 0).then_some(Self { ahead, bound })
    }
}

fn word(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::NeverSent => "never-sent",
        Evidence::MayHaveBeenSent => "may-have-been-sent",
        Evidence::Answered => "answered",
    }
}

fn evidence(word: &str) -> Option<Evidence> {
    use Evidence::{Answered, MayHaveBeenSent, NeverSent};
    let mut all = [NeverSent, MayHaveBeenSent, Answered].into_iter();
    all.find(|evidence| self::word(*evidence) == word)
}

/// The text is no handle. It does not say which text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadHandle;

impl fmt::Display for BadHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the text is no handle of a request, or one of a version that is not known here; store what Handle::to_json gives",
        )
    }
}

impl std::error::Error for BadHandle {}
