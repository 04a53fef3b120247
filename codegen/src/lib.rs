//! The pipeline from a published API reference to a Rust client.
//!
//! Every stage is a free function from plain data to plain data that returns all its findings at once.

pub mod account;
pub mod api;
mod cores;
pub mod document;
pub mod drift;
pub mod emit;
pub mod extensions;
pub mod files;
pub mod findings;
pub mod items;
pub mod lower;
pub mod models;
pub mod openapi;
pub mod overlay;
pub mod page;
mod path_template;
mod patterns;
pub mod pipeline;
pub mod refine;
pub mod release;
pub mod render;
pub mod restrict;
pub mod surface;
pub mod transcribe;
pub mod yaml;
