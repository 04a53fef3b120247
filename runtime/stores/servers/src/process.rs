//! A server as a process that ends with us, however we end.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What is sent to a process.
pub use rustix::process::Signal;
use rustix::process::{Pid, kill_process};

/// How long a server may take to start or to end. It is a bound for what is broken, and no expectation.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// Runs what follows until it ends by itself, or until our end of its standard input closes, which it does when we are killed
/// too; then sends a signal, and waits for its end.
const GUARD: &str = r#"
signal=$1; shift; exec 3<&0
"$@" </dev/null 3<&- & pid=$!
{ cat <&3 >/dev/null; kill -s "$signal" $pid; } & guard=$!
wait $pid; kill $guard
"#;

/// A command under a guard.
pub(crate) struct Guarded(Child);

impl Guarded {
    /// Starts a program, which is sent this signal in the end.
    pub(crate) fn start(shell: &mut Command, signal: &str, program: &[&str]) -> Self {
        let guarded = shell
            .args(["-c", GUARD, "guard", signal])
            .args(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(guarded.expect("there is a shell"))
    }

    /// Ends it, and waits until it has ended.
    pub(crate) fn end(mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }

    /// Whether it still runs.
    pub(crate) fn runs(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }
}

/// Waits until something is so.
///
/// # Panics
///
/// If it does not become so in a minute.
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Sends a signal to a process, by its number; one that has ended gets none.
pub fn send(process: u32, signal: Signal) {
    let process = i32::try_from(process).ok().and_then(Pid::from_raw);
    if let Some(process) = process {
        let _ = kill_process(process, signal);
    }
}
