//! Client of the online payment gateway.
