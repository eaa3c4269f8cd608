//! Builds `mine/`, plays it, compares, and tries the promises.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::bounded::{self, End, Limits, Outcome, Stop};
use crate::building::{Build, Builder, Cancelled, Complaint};
use crate::diagnosis::{Came, Diagnosis, diagnose};
use crate::finding::Finding;
use crate::house::House;
use crate::manifest::{NAME, program_of};
use crate::mine::Goal;
use crate::model::{Rule, Show};
use crate::shows::{SHOWS, TIES, rule};
use crate::topics::{self, Tried};

/// What is to be said of `mine/`.
#[derive(Debug)]
pub struct Report {
    /// What it is to become.
    pub goal: Goal,
    /// What it is.
    pub verdict: Verdict,
    /// What the compiler warned of.
    pub warnings: Vec<Complaint>,
}

/// What `mine/` is.
#[derive(Debug)]
pub enum Verdict {
    /// It does not build.
    DoesNotBuild(Build),
    /// It plays another show.
    OtherShow(Diagnosis),
    /// It plays the show, and does not keep all promises, or has none yet.
    Promises {
        /// Whether the show is right but for the order at ties.
        tie: bool,
        /// What has become of them.
        promises: Promises,
    },
    /// It is the step.
    Well {
        /// How many promises it keeps.
        kept: usize,
    },
}

/// What has become of the promises.
#[derive(Debug, Default)]
pub struct Promises {
    /// How many are kept.
    pub kept: usize,
    /// Those that are not.
    pub broken: Vec<Tried>,
    /// What cannot be tried, since something is not there yet.
    pub missing: Vec<Missing>,
}

/// Promises that need what is not there.
#[derive(Debug)]
pub struct Missing {
    /// Which promises.
    pub topic: &'static str,
    /// What the compiler misses.
    pub complaints: Vec<Complaint>,
}

impl Report {
    /// Whether `mine/` has become what it should.
    pub fn is_well(&self) -> bool {
        matches!(self.verdict, Verdict::Well { .. })
    }
}

/// Checks `mine/`, which is to become the step of `goal`.
pub fn check(builder: &Builder<'_>, goal: Goal) -> Result<Report> {
    let build = builder.mine()?;
    let warnings = build.warnings.clone();
    let report = |verdict| Ok(Report { goal, verdict, warnings });
    if !build.is_good() {
        return report(Verdict::DoesNotBuild(build));
    }
    let program = program(&build)?;
    (builder.tell)("plays");
    let rule = rule(goal.step);
    let found = other_show(program, rule, builder.stop)?;
    let mere_tie =
        |found: &Diagnosis| matches!(found.finding, Finding::Tie { .. });
    if let Some(found) = found.as_ref().filter(|f| !mere_tie(f)) {
        return report(Verdict::OtherShow(found.clone()));
    }
    let promises = try_promises(builder, topics::of_step(goal.step))?;
    let Promises { kept, ref broken, ref missing } = promises;
    report(match found {
        // A small program says more of a tie than a large family.
        Some(found) if broken.is_empty() => Verdict::OtherShow(found),
        None if broken.is_empty() && missing.is_empty() => {
            Verdict::Well { kept }
        }
        found => Verdict::Promises { tie: found.is_some(), promises },
    })
}

/// The program in `mine/`.
pub fn program(build: &Build) -> Result<&Path> {
    let program = build.programs.get(NAME).map(AsRef::as_ref);
    program.context("there is no program: mine/src/main.rs is missing")
}

/// What is wrong with the first show that is.
pub fn other_show(
    program: &Path,
    rule: Rule,
    stop: &Stop,
) -> Result<Option<Diagnosis>> {
    for (number, show) in SHOWS.iter().enumerate() {
        let Some(mut found) = compare(program, *show, rule, stop)? else {
            continue;
        };
        let larger = &SHOWS[number.max(TIES)];
        if let Some(same) = compare(program, *larger, rule, stop)? {
            found.finding.at_ties_like(&same.finding);
        }
        return Ok(Some(found));
    }
    Ok(None)
}

fn compare(
    program: &Path,
    show: Show,
    rule: Rule,
    stop: &Stop,
) -> Result<Option<Diagnosis>> {
    let ran = play(program, show, rule, stop)?;
    let out = String::from_utf8_lossy(&ran.out);
    let errors = String::from_utf8_lossy(&ran.errors);
    let (end, idle) = (&ran.end, ran.idle);
    let came = Came { out: &out, errors: &errors, end, idle };
    Ok(diagnose(show, rule, came))
}

fn play(
    program: &Path,
    show: Show,
    rule: Rule,
    stop: &Stop,
) -> Result<Outcome> {
    let mut command = Command::new(program);
    command.args(show.flags()).args(["--virtual-time", "--plain"]);
    command.env("RUST_BACKTRACE", "0");
    let length = show.lines(&show.turns(rule)).len();
    // Whoever waits in real time may come to the end of the first show.
    let idle = if show == SHOWS[0] { show.millis + 2_000 } else { 2_000 };
    let idle = Duration::from_millis(idle);
    let limits = Limits {
        work: Duration::from_millis(1_000 + 10 * show.blinkies as u64),
        idle,
        time: Duration::from_secs(60),
        // A list that grows for ever comes here before that time is over,
        // even where memory comes slowly.
        memory: 1 << 27,
        output: length * 3 + (1 << 18),
    };
    let ran = bounded::run(command, &limits, stop);
    let ran = ran.context("cannot start what has just been built")?;
    if ran.end == End::Cancelled {
        bail!(Cancelled);
    }
    Ok(ran)
}

/// Tries all promises of some topics that can be built.
pub fn try_promises(
    builder: &Builder<'_>,
    topics: &[&'static str],
) -> Result<Promises> {
    let mut promises = Promises::default();
    if topics.is_empty() {
        return Ok(promises);
    }
    let build = builder.promises(topics)?;
    if let Some(refusal) = build.refusal {
        bail!("cannot build the promises: {refusal}");
    }
    (builder.tell)("tries the promises");
    for &topic in topics {
        match build.programs.get(&program_of(topic)) {
            Some(program) => promises.try_all(program, builder.stop)?,
            None => promises.missing.push(missing(topic, &build)),
        }
    }
    Ok(promises)
}

impl Promises {
    /// Tries all that a program has.
    fn try_all(&mut self, program: &Path, stop: &Stop) -> Result<()> {
        for tried in topics::try_all(program, stop)? {
            match tried.is_kept() {
                true => self.kept += 1,
                false => self.broken.push(tried),
            }
        }
        Ok(())
    }
}

/// What the compiler says of a topic's program.
fn missing(topic: &'static str, build: &Build) -> Missing {
    let name = program_of(topic);
    let of_topic = build.complaints.iter().filter(|c| c.target == name);
    Missing { topic, complaints: of_topic.cloned().collect() }
}

/// Checks what lies in the folder, whatever its goal.
pub fn goal(house: &House) -> Result<Goal> {
    let mine = house.call(house.mine());
    let goal = Goal::read(house)?;
    goal.with_context(|| {
        format!("there is no {mine}/ yet; begin with: cargo follow start 2")
    })
}
