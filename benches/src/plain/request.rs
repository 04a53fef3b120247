//! The request of a payment.

use serde::{Deserialize, Serialize};

type Text = Option<String>;

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Payment {
    amount: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    billing: Option<Billing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    billing_desc: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<Card>,
    currency: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Text,
    device_info: DeviceInfo,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiry_time: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    fraud_mode: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    front_url: Text,
    pub(crate) order_no: String,
    payment_method_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    product_info: Option<Vec<Product>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shipping: Option<Shipping>,
    #[serde(skip_serializing_if = "Option::is_none")]
    three_ds_data: Option<ThreeDsData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    three_ds_mode: Text,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Billing {
    pub(crate) address: Option<Address>,
    pub(crate) birthday: Text,
    pub(crate) customer_initiated_reason: Text,
    pub(crate) email: Text,
    pub(crate) phone: Option<Phone>,
    pub(crate) storedcredentials: Text,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Address {
    city: Text,
    country: Text,
    line1: Text,
    line2: Text,
    line3: Text,
    postcode: Text,
    state: Text,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Phone {
    country_code: Text,
    number: Text,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Card {
    capture_method: String,
    card_no: String,
    cvc: String,
    expiry_month: String,
    expiry_year: String,
    first_name: Text,
    last_name: Text,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DeviceInfo {
    browser: Option<Browser>,
    client_ip: String,
    device_id: Text,
    language: Text,
    location: Option<Location>,
    mobile: Option<Mobile>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Browser {
    accept_header: Text,
    color_depth: Text,
    java_enable: Option<bool>,
    javascript_enable: Option<bool>,
    screen_height: Text,
    screen_width: Text,
    session_id: Text,
    time_zone: Text,
    user_agent: Text,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Location {
    lat: Text,
    lon: Text,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Mobile {
    device_model: Text,
    os_type: Text,
    os_version: Text,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Product {
    image_url: Text,
    price: Text,
    product_name: Text,
    quantity: Text,
    sku: Text,
    url: Text,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Shipping {
    address: Option<Address>,
    carrier: Text,
    email: Text,
    first_name: Text,
    last_name: Text,
    phone: Option<Phone>,
    tracking_no: Text,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ThreeDsData {
    cavv: Text,
    ds_trans_id: Text,
    ds_version: Text,
    eci: Text,
    xid: Text,
}
