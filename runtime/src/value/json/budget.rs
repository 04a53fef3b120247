/// What reading one answer may take.
///
/// It says nothing about the answer: two of them are always equal.
#[derive(Clone, Copy, Default)]
pub(super) struct Budget {
    /// Where on the stack the reading began, as an address that nothing is ever read from.
    began: usize,
    /// What lists and maps hold beyond what their text is worth, in bytes.
    spent: usize,
}

/// An address would tell where the process keeps its stack, and is another one each time.
impl std::fmt::Debug for Budget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Budget")
    }
}

/// A type that contains itself takes as much stack for each level as its fields need, and a hundred times more in a debug
/// build than in another; so a number of levels alone bounds nothing. This is half of what the smallest threads have
/// that servers run on, since what was read is shown and dropped as well.
const STACK: usize = 128 * 1024;

/// How much an empty object may cost beyond its two characters, for all of them: 2 MB of such would be a gigabyte of a
/// wide type.
const MEMORY: usize = 32 * 1024 * 1024;

/// So many bytes of memory for one of text is what any answer takes.
const WORTH: usize = 16;

impl Budget {
    /// A reading begins here.
    pub(super) fn begin(&mut self) {
        self.began = here();
    }

    /// Whether the reading has taken all the stack that it may.
    pub(super) fn is_exhausted(self) -> bool {
        here().abs_diff(self.began) > STACK
    }

    /// Takes a value of so many bytes into account, which came as a text of so many.
    pub(super) fn affords(&mut self, size: usize, text: usize) -> bool {
        let beyond = size.saturating_sub(text.saturating_mul(WORTH));
        self.spent = self.spent.saturating_add(beyond);
        self.spent <= MEMORY
    }
}

fn here() -> usize {
    let here = 0_u8;
    std::ptr::from_ref(&here).addr()
}

impl PartialEq for Budget {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Budget {}
