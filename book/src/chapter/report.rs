//! What is wrong with the pages, and what there is to know of them.

use std::fmt::{self, Display};

use super::reading::Reading;

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

/// What came of all chapters.
#[derive(Debug, Default)]
pub struct Report {
    /// What a page asks for and cannot have.
    pub mistakes: Vec<Mistake>,
    /// What the book as a whole lacks, by its rules.
    pub lacks: Vec<String>,
    /// What would be among them if it were not for an exception.
    pub warnings: Vec<String>,
    /// What there is to read on each page.
    pub pages: Vec<Reading>,
}
