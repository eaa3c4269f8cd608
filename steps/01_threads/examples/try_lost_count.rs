//! Ten threads add one to a number. Each looks and each writes under a
//! lock, and still they lose count, unless one lock covers both.

use std::sync::Arc;
use std::time::Duration;

use shared::thread::{self, Mutex};
use shared::{clock, say};

fn main() {
    shared::start_scene();
    say!("a lock to look, a lock to write: {}", count(add_with_a_gap));
    say!("one lock for both: {}", count(add));
}

fn count(add: fn(&Mutex<u32>)) -> u32 {
    let number = Arc::new(Mutex::new(0));
    let threads = [(); 10].map(|()| {
        let number = number.clone();
        thread::spawn(move || add(&number))
    });
    for thread in threads {
        thread.join().expect("adding does not panic");
    }
    *number.lock().expect("adding does not panic")
}

fn add_with_a_gap(number: &Mutex<u32>) {
    let before = *number.lock().expect("adding does not panic");
    think();
    *number.lock().expect("adding does not panic") = before + 1;
}

fn add(number: &Mutex<u32>) {
    let mut number = number.lock().expect("adding does not panic");
    let before = *number;
    think();
    *number = before + 1;
}

fn think() {
    clock::sleep(Duration::from_millis(1));
}
