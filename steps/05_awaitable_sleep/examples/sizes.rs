//! How large a future is: as large as what it keeps across an `await`. It
//! keeps nothing else, and has no stack of its own.

use std::hint::black_box;
use std::time::Duration;

use shared::say;
use step_05_awaitable_sleep::sleep;

fn main() {
    shared::start_scene();
    report("keeps nothing", &nothing());
    report("uses 1 KiB before it awaits", &before());
    report("uses 1 KiB before and after", &across());
    report("uses 2 KiB before and after", &two_across());
    report("uses 1 KiB, and then another 1 KiB", &in_turn());
    report("awaits one that keeps 1 KiB", &awaits_another());
    report("awaits the same in a box", &awaits_a_box());
}

/// In whole KiB. There are some bytes on top of them; how many is up to the
/// compiler.
fn report(what: &str, future: &impl Future) {
    let size = size_of_val(future) / 1024;
    say!("{what:<36}{size} KiB");
}

type Buffer = [u8; 1024];

async fn nothing() {
    sleep(Duration::ZERO).await;
}

async fn before() {
    {
        let buffer: Buffer = black_box([0; 1024]);
        black_box(&buffer);
    }
    sleep(Duration::ZERO).await;
}

async fn across() {
    let buffer: Buffer = black_box([0; 1024]);
    sleep(Duration::ZERO).await;
    black_box(&buffer);
}

async fn two_across() {
    let one: Buffer = black_box([0; 1024]);
    let two: Buffer = black_box([0; 1024]);
    sleep(Duration::ZERO).await;
    black_box((&one, &two));
}

async fn in_turn() {
    {
        let buffer: Buffer = black_box([0; 1024]);
        sleep(Duration::ZERO).await;
        black_box(&buffer);
    }
    {
        let buffer: Buffer = black_box([0; 1024]);
        sleep(Duration::ZERO).await;
        black_box(&buffer);
    }
}

async fn awaits_another() {
    across().await;
}

async fn awaits_a_box() {
    Box::pin(across()).await;
}
