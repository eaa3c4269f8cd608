//! Measures the show of ten seconds on the engine of each step.

use std::collections::BTreeMap;
use std::env::consts::{ARCH, OS};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use wait4::Wait4;

use crate::repository::{Repository, Step};

/// Where the figures of a run are kept.
const FILE: &str = "book/measured.toml";

/// What `cargo run -p book -- measure` has measured.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Measured {
    /// On what machine.
    pub machine: String,
    /// For each step, by its name.
    pub steps: BTreeMap<String, Figures>,
}

/// What has to be measured of the ten-second show of ten Blinkies. All that
/// is the same on every machine is worked out when the book is built.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Figures {
    /// The most threads that the program had at a time.
    pub threads: usize,
    /// Milliseconds of processor time.
    pub cpu_ms: u64,
}

impl Measured {
    /// What was measured of a step.
    ///
    /// # Errors
    ///
    /// If nothing was, or nobody can read it.
    pub fn of(repository: &Repository, step: &Step) -> Result<Figures> {
        let text = repository.read(FILE)?;
        let measured: Self =
            toml::from_str(&text).with_context(|| format!("in {FILE}"))?;
        let figures = measured.steps.get(&step.name);
        figures.copied().with_context(|| {
            let name = &step.name;
            format!("{name} is not in {FILE}: cargo run -p book -- measure")
        })
    }
}

/// Runs, of which the median counts.
const ROUNDS: usize = 3;

/// The show: ten Blinkies for ten seconds, in real time.
const SHOW: &[&str] = &["--plain", "--seed", "7", "--duration", "10s"];

/// Measures all steps and writes the figures down.
///
/// # Errors
///
/// If a step cannot be built or run.
pub fn measure(repository: &Repository) -> Result<()> {
    let mut measured =
        Measured { machine: machine()?, ..Measured::default() };
    for step in repository.steps()? {
        let program = build(repository, &step)?;
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            rounds.push(run(&program, &step)?);
        }
        rounds.sort_unstable();
        let (cpu, threads) = rounds[ROUNDS / 2];
        let cpu_ms = u64::try_from(cpu.as_millis())?;
        println!("{}: {threads} threads, {cpu_ms} ms", step.name);
        let figures = Figures { threads, cpu_ms };
        measured.steps.insert(step.name, figures);
    }
    let head = "# Made by `cargo run -p book -- measure`.\n\n";
    let text = head.to_owned() + &toml::to_string(&measured)?;
    fs::write(repository.path(FILE), text)?;
    Ok(())
}

fn build(repository: &Repository, step: &Step) -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(repository.path("")).args([
        "build",
        "-q",
        "--release",
    ]);
    let status = cargo.args(["-p", &step.package()]).status()?;
    ensure!(status.success(), "{} cannot be built", step.name);
    let target = std::env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or(repository.path("target"), Into::into);
    Ok(target.join("release").join(step.package()))
}

/// Processor time, and the most threads that were there at a time.
fn run(program: &Path, step: &Step) -> Result<(Duration, usize)> {
    let mut show = Command::new(program);
    show.args(SHOW).stdout(Stdio::null());
    if knows(program, "--listen")? {
        // A port that is free, whoever else is on air.
        show.args(["--listen", "127.0.0.1:0"]);
    }
    let child = show.spawn()?;
    let mut threads = 0;
    for _ in 0..20 {
        thread::sleep(Duration::from_millis(100));
        threads = threads.max(count_threads(&child)?);
    }
    let done = child.wait4()?;
    ensure!(done.status.success(), "{} fails", step.name);
    Ok((done.rusage.utime + done.rusage.stime, threads))
}

fn knows(program: &Path, flag: &str) -> Result<bool> {
    let help = Command::new(program).arg("--help").output()?;
    Ok(String::from_utf8(help.stdout)?.contains(flag))
}

fn count_threads(child: &Child) -> Result<usize> {
    let path = format!("/proc/{}/task", child.id());
    let threads = fs::read_dir(&path);
    let threads = threads.context("threads are counted on Linux only")?;
    Ok(threads.count())
}

/// What the figures depend on most.
fn machine() -> Result<String> {
    let rustc = Command::new("rustc").arg("--version").output()?;
    let rustc = String::from_utf8(rustc.stdout)?;
    let all = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let mut lines = all.lines();
    let cpu = lines.find_map(|line| line.strip_prefix("model name"));
    let cpu = cpu.map_or("an unknown processor", |cpu| {
        cpu.trim_start_matches([' ', '\t', ':'])
    });
    Ok(format!("{}, {OS} {ARCH}, {cpu}", rustc.trim()))
}
