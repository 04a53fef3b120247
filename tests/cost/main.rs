//! What calls and answers take of the memory, by an allocator that counts: a binary of its own, since it counts whatever
//! is allocated. Times are measured in benches/, since they are of a machine.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

#[path = "../asks.rs"]
mod asks;
mod shapes;

use std::thread;

use allocation_counter::{AllocationInfo, measure};
use gateway_runtime::Json;
use serde_json::Value;

use asks::Asks;
use shapes::{MIB, SHAPES};

/// A request as the tests pin it.
fn pinned<T: gateway_runtime::Read>(text: &str) -> T {
    let pinned: Value = serde_json::from_str(text).unwrap();
    let body = Json::parse(pinned.get("body").unwrap().to_string()).unwrap();
    body.decode().0.unwrap()
}

struct Tested(Asks);

impl Tested {
    /// A client that has its token.
    fn new() -> Self {
        let tested = Self(Asks::new(
            pinned(include_str!("../cases/requests/createPayment.json")),
            pinned(include_str!("../cases/requests/queryPayment.json")),
        ));
        tested.pay(include_bytes!("../cases/answers/createPayment.json"));
        tested
    }

    /// What a payment takes that is answered with this.
    fn pay(&self, body: &[u8]) -> AllocationInfo {
        let Self(asks) = self;
        asks.is_told(body);
        let call = || asks.client.create_payment(&asks.payment);
        measure(|| drop(asks.runtime.block_on(call())))
    }

    /// What a query takes that is answered with this.
    fn query(&self, body: &[u8]) -> AllocationInfo {
        let Self(asks) = self;
        asks.is_told(body);
        let call = || asks.client.query_payment(&asks.query);
        measure(|| drop(asks.runtime.block_on(call())))
    }
}

#[test]
fn a_call_allocates_no_more_often_than_this() {
    let tested = Tested::new();
    let paid = tested.pay(include_bytes!("../cases/answers/createPayment.json"));
    assert!(paid.count_total <= PAYMENT, "{paid:?}");
    let asked = tested.query(include_bytes!("../cases/answers/queryPayment.json"));
    assert!(asked.count_total <= QUERY, "{asked:?}");
}

/// The allocations of a payment with everything, from the call to the typed answer, without the wire.
const PAYMENT: u64 = 75;

/// Those of a query, whose answer has fifty texts.
const QUERY: u64 = 125;

#[test]
fn a_hostile_answer_takes_at_most_ten_times_the_memory_of_a_plain_value() {
    let broken = |shapes: &[shapes::Shape]| {
        let tested = Tested::new();
        let mut broken = Vec::new();
        for (name, shape) in shapes {
            let text = shape();
            let plain = measure(|| drop(serde_json::from_str::<Value>(&text)));
            // Where the plain reader refuses a text, what it is held against is the text itself.
            let most = 10 * plain.bytes_max.max(MIB as u64 * 2);
            for taken in [tested.pay(text.as_bytes()), tested.query(text.as_bytes())] {
                if taken.bytes_max > most {
                    broken.push(format!("{name}: {} of {most} bytes", taken.bytes_max));
                }
            }
        }
        broken
    };
    // What is counted is of each thread alone.
    let (some, others) = SHAPES.split_at(SHAPES.len() / 2);
    let [some, others] = thread::scope(|scope| {
        let others = scope.spawn(|| broken(others));
        [broken(some), others.join().unwrap()]
    });
    assert_eq!([some, others].concat(), [""; 0]);
}
