use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::value::json::writer::JsonWriter;
use crate::value::json::writer::Write;
use crate::value::json::writer::WriteNumber;
use crate::value::text::Text;
use crate::value::types::amount::Amount;

impl<T: Text> Write for T {
    fn write(&self, out: &mut JsonWriter) {
        self.write_text(out);
    }
}

impl<T: Write> Write for Option<T> {
    fn write(&self, out: &mut JsonWriter) {
        match self {
            Some(value) => value.write(out),
            None => out.null(),
        }
    }

    fn is_present(&self) -> bool {
        self.as_ref().is_some_and(Write::is_present)
    }
}

impl<T: Write> Write for Vec<T> {
    fn write(&self, out: &mut JsonWriter) {
        out.list(|list| self.iter().for_each(|value| list.element(value)));
    }
}

impl<T: Write> Write for [T] {
    fn write(&self, out: &mut JsonWriter) {
        out.list(|list| self.iter().for_each(|value| list.element(value)));
    }
}

impl Write for str {
    fn write(&self, out: &mut JsonWriter) {
        out.string(self);
    }
}

/// Every entry is written, an absent value as `null`: in a map, the key alone may say something.
impl<T: Write> Write for BTreeMap<String, T> {
    fn write(&self, out: &mut JsonWriter) {
        out.object(|object| {
            self.iter()
                .for_each(|(name, value)| object.field(name, &Always(value)))
        });
    }
}

struct Always<'a, T>(&'a T);

impl<T: Write> Write for Always<'_, T> {
    fn write(&self, out: &mut JsonWriter) {
        self.0.write(out);
    }
}

impl Write for () {
    fn write(&self, out: &mut JsonWriter) {
        out.null();
    }
}

impl Write for bool {
    fn write(&self, out: &mut JsonWriter) {
        out.boolean(*self);
    }
}

macro_rules! write_numbers {
    ($($number:ty),*) => { $(
        impl Write for $number {
            fn write(&self, out: &mut JsonWriter) {
                out.scalar(&self.to_string());
            }
        }

        impl WriteNumber for $number {
            fn write_number(&self, out: &mut JsonWriter) {
                self.write(out);
            }
        }
    )* };
}

write_numbers!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize, Decimal);

macro_rules! write_floats {
    ($($float:ty),*) => { $(
        /// JSON knows no infinity and no "not a number"; a check refuses them before anything is sent.
        impl Write for $float {
            fn write(&self, out: &mut JsonWriter) {
                if self.is_finite() { out.scalar(&self.to_string()) } else { out.null() }
            }
        }

        impl WriteNumber for $float {
            fn write_number(&self, out: &mut JsonWriter) {
                self.write(out);
            }
        }
    )* };
}

write_floats!(f32, f64);

/// As a string, which is what most documents want of money.
impl Write for Amount {
    fn write(&self, out: &mut JsonWriter) {
        out.string(&self.to_string());
    }
}

impl WriteNumber for Amount {
    fn write_number(&self, out: &mut JsonWriter) {
        out.scalar(&self.to_string());
    }
}

impl<T: WriteNumber> WriteNumber for Option<T> {
    fn write_number(&self, out: &mut JsonWriter) {
        match self {
            Some(value) => value.write_number(out),
            None => out.null(),
        }
    }

    fn is_present_number(&self) -> bool {
        self.as_ref().is_some_and(WriteNumber::is_present_number)
    }
}

impl<T: WriteNumber> WriteNumber for Vec<T> {
    fn write_number(&self, out: &mut JsonWriter) {
        out.list(|list| self.iter().for_each(|value| list.number(value)));
    }
}

impl<T: WriteNumber> WriteNumber for BTreeMap<String, T> {
    fn write_number(&self, out: &mut JsonWriter) {
        out.object(|object| {
            self.iter()
                .for_each(|(name, value)| object.number(name, value))
        });
    }
}
