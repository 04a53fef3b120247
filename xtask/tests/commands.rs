//! The commands as a maintainer has them: the built program, in a workspace of its own, with what it prints and how it
//! exits.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A workspace of a small shop, in a folder that goes when this is dropped.
struct Shop(PathBuf);

/// What a command did.
struct Done {
    code: i32,
    out: String,
    err: String,
}

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases")
}

fn page(release: &str) -> String {
    let path = cases().join(format!("releases/shop/{release}.txt"));
    path.to_str().unwrap().to_owned()
}

fn run(folder: &Path, arguments: &[&str]) -> Done {
    run_with(folder, arguments, None)
}

fn run_with(folder: &Path, arguments: &[&str], input: Option<&str>) -> Done {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.current_dir(folder).args(arguments);
    command.stdin(match input {
        Some(path) => Stdio::from(fs::File::open(path).unwrap()),
        None => Stdio::null(),
    });
    let output = command.output().unwrap();
    let done = Done {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    };
    // Nobody sees colours where nobody sits at a terminal.
    assert!(!done.out.contains('\u{1b}') && !done.err.contains('\u{1b}'));
    done
}

impl Done {
    #[track_caller]
    fn is(self, code: i32, out: &str, err: &str) -> Self {
        let told = format!("stdout:\n{}\nstderr:\n{}", self.out, self.err);
        assert_eq!(self.code, code, "{told}");
        assert!(self.out.contains(out), "{told}");
        assert!(self.err.contains(err), "{told}");
        self
    }
}

