//! Something wrong, and where.

use std::fmt::{self, Display};

/// Something wrong in a chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The chapter, named from the folder of chapters.
    pub chapter: String,
    /// The line, counted from one.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { chapter, line, message } = self;
        write!(f, "book/chapters/{chapter}:{line}: {message}")
    }
}
