//! A workspace to run commands in, and what they did.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

/// A workspace of a small shop, in a folder that goes when this is dropped.
pub(crate) struct Shop(pub(crate) PathBuf);

/// The workspace at release 1.0, which is made once and copied for each test.
static MADE: LazyLock<Shop> = LazyLock::new(|| {
    let shop = Shop::empty("made");
    run(&shop.0, &["transcribe", &page("1.0")]).is(0, "operations", "");
    run(&shop.0, &["generate"]).is(0, "0 left out", "");
    shop.commit();
    shop
});

/// What a command did.
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases")
}

pub(crate) fn page(release: &str) -> String {
    let path = cases().join(format!("releases/shop/{release}.txt"));
    path.to_str().unwrap().to_owned()
}

pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Done {
    run_with(folder, arguments, None)
}

pub(crate) fn run_with(folder: &Path, arguments: &[&str], input: Option<&str>) -> Done {
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
    pub(crate) fn is(self, code: i32, out: &str, err: &str) -> Self {
        let told = format!("stdout:\n{}\nstderr:\n{}", self.out, self.err);
        assert_eq!(self.code, code, "{told}");
        assert!(self.out.contains(out), "{told}");
        assert!(self.err.contains(err), "{told}");
        self
    }
}

impl Shop {
    /// A workspace with an overlay and nothing else.
    pub(crate) fn empty(name: &str) -> Self {
        let shop = Self(Self::folder(name));
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
    pub(crate) fn new(name: &str) -> Self {
        let shop = Self(Self::folder(name));
        let mut copied = Command::new("cp");
        let copied = copied.arg("-a").args([&MADE.0, &shop.0]).status();
        assert!(copied.unwrap().success());
        shop
    }

    /// A folder of this name, which is not there yet.
    fn folder(name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("shop-{name}"));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    pub(crate) fn commit(&self) {
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

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
