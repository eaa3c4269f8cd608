//! A metronome whose tick takes 30 ms. If the next second is counted from
//! now, each tick is later than the last. If it is counted from when this
//! tick was due, none is.

use std::time::Duration;

use shared::{clock, say};

fn main() {
    shared::start_scene();
    say!("a second from now");
    play(|_due| clock::now());
    say!("a second from when it was due");
    play(|due| due);
}

fn play(base: fn(Duration) -> Duration) {
    let mut due = clock::now();
    for delay in metronome() {
        due = base(due) + delay;
        clock::wait_until(due);
    }
}

fn metronome() -> impl Iterator<Item = Duration> {
    (1..=5).map(|n| {
        say!("  tick {n}");
        clock::sleep(Duration::from_millis(30));
        Duration::from_secs(1)
    })
}
