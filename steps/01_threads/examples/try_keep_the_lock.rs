//! Every Blinky has a thread of its own, and goes to sleep with the lock in
//! its hand. Nobody else draws before it wakes.

use std::sync::Arc;

use shared::cast::{Face, OPEN_EYES, Script};
use shared::thread::{self, Mutex};
use shared::{Show, Stage, clock};

struct Family {
    stage: Stage,
    faces: Vec<Face>,
}

fn main() {
    let show = Show::from_args();
    let stage = show.open_stage();
    let family = Arc::new(Mutex::new(Family {
        stage: stage.clone(),
        faces: vec![OPEN_EYES; show.blinkies()],
    }));

    let mut threads = Vec::new();
    for (number, script) in show.scripts().enumerate() {
        let family = family.clone();
        let blinky = move || blinky(&family, number, script);
        threads.push(thread::spawn(blinky));
    }
    for thread in threads {
        thread.join().expect("a Blinky does not panic");
    }
    stage.close();
}

fn blinky(family: &Mutex<Family>, number: usize, script: Script) {
    for (face, delay) in script {
        let mut family = family.lock().expect("a Blinky does not panic");
        family.faces[number] = face;
        print_blinkies(&family);
        clock::sleep(delay);
    }
}

fn print_blinkies(family: &Family) {
    family.stage.start_line();
    family.stage.print(&family.faces);
    family.stage.end_line();
}
