//! The operations of an API like ours, small enough to be read at once.

use crate::fixture::READS;
use crate::record::operation::{
    Acknowledges, Api, Effect, Fill, FoundBy, Kept, Lookup, Method, Moves, Operation,
    ParameterPlace, Repeat, Source, StateClass,
};
use crate::record::security::Security;

pub(super) static QUERY: Operation = Operation {
    id: "query",
    path: "/query/{orderNo}",
    ..READS
};

/// How what is done to an order is found: by its number, in the state that proves it.
static BY_ORDER: Lookup = Lookup {
    operation: &QUERY,
    media_type: "application/json",
    with: &[Fill {
        field: "orderNo",
        parameter: Some(ParameterPlace::Path),
        from: Source::Request("orderNo"),
        known: None,
    }],
    field: "state",
    success_states: &[],
    state_classes: &[],
    same: &[("orderNo", "orderNo")],
    matching: &[],
    not_before: None,
};

pub(super) static PAY: Operation = Operation {
    id: "pay",
    method: Method::Post,
    path: "/pay",
    effect: Effect::MovesMoney,
    repeat: Repeat::Never,
    found_by: FoundBy::Lookup {
        ways: &[Lookup {
            success_states: &["open", "done"],
            state_classes: &[("done", StateClass::Done)],
            ..BY_ORDER
        }],
        lost: &[],
        reason: "",
    },
    acknowledges: Acknowledges {
        issued: Some("tradeNo"),
        keeps_issued: true,
        alone: &[("method", &["card"])],
        moves: Some(Moves::Pays("amount")),
        ..Acknowledges::NOTHING
    },
    journal: &[Kept {
        path: "orderNo",
        open: true,
    }],
    ..QUERY
};

pub(super) static PAY_ALL: Operation = Operation {
    id: "payAll",
    found_by: FoundBy::Lookup {
        ways: &[Lookup {
            operation: &QUERY,
            media_type: "application/json",
            with: &[Fill {
                field: "orderNo",
                parameter: Some(ParameterPlace::Path),
                from: Source::Request("[].orderNo"),
                known: None,
            }],
            field: "state",
            success_states: &["done"],
            state_classes: &[],
            same: &[("orderNo", "[].orderNo")],
            matching: &[],
            not_before: None,
        }],
        lost: &[],
        reason: "",
    },
    ..PAY
};

/// The same, of which entries that are missing may be sent again, and that is answered with those that were taken.
pub(super) static TRACK: Operation = Operation {
    id: "track",
    effect: Effect::Changes,
    repeat: Repeat::MissingEntries,
    acknowledges: Acknowledges {
        each: Some("taken"),
        ..Acknowledges::NOTHING
    },
    journal: &[Kept {
        path: "[].orderNo",
        open: true,
    }],
    ..PAY_ALL
};

/// What is done to a payment that is there.
pub(super) static CAPTURE: Operation = Operation {
    id: "capture",
    acknowledges: Acknowledges {
        same: &[("tradeNo", "tradeNo")],
        issued: Some("tradeNo"),
        keeps_issued: true,
        ..Acknowledges::NOTHING
    },
    found_by: FoundBy::Lookup {
        ways: &[Lookup {
            success_states: &["done"],
            state_classes: &[("done", StateClass::Done)],
            matching: &[("captured", "amount")],
            ..BY_ORDER
        }],
        lost: &[],
        reason: "",
    },
    ..PAY
};

/// What calls a payment off.
pub(super) static VOID: Operation = Operation {
    id: "void",
    found_by: FoundBy::Lookup {
        ways: &[Lookup {
            success_states: &["gone"],
            state_classes: &[("gone", StateClass::Canceled), ("done", StateClass::Done)],
            ..BY_ORDER
        }],
        lost: &[],
        reason: "",
    },
    ..CAPTURE
};

/// What is done to a payment that is authorized, and once more if it still is.
pub(super) static CAPTURE_AGAIN: Operation = Operation {
    id: "captureAgain",
    repeat: Repeat::AfterReconcile,
    acknowledges: Acknowledges {
        same: &[("orderNo", "orderNo"), ("tradeNo", "tradeNo")],
        ..CAPTURE.acknowledges
    },
    found_by: FoundBy::Lookup {
        ways: &[Lookup {
            success_states: &["done"],
            state_classes: &[
                ("done", StateClass::Done),
                ("authorized", StateClass::Authorized),
            ],
            ..BY_ORDER
        }],
        lost: &[],
        reason: "",
    },
    ..CAPTURE
};

pub(super) static API: Api = Api {
    title: "Test",
    release: "1",
    security: Security::None,
    token: None,
    requirements: &[],
    operations: &[
        &PAY,
        &PAY_ALL,
        &TRACK,
        &CAPTURE,
        &CAPTURE_AGAIN,
        &VOID,
        &QUERY,
    ],
};
