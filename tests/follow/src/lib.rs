//! Follow along: type a step of the workshop yourself, and be told what
//! your program does differently, and why.

pub mod bounded;
pub mod building;
pub mod check;
pub mod compare;
pub mod diagnosis;
pub mod diff;
mod directive;
pub mod doctor;
pub mod edits;
pub mod finding;
pub mod frames;
pub mod hints;
pub mod house;
mod items;
pub mod manifest;
pub mod mine;
pub mod model;
pub mod page;
pub mod pieces;
pub mod place;
pub mod puzzles;
pub mod report;
mod screen;
pub mod sections;
pub mod shows;
pub mod telling;
pub mod topics;
pub mod watch;
pub mod words;
