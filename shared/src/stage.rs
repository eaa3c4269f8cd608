//! The stage: where the family is drawn.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::panic;
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use crate::cast::Face;
use crate::screen::{self, Window};
use crate::{clock, signals};

/// Simulated time makes lines faster than anybody reads them: then they
/// are written in bulk.
const BULK: usize = 1 << 16;

/// Where the family is drawn: a terminal, or a line of text a redraw.
///
/// A stage can be cloned and shared between threads, and each of its
/// methods is safe to call at any time. But a redraw takes three of them,
/// and nothing here stops another thread from coming in between. That is
/// how standard output behaves, too.
#[derive(Clone)]
pub struct Stage {
    state: Arc<Mutex<State>>,
    /// Set when the program is about to end: nobody draws any more.
    ending: Arc<AtomicBool>,
}

/// How a stage is to behave.
pub(crate) struct Setup {
    /// Lines of text instead of a window.
    pub(crate) plain: bool,
    /// What the window says about the show.
    pub(crate) caption: String,
    /// What else it says; told on standard error if there is none.
    pub(crate) notice: Option<String>,
    /// What is told on standard error at the end.
    pub(crate) goodbye: Option<String>,
}

struct State {
    open: bool,
    /// Whether somebody else has the terminal for a while.
    away: bool,
    window: Option<Window>,
    goodbye: Option<String>,
    /// What has not been written yet.
    out: Vec<u8>,
    bulk: usize,
}

impl Stage {
    /// Opens the stage. However the program ends from here on (a signal, a
    /// panic in any thread, a closed pipe), the terminal is given back.
    pub(crate) fn open(setup: Setup) -> Self {
        // Simulated frames would flash by, and nothing would remain.
        let simulated = clock::is_simulated();
        let plain = setup.plain || simulated || !can_draw();
        let window = (!plain).then(|| {
            let notice = setup.notice.clone();
            Window::new([setup.caption].into_iter().chain(notice))
        });
        if plain && let Some(notice) = setup.notice {
            tell(&notice);
        }
        let bulk = if simulated { BULK } else { 0 };
        let state = State {
            open: true,
            away: false,
            window,
            goodbye: setup.goodbye,
            out: Vec::new(),
            bulk,
        };
        let stage = Self {
            state: Arc::new(Mutex::new(state)),
            ending: Arc::default(),
        };
        end_with_a_panic(stage.clone());
        signals::watch(stage.clone());
        stage.state().enter();
        stage
    }

    /// Starts a redraw: with the time, or at the top left corner.
    pub fn start_line(&self) {
        self.draw(State::start_line);
    }

    /// Draws faces, side by side.
    pub fn print(&self, faces: &[Face]) {
        self.draw(|state| state.print(faces));
    }

    /// Ends a redraw and shows it.
    pub fn end_line(&self) {
        self.draw(State::end_line);
    }

    /// Gives the terminal back as it was found. Whatever another thread
    /// draws later is not shown.
    pub fn close(&self) {
        self.state().close();
    }

    /// Like [`Stage::close`], for a program that has to end now.
    pub(crate) fn close_soon(&self) {
        self.ending.store(true, Ordering::Relaxed);
        if let Some(mut state) = self.state_soon() {
            state.close();
        }
    }

    /// Gives the terminal back for a while. Other threads may go on
    /// drawing, but not on somebody else's screen.
    #[cfg(unix)]
    pub(crate) fn suspend(&self) {
        if let Some(mut state) = self.state_soon() {
            state.leave();
            state.away = state.window.is_some();
        }
    }

    /// Takes it again.
    #[cfg(unix)]
    pub(crate) fn resume(&self) {
        if let Some(mut state) = self.state_soon() {
            state.away = false;
            state.enter();
            state.redraw();
        }
    }

    /// Draws the last whole line again, for a terminal of another size.
    #[cfg(unix)]
    pub(crate) fn redraw(&self) {
        if let Some(mut state) = self.state_soon() {
            state.redraw();
        }
    }

