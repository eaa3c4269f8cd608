//! Threads and locks that can live on simulated time.
//!
//! In real time they are the standard library's. On a simulated clock one
//! thread runs at a time, the one with the earliest deadline next, so that
//! threads too play the same show in every run. A thread gives up its turn
//! when it waits: in [`clock::sleep`], [`Mutex::lock`] and
//! [`JoinHandle::join`].

use std::ops::{Deref, DerefMut};
use std::sync::{self, Arc, LockResult, PoisonError, TryLockError};

use crate::clock;
use crate::conductor::{Place, WaitList};
use crate::held::HoldsLock;

/// Starts a thread, as [`std::thread::spawn`] does.
///
/// # Panics
///
/// If the operating system cannot start a thread.
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let Some(place) = clock::place() else {
        let thread = spawn_in_real_time(f);
        return JoinHandle { thread, end: None };
    };
    let place = place.new_neighbour();
    let end = Arc::new(End::default());
    let turn = (place.clone(), end.clone());
    let thread = std::thread::spawn(move || {
        let (place, end) = turn;
        Turn { place, end }.run(f)
    });
    // The thread queues up here, in its parent, so that the operating
    // system's choice of which thread starts first does not matter.
    place.queue_up();
    let end = Some(end);
    JoinHandle { thread, end }
}

fn spawn_in_real_time<F, T>(f: F) -> std::thread::JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let Some(clock) = clock::held() else {
        return std::thread::spawn(f);
    };
    let part = clock.new_part();
    std::thread::spawn(move || {
        part.begin();
        f()
    })
}

/// Waits for the end of a thread, as [`std::thread::JoinHandle`] does.
pub struct JoinHandle<T> {
    thread: std::thread::JoinHandle<T>,
    /// There on a simulated clock.
    end: Option<Arc<End>>,
}

impl<T> JoinHandle<T> {
    /// Waits for the thread's end and returns what it returned.
    ///
    /// # Errors
    ///
    /// If the thread panicked, what it panicked with.
    ///
    /// # Panics
    ///
    /// On a simulated clock, if all other threads wait for one another.
    pub fn join(self) -> std::thread::Result<T> {
        if let (Some(place), Some(end)) = (clock::place(), self.end) {
            place.give_way();
            while !end.reached() {
                place.wait_on(&end.joiners);
            }
        }
        match clock::held() {
            Some(clock) => clock.rest(|| self.thread.join()),
            None => self.thread.join(),
        }
    }
}

/// Whether a thread has ended, and who waits for that.
#[derive(Default)]
struct End {
    reached: sync::atomic::AtomicBool,
    joiners: WaitList,
}

impl End {
    fn reached(&self) -> bool {
        self.reached.load(sync::atomic::Ordering::Acquire)
    }
}

/// A thread's presence among those that share its clock. Dropping it, also
/// when the thread panics, passes the turn on.
struct Turn {
    place: Place,
    end: Arc<End>,
}

impl Turn {
    fn run<T>(self, f: impl FnOnce() -> T) -> T {
        clock::share(self.place.clone());
        self.place.wait_for_turn();
        f()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.end.reached.store(true, sync::atomic::Ordering::Release);
        self.end.joiners.wake_all();
        self.place.leave();
    }
}

/// A lock around data, as [`std::sync::Mutex`] is.
#[derive(Default)]
pub struct Mutex<T> {
    data: sync::Mutex<T>,
    waiters: WaitList,
}

impl<T> Mutex<T> {
    /// A new lock, which nobody holds.
    pub fn new(data: T) -> Self {
        Self { data: sync::Mutex::new(data), waiters: WaitList::default() }
    }

    /// Waits until nobody else holds the lock, and takes it.
    ///
    /// # Errors
    ///
    /// If a thread has panicked while it held the lock.
    ///
    /// # Panics
    ///
    /// On a simulated clock, if all other threads wait for one another.
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        if let Some(place) = clock::place() {
            place.give_way();
            while self.is_locked() {
                place.wait_on(&self.waiters);
            }
        }
        let data = match clock::held() {
            Some(clock) => clock.take_lock(|| self.data.lock()),
            None => self.data.lock(),
        };
        match data {
            Ok(data) => Ok(self.guard(data)),
            Err(poison) => {
                Err(PoisonError::new(self.guard(poison.into_inner())))
            }
        }
    }

    fn guard<'a>(
        &'a self,
        data: sync::MutexGuard<'a, T>,
    ) -> MutexGuard<'a, T> {
        let (data, waiters) = (Some(data), &self.waiters);
        MutexGuard { data, waiters, _held: HoldsLock::new() }
    }

    fn is_locked(&self) -> bool {
        matches!(self.data.try_lock(), Err(TryLockError::WouldBlock))
    }
}

/// The right to use the data until it is dropped.
pub struct MutexGuard<'a, T> {
    /// There until the guard is dropped.
    data: Option<sync::MutexGuard<'a, T>>,
    waiters: &'a WaitList,
    _held: HoldsLock,
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.data.as_ref().expect("there until dropped")
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.data.as_mut().expect("there until dropped")
    }
}

