//! Everything a merchant does, against a sandbox of its own: `cargo run -p gateway-sandbox --example quickstart`.
//!
//! With `-- --stay` the sandbox stays, to be looked at in a browser.

use std::error::Error;
use std::time::Duration;

use gateway_sandbox::{Choice, Fault, FaultRun, Sandbox};
use online_payment_gateway::Client;
use online_payment_gateway::models::*;
use online_payment_gateway::runtime::{
    Date, Failure, Pan, Reconcile, Resolution, SecurityCode, Sensitive,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut sandbox = Sandbox::start().await?;
    let client = Client::new(sandbox.config())?;
    say(format!("a gateway runs at {}", sandbox.url()));

    let stored = card_payment(&sandbox, &client).await?;
    wallet_payment(&sandbox, &client).await?;
    checkout(&sandbox, &client).await?;
    subscription(&client, stored).await?;
    tracking(&client).await?;
    lost_answer(&sandbox, &client).await?;
    if std::env::args().any(|argument| argument == "--stay") {
        say(format!("the sandbox stays at {}", sandbox.url()));
        sandbox.serve().await;
    }
    Ok(())
}

/// A card is authorized, captured, refunded in part and looked up.
async fn card_payment(
    sandbox: &Sandbox,
    client: &Client,
) -> Result<Sensitive<TransactionIdentifier>, Box<dyn Error>> {
    let request = payment("ORDER-0001", card()?.into())?.billing(billing()?);
    let paid = client.create_payment(&request).await?.into_value();
    say(format!("card payment: {}", status(&paid.order_status)));

    let capture = CaptureRequest::new(CaptureRequired {
        capture_amount: "42.50".parse()?,
        order_reference: OrderNo::new("ORDER-0001")?.into(),
    });
    let captured = client.capture_payment(&capture).await?.into_value();
    say(format!("captured: {}", status(&captured.order_status)));

    let refund = RefundRequest::new(RefundRequired {
        amount: "10.00".parse()?,
        client_ip: Sensitive::new("203.0.113.7".parse()?),
        reason: "one item came back".into(),
        refund_number: "REFUND-0001".parse()?,
        order_reference: OrderNo::new("ORDER-0001")?.into(),
    });
    let refunded = client.refund_payment(&refund).await?.into_value();
    say(format!(
        "refund of 10.00: {}",
        text(&refunded.refund_status)
    ));

    sandbox.advance(Duration::from_secs(60));
    let found = client
        .query_payment(&query("ORDER-0001", QueryPaymentMethodType::Card)?)
        .await?;
    let refunds = found.value.refunds.unwrap_or_default();
    let refund = refunds
        .first()
        .and_then(|refund| refund.refund_status.clone());
    say(format!("a minute later the refund is: {}", text(&refund)));
    paid.transaction_identifier
        .ok_or_else(|| "no identifier of the stored card".into())
}

/// A wallet payment waits until its customer agreed on the wallet's page.
async fn wallet_payment(sandbox: &Sandbox, client: &Client) -> Result<(), Box<dyn Error>> {
    let wallet = Alipay::new(AlipayRequired {
        product_type: ProductType::QrCode,
    });
    let request = payment("ORDER-0002", wallet.into())?;
    let waiting = client.create_payment(&request).await?.into_value();
    say(format!(
        "wallet payment: {}, the customer opens payUrl",
        status(&waiting.order_status)
    ));

    let page = waiting.pay_url.ok_or("no payUrl")?;
    sandbox
        .act(
            page.expose(),
            &Choice::Pay {
                method: "alipay".to_owned(),
            },
        )
        .map_err(|_| "the page is over")?;
    let found = client
        .query_payment(&query("ORDER-0002", QueryPaymentMethodType::Alipay)?)
        .await?;
    say(format!(
        "the customer agreed: {}",
        status(&order_status(&found.value))
    ));
    Ok(())
}

/// The customer chooses a method on a page of the gateway.
async fn checkout(sandbox: &Sandbox, client: &Client) -> Result<(), Box<dyn Error>> {
    let session = CheckoutSessionRequest::new(CheckoutSessionRequired {
        amount: "42.50".parse()?,
        capture_method: CaptureMethod::Auto,
        currency: "USD".parse()?,
        order_no: "ORDER-0003".parse()?,
    });
    let session = session.front_url(FrontUrl::new("https://shop.example.com/return")?);
    let opened = client.create_checkout_session(&session).await?.into_value();
    let page = opened.redirect_url.ok_or("no redirectUrl")?;
    say("checkout: the customer is sent to redirectUrl".to_owned());

    sandbox
        .act(
            page.expose(),
            &Choice::Pay {
                method: "card".to_owned(),
            },
        )
        .map_err(|_| "the page is over")?;
    let found = client
        .query_payment(&query("ORDER-0003", QueryPaymentMethodType::Card)?)
        .await?;
    say(format!(
        "the customer paid: {}",
        status(&order_status(&found.value))
    ));
    Ok(())
}

