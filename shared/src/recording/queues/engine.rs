//! The rule of each engine: who is next.

use std::time::Duration;

use super::{Follows, Queues, Sleeper, Who, check};
use crate::recording::{Entry, Event};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// 01: nobody waits for anybody.
    Threads,
    /// 02: whoever is ready, and then the earliest.
    Callbacks,
    /// 03: in the order of a list.
    List,
    /// 04: the earliest.
    Sorted,
    /// 05 and 06: the same, by way of a note.
    Note,
    /// 07 and 08: whoever is ready. Alarms make ready.
    Wakers,
}

/// What is known of an engine at a moment.
pub(super) struct Engine {
    pub(super) step: u32,
    pub(super) rule: Rule,
    pub(super) queues: Queues,
    pub(super) now: Duration,
    /// In step 01, whose threads those are.
    threads: Vec<(usize, Who)>,
    waits: Vec<Wait>,
}

/// A thread waits.
struct Wait {
    thread: usize,
    since: Duration,
    until: Option<Duration>,
}

impl Engine {
    pub(super) fn of_step(step: u32) -> Option<Self> {
        let rule = match step {
            1 => Rule::Threads,
            2 => Rule::Callbacks,
            3 => Rule::List,
            4 => Rule::Sorted,
            5 | 6 => Rule::Note,
            // A later step has the same rule until it brings another.
            7.. => Rule::Wakers,
            0 => return None,
        };
        Some(Self {
            step,
            rule,
            queues: Queues::default(),
            now: Duration::ZERO,
            threads: Vec::new(),
            waits: Vec::new(),
        })
    }

    /// Puts somebody into the queue: in the order of time, and among equals
    /// behind those who have come before. Two engines have no order.
    pub(super) fn schedule(&mut self, sleeper: Sleeper) {
        let sleeping = &mut self.queues.sleeping;
        let place = match self.rule {
            Rule::Callbacks | Rule::List => sleeping.len(),
            _ => sleeping.partition_point(|s| s.until <= sleeper.until),
        };
        sleeping.insert(place, sleeper);
    }

    /// Gives somebody who has just come a place.
    pub(super) fn add(&mut self, who: Who) {
        match self.rule {
            Rule::Threads => {}
            Rule::Callbacks | Rule::Wakers => self.queues.ready.push(who),
            _ => self.schedule(Sleeper { until: self.now, who }),
        }
    }

    /// Ends a turn with a sleep.
    pub(super) fn rest(&mut self, who: Who, until: Duration) {
        self.queues.turn = None;
        let sleeper = Sleeper { until, who };
        match self.rule {
            Rule::Note => self.queues.note = Some(sleeper),
            _ => self.schedule(sleeper),
        }
    }

    /// What goes for every event: nothing happens on a thread that waits,
    /// and time passes only for those who wait for it. And by now the loop
    /// has read the note.
    pub(super) fn passes(&mut self, entry: &Entry) -> Follows {
        let Entry { at, thread, event } = entry;
        let goes_on = *event == Event::GoesOn;
        let waits = self.waits.iter().any(|w| w.thread == *thread);
        check(goes_on == waits, || match waits {
            true => "the thread waits".to_owned(),
            false => "the thread does not wait".to_owned(),
        })?;
        let now = self.now;
        let time = if goes_on { *at >= now } else { *at == now };
        check(time, || format!("it should be {now:?}"))?;
        let loops = self.rule != Rule::Threads;
        check(!loops || *thread == 0, || "there is one thread".to_owned())?;
        self.now = *at;
        if let Some(sleeper) = self.queues.note.take() {
            self.schedule(sleeper);
        }
        Ok(())
    }

