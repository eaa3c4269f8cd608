//! A function that awaits, and does not say so.

use std::time::Duration;

use step_05_awaitable_sleep as unio;

fn print_blinkies() {
    println!("(o.o) (-.-) (o.o)");
    unio::sleep(Duration::from_millis(10)).await;
}

fn main() {
    print_blinkies();
}
