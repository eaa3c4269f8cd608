//! What step 02 promises.

mod callbacks;
#[allow(dead_code)] // No step has all of it.
mod order;
#[allow(dead_code)] // Nor of this.
mod promise;

use mine as unio;
use order::{Act, Sleeper, next_sleep};
use promise::{Kept, tell};
use unio::Scheduler;

const PROMISES: &[Kept] = &[
    (&callbacks::NOT_NOW, "02_callbacks.md#Two places to wait"),
    (&callbacks::IN_LINE, "02_callbacks.md#Two places to wait"),
    (&callbacks::READY_FIRST, "02_callbacks.md#The loop"),
    (&callbacks::LATER_AND_SOON, "02_callbacks.md#The loop"),
    (&order::TIES, "02_callbacks.md#The loop"),
    (&order::IN_STEP, "02_callbacks.md#The loop"),
    (&order::EARLIEST, "02_callbacks.md#The loop"),
    (&order::NEVER, "02_callbacks.md#Two places to wait"),
    (&order::EXACT, "02_callbacks.md#Two places to wait"),
    (&order::LATE, "02_callbacks.md#The loop"),
    (&order::NO_TIME, "02_callbacks.md#The loop"),
    (&order::FROM_NOW, "02_callbacks.md#Two places to wait"),
    (&order::AGAIN, "02_callbacks.md#The loop"),
];

/// Tries what `promise::main` is told to.
pub fn main() {
    promise::main(PROMISES);
}

/// Sleepers, each a callback that asks to be called again.
fn sleepers(cast: &[Sleeper]) {
    let mut scheduler = Scheduler::default();
    for &(name, acts) in cast {
        let acts = acts.iter().copied();
        scheduler.call_soon(|scheduler| sleeper(scheduler, name, acts));
    }
    scheduler.run();
}

fn sleeper(
    scheduler: &mut Scheduler,
    name: &'static str,
    mut acts: impl Iterator<Item = Act> + 'static,
) {
    tell(name);
    if let Some(delay) = next_sleep(&mut acts) {
        scheduler.call_later(delay, move |scheduler| {
            sleeper(scheduler, name, acts);
        });
    }
}
