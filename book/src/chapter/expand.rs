//! Turns the directives of pages into what they stand for, and takes down
//! what each page shows.

use anyhow::{Result, anyhow};
use maud::{Markup, PreEscaped, html};

use super::blocks::{Block, Fence, Kind, blocks};
use super::chapter_of;
use super::coverage::Shown;
use super::directive::{Directive, Part};
use super::files::{Files, Way};
use super::mistake::Mistake;
use super::reading::{Piece, Reading};
use super::rules::Rules;
use super::scenes::Scenes;
use super::wholes::Wholes;
use crate::diff::align::Change;
use crate::diff::choice::Choice;
use crate::diff::excerpt::Excerpt;
use crate::diff::file_diff::FileDiff;
use crate::draw::code::{self, Caption, figure};
use crate::draw::output::{self, Lines};
use crate::draw::{badge, errors, folds, life, pictures, tables, timeline};
use crate::replay::score::Score;
use crate::replay::{self, Run};
use crate::repository::{Place, Repository};

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

/// What a directive stands for, or why it stands for nothing.
type Made = Result<Markup>;

/// Expands pages, one after the other.
#[derive(Debug)]
pub struct Expander {
    files: Files,
    rules: Rules,
    shown: Shown,
    scenes: Scenes,
    report: Report,
}

/// The page that is being expanded.
struct Page {
    /// The line of the directive.
    line: usize,
    reading: Reading,
    wholes: Wholes,
}

impl Page {
    fn name(&self) -> &str {
        &self.reading.page
    }
}

impl Expander {
    /// For the pages of a repository.
    pub fn new(repository: Repository, rules: Rules) -> Self {
        Self {
            files: Files::new(repository),
            rules,
            shown: Shown::default(),
            scenes: Scenes::default(),
            report: Report::default(),
        }
    }

    /// What is left to tell after the last page.
    ///
    /// # Errors
    ///
    /// If the steps cannot be read.
    pub fn finish(mut self) -> Result<Report> {
        let (rules, report) = (&self.rules, &mut self.report);
        for page in &report.pages {
            let chapter = chapter_of(&page.page);
            let told = if rules.warned.iter().any(|name| name == chapter) {
                &mut report.warnings
            } else {
                &mut report.lacks
            };
            let too_much = page.too_much(rules).into_iter();
            told.extend(too_much.map(|mistake| mistake.to_string()));
        }
        if rules.scenes {
            report.lacks.extend(self.scenes.lacking(rules));
        }
        let missing = self.shown.missing(&self.files, &rules.detours)?;
        report.lacks.extend(missing);
        Ok(self.report)
    }

    /// Expands one page. Where something is wrong, it says so.
    pub fn page(&mut self, name: &str, text: &str) -> String {
        let (reading, wholes) = (Reading::new(name), Wholes::default());
        let mut page = Page { line: 0, reading, wholes };
        let mut expanded = String::new();
        for Block { line, kind } in blocks(text) {
            page.line = line;
            let block = match kind {
                Kind::Prose(line) => {
                    page.reading.add_prose(&line);
                    format!("{line}\n")
                }
                Kind::Fence(fence) => self.fence(&page, &fence),
                Kind::Directive(directive) => {
                    let made = directive.map_err(|e| anyhow!(e));
                    let made = made.and_then(|d| self.make(&mut page, &d));
                    self.or_mistake(&page, made)
                }
            };
            expanded.push_str(&block);
        }
        let wholes = page.wholes.draw(&self.files).map(PreEscaped);
        expanded.push_str(&self.or_mistake(&page, wholes));
        self.report.pages.push(page.reading);
        expanded
    }

    /// Text that Markdown leaves alone: no blank line within it, and one
    /// on each side.
    fn or_mistake(&mut self, page: &Page, made: Made) -> String {
        let made = made.unwrap_or_else(|error| {
            let message = format!("{error:#}");
            let told = html! { p.mistake { (message) } };
            let chapter = page.name().to_owned();
            let mistake = Mistake { chapter, line: page.line, message };
            self.report.mistakes.push(mistake);
            told
        });
        format!("\n{}\n\n", made.into_string())
    }

    fn fence(&mut self, page: &Page, fence: &Fence) -> String {
        for command in fence.commands() {
            self.scenes.add_command(page.name(), &command);
        }
        match fence.language() {
            "" => {
                let reason =
                    "code without a language: ```text, ```rust, ..";
                self.or_mistake(page, Err(anyhow!(reason)))
            }
            "rust" => {
                self.or_mistake(page, Ok(code::prose(fence.visible())))
            }
            _ => fence.source.clone(),
        }
    }

    /// What each directive stands for.
    fn make(&mut self, page: &mut Page, asked: &Directive) -> Made {
        use Directive::*;
        let repository = self.files.repository();
        match asked {
            Diff { from, to, file, becomes, part } => {
                self.changes(page, &way([from, to], file, becomes), part)
            }
            Listing { step, file, part } => {
                self.listing(page, &Place::new(step, file), part)
            }
            Output { step, scene, lines } => {
                self.output(page, step, scene, lines)
            }
            OutputDiff { from, to, scene, lines, becomes } => {
                let after = becomes.as_ref().unwrap_or(scene);
                let shows = [(from, scene), (to, after)];
                self.output_diff(page, shows, lines)
            }
            Timeline { steps, scene } => self.timeline(steps, scene),
            Life { step, scene } => self.life(page, step, scene),
            Badge { step } => badge::badge(repository, step),
            Picture { name } => pictures::picture(repository, name),
            Error { name, code } => {
                errors::error(repository, name, code.is_some())
            }
            Solution { step, name } => self.solution(page, step, name),
            Table { file, until } => match until {
                Some(step) => tables::until(repository, file, step),
                None => tables::table(repository, file),
            },
        }
    }

