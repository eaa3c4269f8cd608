//! Waits for futures of two types at once.

use std::time::Duration;

use step_07_futures as unio;

async fn soup() -> &'static str {
    unio::sleep(Duration::from_secs(3)).await;
    "soup"
}

async fn salad() -> &'static str {
    unio::sleep(Duration::from_secs(1)).await;
    "salad"
}

fn main() {
    unio::run(async {
        let dishes = unio::gather([soup(), salad()]).await;
        println!("{}", dishes.join(", "));
    });
}
