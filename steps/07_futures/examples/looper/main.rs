//! What the looper of step 03 does, on a loop that rests. It asks nobody
//! who has nothing to say: see how often.

mod watch;

use std::panic;
use std::time::Duration;

use shared::{clock, say};
use step_07_futures as unio;

use watch::{Looper, Watched};

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    three_waits().await;
    call_after_wait().await;
    pause_and_kill().await;
}

async fn three_waits() {
    say!("wait for 5, 10 and 3 seconds");
    let looper = Looper::default();
    let mut tasks = [
        looper.add("five", loud_wait(5)),
        looper.add("ten", loud_wait(10)),
        looper.add("three", loud_wait(3)),
    ];
    print_table(&tasks);
    join(&mut tasks).await;
    print_table(&tasks);
    say!("  asked {} times in all", looper.asked());
}

async fn call_after_wait() {
    say!("call a function after 5 seconds");
    let looper = Looper::default();
    let hello = || say!("  hello, it was worth the wait");
    let call = call_after(looper.clone(), 5, hello);
    let mut tasks = [looper.add("call", call)];
    join(&mut tasks).await;
    print_table(&tasks);
    say!("  asked {} times in all", looper.asked());
}

async fn pause_and_kill() {
    say!("pause one and kill one");
    let looper = Looper::default();
    let mut tasks = [
        looper.add("tired", loud_wait(3)),
        looper.add("doomed", doomed_wait(3)),
        looper.add("failing", failing()),
    ];

    seconds(1).await;
    say!("  pause tired");
    tasks[0].handle.pause();
    seconds(1).await;
    say!("  kill doomed");
    tasks[1].handle.cancel();
    seconds(2).await;
    print_table(&tasks);
    seconds(1).await;
    say!("  resume tired");
    tasks[0].handle.resume();
    join(&mut tasks).await;
    print_table(&tasks);
}

/// Waits for all of them. How they ended, the table tells.
async fn join(tasks: &mut [Watched]) {
    unio::gather(tasks.iter_mut().map(|task| &mut task.handle)).await;
}

async fn seconds(seconds: u64) {
    unio::sleep(Duration::from_secs(seconds)).await;
}

/// Is over some seconds after it was first asked. Its output is how late
/// that was noticed.
async fn wait(seconds: u64) -> Duration {
    let deadline = clock::now() + Duration::from_secs(seconds);
    unio::sleep_until(deadline).await;
    clock::now() - deadline
}

/// The same, and says so.
async fn loud_wait(seconds: u64) -> Duration {
    let late = wait(seconds).await;
    say!("  {seconds} seconds are over");
    late
}

/// The same. If it is removed, all that it holds is dropped.
async fn doomed_wait(seconds: u64) -> Duration {
    struct Thing;

    impl Drop for Thing {
        fn drop(&mut self) {
            say!("  dropped what doomed held");
        }
    }

    let _thing = Thing;
    loud_wait(seconds).await
}

/// Panics, but without the report that the audience would have to read.
async fn failing() -> Duration {
    panic::resume_unwind(Box::new("on purpose"))
}

/// Adds a task that waits, on the fly, and calls `f` when that one is done.
/// Its output is how late that was.
async fn call_after(
    looper: Looper,
    seconds: u64,
    f: impl FnOnce(),
) -> Duration {
    let deadline = clock::now() + Duration::from_secs(seconds);
    let waiting = looper.add("wait", wait(seconds));
    waiting.handle.await.unwrap();
    f();
    clock::now() - deadline
}

fn print_table(tasks: &[Watched]) {
    for task in tasks {
        let name = task.name;
        let status = task.describe();
        let asked = task.asked();
        say!("  {name:<8}{status:<23}asked {asked:>8} times");
    }
}
