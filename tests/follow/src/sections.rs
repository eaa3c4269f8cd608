//! Where the book speaks of what went wrong.
//!
//! Chapters are rewritten now and then. A test sees to it that each of
//! these sections is there.

use crate::house::Section;

/// What somebody would want to read about again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// How a Blinky makes a face, and the family is drawn.
    Drawing,
    /// How one says until when to sleep.
    Sleeping,
    /// Who goes first of those who are due at the same instant.
    Ties,
    /// How the loop finds whoever is due first.
    Earliest,
    /// How the loop waits, lets somebody run, and puts him back.
    Looping,
}

/// Where a step's chapter speaks of it.
pub fn section(topic: Topic, step: usize) -> Section<'static> {
    let by_step = match topic {
        Topic::Drawing => DRAWING,
        Topic::Sleeping => SLEEPING,
        Topic::Ties => TIES,
        Topic::Earliest => EARLIEST,
        Topic::Looping => LOOPING,
    };
    Section(by_step[step - 1])
}

const DRAWING: [&str; 8] = [
    "01_threads.md#A lock around what belongs together",
    "02_callbacks.md#Blinky falls apart",
    "03_generator_scheduler/scheduler.md#4. Blinky becomes a generator",
    "03_generator_scheduler/scheduler.md#4. Blinky becomes a generator",
    "05_awaitable_sleep/scheduler.md#The Blinkies",
    "06_create_task/index.md#The Blinkies",
    "07_futures/index.md#The rest of it",
    "08_sockets/show.md#A family with guests",
];

const SLEEPING: [&str; 8] = [
    "01_threads.md#A lock around what belongs together",
    "02_callbacks.md#Two places to wait",
    "03_generator_scheduler/scheduler.md#3. The scheduler",
    "04_sorted_heap.md#One number solves both",
    "05_awaitable_sleep/scheduler.md#The sleep",
    "05_awaitable_sleep/scheduler.md#The sleep",
    "07_futures/timers.md#The sleep",
    "07_futures/timers.md#The sleep",
];

const TIES: [&str; 8] = [
    "01_threads.md#A lock around what belongs together",
    "02_callbacks.md#The loop",
    "03_generator_scheduler/scheduler.md#3. The scheduler",
    "04_sorted_heap.md#One number solves both",
    "04_sorted_heap.md#One number solves both",
    "06_create_task/index.md#The queue moves out",
    "07_futures/timers.md#The map",
    "07_futures/timers.md#The map",
];

const EARLIEST: [&str; 8] = [
    "01_threads.md#A lock around what belongs together",
    "02_callbacks.md#The loop",
    "03_generator_scheduler/scheduler.md#What changed",
    "04_sorted_heap.md#Where we stand",
    "04_sorted_heap.md#Where we stand",
    "06_create_task/index.md#The queue moves out",
    "07_futures/timers.md#The alarms",
    "07_futures/timers.md#The alarms",
];

const LOOPING: [&str; 8] = [
    "01_threads.md#A lock around what belongs together",
    "02_callbacks.md#The loop",
    "03_generator_scheduler/scheduler.md#3. The scheduler",
    "04_sorted_heap.md#One number solves both",
    "05_awaitable_sleep/scheduler.md#The loop",
    "06_create_task/index.md#The loop",
    "07_futures/index.md#A round",
    "08_sockets/index.md#Looking up",
];

/// All of them.
pub fn all() -> impl Iterator<Item = Section<'static>> {
    let tables = [DRAWING, SLEEPING, TIES, EARLIEST, LOOPING];
    tables.into_iter().flatten().map(Section)
}
