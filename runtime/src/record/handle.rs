use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::hash::Hash;
use std::sync::Arc;
use std::time::SystemTime;

use crate::record::account::Account;
use crate::record::attempt::Attempt;
use crate::record::call::Call;
use crate::record::entry::EntryId;
use crate::record::evidence::Evidence;
use crate::record::operation::{Acknowledges, Operation};
use crate::record::seen::Seen;
use crate::record::span::{Span, from_milliseconds, milliseconds};
use crate::value::json::paths;
use crate::value::json::reference::JsonRef;
use crate::value::json::scalar::Scalar;
use crate::value::types::sensitive::Sensitive;

#[cfg(feature = "serde")]
mod serialized;
pub(crate) mod stored;

/// The longest value that is kept, in bytes; an order number is shorter, and nothing longer identifies anything.
const LONGEST: usize = 4096;

/// What it takes to find out later what became of a request: its operation, its numbers and its time.
///
/// It holds what the document lets a journal keep, and so never a card number, a security code or a secret. It can be
/// stored as text and taken up again by another process. Its `Debug` shows what is not personal. Cloning it copies a
/// pointer.
///
/// ```
/// use gateway_runtime::Handle;
///
/// let stored = r#"{"version":1,"operation":"createPayment","at":1764000000000,"fields":{"orderNo":"A-1"}}"#;
/// let handle = Handle::from_json(stored)?;
/// assert_eq!(handle.operation(), "createPayment");
/// assert_eq!(handle.field("orderNo").as_deref(), Some("A-1"));
/// assert_eq!(handle.to_json().expose(), stored);
/// # Ok::<(), gateway_runtime::BadHandle>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Handle(Arc<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    /// What the request is known by, which never changes.
    identity: Arc<Identity>,
    /// Milliseconds since 1970.
    at: u64,
    /// What was known then of the gateway's clock.
    clock: Option<Offset>,
    /// Whether the same process had used its numbers before.
    is_used_again: bool,
    evidence: Option<Evidence>,
    /// What the gateway showed of it.
    seen: Seen,
    entry: Option<EntryId>,
    /// Since when it is a trace, in milliseconds since 1970.
    forgotten: Option<u64>,
}

#[derive(PartialEq, Eq)]
struct Identity {
    operation: Cow<'static, str>,
    account: Arc<Account>,
    attempt: Option<Attempt>,
    fields: Fields,
}

/// By path, with the positions of list elements in the brackets.
impl Inner {
    /// One of which nothing is known yet.
    fn new(identity: Identity, at: u64) -> Self {
        Self {
            identity: Arc::new(identity),
            at,
            clock: None,
            is_used_again: false,
            evidence: None,
            seen: Seen::default(),
            entry: None,
            forgotten: None,
        }
    }
}

type Fields = BTreeMap<Cow<'static, str>, Field>;

/// A value that is kept of a request.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Field {
    value: Scalar,
    /// Whether it must not be shown.
    is_hidden: bool,
}

impl Field {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.value.as_str())
    }
}

/// How far the gateway's clock was ahead, in milliseconds, and how far that may be wrong on either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Offset {
    ahead: i64,
    bound: i64,
}

impl Handle {
    /// What may be kept of a call.
    pub(crate) fn of(
        operation: &Operation,
        call: &Call,
        body: JsonRef<'_>,
        account: &Arc<Account>,
        now: SystemTime,
    ) -> Self {
        let mut fields = Fields::new();
        for kept in operation.journal {
            let is_hidden = !kept.open;
            paths::each_value(body, kept.path, &mut |at, json| {
                if let Some(value) = Scalar::of(json).map(shortened) {
                    fields.insert(paths::placed(kept.path, at), Field { value, is_hidden });
                }
            });
            if let Some(text) = call.parameter(kept.path) {
                let value = shortened(Scalar::text(text));
                fields.insert(Cow::Borrowed(kept.path), Field { value, is_hidden });
            }
        }
        let identity = Identity {
            operation: Cow::Borrowed(operation.id),
            account: Arc::clone(account),
            attempt: call.attempt_of().cloned(),
            fields,
        };
        Self(Arc::new(Inner::new(identity, milliseconds(now))))
    }

