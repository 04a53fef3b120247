//! A statement of the gateway, as a table with commas.

use std::fmt;

use rust_decimal::Decimal;

use crate::record::operation::{Api, Moves, Repeat};
use crate::value::types::decimal::parse_lenient;

/// Which columns of a statement say what, by the names in its first line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Columns {
    /// The order number.
    pub order: String,
    /// The number of the refund; empty in the line of a charge.
    pub refund: String,
    /// How much; a negative amount is given back.
    pub amount: String,
    /// The currency. It is not compared where the statement has no such column.
    pub currency: String,
}

impl Columns {
    /// The names that the API has for them, as far as it states any, and `currency`.
    pub fn of(api: &Api) -> Self {
        let mut columns = Self {
            order: "orderNo".to_owned(),
            refund: "refundNumber".to_owned(),
            amount: "amount".to_owned(),
            currency: "currency".to_owned(),
        };
        for operation in api.operations {
            match (operation.acknowledges.moves, operation.repeat) {
                (Some(Moves::Pays(amount)), _) => {
                    amount.clone_into(&mut columns.amount);
                    if let Some((_, order)) = operation.acknowledges.same.first() {
                        (*order).clone_into(&mut columns.order);
                    }
                }
                (Some(Moves::Refunds(_)), Repeat::SameKey { key }) => {
                    key.clone_into(&mut columns.refund);
                }
                _ => {}
            }
        }
        columns
    }
}

/// What the gateway says that it took and gave back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub(super) lines: Vec<Line>,
    pub(super) columns: Columns,
    skipped: usize,
}

/// One line of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number in the text, from 1.
    pub(super) at: usize,
    pub(super) order: String,
    /// The number of the refund, if it is one.
    pub(super) refund: Option<String>,
    /// Without its sign.
    pub(super) amount: Decimal,
    pub(super) currency: Option<String>,
}

/// Why a text is no statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadStatement {
    line: usize,
    what: String,
}

impl fmt::Display for BadStatement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} of the statement {}", self.line, self.what)
    }
}

impl std::error::Error for BadStatement {}

fn bad(line: usize, what: impl Into<String>) -> BadStatement {
    BadStatement {
        line,
        what: what.into(),
    }
}

impl Statement {
    /// Reads a table with commas (RFC 4180), whose first line names its columns. A line without an order number, a fee for
    /// instance, is [skipped](Self::skipped).
    ///
    /// # Errors
    ///
    /// [`BadStatement`] if a column is missing, a line has not as many fields as the first one, a quote is not closed, or an
    /// amount is no number.
    pub fn parse(text: &str, columns: Columns) -> Result<Self, BadStatement> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut rows = table(text)?.into_iter();
        let (_, head) = rows.next().ok_or_else(|| bad(1, "is empty"))?;
        let column = |name: &str| head.iter().position(|known| known.trim() == name);
        let needed = |name: &str| {
            let missing = || bad(1, format!("names no column `{name}`"));
            column(name).ok_or_else(missing)
        };
        let (order, amount) = (needed(&columns.order)?, needed(&columns.amount)?);
        let (refund, currency) = (column(&columns.refund), column(&columns.currency));
        let (mut lines, mut skipped) = (Vec::new(), 0_usize);
        for (at, row) in rows {
            if row.len() != head.len() {
                let what = format!(
                    "has {} fields where the first has {}",
                    row.len(),
                    head.len()
                );
                return Err(bad(at, what));
            }
            let field = |index: Option<usize>| {
                let text = index.and_then(|index| row.get(index));
                text.map(|text| text.trim()).filter(|text| !text.is_empty())
            };
            let sum = field(Some(amount)).and_then(parse_lenient);
            let Some(sum) = sum else {
                return Err(bad(at, "has an amount that is no number"));
            };
            let (number, name) = (field(refund), field(Some(order)));
            let Some(name) = name.or(number) else {
                skipped = skipped.saturating_add(1);
                continue;
            };
            let is_refund = number.is_some() || sum.is_sign_negative();
            lines.push(Line {
                at,
                order: name.to_owned(),
                refund: is_refund.then(|| number.unwrap_or_default().to_owned()),
                amount: sum.abs(),
                currency: field(currency).map(str::to_owned),
            });
        }
        Ok(Self {
            lines,
            columns,
            skipped,
        })
    }

    /// How many lines name neither an order nor a refund.
    pub fn skipped(&self) -> usize {
        self.skipped
    }
}

/// The rows of a table, each with the number of its line. Empty lines are none.
fn table(text: &str) -> Result<Vec<(usize, Vec<String>)>, BadStatement> {
    let (mut rows, mut row) = (Vec::new(), Vec::new());
    let (mut field, mut is_quoted, mut was_quoted) = (String::new(), false, false);
    let (mut line, mut began) = (1_usize, 1_usize);
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '"' if is_quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if field.is_empty() && !was_quoted => (is_quoted, was_quoted) = (true, true),
            ',' if !is_quoted => {
                row.push(shielded(std::mem::take(&mut field)));
                was_quoted = false;
            }
            '\r' if !is_quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !is_quoted => {
                if !row.is_empty() || !field.is_empty() || was_quoted {
                    row.push(shielded(std::mem::take(&mut field)));
                    rows.push((began, std::mem::take(&mut row)));
                }
                was_quoted = false;
                line = line.saturating_add(1);
                began = line;
            }
            _ => {
                line = line.saturating_add(usize::from(char == '\n'));
                field.push(char);
            }
        }
    }
    if is_quoted {
        return Err(bad(began, "has a quote that is not closed"));
    }
    if !row.is_empty() || !field.is_empty() || was_quoted {
        row.push(shielded(field));
        rows.push((began, row));
    }
    Ok(rows)
}

/// Without the apostrophe by which a spreadsheet is told that a text is no formula.
fn shielded(field: String) -> String {
    match field.strip_prefix('\'') {
        Some(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => text.to_owned(),
        _ => field,
    }
}
