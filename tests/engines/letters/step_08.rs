//! A model of the letter box of step 08, with every schedule tried.
//!
//! It is the one place in the step where threads meet. This is its own
//! file, with loom's lock in place of std's, and a poller that does nothing
//! but wait for its bell. Loom finds a wake that is lost: then the reader
//! sleeps for ever in some schedule, and that is a deadlock. Its sleeps
//! know no limit, so that no time-out can hide such a loss.

use std::collections::BTreeSet;

use letters::LetterBox;
use sync::Poller;

/// What the letter box needs of the real ones.
mod sync {
    use std::convert::Infallible;
    use std::sync::Arc;
    use std::time::Duration;

    use loom::sync::Condvar;
    pub use loom::sync::Mutex;

    #[derive(Default)]
    pub struct Poller {
        pub bell: Arc<Bell>,
    }

    /// Once rung, it ends a wait: the present one, or else the next.
    #[derive(Default)]
    pub struct Bell {
        rung: Mutex<bool>,
        rings: Condvar,
    }

    impl Bell {
        pub fn wake(&self) -> Result<(), Infallible> {
            *self.rung.lock().unwrap() = true;
            self.rings.notify_one();
            Ok(())
        }
    }

    impl Poller {
        pub fn wait(&self, limit: Option<Duration>) {
            let mut rung = self.bell.rung.lock().unwrap();
            while !*rung && limit.is_none() {
                rung = self.bell.rings.wait(rung).unwrap();
            }
            *rung = false;
        }
    }
}

#[path = "../../../steps/08_sockets/src/letters.rs"]
mod letters;
mod promises;

#[derive(Default)]
struct Letters {
    letters: LetterBox<u32>,
    poller: Poller,
}

impl Letters {
    fn put(&self, letter: u32) {
        self.letters.put(letter);
    }

    fn read(&self) -> BTreeSet<u32> {
        self.letters.read()
    }

    fn wait(&self) {
        self.letters.wait(&self.poller, None);
    }
}
