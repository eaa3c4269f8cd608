//! What the book says that the compiler says is what it says.

mod common;

use std::process::Command;

use book::draw::errors;

#[test]
fn programs_fail_as_the_book_shows() {
    let manifest = common::repository().read("Cargo.toml").unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let version = &manifest["workspace"]["package"]["rust-version"];
    let version = version.as_str().expect("a version");
    let rustc = Command::new("rustc").arg("--version").output().unwrap();
    let rustc = String::from_utf8(rustc.stdout).unwrap();
    if !rustc.starts_with(&format!("rustc {version}.")) {
        eprintln!("skipped: the book shows messages of {version}: {rustc}");
        return;
    }
    for (name, said) in errors::ask(&common::repository()).unwrap() {
        let file = format!("{}/{name}.stderr", errors::FOLDER);
        let shown = common::repository().read(&file).unwrap_or_default();
        assert_eq!(shown, said, "{file}: cargo run -p book -- errors");
    }
}
