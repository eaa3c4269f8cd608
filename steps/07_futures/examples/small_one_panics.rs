//! One of three tasks panics. After that there is another loop, on the same
//! thread.

use std::panic::catch_unwind;
use std::time::Duration;

use shared::say;

#[path = "small_loop/unio.rs"]
mod unio;

fn main() {
    shared::start_scene();
    if catch_unwind(|| unio::run(play())).is_err() {
        say!("run panicked");
    }
    say!("another run");
    unio::run(count("new", 2));
    say!("which is over");
}

async fn play() {
    drop(unio::create_task(panics()));
    drop(unio::create_task(count("old", 3)));
    unio::sleep(Duration::from_secs(4)).await;
    say!("main is done");
}

async fn panics() {
    unio::sleep(Duration::from_secs(1)).await;
    panic!("on purpose");
}

async fn count(name: &str, to: u32) {
    for n in 1..=to {
        unio::sleep(Duration::from_secs(1)).await;
        say!("  {name}: {n}");
    }
}
