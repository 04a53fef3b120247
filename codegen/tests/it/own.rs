//! Our own document, taken through the pipeline once for all tests that look at it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use gateway_codegen::api::Api;
use gateway_codegen::findings::Findings;
use gateway_codegen::overlay;
use gateway_codegen::pipeline::{self, Input, Output, Target};
use gateway_codegen::render::TextFile;
use gateway_codegen::yaml;
use serde_json::Value;

/// The current release, stage by stage.
pub(crate) struct Own {
    /// Its id, as in `spec/RELEASE`.
    pub(crate) release: String,
    /// What its page states.
    pub(crate) transcript: Value,
    /// The transcript with restrictions and judgement.
    pub(crate) document: Value,
    /// The document as plain data.
    pub(crate) api: Api,
    /// The crate.
    pub(crate) files: Vec<TextFile>,
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
    let transcript = text(&spec.join("releases").join(&release).join("transcript.yaml"));
    let transcript = yaml::read(&transcript).expect("the transcript is YAML");
    let mut paths: Vec<PathBuf> = fs::read_dir(spec.join("overlay"))
        .expect("the overlays")
        .map(|entry| entry.expect("an overlay").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    paths.sort();
    let overlays: Vec<_> = paths
        .iter()
        .map(|path| {
            let shown = path.display().to_string();
            done(overlay::parse(&shown, &text(path)))
        })
        .collect();
    let input = Input::Transcript {
        transcript: &transcript,
        file: "transcript.yaml",
        overlays: &overlays,
    };
    let Output {
        document,
        generated,
        ..
    } = done(pipeline::run(input, Target::OWN, pipeline::SILENT));
    Own {
        release,
        transcript,
        document,
        api: generated.api,
        files: generated.files,
    }
}

fn done<T>(stage: gateway_codegen::findings::Stage<T>) -> T {
    match stage {
        Ok(done) => done.note_into(&mut Findings::default()),
        Err(findings) => panic!("the pipeline stops:\n{findings}"),
    }
}
