//! Callbacks beside tasks: a callback is a task that calls a function.

use std::time::Duration;

use crate::{JoinHandle, create_task, sleep};

/// Calls `f` once everything that is ready now has had its turn. The handle
/// can cancel the call; dropping it does not.
pub fn call_soon(f: impl FnOnce() + 'static) -> JoinHandle<()> {
    create_task(async { f() })
}

/// Calls `f` once `delay` has passed. The handle can cancel the call;
/// dropping it does not.
pub fn call_later(
    delay: Duration,
    f: impl FnOnce() + 'static,
) -> JoinHandle<()> {
    let sleep = sleep(delay);
    create_task(async {
        sleep.await;
        f();
    })
}
