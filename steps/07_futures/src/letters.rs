//! Wakes from other threads come as letters: the loop finds them in its
//! letter box and does the waking itself.

use std::collections::BTreeSet;
use std::mem;
use std::time::Duration;

use crate::sync::{Condvar, Mutex};

/// The shortest sleep: at a time when thousands are due within a moment,
/// they share one wake-up.
const TICK: Duration = Duration::from_millis(1);

#[derive(Default)]
pub struct LetterBox<K> {
    contents: Mutex<Contents<K>>,
    arrived: Condvar,
}

#[derive(Default)]
struct Contents<K> {
    /// Whom to wake; once, however often somebody asks for it.
    letters: BTreeSet<K>,
    reader_sleeps: bool,
}

impl<K: Ord> LetterBox<K> {
    pub fn put(&self, letter: K) {
        let mut contents = self.contents.lock().unwrap();
        contents.letters.insert(letter);
        // The kernel need not hear of it if the loop is awake.
        if mem::take(&mut contents.reader_sleeps) {
            self.arrived.notify_one();
        }
    }

    /// Takes all the letters out.
    pub fn read(&self) -> BTreeSet<K> {
        mem::take(&mut self.contents.lock().unwrap().letters)
    }

    /// Sleeps until there is a letter or `limit` has passed, and sometimes
    /// less.
    pub fn wait(&self, limit: Option<Duration>) {
        let limit = limit.map_or(Duration::MAX, |limit| limit.max(TICK));
        let mut contents = self.contents.lock().unwrap();
        // Nobody can put a letter in between this look and the sleep: that
        // takes the lock, which is given back by falling asleep.
        if contents.letters.is_empty() {
            contents.reader_sleeps = true;
            let woken = self.arrived.wait_timeout(contents, limit);
            woken.unwrap().0.reader_sleeps = false;
        }
    }
}
