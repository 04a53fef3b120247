//! The operations of the reference on top of the state.

use std::sync::Arc;

use axum::response::Response;
use gateway_runtime::{Clock, Operation, Sensitive, Text};
use online_payment_gateway::models;
use online_payment_gateway::models::{
    CaptureMethod, ExpiryMonth, ExpiryYear, PaymentMethod, StoredCredentials,
};
use online_payment_gateway::server::{Finding, Other, Server};

use super::answers::{self, Said, accepted};
use super::requests::{change, goods, minutes, outcome, shipment, which};
use super::{requests, strict};
use crate::cards::CardOutcome;
use crate::codes::Refusal;
use crate::shared::Shared;
use crate::state::{Change, Charge, Checkout, Goods, Instrument, Pay, Refused, WrongToken};
use crate::strictness::Strictness;
use crate::times;

/// The sandbox behind the generated router.
pub(crate) struct Api(pub(crate) Arc<Shared>);

impl Api {
    /// The answer: what was made of a success, or the refusal in the form of the operation.
    fn answer<T, A: Said>(
        &self,
        outcome: Result<T, Refused>,
        success: impl FnOnce(T) -> A,
    ) -> Result<A, Other> {
        self.answer_to(outcome, |answer| answer, success)
    }

    /// As [`answer`](Self::answer); a refusal gets what the request itself tells, unless refusals are to be bare.
    fn answer_to<T, A: Said>(
        &self,
        outcome: Result<T, Refused>,
        echo: impl FnOnce(A) -> A,
        success: impl FnOnce(T) -> A,
    ) -> Result<A, Other> {
        Ok(match outcome {
            Ok(value) => accepted(success(value)),
            Err(refused) => answers::refused(&self.0, &refused, echo),
        })
    }

    fn url(&self, page: &str) -> String {
        format!("{}/pay/{page}", self.0.url())
    }

    /// What a payment is paid with, and whether its money is collected at once.
    fn instrument(&self, method: &PaymentMethod) -> (Instrument, bool) {
        match method {
            PaymentMethod::Card(block) => (
                self.card(block),
                block.capture_method == CaptureMethod::Auto,
            ),
            other => (requests::wallet(other), true),
        }
    }

    /// A card, or what its issuer makes of it when it is over.
    fn card(&self, card: &models::Card) -> Instrument {
        let ends = (card.expiry_year.expose(), card.expiry_month.expose());
        match requests::card(&card.card_no) {
            Instrument::Card { brand, bin, .. } if self.is_over(ends) => Instrument::Card {
                outcome: CardOutcome::Expired,
                brand,
                bin,
            },
            other => other,
        }
    }

    /// Whether the month of a card is over, unless such cards are taken.
    fn is_over(&self, (year, month): (&ExpiryYear, &ExpiryMonth)) -> bool {
        let ends = (year.as_wire().parse(), month.as_wire().parse());
        let (Ok(year), Ok(month)) = ends else {
            return false;
        };
        let is_over = times::month(self.0.now()) > (year, month);
        is_over && !self.0.rules.allowed.contains(&Strictness::ExpiredCards)
    }

    async fn hold_back(&self, outcome: Option<CardOutcome>) {
        if outcome == Some(CardOutcome::Slow) {
            self.0.clock.sleep(self.0.rules.slow_takes).await;
        }
    }
}

/// What is wrong with a token, alone or after `Bearer`.
pub(super) fn wrong_token(shared: &Shared, credential: &str) -> Option<WrongToken> {
    let token = credential.strip_prefix("Bearer ").unwrap_or(credential);
    shared.look(|state, now| state.wrong_token(now, token))
}

impl Server for Api {
    async fn is_valid_credential(
        &self,
        _operation: &'static Operation,
        credential: &Sensitive<String>,
    ) -> bool {
        wrong_token(&self.0, credential.expose()).is_none()
    }

