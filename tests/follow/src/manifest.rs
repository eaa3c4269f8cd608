//! The `Cargo.toml` of a folder that somebody types in.
//!
//! It is a workspace of its own: whatever becomes of it, the steps still
//! build. But it has the versions, the profiles and the lock file of the
//! repository, so that nothing which is there is built again.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use toml_edit::{DocumentMut, Item, Table, value};

use crate::house::{House, Step};

/// The name of the crate that somebody types, whatever step it is.
pub const NAME: &str = "mine";

/// A manifest for `mine/`, made of a step's.
///
/// Cargo takes two folders for one if their crates have the same name and
/// version, and may run what was built in the other. So `birth`, which no two
/// folders share, becomes a part of the version.
pub fn of_step(
    house: &House,
    step: &Step,
    story: &str,
    birth: u128,
) -> Result<String> {
    let file = format!("steps/{}/Cargo.toml", step.name);
    let mut manifest = parse(house, &file)?;
    let package = manifest.get_mut("package").and_then(Item::as_table_mut);
    let package = package.with_context(|| format!("{file}: no package"))?;
    package["name"] = value(NAME);
    package["description"] = value(story);
    let own = manifest.to_string();
    let mut rules = house_rules(house)?;
    let version = &mut rules["workspace"]["package"]["version"];
    let number = version.as_str().unwrap_or("0.0.0");
    *version = value(format!("{number}+{birth}"));
    Ok(format!("{own}\n{FOLLOWS}\n{rules}"))
}

/// What no other folder has in its version, if a folder is there.
pub fn birth(mine: &Path) -> Option<String> {
    let text = fs::read_to_string(mine.join("Cargo.toml")).ok()?;
    let manifest = text.parse::<DocumentMut>().ok()?;
    let version = manifest.get("workspace")?.get("package")?;
    let version = version.get("version")?.as_str()?;
    version.split_once('+').map(|(_, birth)| birth.to_owned())
}

const FOLLOWS: &str = "\
# From here on it is what the Cargo.toml at the top of the repository says.
# This folder is no part of that: if something is wrong here, all steps still
# build.";

/// A manifest for the promises, which are built with what lies in `mine/`.
pub fn of_promises(house: &House, topics: &[&str]) -> Result<String> {
    let mut manifest = house_rules(house)?;
    manifest["workspace"] = toml_edit::table();
    let mut package = Table::new();
    package["name"] = value("promises");
    package["edition"] = value("2024");
    package["publish"] = value(false);
    manifest["package"] = Item::Table(package);
    let mut libraries = Table::new();
    for (name, path) in
        [(NAME, house.mine().to_owned()), ("shared", house.path("shared"))]
    {
        libraries[name] = toml_edit::table();
        libraries[name]["path"] = path_value(&path);
    }
    manifest["dependencies"] = Item::Table(libraries);
    quick_to_build(&mut manifest)?;
    let mut bins = toml_edit::ArrayOfTables::new();
    for topic in topics {
        let file = format!("tests/follow/promises/{topic}.rs");
        let mut bin = Table::new();
        bin["name"] = value(program_of(topic));
        bin["path"] = path_value(&house.path(file));
        bins.push(bin);
    }
    manifest["bin"] = Item::ArrayOfTables(bins);
    Ok(manifest.to_string())
}

/// Lets a manifest's crate, and the one in `mine/`, be built quickly, since
/// nobody will run them for long. Libraries that are there already stay as
/// they are.
pub fn quick_to_build(manifest: &mut DocumentMut) -> Result<()> {
    let profile = manifest["profile"]["dev"].as_table_mut();
    let profile = profile.context("Cargo.toml: no profile")?;
    let own = [
        ("opt-level", value(0)),
        ("debug", value(false)),
        // Of many small pieces, few change with a line.
        ("codegen-units", value(256)),
    ];
    for (name, setting) in &own {
        profile[name] = setting.clone();
        profile["package"][NAME][name] = setting.clone();
    }
    profile["strip"] = value("debuginfo");
    Ok(())
}

/// The program that tries a topic's promises.
pub fn program_of(topic: &str) -> String {
    format!("promises_{topic}")
}

/// What a workspace has to say to be like the repository.
fn house_rules(house: &House) -> Result<DocumentMut> {
    let root = parse(house, "Cargo.toml")?;
    let mut rules = DocumentMut::new();
    for name in ["workspace", "profile"] {
        rules[name] = root.get(name).cloned().unwrap_or_default();
    }
    let workspace = rules["workspace"].as_table_mut();
    let workspace = workspace.context("Cargo.toml: no workspace")?;
    workspace.remove("members");
    workspace.remove("default-members");
    if let Some(lints) = workspace["lints"]["rust"].as_table_like_mut() {
        // Nobody documents while they type.
        lints.remove("missing_docs");
    }
    let libraries = workspace["dependencies"].as_table_like_mut();
    let libraries = libraries.context("Cargo.toml: no dependencies")?;
    let steps = libraries.iter().map(|(name, _)| name.to_owned());
    let steps = steps.filter(|name| name.starts_with("step_"));
    for step in steps.collect::<Vec<_>>() {
        libraries.remove(&step);
    }
    let shared = house.path("shared");
    let neighbours = shared.parent() == house.mine().parent();
    // Then it is still right when the folder is moved aside.
    let shared = if neighbours { Path::new("../shared") } else { &shared };
    workspace["dependencies"]["shared"]["path"] = path_value(shared);
    let packages = rules["profile"]["dev"]["package"].as_table_mut();
    // Cargo warns of those that nobody needs there.
    packages
        .context("Cargo.toml: no profiles of libraries")?
        .retain(|name, _| name == "*" || name == "shared");
    Ok(rules)
}

fn path_value(path: &Path) -> Item {
    value(path.to_string_lossy().into_owned())
}

fn parse(house: &House, file: &str) -> Result<DocumentMut> {
    let manifest = house.read(file)?.parse::<DocumentMut>();
    manifest.with_context(|| format!("{file} is no TOML"))
}
