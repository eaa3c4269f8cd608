//! Who ran when in a recorded run: a still picture, and what the player
//! needs to play it.

use anyhow::{Context, Result};
use maud::{Markup, PreEscaped, html};
use shared::recording::{Event, Life, Recording, Who};

use crate::replay::score::Score;
use crate::replay::{Run, millis};

/// Somebody's row.
struct Row {
    name: String,
    /// What stands below the name.
    about: String,
    turns: Vec<Turn>,
}

/// Somebody has a turn.
struct Turn {
    /// When a script asks for it, in milliseconds. A poll is asked for when
    /// it happens.
    due: u64,
    /// When it happens.
    ran: u64,
    /// Whether there is nothing to tell of it but that it was.
    small: bool,
}

const LEGEND: &str = "Above: when its script asks for a new face. Below: when it is drawn. A \
     line that leans is somebody who is late.";

const LEGEND_OF_POLLS: &str = "A line is a poll. Where they are close, they make a surface. A dot is \
     the poll that was ready.";

/// All lengths are in the picture's units.
const WIDTH: u64 = 720;
const LEFT: u64 = 140;
const RIGHT: u64 = 704;
const ROW: u64 = 68;
const TOP: u64 = 18;
const DEPTH: u64 = 32;

/// Draws a scene on one engine, or on two with the same clock.
///
/// # Errors
///
/// If somebody in it does what nobody should.
pub fn timeline(
    runs: &[Run],
    scene: &str,
    score: &Score,
) -> Result<Markup> {
    let scale = Scale { end: score.end.max(1) };
    let steps: Vec<_> = runs.iter().map(|run| run.step.number()).collect();
    let id = format!("timeline-{scene}-{}", steps.join("-"));
    let lanes = runs.iter().map(|run| lane(run, &id, &scale));
    let lanes = lanes.collect::<Result<Vec<_>>>()?;
    let data = serde_json::to_string(score)?;
    // The browser must not take a part of it for the end of the script.
    let data = data.replace('<', "\\u003c");
    let plays = runs.iter().all(|run| run.recording.run.show.is_some());
    let class = if runs.len() > 1 { "timeline pair" } else { "timeline" };
    Ok(html! {
        figure class=(class) data-from=(LEFT) data-to=(RIGHT)
            style=(score.room()) {
            div.lanes { @for lane in &lanes { (lane) } }
            figcaption { (if plays { LEGEND } else { LEGEND_OF_POLLS }) }
            div.player {}
            script type="application/json" { (PreEscaped(data)) }
        }
    })
}

/// A picture, below a place for the family.
fn lane(run: &Run, prefix: &str, scale: &Scale) -> Result<Markup> {
    let number = run.step.number();
    let rows = rows(&run.recording)?;
    let plays = run.recording.run.show.is_some();
    let bottom = TOP + ROW * rows.len() as u64;
    let id = format!("{prefix}-of-{number}");
    Ok(html! {
        div.lane data-step=(number) {
            div.family {}
            svg viewBox=(format!("0 0 {WIDTH} {}", bottom + 40)) role="img"
                aria-labelledby=(format!("{id}-title {id}-desc")) {
                title id=(format!("{id}-title")) {
                    "Who runs when in step " (number)
                }
                desc id=(format!("{id}-desc")) {
                    (describe(&rows, plays))
                }
                (scale.axis(bottom))
                @for (i, row) in rows.iter().enumerate() {
                    (scale.row(TOP + ROW * i as u64, row))
                }
            }
        }
    })
}

fn describe(rows: &[Row], plays: bool) -> String {
    let each = rows.iter().map(|Row { name, about, turns }| match plays {
        true => format!("{name} runs {} times, {about}.", turns.len()),
        false => format!("{name}: {about}."),
    });
    each.collect::<Vec<_>>().join(" ")
}

fn rows(recording: &Recording) -> Result<Vec<Row>> {
    match &recording.run.show {
        Some(show) => (0..show.blinkies)
            .map(|blinky| row_of_blinky(recording, blinky))
            .collect(),
        None => rows_of_futures(recording),
    }
}

fn row_of_blinky(recording: &Recording, blinky: usize) -> Result<Row> {
    let all = recording.turns().into_iter();
    let own =
        all.filter(|turn| turn.blinky == blinky && turn.face.is_some());
    let turns = own.map(|turn| {
        let (due, ran) = (millis(turn.due)?, millis(turn.at)?);
        Ok(Turn { due, ran, small: false })
    });
    let turns: Vec<_> = turns.collect::<Result<_>>()?;
    let name = Who::Blinky(blinky).to_string();
    Ok(Row { name, about: lateness(&turns), turns })
}

fn lateness(turns: &[Turn]) -> String {
    let late = turns.iter().map(|turn| turn.ran.saturating_sub(turn.due));
    match late.max().unwrap_or_default() {
        0 => "on time".to_owned(),
        late if late < 1_000 => format!("{late} ms late"),
        late => format!("{:.1} s late", late as f64 / 1_000.0),
    }
}

/// A row for each future, in the order in which they were created.
fn rows_of_futures(recording: &Recording) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = Vec::new();
    for entry in &recording.entries {
        let Event::Future { name, life } = &entry.event else { continue };
        if *life == Life::Created {
            let name = name.to_string();
            rows.push(Row { name, about: String::new(), turns: vec![] });
        }
        let row = rows.iter_mut().find(|row| row.name == **name);
        let turns = &mut row.context("it was created")?.turns;
        let ran = millis(entry.at)?;
        match life {
            Life::Polled => turns.push(Turn { due: ran, ran, small: true }),
            Life::Ready => {
                let last = turns.last_mut().context("it was polled")?;
                last.small = false;
            }
            _ => {}
        }
    }
    for row in &mut rows {
        row.about = match row.turns.len() {
            1 => "one poll".to_owned(),
            polls => format!("{polls} polls"),
        };
    }
    Ok(rows)
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

    fn row(&self, y: u64, row: &Row) -> Markup {
        html! {
            text.t x="0" y=(y + 14) { (row.name) }
            text.small x="0" y=(y + 36) { (row.about) }
            line.rail x1=(LEFT) x2=(RIGHT) y1=(y) y2=(y) {}
            line.rail x1=(LEFT) x2=(RIGHT) y1=(y + DEPTH) y2=(y + DEPTH) {}
            (self.polls(y, &row.turns))
            @for turn in row.turns.iter().filter(|turn| !turn.small) {
                (self.turn(turn, y))
            }
        }
    }

    /// All in one path, where no two are in the same place.
    fn polls(&self, y: u64, turns: &[Turn]) -> Markup {
        let small = turns.iter().filter(|turn| turn.small);
        let mut places: Vec<_> =
            small.map(|turn| self.x(turn.ran)).collect();
        places.dedup();
        let lines = places.iter().map(|x| format!("M{x} {y}v{DEPTH}"));
        let path: String = lines.collect();
        html! { @if !path.is_empty() { path.way d=(path) {} } }
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
