// Neither an order number nor a trade number would name nothing.
// error: missing field `order_reference`
use online_payment_gateway::models::*;

fn main() {
    let _ = QueryRequest::new(QueryRequired {
        payment_method_type: QueryPaymentMethodType::Card,
    });
}
