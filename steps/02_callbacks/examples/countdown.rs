//! One counts down and one counts up. A loop that sleeps falls apart: what
//! is left is a function that schedules itself, and the number it is at.

use std::time::Duration;

use shared::say;
use step_02_callbacks::Scheduler;

fn main() {
    shared::start_scene();
    let mut scheduler = Scheduler::default();
    scheduler.call_soon(|scheduler| countdown(scheduler, 5));
    scheduler.call_soon(|scheduler| countup(scheduler, 0, 20));
    scheduler.run();
}

fn countdown(scheduler: &mut Scheduler, n: u32) {
    if n == 0 {
        return;
    }
    say!("Down {n}");
    scheduler.call_later(Duration::from_secs(4), move |scheduler| {
        countdown(scheduler, n - 1);
    });
}

fn countup(scheduler: &mut Scheduler, n: u32, stop: u32) {
    if n == stop {
        return;
    }
    say!("Up {n}");
    scheduler.call_later(Duration::from_secs(1), move |scheduler| {
        countup(scheduler, n + 1, stop);
    });
}
