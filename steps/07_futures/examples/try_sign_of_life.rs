//! A watchdog shouts when there has been no sign of life for five seconds.

use std::time::Duration;

use shared::say;
use step_07_futures as unio;
use unio::JoinHandle;

const PATIENCE: Duration = Duration::from_secs(5);

struct Watchdog {
    alarm: JoinHandle<()>,
}

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    let mut watchdog = Watchdog::new();
    for seconds in [3, 4, 7, 2] {
        unio::sleep(Duration::from_secs(seconds)).await;
        say!("here I am");
        watchdog.sign_of_life();
    }
}

impl Watchdog {
    fn new() -> Self {
        Self { alarm: unio::create_task(shout()) }
    }

    /// Begins the five seconds anew. The old sleep goes with its task.
    fn sign_of_life(&mut self) {
        self.alarm.cancel();
        *self = Self::new();
    }
}

async fn shout() {
    unio::sleep(PATIENCE).await;
    say!("  watchdog: nobody has been heard of for five seconds!");
}
