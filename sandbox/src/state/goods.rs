use gateway_runtime::Decimal;
use serde::{Deserialize, Serialize};

use super::exact;

/// The most lines that are kept of one order.
const MOST_LINES: usize = 20;
/// The most letters of a name, and of a quantity, that are kept.
const LONGEST_NAME: usize = 120;
const LONGEST_QUANTITY: usize = 20;

/// What a customer pays for, as far as the request says it and a page has room for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Goods {
    /// The first lines.
    pub lines: Vec<Line>,
    /// How many lines follow.
    pub left_out: usize,
}

/// One line of goods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Line {
    /// The name.
    pub name: String,
    /// How many, as the merchant wrote it.
    pub quantity: String,
    /// The price of one.
    #[serde(with = "exact")]
    pub price: Decimal,
}

impl Goods {
    /// Goods from their names, quantities and prices of one. What is too long is cut, and what is too much is counted.
    ///
    /// ```
    /// # use gateway_runtime::Decimal;
    /// # use gateway_sandbox::state::Goods;
    /// let goods = Goods::of([("Book", "2", Decimal::TEN)]);
    /// assert_eq!(goods.lines[0].total(), Some(Decimal::from(20)));
    /// ```
    #[must_use]
    pub fn of<'a>(lines: impl IntoIterator<Item = (&'a str, &'a str, Decimal)>) -> Self {
        let mut goods = Self::default();
        for (name, quantity, price) in lines {
            if goods.lines.len() == MOST_LINES {
                goods.left_out = goods.left_out.saturating_add(1);
                continue;
            }
            goods.lines.push(Line {
                name: name.chars().take(LONGEST_NAME).collect(),
                quantity: quantity.chars().take(LONGEST_QUANTITY).collect(),
                price,
            });
        }
        goods
    }

    /// Whether the request said nothing of goods.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

impl Line {
    /// The price of all of them; none where the quantity is no number, or the price too high to be told.
    #[must_use]
    pub fn total(&self) -> Option<Decimal> {
        let quantity: Decimal = self.quantity.parse().ok()?;
        self.price.checked_mul(quantity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goods_are_bounded_and_what_is_left_out_is_counted() {
        let long = "é".repeat(LONGEST_NAME + 1);
        let lines = [(long.as_str(), "1", Decimal::ONE); MOST_LINES + 3];
        let goods = Goods::of(lines);
        assert_eq!((goods.lines.len(), goods.left_out), (MOST_LINES, 3));
        assert_eq!(goods.lines[0].name.chars().count(), LONGEST_NAME);
    }

    #[test]
    fn a_quantity_that_is_no_number_and_a_sum_beyond_all_numbers_have_no_total() {
        let total = |quantity, price| Goods::of([("x", quantity, price)]).lines[0].total();
        assert_eq!(total("3", Decimal::TEN), Some(Decimal::from(30)));
        assert_eq!(total("a pair", Decimal::TEN), None);
        assert_eq!(total("2", Decimal::MAX), None);
    }
}