    fn answer_invalid(&self, _operation: &'static Operation, findings: &[Finding]) -> Response {
        answers::refusal(&self.0, Refusal::InvalidRequest, findings)
    }

    fn further_findings(&self, operation: &'static Operation, body: &[u8]) -> Vec<Finding> {
        strict::findings(&self.0.rules, operation, body)
    }

    async fn create_access_token(
        &self,
        body: models::AccessTokenRequest,
    ) -> Result<models::AccessTokenResponse, Other> {
        let (app, secret) = (body.app_id.expose(), body.secret.expose());
        let issued = self
            .0
            .change(|state, rules, now| state.issue_token(rules, now, app, secret))
            .await;
        self.answer(issued, |token| {
            let mut answer = models::AccessTokenResponse::default();
            answer.access_token = Some(Sensitive::new(token.text));
            answer.expires_in = i32::try_from(self.0.rules.token_lives.as_secs()).ok();
            answer
        })
    }

    async fn create_checkout_session(
        &self,
        body: models::CheckoutSessionRequest,
    ) -> Result<models::CheckoutSessionResponse, Other> {
        let lives = minutes(body.expiry_time.as_deref());
        let return_to = body
            .front_url
            .as_ref()
            .map(|url| url.expose().as_str().to_owned());
        let checkout = Checkout {
            order_no: body.order_no.as_str().to_owned(),
            amount: body.amount.decimal(),
            currency: body.currency.as_str().to_owned(),
            captures_itself: body.capture_method == CaptureMethod::Auto,
            return_to,
            language: None,
            goods: goods(body.product_info.as_deref()),
        };
        let opened = self
            .0
            .change(|state, rules, now| {
                let page = state.open_checkout(rules, now, checkout, lives)?;
                Ok((page.ends.saturating_sub(now) / 60_000, page))
            })
            .await;
        let echo = |mut answer: models::CheckoutSessionResponse| {
            answer.order_no = Some(body.order_no.clone());
            answer
        };
        self.answer_to(opened, echo, |(minutes, page)| {
            let mut answer = models::CheckoutSessionResponse::default();
            answer.expires_in = i32::try_from(minutes).ok();
            answer.order_no = Some(body.order_no.clone());
            answer.redirect_url = Some(Sensitive::new(self.url(&page.key)));
            answer
        })
    }

    async fn void_payment(&self, body: models::VoidRequest) -> Result<models::VoidResponse, Other> {
        let which = which(&body.order_reference);
        let voided = self.0.change(|state, _, now| state.void(now, &which)).await;
        let echo = |mut answer: models::VoidResponse| {
            answer.order_no = body.order_reference.order_no().cloned();
            answer.trade_no = body.order_reference.trade_no().cloned();
            answer
        };
        self.answer_to(voided, echo, |order| answers::void(&order))
    }

    async fn capture_payment(
        &self,
        body: models::CaptureRequest,
    ) -> Result<models::CaptureResponse, Other> {
        let which = which(&body.order_reference);
        let amount = body.capture_amount.decimal();
        let captured = self
            .0
            .change(|state, _, now| state.capture(now, &which, amount))
            .await;
        let echo = |mut answer: models::CaptureResponse| {
            answer.amount = Some(body.capture_amount);
            answer.order_no = body.order_reference.order_no().cloned();
            answer.trade_no = body.order_reference.trade_no().cloned();
            answer
        };
        self.answer_to(captured, echo, |order| answers::capture(&order))
    }

