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
    (&callbacks::NOT_NOW, "02.sleeping"),
    (&callbacks::IN_LINE, "02.sleeping"),
    (&callbacks::READY_FIRST, "02.looping"),
    (&callbacks::LATER_AND_SOON, "02.looping"),
    (&order::TIES, "02.looping"),
    (&order::IN_STEP, "02.looping"),
    (&order::EARLIEST, "02.looping"),
    (&order::NEVER, "02.sleeping"),
    (&order::EXACT, "02.sleeping"),
    (&order::LATE, "02.looping"),
    (&order::NO_TIME, "02.looping"),
    (&order::FROM_NOW, "02.sleeping"),
    (&order::AGAIN, "02.looping"),
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
