//! What is written is there as a whole or not at all, wherever it goes and whatever the disk does.

use std::fs;
use std::os::unix::fs::FileTypeExt;
use std::process::{Command, Stdio};

use gateway_codegen::release::{FileChange, Hold};

use super::shop::{Shop, page, run};

/// Runs a command that can write no file longer than so many half kilobytes, as on a disk that is full.
fn with_room_for(blocks: u32, shop: &Shop, arguments: &[&str]) -> (i32, String) {
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f $1; shift; exec \"$@\"", "sh"])
        .arg(blocks.to_string())
        .arg(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .current_dir(&shop.0)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), told)
}

/// What git sees in the workspace that is not committed.
fn changed(shop: &Shop) -> String {
    let mut git = Command::new("git");
    let output = git.current_dir(&shop.0).args(["status", "--porcelain"]);
    String::from_utf8(output.output().unwrap().stdout).unwrap()
}

#[test]
fn a_release_for_which_the_disk_has_no_room_leaves_everything_as_it_was() {
    let shop = Shop::new("full");
    let release = ["release", &page("1.1"), "--draft", "--follow"];
    let mut refused = 0;
    for room in (0..).map(|power| 1 << power) {
        let (code, told) = with_room_for(room, &shop, &release);
        if code == 0 {
            break;
        }
        refused += 1;
        assert_eq!(code, 1, "{told}");
        assert!(told.contains("File too large"), "{told}");
        assert!(told.contains("nothing was written"), "{told}");
        assert_eq!(changed(&shop), "", "with room for {room}");
    }
    assert!(refused > 2, "it is never full");
    assert_eq!(shop.read("spec/RELEASE"), "1.1\n");
}

/// Copies a workspace to a disk of so many kilobytes that is there for this command alone, takes a release over there, and
/// gives how that exits and what it and git tell; nothing where no disk can be mounted.
fn on_a_disk_of(kilobytes: u32, shop: &Shop, arguments: &[&str]) -> Option<(i32, String)> {
    const SCRIPT: &str = "\
        mount -t tmpfs -o size=\"$1\"k tmpfs \"$2\" || exit 77\n\
        cp -r . \"$2\" || exit 78\n\
        cd \"$2\" && shift 2 && \"$@\"; code=$?\n\
        echo \"changed: $(git status --porcelain)\" >&2; echo \"release: $(cat spec/RELEASE)\" >&2; exit $code";
    let disk = shop.0.with_extension("disk");
    fs::create_dir_all(&disk).unwrap();
    let output = Command::new("unshare")
        .args(["--mount", "sh", "-c", SCRIPT, "sh"])
        .arg(kilobytes.to_string())
        .arg(&disk)
        .arg(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .current_dir(&shop.0)
        .stdin(Stdio::null())
        .output();
    let _ = fs::remove_dir(&disk);
    let output = output.ok()?;
    let told = String::from_utf8(output.stderr).unwrap();
    let is_mounted = told.contains("release: ") || output.status.code() == Some(78);
    is_mounted.then(|| (output.status.code().unwrap(), told))
}

#[test]
fn a_release_on_a_disk_that_is_full_leaves_everything_as_it_was() {
    let shop = Shop::new("tmpfs");
    let release = ["release", &page("1.1"), "--draft", "--follow"];
    let mut refused = 0;
    for room in (1..).map(|step| step * 64) {
        let Some((code, told)) = on_a_disk_of(room, &shop, &release) else {
            eprintln!("skipped, since no disk can be mounted here");
            return;
        };
        match code {
            0 => {
                assert!(told.contains("release: 1.1"), "{told}");
                break;
            }
            // It has no room for the workspace as it is.
            78 => {}
            _ => {
                refused += 1;
                assert_eq!(code, 1, "{told}");
                assert!(told.contains("No space left on device"), "{told}");
                assert!(told.contains("nothing was written"), "{told}");
                assert!(told.contains("changed: \nrelease: 1.0"), "{room}: {told}");
            }
        }
        assert!(room < 1 << 16, "it has never room enough");
    }
    assert!(refused > 2, "it is never full");
}

#[test]
fn a_file_for_which_the_disk_has_no_room_is_as_it_was() {
    let shop = Shop::new("full-out");
    shop.write("report.txt", "kept");
    let diff = ["diff", "1.0", &page("1.1"), "--out", "report.txt"];
    let (code, told) = with_room_for(1, &shop, &diff);
    assert_eq!(code, 1, "{told}");
    assert!(
        told.contains("report.txt") && told.contains("File too large"),
        "{told}"
    );
    assert_eq!(shop.read("report.txt"), "kept");
    assert_eq!(changed(&shop), "?? report.txt\n");
    assert_eq!(with_room_for(1 << 10, &shop, &diff).0, 0);
    assert!(shop.read("report.txt").contains("breaking"));
}

#[test]
fn a_report_goes_where_it_was_sent_or_the_command_fails() {
    let shop = Shop::new("out");
    let to = |out: &str| run(&shop.0, &["diff", "1.0", &page("1.1"), "--out", out]);
    // A full disk, as its own and as standard output.
    to("/dev/full").is(1, "", "/dev/full");
    assert!(
        fs::metadata("/dev/full")
            .unwrap()
            .file_type()
            .is_char_device()
    );
    let mut full = Command::new(env!("CARGO_BIN_EXE_xtask"));
    full.current_dir(&shop.0).args(["diff", "1.0", "1.0"]);
    full.stdout(fs::File::options().write(true).open("/dev/full").unwrap());
    let output = full.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("standard output: ")
    );
    // A device stays one.
    to("/dev/null").is(0, "", "");
    assert!(
        fs::metadata("/dev/null")
            .unwrap()
            .file_type()
            .is_char_device()
    );
    // A link stays one, whether there is something behind it or not.
    std::os::unix::fs::symlink("behind.txt", shop.0.join("link.txt")).unwrap();
    for _ in 0..2 {
        to("link.txt").is(0, "", "");
        assert!(
            fs::symlink_metadata(shop.0.join("link.txt"))
                .unwrap()
                .is_symlink()
        );
        assert!(shop.read("behind.txt").contains("breaking"));
        shop.write("behind.txt", "");
        to("link.txt").is(0, "", "");
        assert!(shop.read("behind.txt").contains("breaking"));
        fs::remove_file(shop.0.join("behind.txt")).unwrap();
    }
    // What must not be written is not.
    shop.write("kept.txt", "kept");
    let kept = shop.0.join("kept.txt");
    let mut permissions = fs::metadata(&kept).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&kept, permissions).unwrap();
    to("kept.txt").is(1, "", "kept.txt: it is read-only");
    to("spec").is(1, "", "spec: ");
    assert_eq!(shop.read("kept.txt"), "kept");
    let strays = fs::read_dir(&shop.0).unwrap();
    let mut names = strays.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(!names.any(|name| name.ends_with(".new")));
}

