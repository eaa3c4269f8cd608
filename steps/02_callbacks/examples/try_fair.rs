//! A scheduler that nobody can starve: before each call it looks whether a
//! sleeper's time has come, and lets it queue up behind those who are
//! ready.

use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use shared::{clock, say};

fn main() {
    shared::start_scene();
    let mut scheduler = Scheduler::default();
    let calls = Rc::new(Cell::new(0));
    let due = Duration::from_millis(500);
    let counted = calls.clone();
    scheduler.call_later(due, move |_| {
        let late = (clock::now() - due).as_millis();
        let calls = counted.get();
        say!("sleeper: {late} ms late, after {calls} other calls");
    });
    scheduler.call_soon(|scheduler| worker(scheduler, calls));
    scheduler.run();
}

/// Is busy for two seconds, and says "call me soon" all the time.
fn worker(scheduler: &mut Scheduler, calls: Rc<Cell<u32>>) {
    if calls.get() == 2_000 {
        return say!("worker: done");
    }
    calls.set(calls.get() + 1);
    clock::sleep(Duration::from_millis(1));
    scheduler.call_soon(|scheduler| worker(scheduler, calls));
}

type Callback = Box<dyn FnOnce(&mut Scheduler)>;

#[derive(Default)]
struct Scheduler {
    ready: VecDeque<Callback>,
    sleeping: Vec<(Duration, Callback)>,
}

impl Scheduler {
    fn call_soon(&mut self, f: impl FnOnce(&mut Self) + 'static) {
        self.ready.push_back(Box::new(f));
    }

    fn call_later(
        &mut self,
        delay: Duration,
        f: impl FnOnce(&mut Self) + 'static,
    ) {
        let deadline = clock::now().saturating_add(delay);
        self.sleeping.push((deadline, Box::new(f)));
    }

    fn run(&mut self) {
        while let Some(callback) = self.next_callback() {
            callback(self);
        }
    }

    fn next_callback(&mut self) -> Option<Callback> {
        if self.ready.is_empty() {
            clock::wait_until(self.earliest()?);
        }
        while self.earliest().is_some_and(|time| time <= clock::now()) {
            let callback = self.remove_earliest();
            self.ready.push_back(callback);
        }
        self.ready.pop_front()
    }

    fn earliest(&self) -> Option<Duration> {
        self.sleeping.iter().map(|(time, _)| *time).min()
    }

    fn remove_earliest(&mut self) -> Callback {
        let all = 0..self.sleeping.len();
        let earliest = all.min_by_key(|&i| self.sleeping[i].0);
        self.sleeping.remove(earliest.expect("there is one")).1
    }
}
