//! To look at: one file without scripts, and with nothing that is fetched.

use std::collections::BTreeSet;

use super::summary::{Report, is_shown, plain, what};
use crate::drift::todo::todo;
use crate::drift::{Change, Class};

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1c2024;--dim:#5f6b76;--page:#fff;--line:#d9dee3;--soft:#f4f6f8;--not-understood:#8e3ba8;--breaking:#b42318;--additive:#18794e;--documentation:#0b68cb}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--dim:#9aa5b1;--page:#14171a;--line:#333a41;--soft:#1d2125;--not-understood:#d79bea;--breaking:#ff8a7a;--additive:#5fd39a;--documentation:#7ab8ff}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1rem 4rem;max-width:72rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page)}
h1{font-size:1.6rem;margin:0 0 1rem}h2{margin:2.5rem 0 .5rem;font-size:1.25rem}h3{margin:1.5rem 0 .25rem;font-size:1rem;overflow-wrap:anywhere}
a{color:inherit}
.counts{display:flex;flex-wrap:wrap;gap:.75rem;padding:0;margin:1rem 0;list-style:none}
.counts a{display:block;padding:.5rem 1rem;border:1px solid var(--line);border-left:.35rem solid;border-radius:.3rem;text-decoration:none}
.counts b{font-size:1.3rem;margin-right:.4rem}
.not-understood{border-left-color:var(--not-understood)!important}.breaking{border-left-color:var(--breaking)!important}.additive{border-left-color:var(--additive)!important}.documentation{border-left-color:var(--documentation)!important}
.change{margin:.5rem 0;padding:.6rem .9rem;border:1px solid var(--line);border-left:.25rem solid;border-radius:.3rem;background:var(--soft)}
.change p{margin:.15rem 0;overflow-wrap:anywhere}
.change:target,li:target{outline:2px solid var(--documentation)}
.dim,.rule{color:var(--dim);font-size:.875rem}.rule{float:right;margin-left:1rem}
code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}th,td,td code{overflow-wrap:normal}
td.breaks{color:var(--breaking);font-weight:600}
.wide{overflow-x:auto}
";

