use std::path::{Path, PathBuf};

/// Where a program is, if it is anywhere.
///
/// # Panics
///
/// If it is nowhere and has to be.
pub fn program(name: &str) -> Option<PathBuf> {
    let named = std::env::var_os("GATEWAY_SERVERS").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = named.into_iter().chain(std::env::split_paths(&path));
    let found = folders
        .chain(debian())
        .map(|folder| folder.join(name))
        .find(|file| file.is_file());
    if found.is_none() {
        assert!(
            std::env::var_os("GATEWAY_SERVERS_REQUIRED").is_none(),
            "there is no {name}, and this run has to have one"
        );
        eprintln!("skipped: there is no {name} here");
    }
    found
}

/// Debian keeps the programs of each version of PostgreSQL apart; the latest comes first.
fn debian() -> Vec<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql");
    let versions = versions.into_iter().flatten().flatten();
    let mut folders: Vec<(u32, PathBuf)> = versions
        .filter_map(|version| {
            let number = version.file_name().to_str()?.parse().ok()?;
            Some((number, version.path().join("bin")))
        })
        .collect();
    folders.sort();
    let others = [Path::new("/usr/bin"), Path::new("/usr/local/bin")];
    let folders = folders.into_iter().rev().map(|(_, folder)| folder);
    folders.chain(others.map(Path::to_owned)).collect()
}
