//! What the stage looks like: lines of text, or a window full of faces.

use std::io;
use std::time::Duration;

use crossterm::cursor::{Hide, MoveTo, MoveToNextLine, Show};
use crossterm::style::{
    Attribute, Color, Print, ResetColor, SetAttribute, SetForegroundColor,
};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, size,
};
use crossterm::{queue, terminal};

use crate::cast::Face;

/// A face and the gap to the next.
const FACE_WIDTH: u16 = 6;

/// Colours that can be read on a dark and on a light background.
const COLOURS: [Color; 6] = [
    Color::DarkCyan,
    Color::DarkMagenta,
    Color::DarkGreen,
    Color::DarkBlue,
    Color::DarkYellow,
    Color::DarkRed,
];

/// Writes one line of text for each redraw.
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

/// Draws the family in place, over and over.
pub(crate) struct Window {
    caption: String,
    size: (u16, u16),
    /// The faces of the redraw that is going on.
    next: Vec<Face>,
    /// The faces of the last whole one.
    shown: Vec<Face>,
}

impl Window {
    pub(crate) fn new(caption: String) -> Self {
        let (next, shown) = (Vec::new(), Vec::new());
        Self {
            caption,
            size: (0, 0),
            next,
            shown,
        }
    }

    /// Takes the terminal over, leaving what it shows untouched.
    pub(crate) fn enter(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        self.size = (0, 0);
        queue!(out, EnterAlternateScreen, Hide)
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
        self.draw(out)
    }

    /// Draws the last whole line, in as many rows as it takes.
    pub(crate) fn draw(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        let size = size().unwrap_or((80, 24));
        if self.size != size {
            self.size = size;
            queue!(out, Clear(ClearType::All))?;
        }
        queue!(out, terminal::BeginSynchronizedUpdate, MoveTo(0, 0))?;
        self.draw_faces(out)?;
        self.draw_caption(out)?;
        queue!(
            out,
            Clear(ClearType::FromCursorDown),
            terminal::EndSynchronizedUpdate
        )
    }

    fn draw_faces(&self, out: &mut Vec<u8>) -> io::Result<()> {
        let (columns, rows) = (self.columns(), usize::from(self.size.1));
        for (i, face) in self.shown.iter().enumerate().take(columns * rows)
        {
            if i > 0 && i % columns == 0 {
                queue!(
                    out,
                    Clear(ClearType::UntilNewLine),
                    MoveToNextLine(1)
                )?;
            }
            let colour = COLOURS[i % COLOURS.len()];
            queue!(out, SetForegroundColor(colour), Print(face))?;
            if i % columns + 1 < columns {
                out.push(b' ');
            }
        }
        queue!(out, ResetColor, Clear(ClearType::UntilNewLine))
    }

    /// Says what is on, if there is room.
    fn draw_caption(&self, out: &mut Vec<u8>) -> io::Result<()> {
        let rows = self.shown.len().div_ceil(self.columns());
        let (width, height) = self.size;
        if rows + 2 > height.into() || self.caption.len() > width.into() {
            return Ok(());
        }
        queue!(
            out,
            MoveToNextLine(1),
            Clear(ClearType::UntilNewLine),
            MoveToNextLine(1),
            SetAttribute(Attribute::Dim),
            Print(&self.caption),
            SetAttribute(Attribute::Reset),
        )
    }

    /// How many faces fit side by side; the last needs no gap.
    fn columns(&self) -> usize {
        usize::from((self.size.0.saturating_add(1) / FACE_WIDTH).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
