//! From two texts to what changes between them.
//!
//! Each file stands on those before it: [`words`] and [`items`] cut a text
//! into what it is made of, and [`source`] is a file with both. [`align`]
//! puts the lines of two files in one order, [`kin`] parts those that are
//! the same by chance, and [`file_diff`] is the result.
//! [`alike`] finds the words in which two lines differ, and [`excerpt`] is
//! the part that a page shows, by its [`choice`].

pub mod align;
pub mod alike;
pub mod choice;
pub mod excerpt;
pub mod file_diff;
pub mod items;
pub mod kin;
pub mod source;
pub mod words;
