//! What `--watch` shows below the family: who sleeps until when, who is
//! late, and what the loop does. It knows of that what is recorded.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::held::Pace;
use crate::recording::{Entry, Event, Listener, Word};
use crate::row::{Ink, Row};

/// A bar need not be longer to be seen.
const LONGEST_BAR: usize = 40;

/// What stands behind a bar takes so many columns, before the arrow.
const NOTE: usize = 11;

const ARROWS: [&str; 2] = [" <- the loop waits", " <-"];

/// Nobody sees so little, and a machine may need it to wake somebody up.
const ON_TIME: Duration = Duration::from_millis(10);

/// All that is known of a show that is going on.
#[derive(Debug)]
pub(crate) struct Board {
    blinkies: Vec<Blinky>,
    /// By number: the loop's thread, or in step 01 those of the Blinkies.
    threads: BTreeMap<usize, Thread>,
    turns: u64,
    /// How often the loop has waited, and then no Blinky had a turn.
    others: u64,
    worst: Duration,
    /// Who has had the last turn.
    last: Option<usize>,
}

#[derive(Clone, Debug)]
struct Blinky {
    face: Word,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// It has had no turn yet, or has one now.
    Awake,
    Asleep {
        since: Duration,
        until: Duration,
    },
    Done,
}

#[derive(Debug, Default)]
struct Thread {
    /// Until when it waits, if it does.
    waits: Option<Option<Duration>>,
    /// Whether it has waited to the end, and no Blinky has had a turn
    /// since.
    idle: bool,
}

/// When, and how large, it is drawn.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) now: Duration,
    pub(crate) pace: Pace,
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// How many faces there is no room for.
    pub(crate) faces_left_out: usize,
}

impl Board {
    pub(crate) fn new(blinkies: usize) -> Self {
        let blinky = Blinky { face: "     ".into(), state: State::Awake };
        Self {
            blinkies: vec![blinky; blinkies],
            threads: BTreeMap::new(),
            turns: 0,
            others: 0,
            worst: Duration::ZERO,
            last: None,
        }
    }

    /// Takes note of all that happens.
    pub(crate) fn listener(board: Arc<Mutex<Self>>) -> Listener {
        Box::new(move |entry| {
            let board = board.lock();
            board.unwrap_or_else(PoisonError::into_inner).note(entry);
        })
    }

    fn note(&mut self, Entry { at, thread, event }: &Entry) {
        match event {
            Event::Turn { blinky, face, .. } => {
                self.has_turn(*blinky, *at, *thread, State::Awake);
                self.blinkies[*blinky].face = face.clone();
            }
            Event::Ends { blinky } => {
                self.has_turn(*blinky, *at, *thread, State::Done);
            }
            Event::Sleeps { blinky, until } => {
                let (since, until) = (*at, *until);
                let state = State::Asleep { since, until };
                self.blinkies[*blinky].state = state;
            }
            Event::Waits { until } => {
                let thread = self.threads.entry(*thread).or_default();
                self.others += u64::from(thread.idle);
                *thread = Thread { waits: Some(*until), idle: false };
            }
            Event::GoesOn => {
                let thread = self.threads.entry(*thread).or_default();
                let until = thread.waits.take().flatten();
                thread.idle = until.is_some_and(|until| *at >= until);
            }
            _ => {}
        }
    }

    fn has_turn(
        &mut self,
        blinky: usize,
        at: Duration,
        thread: usize,
        state: State,
    ) {
        self.worst = self.worst.max(self.blinkies[blinky].late(at));
        self.blinkies[blinky].state = state;
        self.turns += u64::from(matches!(state, State::Awake));
        self.last = Some(blinky);
        self.threads.entry(thread).or_default().idle = false;
    }

    /// Draws it: no more rows than there is room for, and at least one.
    pub(crate) fn rows(&self, look: &Look) -> Vec<Row> {
        let others = self.others(look);
        let bars = Bars::fit(self.blinkies.len(), look, others.is_some());
        let left_out = self.left_out(&bars, look);
        if look.height == 1 {
            let one = left_out.into_iter().chain([self.totals(look)]);
            return vec![one.reduce(Row::beside).unwrap_or_default()];
        }
        let mut rows = self.bars(&bars, look);
        rows.extend(others);
        rows.extend(left_out);
        let summary = [self.doing(look), self.totals(look)];
        let spare = look.height.saturating_sub(rows.len());
        rows.extend((spare > summary.len()).then(Row::default));
        rows.extend(summary.into_iter().take(spare));
        rows.truncate(look.height);
        rows
    }

