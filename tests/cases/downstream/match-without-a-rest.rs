// Other values arrive whenever the vendor likes.
// error: non-exhaustive patterns: `_` not covered

use online_payment_gateway::models::OrderStatus;

fn main() {
    let status = OrderStatus::Authorized;
    match status {
        OrderStatus::Authorized | OrderStatus::Successed | OrderStatus::Canceled => {}
        OrderStatus::Other(_) => {}
    }
}
