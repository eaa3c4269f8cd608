//! Programs that must not compile, and what the compiler says of them.

use anyhow::Result;
use maud::{Markup, html};

use crate::compiler::FOLDER;
use crate::diff::excerpt::Excerpt;
use crate::diff::file_diff::FileDiff;
use crate::draw::code::{self, Caption, figure};
use crate::repository::Repository;

/// What the compiler says of a program, or the program itself.
pub fn error(
    repository: &Repository,
    name: &str,
    code: bool,
) -> Result<Markup> {
    if code { program(repository, name) } else { message(repository, name) }
}

/// What the compiler says of a program, as a box.
fn message(repository: &Repository, name: &str) -> Result<Markup> {
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
fn program(repository: &Repository, name: &str) -> Result<Markup> {
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
    let code = code::excerpt(&diff, &excerpt);
    Ok(figure("listing wrong", &caption, &code))
}
