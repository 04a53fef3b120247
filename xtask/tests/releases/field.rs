//! Releases from the field: what the vendor did on a page, and what a maintainer is told.
//!
//! The patches lie beside the repository, with the page that they are of; without them nothing is held here, and neither
//! is it when the current release is not that of the page any more: then a patched page is no next release. Where a page's own
//! words stand in a report, a fingerprint of them stands in the snapshot.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use gateway_codegen::drift::report as formats;
use gateway_codegen::files;
use gateway_codegen::pipeline;
use gateway_codegen::release::{self, Outcome, Plan, Trouble, Wanted, Workspace};

/// The release that the patches are of.
const FORMER: &str = "20250508";

fn shared() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let shared = root.join("../shared");
    let current = Workspace::new(root).current().expect("a release");
    (current == FORMER && shared.join("cases/releases").is_dir()).then_some(shared)
}

/// The page of the current release, kept as the next one's former page.
fn pages(shared: &Path) -> &'static Path {
    static PAGES: OnceLock<PathBuf> = OnceLock::new();
    PAGES.get_or_init(|| {
        let pages = Path::new(env!("CARGO_TARGET_TMPDIR")).join("field-pages");
        let page =
            fs::read_to_string(shared.join(format!("reference/{FORMER}.txt"))).expect("the page");
        files::write(&pages.join(format!("{FORMER}.txt")), &page).expect("kept");
        pages
    })
}

/// What comes of a patched page; nothing without the patches.
fn patched(name: &str, follow: Option<bool>) -> Option<Result<Plan, Trouble>> {
    let shared = shared()?;
    let output = Command::new("patch")
        .args(["--silent", "--output", "-"])
        .arg(shared.join(format!("reference/{FORMER}.txt")))
        .arg(shared.join(format!("cases/releases/{name}.patch")))
        .output()
        .expect("patch");
    assert!(output.status.success(), "{name} cannot be applied");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let wanted = Wanted {
        follow,
        pages: Some(pages(&shared).to_path_buf()),
        ..Wanted::default()
    };
    let plan = release::plan(
        &Workspace::new(root),
        &output.stdout,
        "next.txt",
        &wanted,
        pipeline::SILENT,
    );
    Some(plan.map(|outcome| match outcome {
        Outcome::Next(plan) => *plan,
        Outcome::Same { release } => panic!("this is {release}"),
    }))
}

/// A text with each run of the vendor's letters as a fingerprint of it.
fn fingerprinted(text: &str) -> String {
    let is_han = |letter: char| u32::from(letter) >= 0x2e80;
    let mut told = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest
            .find(|letter| is_han(letter) != is_han(first))
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if is_han(first) {
            told.push_str(&print(run));
        } else {
            told.push_str(run);
        }
        rest = after;
    }
    told
}

