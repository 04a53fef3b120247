use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::value::echo::Echoes;
use crate::value::json::writer::{JsonWriter, Write, WriteNumber, write_by_json};
use crate::value::plain::{PlainWriter, Single};
use crate::value::text::Text;
use crate::value::types::amount::Amount;

/// Shows each single value of one that is sent, and says whether that is a list. Absent values and `null` are left out.
pub(crate) fn each_plain(
    value: &(impl Write + ?Sized),
    echoes: &mut Echoes,
    mut take: impl FnMut(Single<'_>),
) -> bool {
    let mut out = PlainWriter::new(&mut take, echoes);
    if value.is_present() {
        value.write_plain(&mut out);
    }
    out.is_list()
}

impl<T: Text> Write for T {
    fn write(&self, out: &mut JsonWriter) {
        out.string(self.as_wire());
        if let Some(data) = T::CARD {
            out.echo(data, self.as_wire());
        }
    }

    fn write_plain(&self, out: &mut PlainWriter<'_>) {
        out.text(self.as_wire());
        if let Some(data) = T::CARD {
            out.echo(data, self.as_wire());
        }
    }
}

impl<T: Write> Write for Option<T> {
    fn write(&self, out: &mut JsonWriter) {
        match self {
            Some(value) => value.write(out),
            None => out.null(),
        }
    }

    fn write_plain(&self, out: &mut PlainWriter<'_>) {
        if let Some(value) = self {
            value.write_plain(out);
        }
    }

    fn is_present(&self) -> bool {
        self.as_ref().is_some_and(Write::is_present)
    }
}

impl<T: Write> Write for Vec<T> {
    fn write(&self, out: &mut JsonWriter) {
        self.as_slice().write(out);
    }

    fn write_plain(&self, out: &mut PlainWriter<'_>) {
        self.as_slice().write_plain(out);
    }
}

impl<T: Write> Write for [T] {
    fn write(&self, out: &mut JsonWriter) {
        out.list(|list| self.iter().for_each(|value| list.element(value)));
    }

    fn write_plain(&self, out: &mut PlainWriter<'_>) {
        match out.begin_list() {
            true => self.iter().for_each(|value| value.write_plain(out)),
            false => write_by_json(self, out),
        }
    }
}

impl Write for str {
    fn write(&self, out: &mut JsonWriter) {
        out.string(self);
    }

    fn write_plain(&self, out: &mut PlainWriter<'_>) {
        out.text(self);
    }
}

impl<T: Write> Write for BTreeMap<String, T> {
    fn write(&self, out: &mut JsonWriter) {
        out.object(|object| object.others(self));
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

    fn write_plain(&self, out: &mut PlainWriter<'_>) {
        out.bare(if *self { "true" } else { "false" });
    }
}

macro_rules! write_numbers {
    ($($number:ty),*) => { $(
        impl Write for $number {
            fn write(&self, out: &mut JsonWriter) {
                out.scalar(&self.to_string());
            }

            fn write_plain(&self, out: &mut PlainWriter<'_>) {
                out.bare(&self.to_string());
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

    fn write_plain(&self, out: &mut PlainWriter<'_>) {
        out.text(&self.to_string());
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
                .for_each(|(name, value)| object.nullable_number(name, value))
        });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::value::json::untyped::Json;
    use crate::value::types::card::Pan;
    use crate::value::types::nullable::Nullable;
    use crate::value::types::sensitive::Sensitive;

    /// The values with their kind in one letter, and whether they are a list.
    fn shown(value: &(impl Write + ?Sized)) -> (Vec<String>, bool) {
        let mut shown = Vec::new();
        let is_list = each_plain(value, &mut Echoes::default(), |single| {
            let kind = match single {
                Single::Text(_) => 't',
                Single::Bare(_) => 'b',
                Single::Json(_) => 'j',
            };
            shown.push(format!("{kind}:{}", single.text()));
        });
        (shown, is_list)
    }

    /// A value that says nothing of plain text itself.
    struct ByJson<'a, T>(&'a T);

    impl<T: Write> Write for ByJson<'_, T> {
        fn write(&self, out: &mut JsonWriter) {
            self.0.write(out);
        }
    }

    fn same(value: &impl Write, expected: &[&str], is_list: bool) {
        let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
        assert_eq!(shown(value), (expected.clone(), is_list));
        assert_eq!(shown(&ByJson(value)), (expected, is_list));
    }

    #[test]
    fn a_value_shows_itself_as_its_json_says() {
        same(&"a\"b\n".to_owned(), &["t:a\"b\n"], false);
        same(&Sensitive::new(7_u32), &["b:7"], false);
        same(&Amount::new("10.5").unwrap(), &["t:10.5"], false);
        same(&Some(true), &["b:true"], false);
        same(&1.5_f64, &["b:1.5"], false);
        same(&f64::NAN, &[], false);
        same(&(), &[], false);
        same(&Nullable::<bool>::Null, &[], false);
        same(&Nullable::Value(-1_i8), &["b:-1"], false);
        same(&vec![Some(1_u8), None, Some(2)], &["b:1", "b:2"], true);
        same(&Vec::<bool>::new(), &[], true);
        let nested = vec![vec![1_u8, 2], vec![]];
        same(&nested, &["j:[1,2]", "j:[]"], true);
        same(
            &Json::parse(r#"["\u0061",{}]"#).unwrap(),
            &["t:a", "j:{}"],
            true,
        );
        let members = BTreeMap::from([("k".to_owned(), 1_u8)]);
        same(&members, &[r#"j:{"k":1}"#], false);
        assert_eq!(shown(&None::<u8>), (Vec::new(), false));
    }

    #[test]
    fn what_is_sent_of_a_card_is_known_as_such() {
        let pan = Pan::new("4111111111111111").unwrap();
        let mut echoes = Echoes::default();
        each_plain(&vec![pan], &mut echoes, |_| {});
        assert!(echoes.has_number());
    }
}
