//! Every Blinky has a thread of its own. Drawing takes a little time, and
//! no lock keeps the threads from drawing over one another.

use std::sync::Arc;
use std::time::Duration;

use shared::cast::{Face, OPEN_EYES, Script};
use shared::thread::{self, Mutex};
use shared::{Show, Stage, clock};

struct Family {
    stage: Stage,
    /// A lock for each face, or this would not compile: two threads that
    /// use one place in memory, where at least one writes and nothing
    /// orders them, are a data race. That two threads draw at the same
    /// time is no business of the compiler's.
    faces: Vec<Mutex<Face>>,
}

fn main() {
    let show = Show::from_args();
    let stage = show.open_stage();
    let faces = (0..show.blinkies()).map(|_| Mutex::new(OPEN_EYES));
    let family =
        Arc::new(Family { stage: stage.clone(), faces: faces.collect() });

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

fn blinky(family: &Family, number: usize, script: Script) {
    for (face, delay) in script {
        let mine = &family.faces[number];
        *mine.lock().expect("a Blinky does not panic") = face;
        print_blinkies(family);
        clock::sleep(delay);
    }
}

fn print_blinkies(family: &Family) {
    family.stage.start_line();
    for face in &family.faces {
        let face = *face.lock().expect("a Blinky does not panic");
        family.stage.print(&[face]);
        // A slow terminal, or a slow disk.
        clock::sleep(Duration::from_millis(5));
    }
    family.stage.end_line();
}
