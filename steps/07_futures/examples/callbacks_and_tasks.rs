//! One counts down in callbacks, and one counts up in a task, on one loop.
//! A callback is a task, too: it can be cancelled, and awaited.

use std::time::Duration;

use shared::say;
use step_07_futures as unio;

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    unio::call_soon(|| countdown(5));
    let up = unio::create_task(countup(20));
    let ten = Duration::from_secs(10);
    let half_time = unio::call_later(ten, || say!("half-time"));
    let boom = unio::call_later(2 * ten, || say!("boom"));

    half_time.await.unwrap();
    boom.cancel();
    let error = boom.await.unwrap_err();
    say!("boom: {error}");
    up.await.unwrap();
}

/// As in step 02: the rest of the loop is another callback.
fn countdown(n: u32) {
    if n > 0 {
        say!("Down {n}");
        let rest = move || countdown(n - 1);
        unio::call_later(Duration::from_secs(4), rest);
    }
}

async fn countup(stop: u32) {
    for n in 0..stop {
        say!("Up {n}");
        unio::sleep(Duration::from_secs(1)).await;
    }
}
