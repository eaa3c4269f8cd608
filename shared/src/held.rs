//! A real clock with a finger on it: it can be stopped, goes on to the next
//! event and stops there, and changes its speed.
//!
//! While it stands it is a simulated clock: an event takes place at its
//! time to the nanosecond, and however long the program needs for it, the
//! next one does not come before that is done.

use std::cell::Cell;
use std::ops::RangeInclusive;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How fast a clock may go: a show's seconds in a second.
pub(crate) const SPEEDS: RangeInclusive<f64> = 0.01..=100.0;

/// How long those who have their own way to wait do so without looking at
/// the clock, which may have been stopped or set in the meantime.
const GLANCE: Duration = Duration::from_millis(20);

pub(crate) struct Held {
    state: Mutex<State>,
    /// The clock has another pace, or shows another time, than it did.
    changed: Condvar,
}

struct State {
    /// What it shows, or has shown when it began to go as it does.
    time: Duration,
    /// When that was. A clock that stands has no such moment.
    since: Option<Instant>,
    speed: f64,
    waiting: Vec<Waiting>,
    arrivals: u64,
    /// How many threads of the show have something to do.
    busy: usize,
    /// How many of them cannot, since another has the lock they need.
    blocked: usize,
    /// How many events are to come before it stands.
    steps: usize,
}

/// A thread that waits.
struct Waiting {
    number: u64,
    until: Duration,
    holds_lock: bool,
}

thread_local! {
    /// Whether this thread is one of several that play the show.
    static PLAYS: Cell<bool> = const { Cell::new(false) };

    /// How many locks it holds.
    static LOCKS: Cell<usize> = const { Cell::new(0) };
}

/// How a clock goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pace {
    pub(crate) speed: f64,
    pub(crate) stands: bool,
}

