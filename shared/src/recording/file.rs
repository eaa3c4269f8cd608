//! Where a recording is written to.

use std::fs::File;
use std::io::{self, LineWriter, Write};
use std::path::Path;

use super::witness::Listener;
use super::{Entry, Run};
use crate::stage;

/// Writes a new recording of `run` into a file, line by line: so a program
/// that is ended in the middle leaves all that has happened.
///
/// # Errors
///
/// If there can be no such file.
pub(crate) fn write_to(path: &Path, run: &Run) -> io::Result<Listener> {
    let mut file = LineWriter::new(File::create(path)?);
    write!(file, "{run}")?;
    let path = path.display().to_string();
    Ok(Box::new(move |entry: &Entry| {
        if let Err(error) = write!(file, "{entry}") {
            stage::end(1, &format!("error: {path}: {error}"));
        }
    }))
}
