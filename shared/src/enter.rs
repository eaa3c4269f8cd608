//! Scenes that somebody talks over, line by line.

use std::io::{self, IsTerminal, Write};

use crossterm::cursor::MoveToPreviousLine;
use crossterm::execute;
use crossterm::style::Print;
use crossterm::terminal::{Clear, ClearType};

use crate::{clock, stage};

/// Waits for somebody to press Enter, so that there is time to talk. Does
/// not wait on a simulated clock, nor where nobody sits at a terminal.
pub fn wait_for_enter() {
    let somebody = stage::can_draw() && io::stdin().is_terminal();
    if somebody && !clock::is_simulated() {
        // Whoever cannot be asked need not wait.
        let _ = ask();
    }
}

fn ask() -> io::Result<()> {
    let mut out = io::stdout();
    write!(out, "          (Enter goes on)")?;
    out.flush()?;
    let mut typed = String::new();
    io::stdin().read_line(&mut typed)?;
    // Enter has moved the cursor down; the end of the input has not.
    if typed.ends_with('\n') {
        execute!(out, MoveToPreviousLine(1))?;
    }
    execute!(out, Print("\r"), Clear(ClearType::FromCursorDown))
}
