//! What the pages ask for, and whether they keep to the book's rules.
//!
//! [`blocks`] takes a page apart, [`directive`] reads what it asks for, and
//! [`expand`] has that made. On the way it takes down what is shown, for
//! those who judge it: [`coverage`], [`scenes`] and [`reading`], by the
//! [`rules`] of the book.

pub mod blocks;
pub mod coverage;
pub mod directive;
#[cfg(doctest)]
mod doctests;
pub mod expand;
pub mod files;
pub mod mistake;
pub mod reading;
pub mod rules;
pub mod scenes;
pub mod wholes;

/// What a page is a part of: the number of a step, if its name begins with
/// one, or else itself.
pub fn chapter_of(page: &str) -> &str {
    let number = page.get(..2).unwrap_or_default();
    let is_step = number.len() == 2
        && number.bytes().all(|byte| byte.is_ascii_digit());
    if is_step { number } else { page }
}
