use std::time::{Duration, SystemTime};

#[cfg(feature = "testing")]
use crate::record::account::MAIN;
use crate::record::handle::Handle;
use crate::record::operation::Effect;
use crate::record::operation::{Api, FoundBy, Moves, Operation, Source};
use crate::record::outcome::Outcome;

/// A value that names a request, by the path at which it stands there.
pub(crate) type Named = (&'static str, String);

/// How long before a request another one of its numbers can have been made and still be mistaken for it: a day for a
/// clock that nobody compared, and more than another one for a time of which nobody knows the zone.
const BEFORE: Duration = Duration::from_secs(3 * 24 * 3600);

/// What names a request at the gateway. Payments of several kinds are named by one order number, so that it is a matter
/// of all their operations whether it was used once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    operations: Vec<&'static str>,
    values: Vec<Named>,
    /// The number that the gateway gave, by which alone something is named that does not have it in its request.
    number: Option<String>,
    account: String,
    not_before: SystemTime,
    /// Whether they are asked about to deny a request.
    denies: bool,
}

impl Numbers {
    /// What names the request of a handle; `None` if nothing that is kept of it does.
    pub(crate) fn of(api: &Api, handle: &Handle) -> Option<Self> {
        let operation = api.operation(handle.operation())?;
        let values = Self::values_of(operation, handle);
        let acknowledged = operation.acknowledges.same;
        let is_named_alike = |other: &&&Operation| {
            other.id == operation.id
                || (!acknowledged.is_empty()
                    && other.acknowledges.same == acknowledged
                    && may_look_alike(operation, other))
        };
        let named_alike = api.operations.iter().filter(is_named_alike);
        let operations = named_alike.map(|operation| operation.id).collect();
        (!values.is_empty()).then(|| Self::since(handle, operations, values))
    }

    /// These values of these operations, in an account.
    pub(crate) fn about(operations: Vec<&'static str>, values: Vec<Named>, account: &str) -> Self {
        Self {
            operations,
            values,
            number: None,
            account: account.to_owned(),
            not_before: SystemTime::UNIX_EPOCH,
            denies: false,
        }
    }

    /// The same in the account of a request, as far as they can have to do with it.
    fn since(handle: &Handle, operations: Vec<&'static str>, values: Vec<Named>) -> Self {
        let not_before = handle.time().checked_sub(BEFORE);
        Self {
            not_before: not_before.unwrap_or(SystemTime::UNIX_EPOCH),
            ..Self::about(operations, values, handle.account())
        }
    }

    /// What names the payment that a refund gives back of, for all that moves its money; `None` if what is kept of the
    /// refund says nothing that every payment has.
    pub(crate) fn of_payment(api: &Api, refund: &Handle) -> Option<Self> {
        let operations = api.operations.iter();
        let moving = operations.filter(|operation| operation.acknowledges.moves.is_some());
        let values = payment_values(api.operation(refund.operation())?, refund);
        let pays =
            |operation: &&&Operation| matches!(operation.acknowledges.moves, Some(Moves::Pays(_)));
        let mut payments = moving.clone().filter(pays);
        let is_kept = |payment: &Operation, path: &str| {
            let mut kept = payment.journal.iter();
            kept.any(|kept| kept.path == path)
        };
        let is_named = payments.clone().any(|payment| {
            let mut paths = values.iter().map(|(path, _)| *path);
            paths.any(|path| is_kept(payment, path))
        });
        let number = match is_named {
            true => None,
            false => payments.find_map(|payment| {
                let mut values = values.iter();
                values.find(|(path, _)| payment.number() == Some(path))
            }),
        };
        let number = number.map(|(_, number)| number.clone());
        let operations = moving.map(|operation| operation.id).collect();
        (is_named || number.is_some()).then(|| Self {
            number,
            ..Self::about(operations, values, refund.account())
        })
    }

