//! What is drawn, as HTML that needs no script.

pub mod badge;
pub mod code;
pub mod errors;
pub mod output;
pub mod timeline;
