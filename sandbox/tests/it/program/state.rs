//! The state file: what was acknowledged is there, whatever happens to the disk and to the process.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::sync::mpsc;

use super::running::{Folder, Running, refused};

/// Files of at most 32 or 64 KiB, as the shell counts. What does not fit is an error and no signal, as on a full disk. What
/// the program says about it does not fit either.
const FULL: &str = "trap '' XFSZ && ulimit -S -f 64 && { [ ! -e /dev/full ] || exec 2>/dev/full; }";

fn accepted(outcome: &(u16, serde_json::Value)) -> bool {
    outcome.0 == 200 && outcome.1["respCode"] == "0000"
}

/// Holds that just these payments are known to a program that is started with the state.
fn knows_just(folder: &Folder, orders: &[String]) {
    let program = Running::keeping(&folder.state());
    let token = program.token();
    for order in orders {
        assert!(
            program.knows(&token, order),
            "{order} was acknowledged and is gone"
        );
    }
    assert_eq!(program.count(), orders.len());
}

#[test]
fn what_a_full_disk_cannot_keep_is_refused_and_the_rest_is_there_after_a_kill() {
    let folder = Folder::new("full");
    let state = folder.state();
    let program = Running::under(FULL, &["--state", state.to_str().unwrap()]);
    let token = program.token();
    let (mut kept, mut refused) = (Vec::new(), 0);
    for number in 0..1_000 {
        let order = format!("ORDER-{number}");
        let outcome = program.pay(&token, &order).unwrap();
        if accepted(&outcome) {
            kept.push(order);
            continue;
        }
        assert_eq!((outcome.0, &outcome.1["respCode"]), (503, &"SB70".into()));
        assert!(!program.knows(&token, &order));
        refused += 1;
        if refused == 20 {
            break;
        }
    }
    assert!(
        !kept.is_empty() && refused == 20,
        "{} {refused}",
        kept.len()
    );
    assert_eq!(program.count(), kept.len());

    let room = Command::new("prlimit")
        .args(["--pid", &program.id().to_string(), "--fsize=1000000:"])
        .status();
    if room.is_ok_and(|status| status.success()) {
        for number in 0..20 {
            let order = format!("LATER-{number}");
            let outcome = program.pay(&token, &order).unwrap();
            assert!(accepted(&outcome), "there is room again: {outcome:?}");
            kept.push(order);
        }
    } else {
        println!("skipped: there is no prlimit to make room with");
    }
    program.kill();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    knows_just(&folder, &kept);
}

#[test]
fn a_state_file_that_vanished_is_written_again_whole() {
    let folder = Folder::new("vanished");
    let program = Running::keeping(&folder.state());
    let token = program.token();
    let mut kept = Vec::new();
    for number in 0..3 {
        let order = format!("ORDER-{number}");
        assert!(accepted(&program.pay(&token, &order).unwrap()));
        kept.push(order);
        fs::remove_file(folder.state()).unwrap();
    }
    assert!(accepted(&program.pay(&token, "ORDER-LAST").unwrap()));
    kept.push("ORDER-LAST".to_owned());
    program.kill();
    let mode = fs::metadata(folder.state()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    knows_just(&folder, &kept);
}

#[test]
fn a_kill_at_any_moment_loses_nothing_that_was_acknowledged() {
    let folder = Folder::new("killed");
    let mut kept = Vec::new();
    for round in 0..8 {
        let program = Running::keeping(&folder.state());
        let token = program.token();
        let asked = kept.len();
        let (told, acknowledged) = mpsc::channel();
        std::thread::scope(|scope| {
            let (program, token) = (&program, &token);
            // Several at once, so that what is written is a group.
            for client in 0..6 {
                let told = told.clone();
                scope.spawn(move || {
                    for number in 0.. {
                        let order = format!("ORDER-{round}-{client}-{number}");
                        match program.pay(token, &order) {
                            Ok(outcome) if accepted(&outcome) => told.send(order).unwrap(),
                            Ok(other) => panic!("{other:?}"),
                            Err(_) => return,
                        }
                    }
                });
            }
            drop(told);
            // After so many acknowledgements, in the middle of what comes next.
            kept.extend(acknowledged.iter().take(20 + round));
            let id = program.id().to_string();
            Command::new("kill").args(["-9", &id]).status().unwrap();
            kept.extend(acknowledged.iter());
        });
        assert!(kept.len() >= asked + 20);
        drop(program);
        let program = Running::keeping(&folder.state());
        let token = program.token();
        for order in &kept {
            assert!(
                program.knows(&token, order),
                "{order} was acknowledged and is gone"
            );
        }
    }
}

#[test]
fn a_damaged_state_file_is_an_error_that_names_it() {
    let folder = Folder::new("damaged");
    let state = folder.state();
    let path = state.to_str().unwrap();
    let program = Running::keeping(&state);
    program.pay(&program.token(), "ORDER-1").unwrap();
    let other = String::from_utf8(refused(&["--state", path]).stderr).unwrap();
    assert!(other.contains(path) && other.contains("in use"), "{other}");
    program.kill();
    let whole = fs::read(&state).unwrap();
    let mut turned = whole.clone();
    turned[whole.len() / 2] ^= 1;
    for bytes in [
        &b""[..],
        &whole[..whole.len() / 2],
        &turned,
        b"something else",
    ] {
        fs::write(&state, bytes).unwrap();
        let error = String::from_utf8(refused(&["--state", path]).stderr).unwrap();
        assert!(
            error.contains(path) && error.contains("move it away"),
            "{error}"
        );
        assert_eq!(fs::read(&state).unwrap(), bytes);
    }
    fs::write(&state, whole).unwrap();
    knows_just(&folder, &["ORDER-1".to_owned()]);
}

#[test]
fn a_start_that_cannot_write_its_state_says_so() {
    let folder = Folder::new("none");
    let state = folder.path().join("no/such/folder");
    let error = refused(&["--state", state.to_str().unwrap()]).stderr;
    let error = String::from_utf8(error).unwrap();
    assert!(error.contains(state.to_str().unwrap()), "{error}");
}
