//! Code that uses all of the crate that is generated from release 1.0 of the shop, its other side included.
#![allow(dead_code, reason = "it is compiled and never run")]

use std::future::Future;
use std::sync::Arc;

use client::models::*;
use client::runtime::{Accepted, Config, ConfigError, Failure, Sensitive, ValidationError};
use client::server::{Finding, Other, Server, Status};
use client::{Client, operations};

fn order() -> Result<OrderRequest, ValidationError> {
    let street: Sensitive<String> = "1 Example Street".to_owned().into();
    let address = Address::new(AddressRequired { street })
        .city("Springfield".to_owned());
    let line = Line::new(LineRequired {
        sku: "A4".to_owned(),
        quantity: 2_i32,
    });
    let number = "ORDER-1".to_owned();
    let lines: Vec<Line> = vec![line];
    let order = OrderRequest::new(OrderRequired { number, lines })
        .address(address)
        .note("Ring twice.".to_owned());
    order.validate()?;
    Ok(order)
}

/// All that a model requires, taken apart by name.
fn required(order: OrderRequired, line: LineRequired, address: AddressRequired) {
    let OrderRequired { number, lines } = order;
    let _: (String, Vec<Line>) = (number, lines);
    let LineRequired { sku, quantity } = line;
    let _: (String, i32) = (sku, quantity);
    let AddressRequired { street } = address;
    let _: Sensitive<String> = street;
}

fn fields(order: &OrderRequest, line: &Line, address: &Address) {
    let _: (&String, &Vec<Line>) = (&order.number, &order.lines);
    let _: (&Option<Address>, &Option<Sensitive<String>>) = (&order.address, &order.note);
    let _: (&String, &i32) = (&line.sku, &line.quantity);
    let _: (&Sensitive<String>, &Option<Sensitive<String>>) = (&address.street, &address.city);
}

fn answer(answer: &OrderAnswerResponse) -> &'static str {
    let _: (&Option<String>, &Option<Sensitive<String>>) = (&answer.resp_code, &answer.resp_msg);
    let _: &Option<Sensitive<String>> = &answer.tracking_url;
    let _: &Option<String> = &answer.number;
    let address: &Option<AddressResponse> = &answer.address;
    if let Some(address) = address {
        let _: (&Option<Sensitive<String>>, &Option<Sensitive<String>>) =
            (&address.street, &address.city);
    }
    match &answer.status {
        Some(OrderAnswerResponseStatus::Open) => "open",
        Some(OrderAnswerResponseStatus::Sent) => "sent",
        Some(OrderAnswerResponseStatus::Other(_)) => "other",
        Some(_) | None => "unknown",
    }
}

fn looked_up() -> GetOrderParameters {
    let number = "ORDER-1".to_owned();
    let parameters = GetOrderParameters::new(GetOrderParametersRequired { number });
    let _: &Option<GetOrderParametersDetail> = &parameters.detail;
    let _ = (GetOrderParametersDetail::Long, GetOrderParametersDetail::Other(String::new()));
    parameters.detail(GetOrderParametersDetail::Short)
}

fn cancelled() -> Result<(CancelOrderParameters, CancellationRequest), ValidationError> {
    let number = "ORDER-1".to_owned();
    let parameters = CancelOrderParameters::new(CancelOrderParametersRequired { number });
    let why = CancellationRequest::new().reason(CancellationRequestReason::Mistake);
    let _: &Option<CancellationRequestReason> = &why.reason;
    let _ = (CancellationRequestReason::Late.as_str(), CancellationRequestReason::Other(String::new()));
    parameters.validate()?;
    why.validate()?;
    Ok((parameters, why))
}

async fn calls(config: Config) -> Result<(), Box<dyn std::error::Error>> {
    let client: Result<Client, ConfigError> = Client::new(config);
    let client = client?;
    let ordered: Result<Accepted<OrderAnswerResponse>, Failure> = client.create_order(&order()?).await;
    let _: Accepted<OrderAnswerResponse> = ordered?;
    let _: Accepted<OrderAnswerResponse> = client.get_order(&looked_up()).await?;
    let (parameters, why) = cancelled()?;
    let _: Accepted<OrderAnswerResponse> = client.cancel_order(&parameters, &why).await?;
    Ok(())
}

fn listed() -> [&'static str; 3] {
    [operations::CREATE_ORDER.id, operations::GET_ORDER.id, operations::CANCEL_ORDER.id]
}

fn plain_traits(answer: OrderAnswerResponse) -> bool {
    let empty = OrderAnswerResponse::default();
    format!("{:?}", answer.clone()).is_empty() || answer == empty || CancellationRequest::default().reason.is_none()
}

/// The other side.
struct Shop;

impl Server for Shop {
    fn is_valid_credential(
        &self,
        _operation: &'static client::runtime::Operation,
        _credential: &Sensitive<String>,
    ) -> impl Future<Output = bool> + Send {
        async { true }
    }

    fn create_order(
        &self,
        order: OrderRequest,
    ) -> impl Future<Output = Result<OrderAnswerResponse, Other>> + Send {
        async move {
            let _ = order.number;
            Err(Other { status: Status::CODE_404, body: None })
        }
    }

    fn get_order(
        &self,
        _parameters: GetOrderParameters,
    ) -> impl Future<Output = Result<OrderAnswerResponse, Other>> + Send {
        async { Err(Other { status: Status::CODE_401, body: None }) }
    }

    fn cancel_order(
        &self,
        _parameters: CancelOrderParameters,
        _why: CancellationRequest,
    ) -> impl Future<Output = Result<OrderAnswerResponse, Other>> + Send {
        async { Ok(OrderAnswerResponse::default()) }
    }
}

fn served(finding: &Finding) -> (&str, u16) {
    let _ = client::server::router(Arc::new(Shop));
    (&finding.path, Status::CODE_401.code())
}

fn main() {}
