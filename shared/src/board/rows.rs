//! How the board is drawn.

use std::time::Duration;

use super::{Blinky, Board, State};
use crate::held::Pace;
use crate::row::{Ink, Row, seconds};

/// A bar need not be longer to be seen.
const LONGEST_BAR: usize = 40;

/// What stands behind a bar takes so many columns, before the arrow.
const NOTE: usize = 11;

/// These point at what the loop waits for.
const ARROWS: [&str; 2] = [" <- the loop waits", " <-"];

/// Nobody sees so little, and a machine may need it to wake somebody up.
const ON_TIME: Duration = Duration::from_millis(10);

/// When, and how large, it is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    pub(crate) now: Duration,
    pub(crate) pace: Pace,
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// How many faces there is no room for.
    pub(crate) faces_left_out: usize,
}

impl Board {
    /// Draws it: no more rows than there is room for, and at least one.
    pub(crate) fn rows(&self, look: Look) -> Vec<Row> {
        View { board: self, look }.rows()
    }
}

/// A board as it is seen at a moment.
struct View<'a> {
    board: &'a Board,
    look: Look,
}

impl View<'_> {
    fn rows(&self) -> Vec<Row> {
        let others = self.others();
        let bars = self.layout(others.is_some());
        let left_out = self.left_out(&bars);
        if self.look.height <= 1 {
            let one = left_out.into_iter().chain([self.totals()]);
            return one.reduce(Row::beside).into_iter().collect();
        }
        let mut rows = self.bars(&bars);
        rows.extend(others);
        rows.extend(left_out);
        let summary = [self.doing(), self.totals()];
        let spare = self.look.height.saturating_sub(rows.len());
        rows.extend((spare > summary.len()).then(Row::default));
        rows.extend(summary);
        rows.truncate(self.look.height);
        rows
    }

    /// What the loop is doing.
    fn doing(&self) -> Row {
        let Some(the_loop) = self.board.the_loop() else {
            return self.threads();
        };
        let text = match the_loop.waits {
            None => "the loop is at work",
            Some(None) => "the loop waits for whatever comes",
            Some(Some(until)) => return self.waits_until(until),
        };
        Row::of(Ink::Plain, text)
    }

    /// What there is instead of a loop.
    fn threads(&self) -> Row {
        let threads = self.board.threads.iter().flatten();
        let who = match threads.filter(|t| t.waits.is_some()).count() {
            1 => "1 thread waits".to_owned(),
            count => format!("{count} threads wait"),
        };
        let long = format!("no loop: {who}, each for itself");
        self.fitting(long, who)
    }

    fn waits_until(&self, until: Duration) -> Row {
        let whom = match self.board.awaited() {
            Some(blinky) => format!("Blinky {blinky}"),
            None => "no Blinky".to_owned(),
        };
        let late = self.board.blinkies.iter().filter(|b| self.is_late(b));
        let others = match late.count() {
            0 => String::new(),
            1 => ", while 1 other is due".to_owned(),
            late => format!(", while {late} others are due"),
        };
        let until = seconds(until);
        self.fitting(
            format!("the loop waits for {whom}, until {until}{others}"),
            format!("waits for {whom}, until {until}"),
        )
    }

    fn totals(&self) -> Row {
        let Look { now, pace, .. } = self.look;
        let worst = self.board.worst(now);
        let ink =
            if worst > self.on_time() { Ink::Late } else { Ink::Plain };
        let stopped = if pace.stands { ", stopped" } else { "" };
        let mut row = Row::of(Ink::Plain, seconds(now));
        row.push(Ink::Plain, stopped);
        row.push(Ink::Plain, "   worst lateness ");
        row.push(ink, seconds(worst));
        row.push(Ink::Plain, format!("   turns {}", self.board.turns));
        if pace.speed != 1.0 {
            row.push(Ink::Plain, format!("   speed {}", pace.speed));
        }
        row
    }

    /// Whatever the loop does for nobody in the family.
    fn others(&self) -> Option<Row> {
        let Board { others, .. } = self.board;
        let the_loop = self.board.the_loop().filter(|_| *others > 0)?;
        let mut row = Row::of(Ink::Plain, "  ");
        row.push(
            Ink::Late,
            format!("no Blinky: {}", count(*others, "turn")),
        );
        if the_loop.waits.is_some() && self.board.awaited().is_none() {
            point_at(&mut row, self.look.width);
        }
        Some(row)
    }

    fn left_out(&self, bars: &Layout) -> Option<Row> {
        let hidden = self.board.blinkies.iter().skip(bars.shown);
        let late = hidden.clone().filter(|b| self.is_late(b)).count();
        let what =
            [(self.look.faces_left_out, "face"), (hidden.count(), "bar")];
        let what = what.into_iter().filter(|(number, _)| *number > 0);
        let mut what: Vec<_> =
            what.map(|(number, what)| count(number, what)).collect();
        what.extend((late > 0).then(|| format!("{late} of them late")));
        let text = format!("no room for {}", what.join(", "));
        (!what.is_empty()).then(|| Row::of(Ink::Dim, text))
    }

    /// The bars, column by column.
    fn bars(&self, bars: &Layout) -> Vec<Row> {
        let awaited = self.board.awaited();
        let mut rows = vec![Row::default(); bars.rows];
        for number in 0..bars.shown {
            let row = &mut rows[number % bars.rows];
            let column = number / bars.rows;
            row.pad_to(column * bars.width);
            self.bar(row, number, bars);
            if awaited == Some(number) {
                point_at(row, (column + 1) * bars.width);
            }
        }
        rows
    }

    fn bar(&self, row: &mut Row, number: usize, bars: &Layout) {
        let Layout { digits, length, .. } = *bars;
        let turn = self.board.last == Some(number);
        row.push(Ink::Bold, if turn { ">" } else { " " });
        row.push(Ink::Plain, format!("{number:>digits$} "));
        let blinky = &self.board.blinkies[number];
        row.push(Ink::of_blinky(number), blinky.face.clone());
        match blinky.state {
            State::Asleep { .. } if self.is_late(blinky) => {
                let late = seconds(blinky.late(self.look.now));
                let bar = "!".repeat(length);
                row.push(Ink::Late, format!(" {bar} {late} late"));
            }
            State::Asleep { since, until } => {
                let slept = self.look.now.saturating_sub(since);
                let full = share(slept, until - since, length);
                row.push(Ink::Plain, format!(" {}", "#".repeat(full)));
                row.push(Ink::Dim, ".".repeat(length - full));
                row.push(Ink::Plain, format!(" {}", seconds(until)));
            }
            State::Done => row.push(Ink::Dim, " done"),
            State::Awake => {}
        }
    }

    fn layout(&self, others: bool) -> Layout {
        let Look { width, height, faces_left_out, .. } = self.look;
        let count = self.board.blinkies.len();
        let room = height.saturating_sub(2 + usize::from(others));
        let layout = Layout::fit(count, width, room);
        if layout.shown == count && faces_left_out == 0 {
            return layout;
        }
        // One more row says what is left out.
        Layout::fit(count, width, room.saturating_sub(1))
    }

    /// The long text if it fits, or else the short one.
    fn fitting(&self, long: String, short: String) -> Row {
        let fits = long.len() <= self.look.width;
        Row::of(Ink::Plain, if fits { long } else { short })
    }

    fn is_late(&self, blinky: &Blinky) -> bool {
        blinky.late(self.look.now) > self.on_time()
    }

    fn on_time(&self) -> Duration {
        ON_TIME.mul_f64(self.look.pace.speed)
    }
}