/// A fingerprint of some words (FNV-1a).
fn print(words: &str) -> String {
    let print = words
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |print, byte| {
            (print ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("<{print:016x}>")
}

/// The report and what needs a person; of what there is very much of, the first few.
fn told(plan: &Plan) -> String {
    const FEW: usize = 12;
    let text = formats::text(&plan.report, false);
    let (changes, _) = text.split_once("\npublic items").unwrap_or((&text, ""));
    let mut told: Vec<String> = Vec::new();
    for line in changes.lines().take(60) {
        // The line of the page says nothing about the report.
        let mut parts = line.split(" (line ");
        let first = parts.next().unwrap_or_default().to_owned();
        let rest = parts.map(|part| part.split_once(')').map_or("", |(_, rest)| rest));
        told.push(rest.fold(first, |line, rest| line + rest));
    }
    told.push(String::new());
    let mut kind = None;
    let mut shown = 0;
    for question in release::questions(&plan.attention) {
        let of = question.first.kind;
        if kind != Some(of) {
            kind = Some(of);
            let all = plan.attention.iter().filter(|it| it.kind == of);
            told.push(format!("{}: {}", of.title(), all.count()));
            shown = 0;
        }
        shown += 1;
        if shown > FEW {
            continue;
        }
        told.push(format!("  {}", question.line()));
        if let Some((was, is)) = question.words() {
            let side =
                |words: &Option<String>| words.as_deref().map_or("nothing".to_owned(), print);
            told.push(format!("    was {}, is {}", side(was), side(is)));
        }
        let places = question.places.iter();
        for place in places.filter(|_| question.places.len() > 1).take(FEW) {
            told.push(format!("    {}", place.line()));
        }
    }
    for reach in &plan.reach {
        told.push(format!(
            "{}: gains {}, loses {}",
            reach.at,
            reach.gains.len(),
            reach.loses.len()
        ));
    }
    told.push(format!(
        "{} words, {} places follow",
        plan.words.len(),
        plan.followed.len()
    ));
    fingerprinted(&told.join("\n"))
}

/// All that needs a person, to show when a test fails.
fn attention(plan: &Plan) -> String {
    let lines = plan
        .attention
        .iter()
        .map(|it| format!("{}: {}: {}\n", it.kind.title(), it.at, it.asked()));
    lines.collect()
}

/// The stub for a file of the overlays, without the marks of its comments.
fn stub(plan: &Plan, file: &str) -> String {
    let stub = plan.stubs.iter().find(|stub| stub.file.contains(file));
    let lines = stub.into_iter().flat_map(|stub| stub.text.lines());
    let lines: Vec<&str> = lines.filter_map(|line| line.strip_prefix("# ")).collect();
    lines.join("\n")
}

/// Whether a line of what needs a person has all of some words.
fn asks(plan: &Plan, words: &[&str]) -> bool {
    plan.attention.iter().any(|attention| {
        let line = format!("{}: {}", attention.at, attention.asked());
        words.iter().all(|word| line.contains(word))
    })
}

macro_rules! case {
    ($name:ident) => {
        case!($name, |_| {});
    };
    ($name:ident, $check:expr) => {
        #[test]
        fn $name() {
            let Some(plan) = patched(stringify!($name), None) else {
                return;
            };
            let plan = plan.unwrap_or_else(|trouble| panic!("{trouble}"));
            let check: fn(&Plan) = $check;
            check(&plan);
            insta::assert_snapshot!(concat!("field_", stringify!($name)), told(&plan));
        }
    };
}

macro_rules! refused {
    ($name:ident) => {
        #[test]
        fn $name() {
            let Some(plan) = patched(stringify!($name), None) else {
                return;
            };
            let Err(trouble) = plan else {
                panic!("it was not refused")
            };
            let text = trouble.to_string();
            assert!(text.contains("cannot be compared"), "{text}");
        }
    };
}

case!(r01_get_op, |plan| {
    assert!(asks(
        plan,
        &["orders~1{orderNo}~1events/get", "missing-effect"]
    ));
    let target = "- target: $.paths['/gateway/v1/orders/{orderNo}/events'].get";
    let operations = stub(plan, "20-operations");
    assert!(operations.contains(&format!("{target}\n")), "{operations}");
    assert!(
        operations.contains(&format!("{target}.parameters[2]\n")),
        "{operations}"
    );
    assert!(
        stub(plan, "90-behaviour").contains("      x-effect: '?' # moves-money, changes or reads")
    );
    // What the page calls it is shown beside the question, and not written down.
    let heading = "summary: '?' # the page: List order events";
    let stubs = || plan.stubs.iter();
    assert!(stubs().any(|stub| stub.shown.contains(heading)));
    assert!(!stubs().any(|stub| stub.text.contains("the page: ")));
    let scalars = stub(plan, "40-scalars");
    let number = format!(
        "{target}.parameters[0].schema\n    description: '?'\n    update:\n      allOf:\n        - $ref: '#/components/schemas/OrderNo'"
    );
    assert!(scalars.contains(&number), "{scalars}");
    for parameter in 0..3 {
        let place = format!("events/get/parameters/{parameter}/schema");
        assert!(asks(plan, &[&place, "missing-class"]), "{place}");
    }
    let class = format!(
        "{target}.parameters[1]\n    description: '?'\n    update:\n      schema:\n        x-class: '?'"
    );
    assert!(stub(plan, "50-classes").contains(&class));
});
case!(r03_path_v2, |plan| {
    assert!(asks(
        plan,
        &["14 operations", "it was /gateway/v1/…, is /gateway/v2/…"]
    ));
    assert!(asks(plan, &["--follow"]));
    assert_eq!(plan.attention.len(), 2, "{}", attention(plan));
    assert_eq!(
        plan.report.rust.as_ref().map(|rust| rust.items.len()),
        Some(0)
    );
});
case!(r05_method, |plan| {
    // Who has another method still sends a body that has to be there, and the overlay still says so.
    assert!(!asks(plan, &["judgement-lost"]), "{}", attention(plan));
    let follows = |place: &str| {
        let mut lines = plan.followed.iter().flat_map(|line| &line.is);
        lines.any(|line| line.ends_with(place))
    };
    for place in ["cancel'].put", "tracking-modify'].patch"] {
        assert!(follows(&format!("{place}.requestBody")), "{place}");
    }
    assert_eq!(
        plan.report.rust.as_ref().map(|rust| rust.items.len()),
        Some(0)
    );
});
case!(r07_types, |plan| {
    for schema in ["Payment", "PaymentResponse"] {
        let place = format!("/schemas/{schema}/properties/amount");
        assert!(asks(plan, &[&place, "a number", "overlay-contradicts"]));
    }
});
case!(r08_prose_enum);
case!(r11_moved, |plan| {
    // What was beside the choice stands in an object of its own, which is beside it.
    assert!(stub(plan, "85-shape").contains("beside: [session]"));
    assert!(!asks(plan, &["overlay-beyond-the-page"]));
    assert!(!asks(plan, &["PaymentSession/properties/"]));
});
case!(r21_nullable_ro);
case!(r22_map_obj);
refused!(r27_version_beta);
case!(r32_new_money, |plan| {
    let amount = "InstallmentPlan/properties/amount";
    assert!(asks(
        plan,
        &[
            amount,
            "properties of this name refer to Amount",
            "overlay-untyped"
        ]
    ));
    for property in ["fee", "email", "count"] {
        let place = format!("InstallmentPlan/properties/{property}");
        assert!(asks(plan, &[&place, "missing-class"]), "{property}");
    }
    // The page states a type of these, and not of the amount, of which an error tells already.
    for (property, scalar) in [
        (
            "fee",
            "its sample has the form of those that refer to Amount",
        ),
        ("email", "Email"),
        ("cardNo", "CardNumber"),
        ("orderNo", "OrderNo"),
    ] {
        let place = format!("InstallmentPlan/properties/{property}");
        assert!(asks(plan, &[&place, scalar, "shared-scalar"]), "{property}");
    }
    assert!(!asks(plan, &[amount, "shared-scalar"]));
    let scalars = stub(plan, "40-scalars");
    for lines in [
        "  - target: $.components.schemas.InstallmentPlan.properties.email.type\n    description: The type moves to Email.\n    remove: true\n",
        "        - $ref: '#/components/schemas/Amount'\n",
    ] {
        assert!(scalars.contains(lines), "{scalars}");
    }
    // What is said of others of the name is shown beside the question, and not written down.
    let personal = "x-class: '?' # pan, security-code, card, bin, secret, restricted, personal or open; elsewhere: personal\n";
    let stubs = || plan.stubs.iter();
    assert!(stubs().any(|stub| stub.shown.contains(personal)));
    assert!(stubs().any(|stub| {
        stub.shown
            .contains("; elsewhere: Card number (PAN), digits alone")
    }));
    assert!(!stubs().any(|stub| stub.text.contains("elsewhere: ")));
    // A new schema is described where those that refer to it are.
    let described = stub(plan, "31-descriptions-payment");
    assert!(
        described.contains("        count:\n          description: '?'\n"),
        "{described}"
    );
    assert!(stub(plan, "50-classes").contains("        fee:\n          x-class: '?'"));
    for (file, lines) in [
        (
            "40-scalars",
            "properties.fee.type\n    description: The type moves to Amount.\n",
        ),
        (
            "85-shape",
            "$.components.schemas.Payment['x-choice'][0]\n    description: '?'\n    update:\n      beside: [installment]",
        ),
        (
            "90-behaviour",
            "      x-acknowledges:\n        same:\n          'installment.orderNo': orderNo #",
        ),
        (
            "samples",
            "      properties:\n        count:\n          example: '?' # without quotes",
        ),
    ] {
        let stub = stub(plan, file);
        assert!(stub.contains(lines), "{file}: {stub}");
    }
});
case!(r33_new_method, |plan| {
    assert!(asks(plan, &["properties/klarna", "block-beside-a-choice"]));
    assert!(asks(
        plan,
        &["paymentMethodType", "`klarna`", "sample-list"]
    ));
});
case!(s04_amount_schema, |plan| {
    assert!(asks(plan, &["/schemas/Amount", "overlay-collides"]));
    // The scalar that is to be renamed takes its description along.
    let described =
        "$.components.schemas.Amount\n    description: '?'\n    update:\n      description: '?'";
    let mut stubs = plan.stubs.iter();
    assert!(stubs.any(|it| it.text.replace("\n# ", "\n").contains(described)));
});
case!(s05_prelude, |plan| {
    let rust = plan.report.rust.as_ref().expect("a crate");
    let broken: Vec<_> = rust.items.iter().filter(|item| item.breaks).collect();
    assert!(broken.is_empty(), "{broken:#?}");
});
refused!(s11_dashdate);
case!(s14_dup_summary, |plan| {
    assert!(asks(plan, &["hidden-operation"]));
});
case!(t04_tracking_only, |plan| {
    assert!(asks(
        plan,
        &["shipping~1tracking/post", "`trackingUrl`", "sample-refused"]
    ));
});
case!(t06_limit_unreadable);
case!(t08_conditional, |plan| {
    for place in [
        "Payment/properties/expiryTime",
        "Tracking/properties/trackingUrl",
    ] {
        assert!(asks(plan, &[place, "rest on words that differ"]), "{place}");
    }
    let both = plan
        .words
        .iter()
        .filter(|words| words.was.is_some() && words.is.is_some());
    assert_eq!(both.count(), 1);
});

#[test]
fn judgements_that_were_not_let_follow_are_lost_and_asked_for() {
    let Some(plan) = patched("r05_method", Some(false)) else {
        return;
    };
    let plan = plan.unwrap_or_else(|trouble| panic!("{trouble}"));
    for place in ["cancel/put", "tracking-modify/patch"] {
        assert!(
            asks(&plan, &[place, "$.paths.*.post", "judgement-lost"]),
            "{place}"
        );
    }
}

#[test]
fn overlays_that_were_let_follow_leave_nothing_to_ask_but_the_move() {
    let Some(plan) = patched("r03_path_v2", Some(true)) else {
        return;
    };
    let plan = plan.unwrap_or_else(|trouble| panic!("{trouble}"));
    assert_eq!(plan.attention.len(), 1, "{}", attention(&plan));
    let overlays = plan
        .files
        .iter()
        .filter(|file| file.path.starts_with("spec/overlay/"));
    assert!(overlays.count() > 1);
}