    /// What stands in a journal and cannot be read: it is open, and no operation of any release is called that.
    pub fn unreadable(entry: EntryId) -> Self {
        let identity = Identity {
            operation: Cow::Borrowed("(unreadable)"),
            account: Arc::new(Account::main()),
            attempt: None,
            fields: Fields::new(),
        };
        Self(Arc::new(Inner {
            entry: Some(entry),
            ..Inner::new(identity, 0)
        }))
    }

    pub(crate) fn with_evidence(&self, evidence: Evidence) -> Self {
        self.changed(|inner| inner.evidence = Some(evidence))
    }

    pub(crate) fn with_seen(&self, seen: &Seen) -> Self {
        let seen = seen.clone().after(self.seen());
        self.changed(|inner| inner.seen = seen)
    }

    /// With what an answer showed of it.
    pub(crate) fn answered(&self, seen: Seen) -> Self {
        let seen = seen.after(self.seen());
        self.changed(|inner| {
            inner.evidence = Some(Evidence::Answered);
            inner.seen = seen;
        })
    }

    pub(crate) fn with_entry(&self, entry: EntryId) -> Self {
        self.changed(|inner| inner.entry = Some(entry))
    }

    /// The same request, made at another time.
    pub(crate) fn made_at(&self, time: SystemTime) -> Self {
        self.changed(|inner| inner.at = milliseconds(time))
    }

    /// The same request, made at this time, with what is known of that by the gateway's clock, and of its numbers.
    pub(crate) fn known(
        &self,
        time: SystemTime,
        theirs: Option<Span>,
        is_used_again: bool,
    ) -> Self {
        self.changed(|inner| {
            inner.at = milliseconds(time);
            let at = i64::try_from(inner.at).unwrap_or(i64::MAX);
            inner.clock = theirs.map(Span::middle).map(|(middle, bound)| Offset {
                ahead: middle.saturating_sub(at),
                bound,
            });
            inner.is_used_again = is_used_again;
        })
    }

    /// What stays of it when it is forgotten: its operation, account, purchase, time and entry, and what may be shown of
    /// these numbers.
    pub(crate) fn trace(&self, numbers: &BTreeSet<String>, at: SystemTime) -> Self {
        let inner = &*self.0;
        let Identity {
            operation,
            account,
            attempt,
            fields,
        } = &*inner.identity;
        let stays = |(path, field): &(&Cow<'_, str>, &Field)| {
            !field.is_hidden && numbers.contains(&*paths::unplaced(path))
        };
        let fields = fields.iter().filter(stays);
        let identity = Identity {
            operation: operation.clone(),
            account: Arc::new(Account {
                name: account.name.clone(),
                client: None,
            }),
            attempt: attempt.as_ref().map(|attempt| Attempt {
                purchase: attempt.purchase.clone(),
                despite: None,
            }),
            fields: fields
                .map(|(path, field)| (path.clone(), field.clone()))
                .collect(),
        };
        Self(Arc::new(Inner {
            entry: inner.entry.clone(),
            forgotten: Some(milliseconds(at)),
            ..Inner::new(identity, inner.at)
        }))
    }

    /// Since when its journal has forgotten the request, of which this is but a trace ([`Forget`](crate::Forget)); `None` if
    /// it has not.
    pub fn forgotten(&self) -> Option<SystemTime> {
        self.0.forgotten.map(from_milliseconds)
    }

    fn changed(&self, change: impl FnOnce(&mut Inner)) -> Self {
        let mut inner = Inner::clone(&self.0);
        change(&mut inner);
        Self(Arc::new(inner))
    }

    /// The id of the operation.
    pub fn operation(&self) -> &str {
        &self.0.identity.operation
    }

    /// When the request was made, to the millisecond, by the clock of the machine that made it.
    pub fn time(&self) -> SystemTime {
        from_milliseconds(self.0.at)
    }

    /// The earliest and the latest time that the gateway's clock can have shown when the request was made, by the `Date`
    /// of earlier answers. `None` if none had come: then nobody knows how far the two clocks were apart.
    pub fn gateway_time(&self) -> Option<(SystemTime, SystemTime)> {
        self.their_span().map(Span::ends)
    }

