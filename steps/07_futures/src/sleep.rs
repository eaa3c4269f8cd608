//! Futures that wait for the clock.

use std::future::poll_fn;
use std::marker::PhantomData;
use std::mem;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use shared::clock;

use crate::timers::{Time, nanos, next_number};
use crate::{CURRENT, Loop};

/// Waits until `delay` has passed since this call. Zero gives every task
/// that is ready a turn, and [`Duration::MAX`] is never over.
///
/// ```
/// # use step_07_futures as unio;
/// # use std::time::Duration;
/// # use shared::clock;
/// # clock::simulate();
/// let minute = Duration::from_secs(60);
/// unio::run(async { unio::sleep(minute).await });
/// assert_eq!(clock::now(), minute);
/// ```
///
/// # Panics
///
/// When it is polled, if the thread runs no loop.
pub fn sleep(delay: Duration) -> Sleep {
    sleep_until(clock::now().saturating_add(delay))
}

/// Waits until the clock shows `deadline`, which is a time since the start
/// of the show.
///
/// ```
/// # use step_07_futures as unio;
/// # use std::time::Duration;
/// # use shared::clock;
/// # clock::simulate();
/// unio::run(async {
///     for tick in 1..=3 {
///         unio::sleep_until(Duration::from_secs(tick)).await;
///     }
/// });
/// assert_eq!(clock::now(), Duration::from_secs(3));
/// ```
///
/// # Panics
///
/// When it is polled, if the thread runs no loop.
pub fn sleep_until(deadline: Duration) -> Sleep {
    Sleep { time: (nanos(deadline), 0), here: PhantomData }
}

/// Is ready at its deadline, never earlier. Dropped, it leaves no trace.
///
/// ```
/// # use step_07_futures as unio;
/// # use std::time::Duration;
/// # shared::clock::simulate();
/// unio::run(async {
///     let sleep: unio::Sleep = unio::sleep(Duration::from_secs(1));
///     sleep.await;
/// });
/// ```
///
/// # Panics
///
/// If it is polled while its thread runs no loop.
#[must_use = "nobody sleeps who is not awaited"]
pub struct Sleep {
    /// When its alarm rings. The number is zero until it has one.
    time: Time,
    /// Numbers, and so alarms, belong to a thread.
    here: PhantomData<Rc<()>>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let current = Loop::current("a sleep");
        let (deadline, number) = &mut self.time;
        if *number == 0 {
            *number = next_number();
        } else if nanos(clock::now()) >= *deadline {
            return Poll::Ready(());
        }
        let alarm = current.alarm(cx.waker());
        let _old =
            current.timers.borrow_mut().alarms.insert(self.time, alarm);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        // Without a loop there is no alarm either.
        let current = CURRENT.try_with(|current| current.borrow().clone());
        if let Ok(Some(current)) = current {
            let _old =
                current.timers.borrow_mut().alarms.remove(&self.time);
        }
    }
}

/// Waits for a future, but no longer than `limit`. Gives `None` if the time
/// is up first; at a tie the future wins.
///
/// ```
/// # use step_07_futures as unio;
/// # use std::time::Duration;
/// # shared::clock::simulate();
/// unio::run(async {
///     let second = Duration::from_secs(1);
///     let never = std::future::pending::<()>();
///     assert_eq!(unio::timeout(second, never).await, None);
///     let tie = unio::sleep(second);
///     assert_eq!(unio::timeout(second, tie).await, Some(()));
/// });
/// ```
///
/// # Panics
///
/// When it is polled, if the thread runs no loop.
#[doc(alias = "wait_for")]
pub fn timeout<F: Future>(
    limit: Duration,
    future: F,
) -> impl Future<Output = Option<F::Output>> {
    let sleep = sleep(limit);
    async move {
        let (mut future, mut sleep) = (pin!(future), pin!(sleep));
        poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => sleep.as_mut().poll(cx).map(|()| None),
        })
        .await
    }
}

/// Lets every task that is ready have a turn.
///
/// ```
/// # use step_07_futures as unio;
/// unio::run(async {
///     let task = unio::create_task(async {});
///     unio::yield_now().await;
///     assert!(task.is_finished());
/// });
/// ```
pub async fn yield_now() {
    let mut yielded = false;
    poll_fn(|cx| {
        if mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
