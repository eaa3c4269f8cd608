//! Tasks: the slots they live in, their turns, and their ends.

use std::any::Any;
use std::collections::VecDeque;
use std::mem;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use crate::handle::{JoinError, Status};
use crate::waker::{Letters, TaskWaker};
use crate::{CURRENT, Loop};

/// A future whose output is in a box, so that futures of all types can
/// stand side by side.
pub trait Step {
    fn step(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Output>;
}

impl<F: Future<Output: 'static>> Step for F {
    fn step(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Output> {
        self.poll(cx).map(|output| Box::new(output) as Output)
    }
}

pub type Task = Pin<Box<dyn Step>>;
pub type Output = Box<dyn Any>;
pub type Outcome = Result<Output, JoinError>;

/// In which slot a task lives, and which of its tenants it is: a key that
/// is kept for too long does not open the door of the next tenant.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    index: u32,
    tenant: u32,
}

/// Main is the first tenant of the first slot.
pub const MAIN: Key = Key { index: 0, tenant: 0 };

#[derive(Default)]
pub struct Slot {
    /// The present tenant's.
    key: Key,
    /// Since its last poll began.
    woken: bool,
    pub paused: bool,
    /// Its turn came while it was paused.
    missed: bool,
    pub cancelled: bool,
    pub status: Status,
    /// Out for as long as a poll takes.
    turn: Option<Turn>,
    pub claim: Claim,
}

/// Who wants to know how a task ends.
#[derive(Default)]
pub enum Claim {
    #[default]
    Nobody,
    Waiting(Waker),
    /// It has ended, and nobody has asked yet.
    Outcome(Outcome),
}

/// What it takes to poll a task.
pub struct Turn {
    pub key: Key,
    pub task: Task,
    pub waker: Waker,
    /// Where in the program it was created.
    created: &'static Location<'static>,
}

#[derive(Default)]
pub struct Tasks {
    slots: Vec<Slot>,
    /// The keys that the next tenants will get.
    vacant: Vec<Key>,
    pub ready: VecDeque<Key>,
}

impl Tasks {
    /// Gives a new task a slot, and its first turn after all others.
    #[track_caller]
    pub fn insert(&mut self, task: Task, letters: &Arc<Letters>) -> Key {
        let key = self.vacant.pop().unwrap_or_else(|| {
            let index = self.slots.len().try_into().expect("fewer tasks");
            self.slots.push(Slot::default());
            Key { index, tenant: 0 }
        });
        let waker = TaskWaker { key, letters: Arc::downgrade(letters) };
        let waker = Arc::new(waker).into();
        let created = Location::caller();
        let turn = Some(Turn { key, task, waker, created });
        let claim = Claim::Waiting(Waker::noop().clone());
        *self.slot(key) = Slot { key, turn, claim, ..Slot::default() };
        self.wake(key);
        key
    }

    /// Gives a task a turn: one, however often it is woken before that.
    pub fn wake(&mut self, key: Key) {
        let slot = self.slot(key);
        if slot.key == key && !slot.woken {
            slot.woken = true;
            self.ready.push_back(key);
        }
    }

    /// Takes out the task whose turn it is.
    pub fn next_turn(&mut self) -> Option<Turn> {
        loop {
            let key = self.ready.pop_front()?;
            let slot = self.slot(key);
            if slot.key != key {
                continue;
            }
            // Before the poll, so that a wake during it counts.
            slot.woken = false;
            let may_run = !slot.paused;
            slot.missed = !may_run;
            if may_run && let Some(turn) = slot.turn.take() {
                return Some(turn);
            }
        }
    }

    /// Puts a task back that is not done.
    pub fn keep(&mut self, turn: Turn) {
        let slot = self.slot(turn.key);
        slot.status = Status::InProgress;
        slot.turn = Some(turn);
    }

    pub fn resume(&mut self, key: Key) {
        let slot = self.slot(key);
        slot.paused = false;
        if mem::take(&mut slot.missed) {
            self.wake(key);
        }
    }

