//! Ten callbacks add one to a number. Inside a callback nobody comes in
//! between. Between two of them anybody may.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use shared::say;
use step_02_callbacks::Scheduler;

fn main() {
    shared::start_scene();
    say!("look, be called later, write: {}", count(add_with_a_gap));
    say!("look and write: {}", count(add));
}

type Add = fn(&mut Scheduler, Rc<Cell<u32>>);

fn count(add: Add) -> u32 {
    let number = Rc::new(Cell::new(0));
    let mut scheduler = Scheduler::default();
    for _ in 0..10 {
        let number = number.clone();
        scheduler.call_soon(move |scheduler| add(scheduler, number));
    }
    scheduler.run();
    number.get()
}

fn add_with_a_gap(scheduler: &mut Scheduler, number: Rc<Cell<u32>>) {
    let before = number.get();
    let think = Duration::from_millis(1);
    scheduler.call_later(think, move |_| number.set(before + 1));
}

fn add(_: &mut Scheduler, number: Rc<Cell<u32>>) {
    let before = number.get();
    number.set(before + 1);
}
