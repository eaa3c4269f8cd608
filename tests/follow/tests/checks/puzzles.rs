//! Every puzzle can be found out, and is known when it is mended.

use crate::bench::Bench;
use follow::check;
use follow::mine::{self, Goal};
use follow::puzzles;

#[test]
fn every_puzzle_is_told_and_not_given_away() {
    let bench = Bench::take();
    let puzzles = puzzles::all(&bench.house).unwrap();
    assert!((6..=10).contains(&puzzles.len()));
    for puzzle in puzzles {
        let step = bench.house.step(puzzle.step).unwrap();
        let mut files = mine::copy(&bench.house, &step).unwrap();
        if let Err(error) = puzzle.edit.apply(&mut files) {
            panic!("{}: does not apply any more: {error}", puzzle.title);
        }
        bench.put(puzzle.step, &files);
        let mut report = bench.check(puzzle.step);
        report.goal.puzzle = Some(puzzle.number);
        let said = bench.say(&report);
        println!("=== {}\n{said}", puzzle.title);
        assert!(!report.is_well(), "{}: {said}", puzzle.title);
        assert!(said.contains(&first_words(&puzzle.symptom)), "{said}");
        assert!(said.contains(" came "), "{said}");
        assert!(!said.contains(&first_words(&puzzle.solution)), "{said}");
        assert!(!said.contains(" read "), "{said}");
    }
}

#[test]
fn a_puzzle_that_is_mended_is_explained() {
    let bench = Bench::take();
    let puzzle = puzzles::puzzle(&bench.house, 3).unwrap();
    let step = bench.house.step(puzzle.step).unwrap();
    let files = mine::copy(&bench.house, &step).unwrap();
    bench.put(puzzle.step, &files);
    let mut report = bench.check(puzzle.step);
    report.goal.puzzle = Some(puzzle.number);
    let said = bench.say(&report);
    assert!(said.starts_with("Solved."), "{said}");
    assert!(said.contains(&first_words(&puzzle.solution)), "{said}");
}

#[test]
fn a_puzzle_in_the_folder_is_remembered() {
    let bench = Bench::take();
    let puzzle = puzzles::puzzle(&bench.house, 1).unwrap();
    bench.clear();
    mine::puzzle(&bench.house, &puzzle).unwrap();
    let goal = check::goal(&bench.house).unwrap();
    assert_eq!(goal, Goal { step: puzzle.step, puzzle: Some(1) });
    bench.clear();
}

fn first_words(text: &str) -> String {
    let words = text.split_whitespace().take(6);
    words.collect::<Vec<_>>().join(" ")
}
