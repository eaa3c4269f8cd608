//! Where the book speaks of what went wrong.
//!
//! Chapters are rewritten now and then. So nobody names a section, but a
//! word for it, such as `07.letters`; `sections.toml` says where that is.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use strum::IntoStaticStr;

use crate::house::House;

/// What somebody would want to read about again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Topic {
    /// How a Blinky makes a face, and the family is drawn.
    Drawing,
    /// How one says until when to sleep.
    Sleeping,
    /// Who goes first of those who are due at the same instant.
    Ties,
    /// How the loop finds whoever is due first.
    Earliest,
    /// How the loop waits, lets somebody run, and puts him back.
    Looping,
}

impl Topic {
    /// The word for it in a step's chapter.
    pub fn word(self, step: usize) -> String {
        let topic: &str = self.into();
        format!("{step:02}.{topic}")
    }
}

/// The list: words, each with a page and a heading on it.
pub fn all(house: &House) -> Result<BTreeMap<String, (String, String)>> {
    let file = "tests/follow/sections.toml";
    let chapters: BTreeMap<String, BTreeMap<String, String>> =
        toml::from_str(&house.read(file)?)
            .with_context(|| format!("{file} makes no sense"))?;
    let mut all = BTreeMap::new();
    for (chapter, words) in chapters {
        for (word, section) in words {
            let parts = section.split_once('#');
            let (page, heading) =
                parts.with_context(|| format!("{file}: {section}"))?;
            let place = (page.to_owned(), heading.to_owned());
            all.insert(format!("{chapter}.{word}"), place);
        }
    }
    Ok(all)
}

/// Where the book speaks of it, in words. Whoever has a program to mend is
/// told at least the chapter, even if the list is not up to date.
pub fn place(house: &House, word: &str) -> Result<String> {
    let listed = all(house)?.remove(word);
    if let Some((page, heading)) = listed
        && let Ok(title) = house.title(&page)
    {
        let file = format!("book/chapters/{page}");
        return Ok(match house.line_of(&page, &heading)? {
            Some(line) => format!("{title}, \"{heading}\" ({file}:{line})"),
            None => format!("{title} ({file})"),
        });
    }
    let number = word.split('.').next().and_then(|n| n.parse().ok());
    house.chapter(&house.step(number.unwrap_or(1))?)
}
