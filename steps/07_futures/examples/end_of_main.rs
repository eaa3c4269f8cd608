//! Main ends, and a guest that nobody awaits is still there.

use std::time::Duration;

use shared::say;
use step_07_futures as unio;

struct Coat;

impl Drop for Coat {
    fn drop(&mut self) {
        say!("  the guest takes the coat");
    }
}

fn main() {
    shared::start_scene();
    unio::run(play());
    say!("run is over");
}

async fn play() {
    drop(unio::create_task(guest()));
    unio::sleep(Duration::from_secs(1)).await;
    say!("main is done");
}

async fn guest() {
    let _coat = Coat;
    unio::sleep(Duration::from_secs(3600)).await;
    say!("  the guest has stayed for an hour");
}
