//! First count down, then count up: what comes after a function's last call
//! is handed to its first.

use std::time::Duration;

use shared::say;
use step_02_callbacks::Scheduler;

fn main() {
    shared::start_scene();
    let mut scheduler = Scheduler::default();
    scheduler.call_soon(|scheduler| {
        countdown(scheduler, 3, |scheduler| {
            countup(scheduler, 0, 3, |_| say!("There and back again"));
        });
    });
    scheduler.run();
}

fn countdown(
    scheduler: &mut Scheduler,
    n: u32,
    then: impl FnOnce(&mut Scheduler) + 'static,
) {
    if n == 0 {
        return then(scheduler);
    }
    say!("Down {n}");
    scheduler.call_later(Duration::from_secs(1), move |scheduler| {
        countdown(scheduler, n - 1, then);
    });
}

fn countup(
    scheduler: &mut Scheduler,
    n: u32,
    stop: u32,
    then: impl FnOnce(&mut Scheduler) + 'static,
) {
    if n == stop {
        return then(scheduler);
    }
    say!("Up {n}");
    scheduler.call_later(Duration::from_secs(1), move |scheduler| {
        countup(scheduler, n + 1, stop, then);
    });
}
