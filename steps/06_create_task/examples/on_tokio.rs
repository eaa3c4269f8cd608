//! Every Blinky is a task, created by a task. The same show, on tokio: only
//! `unio` differs, and what an awaited handle returns. Our loop waits for
//! all tasks, but tokio ends with main: there they must be awaited.

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
        task.await.expect("a Blinky does not panic");
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

mod unio {
    use std::time::Duration;

    use shared::clock;
    use tokio::runtime::Builder;
    use tokio::task::LocalSet;
    pub use tokio::task::spawn_local as create_task;
    use tokio::time;

    pub fn run(main: impl Future<Output = ()>) {
        // A paused clock is what a simulated one is called there.
        let runtime = Builder::new_current_thread()
            .enable_time()
            .start_paused(clock::is_simulated())
            .build()
            .expect("there is nothing to go wrong without sockets");
        LocalSet::new().block_on(&runtime, main);
    }

    pub async fn sleep(delay: Duration) {
        let deadline = clock::now() + delay;
        time::sleep(clock::scaled(delay)).await;
        // Tokio's clock is there. The show's clock comes along.
        clock::wait_until(deadline);
    }
}
