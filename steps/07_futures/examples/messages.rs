//! Two tasks say their lines. Nobody waits until the other has finished, so
//! the lines mix.

use std::time::Duration;

use shared::say;
use step_07_futures as unio;

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    let tea = messages(1000, ["tea: cold", "tea: warm", "tea: hot"]);
    let egg = messages(700, ["egg: raw", "egg: soft", "egg: hard"]);
    let tea = unio::create_task(tea);
    let egg = unio::create_task(egg);
    tea.await.unwrap();
    egg.await.unwrap();
}

async fn messages(millis: u64, lines: [&str; 3]) {
    for line in lines {
        say!("{line}");
        unio::sleep(Duration::from_millis(millis)).await;
    }
}
