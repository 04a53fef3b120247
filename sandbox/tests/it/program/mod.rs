//! The program as people start it: its state file on bad days, what it makes up, and callers that hold on.

#[cfg(unix)]
mod callers;
#[cfg(unix)]
mod running;
#[cfg(unix)]
mod secrets;
#[cfg(unix)]
mod shell;
#[cfg(unix)]
mod state;
