//! How often an engine asks its tasks: the Blinkies of the ten-second show,
//! without a stage, each in a wrapper that counts.
//!
//! Time is simulated, so that the count is the same on every machine.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};
use shared::{Script, clock};

use crate::repository::Step;

const SEED: u64 = 7;
const BLINKIES: u64 = 10;
const DURATION: Duration = Duration::from_secs(10);

type Count = Rc<Cell<u64>>;

/// How often an engine gives somebody a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turns {
    /// What a turn is on that engine.
    pub called: &'static str,
    /// Nothing for the threads of 01, which no engine asks.
    pub count: Option<u64>,
}

/// Plays the show on the engine of a step, and counts.
///
/// # Errors
///
/// If nobody has said here how to play it.
pub fn count(step: &Step) -> Result<Turns> {
    let (called, play): (_, fn(Count)) = match step.number() {
        "01" => return Ok(Turns { called: "turns", count: None }),
        "02" => ("calls", callbacks),
        "03" => ("turns", generators),
        "04" => ("turns", sorted),
        "05" => ("polls", futures),
        "06" => ("polls", created::play),
        "07" => ("polls", woken::play),
        "08" => ("polls", on_air::play),
        _ => bail!("nobody counts the turns of {}", step.name),
    };
    // A simulated clock belongs to its thread.
    let counted = thread::spawn(move || {
        clock::simulate();
        let count = Count::default();
        play(count.clone());
        count.get()
    });
    let count = counted.join().expect("an engine does not panic");
    Ok(Turns { called, count: Some(count) })
}

fn scripts() -> impl Iterator<Item = Script> {
    let script = |number| Script::new(SEED, number, Some(DURATION));
    (0..BLINKIES).map(script)
}

fn add_one(count: &Count) {
    count.set(count.get() + 1);
}

/// Counts how often it is asked.
struct Counted<T> {
    inner: T,
    count: Count,
}

impl Iterator for Counted<Script> {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        add_one(&self.count);
        self.inner.next().map(|(_, delay)| delay)
    }
}

impl<F: Future> Future for Counted<Pin<Box<F>>> {
    type Output = F::Output;

    fn poll(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<F::Output> {
        add_one(&self.count);
        self.inner.as_mut().poll(cx)
    }
}

fn counted<F: Future>(count: &Count, future: F) -> Counted<Pin<Box<F>>> {
    Counted { inner: Box::pin(future), count: count.clone() }
}

fn callbacks(count: Count) {
    use step_02_callbacks::Scheduler;

    fn blinky(scheduler: &mut Scheduler, count: Count, mut script: Script) {
        add_one(&count);
        if let Some((_, delay)) = script.next() {
            scheduler.call_later(delay, |scheduler| {
                blinky(scheduler, count, script);
            });
        }
    }

    let mut scheduler = Scheduler::default();
    for script in scripts() {
        let count = count.clone();
        scheduler.call_soon(|scheduler| blinky(scheduler, count, script));
    }
    scheduler.run();
}

fn generators(count: Count) {
    let mut scheduler = step_03_generator_scheduler::Scheduler::default();
    for script in scripts() {
        scheduler.add(Counted { inner: script, count: count.clone() });
    }
    scheduler.run();
}

fn sorted(count: Count) {
    let mut scheduler = step_04_sorted_heap::Scheduler::default();
    for script in scripts() {
        scheduler.add(Counted { inner: script, count: count.clone() });
    }
    scheduler.run();
}

fn futures(count: Count) {
    use step_05_awaitable_sleep::{Scheduler, sleep};

    let mut scheduler = Scheduler::default();
    for script in scripts() {
        scheduler.add(counted(&count, async {
            for (_, delay) in script {
                sleep(delay).await;
            }
        }));
    }
    scheduler.run();
}

/// The Blinkies on a loop with `run`, `create_task` and `sleep`.
macro_rules! tasks {
    ($name:ident, $engine:ident) => {
        mod $name {
            use super::{Count, counted, scripts};
            use $engine::{create_task, run, sleep};

            pub(super) fn play(count: Count) {
                let blinkies = count.clone();
                run(counted(&count, async move {
                    let mut tasks = Vec::new();
                    for script in scripts() {
                        let blinky = async {
                            for (_, delay) in script {
                                sleep(delay).await;
                            }
                        };
                        tasks.push(create_task(counted(&blinkies, blinky)));
                    }
                    for task in tasks {
                        let _ = task.await;
                    }
                }));
            }
        }
    };
}

tasks!(created, step_06_create_task);
tasks!(woken, step_07_futures);
tasks!(on_air, step_08_sockets);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::Repository;

    #[test]
    fn who_asks_every_ten_milliseconds_asks_more_often() {
        let repository = Repository::here();
        let count = |number| {
            let step = repository.step(number).unwrap();
            count(&step).unwrap().count
        };
        assert_eq!(count("01"), None);
        assert_eq!(count("02"), count("05"));
        assert!(count("06") > count("05").map(|polls| 5 * polls));
        // Main is polled twice: to start the others, and when all are done.
        assert_eq!(count("07"), count("05").map(|polls| polls + 2));
        assert_eq!(count("08"), count("07"));
    }
}
