//! A handle as text, and taken up again.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::record::account::{Account, ClientMark, MAIN};
use crate::record::attempt::Attempt;
use crate::record::entry::EntryId;
use crate::record::evidence::Evidence;
use crate::record::handle::{Field, Fields, Handle, Inner, Kept, Offset, is_scalar};
use crate::record::seen::Seen;
use crate::value::json::reference::{Document, JsonRef};
use crate::value::json::untyped::Json;
use crate::value::json::warning::DecodeWarnings;
use crate::value::json::writer::JsonWriter;

impl Handle {
    /// The handle as text, to be stored. It holds whatever [`field`](Self::field) gives.
    pub fn to_json(&self) -> Json {
        let Inner {
            kept,
            at,
            clock,
            is_used_again,
            evidence,
            seen,
            entry,
            forgotten,
        } = &*self.0;
        let Kept {
            operation,
            account,
            attempt,
            fields,
        } = &**kept;
        let part = |is_hidden: bool| -> Option<BTreeMap<String, Json>> {
            let part: BTreeMap<_, _> = fields
                .iter()
                .filter(|(_, field)| field.is_hidden == is_hidden)
                .map(|(path, field)| (path.to_string(), field.value.clone()))
                .collect();
            (!part.is_empty()).then_some(part)
        };
        let mut out = JsonWriter::new();
        out.object(|object| {
            object.field("version", &1_u32);
            object.field("operation", &**operation);
            object.field("at", at);
            object.field("clock", &clock.map(Offset::members));
            object.field("usedAgain", &is_used_again.then_some(true));
            object.field(
                "evidence",
                &evidence.map(|evidence| word(evidence).to_owned()),
            );
            object.field("seen", &seen.members());
            object.field(
                "entry",
                &entry.as_ref().map(|entry| entry.as_str().to_owned()),
            );
            let is_named = account.name != MAIN;
            object.field("account", &is_named.then(|| account.name.clone()));
            object.field("client", &account.client.map(ClientMark::to_text));
            let attempt = attempt.as_ref();
            object.field("purchase", &attempt.map(|attempt| attempt.purchase.clone()));
            let despite = attempt.and_then(|attempt| attempt.despite.clone());
            object.field("despite", &despite);
            object.field("forgotten", forgotten);
            object.field("fields", &part(false));
            object.field("hidden", &part(true));
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
        let clock = match object.take::<BTreeMap<String, i64>>("clock") {
            Some(members) => Some(Offset::of(&members).ok_or(BadHandle)?),
            None => None,
        };
        let is_used_again = object.take::<bool>("usedAgain").unwrap_or_default();
        let evidence = match object.take::<String>("evidence") {
            Some(text) => Some(evidence(&text).ok_or(BadHandle)?),
            None => None,
        };
        let seen: Option<BTreeMap<String, String>> = object.take("seen");
        let seen = seen.map(Seen::of).unwrap_or_default();
        let entry = object.take::<String>("entry").map(EntryId::new);
        let name = object.take::<String>("account");
        let account = Account {
            name: name.unwrap_or_else(|| MAIN.to_owned()),
            client: match object.take::<String>("client") {
                Some(text) => Some(ClientMark::from_text(&text).ok_or(BadHandle)?),
                None => None,
            },
        };
        let purchase = object.take::<String>("purchase");
        let despite = object.take::<String>("despite");
        let forgotten = object.take::<u64>("forgotten");
        let attempt = purchase.map(|purchase| Attempt { purchase, despite });
        let mut fields = Fields::new();
        for (name, is_hidden) in [("fields", false), ("hidden", true)] {
            let part: BTreeMap<String, Json> = object.take(name).unwrap_or_default();
            for (path, value) in part {
                let kind = JsonRef::scalar(value.expose().trim()).kind();
                if !is_scalar(kind) {
                    return Err(BadHandle);
                }
                fields.insert(path.into(), Field { value, is_hidden });
            }
        }
        let kept = Kept {
            operation: operation.into(),
            account: Arc::new(account),
            attempt,
            fields,
        };
        Ok(Self(Arc::new(Inner {
            kept: Arc::new(kept),
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
    fn members(self) -> BTreeMap<String, i64> {
        let members = [("ahead", self.ahead), ("bound", self.bound)];
        members.map(|(name, value)| (name.to_owned(), value)).into()
    }

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
    match word {
        "never-sent" => Some(Evidence::NeverSent),
        "may-have-been-sent" => Some(Evidence::MayHaveBeenSent),
        "answered" => Some(Evidence::Answered),
        _ => None,
    }
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
