//! What the player plays, in as few words as possible.
//!
//! A run is a list of what differs from one moment to the next. Whatever
//! comes more than once is written once: the moments are numbers of those.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use anyhow::Result;
use serde::Serialize;
use shared::OPEN_EYES;
use shared::recording::{Event, Queues, Sleeper, Who};

use super::engine::{Doing, Engine};
use super::moments::{Moment, moments};
use super::repeats::{Part, repeats};
use super::{Run, millis};
use crate::chapter::files::Files;

/// Runs that are played together, on one clock.
#[derive(Debug, Serialize)]
pub struct Score {
    /// When the last one ends, in milliseconds.
    pub end: u64,
    /// Each run.
    pub lanes: Vec<Lane>,
}

/// A run of one engine.
#[derive(Debug, Serialize)]
pub struct Lane {
    step: String,
    /// Who there is.
    names: Vec<String>,
    /// The face that everybody has at first, if they have faces.
    face: Option<&'static str>,
    /// What the queues are called.
    ready: Option<String>,
    sleeping: String,
    note: Option<String>,
    empty: Vec<String>,
    numbers: Option<u64>,
    /// Whether each has a line of his own in the code.
    threads: bool,
    /// The engine's loop, line by line.
    code: Vec<String>,
    /// Which line of it, if any, and a sentence.
    phases: Vec<Phase>,
    /// What can happen.
    changes: Vec<Change>,
    /// What happens, by its place in there.
    order: Vec<Part>,
}

/// What differs from the moment before. What is not there does not.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash, Serialize)]
struct Change {
    #[serde(rename = "d", skip_serializing_if = "Option::is_none")]
    passed: Option<u64>,
    #[serde(rename = "p")]
    phase: usize,
    #[serde(rename = "w", skip_serializing_if = "Option::is_none")]
    who: Option<usize>,
    /// How much later than now.
    #[serde(rename = "u", skip_serializing_if = "Option::is_none")]
    until: Option<u64>,
    #[serde(rename = "x", skip_serializing_if = "Option::is_none")]
    word: Option<String>,
    /// Whether the word is his face from now on.
    #[serde(rename = "f", skip_serializing_if = "Option::is_none")]
    shows: Option<u8>,
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    #[serde(rename = "r", skip_serializing_if = "Option::is_none")]
    ready: Option<Vec<usize>>,
    #[serde(rename = "q", skip_serializing_if = "Vec::is_empty")]
    sleeping: Vec<Move>,
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    note: Option<Vec<u64>>,
    #[serde(rename = "t", skip_serializing_if = "Option::is_none")]
    turn: Option<Vec<usize>>,
}

/// Somebody goes from a place, or comes to one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
enum Move {
    Goes(usize),
    /// The place, who, and how much later than now.
    Comes(usize, usize, u64),
}

impl Score {
    /// Of runs that are read together.
    ///
    /// # Errors
    ///
    /// If an engine did not what it should have done, or if a line of it is
    /// named that is not there.
    pub fn of(files: &Files, runs: &[Run]) -> Result<Self> {
        let ends = runs.iter().map(Run::end);
        let ends = ends.collect::<Result<Vec<_>>>()?;
        let lanes = runs.iter().map(|run| Lane::of(files, run));
        let lanes = lanes.collect::<Result<_>>()?;
        Ok(Self { end: ends.into_iter().max().unwrap_or_default(), lanes })
    }
}

impl Score {
    /// How much room the player needs, for its style sheet: lines of code,
    /// the longest lists of queues, other lists, and entries in one.
    pub fn room(&self) -> String {
        let most = |count: fn(&Lane) -> usize| {
            self.lanes.iter().map(count).max().unwrap_or_default()
        };
        let lines = most(|lane| lane.code.len());
        let rows = most(|lane| lane.names.len());
        let long = most(|lane| 1 + usize::from(lane.ready.is_some()));
        let short = most(|lane| {
            usize::from(!lane.threads) + usize::from(!lane.empty.is_empty())
        });
        format!(
            "--lines: {lines}; --rows: {rows}; --long: {long}; \
             --short: {short}"
        )
    }
}

impl Lane {
    fn of(files: &Files, run: &Run) -> Result<Self> {
        let number = run.step.number();
        let engine = Engine::of_step(files, number)?;
        let code = engine.code(files, number)?;
        let moments = moments(run)?;
        let (phases, phase) = phases(number, &moments, &code.marks)?;
        let cast = Cast::of(run);
        let (changes, order) = different(cast.changes(&moments, &phase)?);
        let Engine { ready, sleeping, note, always_empty, numbers, .. } =
            engine;
        Ok(Self {
            step: number.to_owned(),
            face: cast.plays.then_some(OPEN_EYES),
            names: cast.names,
            ready,
            sleeping,
            note,
            empty: always_empty,
            numbers,
            threads: number == "01",
            code: code.lines,
            phases,
            changes,
            order: repeats(&order),
        })
    }
}

