//! Two generators in one queue.

use std::collections::VecDeque;
use std::time::Duration;

fn countdown() -> impl Iterator<Item = Duration> {
    std::iter::repeat_n(Duration::from_secs(4), 5)
}

fn countup() -> impl Iterator<Item = Duration> {
    std::iter::repeat_n(Duration::from_secs(1), 20)
}

fn main() {
    let mut queue = VecDeque::new();
    queue.push_back(countdown());
    queue.push_back(countup());
}
