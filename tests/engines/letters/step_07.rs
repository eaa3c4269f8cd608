//! A model of the letter box of step 07, with every schedule tried.
//!
//! It is the one place in the step where threads meet. This is its own
//! file, with loom's lock and condition variable in place of std's. Loom
//! finds a wake that is lost: then the reader sleeps for ever in some
//! schedule, and that is a deadlock. Its sleeps know no limit, so that no
//! time-out can hide such a loss.

use std::collections::BTreeSet;

use letters::LetterBox;

mod sync {
    pub use loom::sync::{Condvar, Mutex};
}

#[path = "../../../steps/07_futures/src/letters.rs"]
mod letters;
mod promises;

#[derive(Default)]
struct Letters(LetterBox<u32>);

impl Letters {
    fn put(&self, letter: u32) {
        self.0.put(letter);
    }

    fn read(&self) -> BTreeSet<u32> {
        self.0.read()
    }

    fn wait(&self) {
        self.0.wait(None);
    }
}
