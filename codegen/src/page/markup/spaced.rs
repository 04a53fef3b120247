//! Text that a program has spread out: each empty line several times, or each line with empty ones behind it.

/// The text as it was, if it is spread out evenly throughout; no page is by itself.
pub(super) fn text(page: &str) -> Option<String> {
    // How many lines each filled line is below the one before.
    let mut below: Vec<(usize, &str)> = Vec::new();
    let mut since = 1;
    for line in page.lines().map(str::trim_end) {
        if line.is_empty() {
            since += 1;
        } else {
            below.push((std::mem::replace(&mut since, 1), line));
        }
    }
    let steps = || below.iter().skip(1).map(|(step, _)| *step);
    let every = steps().fold(0, gcd);
    let empty = steps().map(|step| step - 1).fold(0, gcd);
    let packed = |step: usize| match every {
        2.. => step / every,
        _ => 1 + (step - 1) / empty.max(1),
    };
    (every > 1 || empty > 1).then(|| {
        let lines = below.iter();
        lines
            .map(|(step, line)| "\n".repeat(packed(*step)) + line)
            .collect::<String>()
            + "\n"
    })
}

fn gcd(one: usize, other: usize) -> usize {
    match other {
        0 => one,
        _ => gcd(other, one % other),
    }
}
