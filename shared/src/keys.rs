//! The keys that stop and step the show.

use std::borrow::Cow;
use std::io::{self, IsTerminal};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyCode, KeyEventKind};

use crate::held::Held;
use crate::row::{Ink, Row};
use crate::signals;
use crate::stage::Stage;

/// How long a message remains.
const MESSAGE: Duration = Duration::from_secs(5);

const AT_THE_START: &str = "space stops the clock, ? shows the keys";
const WHEN_STOPPED: &str = "space lets it go on, . plays the next event";

const KEYS: [&str; 5] = [
    "space  stop the clock, or let it go on",
    ".      go to the next event, and stop",
    "+ -    twice as fast, half as fast",
    "q      end the show",
    "?      hide this",
];

/// Whether somebody can press keys.
pub(crate) fn are_there() -> bool {
    io::stdin().is_terminal()
}

/// Does what the keys say, for as long as the program runs.
pub(crate) fn listen(stage: Stage, clock: &'static Held) {
    thread::spawn(move || {
        // There may be no keys any more: then there is nothing to do.
        while let Ok(event) = event::read() {
            match event {
                Event::Key(key) if key.kind != KeyEventKind::Release => {
                    press(key.code, &stage, clock);
                }
                // Elsewhere a signal says so, even where there are no keys.
                Event::Resize(..) if cfg!(not(unix)) => stage.redraw(),
                _ => {}
            }
        }
    });
}

fn press(key: KeyCode, stage: &Stage, clock: &Held) {
    let speed = |factor| {
        clock.change_speed(factor);
        let speed = clock.pace().speed;
        stage.hint(|hints| hints.say(format!("speed {speed}")));
    };
    match key {
        KeyCode::Char(' ') => {
            clock.stop_or_start();
            stage.hint(|hints| hints.stops(clock.pace().stands));
        }
        KeyCode::Char('.') => clock.step(),
        KeyCode::Char('+') => speed(2.0),
        KeyCode::Char('-') => speed(0.5),
        KeyCode::Char('?') => stage.hint(Hints::turn_page),
        KeyCode::Char('q') => signals::end(stage, 0),
        _ => {}
    }
}

/// What the window says about the keys.
pub(crate) struct Hints {
    message: Option<(Cow<'static, str>, Instant)>,
    /// Whether all keys are shown.
    all: bool,
}

impl Hints {
    /// For a clock that goes, or stands, when the show begins.
    pub(crate) fn new(stands: bool) -> Self {
        let mut hints = Self { message: None, all: false };
        hints.say(if stands { WHEN_STOPPED } else { AT_THE_START });
        hints
    }

    /// Says something for a while.
    fn say(&mut self, text: impl Into<Cow<'static, str>>) {
        self.message = Some((text.into(), Instant::now() + MESSAGE));
    }

    fn stops(&mut self, stands: bool) {
        self.message = None;
        if stands {
            self.say(WHEN_STOPPED);
        }
    }

    /// Shows all keys, or hides them again.
    fn turn_page(&mut self) {
        self.all = !self.all;
        self.message = None;
    }

    pub(crate) fn rows(&self) -> Vec<Row> {
        let message = self.message.iter();
        let message = message.filter(|(_, end)| Instant::now() < *end);
        let message = message.map(|(text, _)| text.clone());
        let all = if self.all { &KEYS[..] } else { &[] };
        let all = all.iter().map(|text| Cow::Borrowed(*text));
        message.chain(all).map(|t| Row::of(Ink::Plain, t)).collect()
    }
}