    /// Gives somebody a turn, who should be the next to have one.
    pub(super) fn gives_turn(
        &mut self,
        who: Who,
        thread: usize,
    ) -> Follows {
        if self.rule == Rule::Threads {
            return self.goes_its_way(who, thread);
        }
        let Queues { ready, turn, .. } = &mut self.queues;
        let first = turn.is_none() && !ready.is_empty();
        let next = if first { Some(ready.remove(0)) } else { turn.take() };
        check(next.as_ref() == Some(&who), || match next {
            Some(next) => format!("it should be the turn of {next}"),
            None => "it should be nobody's turn".to_owned(),
        })?;
        *turn = Some(who);
        Ok(())
    }

    /// Each has a thread, and only its sleep keeps it from going on.
    fn goes_its_way(&mut self, who: Who, thread: usize) -> Follows {
        let pair = (thread, who.clone());
        let mut threads = self.threads.iter();
        let apart = |(t, w): &(_, _)| (*t == thread) == (*w == who);
        check(threads.all(apart), || format!("{who} has another thread"))?;
        if !self.threads.contains(&pair) {
            self.threads.push(pair);
        }
        let mut sleepers = self.queues.sleeping.iter();
        let awake = sleepers.all(|sleeper| sleeper.who != who);
        check(awake, || format!("{who} should sleep"))
    }

    /// Whose turn it is, on that thread.
    pub(super) fn turn(&self, thread: usize) -> Option<Who> {
        match self.rule {
            Rule::Threads => {
                let mut threads = self.threads.iter();
                let own = threads.find(|(number, _)| *number == thread);
                own.map(|(_, who)| who.clone())
            }
            _ => self.queues.turn.clone(),
        }
    }

    /// The loop, or in step 01 a thread, waits for whoever is next.
    pub(super) fn waits(
        &mut self,
        until: Option<Duration>,
        thread: usize,
    ) -> Follows {
        let Queues { ready, turn, .. } = &self.queues;
        if let Some(who) = turn.as_ref().or(ready.first()) {
            return Err(format!("it should be the turn of {who}"));
        }
        let place = self.next_sleeper(thread);
        let right = place.map(|place| self.queues.sleeping[place].until);
        check(until == right, || format!("it should be until {right:?}"))?;
        self.waits.push(Wait { thread, since: self.now, until });
        if let Some(place) = place
            && ![Rule::Threads, Rule::Wakers].contains(&self.rule)
        {
            self.queues.turn = Some(self.queues.sleeping.remove(place).who);
        }
        Ok(())
    }

    fn next_sleeper(&self, thread: usize) -> Option<usize> {
        let sleeping = &self.queues.sleeping;
        match self.rule {
            Rule::Threads => {
                let own = self.turn(thread)?;
                sleeping.iter().position(|sleeper| sleeper.who == own)
            }
            Rule::Callbacks => {
                let all = 0..sleeping.len();
                all.min_by_key(|&place| sleeping[place].until)
            }
            _ => (!sleeping.is_empty()).then_some(0),
        }
    }

    /// The wait is over.
    pub(super) fn goes_on(&mut self, thread: usize) -> Follows {
        let place = self.waits.iter().position(|w| w.thread == thread);
        let place = place.ok_or("the thread does not wait")?;
        let Wait { since, until, .. } = self.waits.swap_remove(place);
        let until = until.ok_or("it should wait for ever")?;
        let right = since.max(until);
        check(self.now == right, || format!("it should be {right:?}"))?;
        if self.rule == Rule::Threads
            && let Some(place) = self.next_sleeper(thread)
        {
            self.queues.sleeping.remove(place);
        }
        Ok(())
    }

    /// Makes all ready whose alarms ring now.
    pub(super) fn rings(&mut self) {
        let Queues { sleeping, ready, .. } = &mut self.queues;
        let due = sleeping.partition_point(|s| s.until <= self.now);
        ready.extend(sleeping.drain(..due).map(|sleeper| sleeper.who));
    }

    /// Nobody is left.
    pub(super) fn ends(&self) -> Follows {
        let empty = self.queues == Queues::default();
        check(empty, || "the queues should be empty".to_owned())?;
        let awake = self.waits.is_empty();
        check(awake, || "it should not end with a wait".to_owned())
    }
}
