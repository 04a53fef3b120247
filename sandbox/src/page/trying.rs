//! What a person tries out on the live page: a payment, a capture, a void, a refund, without a program.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use gateway_runtime::{Amount, Operation};
use maud::{Markup, html};
use online_payment_gateway::operations;

use super::form::value;
use super::html::typed;
use crate::cards::{CardOutcome, TEST_CARDS, TestCard};
use crate::codes::{ACCEPTED, Refusal};
use crate::origin::is_own_page;
use crate::shared::{CallSeen, Shared};
use crate::state::{Goods, Instrument, Moment, Pay, Refused, Rules, State as Gateway, Which};

/// The form that pays.
pub(super) fn pay_form() -> Markup {
    html! {
        form .pay-form method="post" action="/_sandbox/try" data-live {
            input type="hidden" name="do" value="pay";
            div {
                label for="amount" { "Amount in USD" }
                input #amount name="amount" value="10.00" inputmode="decimal" required maxlength="10"
                    pattern="[0-9]+([.][0-9]{1,2})?" title="An amount such as 10.00";
            }
            div {
                label for="by" { "Paid by" }
                select #by name="by" {
                    @for (index, card) in TEST_CARDS.iter().enumerate() {
                        option value=(index) { (spaced(card.number)) ": " (words(card.outcome)) }
                    }
                    option value="alipay" { "Alipay: waits for the customer" }
                }
            }
            div {
                label for="capture" { "Money" }
                select #capture name="capture" {
                    option value="auto" { "collected at once" }
                    option value="manual" { "only authorized" }
                }
            }
            button .main { "Pay" }
        }
    }
}

/// The number of a card as it stands on one.
fn spaced(number: &str) -> String {
    let mut spaced = String::new();
    for (place, digit) in number.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            spaced.push(' ');
        }
        spaced.push(digit);
    }
    spaced
}

fn words(outcome: CardOutcome) -> &'static str {
    match outcome {
        CardOutcome::Approved => "approved",
        CardOutcome::Declined => "declined",
        CardOutcome::InsufficientFunds => "declined, insufficient funds",
        CardOutcome::Expired => "declined, expired",
        CardOutcome::WrongSecurityCode => "declined, wrong security code",
        CardOutcome::Challenge => "3-D Secure",
        CardOutcome::DeviceData => "3-D Secure, after a look at the device",
        CardOutcome::Pending => "pending, then approved",
        CardOutcome::Slow => "approved, to a client after 3 s",
    }
}

/// Does it, and says in a sentence what came of it.
pub(super) async fn act(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !is_own_page(&headers) {
        let text = "This was not sent by this page. Nothing was done.";
        return said(StatusCode::FORBIDDEN, text.to_owned());
    }
    let form = std::str::from_utf8(&body).unwrap_or_default();
    let Some(act) = value(form, "do").and_then(|act| Act::of(&act)) else {
        let text = "Nothing was asked for, and nothing was done.";
        return said(StatusCode::BAD_REQUEST, text.to_owned());
    };
    let outcome = shared
        .change(|state, rules, now| act.tried(state, rules, now, form))
        .await;
    let status = match &outcome {
        Err(refused) if refused.why == Refusal::NotKept => StatusCode::SERVICE_UNAVAILABLE,
        // A decline is what was asked for.
        _ => StatusCode::OK,
    };
    shared.note(seen(&shared, act, &outcome, status));
    let (shows_order, text) = match outcome {
        Ok(done) => (true, done.text),
        Err(refused) if refused.why == Refusal::NotKept => {
            (false, refused.why.meaning().to_owned())
        }
        Err(refused) => {
            let order = refused.order.as_ref();
            let number = order.map_or_else(String::new, |order| format!("{}: ", order.order_no));
            let code = shared.codes.code(refused.why);
            let text = format!("{number}{} ({code}).", refused.why.meaning());
            (order.is_some(), text)
        }
    };
    let wants_text = headers.get(header::ACCEPT) == Some(&HeaderValue::from_static("text/plain"));
    if wants_text || !shows_order {
        return said(status, text);
    }
    let mut answer = said(StatusCode::SEE_OTHER, text);
    let board = HeaderValue::from_static("/#orders");
    answer.headers_mut().insert(header::LOCATION, board);
    answer
}

