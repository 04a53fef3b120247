//! The version of the generated crate where it stands: in its manifest and in the lock file.

/// The version that a manifest gives its package.
///
/// ```
/// let manifest = "[package]\nname = \"shop\"\nversion = \"0.1.0+1\"\n\n[dependencies]\nversion = \"9\"\n";
/// assert_eq!(gateway_codegen::release::crate_version(manifest).as_deref(), Some("0.1.0+1"));
/// ```
#[must_use]
pub fn crate_version(manifest: &str) -> Option<String> {
    let (start, end) = version_span(manifest, "[package]")?;
    manifest.get(start..end).map(str::to_owned)
}

/// The manifest with another version of its package; nothing where it gives none.
#[must_use]
pub fn with_version(manifest: &str, version: &str) -> Option<String> {
    let (start, end) = version_span(manifest, "[package]")?;
    replaced(manifest, start, end, version)
}

/// The manifest of the workspace with another version of a package that its crates depend on, without what stands behind the
/// `+`, which no requirement has; nothing where it names none.
///
/// ```
/// let manifest = "[workspace.dependencies]\nshop = { path = \"generated\", version = \"0.1.0\" }\n";
/// let then = gateway_codegen::release::with_requirement(manifest, "shop", "0.2.0+1.1");
/// assert_eq!(then.as_deref(), Some(&*manifest.replace("0.1.0", "0.2.0")));
/// ```
#[must_use]
pub fn with_requirement(manifest: &str, package: &str, version: &str) -> Option<String> {
    let named = format!("\n{package} = {{");
    let at = manifest.find(&named)? + named.len();
    let line = manifest.get(at..)?.lines().next()?;
    let (before, _) = line.split_once("version = \"")?;
    let start = at + before.len() + "version = \"".len();
    let end = start + manifest.get(start..)?.find('"')?;
    let plain = version.split('+').next().unwrap_or(version);
    replaced(manifest, start, end, plain)
}

/// The lock file with another version of one package; nothing where it has no such package, or several.
#[must_use]
pub fn with_lock_version(lock: &str, package: &str, version: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut places = lock.match_indices("[[package]]").filter(|(at, _)| {
        let block = lock.get(at + "[[package]]".len()..).unwrap_or_default();
        let block = block.split("[[package]]").next().unwrap_or_default();
        block.lines().any(|line| line == name)
    });
    let (at, _) = places.next()?;
    if places.next().is_some() {
        return None;
    }
    let (before, block) = lock.split_at_checked(at)?;
    let (start, end) = version_span(block, "[[package]]")?;
    replaced(lock, before.len() + start, before.len() + end, version)
}

fn replaced(text: &str, start: usize, end: usize, with: &str) -> Option<String> {
    Some(format!("{}{with}{}", text.get(..start)?, text.get(end..)?))
}

/// Where the version of the table under a heading stands, without its quotes.
fn version_span(text: &str, heading: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    let mut inside = false;
    for line in text.split_inclusive('\n') {
        let plain = line.trim();
        if plain.starts_with('[') {
            if inside {
                return None;
            }
            inside = plain == heading;
        } else if inside
            && plain
                .strip_prefix("version")
                .is_some_and(|rest| rest.trim_start().starts_with('='))
        {
            let open = line.find('"')? + 1;
            let close = open + line.get(open..)?.find('"')?;
            return Some((at + open, at + close));
        }
        at += line.len();
    }
    None
}
