//! Nothing that somebody typed is ever lost.

mod common;

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use common::Place;
use follow::house::House;

/// What somebody typed.
const TYPED: &str = "// three hours of work\n";

fn type_something(mine: &Path) {
    fs::write(mine.join("src/typed.rs"), TYPED).unwrap();
}

/// In how many folders that is.
fn found(place: &Place) -> usize {
    let folders = place.folders().into_iter();
    let typed = folders
        .map(|folder| fs::read_to_string(folder.join("src/typed.rs")).ok());
    typed.filter(|text| text.as_deref() == Some(TYPED)).count()
}

#[test]
fn a_step_begins_with_a_copy_of_the_one_before() {
    let place = Place::new();
    let said = place.said(&["start", "4"]);
    assert!(said.contains("04 · The sorted heap"), "{said}");
    assert!(said.contains("cargo follow watch"), "{said}");
    let house = House::here();
    for file in ["src/lib.rs", "src/main.rs"] {
        let name = format!("steps/03_generator_scheduler/{file}");
        let theirs = house.read(&name).unwrap();
        let theirs = theirs.replace("step_03_generator_scheduler", "mine");
        let own = fs::read_to_string(place.mine().join(file)).unwrap();
        assert_eq!(own, theirs);
    }
}

#[test]
fn the_first_step_begins_with_one_blinky() {
    let place = Place::new();
    place.said(&["start", "1"]);
    let own = fs::read_to_string(place.mine().join("src/main.rs")).unwrap();
    assert!(own.contains("One Blinky, alone"), "{own}");
    assert!(!place.mine().join("src/lib.rs").exists());
}

#[test]
fn what_was_there_before_is_moved_aside_and_numbered() {
    let place = Place::new();
    place.said(&["start", "3"]);
    type_something(&place.mine());
    let said = place.said(&["start", "4"]);
    assert!(said.contains("mine.03/ now"), "{said}");
    place.said(&["start", "4"]);
    place.said(&["catch-up", "4"]);
    place.said(&["puzzle", "1"]);
    place.said(&["start", "1"]);
    let names = ["mine", "mine.03", "mine.04", "mine.04.2", "mine.04.3"];
    assert_eq!(place.names()[..5], names);
    assert_eq!(place.names()[5..], ["mine.puzzle_1"]);
    assert_eq!(found(&place), 1);
    let aside = place.folder().join("mine.03/src/typed.rs");
    assert_eq!(fs::read_to_string(aside).unwrap(), TYPED);
}

#[test]
fn a_folder_that_nobody_knows_is_moved_aside_too() {
    let place = Place::new();
    fs::create_dir_all(place.mine().join("src")).unwrap();
    type_something(&place.mine());
    place.said(&["start", "2"]);
    assert_eq!(place.names(), ["mine", "mine.old"]);
    assert_eq!(found(&place), 1);
}

#[test]
fn when_it_runs_many_times_at_once_nothing_is_lost() {
    let place = Place::new();
    place.said(&["start", "2"]);
    type_something(&place.mine());
    thread::scope(|scope| {
        for step in ["2", "3", "4", "5", "6", "7"].repeat(5) {
            let place = &place;
            scope.spawn(move || place.said(&["start", step]));
        }
    });
    assert_eq!(place.folders().len(), 31, "{:?}", place.names());
    assert_eq!(found(&place), 1);
    for folder in place.folders() {
        assert!(folder.join("Cargo.toml").exists(), "{folder:?}");
        assert!(folder.join("src/main.rs").exists(), "{folder:?}");
    }
}

#[test]
fn when_it_is_killed_half_way_nothing_is_lost() {
    let place = Place::new();
    place.said(&["start", "2"]);
    type_something(&place.mine());
    for round in 0..40 {
        let mut follow = place.follow(&["start", "7"]);
        let mut child = follow.stdout(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_micros(500 * round));
        let _ = child.kill();
        child.wait().unwrap();
        assert_eq!(found(&place), 1, "round {round}: {:?}", place.names());
    }
    // And it works again.
    place.said(&["start", "3"]);
    assert!(place.mine().join("src/lib.rs").exists());
    assert_eq!(found(&place), 1);
}

/// No file may grow beyond a few kilobytes: that is what a full disk looks
/// like. It is told once, and another time it comes as a signal that ends
/// the program on the spot.
#[cfg(unix)]
#[test]
fn when_the_disk_is_full_nothing_is_lost() {
    for trap in ["trap '' XFSZ; ", ""] {
        let place = Place::new();
        place.said(&["start", "2"]);
        type_something(&place.mine());
        let follow = place.follow(&["start", "7"]);
        let mut shell = std::process::Command::new("sh");
        let script = format!("{trap}ulimit -f 8; exec \"$@\"");
        shell.args(["-c", &script, "sh"]);
        shell.arg(follow.get_program()).args(follow.get_args());
        let output = shell.output().unwrap();
        assert!(!output.status.success());
        assert_eq!(found(&place), 1, "{:?}", place.names());
        let typed = place.mine().join("src/typed.rs");
        assert!(typed.exists(), "it is where it was");
        if !trap.is_empty() {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(said.starts_with("error: cannot write "), "{said}");
            assert_eq!(said.lines().count(), 1, "{said}");
            assert_eq!(place.names(), ["mine"]);
        }
    }
}

#[test]
fn the_steps_are_never_touched() {
    let contents = || {
        let house = House::here();
        let files = follow::house::all_files(&house.path("steps")).unwrap();
        let read = |path| (fs::read(&path).unwrap(), path);
        files.into_iter().map(read).collect::<Vec<_>>()
    };
    let before = contents();
    let place = Place::new();
    for task in ["start", "catch-up", "puzzle"] {
        for number in ["1", "4", "8"] {
            place.said(&[task, number]);
        }
    }
    assert!(before == contents());
}