impl Shop {
    /// A workspace with an overlay and nothing else.
    fn empty(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("shop-{name}"));
        let _ = fs::remove_dir_all(&folder);
        let shop = Self(folder);
        let overlay = cases().join("releases/shop/overlay/10-all.yaml");
        shop.write(
            "spec/overlay/10-all.yaml",
            &fs::read_to_string(overlay).unwrap(),
        );
        shop.write("spec/RELEASE", "1.0\n");
        shop.write(".gitignore", "/target\n");
        let named = "name = \"paper-shop\"\nversion = \"0.1.0+1.0\"\n";
        shop.write("generated/Cargo.toml", &format!("[package]\n{named}"));
        shop.write(
            "Cargo.lock",
            &format!("version = 4\n\n[[package]]\n{named}"),
        );
        shop
    }

    /// A workspace at release 1.0, made by the commands and committed.
    fn new(name: &str) -> Self {
        let shop = Self::empty(name);
        run(&shop.0, &["transcribe", &page("1.0")]).is(0, "operations", "");
        run(&shop.0, &["generate"]).is(0, "0 left out", "");
        shop.commit();
        shop
    }

    fn commit(&self) {
        for arguments in [
            &["init", "-q"][..],
            &["add", "-A"],
            &[
                "-c",
                "user.name=Ada",
                "-c",
                "user.email=ada@example.com",
                "commit",
                "-qm",
                "State",
            ],
        ] {
            let mut git = Command::new("git");
            let done = git.current_dir(&self.0).args(arguments).output().unwrap();
            assert!(done.status.success(), "{done:?}");
        }
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    fn has(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn every_command_explains_itself_with_examples_and_refuses_what_it_does_not_know() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for command in ["transcribe", "generate", "diff", "release"] {
        run(here, &[command, "--help"]).is(0, "Examples:", "");
        run(here, &[command, "--nonsense"]).is(2, "", "--nonsense");
    }
    run(here, &["--help"]).is(0, "transcribe", "");
    run(here, &[]).is(2, "", "Usage");
    run(here, &["generate", "--out", "x"]).is(2, "", "--document");
    run(here, &["release", "page.txt", "--dry-run", "--draft"]).is(2, "", "--draft");
}

#[test]
fn a_page_is_transcribed_and_held_against_what_is_committed() {
    let shop = Shop::empty("transcribe");
    let transcript = "spec/releases/1.0/transcript.yaml";
    run(&shop.0, &["transcribe", &page("1.0")]).is(0, "wrote ", "");
    run(&shop.0, &["transcribe", &page("1.0"), "--check"]).is(0, "is what the page says", "");
    // From a folder below, and from standard input.
    let below = shop.0.join("spec/overlay");
    let piped = run_with(&below, &["transcribe", "-", "--check"], Some(&page("1.0")));
    piped.is(0, "is what the page says", "");

    let text = shop.read(transcript);
    shop.write(
        transcript,
        &text.replacen("type: string", "type: number", 1),
    );
    let line = text.lines().position(|line| line.contains("type: string"));
    let place = format!("transcript.yaml:{}: differs", line.unwrap() + 1);
    run(&shop.0, &["transcribe", &page("1.0"), "--check"]).is(1, "", &place);

    let json = shop.0.join("full.json");
    let full = [
        "transcribe",
        &page("1.0"),
        "--full",
        "--out",
        json.to_str().unwrap(),
    ];
    run(&shop.0, &full).is(0, "full.json", "");
    let full: serde_json::Value = serde_json::from_str(&shop.read("full.json")).unwrap();
    assert!(full.pointer("/info/title").is_some());
}

#[test]
fn a_page_that_cannot_be_read_writes_nothing_and_says_where() {
    let shop = Shop::empty("damaged");
    let text = fs::read_to_string(page("1.0")).unwrap();
    shop.write("page.txt", &text.replacen("Properties", "Proprties", 1));
    let done = run(&shop.0, &["transcribe", "page.txt"]).is(1, "", "nothing was written");
    assert!(done.err.lines().any(|line| line.starts_with("page.txt:")));
    assert!(done.out.is_empty() && !shop.has("spec/releases"));
    run(&shop.0, &["transcribe", "nowhere.txt"]).is(1, "", "nowhere.txt: ");
}

#[test]
fn what_is_generated_comes_back_byte_for_byte_and_a_difference_is_named() {
    let shop = Shop::new("generate");
    run(&shop.0, &["generate", "--check"]).is(0, "0 changed", "");
    let client = shop.read("generated/src/client.rs");
    shop.write("generated/src/client.rs", &format!("{client}// by hand\n"));
    shop.write("generated/src/stray.rs", "");
    fs::remove_file(shop.0.join("generated/src/operations.rs")).unwrap();
    let done = run(&shop.0, &["generate", "--check"]).is(1, "3 changed", "`cargo xtask generate`");
    for line in [
        "missing: generated/src/operations.rs",
        "different: generated/src/client.rs",
        "not generated: generated/src/stray.rs",
    ] {
        assert!(done.out.lines().any(|told| told == line), "{}", done.out);
    }
    run(&shop.0, &["generate"]).is(0, "3 changed", "");
    assert_eq!(shop.read("generated/src/client.rs"), client);
    assert!(!shop.has("generated/src/stray.rs"));

    // Another document becomes a crate of its own, which names itself.
    let other = [
        "generate",
        "--document",
        "spec/openapi.yaml",
        "--out",
        "other client",
    ];
    run(&shop.0, &other).is(0, "0 left out", "");
    assert!(
        shop.read("other client/Cargo.toml")
            .contains("name = \"other-client\"")
    );
    let check = [&other[..], &["--check"]].concat();
    run(&shop.0, &check).is(0, "0 changed", "");

    // An overlay that no longer fits stops it before anything is written.
    let overlay = shop.read("spec/overlay/10-all.yaml");
    shop.write(
        "spec/overlay/10-all.yaml",
        &overlay.replacen("target: $.", "target: $.nothing.", 1),
    );
    run(&shop.0, &["generate"]).is(1, "", "nothing was written");
    assert_eq!(shop.read("generated/src/client.rs"), client);
}

#[test]
fn differences_are_told_in_every_form_and_by_the_exit_code() {
    let shop = Shop::new("diff");
    let new = page("1.1");
    run(&shop.0, &["diff", "1.0", &new]).is(0, "breaking", "");
    run(&shop.0, &["diff", "1.0", &new, "--fail-on", "breaking"]).is(3, "", "");
    run(
        &shop.0,
        &["diff", "1.0", "1.0", "--fail-on", "documentation"],
    )
    .is(0, "", "");
    // What nobody understands is above breaking.
    let case = |name: &str| {
        let path = cases().join(format!("drift/restriction-lost/{name}.yaml"));
        path.to_str().unwrap().to_owned()
    };
    for (class, code) in [("breaking", 3), ("not-understood", 3)] {
        let gate = ["diff", &case("old"), &case("new"), "--fail-on", class];
        run(&shop.0, &gate).is(code, "not-understood", "");
    }
    let gate = [
        "diff",
        &case("old"),
        &case("other"),
        "--fail-on",
        "breaking",
    ];
    run(&shop.0, &gate).is(0, "0 not-understood", "");
    run(&shop.0, &["diff", "1.0", &new, "--format", "markdown"]).is(0, "# ", "");
    run(&shop.0, &["diff", "1.0", &new, "--format", "html"]).is(0, "<html", "");
    let json = [
        "diff",
        "1.0",
        &new,
        "--format",
        "json",
        "--out",
        "changes.json",
    ];
    assert!(run(&shop.0, &json).is(0, "", "").out.is_empty());
    let json: serde_json::Value = serde_json::from_str(&shop.read("changes.json")).unwrap();
    assert!(json.is_object());
    run(&shop.0, &["diff", "0.9", &new]).is(1, "", "0.9: this is neither a release");
    shop.write("ignore.txt", "no-such-rule Card # Because.\n");
    run(&shop.0, &["diff", "1.0", &new, "--ignore", "ignore.txt"]).is(1, "", "ignore.txt:1");
}

#[test]
fn a_release_is_written_as_a_whole_or_not_at_all() {
    let shop = Shop::new("release");
    run(&shop.0, &["release", &page("1.0")]).is(0, "nothing to do", "");

    let dry = run(&shop.0, &["release", &page("1.1"), "--dry-run"]);
    let dry = dry.is(3, "needs a person", "");
    assert!(dry.out.contains("would write") && !shop.has("spec/releases/1.1"));
    let refused = run(&shop.0, &["release", &page("1.1")]);
    refused.is(1, "needs a person", "nothing was written");
    assert_eq!(shop.read("spec/RELEASE"), "1.0\n");

    shop.write("stray.txt", "");
    run(&shop.0, &["release", &page("1.1"), "--draft"]).is(1, "", "stray.txt");
    fs::remove_file(shop.0.join("stray.txt")).unwrap();
    run(&shop.0, &["release", &page("1.1"), "--draft"]).is(0, "release 1.1 after 1.0", "");
    assert_eq!(shop.read("spec/RELEASE"), "1.1\n");
    for file in ["transcript.yaml", "CHANGES.md", "CHANGES.html", "OPEN.md"] {
        assert!(shop.has(&format!("spec/releases/1.1/{file}")), "{file}");
    }
    run(&shop.0, &["generate", "--check"]).is(1, "", "OPEN.md");
    run(&shop.0, &["release", &page("1.0")]).is(1, "", "older");
}

#[test]
fn what_repeats_is_told_once_unless_all_is_asked_for() {
    let shop = Shop::empty("repeats");
    let properties: String = (0..9)
        .map(|number| format!("        p{number}: {{type: string, pattern: '(?=a)'}}\n"))
        .collect();
    shop.write(
        "many.yaml",
        &format!(
            "openapi: 3.0.3\ninfo: {{title: Many, version: '1'}}\npaths:\n  /:\n    get:\n      operationId: get\n      \
             responses:\n        '200': {{description: OK, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Many'}}}}}}}}\n\
             components:\n  schemas:\n    Many:\n      type: object\n      properties:\n{properties}"
        ),
    );
    let told = |all: &[&str]| {
        let arguments = ["generate", "--document", "many.yaml", "--out", "many"];
        let done = run(&shop.0, &[&arguments[..], all].concat()).is(0, "0 left out", "");
        let lines = done
            .err
            .lines()
            .filter(|line| line.contains("[pattern-not-checked]"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let brief = told(&[]);
    assert_eq!(brief.len(), 4, "{brief:?}");
    let more = "note[pattern-not-checked]: 6 more of this kind; `--all` shows them";
    assert_eq!(brief.last().map(String::as_str), Some(more));
    assert_eq!(told(&["--all"]).len(), 9);
}
