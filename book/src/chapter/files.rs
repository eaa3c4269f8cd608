//! The files of the steps, and what changes from one to another.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use anyhow::{Context, Result, ensure};

use crate::diff::file_diff::FileDiff;
use crate::diff::source::Source;
use crate::repository::{Place, Repository};

/// From what to what.
pub type Way = (Place, Place);

/// All files of a repository, and what was found out about them.
#[derive(Debug)]
pub struct Files {
    repository: Repository,
    diffs: RefCell<HashMap<Way, Rc<FileDiff>>>,
}

impl Files {
    /// Those of a repository.
    pub fn new(repository: Repository) -> Self {
        Self { repository, diffs: RefCell::default() }
    }

    /// Whose they are.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// What changes from one file to another. One of them may not be there.
    ///
    /// # Errors
    ///
    /// If neither is there, or one is no code.
    pub fn diff(&self, way: &Way) -> Result<Rc<FileDiff>> {
        if let Some(made) = self.diffs.borrow().get(way) {
            return Ok(made.clone());
        }
        let source = |place: &Place| -> Result<Option<Source>> {
            let code = self.repository.text(place)?;
            code.map(|code| Source::code(&place.file, &code)).transpose()
        };
        let (old, new) = (source(&way.0)?, source(&way.1)?);
        let there = old.is_some() || new.is_some();
        ensure!(there, "there is no {} and no {}", way.0, way.1);
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        let diff = Rc::new(FileDiff::of_code(old, new));
        self.diffs.borrow_mut().insert(way.clone(), diff.clone());
        Ok(diff)
    }

    /// A file in which nothing changes.
    ///
    /// # Errors
    ///
    /// If it is not there, or no code.
    pub fn one(&self, place: &Place) -> Result<FileDiff> {
        let code = self.repository.text(place)?;
        let code = code.with_context(|| format!("there is no {place}"))?;
        FileDiff::of_one(&place.file, &code)
    }
}
