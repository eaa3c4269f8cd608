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
    let end = Arc::new(End::default());
    let place = clock::place().map(|place| place.new_neighbour());
    let turn = place.map(|place| Turn {
        place,
        end: end.clone(),
    });
    let thread = std::thread::spawn(move || match turn {
        None => f(),
        Some(turn) => turn.run(f),
    });
    JoinHandle { thread, end }
}

/// Waits for the end of a thread, as [`std::thread::JoinHandle`] does.
pub struct JoinHandle<T> {
    thread: std::thread::JoinHandle<T>,
    end: Arc<End>,
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
    /// On a simulated clock, if every other thread waits as well.
    pub fn join(self) -> std::thread::Result<T> {
        if let Some(place) = clock::place() {
            place.give_way();
            while !self.end.reached() {
                place.wait_on(&self.end.joiners);
            }
        }
        self.thread.join()
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
        self.end
            .reached
            .store(true, sync::atomic::Ordering::Release);
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
        Self {
            data: sync::Mutex::new(data),
            waiters: WaitList::default(),
        }
    }

    /// Waits until nobody else holds the lock, and takes it.
    ///
    /// # Errors
    ///
    /// If a thread has panicked while it held the lock.
    ///
    /// # Panics
    ///
    /// On a simulated clock, if every other thread waits as well.
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        if let Some(place) = clock::place() {
            place.give_way();
            while self.is_locked() {
                place.wait_on(&self.waiters);
            }
        }
        let waiters = &self.waiters;
        match self.data.lock() {
            Ok(data) => Ok(MutexGuard {
                data: Some(data),
                waiters,
            }),
            Err(poison) => Err(PoisonError::new(MutexGuard {
                data: Some(poison.into_inner()),
                waiters,
            })),
        }
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
