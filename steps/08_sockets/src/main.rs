//! Every Blinky is a task, created by a task. The show is on air: whoever
//! connects joins the family.

mod on_air;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::rc::Rc;

use on_air::{Air, Flags};
use shared::cast::{Face, OPEN_EYES, Script};
use shared::{Show, Stage};
use step_08_sockets as unio;

struct Family {
    show: Show,
    stage: Stage,
    /// By number, since guests come and go.
    faces: RefCell<BTreeMap<usize, Face>>,
    air: Air,
}

fn main() {
    let (mut show, flags) = Show::from_args_with::<Flags>();
    // First, so that an error is told on the terminal as it was.
    let listener = flags.listen(&mut show);
    let stage = show.open_stage();
    unio::run(run_all(show, stage.clone(), listener));
    stage.close();
}

async fn run_all(show: Show, stage: Stage, listener: Option<TcpListener>) {
    let faces = (0..show.blinkies()).map(|number| (number, OPEN_EYES));
    let family = Rc::new(Family {
        faces: RefCell::new(faces.collect()),
        show,
        stage,
        air: Air::default(),
    });
    on_air::serve(&family, listener, play_all(&family)).await;
}

async fn play_all(family: &Rc<Family>) {
    let mut tasks = Vec::new();
    for (number, script) in family.show.scripts().enumerate() {
        let blinky = blinky(family.clone(), number, script);
        tasks.push(unio::create_task(blinky));
    }
    for task in tasks {
        task.await.expect("a Blinky does not panic");
    }
}

async fn blinky(family: Rc<Family>, number: usize, script: Script) {
    for (face, delay) in script {
        family.faces.borrow_mut().insert(number, face);
        print_blinkies(&family);
        unio::sleep(delay).await;
    }
}

/// There is no `await` in here, so nobody can come in between: no lock.
fn print_blinkies(family: &Family) {
    let faces: Vec<_> = family.faces.borrow().values().copied().collect();
    family.stage.start_line();
    family.stage.print(&faces);
    family.stage.end_line();
    family.air.show(&faces);
}
