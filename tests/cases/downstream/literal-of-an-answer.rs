// An answer is read, never made up.
// error: cannot create non-exhaustive struct using struct expression

fn main() {
    let _ = online_payment_gateway::models::VoidResponse::default();
    let _ = online_payment_gateway::models::PhoneResponse {
        country_code: None,
        number: None,
    };
}
