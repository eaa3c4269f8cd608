//! The engine of the show on air, with a metronome in its loop.
//!
//! The package of the tests compiles the show once more, and what it takes
//! for the engine is this. So the program is the real one, to the letter,
//! and a task in its loop finds out whether it leaves time for others.

use std::cell::RefCell;
use std::env;
use std::fs;
use std::rc::Rc;
use std::time::Duration;

use cpu_time::ThreadTime;
use shared::clock;

pub use engine::*;

/// The environment variable with the name of the file in which, at the
/// end, it is written by how much each beat came too late: a line each, in
/// nanoseconds.
pub const BEATS: &str = "UNIO_BEATS";

/// From one beat to the next.
const BEAT: Duration = Duration::from_millis(1);

type Beats = Rc<RefCell<Vec<Duration>>>;

/// Runs `main` as the engine does, to the beat of a metronome.
///
/// # Panics
///
/// As the engine does, and if there is no file to write to.
pub fn run<F: Future>(main: F) -> F::Output {
    let beats = Beats::default();
    let output = engine::run(async {
        engine::create_task(beat(beats.clone()));
        main.await
    });
    let path = env::var_os(BEATS).expect("a file for the beats");
    let nanos = beats.take().into_iter().map(|late| late.as_nanos());
    let lines: String = nanos.map(|nanos| format!("{nanos}\n")).collect();
    fs::write(path, lines).expect("a file");
    output
}

/// A timer is owed no more than the loop has: its own processor time. What
/// passes of it between two beats is all that can have passed between the
/// second one's deadline and its turn. However long the machine has kept
/// the loop from running meanwhile, that counts for nothing.
async fn beat(beats: Beats) {
    loop {
        let worked = ThreadTime::now();
        let deadline = clock::now() + BEAT;
        engine::sleep_until(deadline).await;
        let late = clock::now() - deadline;
        beats.borrow_mut().push(late.min(worked.elapsed()));
    }
}