/// A line of the code that is marked, and what is said there.
type Phase = (Option<usize>, &'static str);

/// The phases that there are, and which one each moment is.
fn phases(
    number: &str,
    moments: &[Moment],
    marks: &BTreeMap<Doing, usize>,
) -> Result<(Vec<Phase>, Vec<usize>)> {
    let mut phases = Vec::new();
    let places = moments.iter().map(|moment| {
        let line = moment.doing.map(|doing| {
            let line = marks.get(&doing).copied();
            line.ok_or_else(|| unnamed(number, moment))
        });
        let phase = (line.transpose()?, moment.text);
        Ok(place_of(&mut phases, phase))
    });
    let places = places.collect::<Result<_>>()?;
    Ok((phases, places))
}

/// The changes that there are, and which one comes when.
fn different(changes: Vec<Change>) -> (Vec<Change>, Vec<usize>) {
    let mut different = Vec::new();
    let mut known = HashMap::new();
    let order = changes.into_iter().map(|change| {
        *known.entry(change.clone()).or_insert_with(|| {
            different.push(change);
            different.len() - 1
        })
    });
    let order = order.collect();
    (different, order)
}

fn unnamed(number: &str, moment: &Moment) -> anyhow::Error {
    let file = super::engine::FILE;
    let Moment { doing, at, .. } = moment;
    anyhow::anyhow!("{file}, [{number}]: no line for {doing:?}, at {at:?}")
}

/// Where something is, which is put there if it is not.
fn place_of<T: PartialEq>(all: &mut Vec<T>, one: T) -> usize {
    let known = all.iter().position(|other| *other == one);
    known.unwrap_or_else(|| {
        all.push(one);
        all.len() - 1
    })
}

/// Who there is, by name.
struct Cast {
    names: Vec<String>,
    plays: bool,
    places: BTreeMap<String, usize>,
}

impl Cast {
    fn of(run: &Run) -> Self {
        let show = run.recording.run.show.as_ref();
        let blinkies = show.map_or(0, |show| show.blinkies);
        let mut names: Vec<_> =
            (0..blinkies).map(|n| Who::Blinky(n).to_string()).collect();
        // From there on a task creates the others and awaits them.
        if show.is_some() && run.step.number() >= "06" {
            names.push(Who::Main.to_string());
        }
        for entry in &run.recording.entries {
            if let Event::Future { name, .. } = &entry.event {
                place_of(&mut names, name.to_string());
            }
        }
        let places = names.iter().cloned().zip(0..).collect();
        Self { names, plays: show.is_some(), places }
    }

    fn place(&self, who: &Who) -> usize {
        self.places[&who.to_string()]
    }

    /// What differs from each moment to the next.
    fn changes(
        &self,
        moments: &[Moment],
        phases: &[usize],
    ) -> Result<Vec<Change>> {
        let mut now = Duration::ZERO;
        let mut before = &Queues::default();
        let changes = moments.iter().zip(phases).map(|(moment, phase)| {
            let passed = millis(moment.at - now)?;
            now = moment.at;
            let change = Change {
                passed: (passed > 0).then_some(passed),
                phase: *phase,
                ..self.change(moment, before)?
            };
            before = &moment.queues;
            Ok(change)
        });
        changes.collect()
    }

    fn change(&self, moment: &Moment, before: &Queues) -> Result<Change> {
        let Moment { at, queues, .. } = moment;
        let ready = |queues: &Queues| {
            let places = queues.ready.iter().map(|who| self.place(who));
            places.collect::<Vec<_>>()
        };
        let turn = queues.turn.iter().map(|who| self.place(who));
        let note = queues.note.iter().flat_map(|sleeper| {
            let until = millis(sleeper.until.saturating_sub(*at));
            [Ok(self.place(&sleeper.who) as u64), until]
        });
        let note = note.collect::<Result<Vec<_>>>()?;
        let until = moment.until.map(|until| until.saturating_sub(*at));
        let is_drawn = moment.doing == Some(Doing::Draws);
        Ok(Change {
            who: moment.who.as_ref().map(|who| self.place(who)),
            until: until.map(millis).transpose()?,
            word: moment.word.as_ref().map(ToString::to_string),
            shows: is_drawn.then_some(1),
            state: moment.state,
            ready: (queues.ready != before.ready).then(|| ready(queues)),
            sleeping: self.moves(*at, before, queues)?,
            note: (queues.note != before.note).then_some(note),
            turn: (queues.turn != before.turn).then(|| turn.collect()),
            ..Change::default()
        })
    }

    /// First those who go, from behind; then those who come.
    fn moves(
        &self,
        now: Duration,
        before: &Queues,
        after: &Queues,
    ) -> Result<Vec<Move>> {
        let (before, after) = (&before.sleeping, &after.sleeping);
        let goes =
            |(_, sleeper): &(usize, &Sleeper)| !after.contains(sleeper);
        let comes =
            |(_, sleeper): &(usize, &Sleeper)| !before.contains(sleeper);
        let gone = before.iter().enumerate().filter(goes);
        let mut moves: Vec<_> =
            gone.map(|(place, _)| Move::Goes(place)).rev().collect();
        for (place, sleeper) in after.iter().enumerate().filter(comes) {
            let until = millis(sleeper.until.saturating_sub(now))?;
            let who = self.place(&sleeper.who);
            moves.push(Move::Comes(place, who, until));
        }
        Ok(moves)
    }
}
