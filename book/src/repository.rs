//! Where everything lies: the steps, their files, and what they printed.

use std::fmt::{self, Display};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use shared::recording::Recording;

/// The repository that the book is about.
#[derive(Debug, Clone)]
pub struct Repository {
    root: PathBuf,
}

/// One of the numbered crates.
#[derive(Debug, Clone)]
pub struct Step {
    /// The folder's name, such as `04_sorted_heap`.
    pub name: String,
    folder: PathBuf,
}

/// A file of a step. It need not be there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The step's number.
    pub step: String,
    /// The file, named from the step's folder.
    pub file: String,
}

impl Place {
    /// This file of this step.
    pub fn new(step: &str, file: &str) -> Self {
        Self { step: step.to_owned(), file: file.to_owned() }
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "file {} in step {}", self.file, self.step)
    }
}

impl Repository {
    /// The repository that this program was built in.
    pub fn here() -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        Self::at(here.parent().expect("the book lies in the repository"))
    }

    /// A repository in another place.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The place of a file or a folder, named from the root.
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.root.join(name)
    }

    /// Reads a file, named from the root.
    pub fn read(&self, name: impl AsRef<Path>) -> Result<String> {
        let name = name.as_ref();
        let text = fs::read_to_string(self.path(name));
        text.with_context(|| format!("cannot read {}", name.display()))
    }

    /// All steps, in order.
    pub fn steps(&self) -> Result<Vec<Step>> {
        let mut folders = entries(&self.path("steps"))?;
        folders.retain(|folder| folder.is_dir());
        let steps = folders.into_iter().map(|folder| {
            let name = file_name(&folder);
            Step { name, folder }
        });
        Ok(steps.collect())
    }

    /// The step with a number of two digits.
    pub fn step(&self, number: &str) -> Result<Step> {
        let mut steps = self.steps()?.into_iter();
        let found = steps.find(|step| step.number() == number);
        found.with_context(|| format!("there is no step {number}"))
    }

    /// The text of a file of a step, if it is there.
    ///
    /// # Errors
    ///
    /// If there is no such step.
    pub fn text(&self, place: &Place) -> Result<Option<String>> {
        Ok(self.step(&place.step)?.read(&place.file))
    }

    /// The step before another, if there is one.
    pub fn step_before(&self, step: &Step) -> Result<Option<Step>> {
        let steps = self.steps()?.into_iter();
        Ok(steps.take_while(|other| other.name != step.name).last())
    }

    /// What a scene of a step prints: its snapshot, without the header.
    pub fn output(&self, step: &Step, scene: &str) -> Result<String> {
        self.snapshot(format!("tests/snapshots/{scene}/{}.snap", step.name))
    }

    /// What happened in a run of a scene of a step.
    pub fn recording(&self, step: &Step, scene: &str) -> Result<Recording> {
        let file = format!("tests/recordings/{scene}/{}.snap", step.name);
        let text = self.snapshot(file.clone())?;
        text.parse().with_context(|| file)
    }

    fn snapshot(&self, file: String) -> Result<String> {
        let text = self.read(&file)?;
        let body = text.strip_prefix("---\n").and_then(|rest| {
            rest.split_once("\n---\n").map(|(_, body)| body.to_owned())
        });
        body.with_context(|| format!("{file} has no header"))
    }
}

impl Step {
    /// The two digits at the start of its name.
    pub fn number(&self) -> &str {
        self.name.split('_').next().unwrap_or_default()
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The crate's name.
    pub fn package(&self) -> String {
        format!("step_{}", self.name)
    }

    /// The text of a file, named from the step's folder, if it is there.
    pub fn read(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.folder.join(file)).ok()
    }

    /// The files that teach: `Cargo.toml`, and all in `src`.
    pub fn files(&self) -> Result<Vec<String>> {
        let mut files = vec!["Cargo.toml".to_owned()];
        for path in all_files(&self.folder.join("src"))? {
            let name = path.strip_prefix(&self.folder)?;
            files.push(name.to_string_lossy().replace('\\', "/"));
        }
        Ok(files)
    }

    /// The file of an example, which may be a folder.
    pub fn example(&self, name: &str) -> Result<String> {
        let files = [
            format!("examples/{name}.rs"),
            format!("examples/{name}/main.rs"),
        ];
        let there = |file: &String| self.folder.join(file).exists();
        let Some(file) = files.into_iter().find(there) else {
            bail!("step {} has no example {name}", self.name);
        };
        Ok(file)
    }
}

/// What is in a folder, sorted by name.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("cannot read {}", folder.display()))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths.collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}

fn all_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            files.extend(all_files(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