fn said(status: StatusCode, text: String) -> Response {
    let mut answer = typed("text/plain; charset=utf-8", text);
    *answer.status_mut() = status;
    answer
}

/// What a button does.
#[derive(Clone, Copy)]
enum Act {
    Pay,
    Capture,
    Void,
    Refund,
}

/// What was done: to which order, and how that is said.
struct Done {
    order_no: String,
    text: String,
}

impl Act {
    fn of(name: &str) -> Option<Self> {
        match name {
            "pay" => Some(Self::Pay),
            "capture" => Some(Self::Capture),
            "void" => Some(Self::Void),
            "refund" => Some(Self::Refund),
            _ => None,
        }
    }

    /// The operation by which a client would have done it.
    fn operation(self) -> &'static Operation {
        match self {
            Self::Pay => &operations::CREATE_PAYMENT,
            Self::Capture => &operations::CAPTURE_PAYMENT,
            Self::Void => &operations::VOID_PAYMENT,
            Self::Refund => &operations::REFUND_PAYMENT,
        }
    }

    fn tried(
        self,
        state: &mut Gateway,
        rules: &Rules,
        now: Moment,
        form: &str,
    ) -> Result<Done, Refused> {
        let which = || Which {
            order_no: None,
            trade_no: value(form, "trade"),
        };
        let order = match self {
            Self::Pay => {
                let pay = wanted(state, form)?;
                state.pay(rules, now, pay)?
            }
            Self::Capture => {
                let amount = state.found(&which())?.amount;
                state.capture(now, &which(), amount)?
            }
            Self::Void => state.void(now, &which())?,
            Self::Refund => {
                let (amount, number) =
                    (state.found(&which())?.refundable(), state.number("REFUND-"));
                let (order, refund) = state.refund(rules, now, &which(), &number, amount)?;
                let text = format!("{}: refund {} is accepted.", order.order_no, refund.number);
                return Ok(Done {
                    order_no: order.order_no,
                    text,
                });
            }
        };
        Ok(Done {
            text: format!("{}: {}.", order.order_no, order.status.as_str()),
            order_no: order.order_no,
        })
    }
}

/// What the list of calls shows of it.
fn seen(
    shared: &Shared,
    act: Act,
    outcome: &Result<Done, Refused>,
    status: StatusCode,
) -> CallSeen {
    CallSeen {
        at: shared.now(),
        operation: act.operation().id,
        order_no: match outcome {
            Ok(done) => Some(done.order_no.clone()),
            Err(refused) => refused.order.as_ref().map(|order| order.order_no.clone()),
        },
        status: Some(status.as_u16()),
        code: Some(match outcome {
            Ok(_) => ACCEPTED.to_owned(),
            Err(refused) => shared.codes.code(refused.why).to_owned(),
        }),
        is_by_page: true,
        fault: None,
        carried: String::new(),
    }
}

/// The payment that a form asks for.
fn wanted(state: &mut Gateway, form: &str) -> Result<Pay, Refused> {
    let amount = value(form, "amount").and_then(|text| text.parse::<Amount>().ok());
    let amount = amount.ok_or(Refusal::WrongAmount)?.decimal();
    let by = value(form, "by").unwrap_or_default();
    let card = by
        .parse()
        .ok()
        .and_then(|index: usize| TEST_CARDS.get(index));
    let (method, instrument) = match card {
        Some(card) => ("card", instrument(card)),
        None if by == "alipay" => ("alipay", Instrument::Wallet),
        None => return Err(Refusal::UnknownMethod.into()),
    };
    Ok(Pay {
        order_no: state.number("ORDER-"),
        amount,
        currency: "USD".to_owned(),
        method: method.to_owned(),
        captures_itself: value(form, "capture").as_deref() != Some("manual") || card.is_none(),
        instrument,
        store: false,
        return_to: None,
        language: None,
        page_lives: None,
        goods: Goods::default(),
    })
}

fn instrument(card: &TestCard) -> Instrument {
    Instrument::Card {
        outcome: card.outcome,
        brand: card.brand,
        bin: card.number.get(..6).unwrap_or_default().to_owned(),
    }
}
