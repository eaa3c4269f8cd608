//! How large the pieces are in which chapters show what changes.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::Result;
use mdbook_driver::MDBook;

use crate::building::{Care, Unio};
use crate::chapter::expand::{Report, Shape};
use crate::repository::Repository;

/// Expands all chapters without writing the book.
///
/// # Errors
///
/// If the chapters cannot be read.
pub fn report(repository: &Repository, care: Care) -> Result<Report> {
    let mut book = MDBook::load(repository.path("book"))?.book;
    let (unio, report) = Unio::new(repository.clone(), care);
    unio.expand(&mut book)?;
    Ok(report.take())
}

/// How many lines change in the middle one of a chapter's pieces, for each
/// step.
pub fn medians(report: &Report) -> BTreeMap<String, usize> {
    let mut sizes: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let numbered = |shape: &&Shape| {
        shape.step.starts_with(|c: char| c.is_ascii_digit())
    };
    for Shape { step, seen, .. } in report.shapes.iter().filter(numbered) {
        sizes.entry(step.clone()).or_default().push(*seen);
    }
    let medians = sizes.into_iter().map(|(step, mut sizes)| {
        sizes.sort_unstable();
        (step, sizes[sizes.len() / 2])
    });
    medians.collect()
}

/// All pieces, and the median of each chapter.
///
/// # Errors
///
/// If the chapters cannot be read.
pub fn table(repository: &Repository) -> Result<String> {
    let report = report(repository, Care::Draft)?;
    let mut table = String::from("seen   all\n");
    for Shape { place, seen, all, .. } in &report.shapes {
        writeln!(table, "{seen:4} {all:5}  {place}")?;
    }
    for (step, median) in medians(&report) {
        writeln!(table, "{median:4}        median of {step}")?;
    }
    Ok(table)
}
