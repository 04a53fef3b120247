//! Our own document as it is committed, read once for all tests that look at it. That it is what the pipeline makes of the page,
//! the tests of the generator hold.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use gateway_codegen::api::Api;
use gateway_codegen::{document, lower, openapi, yaml};
use serde_json::Value;

/// The current release.
pub(crate) struct Own {
    /// Its id, as in `spec/RELEASE`.
    pub(crate) release: String,
    /// What its page states.
    pub(crate) transcript: Value,
    /// The document as plain data.
    pub(crate) api: Api,
}

/// The current release.
pub(crate) fn own() -> &'static Own {
    static OWN: OnceLock<Own> = OnceLock::new();
    OWN.get_or_init(read)
}

/// The top of the workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the folder above tests/")
        .to_owned()
}

fn read() -> Own {
    let spec = workspace().join("spec");
    let text = |path: &Path| {
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let release = text(&spec.join("RELEASE")).trim().to_owned();
    let transcript = spec.join("releases").join(&release).join("transcript.yaml");
    let document = document::parse(&text(&spec.join("openapi.yaml"))).expect("a document");
    let document = openapi::read(&document.value).expect("OpenAPI");
    Own {
        release,
        transcript: yaml::read(&text(&transcript)).expect("the transcript is YAML"),
        api: lower::lower(&document.value, true).expect("an API").value,
    }
}
