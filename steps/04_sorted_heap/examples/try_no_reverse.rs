//! A heap without `Reverse` pops the greatest time. Whoever sleeps longest
//! is always next, and the other waits until nobody is left.

use std::collections::BinaryHeap;
use std::time::Duration;

use shared::{clock, say};

type Task = Box<dyn Iterator<Item = Duration>>;

fn main() {
    shared::start_scene();
    run(vec![speaker("Up", 1), speaker("Down", 4)]);
}

fn speaker(name: &'static str, seconds: u64) -> Task {
    Box::new((1..=4).map(move |n| {
        say!("{name} {n}");
        Duration::from_secs(seconds)
    }))
}

fn run(mut tasks: Vec<Task>) {
    let mut queue = BinaryHeap::new();
    for number in 0..tasks.len() {
        queue.push((clock::now(), number));
    }
    while let Some((time, number)) = queue.pop() {
        clock::wait_until(time);
        if let Some(delay) = tasks[number].next() {
            queue.push((clock::now() + delay, number));
        }
    }
}
