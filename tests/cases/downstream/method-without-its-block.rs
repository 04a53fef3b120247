// A payment by card without a card cannot be written down.
// error: expected `PaymentMethod`, found enum constructor

use online_payment_gateway::models::PaymentMethod;

fn main() {
    let _: PaymentMethod = PaymentMethod::Card;
}
