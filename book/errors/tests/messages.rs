//! What the book says that the compiler says is what it says.

use std::env;
use std::process::Command;

/// The compiler whose messages the book shows. Another one may find other
/// words: `TRYBUILD=overwrite cargo test -p errors` writes them down, and
/// then this is its version.
const RUST: &str = "1.95";

#[test]
fn programs_fail_as_the_book_shows() {
    let rustc = Command::new("rustc").arg("--version").output();
    let rustc = rustc.expect("there is a compiler").stdout;
    let rustc = String::from_utf8_lossy(&rustc);
    let is_other = !rustc.starts_with(&format!("rustc {RUST}."));
    if is_other && env::var_os("CI").is_none() {
        eprintln!("skipped: the book shows messages of {RUST}: {rustc}");
        return;
    }
    trybuild::TestCases::new().compile_fail("*.rs");
}
