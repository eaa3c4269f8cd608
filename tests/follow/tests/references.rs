//! Where we send people to read, there is something to read.

use std::fs;

use follow::house::{House, Section, all_files};
use follow::pieces::{open_pieces, pieces};
use follow::{mine, puzzles, sections};

/// If this fails, a chapter has been rewritten: the name of the section has
/// to be changed wherever the message says.
#[test]
fn every_section_that_is_named_is_in_the_book() {
    let house = House::here();
    let mut wrong = Vec::new();
    let mut look = |place: String, section: &str| {
        if let Err(error) = house.place(Section(section)) {
            wrong.push(format!("{place}: {error:#}"));
        }
    };
    for section in sections::all() {
        look("tests/follow/src/sections.rs".to_owned(), section.0);
    }
    for puzzle in puzzles::all(&house).unwrap() {
        let place = format!("tests/follow/puzzles.toml, {}", puzzle.title);
        look(place, &puzzle.section);
    }
    let promises = house.path("tests/follow/promises");
    for path in all_files(&promises).unwrap() {
        let text = fs::read_to_string(&path).unwrap();
        for section in texts(&text).filter(|text| text.contains(".md#")) {
            look(house.call(&path), section);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The texts between quotes.
fn texts(code: &str) -> impl Iterator<Item = &str> {
    code.split('"').skip(1).step_by(2)
}

#[test]
fn every_chapter_has_pieces_for_those_who_want_a_hint() {
    let house = House::here();
    for step in house.steps().unwrap() {
        let pieces = pieces(&house, &step).unwrap();
        assert!(pieces.len() >= 4, "{step}: {}", pieces.len());
        for piece in pieces {
            let change = piece.change(&house).unwrap();
            assert!(!change.rows(&piece.part).is_empty(), "{piece:?}");
        }
    }
}

#[test]
fn a_piece_is_typed_when_it_is_there() {
    let house = House::here();
    for step in house.steps().unwrap().into_iter().skip(1) {
        let done = mine::copy(&house, &step).unwrap();
        assert_eq!(open_pieces(&house, &step, &done).unwrap(), []);
        let before = house.step(step.number - 1).unwrap();
        let before = mine::copy(&house, &before).unwrap();
        let open = open_pieces(&house, &step, &before).unwrap();
        assert!(open.len() >= 3, "{step}: {}", open.len());
    }
}
