//! A model of the stage, with every schedule tried.
//!
//! A redraw takes three calls to the stage: the start of the line, the
//! faces, the end of the line. Each is safe by itself, and no data is ever
//! raced for. Loom runs two threads in every order that there is, and so
//! finds the line that is torn, with no luck needed.

use std::collections::BTreeSet;
use std::sync;

use loom::sync::{Arc, Mutex};
use loom::thread;

/// What the audience sees. Each of its methods is whole: nobody comes in
/// between, as with the real stage, and with standard output.
#[derive(Default)]
struct Stage(Mutex<String>);

impl Stage {
    fn start_line(&self) {
        self.0.lock().unwrap().push('[');
    }

    fn print(&self, faces: &str) {
        self.0.lock().unwrap().push_str(faces);
    }

    fn end_line(&self) {
        self.0.lock().unwrap().push(']');
    }
}

#[derive(Default)]
struct Family {
    lock: Mutex<()>,
    stage: Stage,
}

fn without_lock(family: &Family, faces: &str) {
    print_blinkies(&family.stage, faces);
}

fn with_lock(family: &Family, faces: &str) {
    let _guard = family.lock.lock().unwrap();
    print_blinkies(&family.stage, faces);
}

fn print_blinkies(stage: &Stage, faces: &str) {
    stage.start_line();
    stage.print(faces);
    stage.end_line();
}

#[test]
fn without_a_lock_a_line_is_torn_in_some_schedule() {
    let seen = every_outcome(without_lock);
    assert!(seen.contains("[a][b]"), "whole lines: {seen:?}");
    for torn in ["[[ab]]", "[a[]b]", "[[a]b]", "[b[a]]"] {
        assert!(seen.contains(torn), "{torn} is not in {seen:?}");
    }
    // Three calls and three calls mix in twenty ways. In some of them the
    // same happens, since one start of a line looks like another.
    assert_eq!(seen.len(), 10, "{seen:?}");
}

#[test]
fn with_a_lock_around_the_redraw_every_line_is_whole() {
    let seen = every_outcome(with_lock);
    assert_eq!(seen, BTreeSet::from(["[a][b]", "[b][a]"].map(Into::into)));
}

/// What the stage shows at the end, in every schedule of two threads.
fn every_outcome(redraw: fn(&Family, &str)) -> BTreeSet<String> {
    let seen = sync::Arc::new(sync::Mutex::new(BTreeSet::new()));
    let outcomes = seen.clone();
    loom::model(move || {
        let family = Arc::new(Family::default());
        let threads = ["a", "b"].map(|faces| {
            let family = family.clone();
            thread::spawn(move || redraw(&family, faces))
        });
        for thread in threads {
            thread.join().unwrap();
        }
        let shown = family.stage.0.lock().unwrap().clone();
        outcomes.lock().unwrap().insert(shown);
    });
    seen.lock().unwrap().clone()
}
