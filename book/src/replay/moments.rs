//! What an engine did, moment by moment.
//!
//! A recording has what could be seen from outside. Between two of its
//! events an engine has looked at its queues, and that follows from how
//! they stood before and after.

use std::time::Duration;

use anyhow::{Result, ensure};
use shared::recording::{
    Entry, Event, Life, Queues, Sleeper, Waking, Who, Word,
};

use super::Run;
use super::engine::Doing;

/// Something happens.
#[derive(Debug, Clone)]
pub struct Moment {
    /// When.
    pub at: Duration,
    /// What the engine does, if that is another thing than before.
    pub doing: Option<Doing>,
    /// A sentence on it, with `{who}`, `{word}` and `{until}`.
    pub text: &'static str,
    /// Whom it is about.
    pub who: Option<Who>,
    /// A face, or who else is involved.
    pub word: Option<Word>,
    /// A time that it is about.
    pub until: Option<Duration>,
    /// What a future has come to.
    pub state: Option<&'static str>,
    /// Where everybody stands now.
    pub queues: Queues,
}

impl Moment {
    fn new(at: Duration, queues: Queues) -> Self {
        Self {
            at,
            doing: None,
            text: "",
            who: None,
            word: None,
            until: None,
            state: None,
            queues,
        }
    }
}

/// All moments of a run. The first is before anything happens.
///
/// # Errors
///
/// If the engine did not what it should have done.
pub fn moments(run: &Run) -> Result<Vec<Moment>> {
    let all = run.queues()?;
    let entries = &run.recording.entries;
    ensure!(!entries.is_empty(), "nothing happened");
    let mut teller = Teller::new(run, first(&entries[0], &all[0]));
    for (entry, after) in entries.iter().zip(&all) {
        teller.tell(entry, after);
    }
    teller.ends();
    Ok(teller.moments)
}

/// How the queues stood before anything happened.
fn first(entry: &Entry, after: &Queues) -> Queues {
    let mut queues = after.clone();
    match (&entry.event, queues.turn.take()) {
        (Event::Waits { until: Some(until) }, Some(who)) => {
            queues.sleeping.insert(0, Sleeper { until: *until, who });
        }
        (Event::Turn { .. }, Some(who)) => queues.ready.insert(0, who),
        (_, turn) => queues.turn = turn,
    }
    queues
}

struct Teller {
    /// Steps 02 to 06 take out whoever they wait for.
    takes_out: bool,
    /// In step 01 each has a thread.
    threads: bool,
    before: Queues,
    /// Who plays on which thread, in step 01.
    playing: Vec<(usize, usize)>,
    moments: Vec<Moment>,
}

impl Teller {
    fn new(run: &Run, queues: Queues) -> Self {
        let threads = run.step.number() == "01";
        let takes_out = ("02".."07").contains(&run.step.number());
        let before = queues.clone();
        let playing = Vec::new();
        let mut new = Self {
            takes_out,
            threads,
            before,
            playing,
            moments: Vec::new(),
        };
        new.add(Moment {
            text: "Nothing has happened yet.",
            ..Moment::new(Duration::ZERO, queues)
        });
        new
    }

    fn add(&mut self, moment: Moment) {
        self.moments.push(moment);
    }

    /// The moments of an event.
    fn tell(&mut self, entry: &Entry, after: &Queues) {
        let mut moment = Moment::new(entry.at, after.clone());
        match &entry.event {
            Event::Waits { until } => {
                moment.until = *until;
                moment.who = self.awaited(entry.thread, &moment);
                self.waits(moment);
            }
            Event::GoesOn => self.goes_on(moment),
            Event::Drawn { .. } => self.drawn(entry.thread, moment),
            Event::Says { text } => {
                moment.word = Some(text.clone().into());
                self.add(Moment { text: "It says: {word}.", ..moment });
            }
            Event::Future { name, life } => {
                moment.who = Some(Who::Task(name.clone()));
                self.lives(life, moment);
            }
            event => self.plays(event, entry.thread, moment),
        }
        self.before = after.clone();
    }

    /// Whom a thread waits for: in step 01 that is its own Blinky.
    fn awaited(&self, thread: usize, moment: &Moment) -> Option<Who> {
        let Queues { turn, sleeping, .. } = &moment.queues;
        let mut playing = self.playing.iter();
        let own = playing.find(|(other, _)| *other == thread);
        let own = own.filter(|_| self.threads);
        let own = own.map(|(_, blinky)| Who::Blinky(*blinky));
        let first = sleeping.first().map(|sleeper| &sleeper.who);
        own.or_else(|| turn.as_ref().or(first).cloned())
    }

    fn waits(&mut self, moment: Moment) {
        self.reads_note(&moment);
        self.main_has_turn(&moment);
        if self.takes_out {
            self.add(Moment {
                doing: Some(Doing::Queue),
                text: "{who} is next, at {until}.",
                ..moment.clone()
            });
        }
        self.add(Moment {
            doing: Some(Doing::Waits),
            text: "It waits until {until}, for {who}.",
            ..moment
        });
    }

    /// The note is read before whoever is next is taken out.
    fn reads_note(&mut self, moment: &Moment) {
        let Some(Sleeper { until, who }) = self.before.note.clone() else {
            return;
        };
        let mut queues = moment.queues.clone();
        if let (Some(who), Some(until)) = (queues.turn.take(), moment.until)
        {
            queues.sleeping.insert(0, Sleeper { until, who });
        }
        self.add(Moment {
            doing: Some(Doing::Reads),
            text: "The note is read: {who}, at {until}.",
            who: Some(who),
            until: Some(until),
            queues,
            ..moment.clone()
        });
    }

