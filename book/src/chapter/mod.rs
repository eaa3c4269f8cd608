//! What the pages ask for, and whether they keep to the book's rules.

pub mod blocks;
pub mod coverage;
pub mod directive;
#[cfg(doctest)]
mod doctests;
pub mod expand;
pub mod sizes;
