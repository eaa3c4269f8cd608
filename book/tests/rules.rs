//! What every page keeps to, and the exceptions that `book.toml` names.

mod common;

use book::building::Care;
use common::Fixture;

/// A step whose chapter shows all of it in one piece of four lines, and has
/// eleven words.
fn fixture(rules: &str) -> Fixture {
    let text = "# Two\n\n{{#diff 01 02 src/lib.rs}}\n\n\
                Here are one, two, three, four, five, six, seven.\n";
    let fixture = Fixture::new("02_two.md", text, rules);
    for (step, code) in [("01_one", ""), ("02_two", "fn a() {\n\n}\n")] {
        fixture.write(&format!("steps/{step}/src/lib.rs"), code);
        fixture.write(&format!("steps/{step}/Cargo.toml"), "");
    }
    fixture
}

#[test]
fn a_page_that_is_too_long_and_a_piece_that_is_too_large_are_told() {
    assert_eq!(fixture("minutes = 1\nchanges = 2\n").complaint(), "");
    let complaint = fixture("minutes = 0\nchanges = 1\n").complaint();
    for reason in [
        "book/chapters/02_two.md:1: this page takes 0.2 minutes to read, \
         and 0 are the most",
        "book/chapters/02_two.md:3: 2 lines change in this piece, and 1 \
         are the most",
    ] {
        assert!(complaint.contains(reason), "{complaint}");
    }
}

#[test]
fn a_chapter_may_be_warned_only() {
    let rules = "minutes = 0\nchanges = 1\nwarned = [\"02\"]\n";
    let report = fixture(rules).build(Care::Strict).unwrap();
    assert_eq!(report.warnings.len(), 2, "{:?}", report.warnings);
}

#[test]
fn a_rule_that_nobody_knows_is_told() {
    let complaint = fixture("minuets = 20\n").complaint();
    assert!(complaint.contains("unknown field `minuets`"), "{complaint}");
}

/// A chapter that shows what a scene prints, and more.
fn with_scene(more: &str, rules: &str) -> Fixture {
    let text = format!("# One\n\n{{{{#output 01 wink}}}}\n\n{more}");
    let fixture = Fixture::new("01_one.md", &text, rules);
    fixture.write("steps/01_one/src/lib.rs", "");
    fixture.write("steps/01_one/examples/wink.rs", "fn main() {}\n");
    fixture.print("wink", "01_one", "(o.-)\n");
    fixture
}

#[test]
fn a_scene_has_its_code_and_its_command_where_its_output_is() {
    let code = "{{#listing 01 examples/wink.rs}}\n\n";
    let command = "```console\n$ cargo run -p step_01_one --example wink\n\
                   ```\n";
    let rules = "scenes = true\n";
    let complaint = with_scene(code, rules).complaint();
    let reason = "book/chapters/01_one.md:3: here is what wink of step 01 \
                  prints, without its command in this chapter";
    assert_eq!(complaint, reason);
    let both = format!("{code}{command}");
    assert_eq!(with_scene(&both, rules).complaint(), "");
    let excused = "scenes = true\nbare = [[\"01\", \"wink\"]]\n";
    assert_eq!(with_scene(code, excused).complaint(), "");
    let complaint = with_scene(&both, excused).complaint();
    let reason = "01 lacks nothing of wink, so the exception can go";
    assert!(complaint.contains(reason), "{complaint}");
}

const DETOUR: &str = "[[preprocessor.unio.rules.detours]]
step = \"02\"
file = \"src/lib.rs\"
by = \"examples/small/small.rs\"
";

/// Two steps, with something between them or not, and a chapter on the
/// second.
fn with_detour(chapter: &str, is_there: bool) -> Fixture {
    let fixture = Fixture::new("02_two.md", chapter, DETOUR);
    let files = [
        ("01_one/src/lib.rs", "fn a() {}\n"),
        ("02_two/src/lib.rs", "fn a() {}\n\nfn b() {}\n\nfn c() {}\n"),
    ];
    let between = "fn a() {}\n\nfn b() {}\n";
    let between = ("02_two/examples/small/small.rs", between);
    for (file, code) in files.into_iter().chain(is_there.then_some(between))
    {
        fixture.write(&format!("steps/{file}"), code);
    }
    for step in ["01_one", "02_two"] {
        fixture.write(&format!("steps/{step}/Cargo.toml"), "");
    }
    fixture
}

#[test]
fn a_file_may_come_by_another_one() {
    let straight = "{{#diff 01 02 src/lib.rs}}\n";
    assert_eq!(with_detour(straight, false).complaint(), "");
    let complaint = with_detour(straight, true).complaint();
    for reason in [
        "steps/02_two/examples/small/small.rs: its chapter never shows +3; \
         for example {{#diff 01 02 src/lib.rs --becomes \
         examples/small/small.rs b}}",
        "steps/02_two/src/lib.rs: its chapter never shows +5; for example \
         {{#diff 02 02 examples/small/small.rs --becomes src/lib.rs c}}",
    ] {
        assert!(complaint.contains(reason), "{complaint}");
    }
    let by = "{{#diff 01 02 src/lib.rs --becomes examples/small/small.rs}}\n\n\
              {{#diff 02 02 examples/small/small.rs --becomes src/lib.rs c}}\n";
    assert_eq!(with_detour(by, true).complaint(), "");
}