    /// What the loop is doing.
    fn doing(&self, look: &Look) -> Row {
        let Some(the_loop) = self.the_loop() else {
            return self.threads(look);
        };
        let text = match the_loop.waits {
            None => "the loop is at work",
            Some(None) => "the loop waits for whatever comes",
            Some(Some(until)) => return self.waits_until(until, look),
        };
        Row::of(Ink::Plain, text)
    }

    fn threads(&self, look: &Look) -> Row {
        let waits = self.threads.values().filter(|t| t.waits.is_some());
        let who = match waits.count() {
            1 => "1 thread waits".to_owned(),
            count => format!("{count} threads wait"),
        };
        let long = format!("no loop: {who}, each for itself");
        fitting(look, long, who)
    }

    fn waits_until(&self, until: Duration, look: &Look) -> Row {
        let whom = match self.awaited() {
            Some(blinky) => format!("Blinky {blinky}"),
            None => "no Blinky".to_owned(),
        };
        let late = self.blinkies.iter().filter(|b| b.is_late(look)).count();
        let (others, short) = match late {
            0 => (String::new(), String::new()),
            1 => {
                (", while 1 other is due".to_owned(), ", 1 due".to_owned())
            }
            _ => (
                format!(", while {late} others are due"),
                format!(", {late} due"),
            ),
        };
        let until = seconds(until);
        let long =
            format!("the loop waits for {whom}, until {until}{others}");
        fitting(look, long, format!("waits for {whom}, {until}{short}"))
    }

    /// The thread that all started on, if it is the only one.
    fn the_loop(&self) -> Option<&Thread> {
        let thread = self.threads.get(&0)?;
        (self.threads.len() == 1).then_some(thread)
    }

    /// Whom the loop waits for.
    fn awaited(&self) -> Option<usize> {
        let deadline = self.the_loop()?.waits??;
        self.blinkies.iter().position(|blinky| {
            matches!(blinky.state, State::Asleep { until, .. }
                if until == deadline)
        })
    }

    fn totals(&self, look: &Look) -> Row {
        let late = self.blinkies.iter().map(|b| b.late(look.now)).max();
        let worst = self.worst.max(late.unwrap_or_default());
        let ink =
            if worst > on_time(look) { Ink::Late } else { Ink::Plain };
        let stopped = if look.pace.stands { ", stopped" } else { "" };
        let mut row = Row::of(Ink::Plain, seconds(look.now));
        row.push(Ink::Plain, stopped);
        row.push(Ink::Plain, "   worst lateness ");
        row.push(ink, seconds(worst));
        row.push(Ink::Plain, format!("   turns {}", self.turns));
        if look.pace.speed != 1.0 {
            let speed = format!("   speed {}", look.pace.speed);
            row.push(Ink::Plain, speed);
        }
        row
    }

    /// Whatever the loop does for nobody in the family.
    fn others(&self, look: &Look) -> Option<Row> {
        let the_loop = self.the_loop().filter(|_| self.others > 0)?;
        let mut row = Row::of(Ink::Plain, "  ");
        let turns = format!("no Blinky: {} turns", self.others);
        row.push(Ink::Late, turns);
        if the_loop.waits.is_some() && self.awaited().is_none() {
            let room = look.width.saturating_sub(row.width());
            row.push(Ink::Bold, arrow(room));
        }
        Some(row)
    }

    fn left_out(&self, bars: &Bars, look: &Look) -> Option<Row> {
        let late = self.blinkies.iter().skip(bars.shown);
        let late = late.filter(|blinky| blinky.is_late(look)).count();
        let what = [
            (look.faces_left_out, "faces"),
            (self.blinkies.len() - bars.shown, "bars"),
            (late, "of them late"),
        ];
        let what = what.into_iter().filter(|(count, _)| *count > 0);
        let what: Vec<_> =
            what.map(|(count, what)| format!("{count} {what}")).collect();
        let text = format!("no room for {}", what.join(", "));
        (!what.is_empty()).then(|| Row::of(Ink::Dim, text))
    }

