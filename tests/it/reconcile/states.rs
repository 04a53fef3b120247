//! An unknown state is pending: never paid, and never failed.

use gateway_runtime::{Finding, FoundBy, Resolution, StateClass, Text};
use online_payment_gateway::models::{OrderStatus, RefundStatus};
use online_payment_gateway::{Client, operations};
use proptest::prelude::*;

use super::requests::payment;
use super::{config, gateway, impatient, open, run};
use crate::runtime::server::{Act, answer};

const KNOWN: [&str; 4] = ["authorized", "successed", "canceled", "accepted"];

proptest! {
    #[test]
    fn an_unknown_state_is_pending(text in "\\PC*") {
        prop_assume!(!KNOWN.contains(&&*text));
        prop_assert_eq!(OrderStatus::from_wire(text.clone()).state_class(), StateClass::Pending);
        prop_assert_eq!(RefundStatus::from_wire(text.clone()).state_class(), StateClass::Pending);
        for operation in operations::ALL {
            if let FoundBy::Lookup { ways, .. } = operation.found_by {
                for way in ways.iter().filter(|way| !way.state_classes.is_empty()) {
                    prop_assert_eq!(StateClass::of(&text, way.state_classes), StateClass::Pending);
                    prop_assert!(!way.success_states.contains(&&*text));
                }
            }
        }
    }

    #[test]
    fn a_known_state_in_another_spelling_is_unknown(state in 0..3_usize, flips in any::<u16>()) {
        let known = KNOWN[state];
        let spelt: String = known
            .char_indices()
            .map(|(at, letter)| if flips >> (at % 16) & 1 == 1 { letter.to_ascii_uppercase() } else { letter })
            .collect();
        prop_assume!(spelt != known);
        prop_assert_eq!(OrderStatus::from_wire(spelt).state_class(), StateClass::Pending);
    }
}

#[test]
fn known_states_mean_what_the_overlay_says() {
    for (state, state_class) in [
        (OrderStatus::Authorized, StateClass::Authorized),
        (OrderStatus::Successed, StateClass::Done),
        (OrderStatus::Canceled, StateClass::Canceled),
    ] {
        assert_eq!(state.state_class(), state_class);
        assert!(state_class.is_final());
    }
    assert_eq!(RefundStatus::Accepted.state_class(), StateClass::Pending);
    assert_eq!(RefundStatus::Successed.state_class(), StateClass::Done);
    assert!(!StateClass::Pending.is_final());
}

#[test]
fn a_state_means_what_the_merchant_says_of_it_and_still_proves_nothing() {
    run(async {
        let (server, _) = gateway(|name, _, _| match name {
            "payment" => Act::Close,
            _ => answer(
                200,
                r#"{"respCode":"0000","order":{"orderNo":"ORDER-1","orderStatus":"failed"}}"#,
            ),
        })
        .await;
        let config = config(&server).state("failed", StateClass::Failed);
        let client = Client::new(config).unwrap();
        let handle = open(client.create_payment(&payment("ORDER-1")).await);
        let resolution = client.gateway().reconcile(&handle, &impatient()).await;
        let Resolution::Unresolved(open) = &resolution else {
            panic!("a failed payment is none that was made: {resolution:?}");
        };
        let class = open.seen().and_then(Finding::state_class);
        assert_eq!(class, Some(StateClass::Failed));
    });
}