/// Writes a report as a page of HTML.
#[must_use]
pub fn html(report: &Report) -> String {
    let (from, to) = (escape(&report.from), escape(&report.to));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>From {from} to {to}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <h1>From {from} to {to}</h1>\n<ul class=\"counts\">\n"
    );
    for class in Class::ALL {
        out.push_str(&format!(
            "<li><a class=\"{class}\" href=\"#{class}\"><b>{}</b>{class}</a></li>\n",
            report.count(class)
        ));
    }
    out.push_str("</ul>\n<ul>\n");
    for line in report.verdict() {
        out.push_str(&format!("<li>{}</li>\n", sentence(&line)));
    }
    out.push_str("</ul>\n");
    let names: Vec<&str> = names(report).into_iter().collect();
    operations(report, &names, &mut out);
    for class in Class::ALL {
        out.push_str(&format!("<h2 id=\"{class}\">{}</h2>\n", class.title()));
        let groups = report.groups(class);
        if groups.is_empty() {
            out.push_str("<p class=\"dim\">None.</p>\n");
        }
        for (subject, changes) in groups {
            out.push_str(&format!("<h3><code>{}</code></h3>\n", escape(&subject)));
            for change in changes {
                one(report, &names, change, &mut out);
            }
        }
    }
    rust(report, &mut out);
    if !report.ignored.is_empty() {
        out.push_str("<h2>Ignored</h2>\n<ul>\n");
        for (change, reason) in &report.ignored {
            out.push_str(&format!(
                "<li><code>{}</code> {}: {}</li>\n",
                escape(&change.path),
                change.rule,
                escape(reason)
            ));
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

/// The operations that something reaches, each with its changes.
fn operations(report: &Report, names: &[&str], out: &mut String) {
    if names.is_empty() {
        return;
    }
    out.push_str("<h2 id=\"operations\">Operations</h2>\n<ul>\n");
    for (number, name) in names.iter().enumerate() {
        let changes = report.changes.iter().enumerate();
        let reaching = changes.filter(|(_, change)| {
            let mut reach = change.reach.iter();
            reach.any(|reached| reached.operation == **name)
        });
        let links = reaching.map(|(place, change)| {
            let shown = escape(&change.path);
            format!("<a href=\"#change-{place}\"><code>{shown}</code></a>")
        });
        let links: Vec<String> = links.collect();
        out.push_str(&format!(
            "<li id=\"operation-{number}\"><code>{}</code>: {}</li>\n",
            escape(name),
            links.join(", ")
        ));
    }
    out.push_str("</ul>\n");
}

/// The names of the operations that something reaches, each once, sorted.
fn names(report: &Report) -> BTreeSet<&str> {
    let reached = report.changes.iter().flat_map(|change| &change.reach);
    reached.map(|reached| reached.operation.as_str()).collect()
}

fn one(report: &Report, names: &[&str], change: &Change, out: &mut String) {
    let class = change.class;
    let mut changes = report.changes.iter();
    let place = changes.position(|other| std::ptr::eq(other, change));
    out.push_str(&format!(
        "<div class=\"change {class}\" id=\"change-{}\">\n<code class=\"rule\">{}</code>\n<p><code>{}</code> {}</p>\n",
        place.unwrap_or_default(),
        change.rule,
        escape(&change.path),
        what(change)
    ));
    let values = [("Was", &change.was), ("Is", &change.is)];
    for (word, value) in values.iter().filter(|_| is_shown(change)) {
        if let Some(value) = value {
            out.push_str(&format!("<p>{word} <code>{}</code></p>\n", escape(value)));
        }
    }
    out.push_str(&format!(
        "<p><b>To do:</b> {}</p>\n",
        sentence(todo(change))
    ));
    let reached = change.operations().into_iter().map(|(name, sides)| {
        let number = names.iter().position(|other| *other == name);
        let sides: Vec<&str> = sides.iter().map(|side| side.word()).collect();
        format!(
            "<a href=\"#operation-{}\"><code>{}</code></a> ({})",
            number.unwrap_or_default(),
            escape(name),
            sides.join(", ")
        )
    });
    let reached: Vec<String> = reached.collect();
    let mut notes = Vec::new();
    if !reached.is_empty() {
        notes.push(format!("Reaches {}.", reached.join(", ")));
    }
    notes.extend(change.line.map(|line| format!("Line {line} of the page.")));
    if !notes.is_empty() {
        out.push_str(&format!("<p class=\"dim\">{}</p>\n", notes.join(" ")));
    }
    out.push_str("</div>\n");
}

/// A sentence of ours, in which code stands between backticks.
fn sentence(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(number, part)| {
        let part = escape(part);
        match number % 2 {
            0 => part,
            _ => format!("<code>{part}</code>"),
        }
    });
    parts.collect()
}

fn rust(report: &Report, out: &mut String) {
    let items = report.items();
    if items.is_empty() {
        return;
    }
    out.push_str(
        "<h2>Public items in Rust</h2>\n<div class=\"wide\"><table>\n\
         <tr><th></th><th>Item</th><th>Was</th><th>Is</th></tr>\n",
    );
    for item in items {
        let (class, note) = match (item.breaks, item.is_of_server()) {
            (true, false) => (" class=\"breaks\"", ", breaks"),
            (true, true) => (" class=\"breaks\"", ", breaks implementers"),
            (false, _) => ("", ""),
        };
        let cell = |declared: &Option<String>| {
            let declared = declared.as_deref().map(escape);
            declared.map_or_else(String::new, |text| format!("<code>{text}</code>"))
        };
        out.push_str(&format!(
            "<tr><td{class}>{}{note}</td><td><code>{}</code></td><td>{}</td><td>{}</td></tr>\n",
            item.step.word(),
            escape(&item.item),
            cell(&item.was),
            cell(&item.is)
        ));
    }
    out.push_str("</table></div>\n");
}

/// Text in which nothing is markup, neither between tags nor in an attribute.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in plain(text).chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
