//! Asks the compiler what it says of the programs that must not compile.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::repository::{Repository, entries};

/// Where the programs lie, each beside what the compiler says.
pub const FOLDER: &str = "book/errors";

/// The names of all programs that must not compile.
pub fn programs(repository: &Repository) -> Result<Vec<String>> {
    let files = entries(&repository.path(FOLDER))?.into_iter();
    let files = files.filter(|f| f.extension() == Some("rs".as_ref()));
    let names = files.map(|file| {
        let stem = file.file_stem().unwrap_or_default();
        stem.to_string_lossy().into_owned()
    });
    Ok(names.collect())
}

/// What the compiler says of each program, by name.
///
/// # Errors
///
/// If it finds nothing wrong with one of them.
pub fn ask(repository: &Repository) -> Result<BTreeMap<String, String>> {
    let workshop = tempfile::tempdir()?;
    let names = programs(repository)?;
    prepare(repository, workshop.path(), &names)?;
    let mut said = BTreeMap::<String, String>::new();
    for line in check(repository, workshop.path())?.lines() {
        if let Some((name, text)) = complaint(&serde_json::from_str(line)?)
        {
            said.entry(name).or_default().push_str(&text);
        }
    }
    for name in names {
        let text = said.get_mut(&name);
        let text = text.with_context(|| format!("{name}.rs compiles"))?;
        *text = short(text);
    }
    Ok(said)
}

/// A program's name and what is wrong with it, if that is what cargo says.
fn complaint(event: &Value) -> Option<(String, String)> {
    let message = event.get("message")?;
    // Without a place, it only says that there were others.
    message.pointer("/spans/0")?;
    let is_error = message.get("level")? == "error";
    let name = event.pointer("/target/name")?.as_str()?;
    let text = message.get("rendered")?.as_str()?;
    is_error.then(|| (name.to_owned(), text.to_owned()))
}

/// Writes a crate with all programs, which knows all steps.
fn prepare(
    repository: &Repository,
    to: &Path,
    names: &[String],
) -> Result<()> {
    let folder = to.join("src/bin");
    fs::create_dir_all(&folder)?;
    for name in names {
        let file = format!("{name}.rs");
        fs::copy(repository.path(FOLDER).join(&file), folder.join(&file))?;
    }
    fs::write(to.join("Cargo.toml"), manifest(repository)?)?;
    fs::copy(repository.path("Cargo.lock"), to.join("Cargo.lock"))?;
    Ok(())
}

fn manifest(repository: &Repository) -> Result<String> {
    let dependency = |name: &str, path: &str| {
        format!("{name} = {{ path = {:?} }}\n", repository.path(path))
    };
    let mut manifest = "[package]\nname = \"errors\"\nedition = \"2024\"\n\
                        [workspace]\n[dependencies]\n"
        .to_owned();
    manifest += &dependency("shared", "shared");
    for step in repository.steps()? {
        if step.read("src/lib.rs").is_some() {
            let path = format!("steps/{}", step.name);
            manifest += &dependency(&step.package(), &path);
        }
    }
    Ok(manifest)
}

/// Checks them all and returns cargo's messages.
fn check(repository: &Repository, workshop: &Path) -> Result<String> {
    let mut cargo = Command::new("cargo");
    cargo.args(["check", "--quiet", "--bins", "--keep-going"]);
    cargo.args(["--message-format", "json", "--target-dir"]);
    let target = std::env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or(repository.path("target"), Into::into);
    cargo.arg(target.join("errors")).current_dir(workshop);
    let output = cargo.output()?;
    let failed = String::from_utf8_lossy(&output.stderr);
    ensure!(!output.stdout.is_empty(), "cargo check: {failed}");
    Ok(String::from_utf8(output.stdout)?)
}

