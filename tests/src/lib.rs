//! What the tests have in common: the programs of every step, what their
//! output says, and how to wait for something.

pub mod lines;
mod programs;
mod waiting;

pub use programs::{
    blinkies, newest_on_air, printed, program, root, scene, scenes, steps,
    takes,
};
pub use waiting::{poll, with_every_step};
