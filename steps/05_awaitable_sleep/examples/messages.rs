//! Two tasks say their lines. Nobody waits until the other has finished, so
//! the lines mix.

use std::time::Duration;

use shared::say;
use step_05_awaitable_sleep as unio;

fn main() {
    shared::start_scene();
    let tea = messages(1000, ["tea: cold", "tea: warm", "tea: hot"]);
    let egg = messages(700, ["egg: raw", "egg: soft", "egg: hard"]);
    let mut scheduler = unio::Scheduler::default();
    scheduler.add(tea);
    scheduler.add(egg);
    scheduler.run();
}

async fn messages(millis: u64, lines: [&str; 3]) {
    for line in lines {
        say!("{line}");
        unio::sleep(Duration::from_millis(millis)).await;
    }
}
