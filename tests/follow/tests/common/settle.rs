//! What is built in tests takes little time, and no more room each time.

use std::fs;
use std::path::Path;

/// Gives the crate in a folder the same version each time, which no other
/// folder has.
pub fn settle(mine: &Path, name: &str) {
    let path = mine.join("Cargo.toml");
    let manifest = fs::read_to_string(&path).unwrap();
    let (start, rest) = manifest.split_once('+').unwrap();
    let end = rest.find('"').unwrap();
    let manifest = format!("{start}+{name}{}", &rest[end..]);
    let mut manifest = manifest.parse().unwrap();
    follow::manifest::quick_to_build(&mut manifest).unwrap();
    fs::write(path, manifest.to_string()).unwrap();
}
