//! Two iterators that one has to wait for. While one loop waits for its
//! next number, the other has its turn.

use std::time::Duration;

use shared::say;
use step_07_futures as unio;
use unio::Arange;

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    let fast = unio::arange(0..6, Duration::from_millis(400));
    let slow = unio::arange(100..103, Duration::from_secs(1));
    let fast = unio::create_task(add_up("fast", fast));
    let slow = unio::create_task(add_up("slow", slow));
    fast.await.unwrap();
    slow.await.unwrap();
}

/// This is what `async for` is elsewhere.
async fn add_up(name: &str, mut numbers: Arange) {
    let mut sum = 0;
    while let Some(number) = numbers.next().await {
        say!("{name}: {number}");
        sum += number;
    }
    say!("{name}: that makes {sum}");
}