    /// What names a payment, for all that is done to it once it is there, such as a capture; `None` if nothing that is kept of it
    /// does.
    pub(crate) fn of_what_follows(api: &Api, payment: &Handle) -> Option<Self> {
        let acts = |operation: &&&Operation| {
            operation.effect == Effect::MovesMoney && !operation.is_made_anew()
        };
        let values = with_payment(api, &[], payment);
        let follow = api.operations.iter().filter(acts);
        let operations = follow.map(|one| one.id).collect();
        (!values.is_empty()).then(|| Self::since(payment, operations, values))
    }

    /// These values of these operations, for whoever tries a journal.
    #[cfg(feature = "testing")]
    pub(crate) fn new(
        operations: Vec<&'static str>,
        values: Vec<Named>,
        not_before: SystemTime,
    ) -> Self {
        Self {
            not_before,
            ..Self::about(operations, values, MAIN)
        }
    }

    /// The paths in the request of an operation of what names it, and what it is about.
    pub(crate) fn paths_of(operation: &Operation) -> impl Iterator<Item = &'static str> {
        let named = naming(operation).iter().map(|(_, ours)| *ours);
        let ways = operation.found_by.ways().unwrap_or_default();
        let asked = ways.iter().flat_map(|way| way.with).filter_map(|fill| {
            // What has a list of values is a kind, and no number.
            match (fill.from, fill.known) {
                (Source::Request(path), None) => Some(path),
                _ => None,
            }
        });
        named.chain(operation.repeat.key()).chain(asked)
    }

    /// The values alone that name the request of an operation.
    pub(crate) fn values_of(operation: &Operation, handle: &Handle) -> Vec<Named> {
        let naming = naming(operation).iter();
        let values = naming.filter_map(|(_, ours)| Some((*ours, handle.first(ours)?.into_owned())));
        values.collect()
    }

    /// What a contract asks a journal with, of which only the gateway's number is known.
    #[cfg(feature = "testing")]
    pub(crate) fn by_number(operation: &'static str, path: &'static str, number: &str) -> Self {
        Self {
            number: Some(number.to_owned()),
            ..Self::about(vec![operation], vec![(path, number.to_owned())], MAIN)
        }
    }

    /// The same, to be asked about before a request is denied: one of the number that was refused is shown as failed too.
    pub(crate) fn before_denial(mut self) -> Self {
        self.denies = true;
        self
    }

    /// Whether a request with this outcome counts as a use of the numbers: the gateway may show it, so that it can be
    /// mistaken for another one. One without an outcome always does.
    pub fn counts(&self, outcome: &Outcome) -> bool {
        match outcome {
            Outcome::NotSent => false,
            Outcome::Failed { .. } => true,
            other => self.denies || other.may_have_been_carried_out(),
        }
    }

    /// The operations whose requests are named like this.
    pub fn operations(&self) -> &[&'static str] {
        &self.operations
    }

    /// The values by the paths at which they stand in a request.
    pub fn values(&self) -> &[(&'static str, String)] {
        &self.values
    }

    /// The merchant account of the request ([`Handle::account`]): a number names another payment in another one.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// Requests that were made before this do not matter.
    pub fn not_before(&self) -> SystemTime {
        self.not_before
    }

    /// The number of the gateway's by which these name a request that has none of the [paths](Self::values); `None` if
    /// such a request may be any. A journal compares it with what was [seen](Handle::seen) of a request.
    pub fn number(&self) -> Option<&str> {
        self.number.as_deref()
    }

    /// The same by all of these values.
    pub(crate) fn by_all(self, values: Vec<Named>) -> Self {
        Self {
            values,
            number: None,
            ..self
        }
    }

    /// Whether another request may be named like this one: one of these operations and of the same account, which has no
    /// other value at any of the paths. One that has none at all may be, unless the gateway gave it another
    /// [number](Self::number), or none.
    pub fn may_name(&self, other: &Handle) -> bool {
        let is_same =
            |(path, value): &(&str, String)| other.first(path).is_none_or(|other| other == *value);
        let has_any = || {
            let mut values = self.values.iter();
            values.any(|(path, _)| other.first(path).is_some())
        };
        let number = self.number.as_ref();
        let is_numbered =
            number.is_none_or(|number| has_any() || other.seen().number.as_ref() == Some(number));
        is_numbered
            && self.account == other.account()
            && self.operations.contains(&other.operation())
            && self.values.iter().all(is_same)
    }
}

