//! When each Blinky ran, and when its script had asked for it.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use maud::{Markup, html};
use shared::{OPEN_EYES, Script};

use crate::repository::{Repository, Step};

/// The show of the snapshots: see `tests/scenes.rs`.
const SEED: u64 = 7;
const DURATION: Duration = Duration::from_secs(8);

/// A Blinky changes its face.
struct Turn {
    /// When its script asks for it, in milliseconds.
    due: u64,
    /// When it happens.
    ran: u64,
}

const LEGEND: &str = "Above: when its script asks for a new face. Below: when it is drawn. A \
     line that leans is somebody who is late.";

/// All lengths are in the picture's units.
const WIDTH: u64 = 720;
const LEFT: u64 = 140;
const RIGHT: u64 = 704;
const ROW: u64 = 68;
const TOP: u64 = 18;
const DEPTH: u64 = 32;

/// Draws the Blinkies of a step as its snapshot has them.
pub fn timeline(repository: &Repository, number: &str) -> Result<Markup> {
    let step = &repository.step(number)?;
    let output = repository.output(step, "blinkies")?;
    let rows = turns(&output)?;
    let end = rows.iter().flatten().map(|turn| turn.ran).max();
    let scale = Scale { end: end.unwrap_or_default().max(1) };
    let height = TOP + ROW * rows.len() as u64 + 40;
    let id = format!("timeline-{}", step.number());
    Ok(html! {
        figure.timeline {
            svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img"
                aria-labelledby=(format!("{id}-title {id}-desc")) {
                title id=(format!("{id}-title")) { (title(step)) }
                desc id=(format!("{id}-desc")) { (describe(&rows)) }
                (scale.axis(TOP + ROW * rows.len() as u64))
                @for (i, turns) in rows.iter().enumerate() {
                    (scale.row(i, turns))
                }
            }
            figcaption { (LEGEND) }
        }
    })
}

fn title(step: &Step) -> String {
    format!("Who runs when in step {}", step.number())
}

fn describe(rows: &[Vec<Turn>]) -> String {
    let each = rows.iter().enumerate().map(|(i, turns)| {
        let count = turns.len();
        format!("Blinky {i} runs {count} times, {}.", lateness(turns))
    });
    each.collect::<Vec<_>>().join(" ")
}

fn lateness(turns: &[Turn]) -> String {
    let late = turns.iter().map(|turn| turn.ran - turn.due).max();
    match late.unwrap_or_default() {
        0 => "on time".to_owned(),
        late if late < 1_000 => format!("{late} ms late"),
        late => format!("{:.1} s late", late as f64 / 1_000.0),
    }
}

/// Who changed in which line, beside what the scripts asked for.
fn turns(output: &str) -> Result<Vec<Vec<Turn>>> {
    let mut before: Vec<&str> = Vec::new();
    let mut rows: Vec<Vec<Turn>> = Vec::new();
    let mut scripts = Vec::new();
    for line in output.lines() {
        let mut words = line.split_whitespace();
        let ran = millis(words.next().context("a line without a time")?)?;
        let faces: Vec<_> = words.collect();
        if before.is_empty() {
            before = vec![OPEN_EYES; faces.len()];
            scripts = (0..faces.len() as u64).map(due_times).collect();
            rows.resize_with(faces.len(), Vec::new);
        }
        let who = changed(&before, &faces)?;
        let asked = scripts[who].next();
        let (due, face) = asked.context("more faces than in the script")?;
        ensure!(face == faces[who], "not the show of seed {SEED}: {line}");
        ensure!(due <= ran, "earlier than the script asks for: {line}");
        rows[who].push(Turn { due, ran });
        before = faces;
    }
    Ok(rows)
}

fn millis(time: &str) -> Result<u64> {
    // The time has three decimals.
    time.replace('.', "").parse().context("a line without a time")
}

/// Whose face is another: in each line exactly one is.
fn changed(before: &[&str], after: &[&str]) -> Result<usize> {
    let faces = before.iter().zip(after);
    let mut changed = faces.enumerate().filter(|(_, (a, b))| a != b);
    match (changed.next(), changed.next()) {
        (Some((who, _)), None) => Ok(who),
        _ => bail!("not one change of a face: {}", after.join(" ")),
    }
}

/// The faces of a script, each with its time from the start.
fn due_times(number: u64) -> impl Iterator<Item = (u64, &'static str)> {
    let script = Script::new(SEED, number, Some(DURATION));
    script.scan(Duration::ZERO, |time, (face, delay)| {
        let due = *time;
        *time += delay;
        Some((due.as_millis() as u64, face))
    })
}

/// Time from left to right.
struct Scale {
    end: u64,
}

impl Scale {
    fn x(&self, millis: u64) -> u64 {
        LEFT + millis * (RIGHT - LEFT) / self.end
    }

    fn axis(&self, y: u64) -> Markup {
        let step = match self.end {
            0..10_000 => 1_000,
            10_000..30_000 => 5_000,
            _ => 10_000,
        };
        let times = (0..=self.end).step_by(step);
        html! {
            @for time in times {
                @let x = self.x(time);
                line.grid x1=(x) x2=(x) y1=(TOP - 8) y2=(y) {}
                text.small.mid x=(x) y=(y + 24) {
                    (time / 1_000) @if time == 0 { " s" }
                }
            }
        }
    }

    fn row(&self, number: usize, turns: &[Turn]) -> Markup {
        let y = TOP + ROW * number as u64;
        let late = lateness(turns);
        html! {
            text.t x="0" y=(y + 14) { "Blinky " (number) }
            text.small x="0" y=(y + 36) { (late) }
            line.rail x1=(LEFT) x2=(RIGHT) y1=(y) y2=(y) {}
            line.rail x1=(LEFT) x2=(RIGHT) y1=(y + DEPTH) y2=(y + DEPTH) {}
            @for turn in turns { (self.turn(turn, y)) }
        }
    }

    fn turn(&self, turn: &Turn, y: u64) -> Markup {
        let (due, ran) = (self.x(turn.due), self.x(turn.ran));
        let class = if turn.ran > turn.due { "way late" } else { "way" };
        html! {
            line class=(class) x1=(due) y1=(y) x2=(ran) y2=(y + DEPTH) {}
            circle.due cx=(due) cy=(y) r="4" {}
            circle.ran cx=(ran) cy=(y + DEPTH) r="4" {}
        }
    }
}
