//! An unknown state is pending: never paid, and never failed.

use gateway_runtime::{FoundBy, Standing, Text};
use online_payment_gateway::models::{OrderStatus, RefundStatus};
use online_payment_gateway::operations;
use proptest::prelude::*;

const KNOWN: [&str; 4] = ["authorized", "successed", "canceled", "accepted"];

proptest! {
    #[test]
    fn an_unknown_state_is_pending(text in "\\PC*") {
        prop_assume!(!KNOWN.contains(&&*text));
        prop_assert_eq!(OrderStatus::from_wire(text.clone()).standing(), Standing::Pending);
        prop_assert_eq!(RefundStatus::from_wire(text.clone()).standing(), Standing::Pending);
        for operation in operations::ALL {
            if let FoundBy::Lookup { ways, .. } = operation.found_by {
                for way in ways.iter().filter(|way| !way.standings.is_empty()) {
                    prop_assert_eq!(Standing::of(&text, way.standings), Standing::Pending);
                    prop_assert!(!way.proves.contains(&&*text));
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
        prop_assert_eq!(OrderStatus::from_wire(spelt).standing(), Standing::Pending);
    }
}

#[test]
fn known_states_mean_what_the_overlay_says() {
    for (state, standing) in [
        (OrderStatus::Authorized, Standing::Authorized),
        (OrderStatus::Successed, Standing::Done),
        (OrderStatus::Canceled, Standing::Canceled),
    ] {
        assert_eq!(state.standing(), standing);
        assert!(standing.is_final());
    }
    assert_eq!(RefundStatus::Accepted.standing(), Standing::Pending);
    assert_eq!(RefundStatus::Successed.standing(), Standing::Done);
    assert!(!Standing::Pending.is_final());
}