    async fn create_payment(
        &self,
        body: models::PaymentRequest,
    ) -> Result<models::PaymentResponse, Other> {
        let (instrument, captures_itself) = self.instrument(&body.payment_method);
        let outcome = outcome(&instrument);
        let stored = body
            .billing
            .as_ref()
            .and_then(|billing| billing.stored_credentials.as_ref());
        let pay = Pay {
            order_no: body.order_no.as_str().to_owned(),
            amount: body.amount.decimal(),
            currency: body.currency.as_str().to_owned(),
            method: body.payment_method.as_str().to_owned(),
            captures_itself,
            instrument,
            store: stored == Some(&StoredCredentials::Store),
            return_to: body
                .front_url
                .as_ref()
                .map(|url| url.expose().as_str().to_owned()),
            language: Some(body.device_info.language.expose().as_str().to_owned()),
            page_lives: minutes(body.expiry_time.as_deref()),
            goods: goods(body.product_info.as_deref()),
        };
        let (amount, currency, order_no) =
            (body.amount, body.currency.clone(), body.order_no.clone());
        drop(body);
        let paid = self
            .0
            .change(|state, rules, now| state.pay(rules, now, pay))
            .await;
        self.hold_back(outcome).await;
        let echo = |mut answer: models::PaymentResponse| {
            answer.amount = Some(amount);
            answer.currency = Some(currency);
            answer.order_no = Some(order_no);
            answer
        };
        self.answer_to(paid, echo, |order| {
            let url = order
                .page
                .as_deref()
                .map(|page| self.url(page))
                .unwrap_or_default();
            let mut answer = answers::payment(&order, &url);
            if outcome == Some(CardOutcome::DeviceData) {
                answer.ddc = Some(answers::device_data(&order, &url));
            }
            answer
        })
    }

    async fn create_mit_payment(
        &self,
        body: models::MitPaymentRequest,
    ) -> Result<models::SubscriptionPaymentResponse, Other> {
        let instrument = self.card(&body.card);
        let outcome = outcome(&instrument);
        let pay = Pay {
            order_no: body.order_no.as_str().to_owned(),
            amount: body.amount.decimal(),
            currency: body.currency.as_str().to_owned(),
            method: "card".to_owned(),
            captures_itself: body.card.capture_method == CaptureMethod::Auto,
            instrument,
            store: false,
            return_to: None,
            language: None,
            page_lives: None,
            goods: Goods::default(),
        };
        let (amount, currency, order_no) =
            (body.amount, body.currency.clone(), body.order_no.clone());
        drop(body);
        let paid = self
            .0
            .change(|state, rules, now| state.pay(rules, now, pay))
            .await;
        self.hold_back(outcome).await;
        let echo = |mut answer: models::SubscriptionPaymentResponse| {
            answer.amount = Some(amount);
            answer.currency = Some(currency);
            answer.order_no = Some(order_no);
            answer
        };
        self.answer_to(paid, echo, |order| answers::subscription(&order))
    }

    async fn create_subscription_payment(
        &self,
        body: models::SubscriptionPaymentRequest,
    ) -> Result<models::SubscriptionPaymentResponse, Other> {
        let credential = &body.subscription_credential;
        let stored = &credential.transaction_identifier;
        let ends = (
            credential.expiry_year.expose(),
            credential.expiry_month.expose(),
        );
        let charge = Charge {
            is_expired: self.is_over(ends),
            order_no: body.order_no.as_str().to_owned(),
            amount: body.amount.decimal(),
            stored_card: stored.expose().as_str().to_owned(),
        };
        let (amount, order_no) = (body.amount, body.order_no.clone());
        drop(body);
        let charged = self
            .0
            .change(|state, rules, now| state.charge(rules, now, &charge))
            .await;
        let echo = |mut answer: models::SubscriptionPaymentResponse| {
            answer.amount = Some(amount);
            answer.order_no = Some(order_no);
            answer
        };
        self.answer_to(charged, echo, |order| answers::subscription(&order))
    }

    async fn query_payment(
        &self,
        body: models::QueryRequest,
    ) -> Result<models::QueryResponse, Other> {
        let which = which(&body.order_reference);
        let method = body.payment_method_type.as_str();
        let found = self
            .0
            .change(|state, rules, now| state.query(rules, now, &which, method))
            .await;
        self.answer(found, |order| answers::query(&order))
    }