/// A message as it is on every machine: with paths as a reader sees them,
/// `sort_needs_order.rs` and `library/core/..`, and nothing of the library's
/// source, which not everybody has installed.
fn short(text: &str) -> String {
    let text = text.replace("src/bin/", "").replace("src\\bin\\", "");
    let mut kept = Vec::new();
    let mut in_library = false;
    for line in text.lines().map(str::trim_end) {
        in_library &= is_quoted(line);
        if in_library {
            continue;
        }
        let Some((arrow, file)) = in_the_library(line) else {
            kept.push(line.to_owned());
            continue;
        };
        in_library = true;
        if arrow.ends_with("-->") {
            kept.push(format!("{arrow} {file}"));
        }
    }
    unindented(&kept).join("\n").trim().to_owned() + "\n"
}

/// What stands before a file of the library, and that file: `-->` where a
/// note is about it, `:::` where it is only quoted.
fn in_the_library(line: &str) -> Option<(&str, String)> {
    let place = line.find("--> ").or(line.find("::: "))?;
    let (arrow, path) = line.split_at(place + 3);
    let path = path.replace('\\', "/");
    let file = &path[path.rfind("/library/")? + 1..];
    let file = file.split(':').next().unwrap_or_default();
    Some((arrow, file.to_owned()))
}

/// Whether a line is a piece of source: `12 | code` or `...`.
fn is_quoted(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| is_gutter(c));
    line.starts_with('|') || line == "..."
}

fn is_gutter(c: char) -> bool {
    c.is_ascii_digit() || c == ' '
}

/// The lines, with as much room for numbers as these numbers need: the
/// library's source has longer ones.
fn unindented(lines: &[String]) -> Vec<&str> {
    let arrow = lines.iter().find_map(|line| line.find("--> "));
    let numbers = lines.iter().filter_map(|line| {
        let (number, _) = line.split_once(" |")?;
        number.trim().parse::<usize>().ok()
    });
    let needed = numbers.max().map_or(0, |most| most.to_string().len());
    let spare = arrow.unwrap_or_default().saturating_sub(needed);
    let spare = " ".repeat(spare);
    let lines = lines.iter().map(String::as_str);
    lines.map(|line| line.strip_prefix(&spare).unwrap_or(line)).collect()
}

/// Asks the compiler and writes down what it says.
pub fn write(repository: &Repository) -> Result<()> {
    for (name, text) in ask(repository)? {
        let file = repository.path(FOLDER).join(format!("{name}.stderr"));
        fs::write(&file, text)?;
        println!("{FOLDER}/{name}.stderr");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::short;

    const SHORT: &str = "\
error[E0599]: its trait bounds were not satisfied
  --> heap.rs:16:61
   |
16 |         self.queue.pop()
   |                    ^^^ unsatisfied
   |
   = note: the following trait bounds:
           `dyn Iterator: Ord`
note: required by a bound
  --> library/core/src/pin.rs
";

    #[test]
    fn a_message_is_the_same_without_the_source_of_the_library() {
        let told = SHORT
            .replace("heap.rs", "src/bin/heap.rs")
            .replace("library", "/rustc/59807616/library")
            .replace("pin.rs", "pin.rs:1412:23");
        assert_eq!(short(&told), SHORT);
    }

    #[test]
    fn a_message_is_the_same_with_the_source_of_the_library() {
        let told = "\
error[E0599]: its trait bounds were not satisfied
    --> src\\bin\\heap.rs:16:61
     |
  16 |         self.queue.pop()
     |                    ^^^ unsatisfied
     |
    ::: C:\\rust\\lib\\rustlib\\src\\rust\\library\\core\\src\\cmp.rs:683:1
     |
 683 | pub struct Reverse<T>(pub T);
     | --------------------- doesn't satisfy `_: Ord`
     |
     = note: the following trait bounds:
             `dyn Iterator: Ord`
note: required by a bound
    --> C:\\rust\\lib\\rustlib\\src\\rust\\library\\core\\src\\pin.rs:1412:23
     |
1411 | impl Pin {
...
1412 |     pub const fn new() {
     |                  ^^^ required by this bound
";
        assert_eq!(short(told), SHORT);
    }
}
