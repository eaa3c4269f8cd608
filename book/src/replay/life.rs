//! The life of a future, as one arrow after the other: `book/life.toml`.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use shared::recording::{Event, Life, Recording, Waking, Word};

use super::engine::find;
use crate::chapter::files::Files;
use crate::repository::Place;

/// Where the arrows are described.
pub const FILE: &str = "book/life.toml";

/// The columns, from left to right.
pub const COLUMNS: [&str; 7] =
    ["loop", "main", "task", "alarms", "queue", "letters", "thread"];

/// What can happen. The file explains each.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the file explains each")]
pub enum Step {
    Starts,
    Create,
    PollMain,
    Poll,
    Sleeps,
    Gets,
    Awaits,
    Pending,
    Waits,
    Rings,
    Rung,
    Puts,
    Got,
    Spawns,
    Writes,
    Reads,
    Ready,
    Ended,
    ReadyMain,
}

/// What is said of an arrow.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrow {
    /// The function.
    pub name: String,
    /// What it does here.
    pub means: String,
    from: String,
    to: String,
    /// Which chapter has built it.
    pub chapter: String,
    line: [String; 3],
}

/// An arrow in its place.
#[derive(Debug)]
pub struct Scene {
    /// When, if time has passed before it.
    pub at: Option<Duration>,
    /// The arrow.
    pub arrow: Arrow,
    /// The columns that it goes from and to.
    pub ends: [usize; 2],
    /// The row of its file.
    pub row: usize,
}

impl Arrow {
    /// The file in which its line is.
    pub fn place(&self, step: &str) -> Place {
        Place::new(step, &self.line[0])
    }
}

/// All arrows of a recorded run of a step.
///
/// # Errors
///
/// If something happens that the file says nothing of, or if it names a
/// line that is not there.
pub fn arrows(
    files: &Files,
    step: &str,
    recording: &Recording,
) -> Result<Vec<Scene>> {
    let text = files.repository().read(FILE)?;
    let known: BTreeMap<Step, Arrow> =
        toml::from_str(&text).context(FILE)?;
    let mut before = Duration::ZERO;
    let steps = steps(recording)?.into_iter();
    let scenes = steps.map(|(at, what, who)| {
        let arrow = known.get(&what).cloned();
        let arrow =
            arrow.with_context(|| format!("{FILE} has no {what:?}"))?;
        let [_, item, text] = &arrow.line;
        let diff = files.one(&arrow.place(step))?;
        let row = find(&diff, &[item.clone(), text.clone()])
            .with_context(|| format!("{FILE}, {what:?}"))?;
        let ends = [column(&arrow.from, &who)?, column(&arrow.to, &who)?];
        let new = (at != before).then_some(at);
        before = at;
        Ok(Scene { at: new, arrow, ends, row })
    });
    scenes.collect()
}

fn column(name: &str, who: &str) -> Result<usize> {
    let name = if name == "who" { who } else { name };
    let place = COLUMNS.iter().position(|column| *column == name);
    place.with_context(|| format!("there is no column {name}"))
}

/// Something happens at a time in somebody's turn.
type Happening = (Duration, Step, Word);

/// What happens, from what could be seen of it.
fn steps(recording: &Recording) -> Result<Vec<Happening>> {
    let mut teller = Teller::default();
    for entry in &recording.entries {
        teller.at = entry.at;
        match &entry.event {
            Event::Waits { .. } => teller.add(Step::Waits, "loop".into()),
            Event::Future { name, life } => teller.lives(name, life)?,
            _ => {}
        }
    }
    Ok(teller.steps)
}

#[derive(Default)]
struct Teller {
    at: Duration,
    /// Those who are being polled, the innermost last.
    polled: Vec<Word>,
    /// Who was woken last.
    woken: Option<Word>,
    /// Whether there is a letter.
    letter: bool,
    steps: Vec<Happening>,
}

impl Teller {
    fn add(&mut self, step: Step, who: Word) {
        self.steps.push((self.at, step, who));
    }

    fn lives(&mut self, name: &Word, life: &Life) -> Result<()> {
        match life {
            Life::Created => self.created(name),
            Life::Polled => {
                if self.polled.is_empty() {
                    self.has_turn(name);
                }
                self.polled.push(name.clone());
            }
            Life::Pending => {
                self.polled.pop();
                self.pending(name)?;
            }
            Life::Ready => {
                self.polled.pop();
                self.ready(name);
            }
            Life::Woken(by) => self.woken(name, by)?,
            Life::Dropped => bail!("{name} is dropped"),
        }
        Ok(())
    }

    /// Only tasks have a column. What a future in a task waits in, is told
    /// when it is pending.
    fn created(&mut self, name: &Word) {
        if let Some(who) = self.polled.first().cloned()
            && COLUMNS.contains(&&**name)
        {
            self.add(Step::Create, who);
        }
        if self.steps.is_empty() {
            self.add(Step::Starts, name.clone());
        }
    }

    fn has_turn(&mut self, name: &Word) {
        if std::mem::take(&mut self.letter) {
            self.add(Step::Reads, name.clone());
        }
        let is_main = name == "main";
        let step = if is_main { Step::PollMain } else { Step::Poll };
        self.add(step, name.clone());
    }

    fn pending(&mut self, name: &Word) -> Result<()> {
        let Some(who) = self.polled.first().cloned() else {
            self.add(Step::Pending, name.clone());
            return Ok(());
        };
        match &**name {
            "sleep" => self.add(Step::Sleeps, who),
            "get" => self.add(Step::Gets, who),
            "handle" => self.add(Step::Awaits, who),
            // The thread has its waker already.
            "answer" => {}
            _ => bail!("{name} waits, and nobody knows what for"),
        }
        Ok(())
    }

    fn ready(&mut self, name: &Word) {
        if self.polled.is_empty() {
            let is_main = &**name == "main";
            let step = if is_main { Step::ReadyMain } else { Step::Ready };
            self.add(step, name.clone());
        }
    }

    /// First a future within a task is woken, and that wakes the task.
    fn woken(&mut self, name: &Word, by: &Waking) -> Result<()> {
        if !COLUMNS.contains(&&**name) {
            self.woken = Some(name.clone());
            return Ok(());
        }
        let inner = self.woken.take().unwrap_or_default();
        match (&*inner, by) {
            ("sleep", Waking::Loop) => {
                self.add(Step::Rings, name.clone());
                self.add(Step::Rung, name.clone());
            }
            ("get", Waking::Future(putter)) => {
                self.add(Step::Puts, putter.clone());
                self.add(Step::Got, name.clone());
            }
            ("handle", Waking::Loop) => {
                self.add(Step::Ended, name.clone());
            }
            (_, Waking::Thread(_)) => {
                self.letter = true;
                self.add(Step::Spawns, name.clone());
                self.add(Step::Writes, name.clone());
            }
            _ => bail!("{name} is woken by {by}, and nobody knows why"),
        }
        Ok(())
    }
}
