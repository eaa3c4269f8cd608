//! A countdown that awaits a smaller countdown.

async fn countdown(n: u32) {
    if n > 0 {
        println!("Down {n}");
        countdown(n - 1).await;
    }
}

fn main() {
    drop(countdown(5));
}
