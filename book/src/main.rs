//! Builds and serves the workshop's book.

use std::process::ExitCode;

use anyhow::{Result, ensure};
use book::building::{self, Care};
use book::chapter::directive::Directive;
use book::chapter::expand::Report;
use book::chapter::reading;
use book::repository::Repository;
use book::{compiler, measure, serve};
use clap::{Parser, Subcommand};
use tracing_subscriber::filter::LevelFilter;

/// Builds the book and serves it; reloads the page when a file changes.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Options {
    #[command(subcommand)]
    command: Option<Task>,

    /// Where to serve it, at 127.0.0.1
    #[arg(long, default_value_t = 3000)]
    port: u16,

    /// Open it in the browser
    #[arg(long)]
    open: bool,
}

#[derive(Subcommand)]
enum Task {
    /// Build the book into book/html
    Build {
        /// Only warn of mistakes, and of changes that no chapter shows
        #[arg(long)]
        draft: bool,
    },
    /// Tell how many minutes each page takes to read, and what is on it
    Minutes {
        /// Also tell the pieces of pages whose names begin so: 07_futures
        page: Option<String>,
    },
    /// Tell what a page can ask for
    Directives,
    /// Measure the processor time and the threads of the ten-second show on
    /// each step, in real time, into book/measured.toml (Linux)
    Measure,
    /// Ask the compiler what it says of the programs in book/errors
    Errors,
    /// For mdBook: turn directives into what they stand for
    #[command(hide = true)]
    Preprocess {
        #[command(subcommand)]
        question: Option<Question>,
    },
}

#[derive(Subcommand)]
enum Question {
    /// For mdBook: is there anything to do for this kind of book?
    Supports { renderer: String },
}

fn main() -> ExitCode {
    match run(Options::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: Options) -> Result<ExitCode> {
    start_log();
    let repository = Repository::here();
    match options.command {
        None => serve::serve(&repository, options.port, options.open)?,
        Some(Task::Build { draft }) => build(&repository, draft)?,
        Some(Task::Minutes { page }) => minutes(&repository, page)?,
        Some(Task::Directives) => print!("{}", Directive::help()),
        Some(Task::Measure) => measure::measure(&repository)?,
        Some(Task::Errors) => compiler::write(&repository)?,
        Some(Task::Preprocess { question: None }) => {
            building::preprocess(&repository)?;
        }
        Some(Task::Preprocess { question: Some(question) }) => {
            let Question::Supports { renderer } = question;
            if !building::supports(&renderer) {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn build(repository: &Repository, draft: bool) -> Result<()> {
    let care = if draft { Care::Draft } else { Care::Strict };
    let to = repository.path("book/html");
    let Report { mistakes, lacks, warnings, pages } =
        building::build(repository, &to, care)?;
    mistakes.iter().for_each(|mistake| eprintln!("{mistake}"));
    lacks.iter().for_each(|lack| eprintln!("{lack}"));
    warnings.iter().for_each(|warning| eprintln!("warning: {warning}"));
    println!("{}", reading::summary(&pages));
    println!("{}", to.join("index.html").display());
    Ok(())
}

fn minutes(repository: &Repository, page: Option<String>) -> Result<()> {
    let pages = building::check(repository, Care::Draft)?.pages;
    if let Some(name) = &page {
        let known = pages.iter().any(|page| page.page.starts_with(name));
        ensure!(known, "no page's name begins with {name}");
    }
    print!("{}", reading::table(&pages, page.as_deref()));
    Ok(())
}

/// Standard output belongs to mdBook's protocol, so this goes elsewhere.
fn start_log() {
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr);
    let log = log.without_time().with_target(false);
    log.with_max_level(LevelFilter::WARN).init();
}
