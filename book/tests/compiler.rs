//! What the book says that the compiler says is what it says.

mod common;

use std::env;
use std::process::Command;

use book::compiler::{FOLDER, ask};

/// The compiler whose messages the book shows. Another one may find other
/// words: `cargo run -p book -- errors` writes them down, and then this is
/// its version.
const RUST: &str = "1.95";

#[test]
fn programs_fail_as_the_book_shows() {
    let rustc = Command::new("rustc").arg("--version").output().unwrap();
    let rustc = String::from_utf8(rustc.stdout).unwrap();
    let is_other = !rustc.starts_with(&format!("rustc {RUST}."));
    if is_other && env::var_os("CI").is_none() {
        eprintln!("skipped: the book shows messages of {RUST}: {rustc}");
        return;
    }
    for (name, said) in ask(&common::repository()).unwrap() {
        let file = format!("{FOLDER}/{name}.stderr");
        let shown = common::repository().read(&file).unwrap_or_default();
        assert_eq!(
            shown, said,
            "{file} is of {RUST}, and this is {rustc}: \
             cargo run -p book -- errors"
        );
    }
}
