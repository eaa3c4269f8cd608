//! Where we send people to read, there is something to read.

use std::collections::BTreeSet;
use std::fs;

use follow::house::{House, Step, all_files};
use follow::pieces::{open_pieces, pieces};
use follow::sections::Topic;
use follow::{mine, puzzles, sections};

/// If this fails, a chapter has been rewritten, and `sections.toml` has to
/// follow. What there is now is told beside what was not found.
#[test]
fn every_section_of_the_list_is_in_the_book() {
    let house = House::here();
    let mut wrong = Vec::new();
    for (word, (page, heading)) in sections::all(&house).unwrap() {
        let Ok(headings) = house.headings(&page) else {
            let chapter = word[..2].parse().unwrap();
            let step = house.step(chapter).unwrap();
            let pages = house.pages(&step).unwrap().join(", ");
            wrong.push(format!("{word}: no page {page}, only {pages}"));
            continue;
        };
        if house.line_of(&page, &heading).unwrap().is_none() {
            let all: Vec<_> = headings.into_iter().map(|h| h.1).collect();
            let all = all.join("\n    ");
            wrong.push(format!(
                "{word}: {page} has no {heading:?}, only\n    {all}"
            ));
        }
    }
    assert!(wrong.is_empty(), "sections.toml:\n{}", wrong.join("\n"));
}

#[test]
fn whoever_is_sent_to_read_is_sent_to_a_section_of_the_list() {
    let house = House::here();
    let mut named = BTreeSet::new();
    for puzzle in puzzles::all(&house).unwrap() {
        named.insert(puzzle.section);
    }
    for path in all_files(&house.path("tests/follow/promises")).unwrap() {
        let text = fs::read_to_string(&path).unwrap();
        let texts = text.split('"').skip(1).step_by(2);
        named.extend(texts.filter(|text| is_word(text)).map(str::to_owned));
    }
    let steps = house.steps().unwrap().into_iter();
    for step in steps.filter(|step| is_listed(&house, step)) {
        let topics = [
            Topic::Drawing,
            Topic::Sleeping,
            Topic::Ties,
            Topic::Earliest,
            Topic::Looping,
        ];
        named.extend(topics.map(|topic| topic.word(step.number)));
    }
    let listed = sections::all(&house).unwrap().into_keys();
    assert_eq!(named, listed.collect::<BTreeSet<_>>());
}

/// Whoever types a new step is sent to its chapter, until the list says
/// more.
fn is_listed(house: &House, step: &Step) -> bool {
    let chapter = format!("{:02}.", step.number);
    let listed = sections::all(house).unwrap();
    listed.keys().any(|word| word.starts_with(&chapter))
}

#[test]
fn the_first_eight_steps_are_in_the_list() {
    let house = House::here();
    for number in 1..=8 {
        assert!(is_listed(&house, &house.step(number).unwrap()));
    }
}

/// `07.letters`
fn is_word(text: &str) -> bool {
    let is_name = |c: char| c.is_ascii_lowercase() || c == '_';
    text.split_once('.').is_some_and(|(chapter, word)| {
        chapter.len() == 2
            && chapter.chars().all(|c| c.is_ascii_digit())
            && !word.is_empty()
            && word.chars().all(is_name)
    })
}

#[test]
fn every_chapter_has_pieces_for_those_who_want_a_hint() {
    let house = House::here();
    for step in house.steps().unwrap() {
        let pieces = pieces(&house, &step).unwrap();
        let enough = if is_listed(&house, &step) { 4 } else { 1 };
        assert!(pieces.len() >= enough, "{step}: {}", pieces.len());
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
        let enough = if is_listed(&house, &step) { 3 } else { 1 };
        assert!(open.len() >= enough, "{step}: {}", open.len());
    }
}
