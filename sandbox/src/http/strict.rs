//! What is wrong with a body beyond the rules of its type: what the types of a client cannot write, or have no rule for.

use gateway_runtime::{Date, Operation, Text};
use online_payment_gateway::models::{
    CustomerInitiatedReason, PaymentMethodType, ProductType, QueryPaymentMethodType,
    ShipmentDirection, ShippingStatus, StoredCredentials, ThreeDsMode, TrackingNumberType,
    TrackingOperation, WechatProductType,
};
use online_payment_gateway::operations;
use online_payment_gateway::server::Finding;
use serde_json::Value;

use crate::origin::origin;
use crate::state::Rules;
use crate::strictness::Strictness;

/// What is wrong with a body, unless it is allowed. A body that is no JSON is not looked at.
pub(super) fn findings(rules: &Rules, operation: &Operation, body: &[u8]) -> Vec<Finding> {
    let mut strict = Strict {
        rules,
        operation,
        found: Vec::new(),
    };
    if let Ok(body) = serde_json::from_slice(body) {
        strict.value("", "", "", &body);
        if operation == &operations::CREATE_PAYMENT {
            strict.blocks(&body);
        }
    }
    strict.found
}

struct Strict<'a> {
    rules: &'a Rules,
    operation: &'a Operation,
    found: Vec<Finding>,
}

impl Strict<'_> {
    /// Looks at a value by its name and the name of what it stands in.
    fn value(&mut self, path: &str, within: &str, name: &str, value: &Value) {
        match value {
            Value::Object(members) => {
                let members_named = members
                    .iter()
                    .filter(|(name, _)| name.len() <= LONGEST_NAME);
                for (member, value) in members_named {
                    self.value(&format!("{path}/{}", escaped(member)), name, member, value);
                }
                self.change(path, within, members);
            }
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.value(&format!("{path}/{index}"), name, "", element);
                }
            }
            Value::String(text) => self.text(path, within, name, text),
            Value::Number(_) if is_amount(name) => {
                self.refuse(Strictness::Amounts, path, "must be written as a string");
            }
            _ => {}
        }
    }

    fn text(&mut self, path: &str, within: &str, name: &str, text: &str) {
        if let Some(is_listed) = values(self.operation, within, name)
            && !is_listed(text)
        {
            let problem = "must be one of the values that the reference lists";
            self.refuse(Strictness::Values, path, problem);
        }
        match name {
            _ if is_amount(name) && !is_plain(text) => self.refuse(
                Strictness::Amounts,
                path,
                "must be digits, with a point between them or not, such as 12.50",
            ),
            "frontUrl" | "trackingUrl" if origin(text).is_none() => {
                self.refuse(Strictness::Addresses, path, "must be an address of the web");
            }
            "shipmentDate" if Date::new(text).is_err() => {
                let problem = "must be a day of the calendar as yyyy-MM-dd";
                self.refuse(Strictness::Dates, path, problem);
            }
            "expiryTime" if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) => {
                let problem = "must be a whole number of minutes";
                self.refuse(Strictness::Minutes, path, problem);
            }
            _ => {}
        }
    }

    /// A change of a tracking record is held to what its value would be held to where it belongs.
    fn change(&mut self, path: &str, within: &str, members: &serde_json::Map<String, Value>) {
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        if self.operation != &operations::UPDATE_TRACKING || within != CHANGES {
            return;
        }
        if let (Some(place), Some(value)) = (text("path"), text("value")) {
            // The first is what the reference shows, the second what the property is called everywhere else.
            let name = match place.trim_start_matches('/') {
                "status" => "shippingStatus",
                name => name,
            };
            self.text(&format!("{path}/value"), "", name, value);
        }
    }

    /// Every block but that of the chosen method.
    fn blocks(&mut self, body: &Value) {
        let chosen = body.get("paymentMethodType").and_then(Value::as_str);
        let blocks = body
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(name, _)| is_method(name) && Some(name.as_str()) != chosen);
        for (name, _) in blocks {
            let problem = "must not be there, since paymentMethodType names another method";
            self.refuse(Strictness::Blocks, &format!("/{name}"), problem);
        }
    }

    fn refuse(&mut self, why: Strictness, path: &str, problem: &str) {
        if !self.rules.allowed.contains(&why) && self.found.len() < MOST_FOUND {
            self.found.push(Finding::new(path, problem));
        }
    }
}

/// The longest name of a member that is looked at, and the most findings, so that no caller is told more than it sent.
const LONGEST_NAME: usize = 64;
const MOST_FOUND: usize = 100;

/// The list of changes of a tracking record, as the reference spells it.
const CHANGES: &str = "iterms";

/// How to tell whether a text is one of the values that the reference lists for a property; none where it lists none, or
/// where the type has a rule for it.
fn values(operation: &Operation, within: &str, name: &str) -> Option<fn(&str) -> bool> {
    Some(match name {
        "customerInitiatedReason" => listed::<CustomerInitiatedReason>,
        "op" if within == CHANGES => listed::<TrackingOperation>,
        "paymentMethodType" if operation == &operations::CREATE_PAYMENT => is_method,
        "paymentMethodType" => listed::<QueryPaymentMethodType>,
        "productType" if within == "wechat" => listed::<WechatProductType>,
        "productType" => listed::<ProductType>,
        "shipmentDirection" => listed::<ShipmentDirection>,
        "shippingStatus" => listed::<ShippingStatus>,
        "storedcredentials" => listed::<StoredCredentials>,
        "threeDsMode" => listed::<ThreeDsMode>,
        "trackingNumberType" => listed::<TrackingNumberType>,
        _ => return None,
    })
}

fn is_method(text: &str) -> bool {
    listed::<PaymentMethodType>(text)
}

/// Whether an open enumeration has a text among its values: only another keeps the text.
fn listed<T: Text>(text: &str) -> bool {
    T::from_wire(text.to_owned()).text_mut().is_none()
}

fn is_amount(name: &str) -> bool {
    matches!(name, "amount" | "captureAmount" | "refundAmount" | "price")
}

/// Whether a text is an amount as a client writes it.
fn is_plain(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    digits(whole) && (whole == "0" || !whole.starts_with('0')) && fraction.is_none_or(digits)
}

/// A name as a JSON pointer has it.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
