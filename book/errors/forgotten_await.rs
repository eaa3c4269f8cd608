//! Nobody awaits the sleep.
#![deny(warnings)]

use std::time::Duration;

use step_05_awaitable_sleep as unio;

async fn blink() {
    println!("(-.-)");
    unio::sleep(Duration::from_secs(1));
    println!("(o.o)");
}

fn main() {
    drop(blink());
}
