//! What is drawn, as HTML that needs no script: a file for each kind of
//! thing that a page can show.

pub mod badge;
pub mod code;
pub mod errors;
pub mod folds;
pub mod life;
pub mod output;
pub mod pictures;
pub mod tables;
pub mod timeline;