impl Held {
    /// A clock that shows zero.
    pub(crate) fn new(pace: Pace) -> Self {
        let state = State {
            time: Duration::ZERO,
            since: (!pace.stands).then(Instant::now),
            speed: pace.speed,
            waiting: Vec::new(),
            arrivals: 0,
            busy: 0,
            blocked: 0,
            steps: 0,
        };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    pub(crate) fn now(&self) -> Duration {
        self.state().now()
    }

    pub(crate) fn pace(&self) -> Pace {
        let state = self.state();
        Pace { speed: state.speed, stands: state.since.is_none() }
    }

    /// Stops it, or lets it go again.
    pub(crate) fn stop_or_start(&self) {
        let mut state = self.state();
        state.steps = 0;
        match state.since {
            Some(_) => state.stop(),
            None => state.since = Some(Instant::now()),
        }
        self.changed.notify_all();
    }

    /// Jumps to the next moment that somebody waits for, and stands there:
    /// as soon as all have done what they had to do before it.
    pub(crate) fn step(&self) {
        let mut state = self.state();
        state.stop();
        state.steps += 1;
        self.step_if_quiet(&mut state);
        self.changed.notify_all();
    }

    /// Makes it so many times as fast, if that is one of the [`SPEEDS`].
    pub(crate) fn change_speed(&self, factor: f64) {
        let mut state = self.state();
        let speed = state.speed * factor;
        if SPEEDS.contains(&speed) {
            state.time = state.now();
            state.since = state.since.map(|_| Instant::now());
            state.speed = speed;
            self.changed.notify_all();
        }
    }

    pub(crate) fn wait_until(&self, deadline: Duration) {
        let mut state = self.state();
        if state.now() >= deadline {
            return;
        }
        let place = state.arrive(deadline);
        self.step_if_quiet(&mut state);
        while state.now() < deadline {
            let changed = &self.changed;
            state = match state.real_time_until(deadline) {
                Some(limit) => match changed.wait_timeout(state, limit) {
                    Ok((state, _)) => state,
                    Err(poison) => poison.into_inner().0,
                },
                None => changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
            };
        }
        state.leave(place);
    }

    /// Calls `wait` with how long it may take: not until the deadline, if
    /// that is far away, since nobody could end it when a key is pressed.
    pub(crate) fn wait_by(
        &self,
        deadline: Option<Duration>,
        wait: impl FnOnce(Option<Duration>),
    ) {
        let mut state = self.state();
        let place = deadline.map(|deadline| state.arrive(deadline));
        self.step_if_quiet(&mut state);
        let limit = deadline.and_then(|d| state.real_time_until(d));
        drop(state);
        wait(Some(limit.unwrap_or(GLANCE).min(GLANCE)));
        if let Some(place) = place {
            self.state().leave(place);
        }
    }

    /// At this speed. A clock that stands answers for one that goes.
    pub(crate) fn scaled(&self, delay: Duration) -> Duration {
        real_time(delay, self.state().speed)
    }

    /// A part in the show for a thread that the caller is about to start: a
    /// clock that stands does not go on to the next event before this
    /// thread, too, has done what it has to do. From now on the same goes
    /// for the caller.
    pub(crate) fn new_part(&'static self) -> Part {
        let first = !PLAYS.replace(true);
        self.state().busy += 1 + usize::from(first);
        Part { clock: self }
    }

    /// Waits for another thread with `wait`: there is nothing to do here
    /// before that.
    pub(crate) fn rest<T>(&self, wait: impl FnOnce() -> T) -> T {
        if !PLAYS.get() {
            return wait();
        }
        let mut state = self.state();
        state.busy -= 1;
        self.step_if_quiet(&mut state);
        drop(state);
        let result = wait();
        self.state().busy += 1;
        result
    }

    /// Takes a lock with `lock`, which may have to wait for it.
    pub(crate) fn take_lock<T>(&self, lock: impl FnOnce() -> T) -> T {
        if PLAYS.get() {
            let mut state = self.state();
            state.blocked += 1;
            self.step_if_quiet(&mut state);
            drop(state);
        }
        let taken = lock();
        if PLAYS.get() {
            self.state().blocked -= 1;
        }
        taken
    }

    fn step_if_quiet(&self, state: &mut State) {
        if state.steps > 0
            && let Some(deadline) = state.next_event()
        {
            state.steps -= 1;
            state.time = deadline;
            self.changed.notify_all();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn now(&self) -> Duration {
        let elapsed = self.since.map(|since| since.elapsed());
        let elapsed = elapsed.unwrap_or_default().mul_f64(self.speed);
        self.time.saturating_add(elapsed)
    }

    fn stop(&mut self) {
        self.time = self.now();
        self.since = None;
    }

    fn arrive(&mut self, until: Duration) -> u64 {
        let (number, holds_lock) = (self.arrivals, LOCKS.get() > 0);
        self.arrivals += 1;
        self.waiting.push(Waiting { number, until, holds_lock });
        self.busy -= usize::from(PLAYS.get());
        number
    }

    fn leave(&mut self, number: u64) {
        self.waiting.retain(|waiting| waiting.number != number);
        self.busy += usize::from(PLAYS.get());
    }

    /// How long it takes the clock to get there, if it goes.
    fn real_time_until(&self, deadline: Duration) -> Option<Duration> {
        let left = deadline.saturating_sub(self.now());
        if left.is_zero() {
            return Some(left);
        }
        self.since.map(|_| real_time(left, self.speed))
    }

    /// The first moment that somebody waits for, if nobody has anything to
    /// do before it.
    fn next_event(&self) -> Option<Duration> {
        let first = self.waiting.iter().map(|w| w.until).min()?;
        // Whoever needs a lock is about to get it: unless somebody sleeps
        // who holds one.
        let mut waiting = self.waiting.iter();
        let quiet = self.busy == 0
            || self.busy == self.blocked && waiting.any(|w| w.holds_lock);
        (quiet && first > self.now() && first < Duration::MAX)
            .then_some(first)
    }
}

/// A thread's part in the show. It ends when this is dropped, also by a
/// panic.
pub(crate) struct Part {
    clock: &'static Held,
}

impl Part {
    /// Says that it is this thread that plays it.
    pub(crate) fn begin(&self) {
        PLAYS.set(true);
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let mut state = self.clock.state();
        state.busy -= 1;
        self.clock.step_if_quiet(&mut state);
    }
}

/// Notes that this thread has taken a lock, until this is dropped.
pub(crate) struct HoldsLock;

impl HoldsLock {
    pub(crate) fn new() -> Self {
        LOCKS.set(LOCKS.get() + 1);
        Self
    }
}

impl Drop for HoldsLock {
    fn drop(&mut self) {
        LOCKS.set(LOCKS.get() - 1);
    }
}

/// How long it takes a clock of that speed to go on by `delay`.
pub(crate) fn real_time(delay: Duration, speed: f64) -> Duration {
    if speed == 1.0 {
        return delay;
    }
    let seconds = delay.as_secs_f64() / speed;
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::mpsc::{Receiver, channel};
    use std::thread;

    const SECOND: Duration = Duration::from_secs(1);

    fn stopped() -> &'static Held {
        Box::leak(Box::new(Held::new(Pace { speed: 1.0, stands: true })))
    }

    /// Starts a thread of the show that waits until those seconds, and
    /// tells what the clock shows then.
    fn player(
        clock: &'static Held,
        seconds: &'static [u64],
    ) -> Receiver<Duration> {
        let (tell, told) = channel();
        let part = clock.new_part();
        thread::spawn(move || {
            part.begin();
            for seconds in seconds {
                clock.wait_until(Duration::from_secs(*seconds));
                tell.send(clock.now()).unwrap();
            }
        });
        told
    }

    #[test]
    fn a_clock_that_stands_shows_the_same_time() {
        let clock = Held::new(Pace { speed: 8.0, stands: false });
        thread::sleep(Duration::from_millis(5));
        clock.stop_or_start();
        let time = clock.now();
        assert!(time >= Duration::from_millis(40), "{time:?}");
        thread::sleep(Duration::from_millis(5));
        assert_eq!(clock.now(), time);
        clock.stop_or_start();
        thread::sleep(Duration::from_millis(5));
        assert!(clock.now() >= time + Duration::from_millis(40));
    }

    #[test]
    fn a_step_goes_to_the_next_deadline_and_stands_there() {
        let clock = stopped();
        let (five, three) = (player(clock, &[5]), player(clock, &[3, 9]));
        let steps = [(&three, 3), (&five, 5), (&three, 9)];
        clock.rest(|| {
            for (who, seconds) in steps {
                clock.step();
                assert_eq!(who.recv().unwrap(), seconds * SECOND);
                assert_eq!(clock.now(), seconds * SECOND);
            }
        });
    }

    #[test]
    fn many_steps_at_once_leave_nobody_behind() {
        let clock = stopped();
        let odd = player(clock, &[1, 3, 5, 7, 9]);
        let even = player(clock, &[2, 4, 6, 8]);
        let slow = clock.new_part();
        thread::spawn(move || {
            slow.begin();
            for seconds in [2, 5] {
                clock.wait_until(seconds * SECOND);
                thread::sleep(Duration::from_millis(20));
                assert_eq!(clock.now(), seconds * SECOND);
            }
        });
        (0..9).for_each(|_| clock.step());
        clock.rest(|| {
            let odd: Vec<_> = odd.iter().map(|t| t.as_secs()).collect();
            let even: Vec<_> = even.iter().map(|t| t.as_secs()).collect();
            assert_eq!(
                (odd, even),
                (vec![1, 3, 5, 7, 9], vec![2, 4, 6, 8])
            );
        });
    }

    #[test]
    fn a_step_does_not_wait_for_those_whose_lock_somebody_sleeps_on() {
        let clock = stopped();
        let lock = Arc::new(Mutex::new(()));
        let (tell, told) = channel();
        for _ in 0..3 {
            let (lock, tell) = (lock.clone(), tell.clone());
            let part = clock.new_part();
            thread::spawn(move || {
                part.begin();
                let _guard = clock.take_lock(|| lock.lock().unwrap());
                let _held = HoldsLock::new();
                clock.wait_until(clock.now() + SECOND);
                tell.send(clock.now().as_secs()).unwrap();
            });
        }
        drop(tell);
        (0..3).for_each(|_| clock.step());
        let all = clock.rest(|| told.iter().collect::<Vec<_>>());
        assert_eq!(all, [1, 2, 3]);
    }

    #[test]
    fn nobody_can_step_to_a_time_that_never_comes() {
        let clock = stopped();
        let never = clock.new_part();
        thread::spawn(move || {
            never.begin();
            clock.wait_until(Duration::MAX);
        });
        let soon = player(clock, &[1]);
        clock.step();
        clock.step();
        clock.rest(|| soon.recv().unwrap());
        assert_eq!(clock.now(), SECOND);
    }

    #[test]
    fn who_waits_when_the_clock_is_started_waits_as_long_as_ever() {
        let clock = stopped();
        let told = player(clock, &[1]);
        (0..6).for_each(|_| clock.change_speed(2.0));
        clock.stop_or_start();
        let start = Instant::now();
        assert!(clock.rest(|| told.recv().unwrap()) >= SECOND);
        assert!(start.elapsed() >= SECOND / 70, "{:?}", start.elapsed());
    }

    #[test]
    fn whoever_has_another_way_to_wait_soon_looks_again() {
        let waits = |clock: &Held, deadline| {
            let mut limit = None;
            clock.wait_by(deadline, |given| limit = given);
            limit.unwrap()
        };
        for stands in [true, false] {
            let clock = Held::new(Pace { speed: 1.0, stands });
            assert_eq!(waits(&clock, Some(60 * SECOND)), GLANCE);
            assert_eq!(waits(&clock, None), GLANCE);
            assert_eq!(waits(&clock, Some(Duration::ZERO)), Duration::ZERO);
        }
        let clock = stopped();
        clock.step();
        assert_eq!(waits(clock, Some(SECOND)), Duration::ZERO);
        assert_eq!(clock.now(), SECOND);
    }

    #[test]
    fn time_does_not_jump_when_the_speed_changes() {
        let clock = Held::new(Pace { speed: 1.0, stands: false });
        let (start, mut last) = (Instant::now(), Duration::ZERO);
        let factors = [2.0, 2.0, 0.5, 0.5].iter().cycle();
        for factor in factors.take(4_000) {
            clock.change_speed(*factor);
            let now = clock.now();
            assert!(now >= last, "{now:?} after {last:?}");
            last = now;
        }
        assert!(last <= 4 * start.elapsed(), "{last:?}");
        assert_eq!(clock.pace().speed, 1.0);
    }

    #[test]
    fn a_speed_that_is_none_changes_nothing() {
        let clock = Held::new(Pace { speed: 1.0, stands: true });
        (0..99).for_each(|_| clock.change_speed(2.0));
        assert_eq!(clock.pace().speed, 64.0);
        (0..99).for_each(|_| clock.change_speed(0.5));
        assert_eq!(clock.pace().speed, 1.0 / 64.0);
    }
}