/// What of a request names the payment that it is about: all that a look-up goes by but its own key.
pub(crate) fn payment_values(operation: &Operation, handle: &Handle) -> Vec<Named> {
    let ways = operation.found_by.ways().unwrap_or_default();
    let own = operation.repeat.key();
    let mut values: Vec<Named> = Vec::new();
    for fill in ways.iter().flat_map(|way| way.with) {
        if let Source::Request(path) = fill.from
            && Some(path) != own
            && !values.iter().any(|(known, _)| *known == path)
            && let Some(value) = handle.first(path)
        {
            values.push((path, value.into_owned()));
        }
    }
    values
}

/// These values, and whatever else names this payment: its own numbers, and the one that the gateway gave to it. What is
/// done to a payment, such as a capture, is answered with the number of that payment, and what was paid on a page is shown
/// with it.
pub(crate) fn with_payment(api: &Api, values: &[Named], payment: &Handle) -> Vec<Named> {
    let mut all = values.to_vec();
    let Some(operation) = api.operation(payment.operation()) else {
        return all;
    };
    let number = operation.number().zip(payment.seen().number.clone());
    let own = Numbers::values_of(operation, payment).into_iter();
    for (path, value) in own.chain(number) {
        if !all.iter().any(|(known, _)| *known == path) {
            all.push((path, value));
        }
    }
    all
}

/// Whether a state that proves the one may be that of the other. What becomes of one that cannot be looked up, such as a
/// page for a customer to pay on, can be shown as any state.
fn may_look_alike(one: &Operation, other: &Operation) -> bool {
    let proving = |operation: &Operation| {
        let ways = operation.found_by.ways()?.iter();
        Some(ways.flat_map(|way| way.success_states))
    };
    match (proving(one), proving(other)) {
        (Some(mut one), Some(other)) => one.any(|state| other.clone().any(|other| other == state)),
        _ => true,
    }
}

