//! Follow along: type a step of the workshop yourself, and be told what
//! your program does differently, and why.

pub mod bounded;
pub mod diagnosis;
pub mod finding;
pub mod frames;
pub mod house;
pub mod model;
pub mod sections;
pub mod shows;
