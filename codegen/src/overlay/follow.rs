//! An overlay that follows what has moved in the document that it is about.

mod anew;
mod diff;
mod moved;
mod named;
mod rename;
mod rewritten;
mod sampled;
mod target;
mod text;

use serde_json::Value;

use super::model::{Action, Change, Overlay};
use super::parse::parse;
use crate::findings::{Findings, pointer_token};
pub use anew::say_anew;
pub use diff::{Lines, lines};
pub use moved::{Move, moved};
pub use rename::rename;
pub use rewritten::Rewritten;
use target::Target;
pub use target::{is_entry, literal, query};
use text::Text;

/// The text of an overlay in which every action that names what has moved names it where it is.
///
/// A target that names it, alone or in a list of names, names its new place. What an update says of it goes along: under
/// its new name, or as an action of its own with the same reason. What a target does not name stays as it is:
/// [`say_anew`](super::say_anew) says it of the new place.
///
/// ```
/// use gateway_codegen::overlay::{Move, follow};
///
/// let steps = |path: &str| path.split('/').map(str::to_owned).collect();
/// let moved = Move { from: steps("schemas/Card/no"), to: steps("schemas/Card/number") };
/// let text = "overlay: 1.0.0\ninfo: {title: Names, version: '1'}\nactions:\n  - target: $.schemas.Card\n    description: Why.\n    update:\n      no: {x-class: pan}\n";
/// let followed = follow("names.yaml", text, &[moved]).expect("an overlay");
/// assert!(followed.text.ends_with("      number: {x-class: pan}\n"));
/// ```
///
/// # Errors
///
/// What is wrong with the overlay.
pub fn follow(file: &str, text: &str, moves: &[Move]) -> Result<Rewritten, Findings> {
    // What gets an action of its own stands right behind the one that said it, so that the last comes first.
    let mut moves: Vec<&Move> = moves.iter().rev().collect();
    // What a schema holds is looked for under the name that the schema had.
    moves.sort_by_key(|moved| std::cmp::Reverse(moved.from.len()));
    let mut text = text.to_owned();
    let mut origins: Vec<usize> = (0..parse(file, &text)?.value.actions.len()).collect();
    for moved in moves {
        let mut overlay = parse(file, &text)?.value;
        let mut index = 0;
        while let Some(action) = overlay.actions.get(index) {
            index += 1;
            if let Some(edited) = edited(&overlay, &text, action, moved) {
                text = edited.text;
                overlay = parse(file, &text)?.value;
                if let (true, Some(origin)) = (edited.adds, origins.get(index - 1)) {
                    origins.insert(index, *origin);
                    index += 1;
                }
            }
        }
        text = with_references(&text, moved);
    }
    Ok(Rewritten { text, origins })
}

/// The text of an overlay after one of its actions has followed a move.
struct Edited {
    text: String,
    /// Whether an action was added behind the one that followed.
    adds: bool,
}

fn edited(overlay: &Overlay, text: &str, action: &Action, moved: &Move) -> Option<Edited> {
    let target = Target::parse(&action.target)?;
    let text = Text::of(overlay, text, action.index)?;
    if let Some(target) = target.moved(moved) {
        let text = text.with_target(&action.target, &target.to_string())?;
        return Some(Edited { text, adds: false });
    }
    let depth = target.leads_to(&moved.from)?;
    let Change::Update(update) = &action.change else {
        return None;
    };
    let below = moved.from.get(depth..)?;
    let said = below.iter().try_fold(update, |at, step| at.get(step))?;
    let is_renamed = moved.from.split_last().map(|(_, before)| before)
        == moved.to.split_last().map(|(_, before)| before);
    if is_renamed {
        let (was, is) = (moved.from.last()?, moved.to.last()?);
        let text = text.renamed(&pointer(action, below), was, is)?;
        return Some(Edited { text, adds: false });
    }
    if !said.is_object() {
        return None;
    }
    let to = Target::of(&moved.to).to_string();
    let own = text.own_action(&to, &action.reason, &pointer(action, below))?;
    match alone(update, below) {
        // The action says nothing else.
        None => Some(Edited {
            text: text.replaced(&own),
            adds: false,
        }),
        Some(cut) => Some(Edited {
            text: text.cut(&pointer(action, cut), &own)?,
            adds: true,
        }),
    }
}

/// The steps to the outermost member that says nothing but what stands behind `below`; nothing where that is all of it.
fn alone<'a>(update: &Value, below: &'a [String]) -> Option<&'a [String]> {
    let mut at = update;
    let mut cut = None;
    for (index, step) in below.iter().enumerate() {
        if at.as_object().is_some_and(|members| members.len() > 1) {
            cut = below.get(..=index);
        }
        at = at.get(step)?;
    }
    cut
}

