//! The machine behind the workshop's book: an mdBook preprocessor that
//! makes every diff, listing, output and picture from the files of the
//! repository, and the tools to serve, measure and check the book.

pub mod badge;
pub mod building;
#[cfg(doctest)]
mod chapters;
pub mod coverage;
pub mod diff;
pub mod directive;
pub mod errors;
pub mod highlight;
pub mod items;
pub mod measure;
pub mod output;
pub mod pairs;
pub mod piece;
pub mod pieces;
pub mod prose;
pub mod render;
pub mod repository;
pub mod serve;
pub mod slide;
pub mod timeline;
pub mod weave;