/// Where the bars stand.
struct Layout {
    /// How many there is room for.
    shown: usize,
    rows: usize,
    /// A column's width, all in all.
    width: usize,
    /// That of a bar alone, and of a number.
    length: usize,
    digits: usize,
}

impl Layout {
    /// In as few columns as possible, since few long bars are easier to
    /// read than many short ones.
    fn fit(count: usize, width: usize, room: usize) -> Self {
        let digits = (count - 1).to_string().len();
        let face = 5;
        let rest = digits + face + NOTE + ARROWS[1].len() + 4;
        let columns = (width / (rest + 8)).max(1);
        let columns = columns.min(count.div_ceil(room.max(1)));
        let rows = count.div_ceil(columns).min(room);
        let width = width / columns;
        let length = width.saturating_sub(rest).min(LONGEST_BAR);
        let shown = count.min(rows * columns);
        Self { shown, rows, width, length, digits }
    }
}

/// How many of something, in words.
fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

/// Draws an arrow, as long as there is room for before column `end`.
fn point_at(row: &mut Row, end: usize) {
    let room = end.saturating_sub(row.width());
    let mut arrows = ARROWS.into_iter();
    let arrow = arrows.find(|arrow| arrow.len() <= room);
    row.push(Ink::Bold, arrow.unwrap_or(ARROWS[1]));
}

