//! What is an engine: which files of a step, and which of their lines count.
//!
//! The tests here hold the engines to their lengths, and the book prints
//! those lengths. Both ask here, so they cannot disagree.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, io};

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, tokenize};

/// The files of a step's engine: all in `src` but `main.rs`, which is the
/// show, and the modules that it declares.
///
/// # Errors
///
/// If they cannot be listed.
pub fn files(step: &Path) -> io::Result<Vec<PathBuf>> {
    let source = step.join("src");
    let show = source.join("main.rs");
    let modules = fs::read_to_string(&show).unwrap_or_default();
    let modules = modules.lines().filter_map(|line| {
        let name = line.strip_prefix("mod ")?.strip_suffix(';')?;
        Some(source.join(name))
    });
    let modules: Vec<_> = modules.collect();
    let mut files = rust_files(&source)?;
    files.retain(|file| {
        // A module is a file, `on_air.rs`, or a folder, `on_air/mod.rs`.
        let module = file.with_extension("");
        *file != show && !modules.iter().any(|m| module.starts_with(m))
    });
    Ok(files)
}

/// How many lines of code are in some files.
///
/// # Errors
///
/// If one cannot be read.
pub fn length(files: &[PathBuf]) -> io::Result<usize> {
    let codes = files.iter().map(fs::read_to_string);
    codes.map(|code| code.map(|code| code_lines(&code))).sum()
}

/// All Rust files in a folder and in those within it.
///
/// # Errors
///
/// If they cannot be listed.
pub fn rust_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension() == Some(OsStr::new("rs")) {
            files.push(path);
        }
    }
    Ok(files)
}

/// How many lines have code on them: blank lines and comments do not count,
/// and documentation is a comment.
pub fn code_lines(code: &str) -> usize {
    let mut lines = BTreeSet::new();
    let (mut start, mut line) = (0, 0);
    for token in tokenize(code, FrontmatterAllowed::No) {
        let end = start + token.len as usize;
        let last = line + code[start..end].matches('\n').count();
        if is_code(token.kind) {
            lines.extend(line..=last);
        }
        (start, line) = (end, last);
    }
    lines.len()
}

fn is_code(kind: TokenKind) -> bool {
    use TokenKind::{BlockComment, LineComment, Whitespace};
    !matches!(kind, Whitespace | LineComment { .. } | BlockComment { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_blank_lines_do_not_count() {
        let code = "//! The crate.\n//! ```\n//! assert!(true);\n\n\
                    use std::io;\n\n/// A function.\n/* long\ncomment */\n\
                    fn f() {\n    // Nothing.\n    let _ = \"//\"; // So.\n\
                    }\n";
        assert_eq!(code_lines(code), 4);
    }

    #[test]
    fn text_on_several_lines_counts_as_often() {
        assert_eq!(code_lines("const A: &str = \"a\nb\n// c\";\n"), 3);
    }

    #[test]
    fn the_show_and_its_modules_are_not_the_engine() {
        let step = tempfile::tempdir().expect("a folder");
        let write = |name: &str, code: &str| {
            let file = step.path().join("src").join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, code).unwrap();
        };
        write("main.rs", "//! The show.\n\nmod flags;\nmod stage;\n");
        write("flags.rs", "fn flags() {}\n");
        write("stage/mod.rs", "fn stage() {}\n");
        write("stage/front.rs", "fn front() {}\n");
        write("lib.rs", "mod flagship;\n");
        write("flagship.rs", "/// Not a flag.\nfn flagship() {}\n");
        let mut files = files(step.path()).unwrap();
        files.sort();
        let names = files.iter().filter_map(|file| file.file_name());
        assert_eq!(names.collect::<Vec<_>>(), ["flagship.rs", "lib.rs"]);
        assert_eq!(length(&files).unwrap(), 2);
    }
}
