//! Builds the book, within this program or for a stock mdBook.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use anyhow::{Result, bail};
use mdbook_driver::MDBook;
use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use mdbook_preprocessor::config::Config;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::chapter::expand::{Expander, Report};

use crate::chapter::rules::Rules;
use crate::repository::Repository;

/// The name of the preprocessor, here and in `book.toml`.
const NAME: &str = "unio";

/// What to do about mistakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// Nothing may be wrong.
    Strict,
    /// Chapters may lack something, but what they say must be right.
    Growing,
    /// Anything may be wrong; the page says what.
    Draft,
}

/// The preprocessor.
#[derive(Debug)]
pub struct Unio {
    repository: Repository,
    care: Care,
    report: Rc<RefCell<Report>>,
}

impl Unio {
    /// A preprocessor, and where it will leave its report.
    fn new(
        repository: Repository,
        care: Care,
    ) -> (Self, Rc<RefCell<Report>>) {
        let report = Rc::<RefCell<Report>>::default();
        (Self { repository, care, report: report.clone() }, report)
    }

    /// Expands all chapters.
    fn expand(&self, config: &Config, book: &mut Book) -> Result<()> {
        let rules = Rules::of(config)?;
        let mut expander = Expander::new(self.repository.clone(), rules);
        for_each(&mut book.items, &mut |chapter| {
            let Some(path) = &chapter.source_path else { return };
            let name = path.to_string_lossy().replace('\\', "/");
            chapter.content = expander.page(&name, &chapter.content);
        });
        let report = expander.finish()?;
        let result = judge(&report, self.care);
        self.report.replace(report);
        result
    }
}

/// Visits all chapters in the order in which they are read: mdBook's own
/// `for_each_mut` comes to a page after those below it.
fn for_each(items: &mut [BookItem], visit: &mut impl FnMut(&mut Chapter)) {
    for item in items {
        if let BookItem::Chapter(chapter) = item {
            visit(chapter);
            for_each(&mut chapter.sub_items, visit);
        }
    }
}

impl Preprocessor for Unio {
    fn name(&self) -> &str {
        NAME
    }

    fn run(
        &self,
        cx: &PreprocessorContext,
        mut book: Book,
    ) -> Result<Book> {
        self.expand(&cx.config, &mut book)?;
        Ok(book)
    }

    fn supports_renderer(&self, renderer: &str) -> Result<bool> {
        Ok(supports(renderer))
    }
}

/// Whether a book of this kind can be made.
pub fn supports(renderer: &str) -> bool {
    renderer == "html"
}

fn judge(report: &Report, care: Care) -> Result<()> {
    let mut lines: Vec<String> =
        report.mistakes.iter().map(ToString::to_string).collect();
    if care == Care::Strict {
        lines.extend(report.lacks.iter().cloned());
    }
    if lines.is_empty() || care == Care::Draft {
        return Ok(());
    }
    bail!("{}", lines.join("\n"))
}

/// Builds the book into a folder.
///
/// # Errors
///
/// If a chapter has a mistake, or if mdBook cannot build it.
pub fn build(
    repository: &Repository,
    to: &Path,
    care: Care,
) -> Result<Report> {
    let mut book = MDBook::load(repository.path("book"))?;
    book.config.build.build_dir = to.to_owned();
    let (unio, report) = Unio::new(repository.clone(), care);
    // It takes the place of the one in `book.toml` with the same name.
    book.with_preprocessor(unio);
    book.build()?;
    Ok(report.take())
}

/// Expands all chapters without writing the book.
///
/// # Errors
///
/// If a chapter has a mistake, or cannot be read.
pub fn check(repository: &Repository, care: Care) -> Result<Report> {
    let MDBook { config, mut book, .. } =
        MDBook::load(repository.path("book"))?;
    let (unio, report) = Unio::new(repository.clone(), care);
    unio.expand(&config, &mut book)?;
    Ok(report.take())
}

/// Serves as the preprocessor of a stock mdBook, which asks through pipes.
///
/// # Errors
///
/// If a chapter has a mistake.
pub fn preprocess(repository: &Repository) -> Result<()> {
    let input = std::io::stdin().lock();
    let (context, book) = mdbook_preprocessor::parse_input(input)?;
    let (unio, _) = Unio::new(repository.clone(), Care::Strict);
    let book = unio.run(&context, book)?;
    serde_json::to_writer(std::io::stdout().lock(), &book)?;
    Ok(())
}
