//! Who wants to be woken when.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, RawWakerVTable, Waker};
use std::time::Duration;

use shared::clock;

use crate::Loop;
use crate::task::Key;

/// Nanoseconds, and a number: at the same instant, whoever came first is
/// the first to be woken.
pub type Time = (u64, u64);

/// A time that never comes.
const NEVER: u64 = u64::MAX;

/// No two sleeps have the same number.
static NEXT_NUMBER: AtomicU64 = AtomicU64::new(1);

/// Whom to wake: a task of this loop, or whoever is behind a waker.
pub enum Alarm {
    Task(Key),
    Waker(Waker),
}

/// What no two wakers share while both of them live, but clones do.
pub type Mark = (*const (), *const RawWakerVTable);

pub fn mark(waker: &Waker) -> Mark {
    (waker.data(), waker.vtable())
}

impl Loop {
    pub fn first_deadline(&self) -> Option<Duration> {
        let alarms = self.alarms.borrow();
        let (&(nanos, _), _) = alarms.first_key_value()?;
        (nanos != NEVER).then(|| Duration::from_nanos(nanos))
    }

    pub fn wake_due(&self) {
        // Reading the clock costs more than a poll.
        if self.alarms.borrow().is_empty() {
            return;
        }
        let now = nanos(clock::now());
        // One at a time, so that whoever is woken may drop the others.
        while let Some(alarm) = self.next_due(now) {
            match alarm {
                Alarm::Task(key) => self.tasks.borrow_mut().wake(key),
                Alarm::Waker(waker) => waker.wake(),
            }
        }
    }

    fn next_due(&self, now: u64) -> Option<Alarm> {
        let mut alarms = self.alarms.borrow_mut();
        let first = alarms.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }

    /// An alarm for `waker`. If that is the running task's own, as it
    /// mostly is, the key will do: at a million sleeps, clones are dear.
    fn alarm(&self, waker: &Waker) -> Alarm {
        match self.running.get() {
            Some((key, own)) if own == mark(waker) => Alarm::Task(key),
            _ => Alarm::Waker(waker.clone()),
        }
    }
}

fn nanos(time: Duration) -> u64 {
    time.as_nanos().try_into().unwrap_or(NEVER)
}

/// Waits until `delay` has passed since this call. Zero gives every task
/// that is ready a turn, and [`Duration::MAX`] is never over.
///
/// The loop may wake up only once a millisecond, so a sleep may last that
/// much longer; on Windows, which counts in ticks, up to 16.
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
    Sleep { time: (nanos(deadline), 0) }
}

/// Is ready at its deadline, never earlier. Dropped, it leaves no trace. It
/// may go to another thread, since other people's traits ask for that; but
/// dropped there, its alarm still rings at the deadline, for nobody.
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
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let current = Loop::current("a sleep");
        let (deadline, number) = &mut self.time;
        if *number == 0 {
            *number = NEXT_NUMBER.fetch_add(1, Ordering::Relaxed);
        } else if nanos(clock::now()) >= *deadline {
            return Poll::Ready(());
        }
        let alarm = current.alarm(cx.waker());
        let _old = current.alarms.borrow_mut().insert(self.time, alarm);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        // Without a loop there is no alarm either.
        if let Some(current) = Loop::of_this_thread() {
            let _old = current.alarms.borrow_mut().remove(&self.time);
        }
    }
}
