//! A row of text on the screen, in colours.

use std::borrow::Cow;
use std::io;
use std::time::Duration;

use crossterm::queue;
use crossterm::style::{
    Attribute, Color, Print, ResetColor, SetAttribute, SetForegroundColor,
};
use crossterm::terminal::{Clear, ClearType};

/// Colours that can be read on a dark and on a light background.
const COLOURS: [Color; 6] = [
    Color::DarkCyan,
    Color::DarkMagenta,
    Color::DarkGreen,
    Color::DarkBlue,
    Color::DarkYellow,
    Color::DarkRed,
];

/// What a piece of text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    Plain,
    Dim,
    Bold,
    Colour(Color),
    /// For whatever should have happened already.
    Late,
}

impl Ink {
    /// The colour of a Blinky, by its place in the family.
    pub(crate) fn of_blinky(place: usize) -> Self {
        Self::Colour(COLOURS[place % COLOURS.len()])
    }

    fn start(self, out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Self::Plain => Ok(()),
            Self::Dim => queue!(out, SetAttribute(Attribute::Dim)),
            Self::Bold => queue!(out, SetAttribute(Attribute::Bold)),
            Self::Colour(colour) => queue!(out, SetForegroundColor(colour)),
            Self::Late => queue!(
                out,
                SetAttribute(Attribute::Bold),
                SetForegroundColor(Color::Red),
            ),
        }
    }

    /// Goes over to another one.
    fn change(self, next: Self, out: &mut Vec<u8>) -> io::Result<()> {
        match (self, next) {
            _ if self == next => return Ok(()),
            (Self::Plain, _) | (Self::Colour(_), Self::Colour(_)) => {}
            (Self::Colour(_), _) => queue!(out, ResetColor)?,
            _ => queue!(out, SetAttribute(Attribute::Reset))?,
        }
        next.start(out)
    }
}

/// A row of text, which is printable ASCII.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    parts: Vec<(Ink, Cow<'static, str>)>,
    width: usize,
}

impl Row {
    pub(crate) fn of(ink: Ink, text: impl Into<Cow<'static, str>>) -> Self {
        let mut row = Self::default();
        row.push(ink, text);
        row
    }

    pub(crate) fn push(
        &mut self,
        ink: Ink,
        text: impl Into<Cow<'static, str>>,
    ) {
        let text = text.into();
        self.width += text.len();
        self.parts.push((ink, text));
    }

    /// Puts another row behind this one.
    pub(crate) fn beside(mut self, other: Self) -> Self {
        self.push(Ink::Plain, "   ");
        self.width += other.width;
        self.parts.extend(other.parts);
        self
    }

    /// Leaves a gap, so that what comes next stands in that column.
    pub(crate) fn pad_to(&mut self, column: usize) {
        let gap = column.saturating_sub(self.width);
        self.push(Ink::Plain, " ".repeat(gap));
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    #[cfg(test)]
    pub(crate) fn text(&self) -> String {
        self.parts.iter().map(|(_, text)| &**text).collect()
    }

    /// Draws as much of it as fits into `width`.
    pub(crate) fn draw(
        &self,
        out: &mut Vec<u8>,
        width: usize,
    ) -> io::Result<()> {
        let (mut room, mut last) = (width, Ink::Plain);
        for (ink, text) in &self.parts {
            let text = &text[..text.floor_char_boundary(room)];
            room -= text.len();
            last.change(*ink, out)?;
            queue!(out, Print(text))?;
            last = *ink;
        }
        last.change(Ink::Plain, out)?;
        // Behind a full row, the cursor still stands on its last letter,
        // and some terminals would clear that.
        if room > 0 {
            queue!(out, Clear(ClearType::UntilNewLine))?;
        }
        Ok(())
    }
}

/// A time as it is written everywhere: in seconds, with three decimals.
pub(crate) fn seconds(time: Duration) -> String {
    format!("{}.{:03}", time.as_secs(), time.subsec_millis())
}
