//! Several things at once, and what comes of all of them, in order. Or of
//! the first.

use std::time::Duration;

use shared::say;
use step_08_sockets as unio;

/// What to cook, and for how many seconds.
const MENU: [(&str, u64); 3] = [("soup", 3), ("salad", 1), ("rice", 2)];

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    say!("one after the other");
    for dish in MENU {
        cook(dish).await;
    }

    say!("all at once, in this task");
    let dishes = unio::gather(MENU.map(cook)).await;
    say!("  {}", dishes.join(", "));

    say!("all at once, in a task each");
    let tasks = MENU.map(|dish| unio::create_task(cook(dish)));
    let dishes = unio::gather(tasks).await.into_iter();
    let dishes: Result<Vec<_>, _> = dishes.collect();
    say!("  {}", dishes.unwrap().join(", "));

    say!("all at once, and whichever is ready first");
    let dish = unio::race(MENU.map(cook)).await;
    say!("  {dish}");
}

async fn cook((name, seconds): (&str, u64)) -> &str {
    unio::sleep(Duration::from_secs(seconds)).await;
    say!("  the {name} is ready");
    name
}
