//! One Blinky, alone: a loop that draws a face and sleeps. The family's
//! first member plays, whatever `--blinkies` says.

use shared::cast::Script;
use shared::{Show, Stage, clock};

fn main() {
    let show = Show::from_args();
    let stage = show.open_stage();
    let script = show.scripts().next().expect("there is at least one");
    blinky(&stage, script);
    stage.close();
}

fn blinky(stage: &Stage, script: Script) {
    for (face, delay) in script {
        stage.start_line();
        stage.print(&[face]);
        stage.end_line();
        clock::sleep(delay);
    }
}
