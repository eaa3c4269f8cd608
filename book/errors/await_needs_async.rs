//! A function that awaits, and does not say so.

use std::time::Duration;

async fn sleep(_delay: Duration) {}

fn print_blinkies() {
    println!("(o.o) (-.-) (o.o)");
    sleep(Duration::from_millis(10)).await;
}

fn main() {
    print_blinkies();
}
