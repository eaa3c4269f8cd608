//! A task that starts a task, on the scheduler it runs on.

#[derive(Default)]
struct Scheduler {
    queue: Vec<Box<dyn Future<Output = ()>>>,
}

impl Scheduler {
    fn add(&mut self, task: impl Future<Output = ()> + 'static) {
        self.queue.push(Box::new(task));
    }
}

async fn parent(scheduler: &mut Scheduler) {
    scheduler.add(async { println!("I am the child") });
}

fn main() {
    let mut scheduler = Scheduler::default();
    let parent = parent(&mut scheduler);
    scheduler.add(parent);
}
