//! The text that a page becomes, block by block.

/// Blocks of text, each divided from the next by an empty line.
#[derive(Default)]
pub(super) struct Blocks {
    text: String,
    /// Whether what comes next begins a block.
    fresh: bool,
}

impl Blocks {
    pub(super) fn new() -> Self {
        Self {
            text: String::new(),
            fresh: true,
        }
    }

    /// Ends a block.
    pub(super) fn end(&mut self) {
        self.fresh = true;
    }

    /// Adds a whole block as it stands.
    pub(super) fn block(&mut self, block: &str) {
        self.end();
        self.line(block.trim_end());
        self.end();
    }

    /// Adds a line to the block that is open, or begins one with it.
    pub(super) fn line(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push_str(if self.fresh { "\n\n" } else { "\n" });
        }
        self.text.push_str(line);
        self.fresh = false;
    }

    pub(super) fn finish(mut self) -> String {
        self.text.push('\n');
        self.text
    }
}
