//! A callback that can be called off. It stays on the list until its time
//! comes, and then does nothing: so the scheduler waits for it all the
//! same.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use shared::say;
use step_02_callbacks::Scheduler;

fn main() {
    shared::start_scene();
    let mut scheduler = Scheduler::default();
    let (alarm, ring) = cancellable(|_| say!("Ring! Ring! Ring!"));
    scheduler.call_later(Duration::from_secs(10), ring);
    scheduler.call_later(Duration::from_secs(3), move |_| {
        say!("I am awake already");
        alarm.cancel();
    });
    scheduler.run();
    say!("nothing left to call");
}

struct Handle(Rc<Cell<bool>>);

impl Handle {
    fn cancel(&self) {
        self.0.set(true);
    }
}

fn cancellable(
    f: impl FnOnce(&mut Scheduler),
) -> (Handle, impl FnOnce(&mut Scheduler)) {
    let cancelled = Rc::new(Cell::new(false));
    let handle = Handle(cancelled.clone());
    let callback = move |scheduler: &mut Scheduler| {
        if !cancelled.get() {
            f(scheduler);
        }
    };
    (handle, callback)
}
