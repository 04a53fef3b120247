//! A workspace of a shop, in a folder that goes when the test ends.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use gateway_codegen::files;
use gateway_codegen::findings::Findings;
use gateway_codegen::overlay::{self, Overlay};
use gateway_codegen::pipeline::{self, Input, Output, Target, document_text};
use gateway_codegen::release::{
    self, Outcome, Plan, Source, Trouble, Wanted, Workspace, write_all,
};
use gateway_codegen::transcribe;
use serde_json::Value;

pub(super) fn shop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/releases/shop")
}

pub(super) fn page(release: &str) -> Vec<u8> {
    fs::read(shop().join(format!("{release}.txt"))).expect("a page")
}

/// A workspace of the shop in a folder of its own, at release 1.0; it goes when this is dropped.
pub(super) struct Place {
    pub(super) workspace: Workspace,
    pub(super) pages: PathBuf,
}

impl Place {
    pub(super) fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("release-{name}"));
        let _ = fs::remove_dir_all(&root);
        let workspace = Workspace::new(root.join("tree"));
        for (path, text) in first_release() {
            files::write(&workspace.path(path), text).expect("written");
        }
        let pages = root.join("pages");
        let text = String::from_utf8(page("1.0")).expect("text");
        files::write(&pages.join("1.0.txt"), &text).expect("kept");
        Self { workspace, pages }
    }

    pub(super) fn wanted(&self) -> Wanted {
        Wanted {
            pages: Some(self.pages.clone()),
            ..Wanted::default()
        }
    }

    pub(super) fn plan(&self, release: &str) -> Result<Outcome, Trouble> {
        self.plan_with(release, &self.wanted())
    }

    pub(super) fn plan_with(&self, release: &str, wanted: &Wanted) -> Result<Outcome, Trouble> {
        let shown = format!("{release}.txt");
        release::plan(
            &self.workspace,
            &page(release),
            &shown,
            wanted,
            pipeline::SILENT,
        )
    }

    pub(super) fn next(&self, release: &str) -> Plan {
        match self.plan(release) {
            Ok(Outcome::Next(plan)) => *plan,
            Ok(Outcome::Same { release }) => panic!("this is {release}"),
            Err(trouble) => panic!("{trouble}"),
        }
    }

    pub(super) fn write(&self, plan: &Plan) {
        write_all(self.workspace.root(), &plan.files).expect("written");
    }

    /// Every file of the tree with its text.
    pub(super) fn tree(&self) -> BTreeMap<String, String> {
        fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    found.insert(
                        format!("{}/", path.strip_prefix(root).expect("below").display()),
                        String::new(),
                    );
                    walk(root, &path, found);
                } else {
                    let name = path
                        .strip_prefix(root)
                        .expect("below")
                        .display()
                        .to_string();
                    found.insert(name, fs::read_to_string(&path).expect("text"));
                }
            }
        }
        let mut found = BTreeMap::new();
        walk(self.workspace.root(), self.workspace.root(), &mut found);
        found
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.workspace.root().parent().expect("a folder of its own"));
    }
}

/// The files of a workspace at release 1.0, made once.
fn first_release() -> &'static [(String, String)] {
    static FILES: OnceLock<Vec<(String, String)>> = OnceLock::new();
    FILES.get_or_init(|| {
        let overlay = fs::read_to_string(shop().join("overlay/10-all.yaml")).expect("the overlay");
        let source = Source::read(&page("1.0"), "1.0.txt", &mut Findings::default(), pipeline::SILENT).expect("a page");
        let transcript = source.transcript().expect("a transcript");
        let overlays = [overlay::parse("10-all.yaml", &overlay).expect("an overlay").value];
        let Output { document, generated, .. } = generated(&transcript, &overlays);
        let mut files: Vec<(String, String)> = generated
            .files
            .into_iter()
            .map(|file| (format!("generated/src/{}", file.path), file.text))
            .collect();
        let mut put = |path: &str, text: &str| files.push((path.to_owned(), text.to_owned()));
        put(
            "generated/Cargo.toml",
            "[package]\nname = \"paper-shop\"\nversion = \"0.1.0+1.0\"\n",
        );
        put(
            "Cargo.lock",
            "version = 4\n\n[[package]]\nname = \"other\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"paper-shop\"\nversion = \"0.1.0+1.0\"\n",
        );
        put(
            "Cargo.toml",
            "[workspace]\nmembers = [\"generated\"]\n\n[workspace.dependencies]\npaper-shop = { path = \"generated\", version = \"0.1.0\" }\n",
        );
        put("spec/overlay/10-all.yaml", &overlay);
        put("spec/RELEASE", "1.0\n");
        put("spec/releases/1.0/transcript.yaml", &transcribe::to_yaml(&transcript));
        put("spec/openapi.yaml", &document_text(&document, Target::OWN));
        files
    })
}

/// What release 1.1 does to a workspace at release 1.0, planned once.
pub(super) fn second_release() -> &'static Plan {
    static PLAN: OnceLock<Plan> = OnceLock::new();
    PLAN.get_or_init(|| Place::new("second").next("1.1"))
}

pub(super) fn generated(transcript: &Value, overlays: &[Overlay]) -> Output {
    let input = Input::Transcript {
        transcript,
        file: "transcript.yaml",
        overlays,
    };
    let run = pipeline::run(input, Target::OWN, pipeline::SILENT);
    run.unwrap_or_else(|findings| panic!("{findings}")).value
}
