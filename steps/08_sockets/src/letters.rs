//! Wakes from other threads come as letters: the loop finds them in its
//! letter box and does the waking itself.

use std::collections::BTreeSet;
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use crate::sync::{Bell, Mutex, Poller};

#[derive(Default)]
pub struct LetterBox<K> {
    contents: Mutex<Contents<K>>,
}

#[derive(Default)]
struct Contents<K> {
    /// Whom to wake; once, however often somebody asks for it.
    letters: BTreeSet<K>,
    /// The bell of a reader who sleeps.
    bell: Option<Arc<Bell>>,
}

impl<K: Ord> LetterBox<K> {
    pub fn put(&self, letter: K) {
        let mut contents = self.contents.lock().unwrap();
        contents.letters.insert(letter);
        // The kernel need not hear of it if the loop is awake.
        if let Some(bell) = contents.bell.take() {
            // Whoever is woken finds the box unlocked.
            drop(contents);
            bell.wake().expect("the poller can be woken");
        }
    }

    /// Takes all the letters out.
    pub fn read(&self) -> BTreeSet<K> {
        mem::take(&mut self.contents.lock().unwrap().letters)
    }

    /// Waits in the poller until there is a letter or `limit` has passed,
    /// and sometimes less. Where the system counts in milliseconds,
    /// thousands who are due within a moment share one wake-up.
    pub fn wait(&self, poller: &Poller, limit: Option<Duration>) {
        let mut contents = self.contents.lock().unwrap();
        // Nobody can put a letter in between this look and the bell: that
        // takes the lock. A ring before the wait makes that end at once.
        let empty = contents.letters.is_empty();
        contents.bell = empty.then(|| poller.bell.clone());
        drop(contents);
        poller.wait(if empty { limit } else { Some(Duration::ZERO) });
        self.contents.lock().unwrap().bell = None;
    }
}
