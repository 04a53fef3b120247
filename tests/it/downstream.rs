//! A crate outside of this workspace: what its compiler takes, and what it refuses.
#![allow(clippy::indexing_slicing, reason = "helpers of tests fail like tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::own::workspace;

/// The heading in README.md that the first payment stands under.
const HEADING: &str = "## A payment in twenty lines";
/// How that payment is fenced.
const FENCE: &str = "```rust,no_run\n";

/// A program, and the error that the compiler refuses it with; nothing where it takes it.
struct Program {
    text: String,
    error: Option<String>,
}

#[test]
fn the_compiler_takes_the_readme_and_refuses_what_could_go_wrong() {
    let payment = twenty_lines();
    let mut programs = BTreeMap::from([(
        "payment".to_owned(),
        Program {
            text: payment.clone(),
            error: None,
        },
    )]);
    let without = without_each_field(&payment);
    assert!(without.len() > 10, "the payment has required fields");
    for (index, (field, text)) in without.into_iter().enumerate() {
        let error = Some(format!("missing field `{field}`"));
        programs.insert(format!("without-{index}-{field}"), Program { text, error });
    }
    for (name, program) in refused() {
        programs.insert(name, program);
    }

    let place = Place::new(&programs);
    let taken = place.check(&["--bin", "payment"]);
    let said = String::from_utf8_lossy(&taken.stderr);
    assert!(taken.status.success(), "the payment in README.md:\n{said}");

    let refused = place.check(&["--bins", "--keep-going"]);
    let said = String::from_utf8_lossy(&refused.stderr);
    for (name, program) in &programs {
        let errors: Vec<&str> = said
            .lines()
            .filter(|line| line.starts_with(&format!("src/bin/{name}.rs:")))
            .filter(|line| line.contains(": error"))
            .collect();
        match &program.error {
            None => assert_eq!(errors, [""; 0], "{name}"),
            Some(error) => {
                assert!(
                    !errors.is_empty(),
                    "{name} compiles, and should not:\n{said}"
                );
                assert!(
                    errors.iter().all(|line| line.contains(error)),
                    "{name} is refused with\n{}\nand not with\n{error}",
                    errors.join("\n")
                );
            }
        }
    }
}

/// The first payment in README.md.
fn twenty_lines() -> String {
    let readme = fs::read_to_string(workspace().join("README.md")).expect("README.md");
    let (_, section) = readme
        .split_once(HEADING)
        .unwrap_or_else(|| panic!("README.md has no heading `{HEADING}`"));
    let (_, block) = section
        .split_once(FENCE)
        .unwrap_or_else(|| panic!("no `{}` below `{HEADING}`", FENCE.trim()));
    let (block, _) = block.split_once("```").expect("the end of the block");
    block.to_owned()
}

/// The cases in tests/cases/downstream; each says in a comment which error it is refused with.
fn refused() -> Vec<(String, Program)> {
    let folder = workspace().join("tests/cases/downstream");
    let mut cases: Vec<(String, Program)> = fs::read_dir(folder)
        .expect("the cases")
        .map(|entry| {
            let path = entry.expect("a case").path();
            let name = path.file_stem().and_then(|stem| stem.to_str());
            let text = fs::read_to_string(&path).expect("a program");
            let error = text
                .lines()
                .find_map(|line| line.strip_prefix("// error: "))
                .unwrap_or_else(|| panic!("{} says no error", path.display()))
                .to_owned();
            let program = Program {
                text: text.clone(),
                error: Some(error),
            };
            (name.expect("a name").to_owned(), program)
        })
        .collect();
    cases.sort_by(|one, other| one.0.cmp(&other.0));
    cases
}

/// The text without each field of each literal of what a model requires, one at a time.
fn without_each_field(text: &str) -> Vec<(String, String)> {
    let mut variants = Vec::new();
    for (at, opening) in text.match_indices("Required {") {
        let mut from = at + opening.len();
        while let Some(end) = end_of_field(text, from) {
            let field: String = text[from..end]
                .trim_start()
                .chars()
                .take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_')
                .collect();
            if !field.is_empty() {
                let rest = text[end..].strip_prefix(',').unwrap_or(&text[end..]);
                variants.push((field, format!("{}{rest}", &text[..from])));
            }
            if text[end..].starts_with('}') {
                break;
            }
            from = end + 1;
        }
    }
    variants
}

