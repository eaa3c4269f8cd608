//! Where everything lies: the steps, their chapters, and `mine/`.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The repository, and the folder in which somebody types.
#[derive(Debug, Clone)]
pub struct House {
    root: PathBuf,
    mine: PathBuf,
}

/// One of the numbered crates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its number, from 1 on.
    pub number: usize,
    /// The folder's name, such as `04_sorted_heap`.
    pub name: String,
}

impl House {
    /// The repository that this program was built in.
    pub fn here() -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.ancestors().nth(2);
        let root = root.expect("this crate lies in the repository");
        Self { root: root.to_owned(), mine: root.join("mine") }
    }

    /// The same, with another folder to type in.
    pub fn with_mine(self, mine: impl Into<PathBuf>) -> Self {
        Self { mine: mine.into(), ..self }
    }

    /// A file or folder, named from the root.
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.root.join(name)
    }

    /// The folder in which somebody types.
    pub fn mine(&self) -> &Path {
        &self.mine
    }

    /// How to call a path in a message: from the root, if it lies there.
    pub fn call(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        inside.to_string_lossy().replace('\\', "/")
    }

    /// Where this program keeps what it makes.
    pub fn workplace(&self) -> PathBuf {
        if self.mine == self.path("mine") {
            return self.path("target").join("follow");
        }
        self.mine.with_extension("work")
    }

    /// All steps, in order.
    pub fn steps(&self) -> Result<Vec<Step>> {
        let names = files_in(&self.path("steps"))?.into_iter();
        let names = names.map(|path| file_name(&path));
        let mut steps: Vec<_> = names.filter_map(Step::named).collect();
        steps.sort_by_key(|step| step.number);
        Ok(steps)
    }

    /// The step with that number.
    pub fn step(&self, number: usize) -> Result<Step> {
        let steps = self.steps()?;
        let last = steps.len();
        let found = steps.into_iter().find(|step| step.number == number);
        found.with_context(|| {
            format!("there is no step {number}; there are 1 to {last}")
        })
    }

    /// A step's source files, named from its folder: `src/lib.rs`.
    pub fn sources(&self, folder: &Path) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for path in all_files(&folder.join("src"))? {
            let name = path.strip_prefix(folder)?.to_string_lossy();
            names.push(name.replace('\\', "/"));
        }
        Ok(names)
    }

    /// The folder of a step.
    pub fn folder(&self, step: &Step) -> PathBuf {
        self.path("steps").join(&step.name)
    }

    /// The pages of a step's chapter, in order, named from the chapters'
    /// folder.
    pub fn pages(&self, step: &Step) -> Result<Vec<String>> {
        let summary = self.read("book/chapters/SUMMARY.md")?;
        let links = summary.lines().filter_map(|line| {
            let (_, link) = line.split_once("](")?;
            Some(link.trim().trim_end_matches(')').to_owned())
        });
        let own = format!("{:02}_", step.number);
        Ok(links.filter(|link| link.starts_with(&own)).collect())
    }

    /// A chapter's page.
    pub fn page(&self, page: &str) -> Result<String> {
        self.read(&format!("book/chapters/{page}"))
    }

    /// The title of a page: its first heading.
    pub fn title(&self, page: &str) -> Result<String> {
        let text = self.page(page)?;
        let mut lines = text.lines();
        let title = lines.find_map(|line| line.strip_prefix("# "));
        let title =
            title.with_context(|| format!("{page} has no title"))?;
        Ok(title.trim().to_owned())
    }

    /// A step's chapter, in words, with the file of its first page.
    pub fn chapter(&self, step: &Step) -> Result<String> {
        let pages = self.pages(step)?;
        let first = pages.first().context("there is no such chapter")?;
        Ok(format!("{} (book/chapters/{first})", self.title(first)?))
    }

    /// The headings on a page, each with its line, counted from one.
    pub fn headings(&self, page: &str) -> Result<Vec<(usize, String)>> {
        let text = self.page(page)?;
        let lines = (1..).zip(text.lines());
        let headings = lines.filter_map(|(number, line)| {
            let heading = line.trim_start_matches('#').strip_prefix(' ')?;
            let is_one = line.starts_with('#');
            is_one.then(|| (number, heading.trim().to_owned()))
        });
        Ok(headings.collect())
    }

    /// On which line of a page a heading stands, if it is there.
    pub fn line_of(
        &self,
        page: &str,
        heading: &str,
    ) -> Result<Option<usize>> {
        let headings = self.headings(page)?.into_iter();
        let mut found = headings.filter(|(_, text)| text == heading);
        Ok(found.next().map(|(line, _)| line))
    }

    /// Reads a file, named from the root.
    pub fn read(&self, name: &str) -> Result<String> {
        read(&self.path(name))
    }
}

impl Step {
    fn named(name: String) -> Option<Self> {
        let number = name.split('_').next()?.parse().ok()?;
        Some(Self { number, name })
    }

    /// The crate's name.
    pub fn package(&self) -> String {
        format!("step_{}", self.name)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.number)
    }
}

/// Reads a text file, and says which if that is not possible.
pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path)
        .with_context(|| format!("cannot read {}", path.display()))
}

/// All files in a folder and in those within it, sorted by name.
pub fn all_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in files_in(folder)? {
        if path.is_dir() {
            files.extend(all_files(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("cannot read {}", folder.display()))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths.collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().map(OsStr::to_string_lossy);
    name.unwrap_or_default().into_owned()
}
