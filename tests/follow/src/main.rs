//! Follow along: type a step of the workshop yourself, and be told what
//! your program does differently, and why.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use follow::bounded::Stop;
use follow::building::{Builder, Cancelled};
use follow::check;
use follow::house::{House, Step};
use follow::mine::{self, Editor, Goal, Made};
use follow::page::{Mood, Page, WIDTH};
use follow::report;

/// Type a step of the workshop yourself, in mine/, and be told what your
/// program does differently, and why
#[derive(Parser)]
#[command(name = "cargo follow", version)]
struct Options {
    #[command(subcommand)]
    task: Task,

    /// Where to type, instead of in mine/
    #[arg(long, global = true, hide = true)]
    mine: Option<std::path::PathBuf>,
}

#[derive(Subcommand)]
enum Task {
    /// Begin a step: mine/ becomes a copy of the step before
    Start {
        /// The step to become, such as 4
        step: String,
    },
    /// Say what is still wrong with mine/
    Check,
    /// Go on to the next step with what you have typed
    Next,
    /// Put a whole step into mine/
    CatchUp {
        /// The step, such as 5
        step: String,
    },
}

fn main() -> ExitCode {
    let options = Options::try_parse().unwrap_or_else(|e| usage(&e));
    match run(options) {
        Ok(code) => code,
        Err(error) if error.is::<Cancelled>() => ExitCode::from(130),
        Err(error) => {
            anstream::eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Prints help where that was asked for, or else what is wrong, in a line.
fn usage(error: &clap::Error) -> ! {
    if !error.use_stderr() || error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        error.exit();
    }
    let text = error.render().to_string();
    let first = text.lines().next().unwrap_or_default();
    anstream::eprintln!("{first} (--help tells more)");
    std::process::exit(2)
}

fn run(options: Options) -> Result<ExitCode> {
    let mut house = House::here();
    if let Some(mine) = options.mine {
        house = house.with_mine(mine);
    }
    match options.task {
        Task::Start { step } => {
            let step = find_step(&house, &step);
            let made = mine::start(&house, &step)?;
            print(&started(&house, &step, &made)?);
        }
        Task::Check => {
            let stop = Stop::default();
            let builder =
                Builder { house: &house, colours: true, stop: &stop };
            let goal = check::goal(&house)?;
            let report = check::check(&builder, goal)?;
            print(&report::page(&house, &report)?);
            if !report.is_well() {
                return Ok(ExitCode::FAILURE);
            }
        }
        Task::Next => {
            let _ = Goal::step(1);
            let _ = Editor::Knows;
        }
        Task::CatchUp { step } => {
            let step = find_step(&house, &step);
            mine::catch_up(&house, &step)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn find_step(house: &House, text: &str) -> Step {
    house.step(text.parse().unwrap()).unwrap()
}

fn started(_house: &House, step: &Step, _made: &Made) -> Result<Page> {
    Ok(Page::new(Mood::Calm, format!("started {step}")))
}

fn print(page: &Page) {
    anstream::print!("{}", page.text(WIDTH));
}
