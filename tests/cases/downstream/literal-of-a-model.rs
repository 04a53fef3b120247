// A property that a later release adds would break whoever writes all of them.
// error: cannot create non-exhaustive struct using struct expression

fn main() {
    let _ = online_payment_gateway::models::Location {
        lat: None,
        lon: None,
    };
}
