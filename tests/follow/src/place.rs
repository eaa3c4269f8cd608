//! Which step `mine/` is nearest to, and what separates it from that.

use anyhow::Result;
use similar::{Algorithm, capture_diff_slices, diff_ratio};

use crate::building::Builder;
use crate::check::{self, Promises};
use crate::diff::{self, Row, of_code};
use crate::house::{House, Step, read};
use crate::mine::copy;
use crate::model::Rule;
use crate::page::{Mood, Page};
use crate::pieces::Files;
use crate::topics;
use crate::words::{code_lines, words};

/// What the code in `mine/` is like, beside a step's.
#[derive(Debug)]
pub struct Likeness {
    /// The step.
    pub step: Step,
    /// From 0 to 1.
    pub ratio: f32,
    /// The files that differ, and how.
    pub files: Vec<(String, Difference)>,
}

/// How a file differs.
#[derive(Debug, PartialEq, Eq)]
pub enum Difference {
    /// It is not in `mine/`, and has so many lines.
    Missing(usize),
    /// It is in `mine/` alone.
    Extra,
    /// It is in both: first what is in `mine/`, then what is in the step.
    Rows(Vec<Row>),
}

/// The sources in `mine/`.
pub fn sources(house: &House) -> Result<Files> {
    let names = house.sources(house.mine())?.into_iter();
    let files = names.map(|name| {
        let text = read(&house.mine().join(&name))?;
        Ok((name, text))
    });
    files.collect()
}

/// Compares the code in `mine/` with a step's: comments and layout aside.
pub fn likeness(house: &House, step: &Step) -> Result<Likeness> {
    let (mine, theirs) = (sources(house)?, copy(house, step)?);
    let ratio = ratio(&mine, &theirs);
    let mut files = Vec::new();
    for (name, text) in &theirs {
        let own = mine.iter().find(|(other, _)| other == name);
        let difference = match own {
            None => Some(Difference::Missing(code_lines(text).len())),
            Some((_, own)) => Difference::of(own, text),
        };
        files.extend(difference.map(|found| (name.clone(), found)));
    }
    let is_extra = |name: &String| theirs.iter().all(|(n, _)| n != name);
    let extra = mine.into_iter().map(|(name, _)| name).filter(is_extra);
    files.extend(extra.map(|name| (name, Difference::Extra)));
    Ok(Likeness { step: step.clone(), ratio, files })
}

/// How much of the words is the same, from 0 to 1.
fn ratio(mine: &Files, theirs: &Files) -> f32 {
    let all_words = |files: &Files| -> Vec<String> {
        files.iter().flat_map(|(_, text)| words(text)).collect()
    };
    let (olds, news) = (all_words(mine), all_words(theirs));
    let ops = capture_diff_slices(Algorithm::Myers, &olds, &news);
    diff_ratio(&ops, olds.len(), news.len())
}

impl Difference {
    /// Between two texts of a file, if there is one.
    fn of(own: &str, theirs: &str) -> Option<Self> {
        let rows = of_code(own, theirs);
        rows.iter().any(Row::is_change).then_some(Self::Rows(rows))
    }
}

impl Likeness {
    /// What separates `mine/` from it, in a line.
    pub fn in_a_line(&self) -> String {
        if self.files.is_empty() {
            return "word for word, comments and layout aside".to_owned();
        }
        let parts =
            self.files.iter().map(|(name, difference)| match difference {
                Difference::Missing(_) => format!("{name} is not there"),
                Difference::Extra => format!("{name} is yours alone"),
                Difference::Rows(rows) => match diff::count(rows) {
                    1 => format!("a line differs in {name}"),
                    n => format!("{n} lines differ in {name}"),
                },
            });
        let parts: Vec<_> = parts.collect();
        match parts.len() {
            0..=3 => parts.join(", "),
            n => format!("{}, and so on, {n} files", parts[..2].join(", ")),
        }
    }

    /// All that differs, to be looked at.
    pub fn page(&self) -> Page {
        let step = &self.step;
        if self.files.is_empty() {
            let title = format!("Nothing differs from step {step}.");
            return Page::new(Mood::Good, title);
        }
        let title = format!(
            "What still differs from step {step}: - is in mine/, + is in \
             the step."
        );
        let mut page = Page::new(Mood::Calm, title);
        for (name, difference) in &self.files {
            difference.tell(name, &mut page);
        }
        page
    }
}

impl Difference {
    fn tell(&self, name: &str, page: &mut Page) {
        match self {
            Self::Missing(lines) => page.say(format!(
                "{name} is not there: {lines} lines of code."
            )),
            Self::Extra => page.say(format!("{name} is yours alone.")),
            Self::Rows(rows) => {
                page.say(format!("{name}:"));
                let rows = diff::near_changes(rows.clone());
                page.raw(diff::unified(&rows));
            }
        }
    }
}

/// Which step it is, by its code and by what it does.
pub fn page(builder: &Builder<'_>) -> Result<Page> {
    let house = builder.house;
    let mut likes = Vec::new();
    for step in house.steps()? {
        likes.push(likeness(house, &step)?);
    }
    likes.sort_by(|a, b| b.ratio.total_cmp(&a.ratio));
    let nearest = &likes[0];
    let mine = house.call(house.mine());
    let title = format!("{mine}/ is nearest to step {}.", nearest.step);
    let mut page = Page::new(Mood::Calm, title);
    page.row("code", nearest.in_a_line());
    page.row("does", behaviour(builder, &nearest.step)?);
    Ok(page)
}

/// What it does, in a line.
fn behaviour(builder: &Builder<'_>, nearest: &Step) -> Result<String> {
    let build = builder.mine()?;
    if !build.is_good() {
        return Ok("nothing yet: it does not build".to_owned());
    }
    let program = check::program(&build)?;
    let plays = |rule| check::other_show(program, rule, builder.stop);
    let punctual = plays(Rule::Earliest)?;
    let show = if punctual.is_none() {
        "the right show"
    } else if plays(Rule::InTurn)?.is_none() {
        "the show of step 03"
    } else {
        let what = "another show: `cargo follow check` says what is wrong";
        return Ok(what.to_owned());
    };
    // Who has only begun with a step may have kept what the one before it
    // promises.
    let steps = [Some(nearest.number), nearest.number.checked_sub(1)];
    for number in steps.into_iter().flatten() {
        if let Some(kept) = kept_of(builder, number)? {
            return Ok(format!("{show}, and {kept}"));
        }
    }
    Ok(show.to_owned())
}

/// How many of a step's promises it keeps, if any can be tried.
fn kept_of(builder: &Builder<'_>, step: usize) -> Result<Option<String>> {
    let topics = topics::of_step(step);
    let Promises { kept, broken, missing } =
        check::try_promises(builder, topics)?;
    if missing.len() == topics.len() {
        return Ok(None);
    }
    let all = kept + broken.len();
    let more = match missing.len() {
        0 => "",
        _ => "; others cannot be tried yet",
    };
    Ok(Some(format!(
        "keeps {kept} of the {all} promises of step {step:02}{more}"
    )))
}