    pub(crate) fn their_span(&self) -> Option<Span> {
        let at = i64::try_from(self.0.at).unwrap_or(i64::MAX);
        self.0
            .clock
            .map(|Offset { ahead, bound }| Span::around(at.saturating_add(ahead), bound))
    }

    /// Whether the process that made the request had made another one of the same numbers before.
    pub(crate) fn is_used_again(&self) -> bool {
        self.0.is_used_again
    }

    /// How far the request got; `None` if the process ended before that was known.
    pub fn evidence(&self) -> Option<Evidence> {
        self.0.evidence
    }

    /// The purchase of the shop that the request is an attempt of ([`Attempt`](crate::Attempt)), if that was said.
    pub fn purchase(&self) -> Option<&str> {
        let attempt = self.0.identity.attempt.as_ref();
        attempt.map(|attempt| &*attempt.purchase)
    }

    /// Why the request was sent although another attempt of its purchase may have been carried out, if it was.
    pub fn despite(&self) -> Option<&str> {
        self.0.identity.attempt.as_ref()?.despite.as_deref()
    }

    /// The merchant account that the request was made for ([`Config::account`](crate::Config::account)): `main` if none was
    /// named, and if it was written down before accounts had names.
    pub fn account(&self) -> &str {
        &self.0.identity.account.name
    }

    pub(crate) fn account_of(&self) -> &Account {
        &self.0.identity.account
    }

    /// What the gateway showed of the request, as far as that was written down.
    pub fn seen(&self) -> &Seen {
        &self.0.seen
    }

    /// Whether nobody but the gateway acts to bring the request to its end, by what the request says.
    pub(crate) fn is_alone(&self, acknowledges: &Acknowledges) -> bool {
        acknowledges.alone.iter().all(|(path, values)| {
            let value = self.first(path);
            value.is_some_and(|value| values.contains(&&*value))
        })
    }

    /// Where the request stands in the journal, if there is one.
    pub fn entry(&self) -> Option<&EntryId> {
        self.0.entry.as_ref()
    }

