//! The show's clock: what time it is, and how to wait.
//!
//! A time is a [`Duration`] since the start of the show. All engines tell
//! the time and wait through these functions and nothing else, so that the
//! show can run in slow motion, or in no time at all.
//!
//! The clock is real unless [`simulate`] has been called on this thread.
//! A simulated clock stands still until somebody waits, and then jumps. A
//! real one that somebody stops by a key does the same, event by event.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::conductor::{Conductor, Place};
use crate::held::{Held, Pace, real_time};
use crate::recording;

#[derive(Clone)]
enum Clock {
    Real,
    /// This thread is alone with its simulated clock.
    Simulated(Rc<Cell<Duration>>),
    /// Several threads share a simulated clock and take turns.
    Conducted(Place),
}

thread_local! {
    static CLOCK: RefCell<Clock> = const { RefCell::new(Clock::Real) };
}

/// The time since the start of the show.
pub fn now() -> Duration {
    let now = time();
    recording::clock_read(now);
    now
}

/// The same for ourselves: whoever is recorded does not ask for it.
pub(crate) fn time() -> Duration {
    CLOCK.with_borrow(|clock| match clock {
        Clock::Real => real().now(),
        Clock::Simulated(time) => time.get(),
        Clock::Conducted(place) => place.now(),
    })
}

/// Returns when it is `deadline` or later; at once, if it already is.
///
/// In real time this puts the thread to sleep. A simulated clock jumps to
/// the deadline, or lets other threads on the same clock go first.
pub fn wait_until(deadline: Duration) {
    recording::waits(Some(deadline));
    match CLOCK.with_borrow(Clock::clone) {
        Clock::Real => real().wait_until(deadline),
        Clock::Simulated(time) => time.set(time.get().max(deadline)),
        Clock::Conducted(place) => place.wait_until(deadline),
    }
    recording::goes_on();
}

/// Waits for `delay`, which may be [`Duration::MAX`].
pub fn sleep(delay: Duration) {
    wait_until(now().saturating_add(delay));
}

/// How long another library has to wait for the same `delay`: at double
/// speed, half as long. Simulated clocks all go at one speed.
pub fn scaled(delay: Duration) -> Duration {
    if is_simulated() {
        return delay;
    }
    real().scaled(delay)
}

/// Gives this thread a simulated clock of its own, which shows zero.
pub fn simulate() {
    CLOCK.set(Clock::Simulated(Rc::default()));
}

/// Whether this thread's clock is a simulated one.
pub fn is_simulated() -> bool {
    CLOCK.with_borrow(|clock| !matches!(clock, Clock::Real))
}

/// Lets time pass until `deadline`, for those who have their own way to
/// wait: calls `wait` with how long that is in real time, or for ever. It is
/// never more than a day, and less where the clock can be stopped, so `wait`
/// may return too early. A simulated clock jumps instead.
///
/// # Errors
///
/// If a simulated clock would have to wait for ever.
pub fn wait_by(
    deadline: Option<Duration>,
    wait: impl FnOnce(Option<Duration>),
) -> Result<(), Never> {
    match deadline {
        _ if !is_simulated() => {
            recording::waits(deadline);
            real().wait_by(deadline, wait);
            recording::goes_on();
        }
        Some(deadline) => wait_until(deadline),
        None => return Err(Never),
    }
    Ok(())
}

/// What a simulated clock shows if it waits for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Never;

/// Starts the real clock. A show's second takes 1 / `speed` seconds.
pub(crate) fn start(speed: f64) {
    start_real(Real::Free(Free::new(speed)));
}

/// Starts a real clock that can be stopped.
pub(crate) fn start_held(pace: Pace) {
    start_real(Real::Held(Held::new(pace)));
}

fn start_real(clock: Real) {
    assert!(REAL.set(clock).is_ok(), "the clock runs already");
}

/// The real clock, if it can be stopped.
pub(crate) fn held() -> Option<&'static Held> {
    match real() {
        Real::Held(clock) => Some(clock),
        Real::Free(_) => None,
    }
}

/// How the real clock goes.
pub(crate) fn pace() -> Pace {
    match real() {
        Real::Held(clock) => clock.pace(),
        Real::Free(clock) => Pace { speed: clock.speed, stands: false },
    }
}

