//! Maintainer commands.

fn main() {}
