//! Two redraws, in every order in which two threads may make them.
//!
//! Each of the stage's methods is whole: whatever threads do with it, the
//! calls of both come one after the other, in some order. So the orders
//! are all there is to try, and it takes no threads to try them.

use shared::{Face, Show, Stage};

/// A redraw takes three calls to the stage.
const CALLS: u32 = 3;

const FACES: [Face; 2] = ["(a.a)", "(b.b)"];

fn main() {
    let stage = Show::from_args().open_stage();
    // A bit for each call says which of the two makes it.
    for order in 0..1_u32 << (2 * CALLS) {
        if order.count_ones() == CALLS {
            play(&stage, order);
            stage.print(&["end"]);
            stage.end_line();
        }
    }
    stage.close();
}

fn play(stage: &Stage, order: u32) {
    let mut made = [0; 2];
    for call in 0..2 * CALLS {
        let who = usize::from(order & 1 << call != 0);
        match made[who] {
            0 => stage.start_line(),
            1 => stage.print(&[FACES[who]]),
            _ => stage.end_line(),
        }
        made[who] += 1;
    }
}
