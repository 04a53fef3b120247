//! The commands as a maintainer has them: the built program, in a workspace of its own, with what it prints and how it
//! exits.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

#[cfg(unix)]
mod disk;
mod shop;

use std::fs;
use std::path::Path;

use shop::{Shop, cases, page, run, run_with};

#[test]
fn every_command_explains_itself_with_examples_and_refuses_what_it_does_not_know() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for command in ["transcribe", "generate", "diff", "release", "picture"] {
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
fn a_file_of_a_git_revision_is_compared_like_any_other() {
    let shop = Shop::new("revision");
    let text = shop.read("spec/openapi.yaml");
    shop.write(
        "spec/openapi.yaml",
        &text.replace("type: integer", "type: boolean"),
    );
    let new = "spec/openapi.yaml";
    let gate = [
        "diff",
        "HEAD:spec/openapi.yaml",
        new,
        "--fail-on",
        "breaking",
    ];
    run(&shop.0, &gate).is(3, "[type-changed]", "");
    run(&shop.0, &["diff", "HEAD:spec/none.yaml", new]).is(1, "", "and git has no such revision");
    run(&shop.0, &["diff", "--", "-x:spec", new]).is(1, "", "this is neither");
}

#[test]
fn versions_of_two_kinds_are_not_called_older_and_another_title_is_noticed() {
    let shop = Shop::new("kinds");
    let text = fs::read_to_string(page("1.1")).unwrap();
    shop.write("target/beta.txt", &text.replacen("v1.1", "v1.1-beta", 1));
    let beta = ["release", "target/beta.txt", "--dry-run"];
    let done = run(&shop.0, &beta).is(1, "", "1.1-beta and the current one, 1.0, are numbered");
    assert!(!done.err.contains("older"));
    run(&shop.0, &[&beta[..], &["--force"]].concat()).is(3, "needs a person", "");
    let title = text.lines().find(|line| line.ends_with(" v1.1")).unwrap();
    shop.write(
        "target/other.txt",
        &text.replacen(title, "Hat Shop v1.1", 1),
    );
    let other = ["release", "target/other.txt", "--dry-run"];
    run(&shop.0, &other).is(3, "and is `Hat Shop`", "");
}

#[test]
fn text_that_was_copied_out_of_a_browser_is_told_what_to_do_instead() {
    let shop = Shop::empty("copied");
    let text = fs::read_to_string(page("1.0")).unwrap();
    let head = "Name Type Required Restrictions Description";
    assert!(text.contains(head));
    shop.write("copied.txt", &text.replace(head, &head.replace(' ', "\t")));
    let done = run(&shop.0, &["transcribe", "copied.txt"]).is(1, "", "[copied-from-browser]");
    assert!(done.err.contains("save the page instead") && !done.err.contains("missing-table"));
}

#[test]
fn a_judgement_about_what_is_not_there_names_its_file_and_line() {
    let shop = Shop::new("beyond");
    shop.write(
        "spec/overlay/20-beyond.yaml",
        "overlay: 1.0.0\ninfo: {title: Beyond, version: '1'}\nactions:\n  - target: $.components.schemas.Line.properties\n    description: A property that the page lacks.\n    update: {colour: {description: A colour., x-class: open}}\n",
    );
    let told = "spec/overlay/20-beyond.yaml:4: the overlay speaks of a property";
    run(&shop.0, &["generate"]).is(1, "", told);
}

#[test]
fn the_version_that_a_release_asks_for_is_written_with_what_is_generated() {
    let shop = Shop::new("version");
    run(&shop.0, &["release", &page("1.0.1")]).is(0, "release 1.0.1 after 1.0", "");
    let files = ["generated/Cargo.toml", "Cargo.lock", "CHANGELOG.md"];
    let released = files.map(|file| shop.read(file));
    assert!(released.iter().all(|text| text.contains("0.1.1+1.0.1")));
    for (file, text) in files.iter().zip(&released) {
        shop.write(file, &text.replace("0.1.1+1.0.1", "0.1.0+1.0"));
    }
    run(&shop.0, &["generate", "--check"]).is(1, "different: generated/Cargo.toml", "");
    run(&shop.0, &["generate"]).is(0, "", "");
    assert_eq!(files.map(|file| shop.read(file)), released);
    // A step that is larger than the one asked for is a person's decision.
    let further = released[0].replace("0.1.1", "0.9.0");
    shop.write(files[0], &further);
    run(&shop.0, &["generate", "--check"]).is(0, "", "");

    // Both are known by now, and what stands elsewhere has no version.
    let own = "Version: 0.1.0+1.0 to 0.9.0+1.0.1.";
    run(&shop.0, &["diff", "1.0", "1.0.1"]).is(0, own, "");
    let next = "Version: 0.9.0+1.0.1 to 0.10.0+1.1.";
    run(&shop.0, &["diff", &page("1.0.1"), &page("1.1")]).is(0, next, "");
    let case = |name: &str| {
        let path = cases().join(format!("drift/value-added/{name}.yaml"));
        path.to_str().unwrap().to_owned()
    };
    let foreign = run(&shop.0, &["diff", &case("old"), &case("new")]).is(0, "additive", "");
    assert!(!foreign.out.contains("Version:"), "{}", foreign.out);
}

#[test]
fn a_shell_completes_the_commands_and_their_options() {
    let shop = Shop::empty("completion");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&shop.0, &["completion", shell]).is(0, "xtask", "");
        for word in ["transcribe", "no-follow", "fail-on"] {
            assert!(script.out.contains(word), "{shell}: {word}");
        }
    }
    run(&shop.0, &["completion", "tcsh"]).is(2, "", "possible values");
}

