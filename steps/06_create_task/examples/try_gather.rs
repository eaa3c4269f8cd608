//! Starts several tasks and collects what they return, in the order of the
//! list and not in the order in which they finish.

use std::time::Duration;

use shared::say;
use step_06_create_task as unio;

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    let guests = [("Ann", 3), ("Ben", 1), ("Cleo", 2)];
    let travels = guests.map(|(name, seconds)| travel(name, seconds));
    let guests = gather(travels).await;
    say!("all are here: {guests:?}");
}

async fn gather<T: 'static>(
    futures: impl IntoIterator<Item = impl Future<Output = T> + 'static>,
) -> Vec<T> {
    // All are started before the first is awaited.
    let futures = futures.into_iter();
    let tasks: Vec<_> = futures.map(unio::create_task).collect();
    let mut outputs = Vec::new();
    for task in tasks {
        outputs.push(task.await);
    }
    outputs
}

async fn travel(name: &'static str, seconds: u64) -> String {
    unio::sleep(Duration::from_secs(seconds)).await;
    say!("{name} arrives");
    name.to_uppercase()
}
