//! Whoever mistypes is told so, in a line.

mod common;

use common::Place;

/// The exit code, and the line.
fn complaint(place: &Place, args: &[&str]) -> (Option<i32>, String) {
    let output = place.follow(args).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.stdout.is_empty(), "{args:?}");
    assert_eq!(said.lines().count(), 1, "{args:?}: {said}");
    (output.status.code(), said)
}

#[test]
fn bad_arguments_are_told_in_a_line_with_exit_code_2() {
    let place = Place::new();
    for (args, reason) in [
        (&["start", "99"][..], "there is no step 99; there are 1 to"),
        (&["start", "0"], "there is no step 0"),
        (&["start", "four"], "invalid value 'four' for '<STEP>'"),
        (&["start"], "the following required arguments"),
        (&["begin"], "unrecognized subcommand 'begin'"),
        (&["check", "--fast"], "unexpected argument '--fast'"),
        (&["puzzle", "99"], "there is no puzzle 99; there are 1 to"),
        (&["compare", "3", "99"], "there is no step 99"),
        (&["compare", "3", "4", "none"], "there is no scene none"),
        (&["compare", "3", "4", "queue"], "step 03 has no scene queue"),
    ] {
        let (code, said) = complaint(&place, args);
        assert_eq!(code, Some(2), "{args:?}: {said}");
        assert!(said.contains(reason), "{args:?}: {said}");
    }
}

#[test]
fn without_a_folder_one_is_told_how_to_begin() {
    let place = Place::new();
    for task in ["check", "watch", "hint", "diff", "next", "where"] {
        let (code, said) = complaint(&place, &[task]);
        assert_eq!(code, Some(1), "{task}: {said}");
        assert!(said.contains("cargo follow start"), "{task}: {said}");
    }
}

#[test]
fn help_names_every_task() {
    let place = Place::new();
    let said = place.said(&["--help"]);
    for task in [
        "start", "check", "watch", "hint", "diff", "next", "catch-up",
        "where", "puzzle", "compare", "doctor",
    ] {
        assert!(said.contains(&format!("\n  {task} ")), "{said}");
    }
}

#[test]
fn two_steps_are_compared_in_code_and_in_what_they_print() {
    let place = Place::new();
    let said = place.said(&["compare", "3", "4", "countdown"]);
    assert!(said.contains("+     queue: BinaryHeap"), "{said}");
    assert!(said.contains("countdown prints"), "{said}");
    assert!(!said.contains('\x1b'), "colours into a pipe");
    let same = place.said(&["compare", "4", "5"]);
    assert!(same.contains("both steps print the same"), "{same}");
}

#[test]
fn a_hint_says_first_what_it_changes_and_then_how() {
    let place = Place::new();
    place.said(&["start", "4"]);
    let words = place.said(&["hint"]);
    assert!(words.contains("what the scheduler keeps"), "{words}");
    assert!(!words.contains("BinaryHeap<"), "{words}");
    let piece = place.said(&["hint", "--piece"]);
    assert!(piece.contains("+     queue: BinaryHeap<"), "{piece}");
}

#[test]
fn every_puzzle_is_listed_with_its_number() {
    let place = Place::new();
    let said = place.said(&["puzzle"]);
    assert!(said.contains("1   The wrong one first (step 02)"), "{said}");
    assert!(said.lines().count() >= 8, "{said}");
}

#[test]
fn without_a_network_a_step_is_checked_as_ever() {
    let place = Place::named("offline");
    place.said(&["catch-up", "4"]);
    place.settle();
    let mut check = place.follow(&["check"]);
    let output = check.env("CARGO_NET_OFFLINE", "true").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}");
    assert!(said.starts_with("This is step 04"), "{said}");
}
