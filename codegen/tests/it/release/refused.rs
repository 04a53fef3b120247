//! What is refused, and what a failure leaves behind: nothing.

use super::*;

#[test]
fn a_silent_edit_is_refused_unless_it_is_a_revision() {
    let place = Place::new("edit");
    place.write(second_release());
    let text = refusal(place.plan("1.1-edited"));
    assert!(
        text.contains("silently") && text.contains("--revision 2"),
        "{text}"
    );
    let wanted = Wanted {
        revision: Some(2),
        ..place.wanted()
    };
    let Ok(Outcome::Next(plan)) = place.plan_with("1.1-edited", &wanted) else {
        panic!("a revision is taken");
    };
    assert_eq!(plan.release, "1.1.2");
    assert_eq!(plan.report.changes.len(), 1);
    place.write(&plan);
    let after = place.tree();
    assert_eq!(after["spec/RELEASE"], "1.1.2\n");
    assert!(after["generated/Cargo.toml"].contains("version = \"0.3.0+1.1.2\""));
    let log = &after["CHANGELOG.md"];
    assert!(log.find("## 0.3.0").expect("the newer") < log.find("## 0.2.0").expect("the older"));
    // It is the newest revision of its release, and the next edit is another one.
    let newest = |release: &str, version: &str| place.workspace.newest_revision(release, version);
    assert!(matches!(newest("1.1", "v1.1"), Ok(2)));
    assert!(matches!(newest("1.0", "v1.0"), Ok(1)));
    // A release that bears such a number itself is none.
    assert!(matches!(newest("1.1", "1.1"), Ok(1)));
    let text = String::from_utf8(page("1.1-edited")).expect("text");
    let again = text.replace("street and house", "street or house");
    let again = release::plan(
        &place.workspace,
        again.as_bytes(),
        "page",
        &place.wanted(),
        pipeline::SILENT,
    );
    let text = refusal(again);
    assert!(
        text.contains("`--revision 3` takes it over as 1.1.3"),
        "{text}"
    );
    // Its page is now that of the current release.
    assert!(
        matches!(place.plan("1.1-edited"), Ok(Outcome::Same { release }) if release == "1.1.2")
    );
}

#[test]
fn an_older_page_is_refused_unless_it_is_forced() {
    let place = Place::new("older");
    place.write(second_release());
    let text = refusal(place.plan("1.0.1"));
    assert!(text.contains("older") && text.contains("--force"), "{text}");
    let wanted = Wanted {
        force: true,
        ..place.wanted()
    };
    assert!(matches!(
        place.plan_with("1.0.1", &wanted),
        Ok(Outcome::Next(_))
    ));
}

#[test]
fn a_failure_leaves_the_tree_as_it_was() {
    let place = Place::new("failure");
    let plan = second_release();
    // A folder where a file is to go cannot be replaced, whoever writes.
    fs::create_dir_all(place.workspace.path("spec/releases/1.1/CHANGES.html/x")).expect("made");
    let before = place.tree();
    let error = write_all(place.workspace.root(), &plan.files).expect_err("it cannot be written");
    assert!(error.to_string().contains("CHANGES.html"), "{error}");
    assert_eq!(place.tree(), before);
}

#[test]
fn a_failure_at_any_file_leaves_the_tree_as_it_was() {
    let place = Place::new("any-failure");
    let plan = second_release();
    let before = place.tree();
    for at in 0..=plan.files.len() {
        let mut files = plan.files.clone();
        files.insert(
            at,
            FileChange {
                path: "spec".to_owned(),
                text: Some("x".to_owned()),
            },
        );
        write_all(place.workspace.root(), &files).expect_err("a folder is no file");
        assert_eq!(place.tree(), before, "the failure came at {at}");
    }
}

#[test]
fn a_tree_with_changes_is_refused() {
    let place = Place::new("clean");
    let git = |arguments: &[&str]| {
        let done = Command::new("git")
            .arg("-C")
            .arg(place.workspace.root())
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
            .args(arguments)
            .output()
            .expect("git");
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
    };
    git(&["init", "--quiet"]);
    git(&["add", "-A"]);
    git(&["commit", "--quiet", "-m", "all"]);
    release::ask_clean(&place.workspace).expect("clean");
    fs::write(place.workspace.path("spec/new.txt"), "x").expect("written");
    let text = release::ask_clean(&place.workspace)
        .expect_err("not clean")
        .to_string();
    assert!(text.contains("spec/new.txt"), "{text}");
}

#[test]
fn a_document_with_our_overlays_is_no_release() {
    let place = Place::new("refined");
    let bytes = fs::read(place.workspace.path("spec/openapi.yaml")).expect("read");
    let text = refusal(release::plan(
        &place.workspace,
        &bytes,
        "openapi.yaml",
        &place.wanted(),
        pipeline::SILENT,
    ));
    assert!(text.contains("overlays were applied"), "{text}");
}
