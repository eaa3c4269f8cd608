//! `mine/`: the folder that somebody types in.
//!
//! Nothing that somebody typed is ever lost. A new folder is made whole
//! beside the old one, then the old one is moved aside, then the new one
//! takes its place; one of these at a time, whoever else is at work.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use tempfile::{NamedTempFile, TempDir};

use crate::house::{House, Step, read};
use crate::manifest;
use crate::puzzles::Puzzle;

/// What a folder is to become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// The number of the step.
    pub step: usize,
    /// The puzzle, if there is a mistake to be found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub puzzle: Option<usize>,
}

/// What has been done to make room and to fill it.
#[derive(Debug)]
pub struct Made {
    /// Where the work is that was there before.
    pub aside: Option<PathBuf>,
    /// Whether rust-analyzer has been told of the folder just now.
    pub editor: Editor,
}

/// Whether the editor knows that `mine/` is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Editor {
    /// It has been told before.
    Knows,
    /// It has been told just now.
    Told,
    /// It has settings of its own, which we leave alone.
    OwnSettings,
}

/// The goal is kept in here, so that it goes where the folder goes.
const GOAL: &str = ".follow.toml";

impl Goal {
    /// To become that step.
    pub fn step(number: usize) -> Self {
        Self { step: number, puzzle: None }
    }

    /// What the folder is to become. There may be no folder.
    pub fn read(house: &House) -> Result<Option<Self>> {
        if !house.mine().exists() {
            return Ok(None);
        }
        let text = read(&house.mine().join(GOAL)).with_context(|| {
            let mine = house.call(house.mine());
            format!(
                "{mine}/ does not say what it is to become; `cargo follow \
                 start 4`, say, moves it aside and begins anew"
            )
        })?;
        let goal = toml::from_str(&text);
        let file = house.call(&house.mine().join(GOAL));
        goal.with_context(|| format!("{file} makes no sense"))
    }

    /// From now on the folder is to become something else.
    pub fn write(self, house: &House) -> Result<()> {
        let mut file = NamedTempFile::new_in(house.mine())?;
        file.write_all(self.text()?.as_bytes())?;
        file.persist(house.mine().join(GOAL))?;
        Ok(())
    }

    fn text(self) -> Result<String> {
        let text = toml::to_string(&self)?;
        Ok(format!("# What this is to become: for cargo follow.\n{text}"))
    }
}

/// Puts a copy of the step before into `mine/`, to become the step; before
/// step 1 there is a single Blinky.
pub fn start(house: &House, step: &Step) -> Result<Made> {
    let goal = Goal::step(step.number);
    let story = format!("On the way to step {step}");
    if step.number == 1 {
        let scene = house.folder(step).join("examples/one_blinky.rs");
        let files = vec![("src/main.rs".to_owned(), read(&scene)?)];
        return fill(house, step, &story, goal, files);
    }
    let before = house.step(step.number - 1)?;
    let files = copy(house, &before)?;
    fill(house, &before, &story, goal, files)
}

/// Puts a copy of the step into `mine/`.
pub fn catch_up(house: &House, step: &Step) -> Result<Made> {
    let story = format!("Step {step}");
    let goal = Goal::step(step.number);
    fill(house, step, &story, goal, copy(house, step)?)
}

/// Puts a step into `mine/` in which one line is wrong.
pub fn puzzle(house: &House, puzzle: &Puzzle) -> Result<Made> {
    let step = house.step(puzzle.step)?;
    let mut files = copy(house, &step)?;
    puzzle.edit.apply(&mut files)?;
    let goal = Goal { step: puzzle.step, puzzle: Some(puzzle.number) };
    let story = format!("Step {step}, and one line of it is wrong");
    fill(house, &step, &story, goal, files)
}

/// The sources of a step as they are in `mine/`: files, named from there,
/// with their text.
pub fn copy(house: &House, step: &Step) -> Result<Vec<(String, String)>> {
    let folder = house.folder(step);
    let names = house.sources(&folder)?.into_iter();
    let files = names.map(|name| {
        let text = read(&folder.join(&name))?;
        // The engine has the same name all the way.
        Ok((name, text.replace(&step.package(), manifest::NAME)))
    });
    files.collect()
}

fn fill(
    house: &House,
    step: &Step,
    story: &str,
    goal: Goal,
    mut files: Vec<(String, String)>,
) -> Result<Made> {
    let _turn = wait_for_turn(house)?;
    let birth = SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros();
    let manifest = manifest::of_step(house, step, story, birth)?;
    files.push(("Cargo.toml".into(), manifest));
    files.push(("Cargo.lock".into(), house.read("Cargo.lock")?));
    files.push((GOAL.into(), goal.text()?));
    files.push((".cargo/config.toml".into(), COMMANDS.into()));
    let new = beside(house)?;
    for (name, text) in &files {
        write_new(&new.path().join(name), text)?;
    }
    let aside = move_in(house, new)?;
    Ok(Made { aside, editor: tell_editor(house)? })
}