    /// The bars, column by column.
    fn bars(&self, bars: &Bars, look: &Look) -> Vec<Row> {
        let awaited = self.awaited();
        let mut rows = vec![Row::default(); bars.rows];
        for number in 0..bars.shown {
            let row = &mut rows[number % bars.rows];
            let column = number / bars.rows;
            row.pad_to(column * bars.width);
            self.bar(row, number, bars, look);
            if awaited == Some(number) {
                let room = (column + 1) * bars.width;
                row.push(
                    Ink::Bold,
                    arrow(room.saturating_sub(row.width())),
                );
            }
        }
        rows
    }

    fn bar(&self, row: &mut Row, number: usize, bars: &Bars, look: &Look) {
        let blinky = &self.blinkies[number];
        let turn = self.last == Some(number);
        row.push(Ink::Bold, if turn { ">" } else { " " });
        let digits = bars.digits;
        row.push(Ink::Plain, format!("{number:>digits$} "));
        row.push(Ink::of_blinky(number), blinky.face.clone());
        let length = bars.length;
        match blinky.state {
            State::Asleep { until, .. } if blinky.is_late(look) => {
                let late = seconds(look.now - until);
                let bar = "!".repeat(length);
                row.push(Ink::Late, format!(" {bar} {late} late"));
            }
            State::Asleep { since, until } => {
                let full = part(look.now, since, until, length);
                row.push(Ink::Plain, format!(" {}", "#".repeat(full)));
                row.push(Ink::Dim, ".".repeat(length - full));
                row.push(Ink::Plain, format!(" {}", seconds(until)));
            }
            State::Done => row.push(Ink::Dim, " done"),
            State::Awake => {}
        }
    }
}

impl Blinky {
    fn late(&self, now: Duration) -> Duration {
        match self.state {
            State::Asleep { until, .. } => now.saturating_sub(until),
            _ => Duration::ZERO,
        }
    }

    fn is_late(&self, look: &Look) -> bool {
        self.late(look.now) > on_time(look)
    }
}

/// Where the bars stand.
struct Bars {
    /// How many there is room for.
    shown: usize,
    rows: usize,
    /// A column's width, all in all.
    width: usize,
    length: usize,
    digits: usize,
}

impl Bars {
    /// In as few columns as possible, since few long ones are easier to
    /// read than many short ones.
    fn fit(count: usize, look: &Look, others: bool) -> Self {
        let digits = (count - 1).to_string().len();
        let rest = 1 + digits + 1 + 5 + 1 + 1 + NOTE + ARROWS[1].len();
        let room = look.height.saturating_sub(2 + usize::from(others));
        let columns = (look.width / (rest + 8)).max(1);
        let all = columns * room >= count && look.faces_left_out == 0;
        // What is left out is told in a row.
        let room = if all { room } else { room.saturating_sub(1) };
        let columns = count.div_ceil(room.max(1)).min(columns);
        let rows = count.div_ceil(columns).min(room);
        let width = look.width / columns;
        let length = width.saturating_sub(rest).min(LONGEST_BAR);
        let shown = count.min(rows * columns);
        Self { shown, rows, width, length, digits }
    }
}

/// Points at what the loop waits for.
fn arrow(room: usize) -> &'static str {
    let fits = |arrow: &&&str| arrow.len() <= room;
    ARROWS.iter().find(fits).unwrap_or(&ARROWS[1])
}

/// The long text if it fits, or else the short one.
fn fitting(look: &Look, long: String, short: String) -> Row {
    let fits = long.len() <= look.width;
    Row::of(Ink::Plain, if fits { long } else { short })
}

/// How much of `length` has passed.
fn part(
    now: Duration,
    since: Duration,
    until: Duration,
    length: usize,
) -> usize {
    let passed = now.saturating_sub(since).as_secs_f64();
    let whole = (until - since).as_secs_f64();
    ((passed / whole * length as f64) as usize).min(length)
}

fn on_time(look: &Look) -> Duration {
    ON_TIME.mul_f64(look.pace.speed)
}

fn seconds(time: Duration) -> String {
    format!("{}.{:03}", time.as_secs(), time.subsec_millis())
}
