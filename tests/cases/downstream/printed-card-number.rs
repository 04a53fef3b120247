// What could be printed would be printed one day.
// error: `Pan` doesn't implement `std::fmt::Display`

fn main() {
    let number = online_payment_gateway::runtime::Pan::new("4242424242424242");
    println!("{}", number.unwrap());
}
