//! The texts and the numbers of what holds others.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::value::check::number::Numeric;
use crate::value::check::text::Textual;
use crate::value::check::violation::Rule;
use crate::value::types::nullable::Nullable;
use crate::value::types::sensitive::Sensitive;
use crate::value::wipe::Wipe;

/// Gives what is held: of a list with the index, and else with none.
macro_rules! of_containers {
    ($trait:ident, $each:ident, $given:ty) => {
        impl<T: $trait> $trait for Option<T> {
            fn $each(&self, visit: &mut dyn FnMut(Option<usize>, $given)) {
                self.iter().for_each(|value| value.$each(visit));
            }
        }

        impl<T: $trait> $trait for Nullable<T> {
            fn $each(&self, visit: &mut dyn FnMut(Option<usize>, $given)) {
                self.value().iter().for_each(|value| value.$each(visit));
            }
        }

        impl<T: $trait> $trait for Vec<T> {
            fn $each(&self, visit: &mut dyn FnMut(Option<usize>, $given)) {
                for (index, value) in self.iter().enumerate() {
                    value.$each(&mut |_, given| visit(Some(index), given));
                }
            }
        }

        impl<T: $trait> $trait for BTreeMap<String, T> {
            fn $each(&self, visit: &mut dyn FnMut(Option<usize>, $given)) {
                self.values().for_each(|value| value.$each(visit));
            }
        }

        impl<T: $trait + Wipe> $trait for Sensitive<T> {
            fn $each(&self, visit: &mut dyn FnMut(Option<usize>, $given)) {
                self.expose().$each(visit);
            }
        }
    };
}

of_containers!(Textual, each_text, &str);
of_containers!(Numeric, each_number, Result<Decimal, Rule>);
