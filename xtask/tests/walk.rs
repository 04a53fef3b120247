//! The walk through a release that CONTRIBUTING describes, by the commands that stand in it: from a page to a release of
//! which nothing is left to do.
//!
//! The pages are made from patches beside the repository; without them nothing is walked.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a person does between the commands, and what the release has then.
struct Case {
    patch: &'static str,
    /// The release that the page states.
    release: &'static str,
    /// For each overlay the answers to what is asked there, in order.
    answers: &'static [(&'static str, &'static [&'static str])],
    /// What else is written: a file, the text before which it goes, and what.
    edits: &'static [(&'static str, &'static str, &'static str)],
    /// Files that are new: golden cases.
    files: &'static [(&'static str, &'static str)],
    /// What the last command says is left before the edits around the client are made.
    left: &'static [&'static str],
    /// What around the client is edited: a file, the text before which it goes, and what.
    around: &'static [(&'static str, &'static str, &'static str)],
    /// What the crate has then: a file and a text.
    has: &'static [(&'static str, &'static str)],
}

const NEW: &str = "The page has it since this release.";

const CASES: &[Case] = &[
    Case {
        patch: "r01_get_op",
        release: "20251101",
        answers: &[
            (
                "spec/overlay/20-operations.yaml",
                &[
                    NEW,
                    "listOrderEvents",
                    "List the events of an order",
                    "Lists what became of an order, page by page.",
                    NEW,
                    "The merchant's number of the order.",
                    NEW,
                    "Which page of the list.",
                    NEW,
                    "The day from which on events are listed.",
                ],
            ),
            (
                "spec/overlay/90-behaviour.yaml",
                &[
                    NEW,
                    "reads",
                    "safe",
                    "It only reads.",
                    "The answer is a list, which has no place for a code.",
                ],
            ),
        ],
        edits: &[],
        files: &[
            (
                "tests/cases/requests/listOrderEvents.json",
                r#"{
  "method": "GET",
  "path": "/gateway/v1/orders/ORDER-2025-0001/events?page=0",
  "headers": {
    "accept": "application/json",
    "authorization": "example-access-token"
  }
}
"#,
            ),
            (
                "tests/cases/answers/listOrderEvents.json",
                r#"[{"orderNo": "ORDER-2025-0001"}]
"#,
            ),
        ],
        left: &[
            "sandbox/src/http/api.rs",
            "listOrderEvents has no golden case",
        ],
        around: &[(
            "sandbox/src/http/api.rs",
            "    async fn query_refund(",
            "    async fn list_order_events(\n        &self,\n        _: models::ListOrderEventsParameters,\n    ) -> Result<Vec<models::OrderInfo>, Other> {\n        Ok(Vec::new())\n    }\n\n",
        )],
        has: &[
            ("generated/src/client.rs", "Accepted<Vec<OrderInfo>>"),
            ("generated/src/operations.rs", "envelope: None"),
        ],
    },
    Case {
        patch: "r32_new_money",
        release: "20251132",
        answers: &[
            (
                "spec/overlay/31-descriptions-payment.yaml",
                &[
                    NEW,
                    "How a payment is split into installments.",
                    "The amount of one installment.",
                    "How many installments there are.",
                    "What the split costs.",
                    "The number of the card.",
                    "Where the customer is told.",
                    "The merchant's number of the order.",
                    "The gateway's number of the payment.",
                    "The currency of the amounts.",
                    NEW,
                    "The installments that the payment is split into.",
                ],
            ),
            (
                "spec/overlay/34-descriptions-answers.yaml",
                &[NEW, "The installments that the payment was split into."],
            ),
            ("spec/overlay/40-scalars.yaml", &[NEW; 5]),
            (
                "spec/overlay/50-classes.yaml",
                &[NEW, "open", "open", "personal"],
            ),
        ],
        edits: &[
            (
                "spec/overlay/40-scalars.yaml",
                "",
                "  - target: $.components.schemas.InstallmentPlan.properties.fee.type\n    description: The type moves to Amount.\n    remove: true\n  - target: $.components.schemas.InstallmentPlan.properties.fee\n    description: A fee is money, which is an exact decimal.\n    update:\n      allOf:\n        - $ref: '#/components/schemas/Amount'\n",
            ),
            (
                "spec/overlay/90-behaviour.yaml",
                "",
                "  - target: $.paths['/gateway/v1/payment'].post['x-acknowledges']\n    description: An installment may be an order of its own.\n    update:\n      other: [installment.orderNo]\n",
            ),
        ],
        files: &[],
        left: &[],
        around: &[],
        has: &[
            (
                "generated/src/models/installment_plan.rs",
                "pub amount: Amount",
            ),
            (
                "generated/src/models/installment_plan.rs",
                "pub fee: Option<Amount>",
            ),
        ],
    },
];

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The commands of the steps, as they stand in CONTRIBUTING.
fn commands() -> Vec<Vec<String>> {
    let text = fs::read_to_string(top().join("CONTRIBUTING.md")).unwrap();
    let (_, walk) = text
        .split_once("\n## A new release of the reference\n")
        .unwrap();
    let (walk, _) = walk
        .split_once("\nThe steps can be taken one by one.")
        .unwrap();
    let commands = walk
        .lines()
        .filter_map(|line| line.strip_prefix("   cargo xtask "));
    commands
        .map(|command| command.split(' ').map(str::to_owned).collect())
        .collect()
}

