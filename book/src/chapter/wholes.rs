//! Every file of which a page shows a part, as a whole below the text.

use std::collections::BTreeSet;

use anyhow::Result;
use maud::Markup;

use super::files::Files;
use crate::draw::code::Caption;
use crate::draw::folds;
use crate::repository::Place;

/// The files of one page.
#[derive(Debug, Default)]
pub struct Wholes(Vec<Whole>);

#[derive(Debug, PartialEq)]
struct Whole {
    /// What it is compared with.
    from: Option<Place>,
    place: Place,
    /// The rows that something on the page leads to.
    rows: BTreeSet<usize>,
}

impl Whole {
    fn is(&self, from: Option<&Place>, place: &Place) -> bool {
        self.from.as_ref() == from && self.place == *place
    }

    fn id(&self) -> String {
        let Self { from, place, .. } = self;
        let from = from.as_ref().map(|from| {
            let file = (from.file != place.file).then_some(&from.file);
            let file = file.map(|file| format!("-{file}"));
            from.step.clone() + &file.unwrap_or_default()
        });
        let from = from.unwrap_or("is".to_owned());
        let name = format!("whole-{from}-{}-{}", place.step, place.file);
        name.replace(|c: char| !c.is_alphanumeric(), "-")
    }

    fn id_of(&self, row: usize) -> String {
        format!("{}-row-{row}", self.id())
    }

    fn draw(&self, files: &Files) -> Result<Markup> {
        let Self { from, place, rows } = self;
        let rows = rows.iter().map(|row| (*row, self.id_of(*row)));
        let rows = rows.collect();
        let Some(from) = from else {
            let caption = Caption::of_file(place);
            return Ok(folds::whole(
                &self.id(),
                &caption,
                &files.one(place)?,
                rows,
            ));
        };
        let diff = files.diff(&(from.clone(), place.clone()))?;
        let caption = Caption::of_change(&diff, from, place);
        Ok(folds::whole(&self.id(), &caption, &diff, rows))
    }
}

impl Wholes {
    /// Remembers a file, and tells the place where all of it will be.
    pub fn add(&mut self, from: Option<&Place>, place: &Place) -> String {
        self.whole(from, place).id()
    }

    /// Remembers a row of a file, and tells the place where it will be.
    pub fn add_line(&mut self, place: &Place, row: usize) -> String {
        let whole = self.whole(None, place);
        whole.rows.insert(row);
        whole.id_of(row)
    }

    fn whole(&mut self, from: Option<&Place>, place: &Place) -> &mut Whole {
        let known = self.0.iter().position(|one| one.is(from, place));
        let known = known.unwrap_or_else(|| {
            let (from, place) = (from.cloned(), place.clone());
            self.0.push(Whole { from, place, rows: BTreeSet::new() });
            self.0.len() - 1
        });
        &mut self.0[known]
    }

    /// All files, folded, under a heading of their own.
    ///
    /// # Errors
    ///
    /// If one cannot be read.
    pub fn draw(&self, files: &Files) -> Result<String> {
        let mut text = String::new();
        for whole in &self.0 {
            if text.is_empty() {
                text.push_str("\n## The files as a whole\n");
            }
            let file = whole.draw(files)?.into_string();
            text.push_str(&format!("\n{file}\n\n"));
        }
        Ok(text)
    }
}
