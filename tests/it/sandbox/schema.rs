//! The running sandbox against `spec/openapi.yaml`, by schemathesis (PyPI, its program is `st`).
//!
//! On are: no server error, documented statuses, content types and headers, that right requests are taken, that a required
//! header is missed, that other methods get 405, and the documented shape of every answer whose code says that it is a success.
//! Off is what the reference does not say:
//!
//! - `response_schema_conformance`: a refusal has not every field that the reference calls required; `shape_of_success` holds
//!   the answers that have.
//! - `negative_data_rejection`: a refusal has status 200 and a code, so that a status tells nothing.
//! - `ignored_auth`: a request without a token is held to the bare 401 by `strict`, with why in a header.
//! - `use_after_free`, `ensure_resource_availability`, `object_level_authorization`: the reference has no links between
//!   operations and no owners of anything, from which they follow.
//! - `allow_header_conformance`: the document states no OPTIONS.
//!
//! Where there is no `st`, the test says that it was skipped; `.ci/run` installs it.

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
            "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
             positive_data_acceptance,missing_required_header,unsupported_method,shape_of_success",
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
