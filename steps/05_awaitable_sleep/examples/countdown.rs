//! One counts down and one counts up. The loops are back, and so is the
//! sleep: an `async fn` is a generator that the compiler writes.

use std::time::Duration;

use shared::say;
use step_05_awaitable_sleep as unio;

fn main() {
    shared::start_scene();
    let mut scheduler = unio::Scheduler::default();
    scheduler.add(countdown(5));
    scheduler.add(countup(20));
    scheduler.run();
}

async fn countdown(start: u32) {
    for n in (1..=start).rev() {
        say!("Down {n}");
        unio::sleep(Duration::from_secs(4)).await;
    }
}

async fn countup(stop: u32) {
    for n in 0..stop {
        say!("Up {n}");
        unio::sleep(Duration::from_secs(1)).await;
    }
}
