//! Nobody awaits the sleep.
#![deny(warnings)]

use std::time::Duration;

async fn sleep(_delay: Duration) {}

async fn blinky() {
    println!("(-.-)");
    sleep(Duration::from_secs(1));
    println!("(o.o)");
}

fn main() {
    drop(blinky());
}
