//! Follow along: type a step of the workshop yourself, and be told what
//! your program does differently, and why.

pub mod bounded;
pub mod building;
pub mod check;
pub mod diagnosis;
pub mod edits;
pub mod finding;
pub mod frames;
pub mod house;
pub mod manifest;
pub mod mine;
pub mod model;
pub mod page;
pub mod puzzles;
pub mod report;
pub mod sections;
pub mod shows;
pub mod topics;
