//! What the stage looks like: lines of text, or a window full of faces.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::style::ResetColor;
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, size,
};
use crossterm::{queue, terminal};

use crate::board::{Board, Look};
use crate::cast::Face;
use crate::clock;
use crate::keys::Hints;
use crate::row::{Ink, Row, seconds};

/// A face and the gap to the next.
const FACE_WIDTH: u16 = 6;

/// So many rows the board gets before there is room for anything else.
const SMALL_BOARD: usize = 6;

/// Starts a line of text: the time.
pub(crate) fn start_line(out: &mut Vec<u8>, now: Duration) {
    let time = format!("{:4}.{:03} ", now.as_secs(), now.subsec_millis());
    out.extend_from_slice(time.as_bytes());
}

pub(crate) fn push_faces(out: &mut Vec<u8>, faces: &[Face]) {
    for face in faces {
        out.push(b' ');
        out.extend_from_slice(face.as_bytes());
    }
}

/// Draws the family in place, over and over, and below it what there is to
/// say.
pub(crate) struct Window {
    captions: Vec<String>,
    board: Option<Arc<Mutex<Board>>>,
    pub(crate) hints: Option<Hints>,
    size: (u16, u16),
    /// The faces of the redraw that is going on.
    next: Vec<Face>,
    /// The faces of the last whole one.
    shown: Vec<Face>,
    /// Those that stand in the window.
    drawn: Vec<Face>,
    /// What stands below the family, and in which row it begins.
    below: (u16, Vec<Row>),
}

impl Window {
    pub(crate) fn new(
        captions: Vec<String>,
        board: Option<Arc<Mutex<Board>>>,
        hints: Option<Hints>,
    ) -> Self {
        Self {
            captions,
            board,
            hints,
            size: (0, 0),
            next: Vec::new(),
            shown: Vec::new(),
            drawn: Vec::new(),
            below: (0, Vec::new()),
        }
    }

    /// Whether something may change in it while nobody draws.
    pub(crate) fn lives(&self) -> bool {
        self.board.is_some() || self.hints.is_some()
    }

    /// Takes the terminal over, leaving what it shows untouched.
    pub(crate) fn enter(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        self.forget();
        queue!(out, EnterAlternateScreen, Hide)
    }

    /// Forgets what stands in it. Then all of it is drawn again.
    pub(crate) fn forget(&mut self) {
        self.size = (0, 0);
    }

    /// Gives it back as it was.
    pub(crate) fn leave(&self, out: &mut Vec<u8>) -> io::Result<()> {
        queue!(out, ResetColor, Show, LeaveAlternateScreen)
    }

    pub(crate) fn start_line(&mut self) {
        self.next.clear();
    }

    pub(crate) fn push_faces(&mut self, faces: &[Face]) {
        self.next.extend_from_slice(faces);
    }

    pub(crate) fn end_line(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        self.shown.clone_from(&self.next);
        // The board is drawn no more often than anybody can see.
        if self.board.is_some() && self.size == terminal_size() {
            return at_once(out, |out| self.draw_family(out));
        }
        self.draw(out)
    }

    /// Draws the last whole line, in as many rows as it takes, and all that
    /// stands below it.
    pub(crate) fn draw(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        at_once(out, |out| {
            let size = terminal_size();
            if self.size != size {
                self.size = size;
                self.drawn.clear();
                self.below = (0, Vec::new());
                queue!(out, Clear(ClearType::All))?;
            }
            self.draw_family(out)?;
            self.draw_below(out)
        })
    }

    /// Draws what has changed below the family.
    pub(crate) fn draw_changes(
        &mut self,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        // Another size, or nothing at all so far: then all will be drawn.
        if self.size != terminal_size() || self.shown.is_empty() {
            return Ok(());
        }
        at_once(out, |out| self.draw_below(out))
    }

    /// Draws the rows that have changed, as many as there is room for.
    fn draw_family(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        let columns = self.columns();
        let rows = self.shown.chunks(columns);
        for (number, faces) in (0..self.family_rows()).zip(rows) {
            let start = usize::from(number) * columns;
            let old = self.drawn.get(start..start + columns);
            let old = old.or(self.drawn.get(start..));
            if old != Some(faces) {
                self.draw_row(out, number, &row_of_faces(start, faces))?;
            }
        }
        self.drawn.clone_from(&self.shown);
        Ok(())
    }