/// A copy of the project in a folder that goes when this is dropped.
struct Tree(PathBuf);

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Tree {
    fn new() -> Self {
        let tree = Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join("walk"));
        let _ = fs::remove_dir_all(&tree.0);
        let listed = ran(Command::new("git").current_dir(top()).arg("ls-files"));
        for file in String::from_utf8(listed.stdout).unwrap().lines() {
            // What is not there any more is not committed yet.
            if let Ok(bytes) = fs::read(top().join(file)) {
                let file = tree.0.join(file);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, bytes).unwrap();
            }
        }
        tree.git(&["init", "-q"]);
        tree.git(&["add", "-A"]);
        let ada = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
        tree.git(&[&ada[..], &["commit", "-qm", "State"]].concat());
        tree
    }

    fn git(&self, arguments: &[&str]) {
        ran(Command::new("git").current_dir(&self.0).args(arguments));
    }

    /// What a command prints, and how it exits.
    fn xtask(&self, command: &[String], page: &Path) -> (i32, String) {
        let program = Path::new(env!("CARGO_BIN_EXE_xtask"));
        let built = program.parent().unwrap().parent().unwrap();
        let page = page.to_str().unwrap();
        let arguments = command.iter().map(|it| it.replace("/tmp/page.txt", page));
        let done = Command::new(program)
            .current_dir(&self.0)
            .args(arguments)
            // What is compiled of others is compiled once.
            .env("CARGO_TARGET_DIR", built)
            .output()
            .unwrap();
        let told = [done.stdout, done.stderr].concat();
        (
            done.status.code().unwrap(),
            String::from_utf8(told).unwrap(),
        )
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.0.join(file), text).unwrap();
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).unwrap()
    }

    fn edit(&self, edits: &[(&str, &str, &str)]) {
        for (file, before, text) in edits {
            let is = self.read(file);
            let at = if before.is_empty() {
                is.len()
            } else {
                is.find(before).unwrap()
            };
            let (head, rest) = is.split_at(at);
            self.write(file, &format!("{head}{text}{rest}"));
        }
    }

    /// Answers what the draft asks in an overlay, and takes the marks of the comments away.
    fn answer(&self, file: &str, answers: &[&str]) {
        let text = self.read(file);
        let (head, asked) = text.split_once("\n# Asked by release ").unwrap();
        let lines = asked.lines().filter_map(|line| line.strip_prefix("# "));
        let mut asked: String = lines.map(|line| format!("{line}\n")).collect();
        for answer in answers {
            let quoted = format!("'{}'", answer.replace('\'', "''"));
            assert!(
                asked.contains("'?'"),
                "{file}: {answer} is no answer\n{asked}"
            );
            asked = asked.replacen("'?'", &quoted, 1);
        }
        assert!(!asked.contains("'?'"), "{file} asks for more\n{asked}");
        self.write(file, &format!("{head}\n{asked}"));
    }
}

fn ran(command: &mut Command) -> Output {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{done:?}");
    done
}

fn walk(tree: &Tree, case: &Case, page: &Path) {
    let commands = commands();
    let [look, draft, generate, finish] = commands.as_slice() else {
        panic!("the walk has other commands: {commands:?}")
    };
    let (code, told) = tree.xtask(look, page);
    assert_eq!(code, 3, "{told}");
    let (code, told) = tree.xtask(draft, page);
    assert_eq!(code, 0, "{told}");
    for (file, answers) in case.answers {
        tree.answer(file, answers);
    }
    tree.edit(case.edits);
    let (code, told) = tree.xtask(generate, page);
    assert_eq!(code, 0, "{told}");
    let (code, told) = tree.xtask(finish, page);
    assert!(code == 1 && told.contains("OPEN.md"), "{told}");
    fs::remove_file(
        tree.0
            .join(format!("spec/releases/{}/OPEN.md", case.release)),
    )
    .unwrap();
    for file in ["README.md", "generated/README.md"] {
        tree.write(file, &tree.read(file).replace("20250508", case.release));
    }
    if !case.left.is_empty() {
        let (code, told) = tree.xtask(finish, page);
        assert_eq!(code, 1, "{told}");
        for left in case.left {
            assert!(told.contains(left), "{left} is not told\n{told}");
        }
    }
    tree.edit(case.around);
    for (file, text) in case.files {
        tree.write(file, text);
    }
    let (code, told) = tree.xtask(finish, page);
    assert!(code == 0 && told.contains("is whole"), "{told}");
    for (file, text) in case.has {
        assert!(tree.read(file).contains(text), "{file} lacks {text}");
    }
}

#[test]
fn the_walk_leads_from_a_page_to_a_release_of_which_nothing_is_left_to_do() {
    let shared = top().join("../shared");
    if !shared.join("cases/releases").is_dir() {
        return;
    }
    let tree = Tree::new();
    for case in CASES {
        let page = ran(Command::new("patch")
            .args(["--silent", "--output", "-"])
            .arg(shared.join("reference/20250508.txt"))
            .arg(shared.join(format!("cases/releases/{}.patch", case.patch))));
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("walk.txt");
        fs::write(&file, page.stdout).unwrap();
        walk(&tree, case, &file);
        tree.git(&["reset", "-q", "--hard"]);
        tree.git(&["clean", "-qfd"]);
    }
}
