//! The stage: where the family is drawn.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::panic;
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{
    Arc, Mutex, MutexGuard, OnceLock, PoisonError, TryLockError,
};
use std::thread;
use std::time::{Duration, Instant};

use crate::cast::Face;
use crate::keyboard::Keyboard;
use crate::keys::{self, Hints};
use crate::screen::{self, Window};
use crate::{clock, recording, signals};

/// How often what stands below the family is drawn: not quite thirty times
/// a second.
const TICK: Duration = Duration::from_millis(34);

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
    /// What it looks like. Without a window it is lines of text.
    pub(crate) window: Option<Window>,
    /// What it says on standard error at the start.
    pub(crate) notice: Option<String>,
    /// And at the end.
    pub(crate) goodbye: Option<String>,
}

struct State {
    open: bool,
    /// Whether somebody else has the terminal for a while.
    away: bool,
    window: Option<Window>,
    keyboard: Keyboard,
    goodbye: Option<String>,
    /// What has been drawn since a line was started, if it is recorded.
    line: Vec<Face>,
    /// What has not been written yet.
    out: Vec<u8>,
    bulk: usize,
}

/// The stage of this program, for those who have to close it.
static STAGE: OnceLock<Stage> = OnceLock::new();

impl Stage {
    /// Opens the stage. However the program ends from here on (a signal, a
    /// panic in any thread, a closed pipe), the terminal is given back.
    pub(crate) fn open(setup: Setup) -> Self {
        if let Some(notice) = setup.notice {
            tell(&notice);
        }
        let state = State {
            open: true,
            away: false,
            keyboard: Keyboard::default(),
            window: setup.window,
            goodbye: setup.goodbye,
            line: Vec::new(),
            out: Vec::new(),
            bulk: if clock::is_simulated() { BULK } else { 0 },
        };
        let stage = Self {
            state: Arc::new(Mutex::new(state)),
            ending: Arc::default(),
        };
        let _ = STAGE.set(stage.clone());
        end_with_a_panic(stage.clone());
        signals::watch(stage.clone());
        stage.state().enter();
        stage.clone().live();
        stage
    }

    /// Starts what goes on beside the show.
    fn live(self) {
        if let Some(clock) = clock::held() {
            keys::listen(self.clone(), clock);
        }
        let lives = self.state().window.as_ref().is_some_and(Window::lives);
        if lives {
            thread::spawn(move || {
                loop {
                    thread::sleep(TICK);
                    self.draw(State::draw_changes);
                }
            });
        }
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
        if recording::is_on() {
            self.record();
        }
    }

    #[cold]
    fn record(&self) {
        let line = self.state().line.clone();
        recording::drawn(&line);
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

    /// Draws the last whole line again, for a terminal of another size. It
    /// may have had several since, of which nobody has heard.
    pub(crate) fn redraw(&self) {
        if let Some(mut state) = self.state_soon() {
            state.redraw();
        }
    }

    /// Changes what the window says about the keys.
    pub(crate) fn hint(&self, change: impl FnOnce(&mut Hints)) {
        let mut state = self.state();
        let window = state.window.as_mut();
        if let Some(hints) = window.and_then(|w| w.hints.as_mut()) {
            change(hints);
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
            None => screen::start_line(&mut self.out, clock::time()),
        }
        self.line.clear();
    }

    fn print(&mut self, faces: &[Face]) {
        if recording::is_on() {
            self.keep(faces);
        }
        match &mut self.window {
            Some(window) => window.push_faces(faces),
            None => screen::push_faces(&mut self.out, faces),
        }
    }

    /// Keeps what is to be recorded when the line ends.
    #[cold]
    fn keep(&mut self, faces: &[Face]) {
        self.line.extend_from_slice(faces);
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

    fn draw_changes(&mut self) {
        if let Some(window) = &mut self.window {
            queued(window.draw_changes(&mut self.out));
            self.flush();
        }
    }

    fn enter(&mut self) {
        if let Some(window) = &mut self.window
            && self.open
        {
            if window.hints.is_some() {
                self.keyboard.take();
            }
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
        self.keyboard.give_back();
    }

    fn keep_whole_lines(&mut self) {
        let end = self.out.iter().rposition(|byte| *byte == b'\n');
        self.out.truncate(end.map_or(0, |last| last + 1));
    }

    fn redraw(&mut self) {
        if let Some(window) = &mut self.window {
            window.forget();
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
        if self.open && !self.away && !self.out.is_empty() {
            let written = write_out(|mut out| out.write_all(&self.out));
            written.unwrap_or_else(|error| {
                self.keyboard.give_back();
                end_unwritten(&error)
            });
        }
        self.out.clear();
    }
}

fn tell(line: &str) {
    // There may be nobody left to tell.
    let _ = writeln!(io::stderr(), "{line}");
}

/// Ends the program with a last word, and the terminal as it was found.
pub(crate) fn end(code: i32, last_word: &str) -> ! {
    if let Some(stage) = STAGE.get() {
        stage.close_soon();
    }
    tell(last_word);
    exit(code)
}

/// Whether standard output is a terminal on which a cursor can be moved.
pub(crate) fn can_draw() -> bool {
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

fn write_out(
    write: impl FnOnce(io::StdoutLock<'_>) -> io::Result<()>,
) -> io::Result<()> {
    write(io::stdout().lock())?;
    io::stdout().flush()
}

/// Ends a program that cannot write: quietly if nobody listens any more.
fn end_unwritten(error: &io::Error) -> ! {
    if error.kind() == io::ErrorKind::BrokenPipe {
        exit(0);
    }
    eprintln!("error: cannot write to standard output: {error}");
    exit(1);
}

#[doc(hidden)]
pub fn say(text: fmt::Arguments<'_>) {
    let mut line = Vec::new();
    screen::start_line(&mut line, clock::time());
    let written = write_out(|mut out| {
        out.write_all(&line)?;
        writeln!(out, " {text}")
    });
    written.unwrap_or_else(|error| end_unwritten(&error));
    if recording::is_on() {
        recording::says(&text.to_string());
    }
}

/// Prints a line of text with the time before it, for scenes without
/// Blinkies. Takes the same arguments as [`println!`].
#[macro_export]
macro_rules! say {
    ($($text:tt)*) => {
        $crate::stage::say(::std::format_args!($($text)*))
    };
}
