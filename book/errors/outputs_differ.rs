//! Tasks whose outputs are of different types, side by side.

use std::any::Any;
use std::pin::Pin;

type Task = Pin<Box<dyn Future<Output = Box<dyn Any>>>>;

#[derive(Default)]
struct Tasks {
    tasks: Vec<Task>,
}

impl Tasks {
    fn insert<T: 'static>(
        &mut self,
        task: impl Future<Output = T> + 'static,
    ) {
        self.tasks.push(Box::pin(task));
    }
}

fn main() {
    let mut tasks = Tasks::default();
    tasks.insert(async { 6 * 7 });
    tasks.insert(async { "hello" });
}
