//! Every Blinky is a callback that schedules itself.

use std::cell::RefCell;
use std::rc::Rc;

use shared::cast::{Face, OPEN_EYES, Script};
use shared::{Show, Stage};
use step_02_callbacks::Scheduler;

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
        scheduler.call_soon(move |scheduler| {
            blinky(scheduler, family, number, script);
        });
    }
    scheduler.run();
    stage.close();
}

fn blinky(
    scheduler: &mut Scheduler,
    family: Rc<Family>,
    number: usize,
    mut script: Script,
) {
    let Some((face, delay)) = script.next() else {
        return;
    };
    family.faces.borrow_mut()[number] = face;
    print_blinkies(&family);
    scheduler.call_later(delay, move |scheduler| {
        blinky(scheduler, family, number, script);
    });
}

fn print_blinkies(family: &Family) {
    family.stage.start_line();
    family.stage.print(&family.faces.borrow());
    family.stage.end_line();
}
