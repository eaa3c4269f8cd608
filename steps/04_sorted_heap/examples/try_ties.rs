//! Who goes first, of two that are due at the same instant? If each task
//! has a number, always the same one. If each scheduling has, whoever has
//! slept longer.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use shared::{clock, say};

/// Names, and how many seconds they sleep.
const TASKS: [(&str, u64); 2] = [("quick", 1), ("slow", 3)];

fn main() {
    shared::start_scene();
    say!("a number for each task");
    play(|task, _scheduling| task);
    say!("a number for each scheduling");
    play(|_task, scheduling| scheduling);
}

fn play(number: fn(usize, usize) -> usize) {
    let start = clock::now();
    let mut queue = BinaryHeap::new();
    for task in 0..TASKS.len() {
        queue.push(Reverse((start, task, task)));
    }
    for scheduling in TASKS.len()..10 {
        let Some(Reverse((time, _, task))) = queue.pop() else { break };
        clock::wait_until(time);
        let (name, seconds) = TASKS[task];
        say!("  {name}");
        let time = time + Duration::from_secs(seconds);
        queue.push(Reverse((time, number(task, scheduling), task)));
    }
}
