//! What is printed at the start, run in a shell as somebody new to it does.

use std::process::{Command, Stdio};

use serde_json::Value;

use super::running::Running;

/// The answers to the calls that are printed, with something in them replaced.
fn answers(printed: &str, from: &str, to: &str) -> Vec<Value> {
    let (_, calls) = printed.split_once("# A payment, in a shell:\n").unwrap();
    let (calls, _) = calls.split_once("// A client, in Rust:").unwrap();
    assert!(calls.contains(from), "{calls}");
    let output = Command::new("sh")
        .args(["-ec", &calls.replace(from, to)])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let answers = serde_json::Deserializer::from_str(&said).into_iter::<Value>();
    answers.map(Result::unwrap).collect()
}

#[test]
fn what_is_printed_pays_declines_and_refunds_each_time_anew() {
    if Command::new("curl").arg("--version").output().is_err() {
        println!("skipped: there is no curl");
        return;
    }
    let sandbox = Running::start(&[]);
    let (good, declined) = ("4242424242424242", "4000000000000002");
    // Both within a second, as likely as not.
    for _ in 0..2 {
        let answers = answers(&sandbox.said, good, good);
        let [paid, refunded] = answers.as_slice() else {
            panic!("{answers:?}");
        };
        assert_eq!(paid["orderStatus"], "successed", "{paid}");
        assert_eq!(refunded["respCode"], "0000", "{refunded}");
    }
    assert!(sandbox.said.contains(&format!("card number {declined}")));
    let answers = answers(&sandbox.said, good, declined);
    assert_eq!(answers[0]["respCode"], "SB21", "{answers:?}");
    assert_eq!(sandbox.count(), 3);
}
