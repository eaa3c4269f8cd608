//! Turns the directives of chapters into what they stand for.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::{self, Display};
use std::rc::Rc;

use anyhow::{Context, Result, anyhow, bail, ensure};
use maud::{Markup, html};

use crate::chapter::blocks::{Block, Fence, Kind, blocks};
use crate::chapter::coverage::Shown;
use crate::chapter::directive::Directive;
use crate::diff::excerpt::{Choice, Excerpt};
use crate::diff::file_diff::FileDiff;
use crate::diff::source::Source;
use crate::draw::code::{self, Caption, figure};
use crate::draw::output::{self, Lines};
use crate::draw::{badge, errors, timeline};
use crate::repository::{Repository, Step};

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

/// A piece of a diff in a chapter, and how much changes in it.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The chapter's step.
    pub step: String,
    /// Where it stands, and what it shows.
    pub place: String,
    /// How many lines come or go and are seen without opening a fold.
    pub seen: usize,
    /// The same, with the folded ones.
    pub all: usize,
}

/// What came of all chapters.
#[derive(Debug, Default)]
pub struct Report {
    /// What is wrong in them.
    pub mistakes: Vec<Mistake>,
    /// What changes between steps and is in no chapter.
    pub missing: Vec<String>,
    /// All pieces of diffs.
    pub shapes: Vec<Shape>,
}

/// Weaves code, outputs and pictures into chapters, one after the other.
#[derive(Debug)]
pub struct Expander {
    repository: Repository,
    diffs: RefCell<HashMap<[String; 3], Rc<FileDiff>>>,
    shown: Shown,
    report: Report,
}

/// The chapter that is being woven.
struct Page {
    chapter: String,
    line: usize,
    wholes: Vec<Whole>,
}

/// A file that is to be shown as a whole, below the text.
#[derive(PartialEq)]
struct Whole {
    from: Option<String>,
    step: String,
    file: String,
}

impl Whole {
    fn id(&self) -> String {
        let from = self.from.as_deref().unwrap_or("is");
        let name = format!("{from}-{}-{}", self.step, self.file);
        let plain = |c: char| if c.is_alphanumeric() { c } else { '-' };
        format!("whole-{}", name.chars().map(plain).collect::<String>())
    }
}

impl Expander {
    /// For the chapters of a repository.
    pub fn new(repository: Repository) -> Self {
        Self {
            repository,
            diffs: RefCell::default(),
            shown: Shown::default(),
            report: Report::default(),
        }
    }

    /// What is left to tell after the last chapter.
    ///
    /// # Errors
    ///
    /// If the steps cannot be read.
    pub fn finish(mut self) -> Result<Report> {
        let diff = |from: &Step, to: &Step, file: &str| {
            self.diff(from.number(), to.number(), file)
        };
        self.report.missing = self.shown.missing(&self.repository, diff)?;
        Ok(self.report)
    }

    /// Weaves one chapter. Where something is wrong, it says so.
    pub fn chapter(&mut self, name: &str, text: &str) -> String {
        let chapter = name.to_owned();
        let mut page = Page { chapter, line: 0, wholes: Vec::new() };
        let mut woven = String::new();
        for Block { line, kind } in blocks(text) {
            page.line = line;
            let block = match kind {
                Kind::Prose(line) => format!("{line}\n"),
                Kind::Fence(fence) => self.fence(&page, &fence),
                Kind::Directive(directive) => {
                    let made = directive.map_err(|e| anyhow!(e));
                    let made = made.and_then(|d| self.make(&mut page, &d));
                    self.or_mistake(&page, made)
                }
            };
            woven.push_str(&block);
        }
        woven + &self.whole_files(&page)
    }

    /// Text that Markdown leaves alone: no blank line within it, and one
    /// on each side.
    fn or_mistake(&mut self, page: &Page, made: Result<String>) -> String {
        let made = made.unwrap_or_else(|error| {
            let message = format!("{error:#}");
            let told = html! { p.mistake { (message) } };
            self.report.mistakes.push(Mistake {
                chapter: page.chapter.clone(),
                line: page.line,
                message,
            });
            told.into_string()
        });
        format!("\n{made}\n\n")
    }

    fn fence(&mut self, page: &Page, fence: &Fence) -> String {
        match fence.language() {
            "" => {
                let reason =
                    "code without a language: ```text, ```rust, ..";
                self.or_mistake(page, Err(anyhow!(reason)))
            }
            "rust" => {
                format!("\n{}\n\n", rust_in_prose(fence).into_string())
            }
            _ => fence.source.clone(),
        }
    }

