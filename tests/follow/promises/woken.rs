//! Tasks side by side, on a loop with wakers.

use std::pin::Pin;

use super::futures;
use super::order::Sleeper;
use super::unio::{create_task, run};

pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Runs tasks side by side, to the end of the last.
pub fn run_all(tasks: Vec<Task>) {
    run(async {
        let tasks: Vec<_> = tasks.into_iter().map(create_task).collect();
        for task in tasks {
            let _ = task.await;
        }
    });
}

pub fn sleepers(cast: &[Sleeper]) {
    let sleepers = cast.iter().copied().map(futures::sleeper);
    run_all(sleepers.map(futures::task).collect());
}