/// This thread's place among those that share its simulated clock: none in
/// real time.
pub(crate) fn place() -> Option<Place> {
    let clock = CLOCK.with_borrow(Clock::clone);
    let place = match clock {
        Clock::Real => return None,
        Clock::Simulated(time) => Conductor::start(time.get()),
        Clock::Conducted(place) => return Some(place),
    };
    share(place.clone());
    Some(place)
}

/// From now on this thread goes by the clock that `place` belongs to.
pub(crate) fn share(place: Place) {
    CLOCK.set(Clock::Conducted(place));
}

static REAL: OnceLock<Real> = OnceLock::new();

enum Real {
    /// Nobody can stop it.
    Free(Free),
    /// Somebody has a finger on it.
    Held(Held),
}

fn real() -> &'static Real {
    REAL.get_or_init(|| Real::Free(Free::new(1.0)))
}

impl Real {
    fn now(&self) -> Duration {
        match self {
            Self::Free(clock) => clock.now(),
            Self::Held(clock) => clock.now(),
        }
    }

    fn wait_until(&self, deadline: Duration) {
        match self {
            Self::Free(clock) => clock.wait_until(deadline),
            Self::Held(clock) => clock.wait_until(deadline),
        }
    }

    fn wait_by(
        &self,
        deadline: Option<Duration>,
        wait: impl FnOnce(Option<Duration>),
    ) {
        match self {
            Self::Free(clock) => {
                wait(deadline.map(|deadline| clock.time_until(deadline)));
            }
            Self::Held(clock) => clock.wait_by(deadline, wait),
        }
    }

    fn scaled(&self, delay: Duration) -> Duration {
        match self {
            Self::Free(clock) => real_time(delay, clock.speed),
            Self::Held(clock) => clock.scaled(delay),
        }
    }
}

/// How long a wait may be in real time: a poller on a Mac, for one, refuses
/// those of some years. Whoever has waited looks at the clock again.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

struct Free {
    start: Instant,
    speed: f64,
}

impl Free {
    fn new(speed: f64) -> Self {
        Self { start: Instant::now(), speed }
    }

    fn now(&self) -> Duration {
        let elapsed = self.start.elapsed();
        if self.speed == 1.0 {
            return elapsed;
        }
        elapsed.mul_f64(self.speed)
    }

    fn wait_until(&self, deadline: Duration) {
        // The operating system may end a sleep too early: look again.
        while self.now() < deadline {
            std::thread::sleep(self.time_until(deadline));
        }
    }

    fn time_until(&self, deadline: Duration) -> Duration {
        let left = deadline.saturating_sub(self.now());
        real_time(left, self.speed).min(LONGEST_WAIT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_simulated_clock_jumps_and_never_goes_back() {
        simulate();
        assert_eq!(now(), Duration::ZERO);
        sleep(Duration::from_secs(3600));
        assert_eq!(now(), Duration::from_secs(3600));
        wait_until(Duration::from_secs(10));
        assert_eq!(now(), Duration::from_secs(3600));
        sleep(Duration::MAX);
        assert_eq!(now(), Duration::MAX);
    }

    #[test]
    fn a_simulated_clock_belongs_to_its_thread() {
        simulate();
        sleep(Duration::from_secs(3600));
        let other = std::thread::spawn(now).join().unwrap();
        assert!(other < Duration::from_secs(60));
    }

    #[test]
    fn a_real_sleep_is_never_too_short() {
        for speed in [0.5, 1.0, 3.0, 100.0] {
            let clock = Free::new(speed);
            for millis in [0, 1, 7, 20] {
                let deadline = clock.now() + Duration::from_millis(millis);
                clock.wait_until(deadline);
                assert!(clock.now() >= deadline);
            }
        }
    }

    #[test]
    fn no_wait_is_longer_than_a_day() {
        for speed in [0.001, 1.0, 1000.0] {
            let clock = Real::Free(Free::new(speed));
            let mut limit = None;
            clock.wait_by(Some(Duration::MAX), |given| limit = given);
            assert_eq!(limit, Some(LONGEST_WAIT));
        }
    }

    #[test]
    fn speed_changes_how_long_a_wait_takes_and_not_what_time_it_is() {
        let clock = Free::new(20.0);
        clock.wait_until(Duration::from_secs(1));
        let took = clock.start.elapsed();
        assert!(took >= Duration::from_millis(49), "{took:?}");
        assert!(clock.now() >= Duration::from_secs(1));
    }
}
