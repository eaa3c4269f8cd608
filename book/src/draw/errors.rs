//! Programs that must not compile, and what the compiler says of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use maud::{Markup, html};
use serde_json::Value;

use crate::diff::excerpt::Excerpt;
use crate::diff::file_diff::FileDiff;
use crate::draw::code::{self, Caption, figure};
use crate::repository::{Repository, entries, file_stem};

/// Where the programs lie, each beside what the compiler says.
pub const FOLDER: &str = "book/errors";

/// What the compiler says of a program, as a box.
pub fn message(repository: &Repository, name: &str) -> Result<Markup> {
    let text = repository.read(format!("{FOLDER}/{name}.stderr"))?;
    let inner = html! {
        pre { @for line in text.lines() {
            span class=(class(line)) { (line) "\n" }
        } }
    };
    let caption = Caption {
        title: "rustc".to_owned(),
        detail: format!("on {name}.rs"),
        ..Caption::default()
    };
    Ok(figure("output rustc", &caption, &inner))
}

fn class(line: &str) -> &'static str {
    if line.starts_with("error") { "l e" } else { "l" }
}

/// The program itself, without what its first lines say about it.
pub fn program(repository: &Repository, name: &str) -> Result<Markup> {
    let code = repository.read(format!("{FOLDER}/{name}.rs"))?;
    let head = code.lines().take_while(|line| line.starts_with("//!"));
    let blank = code.lines().skip(head.clone().count());
    let blank = blank.take_while(|line| line.is_empty());
    let start = head.count() + blank.count();
    let diff = FileDiff::of_one("program.rs", &code)?;
    let excerpt = Excerpt::from(&diff, start);
    let caption = Caption {
        title: format!("{name}.rs"),
        detail: "does not compile".to_owned(),
        ..Caption::default()
    };
    let inner = code::excerpt(&diff, &excerpt);
    Ok(figure("listing wrong", &caption, &inner))
}

/// The names of all programs that must not compile.
pub fn programs(repository: &Repository) -> Result<Vec<String>> {
    let files = entries(&repository.path(FOLDER))?.into_iter();
    let files = files.filter(|f| f.extension() == Some("rs".as_ref()));
    Ok(files.map(|file| file_stem(&file)).collect())
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
    fs::write(to.join("Cargo.toml"), manifest)?;
    fs::copy(repository.path("Cargo.lock"), to.join("Cargo.lock"))?;
    Ok(())
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

/// Paths as a reader sees them, `sort_needs_order.rs` and `library/core/..`,
/// and nothing of the library's source, which not everybody has installed.
fn short(text: &str) -> String {
    let text = text.replace("src/bin/", "");
    let mut kept = String::new();
    let mut in_library = false;
    for line in text.lines().map(str::trim_end) {
        in_library &= is_quoted(line);
        if in_library {
            continue;
        }
        let library = line.rfind("/library/").map(|i| &line[i + 1..]);
        match (line.split_once("--> "), library) {
            (Some((indent, _)), Some(path)) => {
                let file = path.split(':').next().unwrap_or_default();
                kept += &format!("{indent}--> {file}\n");
                in_library = true;
            }
            _ => kept += &format!("{line}\n"),
        }
    }
    kept.trim().to_owned() + "\n"
}

/// Whether a line is a piece of source: `12 | code` or `...`.
fn is_quoted(line: &str) -> bool {
    let digits = |c: char| c.is_ascii_digit() || c == ' ';
    let line = line.trim_start_matches(digits);
    line.starts_with('|') || line == "..."
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
