//! The list of step 03, sorted before each turn.

use std::collections::VecDeque;
use std::time::Duration;

type Task = Box<dyn Iterator<Item = Duration>>;

fn sort(queue: &mut VecDeque<(Duration, Task)>) {
    queue.make_contiguous().sort();
}

fn main() {
    sort(&mut VecDeque::new());
}
