//! The window in which `watch` tells what it has found.

use std::io::{self, Write, stdout};

use anstream::adapter::strip_str;
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate,
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode, size,
};
use crossterm::{execute, queue};
use textwrap::core::display_width;

use crate::page::Page;

/// A window on the terminal. The terminal is given back as it was when this
/// is dropped.
#[derive(Debug)]
pub struct Screen {
    colours: bool,
    /// How many lines have been scrolled away.
    top: usize,
}

impl Screen {
    /// Takes the terminal.
    pub fn open(colours: bool) -> io::Result<Self> {
        let screen = Self { colours, top: 0 };
        screen.enter()?;
        Ok(screen)
    }

    /// Takes it again.
    pub fn enter(&self) -> io::Result<()> {
        enable_raw_mode()?;
        execute!(stdout(), EnterAlternateScreen, Hide)
    }

    /// Gives it back for a while.
    pub fn leave(&self) {
        // There may be no terminal left to give back.
        let _ = execute!(stdout(), Show, LeaveAlternateScreen);
        let _ = disable_raw_mode();
    }

    /// From the first line on.
    pub fn go_to_top(&mut self) {
        self.top = 0;
    }

    /// Moves by so many lines, or by so many windows.
    pub fn scroll(&mut self, lines: isize, pages: isize) {
        let rows = size().map_or(24, |(_, rows)| rows.saturating_sub(3));
        let rows = isize::try_from(rows).unwrap_or(24);
        let by = lines.saturating_add(pages.saturating_mul(rows));
        self.top = self.top.saturating_add_signed(by);
    }

    /// Draws a page, with a line at the bottom.
    pub fn draw(&mut self, page: &Page, bottom: &str) -> io::Result<()> {
        let (columns, rows) = size().unwrap_or((80, 24));
        let (columns, rows) = (usize::from(columns), usize::from(rows));
        let text = page.text(columns);
        let lines = text.lines().flat_map(|line| fold(line, columns));
        let lines: Vec<_> = lines.collect();
        let room = rows.saturating_sub(2).max(1);
        self.top = self.top.min(lines.len().saturating_sub(room));
        let seen = lines.iter().skip(self.top).take(room);
        let mut out = Vec::new();
        queue!(out, BeginSynchronizedUpdate, MoveTo(0, 0))?;
        queue!(out, Clear(ClearType::All))?;
        for (row, line) in (0..).zip(seen) {
            queue!(out, MoveTo(0, row))?;
            out.write_all(self.painted(line).as_bytes())?;
        }
        let more = lines.len().saturating_sub(self.top + room);
        let more = match more {
            0 => String::new(),
            more => format!("{more} more lines: arrow down · "),
        };
        let last = u16::try_from(rows.saturating_sub(1)).unwrap_or(23);
        queue!(out, MoveTo(0, last))?;
        let bottom = format!("{more}{bottom}");
        let bottom: String = bottom.chars().take(columns).collect();
        out.write_all(bottom.as_bytes())?;
        queue!(out, EndSynchronizedUpdate)?;
        stdout().write_all(&out)?;
        stdout().flush()
    }

    fn painted(&self, line: &str) -> String {
        if self.colours {
            // Each line is whole in itself.
            format!("{line}\x1b[0m")
        } else {
            strip_str(line).to_string()
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.leave();
    }
}

/// A line in as many as it takes. Codes for colours take no room, and go on
/// in the next line.
fn fold(line: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let (mut width, mut colour) = (0, String::new());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let code = c == '\x1b';
        let end = match rest.find('m') {
            Some(end) if code => end + 1,
            _ => c.len_utf8(),
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        let wide = if code { 0 } else { display_width(piece) };
        if width + wide > columns {
            lines.push(colour.clone());
            width = 0;
        }
        if code {
            colour.push_str(piece);
        }
        width += wide;
        let last = lines.last_mut().expect("there is a line");
        last.push_str(piece);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_folded_and_keeps_its_colour() {
        assert_eq!(fold("abcdef", 4), ["abcd", "ef"]);
        assert_eq!(fold("\x1b[1mabcdef", 4), ["\x1b[1mabcd", "\x1b[1mef"]);
        assert_eq!(fold("", 4), [""]);
    }
}