    fn make(
        &mut self,
        page: &mut Page,
        directive: &Directive,
    ) -> Result<String> {
        let markup = match directive {
            Directive::Diff { from, to, file, items } => {
                self.piece(page, [from, to], file, items)?
            }
            Directive::Listing { step, file, items } => {
                self.listing(page, step, file, items)?
            }
            Directive::OutputDiff { from, to, scene, lines } => {
                self.output_diff([from, to], scene, lines)?
            }
            Directive::Solution(step, name) => self.solution(step, name)?,
            Directive::Picture(name) => return self.picture(name),
            Directive::Table(file) => return self.table(file),
            other => self.make_simple(other)?,
        };
        Ok(markup.into_string())
    }

    /// What needs nothing but the repository.
    fn make_simple(&self, directive: &Directive) -> Result<Markup> {
        let repository = &self.repository;
        match directive {
            Directive::Output { step, scene, lines } => output::output(
                repository,
                &repository.step(step)?,
                scene,
                lines,
            ),
            Directive::Timeline(step) => {
                timeline::timeline(repository, &repository.step(step)?)
            }
            Directive::Badge(step) => {
                badge::badge(repository, &repository.step(step)?)
            }
            Directive::Error(name) => errors::message(repository, name),
            Directive::ErrorCode(name) => errors::program(repository, name),
            _ => bail!("nothing makes {directive:?}"),
        }
    }

    /// The difference between a file in two steps, made once.
    fn diff(
        &self,
        from: &str,
        to: &str,
        file: &str,
    ) -> Result<Rc<FileDiff>> {
        let key = [from, to, file].map(str::to_owned);
        if let Some(made) = self.diffs.borrow().get(&key) {
            return Ok(made.clone());
        }
        let source = |number: &str| -> Result<Option<Source>> {
            let code = self.repository.step(number)?.read(file);
            code.map(|code| Source::code(file, &code)).transpose()
        };
        let (old, new) = (source(from)?, source(to)?);
        let there = old.is_some() || new.is_some();
        ensure!(there, "neither {from} nor {to} has a file {file}");
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        let diff = Rc::new(FileDiff::of_code(old, new));
        self.diffs.borrow_mut().insert(key, diff.clone());
        Ok(diff)
    }

    fn piece(
        &mut self,
        page: &mut Page,
        [from, to]: [&String; 2],
        file: &str,
        items: &[String],
    ) -> Result<Markup> {
        let diff = self.diff(from, to, file)?;
        let excerpt = Excerpt::changes(&diff, &of_items(items))
            .map_err(|e| anyhow!(e))?;
        let step = self.repository.step(to)?;
        if page.belongs_to(&step) {
            self.shown.add(&step, file, &excerpt.changed);
        }
        let shape = shape(page, &diff, &excerpt, file, items);
        self.report.shapes.push(shape);
        let caption = Caption {
            title: file.to_owned(),
            steps: steps_of(&diff, from, to),
            detail: items.join(", "),
            whole: Some(page.whole(Some(from), to, file)),
        };
        Ok(figure("diff", &caption, &code::excerpt(&diff, &excerpt)))
    }

    fn listing(
        &self,
        page: &mut Page,
        step: &str,
        file: &str,
        items: &[String],
    ) -> Result<Markup> {
        let diff = self.one_file(step, file)?;
        let excerpt = Excerpt::listing(&diff, &of_items(items))
            .map_err(|e| anyhow!(e))?;
        let part = !items.is_empty();
        let whole = part.then(|| page.whole(None, step, file));
        let caption = Caption {
            title: file.to_owned(),
            steps: step.to_owned(),
            detail: items.join(", "),
            whole,
        };
        Ok(figure("listing", &caption, &code::excerpt(&diff, &excerpt)))
    }

    fn one_file(&self, step: &str, file: &str) -> Result<FileDiff> {
        let step = self.repository.step(step)?;
        let code = step.read(file);
        let code = code.with_context(|| {
            format!("step {} has no file {file}", step.number())
        })?;
        FileDiff::of_one(file, &code)
    }

    fn output_diff(
        &self,
        [from, to]: [&String; 2],
        scene: &str,
        lines: &Lines,
    ) -> Result<Markup> {
        let (from, to) =
            (self.repository.step(from)?, self.repository.step(to)?);
        output::difference(&self.repository, [&from, &to], scene, lines)
    }

    fn solution(&self, number: &str, name: &str) -> Result<Markup> {
        let step = self.repository.step(number)?;
        let file = step.example(name)?;
        let diff = self.one_file(number, &file)?;
        let excerpt = Excerpt::listing(&diff, &Choice::default())
            .map_err(|e| anyhow!(e))?;
        let caption = Caption {
            title: file,
            steps: number.to_owned(),
            ..Caption::default()
        };
        Ok(html! {
            details.solution {
                summary { "A solution: " (name) }
                (figure("listing", &caption, &code::excerpt(&diff, &excerpt)))
                (output::output(&self.repository, &step, name, &None)?)
            }
        })
    }

