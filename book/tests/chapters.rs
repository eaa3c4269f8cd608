//! The chapters keep to their form, and what they say can be done works.

mod common;
#[path = "../../tests/src/tools.rs"]
mod tools;

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use book::building::{Care, check};
use book::chapter::blocks::{Kind, blocks};
use book::chapter::directive::Directive;
use book::chapter::{chapter_of, reading};

/// The parts of a step's chapter.
const PARTS: &[&str] = &[
    "## Where we stand",
    "## The idea",
    "## The change",
    "## Run it",
    "## What changed",
    "## In Python",
    "## Try it yourself",
    "## What still hurts",
];

/// A chapter on several pages has its parts on all of them together: there
/// may be something to run on each, and each may be a change of its own.
#[test]
fn the_chapter_of_a_step_has_its_parts_in_order() {
    for step in common::repository().steps().unwrap() {
        let mut all = BTreeSet::new();
        let pages = pages_of(step.number());
        if pages.len() > 1 {
            let changes = ["## The change", "## What changed"];
            all.extend(changes.into_iter().filter_map(place_of));
        }
        for (name, page) in pages {
            let parts: Vec<_> = page.lines().filter_map(place_of).collect();
            assert!(parts.is_sorted_by(|a, b| a < b), "{name}: {parts:?}");
            all.extend(parts);
        }
        assert!(all.into_iter().eq(0..PARTS.len()), "{}", step.name);
    }
}

fn place_of(line: &str) -> Option<usize> {
    PARTS.iter().position(|part| *part == line)
}

#[test]
fn a_chapter_has_two_exercises_or_more_with_solutions_and_no_page_too_many()
{
    for step in common::repository().steps().unwrap() {
        let pages = pages_of(step.number()).into_iter();
        let counts: Vec<_> =
            pages.map(|(_, text)| solutions(&text)).collect();
        assert!(counts.iter().sum::<usize>() >= 2, "{}", step.name);
        assert!(counts.iter().all(|count| *count <= 4), "{}", step.name);
    }
}

/// How many exercises of a page have a program for their answer.
fn solutions(text: &str) -> usize {
    let directives = blocks(text).into_iter();
    let solutions = directives.filter(|block| {
        let Kind::Directive(Ok(found)) = &block.kind else {
            return false;
        };
        matches!(found, Directive::Solution { .. })
    });
    solutions.count()
}

#[test]
fn a_piece_of_a_diff_is_small() {
    let report = check(&common::repository(), Care::Draft).unwrap();
    let chapters = report
        .pages
        .chunk_by(|a, b| chapter_of(&a.page) == chapter_of(&b.page));
    for pages in chapters {
        let pieces = pages.iter().flat_map(|page| &page.pieces);
        let median = reading::median(pieces.map(|p| p.seen).collect());
        assert!(median <= 12, "{}: {median} lines", pages[0].page);
    }
}

/// The pages of a step's chapter, in the order of the summary.
fn pages_of(number: &str) -> Vec<(String, String)> {
    let chapters = common::chapters();
    let (_, summary) = chapters
        .iter()
        .find(|(name, _)| name == "SUMMARY.md")
        .expect("a book has a summary");
    let names = summary.lines().filter_map(|line| {
        let (_, link) = line.split_once("](")?;
        link.strip_suffix(')').filter(|name| name.starts_with(number))
    });
    let pages = names.map(|wanted| {
        let page = chapters.iter().find(|(name, _)| name == wanted);
        page.unwrap_or_else(|| panic!("no {wanted}")).clone()
    });
    pages.collect()
}

/// Their blocks of Rust are tests only if the chapter is in the list.
#[test]
fn every_chapter_is_in_the_summary_and_in_the_list_of_tests() {
    let summary =
        common::repository().read("book/chapters/SUMMARY.md").unwrap();
    let tested =
        common::repository().read("book/src/chapter/doctests.rs").unwrap();
    for (name, _) in common::chapters() {
        let is_page = name != "SUMMARY.md";
        assert!(
            !is_page || summary.contains(&format!("({name})")),
            "{name}"
        );
        assert!(
            !is_page || tested.contains(&format!("{name:?}")),
            "{name}"
        );
    }
}

/// Runs what it is given, and ends it if it does not end.
const RUN: &str = "import faulthandler, sys
faulthandler.dump_traceback_later(60, exit=True)
exec(compile(sys.stdin.read(), sys.argv[1], 'exec'))";

/// The same for what needs more than it has here, such as a server.
const COMPILE: &str = "import sys
compile(sys.stdin.read(), sys.argv[1], 'exec')";

#[test]
fn every_listing_in_python_runs() {
    let python = Command::new("python3").arg("--version").output();
    if !python.is_ok_and(|output| output.status.success()) {
        tools::skip_without("python3");
        return;
    }
    let fences = common::fences().into_iter();
    for (place, fence) in fences.filter(|(_, f)| f.language() == "python") {
        let code = if fence.has("terminal") { COMPILE } else { RUN };
        let mut python = Command::new("python3");
        python.args(["-c", code, &place]).stdin(Stdio::piped());
        let mut child = python.spawn().expect("it starts");
        let mut input = child.stdin.take().expect("it is piped");
        input.write_all(fence.code.as_bytes()).expect("it reads");
        drop(input);
        assert!(child.wait().unwrap().success(), "{place}");
    }
}
