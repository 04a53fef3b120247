//! Writing the largest request and reading the largest answers, against serde.

use std::hint::black_box;

use gateway_runtime::{DecodeWarnings, Json, Read};
use online_payment_gateway::models::{PaymentResponse, QueryResponse};

use crate::measure::compare;
use crate::plain::{answers, request};
use crate::sample;

pub(crate) fn run(rounds: u32) {
    let ours = sample::request();
    let theirs: request::Payment =
        serde_json::from_str(&sample::request_json()).expect("the request");
    compare(
        "write a payment",
        rounds,
        0,
        &mut [
            (
                "serde structs, `to_vec`",
                Box::new(|| drop(black_box(serde_json::to_vec(&theirs)))),
            ),
            ("ours", Box::new(|| drop(black_box(Json::of(&ours))))),
            (
                "ours, validated",
                Box::new(|| {
                    let ours = ours.clone();
                    drop(black_box(ours.validate().map(|()| Json::of(&ours))))
                }),
            ),
            ("cloning ours", Box::new(|| drop(black_box(ours.clone())))),
        ],
    );
    let answer = sample::payment_answer();
    compare(
        "read what answers a payment",
        rounds,
        0,
        &mut [
            (
                "serde structs, `from_str`",
                Box::new(|| {
                    drop(black_box(serde_json::from_str::<answers::PaymentResponse>(
                        &answer,
                    )))
                }),
            ),
            (
                "`serde_json::Value`",
                Box::new(|| {
                    drop(black_box(serde_json::from_str::<serde_json::Value>(
                        &answer,
                    )))
                }),
            ),
            (
                "ours",
                Box::new(|| drop(black_box(decode::<PaymentResponse>(&answer)))),
            ),
        ],
    );
    let answer = sample::query_answer();
    compare(
        "read what answers a query",
        rounds,
        0,
        &mut [
            (
                "serde structs, `from_str`",
                Box::new(|| {
                    drop(black_box(serde_json::from_str::<answers::QueryResponse>(
                        &answer,
                    )))
                }),
            ),
            (
                "`serde_json::Value`",
                Box::new(|| {
                    drop(black_box(serde_json::from_str::<serde_json::Value>(
                        &answer,
                    )))
                }),
            ),
            (
                "ours",
                Box::new(|| drop(black_box(decode::<QueryResponse>(&answer)))),
            ),
        ],
    );
}

fn decode<T: Read>(text: &str) -> (Option<T>, DecodeWarnings) {
    Json::parse(text).expect("JSON").decode()
}