    /// Notes how a task has ended. Returns whom that concerns.
    pub fn finish(&mut self, key: Key, outcome: Outcome) -> Claim {
        let slot = self.slot(key);
        slot.status = match &outcome {
            Ok(_) => Status::Finished,
            Err(JoinError::Cancelled) => Status::Cancelled,
            Err(JoinError::Panicked(_)) => Status::Panicked,
        };
        match mem::replace(&mut slot.claim, Claim::Outcome(outcome)) {
            Claim::Nobody => self.detach(key),
            claim => claim,
        }
    }

    /// There is no handle any more. Returns what nobody will ask for.
    pub fn detach(&mut self, key: Key) -> Claim {
        let slot = self.slot(key);
        let claim = mem::take(&mut slot.claim);
        // After four billion tenants a slot retires, since its keys would
        // begin to repeat.
        if slot.status >= Status::Finished && key.tenant < u32::MAX {
            self.vacant.push(Key { tenant: key.tenant + 1, ..key });
        }
        claim
    }

    /// Where those were created who are not done, main first.
    pub fn unfinished(&self) -> Vec<String> {
        let lines = self.slots.iter().filter_map(|slot| {
            let paused = if slot.paused { " (paused)" } else { "" };
            Some(format!("\n  {}{paused}", slot.turn.as_ref()?.created))
        });
        lines.collect()
    }

    pub fn slot(&mut self, key: Key) -> &mut Slot {
        &mut self.slots[key.index as usize]
    }
}

impl Loop {
    pub fn poll_task(&self, mut turn: Turn) {
        if self.tasks.borrow_mut().slot(turn.key).cancelled {
            discard(self.finish(turn, Err(JoinError::Cancelled)));
            return;
        }
        let mut cx = Context::from_waker(&turn.waker);
        let outcome = match catch(|| turn.task.as_mut().step(&mut cx)) {
            Ok(Poll::Pending) => return self.tasks.borrow_mut().keep(turn),
            Ok(Poll::Ready(output)) => Ok(output),
            Err(panic) => Err(JoinError::Panicked(panic)),
        };
        discard(self.finish(turn, outcome));
    }

    /// Drops a task, then tells whoever waits for its end. Fails with a
    /// panic that nobody will ever ask for.
    pub fn finish(&self, turn: Turn, outcome: Outcome) -> Caught<()> {
        // Its waker may go, and another lie in the same place.
        self.running.take();
        // The task first: whoever hears of its end finds it gone.
        let dropped = catch(|| drop(turn.task));
        let outcome = and(dropped.map_err(JoinError::Panicked), outcome);
        let claim = self.tasks.borrow_mut().finish(turn.key, outcome);
        match claim {
            Claim::Waiting(waker) => catch(|| waker.wake()),
            Claim::Outcome(Err(JoinError::Panicked(panic))) => Err(panic),
            claim => catch(|| drop(claim)),
        }
    }

    /// Drops all tasks. Fails with the first panic that nobody will ever
    /// ask for.
    pub fn end(&self) -> Caught<()> {
        let slots = 0..self.tasks.borrow().slots.len() as u32;
        let keys = slots.map(|index| Key { index, tenant: 0 });
        let dropped = keys.map(|key| self.drop_task(key)).fold(Ok(()), and);
        let alarms = self.alarms.take();
        CURRENT.take();
        and(dropped, catch(|| drop(alarms)))
    }

    /// Drops whoever lives in the slot, if anybody does.
    pub fn drop_task(&self, key: Key) -> Caught<()> {
        let turn = self.tasks.borrow_mut().slot(key).turn.take();
        let cancelled = Err(JoinError::Cancelled);
        turn.map_or(Ok(()), |turn| self.finish(turn, cancelled))
    }
}

/// What came of somebody else's code, which may panic even where
/// something is only dropped.
pub type Caught<T> = std::thread::Result<T>;

pub fn catch<T>(f: impl FnOnce() -> T) -> Caught<T> {
    catch_unwind(AssertUnwindSafe(f))
}

/// Drops what nobody asks for. If that panics, nobody asks for the payload
/// either. It may panic when it is dropped, too: so it is not.
pub fn discard<T>(unwanted: T) {
    if let Err(panic) = catch(|| drop(unwanted)) {
        mem::forget(panic);
    }
}

/// The first error, or else the second result. The rest is discarded.
pub fn and<T, E>(first: Result<(), E>, then: Result<T, E>) -> Result<T, E> {
    let Err(error) = first else { return then };
    discard(then);
    Err(error)
}