/// The commands of the repository, for those who have gone into the folder.
const COMMANDS: &str = "\
[alias]
follow = \"run -q --manifest-path ../Cargo.toml -p follow --\"
compare = \"run -q --manifest-path ../Cargo.toml -p follow -- compare\"
mine = \"run -q --\"
";

/// Several may want to move the folder at the same time: one after the
/// other.
fn wait_for_turn(house: &House) -> Result<File> {
    let folder = house.workplace();
    fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make {}", folder.display()))?;
    let lock = folder.join("lock");
    let file = OpenOptions::new().create(true).append(true).open(&lock);
    let file =
        file.with_context(|| format!("cannot open {}", lock.display()))?;
    file.lock()
        .with_context(|| format!("cannot lock {}", lock.display()))?;
    Ok(file)
}

/// A new folder on the same disk, which goes if it is not moved in.
fn beside(house: &House) -> Result<TempDir> {
    let (parent, name) = parts(house.mine())?;
    let folder = tempfile::Builder::new()
        .prefix(&format!("{name}.new-"))
        .tempdir_in(parent);
    folder.with_context(|| format!("cannot write in {}", parent.display()))
}

fn write_new(path: &Path, text: &str) -> Result<()> {
    let write = || {
        fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
        fs::write(path, text)
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

/// Moves what is there aside, and the new one in. Returns where it is now.
fn move_in(house: &House, new: TempDir) -> Result<Option<PathBuf>> {
    let mine = house.mine();
    let called = house.call(mine);
    let aside = move_aside(house)?;
    if let Err(error) = fs::rename(new.path(), mine) {
        if let Some(aside) = &aside {
            let back = fs::rename(aside, mine);
            back.with_context(|| format!("it is in {}", aside.display()))?;
        }
        return Err(error).with_context(|| format!("cannot make {called}"));
    }
    // It has another name now, and stays.
    let _ = new.keep();
    Ok(aside)
}

fn move_aside(house: &House) -> Result<Option<PathBuf>> {
    let mine = house.mine();
    if fs::symlink_metadata(mine).is_err() {
        return Ok(None);
    }
    let aside = free_name(house)?;
    let moved = fs::rename(mine, &aside);
    let called = house.call(mine);
    moved.with_context(|| {
        format!(
            "cannot move {called} aside, so nothing has changed. Is it \
             open in another program?"
        )
    })?;
    Ok(Some(aside))
}

/// `mine.03`, or `mine.03.2` and so on if that is taken.
fn free_name(house: &House) -> Result<PathBuf> {
    let (parent, name) = parts(house.mine())?;
    let goal = Goal::read(house).ok().flatten();
    let ending = match goal {
        Some(Goal { step, puzzle: None }) => format!("{step:02}"),
        Some(Goal { puzzle: Some(number), .. }) => {
            format!("puzzle_{number}")
        }
        None => "old".to_owned(),
    };
    let first = format!("{name}.{ending}");
    let others = (2..).map(|number| format!("{first}.{number}"));
    let mut names = [first.clone()].into_iter().chain(others);
    let free = names.find_map(|name| {
        let path = parent.join(name);
        fs::symlink_metadata(&path).is_err().then_some(path)
    });
    Ok(free.expect("there are more numbers than folders"))
}

fn parts(mine: &Path) -> Result<(&Path, &str)> {
    let name = mine.file_name().and_then(|name| name.to_str());
    match (mine.parent(), name) {
        (Some(parent), Some(name)) => Ok((parent, name)),
        _ => bail!("{} is no name for a folder", mine.display()),
    }
}

/// When the repository is opened in VS Code, rust-analyzer sees one
/// workspace. It has to be told of the second.
fn tell_editor(house: &House) -> Result<Editor> {
    let settings = house.path(".vscode/settings.json");
    if house.mine() != house.path("mine") {
        return Ok(Editor::Knows);
    }
    if let Ok(text) = fs::read_to_string(&settings) {
        let knows = text.contains("mine/Cargo.toml");
        return Ok(if knows { Editor::Knows } else { Editor::OwnSettings });
    }
    write_new(&settings, SETTINGS)?;
    Ok(Editor::Told)
}

/// What rust-analyzer needs to be told, in VS Code's words.
pub const SETTINGS: &str = r#"{
    "rust-analyzer.linkedProjects": ["Cargo.toml", "mine/Cargo.toml"]
}
"#;
