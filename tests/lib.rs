//! What is proven here is proven by the tests; of the crate itself there are the examples of the README.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