    fn changes(&mut self, page: &mut Page, way: &Way, part: &Part) -> Made {
        let choice = part.choice();
        let diff = self.files.diff(way)?;
        let excerpt = Excerpt::changes(&diff, &choice);
        let excerpt = excerpt.map_err(|e| anyhow!(e))?;
        let (from, to) = way;
        if chapter_of(page.name()) == to.step {
            self.shown.add(way, &excerpt.changed);
        }
        self.scenes.add_code(page.name(), &to.step, &to.file);
        let caption = Caption {
            detail: detail(&choice),
            whole: Some(page.wholes.add(Some(from), to)),
            ..Caption::of_change(&diff, from, to)
        };
        let title = format!("{} {}", caption.title, caption.detail);
        page.reading.add_code(seen(&diff, &excerpt, Change::Added));
        page.reading.pieces.push(piece(page.line, title, &diff, &excerpt));
        Ok(figure("diff", &caption, &code::excerpt(&diff, &excerpt)))
    }

    fn listing(
        &mut self,
        page: &mut Page,
        place: &Place,
        part: &Part,
    ) -> Made {
        let choice = part.choice();
        let diff = self.files.one(place)?;
        let excerpt = Excerpt::listing(&diff, &choice);
        let excerpt = excerpt.map_err(|e| anyhow!(e))?;
        self.scenes.add_code(page.name(), &place.step, &place.file);
        if is_new(page, place) {
            page.reading.add_code(seen(&diff, &excerpt, Change::Same));
        }
        let is_part = choice != Choice::default();
        let caption = Caption {
            detail: detail(&choice),
            whole: is_part.then(|| page.wholes.add(None, place)),
            ..Caption::of_file(place)
        };
        Ok(figure("listing", &caption, &code::excerpt(&diff, &excerpt)))
    }

    fn output(
        &mut self,
        page: &Page,
        step: &str,
        scene: &str,
        lines: &Lines,
    ) -> Made {
        self.scenes.add_output(page.name(), page.line, step, scene);
        let repository = self.files.repository();
        output::output(repository, &repository.step(step)?, scene, lines)
    }

    fn output_diff(
        &mut self,
        page: &Page,
        [(from, before), (to, after)]: [(&String, &String); 2],
        lines: &Lines,
    ) -> Made {
        self.scenes.add_output(page.name(), page.line, to, after);
        let repository = self.files.repository();
        let (from, to) = (repository.step(from)?, repository.step(to)?);
        let shows = [(&from, before.as_str()), (&to, after.as_str())];
        output::difference(repository, shows, lines)
    }

    fn timeline(&self, steps: &[String], scene: &str) -> Made {
        let repository = self.files.repository();
        let runs =
            steps.iter().map(|step| Run::of(repository, step, scene));
        let runs: Vec<_> = runs.collect::<Result<_>>()?;
        let score = Score::of(&self.files, &runs)?;
        timeline::timeline(&runs, scene, &score)
    }

    fn life(&self, page: &mut Page, step: &str, scene: &str) -> Made {
        let run = Run::of(self.files.repository(), step, scene)?;
        let arrows =
            replay::life::arrows(&self.files, step, &run.recording)?;
        let links = arrows.iter().map(|scene| {
            let place = scene.arrow.place(step);
            page.wholes.add_line(&place, scene.row)
        });
        let links: Vec<_> = links.collect();
        Ok(life::life(&arrows, &links))
    }

    fn solution(&mut self, page: &Page, step: &str, name: &str) -> Made {
        let repository = self.files.repository();
        let of = repository.step(step)?;
        let place = Place::new(step, &of.example(name)?);
        self.scenes.add_code(page.name(), step, &place.file);
        let diff = self.files.one(&place)?;
        let excerpt = Excerpt::listing(&diff, &Choice::default());
        let excerpt = excerpt.map_err(|e| anyhow!(e))?;
        let code = code::excerpt(&diff, &excerpt);
        let code = figure("listing", &Caption::of_file(&place), &code);
        let output = output::output(repository, &of, name, &None)?;
        Ok(folds::solution(name, &code, &output))
    }
}

/// From a file of one step to that file, or another, of the next.
fn way(
    [from, to]: [&String; 2],
    file: &String,
    becomes: &Option<String>,
) -> Way {
    let after = becomes.as_ref().unwrap_or(file);
    (Place::new(from, file), Place::new(to, after))
}

/// Whether a page shows a file before any other chapter does.
fn is_new(page: &Page, place: &Place) -> bool {
    let chapter = chapter_of(page.name());
    chapter == page.name() || chapter == place.step
}

/// How many lines there are to read that come, or that stay.
fn seen(diff: &FileDiff, excerpt: &Excerpt, change: Change) -> usize {
    let rows = excerpt.seen().map(|i| &diff.rows[i]);
    rows.filter(|row| row.change == change && !diff.is_blank(row)).count()
}

fn piece(
    line: usize,
    title: String,
    diff: &FileDiff,
    excerpt: &Excerpt,
) -> Piece {
    let seen: usize = [Change::Removed, Change::Added]
        .map(|change| seen(diff, excerpt, change))
        .iter()
        .sum();
    let all = excerpt.changed.iter();
    let all = all.filter(|&&i| !diff.is_blank(&diff.rows[i])).count();
    Piece { line, title, seen, all }
}

/// What of a file is shown.
fn detail(choice: &Choice) -> String {
    choice.items.join(", ")
}
