//! Callbacks beside tasks: a callback is a task that calls a function.

use std::time::Duration;

use crate::{JoinHandle, create_task, sleep};

/// Calls `f` once everything that is ready now has had its turn. The handle
/// can cancel the call; dropping it does not.
///
/// ```
/// # use step_08_sockets as unio;
/// unio::run(async {
///     let call = unio::call_soon(|| println!("world"));
///     println!("hello");
///     call.await.unwrap();
/// });
/// ```
///
/// # Panics
///
/// If this thread runs no loop.
pub fn call_soon(f: impl FnOnce() + 'static) -> JoinHandle<()> {
    create_task(async { f() })
}

/// Calls `f` once `delay` has passed. The handle can cancel the call;
/// dropping it does not.
///
/// ```
/// # use step_08_sockets as unio;
/// # use std::time::Duration;
/// # shared::clock::simulate();
/// unio::run(async {
///     let hour = Duration::from_secs(3600);
///     let alarm = unio::call_later(hour, || println!("wake up"));
///     alarm.cancel();
///     assert!(alarm.await.is_err());
/// });
/// ```
///
/// # Panics
///
/// If this thread runs no loop.
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
