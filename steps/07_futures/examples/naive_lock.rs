//! A lock that keeps a list of wakers, and what goes wrong with it. Then
//! the same on a lock that has a line.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::Duration;

use shared::say;
use step_07_futures as unio;
use unio::Lock;

#[derive(Default)]
struct NaiveLock {
    taken: Cell<bool>,
    waiting: RefCell<VecDeque<Waker>>,
}

struct NaiveGuard<'a>(&'a NaiveLock);

impl NaiveLock {
    async fn lock(&self) -> NaiveGuard<'_> {
        poll_fn(|cx| {
            if self.taken.replace(true) {
                let waker = cx.waker().clone();
                self.waiting.borrow_mut().push_back(waker);
                return Poll::Pending;
            }
            Poll::Ready(NaiveGuard(self))
        })
        .await
    }
}

impl Drop for NaiveGuard<'_> {
    fn drop(&mut self) {
        self.0.taken.set(false);
        let next = self.0.waiting.borrow_mut().pop_front();
        next.into_iter().for_each(Waker::wake);
    }
}

fn main() {
    shared::start_scene();
    say!("a list of wakers");
    unio::run(play::<NaiveLock>());
    say!("a line");
    unio::run(play::<Lock<()>>());
}

async fn play<L: AnyLock>() {
    say!("  Ada wants it three times, Ben once");
    let lock = Rc::<L>::default();
    let ada = unio::create_task(guest("Ada", 3, lock.clone()));
    let ben = unio::create_task(guest("Ben", 1, lock));
    unio::gather([ada, ben]).await;

    say!("  Ada holds it, Ben gives up, Cid stays");
    let lock = Rc::<L>::default();
    unio::create_task(guest("Ada", 1, lock.clone()));
    let ben = guest("Ben", 1, lock.clone());
    let half_a_second = Duration::from_millis(500);
    let ben = unio::create_task(unio::timeout(half_a_second, ben));
    let cid = unio::create_task(guest("Cid", 1, lock));
    let _ = ben.await;
    if unio::timeout(Duration::from_secs(10), cid).await.is_none() {
        say!("    Cid is still waiting");
    }
}

/// Wants the lock so many times, for a second each.
async fn guest(name: &str, times: u32, lock: Rc<impl AnyLock>) {
    for _ in 0..times {
        let _guard = lock.lock().await;
        say!("    {name} has it");
        unio::sleep(Duration::from_secs(1)).await;
    }
}

trait AnyLock: Default + 'static {
    fn lock(&self) -> impl Future<Output = impl Sized>;
}

impl AnyLock for NaiveLock {
    fn lock(&self) -> impl Future<Output = impl Sized> {
        self.lock()
    }
}

impl AnyLock for Lock<()> {
    fn lock(&self) -> impl Future<Output = impl Sized> {
        self.lock()
    }
}