/// Where a field of a literal ends: at its comma, or at the brace that closes the literal.
fn end_of_field(text: &str, from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quoted = false;
    for (at, letter) in text[from..].char_indices() {
        match letter {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '{' | '[' => depth += 1,
            ',' | '}' if depth == 0 => return Some(from + at),
            ')' | '}' | ']' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

#[test]
fn each_field_is_taken_out_once() {
    let text =
        r#"A::new(ARequired { a: "x, }".parse()?, b: B::new(BRequired { c: f(1, 2) }), d })"#;
    let fields: Vec<(String, String)> = without_each_field(text);
    let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["a", "b", "d", "c"]);
    assert_eq!(
        fields[3].1,
        r#"A::new(ARequired { a: "x, }".parse()?, b: B::new(BRequired {}), d })"#
    );
    assert_eq!(
        fields[1].1,
        r#"A::new(ARequired { a: "x, }".parse()?, d })"#
    );
}

/// What a crate compiles that depends on the client with these features: ours and those of others.
fn compiled(features: &str) -> BTreeSet<String> {
    let tree = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([
            "tree",
            "--offline",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
        ])
        .args(["--package", "online-payment-gateway"])
        .args(["--no-default-features", "--features", features])
        .current_dir(workspace())
        .output()
        .expect("cargo");
    let said = String::from_utf8_lossy(&tree.stderr);
    assert!(tree.status.success(), "{said}");
    let names = String::from_utf8(tree.stdout).expect("names");
    let names = names.lines().filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}

#[test]
fn models_alone_bring_no_client() {
    let sends = |features: &str| {
        let compiled = compiled(features);
        ["hyper", "rustls", "tokio"].map(|name| compiled.contains(name))
    };
    assert_eq!(sends(""), [false, false, false]);
    assert_eq!(sends("client"), [true, false, true]);
    assert_eq!(sends("tls"), [true, true, true]);
}

/// What a downstream crate compiles is a feature. Whoever needs more says here why.
#[test]
fn a_downstream_crate_compiles_no_more_than_this() {
    for (features, crates) in [("", CRATES_OF_MODELS), ("tls", CRATES_OF_CLIENT)] {
        let compiled = compiled(features);
        assert!(
            compiled.len() <= crates,
            "{}: {compiled:#?}",
            compiled.len()
        );
    }
    let lines = lines_below("runtime/src") + lines_below("generated/src");
    assert!(lines <= LINES, "{lines} lines");
}

/// The crates of models alone, and those of the client as it is by default. `percent-encoding` is among both and `httpdate` in
/// the client, each small and without dependencies, in place of readers of our own.
const CRATES_OF_MODELS: usize = 20;
const CRATES_OF_CLIENT: usize = 50;

/// The lines of the runtime and of the client, tests and comments among them.
const LINES: usize = 59_200;

fn lines_below(folder: &str) -> usize {
    let mut lines = 0;
    let mut open = vec![workspace().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                lines += fs::read_to_string(path).expect("a text").lines().count();
            }
        }
    }
    lines
}

/// A crate in a folder of its own, which is gone when the test ends.
struct Place(TempDir);

impl Place {
    fn new(programs: &BTreeMap<String, Program>) -> Self {
        let place = Self(tempfile::tempdir().expect("a folder of its own"));
        let bins = place.0.path().join("src/bin");
        fs::create_dir_all(&bins).expect("a folder");
        let manifest = format!(
            "[package]\nname = \"downstream\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nonline-payment-gateway = {{ path = {:?}, default-features = false, features = [\"client\"] }}\n\n\
             [workspace]\n\n[profile.dev]\ndebug = \"line-tables-only\"\n",
            workspace().join("generated").display().to_string()
        );
        fs::write(place.0.path().join("Cargo.toml"), manifest).expect("a manifest");
        // The versions that this workspace was built with are on this machine already, so no network is needed.
        fs::copy(
            workspace().join("Cargo.lock"),
            place.0.path().join("Cargo.lock"),
        )
        .expect("a lock file");
        for (name, program) in programs {
            let mut text = program.text.clone();
            if !text.contains("fn main()") {
                text.push_str("\nfn main() {}\n");
            }
            fs::write(bins.join(format!("{name}.rs")), text).expect("a program");
        }
        place
    }

    /// Runs `cargo check`, without TLS, of which no program says a word and whose C takes longer than all the rest. What is
    /// compiled of others is what `cargo check -p online-payment-gateway` of the same features compiles, and is shared with it.
    fn check(&self, arguments: &[&str]) -> Output {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("..");
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["check", "--offline", "--message-format", "short"])
            .args(arguments)
            .current_dir(self.0.path())
            .env("CARGO_TARGET_DIR", target)
            // What this workspace makes errors of its own warnings is no rule for others.
            .env_remove("RUSTFLAGS")
            .output()
            .expect("cargo")
    }
}
