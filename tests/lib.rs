//! Nothing: what is proven here is proven by the tests.
