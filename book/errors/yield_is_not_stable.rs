//! A generator as one would like to write it.

use std::time::Duration;

fn countdown(mut n: u32) {
    while n > 0 {
        println!("Down {n}");
        yield Duration::from_secs(4);
        n -= 1;
    }
}

fn main() {
    countdown(5);
}
