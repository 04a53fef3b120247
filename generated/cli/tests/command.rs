//! The command, as a process, against a sandbox of its own.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gateway_sandbox::Sandbox;
use online_payment_gateway::runtime::DiskJournal;

const PAYMENT: &str = r#"{"orderNo":"ORDER-2025-0001","amount":"42.50","currency":"USD","paymentMethodType":"card",
  "card":{"captureMethod":"auto","cardNo":"4242424242424242","expiryMonth":"12","expiryYear":"2035","firstName":"Jane","lastName":"Doe"},
  "deviceInfo":{"browser":{"userAgent":"ExampleBrowser/1.0"},"clientIp":"203.0.113.7","language":"en-US"}}"#;
const QUERY: [&str; 3] = ["query", "orderNo=ORDER-2025-0001", "paymentMethodType=card"];

struct Shell {
    sandbox: Sandbox,
    folder: PathBuf,
}

impl Shell {
    async fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("gateway-cli-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("payment.json"), PAYMENT).unwrap();
        let sandbox = Sandbox::start().await.unwrap();
        Self { sandbox, folder }
    }

    /// Runs it with these arguments, without the sandbox standing still meanwhile.
    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let url = self.sandbox.url();
        self.run_at(&url, arguments)
    }

    fn run_at(&self, url: &str, arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gateway"));
        command.args(arguments).current_dir(&self.folder);
        command.env("GATEWAY_URL", url);
        command.env("GATEWAY_APP_ID", self.sandbox.app_id());
        command.env("GATEWAY_SECRET", self.sandbox.secret());
        let Output {
            status,
            stdout,
            stderr,
        } = tokio::task::block_in_place(|| command.output().unwrap());
        let text = [stdout, stderr]
            .map(|bytes| String::from_utf8(bytes).unwrap())
            .concat();
        assert!(!text.contains(self.sandbox.secret()), "{text}");
        (status.code().unwrap(), text)
    }

    fn pays(&self, more: &[&str]) -> (i32, String) {
        let call = ["call", "createPayment", "--json", "payment.json"];
        self.run(&[&call, more].concat())
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let folder: &Path = &self.folder;
        let _ = std::fs::remove_dir_all(folder);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_made_queried_and_reconciled() {
    let shell = Shell::new("paid").await;
    let (exit, text) = shell.pays(&["--handle", "handle.json", "--yes"]);
    assert!(
        exit == 0 && text.contains("respCode") && text.contains("0000"),
        "{text}"
    );
    assert!(!text.contains("4242424242424242"), "{text}");
    let (exit, text) = shell.run(&QUERY);
    assert!(
        exit == 0 && text.contains("successed") && text.contains("[redacted]"),
        "{text}"
    );
    let (exit, text) = shell.run(&[&["--format", "json"], &QUERY[..]].concat());
    assert!(exit == 0 && text.starts_with('{'), "{text}");
    let (exit, text) = shell.run(&["reconcile", "handle.json"]);
    assert!(exit == 0 && text.contains("was carried out"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_money_by_mistake() {
    let shell = Shell::new("guarded").await;
    for (more, word) in [
        (&[][..], "--yes"),
        (&["--handle", "handle.json"], "--yes"),
        (&["--yes"], "--handle"),
    ] {
        let (exit, text) = shell.pays(more);
        assert!(exit == 1 && text.contains(word), "{more:?}: {text}");
    }
    let elsewhere = [
        "call",
        "createPayment",
        "--json",
        "payment.json",
        "--handle",
        "h",
        "--yes",
    ];
    let (exit, text) = shell.run_at("https://gateway.example.com", &elsewhere);
    assert!(exit == 1 && text.contains("loopback"), "{text}");
    assert!(shell.sandbox.calls().is_empty());
}

/// The number of a card is what the document calls so, whether or not its last digit checks; what only looks like one goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_told_by_its_field_and_not_by_its_digits() {
    let shell = Shell::new("class").await;
    let call = [
        "call",
        "createPayment",
        "--json",
        "payment.json",
        "--handle",
        "h",
        "--yes",
    ];
    let elsewhere = "https://127.0.0.1:1";
    let file = PAYMENT.replace("4242424242424242", "4242424242424241");
    std::fs::write(shell.folder.join("payment.json"), file).unwrap();
    let (exit, text) = shell.run_at(elsewhere, &call);
    assert!(exit == 1 && text.contains("loopback"), "{text}");
    let query = [
        "query",
        "orderNo=4242424242424242",
        "paymentMethodType=card",
    ];
    let (exit, text) = shell.run_at(elsewhere, &query);
    assert_eq!(exit, 5, "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_held_to_the_rules_of_its_type_before_it_is_sent() {
    let shell = Shell::new("typed").await;
    let file = PAYMENT.replace("42.50", "-1").replace("\"12\"", "\"13\"");
    std::fs::write(shell.folder.join("payment.json"), file).unwrap();
    let (exit, text) = shell.pays(&["--handle", "handle.json", "--yes"]);
    let places = ["/amount must not be negative", "/card/expiryMonth must"];
    assert!(
        exit == 1 && places.iter().all(|place| text.contains(place)),
        "{text}"
    );
    let (exit, text) = shell.run(&["query", "orderNo=1", "paymentMethodType=card"]);
    assert!(exit == 1 && text.contains("/orderNo"), "{text}");
    assert!(shell.sandbox.calls().is_empty());
}

/// What a journal says is held by the tests of journals; here is what a shell sees of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_journal_is_asked_without_a_gateway() {
    let shell = Shell::new("journal").await;
    drop(DiskJournal::open(shell.folder.join("shop")).unwrap());
    std::fs::write(shell.folder.join("bad.csv"), "a,b\n").unwrap();
    let journal =
        |arguments: &[&str]| shell.run(&[&["journal", "--folder", "shop"], arguments].concat());
    for (arguments, exit, word) in [
        (&["open"][..], 0, ""),
        (&["show", "ORDER-1"], 4, "nothing of ORDER-1"),
        (&["close", "ORDER-1"], 2, "--by"),
        (
            &["close", "ORDER-1", "--by", "Ada", "--why", "a letter"],
            4,
            "nothing of ORDER-1 is open",
        ),
        (&["compare", "bad.csv"], 1, "error"),
        (&["compare", "nowhere.csv"], 1, "nowhere.csv"),
        (
            &["compare", "bad.csv", "--since", "yesterday"],
            2,
            "2026-01-31",
        ),
        (&["--format", "json", "open"], 1, "in lines"),
        (&["show"], 2, "ORDER"),
        (&["pay"], 2, "pay"),
    ] {
        let (is, text) = journal(arguments);
        assert!(
            is == exit && text.contains(word),
            "{arguments:?}: {is}, {text}"
        );
    }
    assert!(shell.sandbox.calls().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_end_has_a_code_of_its_own() {
    let shell = Shell::new("ends").await;
    assert_eq!(
        shell.run(&["call", "payLater", "--json", "payment.json"]).0,
        1
    );
    assert_eq!(shell.run(&["query"]).0, 2);
    let (exit, text) = shell.run(&QUERY);
    assert_eq!(exit, 3, "{text}");
    let (exit, text) = shell.run_at("http://127.0.0.1:1", &QUERY);
    assert!(exit == 5 && text.contains("127.0.0.1:1"), "{text}");
    let help = shell.run(&["--help"]);
    assert!(help.0 == 0 && help.1.contains("Examples:"));
}
