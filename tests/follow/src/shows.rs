//! Which shows are played to compare.

use crate::model::{Rule, Show};

/// From small to large: the first that differs is the one to look at.
pub const SHOWS: &[Show] = &[
    Show { seed: 7, blinkies: 1, millis: 4_000 },
    // The one in the book.
    Show { seed: 7, blinkies: 4, millis: 8_000 },
    Show { seed: 2, blinkies: 2, millis: 60_000 },
    Show { seed: 1, blinkies: 10, millis: 20_000 },
    // Here two are often due at the same instant.
    Show { seed: 3, blinkies: 100, millis: 10_000 },
    Show { seed: 4, blinkies: 257, millis: 1 },
];

/// The show in which most ties are.
pub const TIES: usize = 4;

/// The rule of a step's engine.
pub fn rule(step: usize) -> Rule {
    if step == 3 { Rule::InTurn } else { Rule::Earliest }
}
