//! A generator that joins late. The scheduler need not know: the first
//! thing that the generator yields is how long it wants to stay away.

use std::iter;
use std::time::Duration;

use shared::say;
use step_04_sorted_heap::Scheduler;

fn main() {
    shared::start_scene();
    let mut scheduler = Scheduler::default();
    scheduler.add(speaker("on time"));
    let away = iter::once(Duration::from_millis(2500));
    scheduler.add(away.chain(speaker("late")));
    scheduler.run();
}

/// A closure that is mapped over a range: a generator for the lazy.
fn speaker(name: &str) -> impl Iterator<Item = Duration> {
    (1..=4).map(move |n| {
        say!("{name}: {n}");
        Duration::from_secs(1)
    })
}