    /// The text of a field of the request, by its path: `orderNo`, or `[2].orderNo` for one of a list. It may be
    /// personal, as a tracking number is; what is copied from it is no longer wiped.
    pub fn field(&self, path: &str) -> Option<Cow<'_, str>> {
        Some(self.0.identity.fields.get(path)?.text())
    }

    /// The fields that may be shown, each with its path.
    pub(crate) fn open_fields(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let fields = self.0.identity.fields.iter();
        let open = fields.filter(|(_, field)| !field.is_hidden);
        open.map(|(path, field)| (&**path, field.text()))
    }

    /// The texts of all fields, each with its path.
    pub(crate) fn values(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let fields = self.0.identity.fields.iter();
        fields.map(|(path, field)| (&**path, field.text()))
    }

    /// Whether a field has this text.
    pub(crate) fn has_value(&self, text: &str) -> bool {
        self.values().any(|(_, value)| value == text)
    }

    /// The operation and all that is kept of its request.
    pub(crate) fn numbers(&self) -> impl Hash {
        (&self.0.identity.operation, &self.0.identity.fields)
    }

    /// One handle for each entry of a request that is a list; nothing for any other.
    pub(crate) fn entries(&self) -> Vec<Handle> {
        let mut entries: BTreeMap<usize, Fields> = BTreeMap::new();
        for (path, field) in &self.0.identity.fields {
            if let Some(at) = position(path) {
                let entry = entries.entry(at).or_default();
                entry.insert(path.clone(), field.clone());
            }
        }
        entries
            .into_values()
            .map(|fields| {
                let identity = Identity {
                    operation: self.0.identity.operation.clone(),
                    account: Arc::clone(&self.0.identity.account),
                    attempt: self.0.identity.attempt.clone(),
                    fields,
                };
                Self(Arc::new(Inner {
                    identity: Arc::new(identity),
                    at: self.0.at,
                    clock: self.0.clock,
                    is_used_again: self.0.is_used_again,
                    evidence: self.0.evidence,
                    seen: Seen::default(),
                    // What becomes of one entry does not settle the request in the journal.
                    entry: None,
                    forgotten: None,
                }))
            })
            .collect()
    }

    /// Which entry of a list this is; `None` if the request is no list, or the handle is that of the whole list.
    pub fn position(&self) -> Option<usize> {
        let mut positions = self.0.identity.fields.keys().map(|path| position(path));
        let first = positions.next()??;
        positions.all(|other| other == Some(first)).then_some(first)
    }

    /// The text of the first value at each path of the document, such as `[].orderNo`: what
    /// [`Numbers::may_name`](crate::Numbers::may_name) compares, for a journal that keeps an index of it.
    ///
    /// ```
    /// use gateway_runtime::Handle;
    ///
    /// let stored = r#"{"version":1,"operation":"ship","at":1,"fields":{"[0].orderNo":"A","[1].orderNo":"B"}}"#;
    /// let handle = Handle::from_json(stored)?;
    /// let values: Vec<_> = handle.first_values().into_iter().collect();
    /// assert_eq!(values, [("[].orderNo".to_owned(), "A".to_owned())]);
    /// # Ok::<(), gateway_runtime::BadHandle>(())
    /// ```
    pub fn first_values(&self) -> BTreeMap<String, String> {
        let placed = self.0.identity.fields.keys();
        let paths: BTreeSet<_> = placed.map(|placed| paths::unplaced(placed)).collect();
        let texts = paths.into_iter().filter_map(|path| {
            let text = self.first(&path)?.into_owned();
            Some((path.into_owned(), text))
        });
        texts.collect()
    }

    /// The one value that stands in logs: that of the first field that the document names of its operation, if it may be
    /// seen.
    pub(crate) fn label(&self, operation: &Operation) -> Option<Cow<'_, str>> {
        let first = operation.journal.first().filter(|kept| kept.open)?;
        self.first(first.path)
    }

    /// What names the request for the gateway, if its operation has such a key.
    pub(crate) fn key(&self, operation: &Operation) -> Option<Cow<'_, str>> {
        self.first(operation.repeat.key()?)
    }

    /// The text of the first value at a path of the document.
    pub(crate) fn first(&self, path: &str) -> Option<Cow<'_, str>> {
        self.value(path).map(|value| Cow::Borrowed(value.as_str()))
    }

    /// The value at a path of the document, such as `[].orderNo`.
    pub(crate) fn value(&self, path: &str) -> Option<&Scalar> {
        let mut fields = self.0.identity.fields.iter();
        fields
            .find(|(placed, _)| paths::unplaced(placed) == path)
            .map(|(_, field)| &field.value)
    }

    /// Whether this holds every value of another entry, wherever in its list that stands.
    pub(crate) fn has_values_of(&self, other: &Handle) -> bool {
        let other = &other.0.identity;
        other
            .fields
            .iter()
            .all(|(path, field)| self.value(&paths::unplaced(path)) == Some(&field.value))
    }

    /// The first path at which another handle holds something else, of those that both were made to keep.
    pub(crate) fn difference(&self, other: &Handle) -> Option<String> {
        let own = self.0.identity.fields.keys();
        let paths: BTreeSet<_> = own.chain(other.0.identity.fields.keys()).collect();
        let mut paths = paths.into_iter();
        let differs = paths.find(|path| self.field(path) != other.field(path));
        differs.map(|path| path.to_string())
    }
}

/// A value that is too long is kept as what no answer can be equal to, so that nothing is mistaken for it.
fn shortened(value: Scalar) -> Scalar {
    match value.as_str().len() <= LONGEST {
        true => value,
        false => Scalar::text("\u{0}too long to be kept"),
    }
}

/// The position of the entry that a placed path begins with.
fn position(path: &str) -> Option<usize> {
    path.strip_prefix('[')?.split_once(']')?.0.parse().ok()
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Handle");
        shown.field("operation", &self.0.identity.operation);
        shown.field("at", &self.0.at);
        shown.field("clock", &self.0.clock);
        shown.field("evidence", &self.0.evidence);
        for (path, field) in &self.0.identity.fields {
            match field.is_hidden {
                true => shown.field(path, &Sensitive::new(String::new())),
                false => shown.field(path, &field.text()),
            };
        }
        shown.finish()
    }
}

#[cfg(test)]
mod tests;
