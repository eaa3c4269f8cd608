//! A producer and a consumer with a queue between them, in callbacks: what
//! to do with an item must be said before there is one.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use shared::say;
use step_02_callbacks::Scheduler;

fn main() {
    shared::start_scene();
    let queue = Rc::new(Queue::default());
    let mut scheduler = Scheduler::default();
    let producers = queue.clone();
    scheduler.call_soon(move |scheduler| producer(scheduler, producers, 1));
    scheduler.call_soon(move |scheduler| consumer(scheduler, queue));
    scheduler.run();
}

/// Puts in three items, one a second, and closes the queue.
fn producer(scheduler: &mut Scheduler, queue: Rc<Queue>, item: u32) {
    if item > 3 {
        say!("producer: that was all");
        return queue.close(scheduler);
    }
    say!("producer: here is {item}");
    queue.put(scheduler, item);
    scheduler.call_later(Duration::from_secs(1), move |scheduler| {
        producer(scheduler, queue, item + 1);
    });
}

/// Takes items out until there will be no more.
fn consumer(scheduler: &mut Scheduler, queue: Rc<Queue>) {
    let again = queue.clone();
    queue.get(scheduler, move |scheduler, item| {
        let Some(item) = item else {
            return say!("consumer: then I am done");
        };
        say!("consumer: thanks for {item}");
        scheduler.call_soon(|scheduler| consumer(scheduler, again));
    });
}

/// What to do with an item, or with the news that none will come.
type Getter = Box<dyn FnOnce(&mut Scheduler, Option<u32>)>;

#[derive(Default)]
struct Queue {
    items: RefCell<VecDeque<u32>>,
    getters: RefCell<VecDeque<Getter>>,
    closed: Cell<bool>,
}

impl Queue {
    fn put(&self, scheduler: &mut Scheduler, item: u32) {
        self.items.borrow_mut().push_back(item);
        self.serve(scheduler);
    }

    fn get(
        &self,
        scheduler: &mut Scheduler,
        f: impl FnOnce(&mut Scheduler, Option<u32>) + 'static,
    ) {
        self.getters.borrow_mut().push_back(Box::new(f));
        self.serve(scheduler);
    }

    fn close(&self, scheduler: &mut Scheduler) {
        self.closed.set(true);
        self.serve(scheduler);
    }

    /// Brings items and getters together. A getter is called soon, not
    /// now: it may use this queue, which is borrowed here.
    fn serve(&self, scheduler: &mut Scheduler) {
        let mut items = self.items.borrow_mut();
        let mut getters = self.getters.borrow_mut();
        while !items.is_empty() || self.closed.get() {
            let Some(getter) = getters.pop_front() else {
                return;
            };
            let item = items.pop_front();
            scheduler.call_soon(move |scheduler| getter(scheduler, item));
        }
    }
}
