//! What the stage looks like: lines of text, or a window full of faces.

use std::io;
use std::time::Duration;

use crossterm::cursor::{Hide, MoveTo, Show};
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

/// Draws the family in place, over and over.
pub(crate) struct Window {
    captions: Vec<String>,
    size: (u16, u16),
    /// The faces of the redraw that is going on.
    next: Vec<Face>,
    /// The faces of the last whole one.
    shown: Vec<Face>,
}

impl Window {
    pub(crate) fn new(captions: impl Iterator<Item = String>) -> Self {
        let (next, shown) = (Vec::new(), Vec::new());
        Self { captions: captions.collect(), size: (0, 0), next, shown }
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
        queue!(out, terminal::BeginSynchronizedUpdate)?;
        let size = terminal_size();
        if self.size != size {
            self.size = size;
            queue!(out, Clear(ClearType::All))?;
        }
        let rows = self.draw_family(out)?;
        if rows < self.size.1 {
            queue!(out, MoveTo(0, rows), Clear(ClearType::FromCursorDown))?;
        }
        for (row, caption) in (rows + 1..).zip(&self.captions) {
            self.draw_caption(out, row, caption)?;
        }
        queue!(out, terminal::EndSynchronizedUpdate)
    }

    /// Draws as many rows as there is room for, and says how many.
    fn draw_family(&self, out: &mut Vec<u8>) -> io::Result<u16> {
        let (width, height) = self.size;
        let mut colours = COLOURS.iter().cycle();
        let rows = self.shown.chunks(self.columns());
        let mut count = 0;
        for faces in rows.take(height.into()) {
            queue!(out, MoveTo(0, count))?;
            let family = faces.iter().zip(&mut colours);
            draw_row(out, width.into(), family)?;
            count += 1;
        }
        Ok(count)
    }

    /// Says what is on, if there is room.
    fn draw_caption(
        &self,
        out: &mut Vec<u8>,
        row: u16,
        caption: &str,
    ) -> io::Result<()> {
        let (width, height) = self.size;
        if row >= height || caption.len() > width.into() {
            return Ok(());
        }
        queue!(
            out,
            MoveTo(0, row),
            SetAttribute(Attribute::Dim),
            Print(caption),
            SetAttribute(Attribute::Reset),
        )
    }

    /// How many faces fit side by side; the last needs no gap.
    fn columns(&self) -> usize {
        usize::from((self.size.0.saturating_add(1) / FACE_WIDTH).max(1))
    }
}

fn draw_row<'a>(
    out: &mut Vec<u8>,
    width: usize,
    faces: impl Iterator<Item = (&'a Face, &'a Color)>,
) -> io::Result<()> {
    let mut end = 0;
    for (face, colour) in faces {
        if end > 0 {
            out.push(b' ');
            end += 1;
        }
        // A window may be narrower than a face.
        let face = &face[..face.len().min(width)];
        queue!(out, SetForegroundColor(*colour), Print(face))?;
        end += face.len();
    }
    queue!(out, ResetColor)?;
    // Behind a full row, the cursor still stands on the last face, and
    // some terminals would clear a part of it.
    if end < width {
        queue!(out, Clear(ClearType::UntilNewLine))?;
    }
    Ok(())
}

/// The size of the window, also where nobody knows it.
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
            let mut window = Window::new(std::iter::empty());
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