fn pointer(action: &Action, below: &[String]) -> String {
    let steps = below.iter().map(|step| pointer_token(step));
    let steps: Vec<String> = steps.collect();
    format!("/actions/{}/update/{}", action.index, steps.join("/"))
}

/// The text with references that lead to where a component is.
fn with_references(text: &str, moved: &Move) -> String {
    let reference = |steps: &[String], quote: char| format!("{quote}#/{}{quote}", steps.join("/"));
    match moved.from.as_slice() {
        [components, _, _] if components == "components" => {
            ['\'', '"']
                .into_iter()
                .fold(text.to_owned(), |text, quote| {
                    text.replace(&reference(&moved.from, quote), &reference(&moved.to, quote))
                })
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Move, follow};

    fn followed(actions: &str, moves: &[(&str, &str)]) -> String {
        const HEAD: &str = "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions:\n";
        let steps = |path: &str| path.split('/').map(str::to_owned).collect();
        let moves = moves.iter().map(|(from, to)| Move {
            from: steps(from),
            to: steps(to),
        });
        let moves: Vec<Move> = moves.collect();
        let followed = follow("o.yaml", &format!("{HEAD}{actions}"), &moves).expect("an overlay");
        followed
            .text
            .strip_prefix(HEAD)
            .expect("the head")
            .to_owned()
    }

    const SAID: &str = "  # Words.
  - target: $.s.Order
    description: Said
      once.
    update:
      description: An order.
      properties:
        # Who pays.
        payer:
          description: >-
            Who pays,
            and when.
          x-class: personal
        no: {description: Its number.}

  - target: $.s.Item
    description: An item.
    update: {x-open: true}
";

    #[test]
    fn what_an_update_says_of_a_member_that_moved_is_an_action_of_its_own() {
        let moved = [("s/Order/properties/payer", "s/Bill/properties/payer")];
        let own = "        no: {description: Its number.}
  - target: $.s.Bill.properties.payer
    description: >-
      Said once.
    update:
      description: >-
        Who pays,
        and when.
      x-class: personal

  - target: $.s.Item";
        let text = followed(SAID, &moved);
        assert!(text.contains(own), "{text}");
        assert!(!text.contains("        payer:"), "{text}");
        // With the last property that an update speaks of, `properties` goes as well.
        let both = [moved[0], ("s/Order/properties/no", "s/Bill/properties/no")];
        let text = followed(SAID, &both);
        assert!(
            text.contains("      description: An order.\n  - target: $.s.Bill.properties.payer\n"),
            "{text}"
        );
        assert!(text.contains("  - target: $.s.Bill.properties.no\n    description: >-\n      Said once.\n    update: {description: Its number.}\n"), "{text}");
    }

    #[test]
    fn an_action_that_says_nothing_else_moves_as_a_whole() {
        let said = "  - target: $.s
    description: Why.
    update:
      Order:
        properties:
          no:
            x-class: open
  - {target: $.s.Item, description: In one line., update: {x-open: true}}
";
        let moved = [("s/Order/properties/no", "s/Bill/properties/no")];
        assert_eq!(
            followed(said, &moved),
            "  - target: $.s.Bill.properties.no
    description: >-
      Why.
    update:
      x-class: open
  - {target: $.s.Item, description: In one line., update: {x-open: true}}
"
        );
    }

    #[test]
    fn what_has_another_name_is_named_by_it() {
        let said = "  - target: $.components.schemas
    description: Why.
    update:
      Order:
        properties:
          no: {x-class: open}
  - target: >-
      $.components.schemas['Item',
      'Order'].properties.price
    description: Why.
    update:
      allOf: [{$ref: '#/components/schemas/Order'}, {$ref: '#/components/schemas/Orders'}]
";
        let renamed = [
            ("components/schemas/Order", "components/schemas/Purchase"),
            (
                "components/schemas/Order/properties/no",
                "components/schemas/Purchase/properties/number",
            ),
        ];
        assert_eq!(
            followed(said, &renamed[..1]),
            said.replace("      Order:", "      Purchase:")
                .replace(
                    "      $.components.schemas['Item',\n      'Order']",
                    "      $.components.schemas['Item', 'Purchase']"
                )
                .replace("/Order'", "/Purchase'")
        );
        let text = followed(said, &renamed);
        assert!(
            text.contains("  - target: $.components.schemas.Purchase.properties.number\n"),
            "{text}"
        );
    }

    #[test]
    fn what_is_said_of_several_by_one_update_stays() {
        let said = "  - target: $.s['Order', 'Bill']
    description: Why.
    update:
      properties:
        no: {x-class: open}
  - target: $.s.*.properties.no
    description: Why.
    update: {x-money: true}
";
        assert_eq!(
            followed(said, &[("s/Order/properties/no", "s/Bill/properties/no")]),
            said
        );
    }
}
