//! A mistake in a chapter is told with its place, and a change that no
//! chapter shows with its name.

mod common;

use book::building::Care;
use common::Fixture;

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
fn fixture(chapter: &str) -> Fixture {
    let fixture = Fixture::new("02_new.md", chapter, "");
    for (step, code) in [("01_old", OLD), ("02_new", NEW)] {
        fixture.write(&format!("steps/{step}/src/lib.rs"), code);
        let named = NAMED.replace("NAME", step);
        fixture.write(&format!("steps/{step}/src/named.rs"), &named);
        fixture.write(&format!("steps/{step}/Cargo.toml"), "[package]\n");
    }
    fixture
}

/// What a strict build says of a chapter.
fn complaint(chapter: &str) -> String {
    fixture(chapter).complaint()
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
        ("{{#diff 01 02 src/none.rs}}", "no file src/none.rs"),
        ("{{#diff 01 03 src/lib.rs}}", "no step 03"),
        ("{{#diff 01 02 Cargo.toml}}", "nothing changes"),
        ("{{#listing 02 src/lib.rs hallo}}", "no item hallo"),
        ("{{#diff 01 02 src/lib.rs --first none}}", "no line here has"),
        ("{{#listing 02 src/lib.rs --first Says}}", "several lines here"),
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
    let fixture = fixture("{{#picture none}}\n");
    let report = fixture.build(Care::Draft).unwrap();
    assert_eq!((report.mistakes.len(), report.lacks.len()), (1, 2));
    let page = fixture.page("02_new.html");
    assert!(page.contains("class=\"mistake\""), "{page}");
}

/// The page of a chapter without mistakes.
fn page(chapter: &str) -> String {
    fixture(chapter).page("02_new.html")
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

#[test]
fn lines_are_chosen_by_what_is_in_them() {
    let page =
        page("{{#listing 02 src/lib.rs --first good --last println}}\n");
    let (listing, _) = page.split_once("<details").unwrap();
    for (text, is_there) in [("bye", true), ("hello", false)] {
        assert_eq!(listing.contains(text), is_there, "{text}: {listing}");
    }
}

/// Else it would look as if the one side ended where it is cut.
#[test]
fn a_side_of_two_outputs_does_not_jump() {
    let fixture = |lines| {
        let chapter = format!(
            "{{{{#diff 01 02 src/lib.rs}}}}\n\n\
             {{{{#outputdiff 01 02 count {lines}}}}}\n"
        );
        let fixture = fixture(&chapter);
        fixture.print("count", "01_old", "a\nb\nz\n");
        fixture.print("count", "02_new", "a\nb\nc\nd\ne\nz\ny\n");
        fixture
    };
    let complaint = fixture("1-4").complaint();
    let reason = "02_new.md:3: 02 would jump from its line 4 to 6";
    assert!(complaint.contains(reason), "{complaint}");
    assert_eq!(fixture("").complaint(), "");
    let page = fixture("1-2").page("02_new.html");
    for rest in ["01: ⋯ 1 more line", "02: ⋯ 5 more lines"] {
        assert!(page.contains(rest), "{rest} in {page}");
    }
}

#[test]
fn what_two_scenes_of_one_step_print_is_set_side_by_side() {
    let chapter = "{{#outputdiff 02 02 small --becomes large 1-1}}\n";
    let fixture = fixture(chapter);
    fixture.print("small", "02_new", "a\nb\n");
    fixture.print("large", "02_new", "c\nd\n");
    let page = fixture.page("02_new.html");
    let told = ["small → large", "small: ⋯ 1 more line", "large: ⋯ 1 more"];
    for text in told {
        assert!(page.contains(text), "{text} in {page}");
    }
}
