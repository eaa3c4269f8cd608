//! Three tasks take turns: after each turn, a task gives way to the others.
//! Nobody sleeps, so all of it happens at once.

use shared::say;
use step_07_futures as unio;

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    let ann = unio::create_task(player("Ann", 3));
    let ben = unio::create_task(player("Ben", 1));
    let cleo = unio::create_task(player("Cleo", 4));
    ann.await.unwrap();
    ben.await.unwrap();
    cleo.await.unwrap();
}

async fn player(name: &str, turns: u32) {
    for turn in 1..=turns {
        say!("{name}: turn {turn} of {turns}");
        unio::yield_now().await;
    }
}
