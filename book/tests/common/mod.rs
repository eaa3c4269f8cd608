//! The book, built once for all tests of a file, and small ones made up.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use book::building::{Care, build};
use book::chapter::blocks::{Fence, Kind, blocks};
use book::chapter::expand::Report;
use book::repository::{Repository, entries};
use tempfile::TempDir;

/// The pages. What is wrong in a chapter is the matter of another test.
#[allow(dead_code, reason = "not every test reads pages")]
pub(crate) fn pages() -> &'static Path {
    static PAGES: LazyLock<TempDir> = LazyLock::new(|| {
        let folder = tempfile::tempdir().expect("a new folder");
        let built = build(&repository(), folder.path(), Care::Draft);
        built.expect("it builds");
        folder
    });
    PAGES.path()
}

pub(crate) fn repository() -> Repository {
    Repository::here()
}

/// All chapters: their names from the folder of chapters, and their text.
#[allow(dead_code, reason = "not every test reads chapters")]
pub(crate) fn chapters() -> Vec<(String, String)> {
    let root = repository().path("book/chapters");
    let files = files(&root, "md").into_iter();
    let chapters = files.map(|file| {
        let name = file.strip_prefix(&root).expect("it lies in there");
        let name = name.to_string_lossy().replace('\\', "/");
        (name, std::fs::read_to_string(&file).expect("text"))
    });
    chapters.collect()
}

/// All code between fences, each with its chapter and line.
#[allow(dead_code, reason = "not every test reads chapters")]
pub(crate) fn fences() -> Vec<(String, Fence)> {
    let mut fences = Vec::new();
    for (name, text) in chapters() {
        for block in blocks(&text) {
            if let Kind::Fence(fence) = block.kind {
                fences.push((format!("{name}:{}", block.line), fence));
            }
        }
    }
    fences
}

/// All files with an extension in a folder and those within it.
pub(crate) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in entries(folder).expect("a folder") {
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension() == Some(extension.as_ref()) {
            found.push(path);
        }
    }
    found
}

/// A small repository with a book of its own.
#[allow(dead_code, reason = "not every test makes one up")]
pub(crate) struct Fixture(TempDir);

#[allow(dead_code, reason = "not every test needs all of it")]
impl Fixture {
    /// One with a book that has a page of this name, and these rules.
    pub(crate) fn new(page: &str, text: &str, rules: &str) -> Self {
        let fixture = Self(tempfile::tempdir().expect("a new folder"));
        let config = format!(
            "[book]\nsrc = \"chapters\"\n[preprocessor.unio.rules]\n{rules}"
        );
        fixture.write("book/book.toml", &config);
        let summary = format!("- [A page]({page})\n");
        fixture.write("book/chapters/SUMMARY.md", &summary);
        fixture.write(&format!("book/chapters/{page}"), text);
        fixture
    }

    /// Writes a file, named from the root.
    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.0.path().join(file);
        let folder = path.parent().expect("it is in a folder");
        std::fs::create_dir_all(folder).expect("a new folder");
        std::fs::write(path, text).expect("a new file");
    }

    /// Writes what a scene of a step prints.
    pub(crate) fn print(&self, scene: &str, step: &str, text: &str) {
        let file = format!("tests/snapshots/{scene}/{step}.snap");
        self.write(&file, &format!("---\nsource: a\n---\n{text}"));
    }

    /// Builds the book.
    pub(crate) fn build(&self, care: Care) -> anyhow::Result<Report> {
        let repository = Repository::at(self.0.path());
        build(&repository, &self.0.path().join("html"), care)
    }

    /// What a strict build says of it.
    pub(crate) fn complaint(&self) -> String {
        let built = self.build(Care::Strict);
        built.map_or_else(|error| format!("{error:#}"), |_| String::new())
    }

    /// A page, built with all its mistakes.
    pub(crate) fn page(&self, name: &str) -> String {
        self.build(Care::Draft).expect("it builds");
        let page = self.0.path().join("html").join(name);
        std::fs::read_to_string(page).expect("a page")
    }
}
