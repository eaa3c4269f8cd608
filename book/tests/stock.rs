//! A stock mdBook makes the same pages: what `mdbook build` does, from the
//! library that it is made of.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use book::repository::entries;
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;

#[test]
fn a_stock_mdbook_makes_the_same_pages() {
    let folder = tempfile::tempdir().expect("a new folder");
    let book = common::repository().path("book");
    let mut book = load(&book);
    book.config.build.build_dir = folder.path().to_owned();
    book.build().expect("pages");
    let (ours, theirs) = (read(common::pages()), read(folder.path()));
    let names = |files: &BTreeMap<PathBuf, _>| -> Vec<PathBuf> {
        files.keys().cloned().collect()
    };
    assert_eq!(names(&ours), names(&theirs));
    for (name, content) in ours {
        assert!(theirs[&name] == content, "{}", name.display());
    }
}

/// The book, with the command of its preprocessor made shorter: `cargo run`
/// would build the program that is here once more.
fn load(book: &Path) -> MDBook {
    let config = Config::from_disk(book.join("book.toml"));
    let mut config = config.expect("a configuration");
    let key = "preprocessor.unio.command";
    let command: String = config.get(key).unwrap().expect("a command");
    let arguments = command.strip_prefix("cargo run -q -p book --");
    let arguments = arguments.expect("it is the book's own");
    let program = env!("CARGO_BIN_EXE_book").replace('\\', "/");
    config.set(key, format!("'{program}'{arguments}")).expect("a text");
    MDBook::load_with_config(book, config).expect("a book")
}

/// The name of the search's index has a sum of what is in it, and that is
/// in another order each time.
fn without_index(page: &[u8]) -> Vec<u8> {
    let page = String::from_utf8_lossy(page);
    let parts = page.split("searchindex-").enumerate();
    let parts = parts.map(|(i, part)| match part.split_once(".js") {
        Some((_, rest)) if i > 0 => format!("searchindex.js{rest}"),
        _ => part.to_owned(),
    });
    parts.collect::<String>().into_bytes()
}

/// All files of a folder, by their names within it.
fn read(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for path in entries(&next).expect("a folder") {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("it is in there");
            let content = fs::read(&path).expect("a file");
            if name.to_string_lossy().starts_with("searchindex") {
                continue;
            }
            let is_text = name.extension().is_some_and(|extension| {
                ["html", "js"].iter().any(|text| extension == *text)
            });
            let content =
                if is_text { without_index(&content) } else { content };
            files.insert(name.to_owned(), content);
        }
    }
    files
}