/// Leaves a workspace as a process does that dies before a file operation whose name ends so.
fn cut_off(shop: &Shop, before: &str) {
    let change = |path: &str, text: &str| FileChange {
        path: path.to_owned(),
        text: Some(text.to_owned()),
    };
    let changes = [
        change("spec/RELEASE", "1.1\n"),
        change("CHANGELOG.md", "# Changelog\n"),
    ];
    let (hold, _) = Hold::take(&shop.0).unwrap();
    let dies = std::panic::AssertUnwindSafe(|| {
        hold.write_watched(&changes, &mut |name| {
            assert!(!name.ends_with(before), "it dies here");
            Ok(())
        })
    });
    assert!(std::panic::catch_unwind(dies).is_err());
}

#[test]
fn a_release_that_was_cut_off_is_finished_or_undone_by_the_next_command() {
    let shop = Shop::new("cut-off");
    cut_off(&shop, ".release/journal");
    let told = "a release was cut off; it is undone";
    run(&shop.0, &["generate", "--check"]).is(0, "0 changed", told);
    assert!(!shop.has(".release") && !shop.has("CHANGELOG.md"));
    assert_eq!(shop.read("spec/RELEASE"), "1.0\n");
    let after = run(&shop.0, &["generate", "--check"]).is(0, "0 changed", "");
    assert!(!after.err.contains("cut off"));

    cut_off(&shop, "CHANGELOG.md");
    let told = "a release was cut off; it is finished now";
    run(&shop.0, &["diff", "1.0", "1.0"]).is(0, "", told);
    assert!(!shop.has(".release") && shop.has("CHANGELOG.md"));
    assert_eq!(shop.read("spec/RELEASE"), "1.1\n");
}

#[test]
fn two_processes_do_not_write_one_workspace_at_once() {
    let shop = Shop::new("two");
    let (hold, _) = Hold::take(&shop.0).unwrap();
    let told = "another process is writing this workspace";
    run(&shop.0, &["release", &page("1.1"), "--draft"]).is(1, "", told);
    run(&shop.0, &["generate"]).is(1, "", told);
    // Whoever only looks is not held up.
    run(&shop.0, &["release", &page("1.1"), "--dry-run"]).is(3, "needs a person", "");
    drop(hold);
    let draft = ["release", &page("1.1"), "--draft", "--follow"];
    run(&shop.0, &draft).is(0, "release 1.1 after 1.0", "");
}

#[test]
fn a_release_is_written_as_a_whole_or_not_at_all() {
    let shop = Shop::new("release");
    run(&shop.0, &["release", &page("1.0")]).is(0, "nothing to do", "");

    let dry = run(&shop.0, &["release", &page("1.1"), "--dry-run"]);
    let dry = dry.is(3, "needs a person", "");
    assert!(dry.out.contains("would write") && !shop.has("spec/releases/1.1"));
    let refused = run(&shop.0, &["release", &page("1.1")]);
    refused.is(1, "needs a person", "nothing was written");
    assert_eq!(shop.read("spec/RELEASE"), "1.0\n");

    shop.write("stray.txt", "");
    run(&shop.0, &["release", &page("1.1"), "--draft"]).is(1, "", "stray.txt");
    fs::remove_file(shop.0.join("stray.txt")).unwrap();
    // A property has another name there, and the overlays follow it only if somebody says so.
    let undecided = run(&shop.0, &["release", &page("1.1"), "--draft"]);
    undecided.is(1, "    + ", "take the lines above with --follow");
    let draft = ["release", &page("1.1"), "--draft", "--follow"];
    run(&shop.0, &draft).is(0, "release 1.1 after 1.0", "");
    assert_eq!(shop.read("spec/RELEASE"), "1.1\n");
    for file in ["transcript.yaml", "CHANGES.md", "CHANGES.html", "OPEN.md"] {
        assert!(shop.has(&format!("spec/releases/1.1/{file}")), "{file}");
    }
    run(&shop.0, &["generate", "--check"]).is(1, "", "OPEN.md");
    run(&shop.0, &["release", &page("1.0")]).is(1, "", "older");
}