/// The card of the first payment is charged again.
async fn subscription(
    client: &Client,
    stored: Sensitive<TransactionIdentifier>,
) -> Result<(), Box<dyn Error>> {
    let charge = SubscriptionPaymentRequest::new(SubscriptionPaymentRequired {
        amount: "9.99".parse()?,
        order_no: "ORDER-0004".parse()?,
        subscription_credential: SubscriptionCredential {
            expiry_month: Sensitive::new("12".parse()?),
            expiry_year: Sensitive::new("2035".parse()?),
            transaction_identifier: stored,
        },
    });
    let charge = charge.customer_initiated_reason(CustomerInitiatedReason::Recurring);
    let charged = client
        .create_subscription_payment(&charge)
        .await?
        .into_value();
    say(format!(
        "subscription payment: {}",
        status(&charged.order_status)
    ));
    Ok(())
}

/// The goods of an order travel.
async fn tracking(client: &Client) -> Result<(), Box<dyn Error>> {
    let tracking = TrackingRequest::new(TrackingRequired {
        carrier: "Example Carrier".into(),
        order_no: "ORDER-0001".parse()?,
        shipment_date: Date::new("2025-05-08")?,
        shipment_direction: ShipmentDirection::Forward,
        shipping_status: ShippingStatus::Shipped,
        tracking_no: Sensitive::new("TRACK-0001".parse()?),
        tracking_number_type: TrackingNumberType::CarrierProvided,
    });
    client.add_tracking(&tracking).await?;
    let wanted = RetrieveTrackingRequest::new(RetrieveTrackingRequired {
        metadata: Sensitive::default(),
        order_no: "ORDER-0001".parse()?,
        tracking_no: Sensitive::new("TRACK-0001".parse()?),
    });
    let found = client.retrieve_tracking(&wanted).await?.into_value();
    say(format!(
        "tracking record read back: {}",
        text(&found.shipping_status)
    ));
    Ok(())
}

/// The answer to a payment is lost; it is looked up, not sent again.
async fn lost_answer(sandbox: &Sandbox, client: &Client) -> Result<(), Box<dyn Error>> {
    sandbox.set_faults(FaultRun::new(1, 1000, [Fault::ResetAfter]));
    let request = payment("ORDER-0005", card()?.into())?;
    let lost = client.create_payment(&request).await;
    sandbox.set_faults(None);
    let Err(Failure::Indeterminate(open)) = lost else {
        return Err("the answer was to be lost".into());
    };
    say(format!("payment with a lost answer: {open}"));
    match client
        .gateway()
        .reconcile(&open.handle(), &Reconcile::new())
        .await
    {
        Resolution::Found(found) => say(format!("looked up, it arrived: {}", found.state())),
        open => say(format!(
            "nobody knows yet, it must not be sent again: {open:?}"
        )),
    }
    Ok(())
}

fn payment(order_no: &str, method: PaymentMethod) -> Result<PaymentRequest, Box<dyn Error>> {
    Ok(PaymentRequest::new(PaymentRequired {
        amount: "42.50".parse()?,
        currency: "USD".parse()?,
        device_info: device()?,
        order_no: order_no.parse()?,
        payment_method: method,
    }))
}

fn card() -> Result<Card, Box<dyn Error>> {
    let card = Card::new(CardRequired {
        capture_method: CaptureMethod::Manual,
        card_no: Pan::new("4242424242424242")?,
        expiry_month: Sensitive::new("12".parse()?),
        expiry_year: Sensitive::new("2035".parse()?),
        first_name: "Jane".into(),
        last_name: "Doe".into(),
    });
    Ok(card.cvc(SecurityCode::new("123")?))
}

fn billing() -> Result<Billing, Box<dyn Error>> {
    let address = Address::new(AddressRequired {
        city: "Springfield".into(),
        country: Sensitive::new("US".parse()?),
        line1: "1 Example Street".into(),
        postcode: "00000".into(),
        state: "NY".into(),
    });
    let billing = Billing::new(BillingRequired { address });
    Ok(billing
        .stored_credentials(StoredCredentials::Store)
        .customer_initiated_reason(CustomerInitiatedReason::Recurring))
}

fn device() -> Result<DeviceInfo, Box<dyn Error>> {
    let browser = Browser::new(BrowserRequired {
        user_agent: "ExampleBrowser/1.0".into(),
    });
    Ok(DeviceInfo::new(DeviceInfoRequired {
        browser,
        client_ip: Sensitive::new("203.0.113.7".parse()?),
        language: Sensitive::new("en-US".parse()?),
    }))
}

fn query(order_no: &str, method: QueryPaymentMethodType) -> Result<QueryRequest, Box<dyn Error>> {
    Ok(QueryRequest::new(QueryRequired {
        payment_method_type: method,
        order_reference: OrderNo::new(order_no)?.into(),
    }))
}

fn order_status(found: &QueryResponse) -> Option<OrderStatus> {
    found.order.as_ref()?.order_status.clone()
}

fn status(status: &Option<OrderStatus>) -> String {
    text(status)
}

fn text(value: &Option<impl ToString>) -> String {
    value
        .as_ref()
        .map_or_else(|| "not told".to_owned(), ToString::to_string)
}

#[expect(clippy::print_stdout, reason = "an example prints what it does")]
fn say(line: String) {
    println!("{line}");
}
