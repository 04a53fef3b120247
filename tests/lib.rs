//! What is proven here is proven by the tests; of the crate itself there are the examples of the README and crates that have to
//! compile.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

// Their examples are those of crates of their own.
#[cfg(not(doctest))]
mod compiled;
