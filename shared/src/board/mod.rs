//! What `--watch` shows below the family: who sleeps until when, who is
//! late, and what the loop does. It knows only what is recorded.

mod rows;

use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::recording::{Entry, Event, Listener, Word};

pub(crate) use rows::Look;

/// All that is known of a show that is going on.
#[derive(Debug)]
pub(crate) struct Board {
    blinkies: Vec<Blinky>,
    /// By number: the loop's thread, or in step 01 those of the Blinkies.
    threads: Vec<Option<Thread>>,
    turns: u64,
    /// How often the loop has waited, and then no Blinky had a turn.
    others: usize,
    worst: Duration,
    /// Who has had the last turn.
    last: Option<usize>,
}

#[derive(Clone, Debug)]
struct Blinky {
    face: Word,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// It has had no turn yet, or has one now.
    Awake,
    Asleep {
        since: Duration,
        until: Duration,
    },
    Done,
}

#[derive(Debug, Default)]
struct Thread {
    /// Until when it waits, if it does.
    waits: Option<Option<Duration>>,
    /// Whether it has waited to the end, and no Blinky has had a turn
    /// since.
    idle: bool,
}

impl Board {
    pub(crate) fn new(blinkies: usize) -> Self {
        let blinky = Blinky { face: "     ".into(), state: State::Awake };
        Self {
            blinkies: vec![blinky; blinkies],
            threads: Vec::new(),
            turns: 0,
            others: 0,
            worst: Duration::ZERO,
            last: None,
        }
    }

    /// Takes note of all that happens.
    pub(crate) fn listener(board: Arc<Mutex<Self>>) -> Listener {
        Box::new(move |entry| {
            let board = board.lock();
            board.unwrap_or_else(PoisonError::into_inner).note(entry);
        })
    }

    fn note(&mut self, Entry { at, thread, event }: &Entry) {
        match event {
            Event::Turn { blinky, face, .. } => {
                self.has_turn(*blinky, *at, *thread, State::Awake);
                self.blinkies[*blinky].face = face.clone();
            }
            Event::Ends { blinky } => {
                self.has_turn(*blinky, *at, *thread, State::Done);
            }
            Event::Sleeps { blinky, until } => {
                let (since, until) = (*at, *until);
                let state = State::Asleep { since, until };
                self.blinkies[*blinky].state = state;
            }
            Event::Waits { until } => {
                let now = Thread { waits: Some(*until), idle: false };
                let before = mem::replace(self.thread(*thread), now);
                self.others += usize::from(before.idle);
            }
            Event::GoesOn => {
                let thread = self.thread(*thread);
                let until = thread.waits.take().flatten();
                thread.idle = until.is_some_and(|until| *at >= until);
            }
            _ => {}
        }
    }

    fn has_turn(
        &mut self,
        blinky: usize,
        at: Duration,
        thread: usize,
        state: State,
    ) {
        self.worst = self.worst.max(self.blinkies[blinky].late(at));
        self.blinkies[blinky].state = state;
        self.turns += u64::from(matches!(state, State::Awake));
        self.last = Some(blinky);
        self.thread(thread).idle = false;
    }

    fn thread(&mut self, number: usize) -> &mut Thread {
        if self.threads.len() <= number {
            self.threads.resize_with(number + 1, Option::default);
        }
        self.threads[number].get_or_insert_default()
    }

    /// The thread that all started on, if it is the only one.
    fn the_loop(&self) -> Option<&Thread> {
        let [thread] = &self.threads[..] else { return None };
        thread.as_ref()
    }

    /// Which Blinky the loop waits for.
    fn awaited(&self) -> Option<usize> {
        let deadline = self.the_loop()?.waits??;
        self.blinkies.iter().position(|blinky| {
            matches!(blinky.state, State::Asleep { until, .. }
                if until == deadline)
        })
    }

    /// How late anybody has been so far, and is now.
    fn worst(&self, now: Duration) -> Duration {
        let late = self.blinkies.iter().map(|blinky| blinky.late(now));
        late.fold(self.worst, Duration::max)
    }
}

impl Blinky {
    fn late(&self, now: Duration) -> Duration {
        match self.state {
            State::Asleep { until, .. } => now.saturating_sub(until),
            _ => Duration::ZERO,
        }
    }
}
