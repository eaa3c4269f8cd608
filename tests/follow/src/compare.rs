//! What changes from one step to another: in the code, and in what is
//! printed.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::diff::{self, Row};
use crate::house::{House, Step, read};
use crate::page::{Mood, Page};

/// The scene that is every step's `main.rs`.
pub const BLINKIES: &str = "blinkies";

/// What changes, side by side where there is room.
pub fn page(
    house: &House,
    [from, to]: [&Step; 2],
    scene: &str,
    width: usize,
) -> Result<Page> {
    let outputs = [output(house, from, scene)?, output(house, to, scene)?];
    let title = format!("What changes in the code from {from} to {to}.");
    let mut page = Page::new(Mood::Calm, title);
    for file in files(house, from, to)? {
        let texts = [from, to].map(|step| {
            read(&house.folder(step).join(&file)).unwrap_or_default()
        });
        show(&mut page, &file, &texts, width);
    }
    page.add(Page::new(
        Mood::Calm,
        format!("What changes in what {scene} prints."),
    ));
    if outputs[0] == outputs[1] {
        page.say("Nothing: both steps print the same.");
    } else {
        show(&mut page, scene, &outputs, width);
    }
    Ok(page)
}

fn show(page: &mut Page, what: &str, texts: &[String; 2], width: usize) {
    let rows = diff::of_text(&texts[0], &texts[1]);
    if !rows.iter().any(Row::is_change) {
        return;
    }
    let rows = diff::near_changes(rows);
    page.say(format!("{what}:"));
    let columns = diff::side_by_side(&rows, width);
    page.raw(columns.unwrap_or_else(|| diff::unified(&rows)));
}

/// The files of both: the manifest, and the sources.
fn files(house: &House, from: &Step, to: &Step) -> Result<Vec<String>> {
    let mut files = vec!["Cargo.toml".to_owned()];
    for step in [from, to] {
        files.extend(house.sources(&house.folder(step))?);
    }
    files[1..].sort();
    files.dedup();
    Ok(files)
}

/// What a scene prints: its snapshot, without the header.
fn output(house: &House, step: &Step, scene: &str) -> Result<String> {
    let folder = house.path("tests/snapshots");
    if !folder.join(scene).is_dir() {
        let scenes = names(&folder)?.join(", ");
        bail!("there is no scene {scene}; there are {scenes}");
    }
    let file = folder.join(scene).join(format!("{}.snap", step.name));
    if !file.exists() {
        let steps = names(&folder.join(scene))?.join(", ");
        bail!("step {step} has no scene {scene}; it is in {steps}");
    }
    let text = read(&file)?;
    let body = text.strip_prefix("---\n").and_then(|rest| {
        rest.split_once("\n---\n").map(|(_, body)| body.to_owned())
    });
    body.with_context(|| format!("{} has no header", file.display()))
}

fn names(folder: &std::path::Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).context("there are no snapshots")?;
    let mut names = Vec::new();
    for entry in entries {
        let path = entry?.path().with_extension("");
        let name = path.file_name().unwrap_or_default();
        names.push(name.to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
