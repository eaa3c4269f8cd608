//! A mistake in a chapter is told with its place, and a change that no
//! chapter shows with its name.

use std::fs;

use book::building::{Care, build};
use book::repository::Repository;
use tempfile::TempDir;

const OLD: &str = "\
/// Says hello.
pub fn hello() {
    println!(\"hello\");
}
";

const NEW: &str = "\
/// Says hello.
pub fn hello() {
    println!(\"hello, world\");
}

/// Says good bye.
pub fn bye() {
    println!(\"bye\");
}
";

/// In an example, the name of the step's crate changes: a chapter need not
/// show that.
const NAMED: &str = "\
/// # use step_NAME as unio;
pub fn named() {}
";

/// A repository with two steps, and a chapter on the second.
fn repository(chapter: &str) -> (TempDir, Repository) {
    let root = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for (step, code) in [("01_old", OLD), ("02_new", NEW)] {
        write(&format!("steps/{step}/src/lib.rs"), code);
        let named = NAMED.replace("NAME", step);
        write(&format!("steps/{step}/src/named.rs"), &named);
        write(&format!("steps/{step}/Cargo.toml"), "[package]\n");
    }
    write("book/book.toml", "[book]\nsrc = \"chapters\"\n");
    write("book/chapters/SUMMARY.md", "- [New](02_new.md)\n");
    write("book/chapters/02_new.md", chapter);
    let repository = Repository::at(root.path());
    (root, repository)
}

/// What a strict build says of a chapter.
fn complaint(chapter: &str) -> String {
    let (root, repository) = repository(chapter);
    let built = build(&repository, &root.path().join("html"), Care::Strict);
    built.map_or_else(|error| format!("{error:#}"), |_| String::new())
}

#[test]
fn a_chapter_that_shows_everything_is_right() {
    let chapter = "{{#diff 01 02 src/lib.rs hello}}\n\n\
                   {{#diff 01 02 src/lib.rs bye}}\n";
    assert_eq!(complaint(chapter), "");
    assert_eq!(complaint("{{#diff 01 02 src/lib.rs}}\n"), "");
}

#[test]
fn a_change_that_is_not_shown_is_named() {
    let complaint = complaint("{{#diff 01 02 src/lib.rs hello}}\n");
    let expected = "steps/02_new/src/lib.rs: its chapter never shows +6–9; \
                    for example {{#diff 01 02 src/lib.rs bye}}";
    assert!(complaint.contains(expected), "{complaint}");
}

#[test]
fn a_directive_that_points_at_nothing_is_told_with_its_line() {
    for (directive, reason) in [
        ("{{#diff 01 02 src/lib.rs hallo}}", "no item hallo"),
        ("{{#diff 01 02 src/none.rs}}", "has a file src/none.rs"),
        ("{{#diff 01 03 src/lib.rs}}", "no step 03"),
        ("{{#diff 01 02 Cargo.toml}}", "nothing changes"),
        ("{{#listing 02 src/lib.rs hallo}}", "no item hallo"),
        ("{{#output 02 none}}", "none/02_new.snap"),
        ("{{#picture none}}", "none.svg"),
        ("{{#error none}}", "none.stderr"),
        ("{{#solution 02 none}}", "no example none"),
        ("{{#table none.md}}", "none.md"),
        ("{{#nonsense}}", "no directive nonsense"),
        ("```\ncode\n```", "without a language"),
    ] {
        let chapter = format!(
            "# New\n\n{{{{#diff 01 02 src/lib.rs}}}}\n\n{directive}\n"
        );
        let complaint = complaint(&chapter);
        let place = "book/chapters/02_new.md:5: ";
        assert!(complaint.contains(place), "{directive}: {complaint}");
        assert!(complaint.contains(reason), "{directive}: {complaint}");
    }
}

#[test]
fn a_draft_is_built_with_its_mistakes_in_it() {
    let (root, repository) = repository("{{#picture none}}\n");
    let html = root.path().join("html");
    let report = build(&repository, &html, Care::Draft).unwrap();
    assert_eq!((report.mistakes.len(), report.missing.len()), (1, 2));
    let page = fs::read_to_string(html.join("02_new.html")).unwrap();
    assert!(page.contains("class=\"mistake\""), "{page}");
}

/// The page of a chapter without mistakes.
fn page(chapter: &str) -> String {
    let (root, repository) = repository(chapter);
    let html = root.path().join("html");
    build(&repository, &html, Care::Draft).unwrap();
    fs::read_to_string(html.join("02_new.html")).unwrap()
}

#[test]
fn words_that_change_are_marked() {
    let page = page("{{#diff 01 02 src/lib.rs hello}}\n");
    for word in ["hello", "hello, world"] {
        let mark =
            format!("<mark><span class=\"s\">\"{word}\"</span></mark>");
        assert!(page.contains(&mark), "{mark} in {page}");
    }
}

#[test]
fn hidden_lines_of_rust_in_prose_are_not_shown() {
    let page = page("```rust\n# let hidden = 1;\nlet shown = 2;\n```\n");
    assert!(page.contains("shown") && !page.contains("hidden = "));
}
