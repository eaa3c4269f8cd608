//! A callback that keeps saying "call me soon" is always ready, and nobody
//! who sleeps gets a turn before it stops. One that says "call me later,
//! after no time at all" lets others go first.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use shared::{clock, say};
use step_02_callbacks::Scheduler;

fn main() {
    shared::start_scene();
    say!("greedy: call_soon, again and again");
    play(|scheduler, again| scheduler.call_soon(again));
    say!("polite: call_later with a delay of zero");
    play(|scheduler, again| {
        scheduler.call_later(Duration::ZERO, again);
    });
}

type Again = fn(&mut Scheduler, Callback);
type Callback = Box<dyn FnOnce(&mut Scheduler)>;

/// A worker is busy for two seconds, a sleeper wants to wake after half a
/// second.
fn play(again: Again) {
    let mut scheduler = Scheduler::default();
    let calls = Rc::new(Cell::new(0));
    let end = clock::now() + Duration::from_secs(2);
    let due = Duration::from_millis(500);
    let sleeper = sleeper(clock::now() + due, calls.clone());
    scheduler.call_later(due, sleeper);
    scheduler.call_soon(move |scheduler| {
        worker(scheduler, again, end, calls);
    });
    scheduler.run();
}

fn sleeper(
    due: Duration,
    calls: Rc<Cell<u32>>,
) -> impl FnOnce(&mut Scheduler) {
    move |_| {
        let (calls, late) = (calls.get(), clock::now() - due);
        let late = late.as_millis();
        say!("  sleeper: {late} ms late, after {calls} other calls");
    }
}

fn worker(
    scheduler: &mut Scheduler,
    again: Again,
    end: Duration,
    calls: Rc<Cell<u32>>,
) {
    if clock::now() >= end {
        return say!("  worker: done");
    }
    calls.set(calls.get() + 1);
    // Work takes time, but on a simulated clock only waiting does: so this
    // is how a callback works for a millisecond on either.
    clock::sleep(Duration::from_millis(1));
    let worker = move |scheduler: &mut Scheduler| {
        worker(scheduler, again, end, calls);
    };
    again(scheduler, Box::new(worker));
}
