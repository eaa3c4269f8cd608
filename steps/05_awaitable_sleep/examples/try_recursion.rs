//! A countdown that awaits a smaller countdown. Each lies in a box of its
//! own, and so each has a size.

use std::time::Duration;

use shared::say;
use step_05_awaitable_sleep as unio;

fn main() {
    shared::start_scene();
    let mut scheduler = unio::Scheduler::default();
    scheduler.add(countdown(3));
    scheduler.run();
}

async fn countdown(n: u32) {
    if n == 0 {
        return;
    }
    say!("Down {n}");
    unio::sleep(Duration::from_secs(1)).await;
    Box::pin(countdown(n - 1)).await;
    say!("Up {n}");
}
