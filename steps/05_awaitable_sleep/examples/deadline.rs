//! When does the second of two sleeps begin? If its deadline is worked out
//! when it is made, at once. If it is worked out at the first poll, when
//! the first sleep is over.

use std::time::Duration;

use shared::say;
use step_05_awaitable_sleep as unio;

const SECOND: Duration = Duration::from_secs(1);

fn main() {
    shared::start_scene();
    let mut scheduler = unio::Scheduler::default();
    scheduler.add(play());
    scheduler.run();
}

async fn play() {
    say!("two sleeps, made at the same time");
    let one = unio::sleep(SECOND);
    let two = unio::sleep(SECOND);
    await_both(one, two).await;

    say!("two that begin at their first poll");
    let one = lazy_sleep(SECOND);
    let two = lazy_sleep(SECOND);
    await_both(one, two).await;
}

async fn await_both(
    one: impl Future<Output = ()>,
    two: impl Future<Output = ()>,
) {
    one.await;
    say!("  one is over");
    two.await;
    say!("  two is over");
}

/// Calling an `async fn` runs none of it, so `sleep` is called, and the
/// deadline worked out, when somebody polls this.
async fn lazy_sleep(delay: Duration) {
    unio::sleep(delay).await;
}
