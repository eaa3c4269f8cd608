//! What all eight steps have in common: the [cast], the [stage], the
//! [clock] and the [command line](Show), and what a run looks like from
//! outside, live and [recorded](recording).
//!
//! No engine lives here. Every step brings its own, and plays the same show
//! on it: with the same seed, the same Blinkies make the same faces for the
//! same time, whichever engine wakes them.

mod board;
pub mod cast;
mod cli;
pub mod clock;
mod conductor;
mod enter;
mod held;
mod keyboard;
mod keys;
pub mod recording;
mod row;
mod screen;
mod signals;
pub mod stage;
pub mod thread;

pub use cast::{Face, OPEN_EYES, Script};
pub use cli::{Show, start_scene};
pub use enter::wait_for_enter;
pub use stage::Stage;
