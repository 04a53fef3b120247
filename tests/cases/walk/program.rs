//! A program that was written against the release from which the walks begin.

use online_payment_gateway::models::*;
use online_payment_gateway::{Client, Config};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let gateway = std::env::args().nth(1).ok_or("where is the gateway?")?;
    let config = Config::new(&gateway).credentials("example-app-id", "example-secret");
    let client = Client::new(config)?;
    let order_no: OrderNo = "ORDER-2025-0001".parse()?;

    let card = Card::new(CardRequired {
        capture_method: CaptureMethod::Auto,
        card_no: "4242424242424242".parse()?,
        expiry_month: "12".parse()?,
        expiry_year: "2035".parse()?,
        first_name: "Jane".into(),
        last_name: "Doe".into(),
    });
    let browser = Browser::new(BrowserRequired {
        user_agent: "ExampleBrowser/1.0".into(),
    })
    .color_depth("24");
    let device_info = DeviceInfo::new(DeviceInfoRequired {
        browser,
        client_ip: "203.0.113.7".parse()?,
        language: "en-US".parse()?,
    });
    let payment = PaymentRequest::new(PaymentRequired {
        amount: "42.50".parse()?,
        currency: "USD".parse()?,
        order_no: order_no.clone(),
        device_info,
        payment_method: card.into(),
    })
    .front_url("https://shop.example.com/return".parse::<FrontUrl>()?)
    .expiry_time("30");
    // What is sent is looked at, and not what becomes of it.
    let _ = client.create_payment(&payment).await;

    let void = VoidRequest::new(VoidRequired {
        order_reference: order_no.clone().into(),
    });
    let _ = client.void_payment(&void).await;

    let tracking = TrackingRequest::new(TrackingRequired {
        carrier: "EXAMPLE-CARRIER".into(),
        order_no: order_no.clone(),
        shipment_date: "2025-05-08".parse()?,
        shipment_direction: ShipmentDirection::Forward,
        shipping_status: ShippingStatus::Shipped,
        tracking_no: "TRACK-2025-0001".parse()?,
        tracking_number_type: TrackingNumberType::CarrierProvided,
    })
    .tracking_url("https://carrier.example.com/TRACK-2025-0001");
    let _ = client.add_tracking(&tracking).await;

    let update = TrackingUpdateRequest::new(TrackingUpdateRequired {
        items: vec![TrackingItem::new()],
        order_no,
        tracking_no: "TRACK-2025-0001".parse()?,
    });
    let _ = client.update_tracking(&update).await;
    Ok(())
}
