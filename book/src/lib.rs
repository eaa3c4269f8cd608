//! The machine behind the workshop's book: an mdBook preprocessor that
//! makes every diff, listing, output and picture from the files of the
//! repository, and the tools to serve, measure and check the book.
//!
//! It has three floors. [`chapter`] is what the pages ask for. [`diff`]
//! goes from two texts to what changes between them, and [`replay`] from a
//! recording to what an engine did. [`draw`] makes HTML of all that.

pub mod building;
pub mod chapter;
pub mod compiler;
pub mod diff;
pub mod draw;
pub mod measure;
pub mod replay;
pub mod repository;
pub mod serve;
pub mod turns;
