// error: `SecurityCode` doesn't implement `std::fmt::Display`

fn main() {
    let code: online_payment_gateway::models::SecurityCode = "123".parse().unwrap();
    println!("{code}");
}
