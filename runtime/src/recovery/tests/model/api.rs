//! The operations of the model, and what is paid.

use crate::fixture::{READS, tokens_of};
use crate::record::operation::{
    Acknowledges, Api, Effect, Envelope, Method, Operation, Repeat, TokenFlow,
};
use crate::record::operation::{Fill, FoundBy, Kept, Lookup, ParameterPlace, Source, StateClass};
use crate::record::security::Security;

pub(super) const AMOUNT: &str = "42.50";
pub(super) const CURRENCY: &str = "USD";
pub(super) const SECOND: i64 = 1_000;
pub(super) const HOUR: i64 = 3_600 * SECOND;

pub(super) const ENVELOPE: Option<Envelope> = Some(Envelope {
    code: "code",
    message: "message",
    accepted: &["0000"],
});

pub(super) static TOKEN: Operation = Operation {
    id: "token",
    method: Method::Post,
    path: "/token",
    effect: Effect::Changes,
    envelope: ENVELOPE,
    ..READS
};

pub(super) static QUERY: Operation = Operation {
    id: "query",
    path: "/query/{orderNo}",
    secured: true,
    envelope: ENVELOPE,
    ..READS
};

pub(super) const fn open(path: &'static str) -> Kept {
    Kept { path, open: true }
}

pub(super) static PAY: Operation = Operation {
    id: "pay",
    method: Method::Post,
    path: "/pay",
    effect: Effect::MovesMoney,
    repeat: Repeat::Never,
    acknowledges: Acknowledges {
        same: &[("orderNo", "orderNo")],
        ..Acknowledges::NOTHING
    },
    found_by: FoundBy::Lookup {
        ways: &[Lookup {
            operation: &QUERY,
            media_type: "application/json",
            with: &[Fill {
                field: "orderNo",
                parameter: Some(ParameterPlace::Path),
                from: Source::Request("orderNo"),
                known: None,
            }],
            field: "order.state",
            success_states: &["done"],
            state_classes: &[("done", StateClass::Done)],
            same: &[("order.orderNo", "orderNo")],
            matching: &[("order.amount", "amount"), ("order.currency", "currency")],
            not_before: Some("order.time"),
        }],
        lost: &[],
        reason: "",
    },
    journal: &[open("orderNo"), open("amount"), open("currency")],
    ..QUERY
};

pub(super) static OPERATIONS: &[&Operation] = &[&PAY, &QUERY, &TOKEN];

pub(super) const fn api(security: Security, token: Option<TokenFlow>) -> Api {
    Api {
        title: "Model",
        release: "1",
        security,
        token,
        requirements: &[],
        operations: OPERATIONS,
    }
}

pub(super) static BY_TOKEN: Api = api(Security::Bearer, Some(tokens_of(&TOKEN)));
pub(super) static BY_KEY: Api = api(Security::Bearer, None);
