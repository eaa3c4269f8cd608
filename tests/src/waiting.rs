//! How to wait, on machines of which one knows nothing.

use std::fmt::Display;
use std::thread;
use std::time::{Duration, Instant};

/// Whatever has not happened by then never will. A machine with a hundred
/// other things to do takes long over what others do at once, so this says
/// nothing about how long anything may take.
const FOR_EVER: Duration = Duration::from_secs(300);

/// Asks until there is an answer.
///
/// # Panics
///
/// With `what`, as it reads then, if there is none for so long that there
/// never will be.
pub fn poll<T>(
    what: impl Display,
    mut ask: impl FnMut() -> Option<T>,
) -> T {
    let start = Instant::now();
    while start.elapsed() < FOR_EVER {
        if let Some(answer) = ask() {
            return answer;
        }
        thread::sleep(Duration::from_millis(5));
    }
    panic!("no sign of {what}");
}

/// Does the same with every step, and with all of them at once: most of
/// what takes time is waiting.
///
/// # Panics
///
/// If one of them does. Which one, the name of its thread tells.
pub fn with_every_step(test: impl Fn(&str) + Sync) {
    let test = &test;
    thread::scope(|scope| {
        for step in crate::steps() {
            let thread = thread::Builder::new().name(step.clone());
            let started = thread.spawn_scoped(scope, move || test(&step));
            started.expect("a thread");
        }
    });
}
