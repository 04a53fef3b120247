//! A file on its way to text.

use proc_macro2::TokenStream;

/// One file before it is text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its path below `src`, with `/` between folders.
    pub path: String,
    /// What stands in it.
    pub tokens: TokenStream,
}