    async fn query_refund(
        &self,
        body: models::QueryRequest,
    ) -> Result<models::RefundResponse, Other> {
        let which = which(&body.order_reference);
        let method = body.payment_method_type.as_str();
        let found = self
            .0
            .change(|state, rules, now| state.query_refund(rules, now, &which, method))
            .await;
        self.answer(found, |(order, refund)| answers::refund(&order, &refund))
    }

    async fn refund_payment(
        &self,
        body: models::RefundRequest,
    ) -> Result<models::RefundResponse, Other> {
        let which = which(&body.order_reference);
        let (number, amount) = (body.refund_number.as_str(), body.amount.decimal());
        let refunded = self
            .0
            .change(|state, rules, now| state.refund(rules, now, &which, number, amount))
            .await;
        let echo = |mut answer: models::RefundResponse| {
            answer.amount = Some(body.amount);
            answer.refund_order_no = Some(body.refund_number.clone());
            answer
        };
        self.answer_to(refunded, echo, |(order, refund)| {
            answers::refund(&order, &refund)
        })
    }

    async fn retrieve_tracking(
        &self,
        body: models::RetrieveTrackingRequest,
    ) -> Result<models::TrackingDetailsResponse, Other> {
        let (order_no, number) = (body.order_no.as_str(), body.tracking_no.expose().as_str());
        let found = self
            .0
            .change(|state, _, _| {
                let shipment = state.shipment(order_no, number)?.clone();
                Ok((
                    shipment,
                    state.order_by_number(order_no).ok().map(str::to_owned),
                ))
            })
            .await;
        self.answer(found, |(shipment, trade_no)| {
            answers::shipment(&shipment, trade_no)
        })
    }

    async fn add_tracking(
        &self,
        body: models::TrackingRequest,
    ) -> Result<models::TrackingResponse, Other> {
        self.add_trackings(&[body]).await
    }

    async fn add_tracking_batch(
        &self,
        body: Vec<models::TrackingRequest>,
    ) -> Result<models::TrackingResponse, Other> {
        self.add_trackings(&body).await
    }

    async fn update_tracking(
        &self,
        body: models::TrackingUpdateRequest,
    ) -> Result<models::TrackingResponse, Other> {
        let changes: Vec<Change> = body.items.iter().map(change).collect();
        let (order_no, number) = (body.order_no.as_str(), body.tracking_no.expose().as_str());
        let changed = self
            .0
            .change(|state, _, _| state.change_shipment(order_no, number, &changes))
            .await;
        self.answer(changed, |()| {
            let mut answer = models::TrackingResponse::default();
            answer.trackings = Some(Sensitive::new(vec![number.to_owned()]));
            answer
        })
    }
}

impl Api {
    /// Adds what can be added. When nothing can, the whole is refused.
    async fn add_trackings(
        &self,
        trackings: &[models::TrackingRequest],
    ) -> Result<models::TrackingResponse, Other> {
        let mut added = Vec::new();
        let mut left = Vec::new();
        let outcome = self
            .0
            .change(|state, _, _| {
                let mut first = None;
                for tracking in trackings {
                    match state.add_shipment(shipment(tracking)) {
                        Ok(()) => added.push(tracking.tracking_no.expose().as_str().to_owned()),
                        Err(refused) => {
                            left.push(format!("{}: {}", tracking.order_no, refused.why.meaning()));
                            first.get_or_insert(refused);
                        }
                    }
                }
                match first {
                    Some(refused) if added.is_empty() => Err(refused),
                    _ => Ok(()),
                }
            })
            .await;
        self.answer(outcome, |()| {
            let mut answer = models::TrackingResponse::default();
            answer.trackings = Some(Sensitive::new(added));
            answer.desc = (!left.is_empty())
                .then(|| Sensitive::new(format!("not added: {}", left.join("; "))));
            answer
        })
    }
}
