//! Whoever fails is started again, after a while, three times at most.

use std::any::Any;
use std::panic;
use std::time::Duration;

use shared::say;
use step_07_futures as unio;
use unio::JoinError;

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    let soup = supervise(|attempt| cook("soup", attempt >= 3)).await;
    say!("{soup:?}");
    let rice = supervise(|_| cook("rice", false)).await;
    say!("{rice:?}");
}

async fn supervise<F: Future<Output: 'static> + 'static>(
    start: impl Fn(u64) -> F,
) -> Option<F::Output> {
    for attempt in 1..=3 {
        unio::sleep(Duration::from_secs(attempt - 1)).await;
        match unio::create_task(start(attempt)).await {
            Ok(output) => return Some(output),
            Err(JoinError::Cancelled) => return None,
            Err(JoinError::Panicked(panic)) => {
                say!("  attempt {attempt}: {}", message(&*panic));
            }
        }
    }
    None
}

/// A panic carries a value of any type. Mostly it is some text.
fn message(panic: &(dyn Any + Send)) -> &str {
    panic.downcast_ref::<&str>().copied().unwrap_or("?")
}

async fn cook(dish: &'static str, succeeds: bool) -> &'static str {
    unio::sleep(Duration::from_secs(1)).await;
    if !succeeds {
        // A panic without the report on the terminal.
        panic::resume_unwind(Box::new("burnt"));
    }
    dish
}