impl<T> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        self.data = None;
        self.waiters.wake_first();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
    use std::sync::mpsc;
    use std::time::Duration;

    /// What happened, in order. It has no place in the queue for a turn.
    #[derive(Clone, Default)]
    struct Log(Arc<sync::Mutex<Vec<String>>>);

    impl Log {
        fn say(&self, text: impl ToString) {
            self.0.lock().unwrap().push(text.to_string());
        }

        fn text(&self) -> String {
            self.0.lock().unwrap().join(" ")
        }
    }

    fn sleep(millis: u64) {
        clock::sleep(Duration::from_millis(millis));
    }

    fn millis() -> u128 {
        clock::now().as_millis()
    }

    /// Plays a test on a simulated clock. It fails where it would hang.
    fn simulated<T: Send + 'static>(
        test: impl FnOnce() -> T + Send + 'static,
    ) -> T {
        let (end, result) = mpsc::channel();
        std::thread::spawn(move || {
            clock::simulate();
            end.send(catch_unwind(AssertUnwindSafe(test)))
        });
        let result = result.recv_timeout(Duration::from_secs(30));
        match result.expect("it ends") {
            Ok(value) => value,
            Err(panic) => resume_unwind(panic),
        }
    }

    fn message<T>(result: std::thread::Result<T>) -> String {
        let panic = result.err().expect("a panic");
        let text = panic.downcast_ref::<&str>().map(ToString::to_string);
        text.or_else(|| panic.downcast_ref().cloned()).expect("text")
    }

    #[test]
    fn who_went_to_sleep_first_wakes_first() {
        let text = simulated(|| {
            let log = Log::default();
            let sleeps = [vec![1, 2], vec![3], vec![2, 1]];
            for (number, sleeps) in sleeps.into_iter().enumerate() {
                let log = log.clone();
                spawn(move || {
                    sleeps.into_iter().for_each(sleep);
                    log.say(format!("{number}@{}", millis()));
                });
            }
            sleep(10);
            log.text()
        });
        assert_eq!(text, "1@3 0@3 2@3");
    }

    #[test]
    fn a_thread_takes_its_place_when_it_is_spawned() {
        for _ in 0..20 {
            let text = simulated(|| {
                let log = Log::default();
                for number in 0..20 {
                    let log = log.clone();
                    spawn(move || log.say(number));
                }
                log.say("parent");
                sleep(0);
                log.text()
            });
            let numbers: Vec<_> = (0..20).map(|n| n.to_string()).collect();
            assert_eq!(text, format!("parent {}", numbers.join(" ")));
        }
    }

    #[test]
    fn a_free_lock_gives_up_the_turn() {
        let text = simulated(|| {
            let log = Log::default();
            let child = log.clone();
            spawn(move || child.say("child"));
            let lock = Mutex::new(());
            log.say("before");
            let _guard = lock.lock().unwrap();
            log.say("after");
            log.text()
        });
        assert_eq!(text, "before child after");
    }

    #[test]
    fn joining_a_thread_that_has_ended_gives_up_the_turn() {
        let text = simulated(|| {
            let log = Log::default();
            let ended = spawn(|| 7);
            sleep(1);
            let child = log.clone();
            spawn(move || child.say("child"));
            log.say("before");
            log.say(ended.join().unwrap());
            log.text()
        });
        assert_eq!(text, "before child 7");
    }

    #[test]
    fn joining_waits_for_the_end() {
        simulated(|| {
            let slow = spawn(|| {
                sleep(5_000);
                "result"
            });
            assert_eq!(slow.join().unwrap(), "result");
            assert_eq!(millis(), 5_000);
        });
    }

    #[test]
    fn a_thread_may_sleep_while_it_holds_a_lock() {
        let text = simulated(|| {
            let log = Log::default();
            let lock = Arc::new(Mutex::new(()));
            for number in 0..3 {
                let (log, lock) = (log.clone(), lock.clone());
                spawn(move || {
                    let guard = lock.lock().unwrap();
                    sleep(100);
                    log.say(format!("{number}@{}", millis()));
                    drop(guard);
                });
            }
            sleep(50);
            log.say(format!("free@{}", millis()));
            sleep(1_000);
            log.text()
        });
        assert_eq!(text, "free@50 0@100 1@200 2@300");
    }

    #[test]
    fn a_lock_wakes_only_those_who_wait_for_it() {
        let text = simulated(|| {
            let log = Log::default();
            let locks = [100, 300].map(|held| {
                let lock = Arc::new(Mutex::new(()));
                let mine = lock.clone();
                spawn(move || {
                    let _guard = mine.lock().unwrap();
                    sleep(held);
                });
                lock
            });
            sleep(1);
            for (number, lock) in locks.into_iter().enumerate() {
                let log = log.clone();
                spawn(move || {
                    let _guard = lock.lock().unwrap();
                    log.say(format!("{number}@{}", millis()));
                });
            }
            sleep(1_000);
            log.text()
        });
        assert_eq!(text, "0@100 1@300");
    }

    #[test]
    fn a_thread_that_panics_leaves_its_place() {
        simulated(|| {
            let lock = Arc::new(Mutex::new("data"));
            let held = lock.clone();
            let panics = spawn(move || {
                let _guard = held.lock().unwrap();
                sleep(10);
                panic!("on purpose");
            });
            let waits = lock.clone();
            let waits = spawn(move || waits.lock().is_err());
            let goes_on = spawn(|| {
                sleep(1_000);
                millis()
            });
            assert_eq!(message(panics.join()), "on purpose");
            assert!(waits.join().unwrap(), "the lock is poisoned");
            assert_eq!(goes_on.join().unwrap(), 1_000);
            let poison = lock.lock().err().expect("poison");
            assert_eq!(*poison.into_inner(), "data");
        });
    }

    fn locks_twice(lock: &Mutex<()>) {
        let _first = lock.lock().unwrap();
        let _second = lock.lock().unwrap();
    }

    #[test]
    #[should_panic = "deadlock: all threads wait"]
    fn locking_twice_is_a_deadlock() {
        simulated(|| locks_twice(&Mutex::default()));
    }

    #[test]
    fn a_deadlock_is_found_when_the_last_other_thread_ends() {
        simulated(|| {
            let stuck = spawn(|| locks_twice(&Mutex::default()));
            spawn(|| sleep(1_000));
            let panic = message(stuck.join());
            assert!(panic.starts_with("deadlock"), "{panic}");
            assert_eq!(millis(), 1_000);
        });
    }

    #[test]
    fn a_deadlock_of_two_threads_ends_one_and_lets_the_other_go_on() {
        simulated(|| {
            let [one, two] = [(); 2].map(|()| Arc::new(Mutex::new(())));
            let orders = [(one.clone(), two.clone()), (two, one)];
            let [first, second] = orders.map(|(mine, yours)| {
                spawn(move || {
                    let _mine = mine.lock().unwrap();
                    sleep(10);
                    yours.lock().map(drop).map_err(|_| "poisoned")
                })
            });
            assert_eq!(first.join().unwrap(), Err("poisoned"));
            let panic = message(second.join());
            assert!(panic.starts_with("deadlock"), "{panic}");
        });
    }

    #[test]
    fn whoever_gave_up_on_a_lock_is_not_woken_for_it() {
        simulated(|| {
            let lock = Arc::new(Mutex::new(()));
            let gives_up = lock.clone();
            let _guard = lock.lock().unwrap();
            let gives_up = spawn(move || {
                let lock = AssertUnwindSafe(gives_up);
                catch_unwind(|| drop(lock.lock())).is_err()
            });
            assert!(gives_up.join().unwrap(), "a deadlock");
            drop(_guard);
            sleep(10);
            assert!(lock.lock().is_ok());
        });
    }

    #[test]
    fn two_simulated_clocks_do_not_disturb_each_other() {
        let play = |step| {
            move || {
                let thread = move || {
                    (0..1_000).for_each(|_| sleep(step));
                    millis()
                };
                let threads = [(); 4].map(|()| spawn(thread));
                threads.map(|thread| thread.join().unwrap())
            }
        };
        let slow = std::thread::spawn(move || simulated(play(70)));
        assert_eq!(simulated(play(3)), [3_000; 4]);
        assert_eq!(slow.join().unwrap(), [70_000; 4]);
    }

    #[test]
    fn many_threads_do_the_same_in_every_run() {
        let play = || {
            let log = Log::default();
            let lock = Arc::new(Mutex::new(()));
            let start = |number: u64| {
                let (log, lock) = (log.clone(), lock.clone());
                spawn(move || {
                    for round in 1..=20 {
                        sleep(number * round % 7);
                        let _guard = lock.lock().unwrap();
                        sleep(number % 2);
                        log.say(format!("{number}@{}", millis()));
                    }
                })
            };
            let threads: Vec<_> = (0..200).map(start).collect();
            for thread in threads {
                thread.join().unwrap();
            }
            log.text()
        };
        let first = simulated(play);
        assert_eq!(first.split(' ').count(), 4_000);
        assert!(simulated(play) == first, "another order");
    }

    #[test]
    fn in_real_time_they_are_threads_and_locks_as_ever() {
        let sum = Arc::new(Mutex::new(0));
        let add = |number| {
            let sum = sum.clone();
            spawn(move || *sum.lock().unwrap() += number)
        };
        let threads: Vec<_> = (1..=10).map(add).collect();
        threads.into_iter().for_each(|t| t.join().unwrap());
        assert_eq!(*sum.lock().unwrap(), 55);
        assert_eq!(message(spawn(|| panic!("real")).join()), "real");
    }
}
