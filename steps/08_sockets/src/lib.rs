//! An event loop that asks nobody twice: a task is polled when it starts,
//! and after that when it has been woken.
//!
//! This file is the loop. Every other file adds one idea to it.
//!
//! The loop is for one thread; wakes may come from any. It waits in a
//! poller, for timers, wakes and sockets at once. It needs
//! `panic = "unwind"`, since a panic in a task is the business of whoever
//! awaits that task.
//!
//! What it cannot help: a waker that panics, or that polls for ever in
//! place of waking, takes the loop with it. Another executor's `block_on`
//! inside a task never returns if it waits for this loop, which waits for
//! it. And two loops that share a simulated clock do not hear each other.

mod callback;
mod gather;
mod handle;
mod iter;
mod letters;
mod line;
mod lock;
mod oneshot;
mod poller;
mod queue;
mod server;
mod sync;
mod task;
mod tcp;
mod timers;
mod waiter;
mod waker;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::panic::resume_unwind;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use shared::clock;

pub use callback::{call_later, call_soon};
pub use gather::{gather, race, timeout, yield_now};
pub use handle::{JoinError, JoinHandle, Status};
pub use iter::{Arange, arange};
pub use lock::{Lock, LockGuard};
pub use oneshot::{Sender, oneshot};
pub use queue::Queue;
pub use server::Server;
pub use tcp::{Incoming, TcpListener, TcpStream};
pub use timers::{Sleep, sleep, sleep_until};
pub use waiter::Waiter;

use task::{Key, MAIN, Tasks, and, catch, discard};
use timers::{Alarm, Mark, Time, mark};
use waker::Letters;

const DEADLOCK: &str = "deadlock: nobody is left to wake these; another \
    thread might, but simulated time does not wait for one. Unfinished:";

/// How many tasks are polled before the loop looks up.
const POLLS_A_ROUND: usize = 61;

/// How often a task may try its sockets before it yields, and the loop
/// looks up.
const TRIES_A_TURN: u32 = 64;

#[derive(Default)]
struct Loop {
    tasks: Rc<RefCell<Tasks>>,
    alarms: RefCell<BTreeMap<Time, Alarm>>,
    letters: Arc<Letters>,
    poller: poller::Poller,
    /// How many turns there have been.
    turns: Cell<u64>,
    /// How often the running task may still try its sockets.
    tries: Cell<u32>,
    /// Who is being polled, and by which waker.
    running: Cell<Option<(Key, Mark)>>,
    /// Main is done: there is nothing left but to drop the tasks.
    ending: Cell<bool>,
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Loop>>> =
        const { RefCell::new(None) };
}

/// Runs `main` to its end and returns its output. Then drops the tasks that
/// are not done.
///
/// ```
/// # use step_08_sockets as unio;
/// let hello = String::from("hello");
/// let length = unio::run(async { hello.len() });
/// assert_eq!(length, 5);
/// ```
///
/// # Panics
///
/// If `main` panics, after everything has been dropped. If a task that
/// nobody holds a handle to panics while it is dropped at the end. If this
/// thread runs a loop already. If the system has no descriptors left. In
/// simulated time, if everybody waits and nobody is left to wake them.
#[doc(alias = "block_on")]
#[track_caller]
pub fn run<F: Future>(main: F) -> F::Output {
    let current = Loop::start();
    let (mut main, mut output) = (pin!(Some(main)), None);
    let ran =
        catch(|| output = Some(current.run_until_ready(main.as_mut())));
    current.ending.set(true);
    let dropped = and(catch(|| main.set(None)), current.end());
    if let Err(panic) = and(ran, dropped) {
        discard(output);
        resume_unwind(panic);
    }
    output.expect("main is done")
}

/// Starts a task beside those that are running. Its first poll comes after
/// the turns of those that are ready now.
///
/// ```
/// # use step_08_sockets as unio;
/// unio::run(async {
///     let task = unio::create_task(async { 6 * 7 });
///     assert_eq!(task.await.unwrap(), 42);
/// });
/// ```
///
/// # Panics
///
/// If this thread runs no loop.
#[doc(alias = "spawn")]
#[track_caller]
pub fn create_task<T: 'static>(
    task: impl Future<Output = T> + 'static,
) -> JoinHandle<T> {
    let current = Loop::current("create_task");
    let tasks = current.tasks.clone();
    let key = tasks.borrow_mut().insert(Box::pin(task), &current.letters);
    if current.ending.get() {
        discard(current.drop_task(key));
    }
    JoinHandle { tasks, key, output: PhantomData }
}

impl Loop {
    #[track_caller]
    fn start() -> Rc<Self> {
        let other = Self::of_this_thread();
        assert!(other.is_none(), "run inside run: await it instead");
        let new = Rc::<Self>::default();
        // Main lives in the frame of `run`. Its slot has a stand-in.
        new.tasks.borrow_mut().insert(Box::pin(async {}), &new.letters);
        CURRENT.set(Some(new.clone()));
        new
    }

    fn current(who: &str) -> Rc<Self> {
        let current = Self::of_this_thread();
        current.unwrap_or_else(|| panic!("{who} needs a loop: call run"))
    }

    fn of_this_thread() -> Option<Rc<Self>> {
        // A thread that is about to end has no `CURRENT` any more.
        CURRENT.try_with(|current| current.borrow().clone()).ok()?
    }

    fn run_until_ready<F: Future>(
        &self,
        mut main: Pin<&mut Option<F>>,
    ) -> F::Output {
        loop {
            let goes_on = |_: &usize| self.tries.replace(TRIES_A_TURN) > 0;
            for _ in (0..POLLS_A_ROUND).take_while(goes_on) {
                let next = self.tasks.borrow_mut().next_turn();
                let Some(turn) = next else { break };
                self.turns.set(self.turns.get() + 1);
                self.running.set(Some((turn.key, mark(&turn.waker))));
                if turn.key != MAIN {
                    self.poll_task(turn);
                    continue;
                }
                let main = main.as_mut().as_pin_mut().expect("not done");
                let mut cx = Context::from_waker(&turn.waker);
                if let Poll::Ready(output) = main.poll(&mut cx) {
                    return output;
                }
                self.tasks.borrow_mut().keep(turn);
            }
            self.look_up();
        }
    }

    /// Sees what other threads want, what is new at the sockets, and what
    /// time it is.
    fn look_up(&self) {
        for key in self.letters.read() {
            self.tasks.borrow_mut().wake(key);
        }
        let busy = !self.tasks.borrow().ready.is_empty();
        // A simulated clock stands still as long as there is news.
        let news =
            (busy || clock::is_simulated()) && self.poller.look(busy);
        if !busy && !news {
            self.wait();
        }
        self.wake_due();
    }

    /// Lets time pass, until the first deadline, a letter, or news from a
    /// socket.
    fn wait(&self) {
        let deadline = self.first_deadline();
        let wait = |limit| self.letters.wait(&self.poller, limit);
        if clock::wait_by(deadline, wait).is_err() {
            if self.poller.is_awaited() {
                return wait(None);
            }
            let tasks = self.tasks.borrow().unfinished();
            panic!("{DEADLOCK} {}{}", tasks.len(), tasks.concat());
        }
    }
}
