//! The promises of each step, by topic.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::bounded::{self, End, Limit, Limits, Stop};
use crate::building::Cancelled;

/// What a step promises: the names of programs in `promises/`.
pub fn of_step(step: usize) -> &'static [&'static str] {
    match step {
        2 => &["02"],
        3 => &["03"],
        4 => &["04"],
        5 => &["05"],
        6 => &["06"],
        7 => &["07_wakers", "07_tasks", "07_timers", "07_toolbox"],
        // A step after it starts as its copy.
        8.. => &[
            "07_wakers",
            "07_tasks",
            "07_timers",
            "07_toolbox",
            "08_sockets",
        ],
        _ => &[],
    }
}

/// A promise, in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Promise {
    /// The promise itself.
    pub says: String,
    /// What is done to find out.
    pub tried: String,
    /// What should be told.
    pub should: Vec<String>,
    /// Where the book speaks of it.
    pub section: String,
}

/// A promise that has been tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// The promise.
    pub promise: Promise,
    /// What was told.
    pub came: Vec<String>,
    /// Why nothing more came, if the program had to be stopped.
    pub end: Option<&'static str>,
}

impl Tried {
    /// Whether the engine keeps it.
    pub fn is_kept(&self) -> bool {
        self.came == self.promise.should && self.end.is_none()
    }
}

/// Tries all promises of a topic.
pub fn try_all(program: &Path, stop: &Stop) -> Result<Vec<Tried>> {
    let promises = list(program, stop)?;
    let next = AtomicUsize::new(0);
    let tried = Mutex::new(Vec::new());
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(promise) = promises.get(number) else { return };
            let result = try_one(program, number, promise, stop);
            let mut tried =
                tried.lock().unwrap_or_else(PoisonError::into_inner);
            tried.push((number, result));
        }
    };
    let workers = thread::available_parallelism().map_or(2, |n| n.get());
    thread::scope(|scope| {
        (0..workers).for_each(|_| drop(scope.spawn(work)));
    });
    let tried = tried.into_inner();
    let mut tried = tried.unwrap_or_else(PoisonError::into_inner);
    tried.sort_by_key(|(number, _)| *number);
    tried.into_iter().map(|(_, result)| result).collect()
}

/// Two seconds of work are a thousand times more than any of them needs.
const LIMITS: Limits = Limits {
    work: Duration::from_secs(2),
    idle: Duration::from_secs(2),
    time: Duration::from_secs(60),
    memory: 1 << 29,
    output: 1 << 20,
};

fn list(program: &Path, stop: &Stop) -> Result<Vec<Promise>> {
    let mut command = Command::new(program);
    command.arg("list");
    let ran = run(command, stop)?;
    let text = String::from_utf8_lossy(&ran.out).into_owned();
    let mut promises = Vec::new();
    let mut promise = Promise::default();
    for line in text.lines() {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.to_owned();
        match word {
            "says" => promise.says = rest,
            "tried" => promise.tried = rest,
            "section" => promise.section = rest,
            "should" => promise.should.push(rest),
            _ => promises.push(std::mem::take(&mut promise)),
        }
    }
    Ok(promises)
}

fn try_one(
    program: &Path,
    number: usize,
    promise: &Promise,
    stop: &Stop,
) -> Result<Tried> {
    let mut command = Command::new(program);
    command.arg("try").arg(number.to_string());
    let ran = run(command, stop)?;
    let text = String::from_utf8_lossy(&ran.out);
    // Whatever else is printed is somebody's own.
    let told = text.lines().filter_map(|line| line.strip_prefix('\x1e'));
    // One more than needed shows that there is more.
    let enough = promise.should.len() + 1;
    let came = told.take(enough).map(str::to_owned).collect();
    let end = match ran.end {
        End::Exit(Some(0)) => None,
        End::Exit(_) => Some("the system ended the program"),
        End::Stopped(limit) => Some(reason(limit)),
        End::Cancelled => bail!(Cancelled),
    };
    Ok(Tried { promise: promise.clone(), came, end })
}

fn reason(limit: Limit) -> &'static str {
    match limit {
        Limit::Work => "it works and works, and had to be stopped",
        Limit::Idle | Limit::Time => "it waits, and nobody comes",
        Limit::Memory => "it takes more and more memory",
        Limit::Output => "it prints without end",
    }
}

fn run(mut command: Command, stop: &Stop) -> Result<bounded::Outcome> {
    command.env("RUST_BACKTRACE", "0");
    let ran = bounded::run(command, &LIMITS, stop);
    ran.context("cannot start a program that has just been built")
}
