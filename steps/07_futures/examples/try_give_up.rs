//! An iterator that one may give up waiting for. Whoever gives up `arange`
//! loses a number; this one loses nothing but time.

use std::ops::Range;
use std::time::Duration;

use shared::say;
use step_07_futures as unio;

const DELAY: Duration = Duration::from_secs(1);

/// How long to wait for each number: the second one is too short.
const PATIENCE: [u64; 4] = [1500, 500, 1500, 1500];

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    say!("first the number, then the wait");
    let mut numbers = unio::arange(1..4, DELAY);
    for millis in PATIENCE {
        let limit = Duration::from_millis(millis);
        say!("  {:?}", unio::timeout(limit, numbers.next()).await);
    }
    say!("first the wait, then the number");
    let mut numbers = Numbers(1..4);
    for millis in PATIENCE {
        let limit = Duration::from_millis(millis);
        say!("  {:?}", unio::timeout(limit, numbers.next()).await);
    }
}

struct Numbers(Range<u64>);

impl Numbers {
    async fn next(&mut self) -> Option<u64> {
        if self.0.is_empty() {
            return None;
        }
        unio::sleep(DELAY).await;
        // Between here and the end, nobody can give up.
        self.0.next()
    }
}
