//! One counts down and one counts up, each on a thread of its own.

use std::time::Duration;

use shared::{clock, say, thread};

fn main() {
    shared::start_scene();
    let down = thread::spawn(|| countdown(5));
    let up = thread::spawn(|| countup(20));
    for thread in [down, up] {
        thread.join().expect("counting does not panic");
    }
}

fn countdown(start: u32) {
    for n in (1..=start).rev() {
        say!("Down {n}");
        clock::sleep(Duration::from_secs(4));
    }
}

fn countup(stop: u32) {
    for n in 0..stop {
        say!("Up {n}");
        clock::sleep(Duration::from_secs(1));
    }
}
