//! Every Blinky is a task, created by a task. The same show, on a small
//! loop that has wakers and asks nobody twice.

mod unio;

use std::cell::RefCell;
use std::rc::Rc;

use shared::cast::{Face, OPEN_EYES, Script};
use shared::{Show, Stage};

struct Family {
    stage: Stage,
    faces: RefCell<Vec<Face>>,
}

fn main() {
    let show = Show::from_args();
    let stage = show.open_stage();
    unio::run(run_all(show, stage.clone()));
    stage.close();
}

async fn run_all(show: Show, stage: Stage) {
    let family = Rc::new(Family {
        stage,
        faces: RefCell::new(vec![OPEN_EYES; show.blinkies()]),
    });

    let mut tasks = Vec::new();
    for (number, script) in show.scripts().enumerate() {
        let blinky = blinky(family.clone(), number, script);
        tasks.push(unio::create_task(blinky));
    }
    for task in tasks {
        task.await;
    }
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