    /// In steps 07 and 08 nobody sees that, but that it is not ready any
    /// more.
    fn main_has_turn(&mut self, moment: &Moment) {
        let main = Who::Main;
        let was_ready = self.before.ready.contains(&main);
        if was_ready && !moment.queues.ready.contains(&main) {
            let mut queues = moment.queues.clone();
            if let Some(who) = queues.turn.take() {
                queues.ready.insert(0, who);
            }
            self.add(Moment { queues, ..main_turn(moment) });
        }
    }

    /// What is not seen after the last event.
    fn ends(&mut self) {
        let Some(last) = self.moments.last().cloned() else { return };
        let queues = Queues::default();
        self.main_has_turn(&Moment { queues, state: None, ..last });
    }

    fn goes_on(&mut self, moment: Moment) {
        let asks = self.before.turn == Some(Who::Main);
        if asks {
            self.add(main_turn(&moment));
        }
        self.rings(&moment);
    }

    /// One alarm after the other.
    fn rings(&mut self, moment: &Moment) {
        let ready = self.before.ready.len();
        let woken = moment.queues.ready.iter().skip(ready);
        for (rung, who) in (1..).zip(woken) {
            let mut queues = self.before.clone();
            let others = &moment.queues.ready[..ready + rung];
            queues.ready = others.to_vec();
            queues.sleeping.drain(..rung);
            self.moments.push(Moment {
                doing: Some(Doing::Rings),
                text: "The time has come: {who} is woken.",
                who: Some(who.clone()),
                queues,
                ..moment.clone()
            });
        }
    }

    fn plays(&mut self, event: &Event, thread: usize, mut moment: Moment) {
        let (blinky, doing, text) = match event {
            Event::Turn { blinky, face, delay } => {
                moment.word = Some(face.clone());
                moment.until = Some(moment.at + *delay);
                let text = "{who} has a turn. Its next face is {word}.";
                (*blinky, Doing::Turn, text)
            }
            Event::Sleeps { blinky, until } => {
                moment.until = Some(*until);
                let text = "{who} wants to sleep until {until}.";
                (*blinky, Doing::Rests, text)
            }
            Event::Ends { blinky } => {
                let text = "{who} has a turn, and no more faces.";
                (*blinky, Doing::Ends, text)
            }
            _ => return,
        };
        self.playing.retain(|(other, _)| *other != thread);
        self.playing.push((thread, blinky));
        moment.who = Some(Who::Blinky(blinky));
        if doing != Doing::Rests {
            self.takes_ready(&moment);
        }
        self.add(Moment { doing: Some(doing), text, ..moment });
    }

    /// Takes out the first who is ready, if it is not his turn already.
    fn takes_ready(&mut self, moment: &Moment) {
        self.main_has_turn(moment);
        if self.before.ready.contains(moment.who.as_ref().expect("someone"))
        {
            let (who, until, word) = (moment.who.clone(), None, None);
            let mut queues = moment.queues.clone();
            queues.turn = who.clone();
            self.add(Moment {
                doing: Some(Doing::Ready),
                text: "{who} is ready, and the first to be so.",
                who,
                until,
                word,
                queues,
                ..moment.clone()
            });
        }
    }

    fn drawn(&mut self, thread: usize, mut moment: Moment) {
        let mut playing = self.playing.iter();
        let who = playing.find(|(other, _)| *other == thread);
        let Some((_, blinky)) = who else { return };
        let turn = self.moments.iter().rev().find(|turn| {
            turn.doing == Some(Doing::Turn)
                && turn.who == Some(Who::Blinky(*blinky))
        });
        moment.word = turn.and_then(|turn| turn.word.clone());
        self.add(Moment {
            doing: Some(Doing::Draws),
            text: "{who} shows its new face: {word}.",
            who: Some(Who::Blinky(*blinky)),
            ..moment
        });
    }

    fn lives(&mut self, life: &Life, moment: Moment) {
        let has_turn = moment.queues.turn == moment.who;
        let (state, text) = match life {
            Life::Created => ("new", "{who} is created."),
            Life::Polled if has_turn => return self.polls(moment),
            Life::Polled => ("polled", "{who} is polled, from within."),
            Life::Pending => ("pending", "{who} is pending."),
            Life::Ready => ("ready", "{who} is ready."),
            Life::Dropped => ("dropped", "{who} is dropped."),
            Life::Woken(by) => return self.wakes(by, moment),
        };
        self.add(Moment { state: Some(state), text, ..moment });
    }

    fn polls(&mut self, moment: Moment) {
        self.takes_ready(&moment);
        let is_main = moment.who == Some(Who::Task("main".into()));
        let doing = if is_main { Doing::Main } else { Doing::Turn };
        self.add(Moment {
            doing: Some(doing),
            text: "{who} is polled.",
            state: Some("polled"),
            ..moment
        });
    }

    fn wakes(&mut self, by: &Waking, moment: Moment) {
        let rings = *by == Waking::Loop;
        self.add(Moment {
            doing: rings.then_some(Doing::Rings),
            text: "{who} is woken by {word}.",
            word: Some(by.to_string().into()),
            ..moment
        });
    }
}

fn main_turn(moment: &Moment) -> Moment {
    Moment {
        doing: Some(Doing::Main),
        text: "The main task has a turn.",
        who: Some(Who::Main),
        until: None,
        word: None,
        ..moment.clone()
    }
}
