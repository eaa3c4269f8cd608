//! What it costs to await a task, on the small loop. The handle leaves word
//! with the task, and is polled again when that is done.

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use shared::recording::watch;
use shared::say;

#[path = "small_loop/unio.rs"]
mod unio;

fn main() {
    shared::start_scene();
    unio::run(watch("main", play()));
}

async fn play() {
    say!("a task of ten seconds, and one that awaits it");
    let task = count_polls("the task", ten_seconds());
    let handle = unio::create_task(watch("task", task));
    count_polls("its handle", watch("handle", handle)).await;
}

async fn ten_seconds() {
    unio::sleep(Duration::from_secs(10)).await;
}

/// Says at the end how often `future` was polled.
async fn count_polls(name: &str, future: impl Future<Output = ()>) {
    let mut future = pin!(future);
    let mut polls = 0;
    poll_fn(|context| {
        polls += 1;
        future.as_mut().poll(context)
    })
    .await;
    say!("{name} was polled {polls} times");
}
