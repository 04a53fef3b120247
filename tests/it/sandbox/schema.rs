//! The running sandbox against `spec/openapi.yaml`, by schemathesis (PyPI, its program is `st`).
//!
//! On are: no server error, documented statuses, documented content types, and the documented shape of every answer whose
//! code says that it is a success. Off are the checks that expect what the reference does not say: that requests which
//! break a rule get another status than 200 (refusals come as 200 with a code), that other methods get 405 with `Allow`,
//! and that every refusal has the fields which the reference calls required. Where there is no `st`, the test says that
//! it was skipped.

use std::path::Path;
use std::process::{Command, Stdio};

use gateway_sandbox::Sandbox;

use super::wire::token;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_are_as_documented() {
    let installed = Command::new("st")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !installed.is_ok_and(|status| status.success()) {
        println!("skipped: there is no schemathesis");
        return;
    }
    let sandbox = Sandbox::start().await.unwrap();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let outcome = Command::new("st")
        .arg("run")
        .arg(here.join("../spec/openapi.yaml"))
        .args(["--url", &sandbox.url()])
        .args([
            "--header",
            &format!("Authorization: {}", token(&sandbox).await),
        ])
        .args([
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,shape_of_success",
        ])
        .args([
            "--phases",
            "examples,coverage,fuzzing",
            "--max-examples",
            "40",
            "--seed",
            "1",
            "--suppress-health-check",
            "all",
        ])
        .env("SCHEMATHESIS_HOOKS", "schema_checks")
        .current_dir(here.join("it/sandbox"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&outcome.stdout);
    assert!(outcome.status.success(), "{told}");
}
