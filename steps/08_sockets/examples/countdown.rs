//! One counts down and one counts up, in two tasks that a task creates.

use std::time::Duration;

use shared::say;
use step_08_sockets as unio;

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    let down = unio::create_task(countdown(5));
    let up = unio::create_task(countup(20));
    down.await.unwrap();
    up.await.unwrap();
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