    /// How many rows of faces there is room for. If there is a board, its
    /// last row remains, and says what has been left out.
    fn family_rows(&self) -> u16 {
        let rows = self.shown.len().div_ceil(self.columns());
        let board = u16::from(self.board.is_some());
        let room = self.size.1.saturating_sub(board).max(1);
        rows.min(room.into()) as u16
    }

    fn draw_below(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        let start = self.family_rows();
        let room = usize::from(self.size.1.saturating_sub(start));
        let mut rows = self.rows_below(room);
        rows.resize(room, Row::default());
        let (old_start, old) = &self.below;
        for (number, row) in (start..).zip(&rows) {
            let place = usize::from(number - start);
            if start != *old_start || old.get(place) != Some(row) {
                self.draw_row(out, number, row)?;
            }
        }
        self.below = (start, rows);
        Ok(())
    }

    fn rows_below(&self, room: usize) -> Vec<Row> {
        let width = self.size.0.into();
        let captions = self.captions.iter().cloned();
        let captions = captions.map(|text| Row::of(Ink::Dim, text));
        let hints = self.hints.iter();
        let hints = hints.flat_map(|hints| hints.rows());
        // The board has a clock of its own.
        let clock = self.board.is_none().then(stopped_clock).flatten();
        let captions = captions.chain(clock).chain(hints);
        let captions = captions.filter(|row| row.width() <= width);
        let captions: Vec<_> = captions.collect();
        let mut rows = vec![Row::default()];
        if let Some(board) = &self.board {
            let others = rows.len() + captions.len();
            let height = room.saturating_sub(others).max(SMALL_BOARD);
            if height >= room {
                rows.clear();
            }
            let board = board.lock();
            let board = board.unwrap_or_else(PoisonError::into_inner);
            rows.extend(board.rows(self.look(height.min(room))));
        }
        rows.into_iter().chain(captions).take(room).collect()
    }

    fn look(&self, height: usize) -> Look {
        let faces = usize::from(self.family_rows()) * self.columns();
        Look {
            now: clock::time(),
            pace: clock::pace(),
            width: self.size.0.into(),
            height,
            faces_left_out: self.shown.len().saturating_sub(faces),
        }
    }

    fn draw_row(
        &self,
        out: &mut Vec<u8>,
        number: u16,
        row: &Row,
    ) -> io::Result<()> {
        queue!(out, MoveTo(0, number))?;
        row.draw(out, self.size.0.into())
    }

    /// How many faces fit side by side; the last needs no gap.
    fn columns(&self) -> usize {
        usize::from((self.size.0.saturating_add(1) / FACE_WIDTH).max(1))
    }
}

fn row_of_faces(start: usize, faces: &[Face]) -> Row {
    let mut row = Row::default();
    for (place, face) in (start..).zip(faces) {
        let ink = Ink::of_blinky(place);
        if row.width() > 0 {
            row.push(ink, " ");
        }
        row.push(ink, *face);
    }
    row
}

/// Shows all of it at once, if there is anything.
fn at_once(
    out: &mut Vec<u8>,
    draw: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
) -> io::Result<()> {
    let mut update = Vec::new();
    draw(&mut update)?;
    if !update.is_empty() {
        queue!(out, terminal::BeginSynchronizedUpdate)?;
        out.append(&mut update);
        queue!(out, terminal::EndSynchronizedUpdate)?;
    }
    Ok(())
}

/// What a clock shows that stands.
fn stopped_clock() -> Option<Row> {
    let text = format!("stopped at {}", seconds(clock::time()));
    clock::pace().stands.then(|| Row::of(Ink::Plain, text))
}

/// The size of the window, or a guess where nobody knows it.
fn terminal_size() -> (u16, u16) {
    match size() {
        Ok((width, height)) if width > 0 && height > 0 => (width, height),
        _ => (80, 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_that_ends_where_the_window_does_is_not_cleared() {
        for (width, clears) in [(10, true), (11, false), (12, true)] {
            let mut window = Window::new(Vec::new(), None, None);
            window.size = (width, 1);
            window.shown = vec!["(o.o)"; 2];
            let mut out = Vec::new();
            window.draw_family(&mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert_eq!(text.ends_with("\x1b[K"), clears, "{width}");
        }
    }

    #[test]
    fn a_line_is_the_time_in_eight_columns_and_the_faces() {
        let mut out = Vec::new();
        start_line(&mut out, Duration::from_micros(100_999));
        push_faces(&mut out, &["(-.-)", "(o.o)"]);
        start_line(&mut out, Duration::from_secs(3600));
        push_faces(&mut out, &["(o.o)"]);
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "   0.100  (-.-) (o.o)3600.000  (o.o)");
    }
}
