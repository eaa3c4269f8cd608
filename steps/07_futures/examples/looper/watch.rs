//! What the table tells of a task and its handle does not know: its name,
//! how often it was asked, and how late it was.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use step_07_futures as unio;
use unio::{JoinHandle, Status};

/// Adds tasks to the loop and counts how often they are asked.
#[derive(Clone, Default)]
pub struct Looper {
    asked: Rc<Cell<u64>>,
}

pub struct Watched {
    pub name: &'static str,
    pub handle: JoinHandle<Duration>,
    notes: Rc<Notes>,
}

#[derive(Default)]
struct Notes {
    asked: Cell<u64>,
    late: Cell<Duration>,
}

impl Looper {
    /// Adds a task. Its output is how late it was.
    pub fn add(
        &self,
        name: &'static str,
        task: impl Future<Output = Duration> + 'static,
    ) -> Watched {
        let notes = Rc::<Notes>::default();
        let watched = self.clone().watch(task, notes.clone());
        let handle = unio::create_task(watched);
        Watched { name, handle, notes }
    }

    /// How many times a task has been asked.
    pub fn asked(&self) -> u64 {
        self.asked.get()
    }

    async fn watch(
        self,
        task: impl Future<Output = Duration>,
        notes: Rc<Notes>,
    ) -> Duration {
        let mut task = pin!(task);
        let late = poll_fn(|context| {
            notes.asked.set(notes.asked.get() + 1);
            self.asked.set(self.asked.get() + 1);
            task.as_mut().poll(context)
        })
        .await;
        notes.late.set(late);
        late
    }
}

impl Watched {
    /// How many times this task has been asked.
    pub fn asked(&self) -> u64 {
        self.notes.asked.get()
    }

    pub fn describe(&self) -> String {
        let text = match self.handle.status() {
            Status::Created => "pending",
            Status::InProgress => "in progress",
            Status::Paused => "paused",
            Status::Panicked => "failed",
            Status::Cancelled => "killed",
            Status::Finished => {
                let late = self.notes.late.get().as_millis();
                return format!("finished, {late} ms late");
            }
        };
        text.to_owned()
    }
}
