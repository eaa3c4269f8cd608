//! Every Blinky is a task that awaits its delays.

use std::cell::RefCell;
use std::rc::Rc;

use shared::cast::{Face, OPEN_EYES, Script};
use shared::{Show, Stage};
use step_05_awaitable_sleep as unio;

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

    let mut scheduler = unio::Scheduler::default();
    for (number, script) in show.scripts().enumerate() {
        let blinky = blinky(family.clone(), number, script);
        scheduler.add(blinky);
    }
    scheduler.run();
    stage.close();
}

async fn blinky(family: Rc<Family>, number: usize, script: Script) {
    for (face, delay) in script {
        family.faces.borrow_mut()[number] = face;
        print_blinkies(&family);
        unio::sleep(delay).await;
    }
}

/// There is no `await` in here, so nobody can come in between: no lock.
fn print_blinkies(family: &Family) {
    family.stage.start_line();
    family.stage.print(&family.faces.borrow());
    family.stage.end_line();
}
