//! Tasks, the slots they live in, and whose turn it is.

use std::any::Any;
use std::collections::VecDeque;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use crate::handle::{JoinError, Status};
use crate::letters::LetterBox;
use crate::waker::TaskWaker;

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
    pub cancelled: bool,
    pub status: Status,
    /// Out for as long as a poll takes.
    body: Option<(Task, Waker)>,
    pub claim: Claim,
}

/// Who wants to know how a task ends.
#[derive(Default)]
pub enum Claim {
    #[default]
    Nobody,
    Handle,
    Waiting(Waker),
    /// It has ended, and nobody has asked yet.
    Outcome(Outcome),
}

/// A task that is out of its slot, to be polled or dropped.
pub struct Turn {
    pub key: Key,
    pub cancelled: bool,
    pub task: Task,
    pub waker: Waker,
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
    pub fn insert(
        &mut self,
        task: Task,
        letters: &Arc<LetterBox<Key>>,
    ) -> Key {
        let key = self.vacant.pop().unwrap_or_else(|| {
            let index = self.slots.len().try_into().expect("fewer tasks");
            self.slots.push(Slot::default());
            Key { index, tenant: 0 }
        });
        let waker = TaskWaker { key, letters: letters.clone() };
        let body = Some((task, Arc::new(waker).into()));
        let claim = Claim::Handle;
        *self.slot(key) = Slot { key, body, claim, ..Slot::default() };
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
            // A paused task stays woken, and has its turn when it resumes.
            if slot.key == key && slot.woken && !slot.paused {
                // Before the poll, so that a wake during it counts.
                slot.woken = false;
                if let Some(turn) = self.take(key) {
                    return Some(turn);
                }
            }
        }
    }

    pub fn take(&mut self, key: Key) -> Option<Turn> {
        let slot = self.slot(key);
        let (task, waker) = slot.body.take()?;
        Some(Turn { key, cancelled: slot.cancelled, task, waker })
    }

    pub fn put_back(&mut self, turn: Turn) {
        let slot = self.slot(turn.key);
        slot.status = Status::InProgress;
        slot.body = Some((turn.task, turn.waker));
    }

    pub fn resume(&mut self, key: Key) {
        let slot = self.slot(key);
        if mem::take(&mut slot.paused) && slot.woken {
            self.ready.push_back(key);
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
        if slot.status.is_final() && key.tenant < u32::MAX {
            slot.key.tenant += 1;
            let next = slot.key;
            self.vacant.push(next);
        }
        claim
    }

    /// The tasks that are not done, main first.
    pub fn unfinished(&self) -> Vec<Key> {
        let taken = self.slots.iter().filter(|slot| slot.body.is_some());
        taken.map(|slot| slot.key).collect()
    }

    pub fn slot(&mut self, key: Key) -> &mut Slot {
        &mut self.slots[key.index as usize]
    }
}
