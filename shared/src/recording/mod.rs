//! What happened in a run, seen from outside: nothing in an engine knows
//! that it is recorded.
//!
//! A show or a scene that is started with `--record FILE` writes down when
//! each Blinky had its turn and what it asked for, what was drawn, and what
//! the loop waited for. Futures tell when they were polled if they have
//! been wrapped by [`watch`].
//!
//! # The format
//!
//! A recording is a text. First come some lines about the run, then an
//! empty one, and then a line for each event, in the order in which they
//! happened:
//!
//! ```text
//! unio recording 1
//! program step_04_sorted_heap
//! show seed=7 blinkies=4 duration=8.000
//! clock simulated
//!
//!    0.000 0 waits until 0.000
//!    0.000 0 goes on
//!    0.000 0 turn 0 (o.-) for 0.350
//!    0.000 0 drawn (o.-) (o.o) (o.o) (o.o)
//!    0.000 0 sleeps 0 until 0.350
//! ```
//!
//! The second line is the program's name without a path. The third is there
//! if Blinkies play; without a `duration` the show goes on until it is
//! ended. The clock is `simulated` or `real`.
//!
//! An event has the time, the number of the thread that it happened on,
//! and what happened. A time is in seconds since the start, and exact: with
//! at least three decimals, and more if it takes more. The thread that
//! starts the recording has the number zero; the others are counted as they
//! come. One space stands between two words, and more only before the time.
//!
//! | event | what it means |
//! |---|---|
//! | `turn 3 (o.-) for 0.350` | Blinky 3 has its turn: its script says which face is next, and for how long |
//! | `drawn (o.-) (o.o)` | the whole family is drawn |
//! | `sleeps 3 until 4.225` | it was Blinky 3's turn, and it asks for the next one |
//! | `ends 3` | Blinky 3 had its turn, and its script is over |
//! | `waits until 4.225` | the loop lets time pass, or in step 01 the thread |
//! | `waits` | the same without an end: somebody else has to end it |
//! | `goes on` | and time has passed |
//! | `says a line of text` | a scene prints a line; all that follows the word belongs to it |
//! | `created ticker` | there is a future of this name; a name is one word |
//! | `polled ticker` | a poll of it begins |
//! | `pending ticker` | the poll ends, and it is not ready |
//! | `ready ticker` | the poll ends, and it is |
//! | `dropped ticker` | it is dropped and has not been ready |
//! | `woken ticker by reader` | its waker is called while the future `reader` is being polled |
//! | `woken ticker by the loop` | the same between two polls: an alarm rings |
//! | `woken ticker by thread 2` | the same on another thread |
//!
//! Polls can be within one another. A wait that ends before its time, and
//! is followed by one for the same time, is one wait.

mod file;
mod futures;
mod queues;
mod text;
mod witness;

use std::borrow::Cow;
use std::time::Duration;

pub use futures::watch;
pub use queues::{Mistake, Queues, Sleeper, Who, queues};
pub use text::Unreadable;

pub(crate) use file::write_to;
pub(crate) use witness::{
    Listener, begins, clock_read, drawn, ends, goes_on, is_on, says, start,
    waits,
};

/// A run: what was played, and what happened.
///
/// ```
/// # use std::time::Duration;
/// use shared::recording::{Event, Recording};
///
/// let text = "unio recording 1\nprogram hello\nclock simulated\n\n   \
///             0.000 0 says hello\n";
/// let recording: Recording = text.parse().unwrap();
/// let event = &recording.entries[0].event;
/// assert_eq!(*event, Event::Says { text: "hello".to_owned() });
/// assert_eq!(recording.to_string(), text);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// What was played.
    pub run: Run,
    /// What happened, in order.
    pub entries: Vec<Entry>,
}

/// What was played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The program's name, such as `step_04_sorted_heap`.
    pub program: String,
    /// The show, if Blinkies played.
    pub show: Option<ShowPlayed>,
    /// Whether the clock was a simulated one.
    pub simulated: bool,
}

/// A show, as the command line asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShowPlayed {
    /// Which show.
    pub seed: u64,
    /// The size of the family.
    pub blinkies: usize,
    /// How long each script is; without it, endless.
    pub duration: Option<Duration>,
}

/// An event, with its time and place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What the show's clock showed.
    pub at: Duration,
    /// On which thread. They are counted from zero.
    pub thread: usize,
    /// What happened.
    pub event: Event,
}

/// A face, or the name of a future: text without spaces.
pub type Word = Cow<'static, str>;

/// What can happen. The [module](self) says what each means.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the module's table says it all")]
pub enum Event {
    Turn { blinky: usize, face: Word, delay: Duration },
    Drawn { faces: Vec<Word> },
    Sleeps { blinky: usize, until: Duration },
    Ends { blinky: usize },
    Waits { until: Option<Duration> },
    GoesOn,
    Says { text: String },
    Future { name: Word, life: Life },
}

/// What happens to a future.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the module's table says it all")]
pub enum Life {
    Created,
    Polled,
    Pending,
    Ready,
    Dropped,
    Woken(Waking),
}

/// Who calls a waker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waking {
    /// Another future, or the same one, in its poll.
    Future(Word),
    /// The loop, between two polls.
    Loop,
    /// Another thread, by its number.
    Thread(usize),
}

/// A turn of a Blinky.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Whose turn it is, counted from zero.
    pub blinky: usize,
    /// When it happens.
    pub at: Duration,
    /// When its script asks for it: as many delays after the start as have
    /// been.
    pub due: Duration,
    /// What it asked for when it went to sleep before, if it has slept.
    pub asked: Option<Duration>,
    /// Its new face. Without one, its script is over.
    pub face: Option<Word>,
}

impl Turn {
    /// How much later it is than the Blinky asked for.
    pub fn late(&self) -> Duration {
        self.at.saturating_sub(self.asked.unwrap_or(self.at))
    }
}

impl Recording {
    /// All turns, in order.
    pub fn turns(&self) -> Vec<Turn> {
        let mut played: Vec<Played> = Vec::new();
        let turns = self.entries.iter().filter_map(|entry| {
            let (blinky, face, delay) = match &entry.event {
                Event::Turn { blinky, face, delay } => {
                    (*blinky, Some(face.clone()), *delay)
                }
                Event::Ends { blinky } => (*blinky, None, Duration::ZERO),
                Event::Sleeps { blinky, until } => {
                    of(&mut played, *blinky).asked = Some(*until);
                    return None;
                }
                _ => return None,
            };
            let played = of(&mut played, blinky);
            let (due, asked) = (played.due, played.asked.take());
            played.due += delay;
            Some(Turn { blinky, at: entry.at, due, asked, face })
        });
        turns.collect()
    }
}

/// How far a Blinky has come.
#[derive(Clone, Default)]
struct Played {
    due: Duration,
    asked: Option<Duration>,
}

fn of(played: &mut Vec<Played>, blinky: usize) -> &mut Played {
    if played.len() <= blinky {
        played.resize(blinky + 1, Played::default());
    }
    &mut played[blinky]
}
