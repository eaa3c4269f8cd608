//! Every Blinky is a generator that yields its delays.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use shared::cast::{Face, OPEN_EYES, Script};
use shared::{Show, Stage};
use step_04_sorted_heap::Scheduler;

struct Family {
    stage: Stage,
    faces: RefCell<Vec<Face>>,
}

fn main() {
    let show = Show::from_args();
    let stage = show.open_stage();
    let family = Rc::new(Family {
        stage: stage.clone(),
        faces: RefCell::new(vec![OPEN_EYES; show.blinkies()]),
    });

    let mut scheduler = Scheduler::default();
    for (number, script) in show.scripts().enumerate() {
        let family = family.clone();
        scheduler.add(Blinky { family, number, script });
    }
    scheduler.run();
    stage.close();
}

struct Blinky {
    family: Rc<Family>,
    number: usize,
    script: Script,
}

impl Iterator for Blinky {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        let (face, delay) = self.script.next()?;
        self.family.faces.borrow_mut()[self.number] = face;
        print_blinkies(&self.family);
        Some(delay)
    }
}

fn print_blinkies(family: &Family) {
    family.stage.start_line();
    family.stage.print(&family.faces.borrow());
    family.stage.end_line();
}
