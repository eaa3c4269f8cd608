//! A loop that asks every task again and again whether it is done.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use shared::clock;

/// What a task answers when it is asked. One that has no answer, because
/// it has come to its end without a result, has failed.
pub enum Answer {
    NotYet,
    Done(Duration),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Status {
    Pending,
    InProgress,
    Finished(Duration),
    Failed,
    Killed,
}

/// All that is known of a task. There is one of it, which the loop and
/// everybody else share, so that nobody holds an old one.
pub struct Handle {
    name: &'static str,
    status: Cell<Status>,
    paused: Cell<bool>,
    asked: Cell<u64>,
}

impl Handle {
    pub fn name(&self) -> &'static str {
        self.name
    }

    pub fn status(&self) -> Status {
        self.status.get()
    }

    /// How many times the task has been asked.
    pub fn asked(&self) -> u64 {
        self.asked.get()
    }

    pub fn is_paused(&self) -> bool {
        self.paused.get()
    }

    pub fn pause(&self) {
        self.paused.set(true);
    }

    pub fn resume(&self) {
        self.paused.set(false);
    }

    /// The task is never asked again. The loop removes it after this round.
    pub fn kill(&self) {
        if !self.is_over() {
            self.status.set(Status::Killed);
        }
    }

    fn is_over(&self) -> bool {
        let status = self.status.get();
        !matches!(status, Status::Pending | Status::InProgress)
    }

    fn wants_a_turn(&self) -> bool {
        !self.is_over() && !self.is_paused()
    }

    fn ask(&self, task: &mut Task) {
        self.asked.set(self.asked.get() + 1);
        let status = match task.next() {
            Some(Answer::NotYet) => Status::InProgress,
            Some(Answer::Done(result)) => Status::Finished(result),
            None => Status::Failed,
        };
        // A task that has killed itself stays dead.
        if !self.is_over() {
            self.status.set(status);
        }
    }
}

type Task = Box<dyn Iterator<Item = Answer>>;

#[derive(Default)]
pub struct Looper {
    tasks: RefCell<Vec<(Rc<Handle>, Task)>>,
    /// Tasks that have been added since this round began.
    added: RefCell<Vec<(Rc<Handle>, Task)>>,
    asked: Cell<u64>,
}

impl Looper {
    /// Adds a task. Tasks may do that, too.
    pub fn add(
        &self,
        name: &'static str,
        task: impl Iterator<Item = Answer> + 'static,
    ) -> Rc<Handle> {
        let handle = Rc::new(Handle {
            name,
            status: Cell::new(Status::Pending),
            paused: Cell::new(false),
            asked: Cell::new(0),
        });
        let mut added = self.added.borrow_mut();
        added.push((handle.clone(), Box::new(task)));
        handle
    }

    /// How many times this loop has asked a task.
    pub fn asked(&self) -> u64 {
        self.asked.get()
    }

    /// Asks until nobody is left who wants to be asked.
    pub fn run(&self) {
        let mut tasks = self.tasks.borrow_mut();
        loop {
            tasks.append(&mut self.added.borrow_mut());
            tasks.retain(|(handle, _)| !handle.is_over());
            if !tasks.iter().any(|(handle, _)| handle.wants_a_turn()) {
                return;
            }
            for (handle, task) in tasks.iter_mut() {
                if handle.wants_a_turn() {
                    handle.ask(task);
                    self.asked.set(self.asked.get() + 1);
                }
            }
            let_time_pass();
        }
    }
}

/// Real time passes while we ask. Simulated time passes while somebody
/// waits, and here nobody ever does: so let a round take a millisecond.
fn let_time_pass() {
    if clock::is_simulated() {
        clock::sleep(Duration::from_millis(1));
    }
}
