//! The keys that stop and step the show.

use std::io::{self, IsTerminal};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyCode, KeyEventKind};

use crate::clock;
use crate::held::Held;
use crate::row::{Ink, Row};
use crate::signals;
use crate::stage::Stage;

/// How long a message remains.
const MESSAGE: Duration = Duration::from_secs(5);

const WELCOME: &str = "space stops the clock, ? tells the keys";

const KEYS: [&str; 5] = [
    "space: stop or start the clock",
    ".: go to the next event, and stop",
    "+ and -: faster and slower",
    "q: end",
    "?: hide this",
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
                Event::Resize(..) => stage.redraw(),
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
        KeyCode::Char(' ') => clock.stop_or_start(),
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
    message: Option<(String, Instant)>,
    /// Whether all keys are told.
    all: bool,
}

impl Hints {
    pub(crate) fn new() -> Self {
        let mut hints = Self { message: None, all: false };
        hints.say(WELCOME.to_owned());
        hints
    }

    /// Says something for a while.
    fn say(&mut self, text: String) {
        self.message = Some((text, Instant::now() + MESSAGE));
    }

    /// Tells all keys, or hides them again.
    fn turn_page(&mut self) {
        self.all = !self.all;
        self.message = None;
    }

    pub(crate) fn rows(&self) -> Vec<Row> {
        let mut texts = Vec::new();
        if clock::pace().stands {
            let now = clock::time();
            let (seconds, millis) = (now.as_secs(), now.subsec_millis());
            texts.push(format!("stopped at {seconds}.{millis:03}"));
        }
        if let Some((text, end)) = &self.message
            && Instant::now() < *end
        {
            texts.push(text.clone());
        }
        if self.all {
            texts.extend(KEYS.map(str::to_owned));
        }
        let texts = texts.into_iter();
        texts.map(|text| Row::of(Ink::Plain, text)).collect()
    }
}
