//! The answers to a payment and to a query. Fields that nothing reads are there all the same: reading them is the work.
#![allow(dead_code, reason = "what is read is what is measured")]

use serde::Deserialize;

use super::request::{Billing, Shipping};

type Text = Option<String>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PaymentResponse {
    amount: Text,
    authorize_code: Text,
    currency: Text,
    ddc: Option<DeviceDataCollection>,
    desc: Text,
    last_event: Text,
    order_no: Text,
    order_status: Text,
    pay_url: Text,
    pub(crate) resp_code: Text,
    resp_msg: Text,
    trade_no: Text,
    transaction_identifier: Text,
    transaction_time: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DeviceDataCollection {
    bin: Text,
    challenged: Text,
    ddc_action: Text,
    jwt: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QueryResponse {
    billing: Option<Billing>,
    extend: Option<Extend>,
    order: Option<Order>,
    refund: Option<Vec<Refund>>,
    pub(crate) resp_code: Text,
    resp_msg: Text,
    shipping: Option<Shipping>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extend {
    arn: Text,
    authorize_code: Text,
    avs_result: Text,
    bin: Text,
    card_class: Text,
    cvc_result: Text,
    ds_info: Option<DsInfo>,
    issuer_country_code: Text,
    risk_score: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DsInfo {
    authentication_status: Text,
    cavv_algorithm: Text,
    eci: Text,
    enrolled: Text,
    signature_verification: Text,
    three_ds_version: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    billing_desc: Text,
    brand: Text,
    client_ip: Text,
    mcc: Text,
    merc_name: Text,
    order_no: Text,
    order_status: Text,
    order_status_desc: Text,
    pay_amount: Option<f64>,
    pay_name: Text,
    pay_no: Text,
    pay_time: Text,
    payment_method_type: Text,
    trade_comments: Text,
    trade_currency: Text,
    trade_finish_time: Text,
    trade_no: Text,
    website_id: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Refund {
    amount: Option<f64>,
    complete_time: Text,
    currency: Text,
    desc: Text,
    order_no: Text,
    refund_status: Text,
    refund_time: Text,
    trade_no: Text,
}