    fn picture(&self, name: &str) -> Result<String> {
        let svg =
            self.repository.read(format!("book/pictures/{name}.svg"))?;
        for part in ["<title", "<desc", "viewBox"] {
            ensure!(svg.contains(part), "{name}.svg has no {part}");
        }
        let lines = svg.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty());
        let svg = lines.collect::<Vec<_>>().join("\n");
        Ok(format!("<figure class=\"picture\">\n{svg}\n</figure>"))
    }

    fn table(&self, file: &str) -> Result<String> {
        let text = self.repository.read(file)?;
        let is_row = |line: &str| line.starts_with('|');
        let lines: Vec<&str> = text.lines().collect();
        let tables = lines.chunk_by(|a, b| is_row(a) == is_row(b));
        let tables = tables.filter(|lines| is_row(lines[0]));
        let tables: Vec<_> = tables.map(|lines| lines.join("\n")).collect();
        ensure!(!tables.is_empty(), "{file} has no table");
        Ok(tables.join("\n\n"))
    }

    /// Every file of which a part was shown, folded, below the text.
    fn whole_files(&mut self, page: &Page) -> String {
        if page.wholes.is_empty() {
            return String::new();
        }
        let files = page.wholes.iter().map(|whole| {
            let made = self.whole_file(whole).map(Markup::into_string);
            self.or_mistake(page, made)
        });
        let files: String = files.collect();
        format!("\n## The files as a whole\n{files}")
    }

    fn whole_file(&self, whole: &Whole) -> Result<Markup> {
        let Whole { from, step, file } = whole;
        let (diff, steps) = match from {
            Some(from) => {
                let diff = self.diff(from, step, file)?;
                let steps = steps_of(&diff, from, step);
                (diff, steps)
            }
            None => (Rc::new(self.one_file(step, file)?), step.clone()),
        };
        let title = file.clone();
        let caption = Caption { title, steps, ..Caption::default() };
        let inner = code::excerpt(&diff, &Excerpt::whole(&diff));
        Ok(html! {
            details.whole {
                summary { (file) " " span.steps { (caption.steps) } }
                div id=(whole.id()) { (figure("diff", &caption, &inner)) }
            }
        })
    }
}

impl Page {
    /// Whether this is a page of a step's chapter.
    fn belongs_to(&self, step: &Step) -> bool {
        self.chapter.starts_with(step.number())
    }

    /// Remembers a file, and tells the place where all of it will be.
    fn whole(
        &mut self,
        from: Option<&str>,
        step: &str,
        file: &str,
    ) -> String {
        let whole = Whole {
            from: from.map(str::to_owned),
            step: step.to_owned(),
            file: file.to_owned(),
        };
        let id = whole.id();
        if !self.wholes.contains(&whole) {
            self.wholes.push(whole);
        }
        id
    }
}

fn steps_of(diff: &FileDiff, from: &str, to: &str) -> String {
    if diff.old.text.is_empty() {
        format!("{to}, a new file")
    } else if diff.new.text.is_empty() {
        format!("{from}, gone in {to}")
    } else {
        format!("{from} → {to}")
    }
}

fn of_items(items: &[String]) -> Choice {
    Choice { items: items.to_vec(), ..Choice::default() }
}

fn shape(
    page: &Page,
    diff: &FileDiff,
    excerpt: &Excerpt,
    file: &str,
    items: &[String],
) -> Shape {
    let count = |seen: bool| {
        let rows = excerpt.changed.iter().filter(|&&i| {
            !diff.is_blank(&diff.rows[i])
                && (!seen || excerpt.seen().any(|row| row == i))
        });
        rows.count()
    };
    let Page { chapter, line, .. } = page;
    let items = items.join(", ");
    Shape {
        step: chapter.chars().take(2).collect(),
        place: format!("{chapter}:{line} {file} {items}"),
        seen: count(true),
        all: count(false),
    }
}

/// Rust between fences looks like the code of the steps. A line that begins
/// with `# ` is compiled and not shown.
fn rust_in_prose(fence: &Fence) -> Markup {
    let is_hidden = |line: &&str| {
        let line = line.trim_start();
        line == "#" || line.starts_with("# ")
    };
    let shown = fence.code.lines().filter(|line| !is_hidden(line));
    let shown: Vec<&str> = shown.collect();
    let lines = crate::diff::words::rust(&shown.join("\n"));
    let inner = html! {
        pre { @for line in &lines {
            span.l { (code::words(line, None)) "\n" }
        } }
    };
    html! { div.code.prose { div.scroll tabindex="0" { (inner) } } }
}
