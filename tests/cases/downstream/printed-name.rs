// error: `Sensitive<std::string::String>` doesn't implement `std::fmt::Display`

fn main() {
    let name = online_payment_gateway::runtime::Sensitive::<String>::from("Jane");
    println!("{name}");
}
