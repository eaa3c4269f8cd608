//! Follow along: type a step of the workshop yourself, and be told what
//! your program does differently, and why.

use std::io::{IsTerminal, Write, stderr};
use std::path::PathBuf;
use std::process::{ExitCode, exit};

use anstream::ColorChoice;
use anyhow::{Result, bail};
use clap::error::ErrorKind;
use clap::{Parser, Subcommand};
use follow::bounded::Stop;
use follow::building::{Builder, Cancelled};
use follow::hints::Hints;
use follow::house::{House, Step};
use follow::mine::{self, Goal};
use follow::page::{Page, WIDTH};
use follow::{
    check, compare, doctor, place, puzzles, report, telling, watch,
};

/// Type a step of the workshop yourself, in the folder mine/, and be told
/// what your program does differently, and why
#[derive(Parser)]
#[command(name = "cargo follow", bin_name = "cargo follow", version)]
struct Options {
    #[command(subcommand)]
    task: Task,

    /// The folder to type in, instead of mine/
    #[arg(long, global = true, hide = true)]
    mine: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Task {
    /// Begin a step: mine/ becomes a copy of the step before
    Start {
        /// The number of the step that it is to become
        step: usize,
    },
    /// Say what is wrong with mine/, if anything is
    Check,
    /// Check at each save, and be told at once
    Watch,
    /// Give a hint: the next piece that the chapter changes
    Hint {
        /// Show the piece itself
        #[arg(long)]
        piece: bool,
    },
    /// Show what still differs from the code of the step
    Diff,
    /// Go on to the next step with what you have typed
    Next,
    /// Put a whole step into mine/, if you have fallen behind
    CatchUp {
        /// The number of the step
        step: usize,
    },
    /// Say which step mine/ is nearest to
    Where,
    /// Find the mistake: put an engine with one wrong line into mine/
    Puzzle {
        /// The number of the puzzle; without one, all are listed
        number: Option<usize>,
    },
    /// Show what changes from one step to another, in the code and in what
    /// it prints; also: cargo compare 3 4
    Compare {
        /// The number of the one step
        from: usize,
        /// The number of the other
        to: usize,
        /// A scene that both steps have
        #[arg(default_value = compare::BLINKIES)]
        scene: String,
    },
    /// See whether all is ready for a room without a network
    Doctor,
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

/// Prints help where that is asked for, or else what is wrong, in a line.
fn usage(error: &clap::Error) -> ! {
    let on_missing = ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if !error.use_stderr() || error.kind() == on_missing {
        error.exit();
    }
    let text = error.render().to_string();
    let first = text.lines().next().unwrap_or_default();
    anstream::eprintln!("{first} (--help tells more)");
    exit(2)
}

fn run(options: Options) -> Result<ExitCode> {
    let mut house = House::here();
    if let Some(mine) = options.mine {
        house = house.with_mine(std::path::absolute(mine)?);
    }
    match options.task {
        Task::Check => return check_once(&house),
        Task::Next => return next(&house),
        Task::Doctor => {
            if !doctor::examine(&house, &until_ctrl_c()?)? {
                return Ok(ExitCode::FAILURE);
            }
        }
        Task::Watch => watch::watch(&house, has_colours())?,
        task => print(&page(&house, task)?),
    }
    Ok(ExitCode::SUCCESS)
}

/// What there is to say of a task that is quickly done.
fn page(house: &House, task: Task) -> Result<Page> {
    match task {
        Task::Start { step } => {
            let step = find_step(house, step)?;
            let made = mine::start(house, &step)?;
            telling::started(house, &step, &made)
        }
        Task::CatchUp { step } => {
            let step = find_step(house, step)?;
            let made = mine::catch_up(house, &step)?;
            telling::caught_up(house, &step, &made)
        }
        Task::Puzzle { number: None } => {
            Ok(telling::puzzles(&puzzles::all(house)?))
        }
        Task::Puzzle { number: Some(number) } => {
            let puzzle = or_usage(puzzles::puzzle(house, number))?;
            let made = mine::puzzle(house, &puzzle)?;
            telling::puzzled(house, &puzzle, &made)
        }
        Task::Hint { piece } => {
            let hints = Hints::of(house, check::goal(house)?)?;
            Ok(hints.page(usize::from(piece)).clone())
        }
        Task::Diff => {
            let step = house.step(check::goal(house)?.step)?;
            Ok(place::likeness(house, &step)?.page())
        }
        Task::Where => {
            check::goal(house)?;
            with_builder(house, place::page)
        }
        Task::Compare { from, to, scene } => {
            let from = find_step(house, from)?;
            let to = find_step(house, to)?;
            let steps = [&from, &to];
            or_usage(compare::page(house, steps, &scene, columns()))
        }
        Task::Check | Task::Watch | Task::Next | Task::Doctor => {
            bail!("this takes longer")
        }
    }
}

fn find_step(house: &House, number: usize) -> Result<Step> {
    or_usage(house.step(number))
}

/// Whoever asks for what is not there is told so, as for any other mistake
/// on the command line.
fn or_usage<T>(found: Result<T>) -> Result<T> {
    if let Err(error) = &found {
        anstream::eprintln!("error: {error:#}");
        exit(2);
    }
    found
}

fn check_once(house: &House) -> Result<ExitCode> {
    let goal = check::goal(house)?;
    let report =
        with_builder(house, |builder| check::check(builder, goal))?;
    print(&report::page(house, &report)?);
    Ok(ExitCode::from(u8::from(!report.is_well())))
}

/// Only what has become a step goes on to the next.
fn next(house: &House) -> Result<ExitCode> {
    let goal = check::goal(house)?;
    let report =
        with_builder(house, |builder| check::check(builder, goal))?;
    if !report.is_well() || goal.puzzle.is_some() {
        print(&report::page(house, &report)?);
        return Ok(ExitCode::from(u8::from(!report.is_well())));
    }
    let Ok(next) = house.step(goal.step + 1) else {
        bail!(
            "there is no step after {}: you have built it all",
            goal.step
        );
    };
    Goal::step(next.number).write(house)?;
    print(&telling::on_to(house, &next)?);
    Ok(ExitCode::SUCCESS)
}

/// Whatever takes its time says what it is doing, and can be stopped.
fn with_builder<T>(
    house: &House,
    work: impl FnOnce(&Builder<'_>) -> Result<T>,
) -> Result<T> {
    let stop = until_ctrl_c()?;
    let colours = has_colours();
    let tell = |what: &str| status(what);
    let builder = Builder { house, colours, stop: &stop, tell: &tell };
    let result = work(&builder);
    status("");
    result
}

/// A line on the terminal that the next one replaces.
fn status(what: &str) {
    if stderr().is_terminal() {
        let line =
            if what.is_empty() { "" } else { &format!("{what} …") };
        let _ = write!(stderr(), "\r\x1b[2K{line}");
    }
}

fn until_ctrl_c() -> Result<Stop> {
    let stop = Stop::default();
    let asked = stop.clone();
    ctrlc::set_handler(move || {
        // Whoever asks twice is in a hurry.
        if asked.is_set() {
            exit(130);
        }
        asked.set();
    })?;
    Ok(stop)
}

fn has_colours() -> bool {
    let choice = anstream::AutoStream::choice(&std::io::stdout());
    choice != ColorChoice::Never
}

fn columns() -> usize {
    let size = crossterm::terminal::size();
    size.map_or(WIDTH, |(columns, _)| columns.into())
}

fn print(page: &Page) {
    anstream::print!("{}", page.text(columns()));
}
