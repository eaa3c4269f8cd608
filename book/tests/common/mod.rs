//! The book, built once for all tests of a file.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use book::building::{Care, build};
use book::chapter::blocks::{Fence, Kind, blocks};
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