#[test]
fn notes_are_told_by_what_writes_and_not_by_what_compares() {
    let shop = Shop::new("notes");
    // It asks for more than the page does, which is a note.
    let overlay = shop.read("spec/overlay/10-all.yaml");
    let stricter = "\n  - target: $.components.schemas.Line.properties.sku\n    description: Why.\n    update: {minLength: 2}\n";
    shop.write("spec/overlay/10-all.yaml", &(overlay + stricter));
    let note = "note[overlay-stricter]";
    run(&shop.0, &["generate"]).is(0, "", note);
    let told = |all: &[&str]| {
        let check = [&["generate", "--check"][..], all].concat();
        run(&shop.0, &check).is(0, "0 changed", "").err
    };
    assert!(!told(&[]).contains("note["));
    assert!(told(&["--all"]).contains(note));
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

/// A document with credentials that go together, and an alternative to them that no client sends.
const KEYS: &str = "
openapi: 3.0.3
info: {title: Keys, version: '1'}
paths:
  /:
    get:
      operationId: get
      security: [{token: [], key: []}, {certificate: []}]
      responses: {'204': {description: OK}}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    key: {type: apiKey, in: query, name: key}
    certificate: {type: mutualTLS}
";

#[test]
fn a_crate_of_another_document_says_what_it_has_of_it() {
    let shop = Shop::empty("account");
    let document = |pattern: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: Account, version: '1'}}\npaths:\n  /:\n    get:\n      operationId: get\n      \
             responses:\n        '200': {{description: OK, content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}\n\
             components:\n  schemas:\n    A: {{type: object, properties: {{a: {{type: string, pattern: '{pattern}'}}}}}}\n"
        )
    };
    let generate = |more: &[&str]| {
        let arguments = ["generate", "--document", "account.yaml", "--out", "account"];
        run(&shop.0, &[&arguments[..], more].concat())
    };
    // What would be lost stops a strict run before anything is written.
    shop.write("account.yaml", &document("(?=a)b"));
    generate(&["--strict"]).is(1, "", "1 type: 0 whole, 1 in part, 0 untyped.");
    assert!(!shop.has("account"));
    generate(&["--runtime", "0.1"]).is(0, "1 type: 0 whole, 1 in part, 0 untyped.", "");
    let readme = shop.read("account/README.md");
    assert!(
        readme.contains(
            "- 1 operation: 1 whole, 0 in part, 0 left out.\n- 1 type: 0 whole, 1 in part"
        )
    );
    assert!(readme.contains("(`pattern-not-checked`)"), "{readme}");
    let manifest = shop.read("account/Cargo.toml");
    assert!(
        manifest.contains(
            "gateway-runtime = { package = \"online-payment-gateway-runtime\", version = \"0.1\", "
        ),
        "{manifest}"
    );

    // An alternative that no client sends is one of what the document says.
    shop.write("keys.yaml", KEYS);
    let keys = ["generate", "--document", "keys.yaml", "--out", "keys"];
    run(&shop.0, &[&keys[..], &["--strict"]].concat()).is(1, "", "nothing was written");
    assert!(!shop.has("keys"));
    run(&shop.0, &keys).is(0, "1 operation: 0 whole, 1 in part", "");
    let readme = shop.read("keys/README.md");
    for row in [
        "| a bearer token | `Config::credential` |",
        "| a key in the query, as `key` | `Config::further_credential(\"key\", Credentials::key(…))` |",
        "(`alternative-left-out`)",
    ] {
        assert!(readme.contains(row), "{readme}");
    }

    // The account is written anew, until somebody writes a README of his own.
    shop.write("account.yaml", &document("^a$"));
    generate(&["--check"]).is(1, "different: README.md", "");
    generate(&["--strict"]).is(0, "1 type: 1 whole, 0 in part, 0 untyped.", "");
    assert!(!shop.read("account/README.md").contains("What is lost"));
    shop.write("account/README.md", "# Ours\n");
    generate(&[]).is(0, "0 changed", "");
    assert_eq!(shop.read("account/README.md"), "# Ours\n");
}
