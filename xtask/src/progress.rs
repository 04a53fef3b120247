//! How far a command is, on a terminal.

use std::io::Write;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use gateway_codegen::pipeline::{SILENT, STAGES, Watch};

use crate::report;

/// How long a command may take before it shows how far it is.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line is drawn anew.
const BEAT: Duration = Duration::from_millis(200);
/// Back to the beginning of the line, and everything on it gone.
const CLEAR: &str = "\r\u{1b}[K";

/// Does work that tells of its stages, and shows the stage on stderr while it takes long.
///
/// Nothing is shown where stderr is no terminal, or one that takes or wants no escapes (`TERM=dumb`, `NO_COLOR`).
pub(crate) fn during<T>(work: impl FnOnce(Watch<'_>) -> T) -> T {
    if !takes_escapes() {
        return work(SILENT);
    }
    let (tell, told) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(move || show(&told, PATIENCE, &mut std::io::stderr()));
        let done = work(&|stage| {
            // Whoever shows it listens until this ends.
            let _ = tell.send(stage);
        });
        drop(tell);
        done
    })
}

fn takes_escapes() -> bool {
    report::colours(&std::io::stderr())
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Shows the stages that it is told of, until nobody tells any more; its line is gone then.
fn show(told: &Receiver<&'static str>, patience: Duration, out: &mut impl Write) {
    let started = Instant::now();
    let mut stage = "";
    let mut is_shown = false;
    loop {
        match told.recv_timeout(BEAT) {
            Ok(next) => stage = next,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        let passed = started.elapsed();
        if passed >= patience {
            is_shown = true;
            // A terminal that is gone leaves nobody to show it to.
            let _ = write!(out, "{CLEAR}{}, {} s", line(stage), passed.as_secs());
            let _ = out.flush();
        }
    }
    if is_shown {
        let _ = write!(out, "{CLEAR}");
        let _ = out.flush();
    }
}

/// A stage with its place among all of them.
fn line(stage: &str) -> String {
    match STAGES.iter().position(|each| *each == stage) {
        Some(at) => format!("[{}/{}] {stage}", at + 1, STAGES.len()),
        None => stage.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands on the terminal after these stages.
    fn shown(stages: &[&'static str], patience: Duration) -> String {
        let (tell, told) = mpsc::channel();
        for stage in stages {
            tell.send(*stage).expect("somebody listens");
        }
        drop(tell);
        let mut out = Vec::new();
        show(&told, patience, &mut out);
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn long_work_shows_its_stage_and_leaves_nothing_behind() {
        let [first, .., last] = STAGES;
        let shown = shown(&[first, last], Duration::ZERO);
        let count = STAGES.len();
        assert_eq!(
            shown,
            format!("{CLEAR}[1/{count}] {first}, 0 s{CLEAR}[{count}/{count}] {last}, 0 s{CLEAR}")
        );
    }

    #[test]
    fn short_work_shows_nothing() {
        assert_eq!(shown(&STAGES, Duration::from_secs(60)), "");
    }
}
