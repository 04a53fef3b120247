//! To look at: one file without scripts, and with nothing that is fetched.
//!
//! Each block stands on a line of its own, so that a report that is filed is compared line by line.

use std::collections::{BTreeMap, BTreeSet};

use maud::{DOCTYPE, Markup, PreEscaped, Render, html as markup};

use super::summary::{Report, plain};
use crate::drift::rust::ItemChange;
use crate::drift::steps::Step;
use crate::drift::todo::todo;
use crate::drift::{Change, Class};

/// Text of a page: it neither is markup nor turns the direction of reading.
struct Plain<'a>(&'a str);

impl Render for Plain<'_> {
    fn render_to(&self, out: &mut String) {
        plain(self.0).render_to(out);
    }
}

/// Writes a report as a page of HTML.
#[must_use]
pub fn html(report: &Report) -> String {
    let title = markup! { "From " (Plain(&report.from)) " to " (Plain(&report.to)) };
    let page = markup! {
        (DOCTYPE) "\n"
        html lang="en" { "\n"
            head { "\n"
                meta charset="utf-8"; "\n"
                meta name="viewport" content="width=device-width, initial-scale=1"; "\n"
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"; "\n"
                title { (title) } "\n"
                style { "\n" (PreEscaped(include_str!("style.css"))) } "\n"
            } "\n"
            body { "\n"
                h1 { (title) } "\n"
                (counts(report))
                (list(report.verdict().iter().map(|line| sentence(line))))
                (changes(report))
                (rust(report.items()))
                (ignored(report))
            } "\n"
        } "\n"
    };
    page.into_string()
}

fn counts(report: &Report) -> Markup {
    markup! {
        ul .counts { "\n"
            @for class in Class::ALL {
                li { a class=(class) href={ "#" (class) } { b { (report.count(class)) } (class) } } "\n"
            }
        } "\n"
    }
}

/// The changes by what they reach, and then each of them, by class and by what it is about.
fn changes(report: &Report) -> Markup {
    let reaching = reaching(report);
    let names: Vec<&str> = reaching.keys().copied().collect();
    markup! {
        @if !names.is_empty() {
            h2 #operations { "Operations" } "\n"
            ul { "\n"
                @for (number, (name, places)) in reaching.iter().enumerate() {
                    li id={ "operation-" (number) } { (operation(report, name, places)) } "\n"
                }
            } "\n"
        }
        @for class in Class::ALL {
            h2 id=(class) { (class.title()) } "\n"
            @let groups = report.groups(class);
            @if groups.is_empty() {
                p .dim { "None." } "\n"
            }
            @for group in groups {
                h3 { (code(&group.subject)) } "\n"
                @if let Some(step) = group.reaching() { p .dim { "Each reaches " (reached(&names, step)) "." } "\n" }
                @for step in &group.steps { (one(report, &names, step, group.reaches_alike)) }
            }
        }
    }
}

/// The operations that something reaches by their names, each with the places of the changes that do.
fn reaching(report: &Report) -> BTreeMap<&str, BTreeSet<usize>> {
    let mut reaching: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (place, change) in report.changes.iter().enumerate() {
        for reached in change.reach.iter() {
            reaching
                .entry(&reached.operation)
                .or_default()
                .insert(place);
        }
    }
    reaching
}

/// An operation and the changes that reach it.
fn operation(report: &Report, name: &str, places: &BTreeSet<usize>) -> Markup {
    let links = places.iter().filter_map(|place| {
        let change = report.changes.get(*place)?;
        Some(markup! { a href={ "#change-" (place) } { (code(&change.path)) } })
    });
    markup! { (code(name)) ": " (comma_separated(links)) }
}

fn one(report: &Report, names: &[&str], step: &Step<'_>, reaches_alike: bool) -> Markup {
    let number = |change: &Change| {
        let mut changes = report.changes.iter();
        let place = changes.position(|other| std::ptr::eq(other, change));
        format!("change-{}", place.unwrap_or_default())
    };
    let first = step.first;
    let (was, is) = step.values();
    let reaches = !reaches_alike && !step.operations().is_empty();
    let line = first.line.filter(|_| !step.is_of_many());
    let places = step.places().map(|(place, change)| {
        markup! {
            span id=(number(change)) { (code(place)) }
            @if let Some(line) = change.line { " (line " (line) ")" }
        }
    });
    markup! {
        div class={ "change " (first.class) } id=[(!step.is_of_many()).then(|| number(first))] { "\n"
            code .rule { (first.rule) } "\n"
            p { @if !step.path.is_empty() { (code(step.path)) " " } (step.what()) } "\n"
            @for (word, value) in [("Was", was), ("Is", is)] {
                @if let Some(value) = value { p { (word) " " (code(value)) } "\n" }
            }
            @if step.is_of_many() { p { "In " (comma_separated(places)) "." } "\n" }
            p { b { "To do:" } " " (sentence(todo(first))) } "\n"
            @if reaches || line.is_some() {
                p .dim {
                    @if reaches {
                        "Reaches " (reached(names, step)) "."
                        @if line.is_some() { " " }
                    }
                    @if let Some(line) = line { "Line " (line) " of the page." }
                } "\n"
            }
        } "\n"
    }
}

/// The operations that a step reaches, each with its sides.
fn reached(names: &[&str], step: &Step<'_>) -> Markup {
    let operations = step.operations().into_iter();
    comma_separated(operations.map(|(name, sides)| {
        let number = names.binary_search(&name).unwrap_or_default();
        let sides: Vec<&str> = sides.iter().map(|side| side.word()).collect();
        markup! {
            a href={ "#operation-" (number) } { (code(name)) }
            " (" (sides.join(", ")) ")"
        }
    }))
}

/// What changes in the public items of the crate.
fn rust(items: &[ItemChange]) -> Markup {
    if items.is_empty() {
        return markup! {};
    }
    markup! {
        h2 { "Public items in Rust" } "\n"
        div .wide {
            table { "\n"
                tr { th {} th { "Item" } th { "Was" } th { "Is" } } "\n"
                @for item in items {
                    tr {
                        td class=[item.breaks.then_some("breaks")] {
                            (item.step.word())
                            @if item.breaks { ", breaks" @if item.is_of_server() { " implementers" } }
                        }
                        td { (code(&item.item)) }
                        @for declared in [&item.was, &item.is] {
                            td { @if let Some(declared) = declared { (code(declared)) } }
                        }
                    } "\n"
                }
            }
        } "\n"
    }
}

fn ignored(report: &Report) -> Markup {
    let ignored = report.ignored.iter().map(|(change, reason)| {
        markup! { (code(&change.path)) " " (change.rule) ": " (Plain(reason)) }
    });
    markup! {
        @if !report.ignored.is_empty() {
            h2 { "Ignored" } "\n"
            (list(ignored))
        }
    }
}

fn list(items: impl Iterator<Item = Markup>) -> Markup {
    markup! {
        ul { "\n"
            @for item in items { li { (item) } "\n" }
        } "\n"
    }
}

fn comma_separated(items: impl Iterator<Item = Markup>) -> Markup {
    markup! {
        @for (number, item) in items.enumerate() {
            @if number > 0 { ", " }
            (item)
        }
    }
}

fn code(text: &str) -> Markup {
    markup! { code { (Plain(text)) } }
}

/// A sentence of ours, in which code stands between backticks.
fn sentence(text: &str) -> Markup {
    markup! {
        @for (number, part) in text.split('`').enumerate() {
            @if number % 2 == 0 { (Plain(part)) } @else { (code(part)) }
        }
    }
}
