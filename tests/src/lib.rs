//! What the tests have in common: the programs of every step, what their
//! output says, and how to wait for something.

pub mod lines;
mod programs;
mod tools;
mod waiting;

pub use programs::{
    blinkies, newest_on_air, printed, program, root, scene, scenes, steps,
    takes,
};
pub use tools::skip_without;
pub use waiting::{poll, with_every_step};