/// The share of `length` that `part` is of `whole`.
fn share(part: Duration, whole: Duration, length: usize) -> usize {
    let share = part.div_duration_f64(whole) * length as f64;
    (share as usize).min(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::Recording;

    /// A board of three that has seen these events.
    fn board(events: &str) -> Board {
        let run = "unio recording 1\nprogram test\nclock real\n\n";
        let recording: Recording =
            format!("{run}{events}").parse().unwrap();
        let mut board = Board::new(3);
        recording.entries.iter().for_each(|entry| board.note(entry));
        board
    }

    fn look(millis: u64, width: usize, height: usize) -> Look {
        Look {
            now: Duration::from_millis(millis),
            pace: Pace { speed: 1.0, stands: false },
            width,
            height,
            faces_left_out: 0,
        }
    }

    fn text(board: &Board, look: Look) -> String {
        let rows = board.rows(look);
        assert!(rows.len() <= look.height.max(1), "{look:?}");
        let lines = rows.iter().map(|row| row.text() + "\n");
        lines.collect()
    }

    const TURNS: &str = "\
        0.000 0 turn 0 (o.-) for 2.000\n\
        0.000 0 sleeps 0 until 2.000\n\
        0.000 0 turn 1 (=.=) for 1.000\n\
        0.000 0 sleeps 1 until 1.000\n\
        0.000 0 turn 2 (^.^) for 1.500\n\
        0.000 0 sleeps 2 until 1.500\n";

    #[test]
    fn a_bar_fills_up_until_it_is_due_and_then_tells_how_late_it_is() {
        let board = board(&format!("{TURNS}0.000 0 waits until 2.000\n"));
        assert_eq!(
            text(&board, look(500, 44, 9)),
            " 0 (o.-) #####............... 2.000 <-\n \
             1 (=.=) ##########.......... 1.000\n\
             >2 (^.^) ######.............. 1.500\n\
             \n\
             the loop waits for Blinky 0, until 2.000\n\
             0.500   worst lateness 0.000   turns 3\n"
        );
        assert_eq!(
            text(&board, look(1_750, 80, 9)),
            " 0 (o.-) ###################################..... 2.000 \
             <- the loop waits\n \
             1 (=.=) !!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!! 0.750 \
             late\n\
             >2 (^.^) !!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!! 0.250 \
             late\n\
             \n\
             the loop waits for Blinky 0, until 2.000, while 2 others are \
             due\n\
             1.750   worst lateness 0.750   turns 3\n"
        );
    }

    #[test]
    fn turns_that_no_blinky_has_are_counted() {
        let asks = "0.000 0 waits until 0.010\n0.010 0 goes on\n";
        let again = "0.010 0 waits until 0.020\n0.020 0 goes on\n";
        let ends = "0.020 0 waits until 2.000\n2.000 0 goes on\n\
                    2.000 0 ends 0\n2.000 0 waits until 2.010\n";
        let board = board(&format!("{TURNS}{asks}{again}{ends}"));
        let text = text(&board, look(2_000, 70, 9));
        assert!(text.contains(">0 (o.-) done\n"), "{text}");
        let asks = "\n  no Blinky: 2 turns <- the loop waits\n";
        assert!(text.contains(asks), "{text}");
        let waits = "\nthe loop waits for no Blinky, until 2.010, while 2";
        assert!(text.contains(waits), "{text}");
    }

    #[test]
    fn threads_wait_for_themselves() {
        let board = board(
            "0.000 1 turn 0 (o.-) for 2.000\n\
             0.000 1 sleeps 0 until 2.000\n\
             0.000 1 waits until 2.000\n",
        );
        let text = text(&board, look(0, 60, 9));
        let no_loop = "no loop: 1 thread waits, each for itself";
        assert!(text.contains(no_loop), "{text}");
        assert!(!text.contains("<-"), "{text}");
    }

    #[test]
    fn what_there_is_no_room_for_is_told() {
        let board = board(&format!("{TURNS}0.000 0 waits until 2.000\n"));
        let text = |height| text(&board, look(1_250, 40, height));
        assert_eq!(
            text(4),
            " 0 (o.-) ##########...... 2.000 <-\n\
             no room for 2 bars, 1 of them late\n\
             waits for Blinky 0, until 2.000\n\
             1.250   worst lateness 0.250   turns 3\n"
        );
        let one = "no room for 3 bars, 1 of them late   1.250   worst";
        assert!(text(1).starts_with(one), "{}", text(1));
    }

    #[test]
    fn there_is_a_board_of_every_size() {
        let board = board(&format!("{TURNS}0.000 0 waits until 2.000\n"));
        for width in 0..120 {
            for height in 0..12 {
                let text = text(&board, look(1_250, width, height));
                assert!(!text.is_empty(), "{width} {height}");
            }
        }
    }

    #[test]
    fn where_bars_do_not_fit_below_one_another_they_stand_in_columns() {
        for (count, width, room, shown, columns) in [
            (10, 80, 10, 10, 1),
            (11, 80, 10, 11, 2),
            (100, 80, 10, 20, 2),
            (100, 200, 56, 100, 2),
            (1_000, 200, 20, 100, 5),
            (1, 1, 0, 0, 1),
        ] {
            let layout = Layout::fit(count, width, room);
            assert_eq!(layout.shown, shown, "{count} in {width} x {room}");
            assert_eq!(width / layout.width, columns, "{count}");
        }
    }
}