    fn draw(&self, draw: impl FnOnce(&mut State)) {
        // Threads that draw all the time would leave no moment for the end.
        if !self.ending.load(Ordering::Relaxed) {
            draw(&mut self.state());
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state, if it can be had within a second: a signal does not wait
    /// for a thread that waits for a reader who has gone to sleep.
    fn state_soon(&self) -> Option<MutexGuard<'_, State>> {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(1) {
            match self.state.try_lock() {
                Ok(state) => return Some(state),
                Err(TryLockError::Poisoned(poison)) => {
                    return Some(poison.into_inner());
                }
                Err(TryLockError::WouldBlock) => {
                    std::thread::sleep(Duration::from_millis(1));
                }
            }
        }
        None
    }
}

impl State {
    fn start_line(&mut self) {
        match &mut self.window {
            Some(window) => window.start_line(),
            None => screen::start_line(&mut self.out, clock::now()),
        }
    }

    fn print(&mut self, faces: &[Face]) {
        match &mut self.window {
            Some(window) => window.push_faces(faces),
            None => screen::push_faces(&mut self.out, faces),
        }
    }

    fn end_line(&mut self) {
        match &mut self.window {
            Some(window) => queued(window.end_line(&mut self.out)),
            None => self.out.push(b'\n'),
        }
        if self.out.len() > self.bulk {
            self.flush();
        }
    }

    fn enter(&mut self) {
        if let Some(window) = &mut self.window
            && self.open
        {
            queued(window.enter(&mut self.out));
            self.flush();
        }
    }

    fn leave(&mut self) {
        if let Some(window) = &self.window
            && self.open
        {
            queued(window.leave(&mut self.out));
        }
        self.flush();
    }

    fn keep_whole_lines(&mut self) {
        let end = self.out.iter().rposition(|byte| *byte == b'\n');
        self.out.truncate(end.map_or(0, |last| last + 1));
    }

    #[cfg(unix)]
    fn redraw(&mut self) {
        if let Some(window) = &mut self.window {
            queued(window.draw(&mut self.out));
            self.flush();
        }
    }

    fn close(&mut self) {
        if self.window.is_none() {
            // Somebody may be in the middle of a line.
            self.keep_whole_lines();
        }
        self.leave();
        self.open = false;
        if let Some(goodbye) = self.goodbye.take() {
            tell(&goodbye);
        }
    }

    fn flush(&mut self) {
        if self.open && !self.away {
            write_out(|mut out| out.write_all(&self.out));
        }
        self.out.clear();
    }
}

fn tell(line: &str) {
    // There may be nobody left to tell.
    let _ = writeln!(io::stderr(), "{line}");
}

/// Whether standard output is a terminal on which a cursor can be moved.
fn can_draw() -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stdout().is_terminal() && !dumb
}

/// Queueing writes into memory, where nothing goes wrong.
fn queued(result: io::Result<()>) {
    result.expect("memory takes everything");
}

/// The first panic of any thread ends the show, and the message must reach
/// the terminal after the window has gone.
fn end_with_a_panic(stage: Stage) {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        stage.close_soon();
        report(info);
        exit(101);
    }));
}

/// Writes to standard output, or ends the program if that is not possible:
/// quietly if nobody listens any more.
fn write_out(write: impl FnOnce(io::StdoutLock<'_>) -> io::Result<()>) {
    let written = write(io::stdout().lock());
    match written.and_then(|()| io::stdout().flush()) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => exit(0),
        Err(error) => {
            eprintln!("error: cannot write to standard output: {error}");
            exit(1);
        }
    }
}

#[doc(hidden)]
pub fn say(text: fmt::Arguments<'_>) {
    let mut line = Vec::new();
    screen::start_line(&mut line, clock::now());
    write_out(|mut out| {
        out.write_all(&line)?;
        writeln!(out, " {text}")
    });
}

/// Prints a line of text with the time before it, for scenes without
/// Blinkies. Takes the same arguments as [`println!`].
#[macro_export]
macro_rules! say {
    ($($text:tt)*) => {
        $crate::stage::say(::std::format_args!($($text)*))
    };
}