/// What an answer repeats of the number of its request, or what a look-up goes by.
fn naming(operation: &Operation) -> &'static [(&'static str, &'static str)] {
    match (operation.acknowledges.same, operation.found_by) {
        (
            &[],
            FoundBy::Lookup {
                ways: [way, ..], ..
            },
        ) => way.same,
        (same, _) => same,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::READS;
    use crate::record::operation::Lookup;
    use crate::record::operation::{Acknowledges, Effect};
    use crate::record::security::Security;
    use crate::record::seen::Seen;

    const fn operation(
        id: &'static str,
        same: &'static [(&'static str, &'static str)],
        found_by: FoundBy,
    ) -> Operation {
        Operation {
            id,
            effect: Effect::MovesMoney,
            acknowledges: Acknowledges {
                same,
                ..Acknowledges::NOTHING
            },
            found_by,
            ..READS
        }
    }

    const fn lookup(success_states: &'static [&'static str]) -> Lookup {
        Lookup {
            operation: &READS,
            media_type: "application/json",
            with: &[],
            field: "state",
            success_states,
            state_classes: &[],
            same: &[("order", "orderNo")],
            matching: &[],
            not_before: None,
        }
    }

    const fn found(ways: &'static [Lookup]) -> FoundBy {
        FoundBy::Lookup {
            ways,
            lost: &[],
            reason: "",
        }
    }

    const NOWHERE: FoundBy = FoundBy::Nothing { reason: "" };
    const ORDER: &[(&str, &str)] = &[("orderNo", "orderNo")];
    const BOTH: &[(&str, &str)] = &[("orderNo", "orderNo"), ("tradeNo", "tradeNo")];
    const PAID: &[Lookup] = &[lookup(&["open", "done"])];
    const DONE: &[Lookup] = &[lookup(&["done"])];
    const VOID: &[Lookup] = &[lookup(&["void"])];

    static API: Api = Api {
        title: "",
        release: "",
        security: Security::None,
        token: None,
        requirements: &[],
        operations: &[
            &operation("pay", ORDER, found(PAID)),
            &operation("charge", ORDER, found(DONE)),
            &operation("page", ORDER, NOWHERE),
            &operation("capture", BOTH, found(DONE)),
            &operation("void", BOTH, found(VOID)),
            &operation("track", &[], found(DONE)),
            &operation("token", &[], NOWHERE),
        ],
    };

    fn request(operation: &str, fields: &str) -> Handle {
        let stored =
            format!(r#"{{"version":1,"operation":"{operation}","at":1,"fields":{{{fields}}}}}"#);
        Handle::from_json(&stored).unwrap()
    }

    #[test]
    fn a_number_is_one_for_all_operations_that_can_be_taken_for_each_other() {
        let order = r#""orderNo":"A""#;
        for (operation, expected) in [
            ("pay", Some(&["pay", "charge", "page"][..])),
            ("page", Some(&["pay", "charge", "page"])),
            ("capture", Some(&["capture"])),
            ("void", Some(&["void"])),
            ("track", Some(&["track"])),
            ("token", None),
            ("gone", None),
        ] {
            let numbers = Numbers::of(&API, &request(operation, order));
            let operations = numbers.as_ref().map(Numbers::operations);
            assert_eq!(operations, expected, "{operation}");
        }
        assert_eq!(Numbers::of(&API, &request("pay", "")), None);
    }

    #[test]
    fn what_was_made_up_to_three_days_before_a_request_matters() {
        let late = r#"{"version":1,"operation":"pay","at":259200007,"fields":{"orderNo":"A"}}"#;
        let numbers = Numbers::of(&API, &Handle::from_json(late).unwrap()).unwrap();
        let not_before = SystemTime::UNIX_EPOCH + Duration::from_millis(7);
        assert_eq!(numbers.not_before(), not_before);
    }

    #[test]
    fn a_request_without_another_value_may_be_the_same() {
        let one = request("capture", r#""orderNo":"A","tradeNo":"T""#);
        let numbers = Numbers::of(&API, &one).unwrap();
        for (operation, fields, expected) in [
            ("capture", r#""orderNo":"A","tradeNo":"T""#, true),
            ("capture", r#""orderNo":"A""#, true),
            ("capture", r#""tradeNo":"T""#, true),
            ("capture", r#""tradeNo":"U","orderNo":"A""#, false),
            ("capture", r#""orderNo":"B""#, false),
            ("void", r#""orderNo":"A""#, false),
        ] {
            let other = request(operation, fields);
            assert_eq!(numbers.may_name(&other), expected, "{operation} {fields}");
        }
    }

    #[test]
    fn what_the_gateway_may_show_is_a_use_of_its_number_and_before_a_denial_what_it_refused_too() {
        let numbers = Numbers::of(&API, &request("pay", r#""orderNo":"A""#)).unwrap();
        let seen = || Seen::NOTHING;
        for (outcome, counts, before_denial) in [
            (Outcome::NotSent, false, false),
            (Outcome::Refused { code: None }, false, true),
            (Outcome::Failed { seen: seen() }, true, true),
            (Outcome::Found { seen: seen() }, true, true),
        ] {
            assert_eq!(numbers.counts(&outcome), counts, "{outcome:?}");
            let denies = numbers.clone().before_denial();
            assert_eq!(denies.counts(&outcome), before_denial, "{outcome:?}");
        }
    }
}
