//! The tasks of a scene.
//!
//! They do not say until when they sleep. But the loop does, when it waits
//! for them: so one has to look ahead. That it then takes them in the right
//! order is still for the engine to show.

use std::time::Duration;

use super::engine::{Engine, Rule};
use super::{Follows, Players, Who, check};
use crate::recording::{Entry, Event, Life, Waking, Word};

pub(super) struct Scene<'a> {
    engine: Engine,
    entries: &'a [Entry],
    /// For each entry, whether a turn begins or ends with it: a poll that
    /// is not within another.
    turns: Vec<bool>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(engine: Engine, entries: &'a [Entry]) -> Self {
        let mut polls = 0_usize;
        let turns = entries.iter().map(|entry| match life_of(entry) {
            Some((_, Life::Polled)) => {
                polls += 1;
                polls == 1
            }
            Some((_, Life::Pending | Life::Ready)) => {
                polls = polls.saturating_sub(1);
                polls == 0
            }
            _ => false,
        });
        Self { engine, entries, turns: turns.collect() }
    }

    fn lives(&mut self, place: usize, name: &Word, life: &Life) -> Follows {
        let who = Who::Task(name.clone());
        match life {
            Life::Polled if self.turns[place] => {
                self.engine.gives_turn(who, 0)
            }
            Life::Pending | Life::Ready if self.turns[place] => {
                self.turn_ends(&who)?;
                if *life == Life::Pending {
                    self.rests(place, who);
                }
                Ok(())
            }
            Life::Created if self.is_task(name) => {
                self.engine.add(who);
                Ok(())
            }
            Life::Woken(by) if self.is_task(name) => self.wakes(who, by),
            Life::Dropped => {
                let queues = &mut self.engine.queues;
                queues.ready.retain(|other| *other != who);
                queues.sleeping.retain(|sleeper| sleeper.who != who);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn turn_ends(&mut self, who: &Who) -> Follows {
        let turn = self.engine.queues.turn.take();
        check(turn.as_ref() == Some(who), || {
            format!("it should not be the turn of {who}")
        })
    }

    /// Whether this is polled by the loop, and not a part of what is.
    fn is_task(&self, name: &Word) -> bool {
        self.entries.iter().zip(&self.turns).any(|(entry, turn)| {
            *turn && life_of(entry) == Some((name, &Life::Polled))
        })
    }

    fn rests(&mut self, place: usize, who: Who) {
        let woken = self.engine.queues.ready.contains(&who);
        let until = match self.engine.rule {
            Rule::Wakers => self.alarm_of(place, &who),
            _ => self.next_turn_of(place, &who),
        };
        if let Some(until) = until.filter(|_| !woken) {
            self.engine.rest(who, until);
        }
    }

    /// What the loop waits for before it gives somebody the next turn.
    fn next_turn_of(&self, place: usize, who: &Who) -> Option<Duration> {
        let mut deadline = None;
        for later in place + 1..self.entries.len() {
            let entry = &self.entries[later];
            if let Event::Waits { until } = entry.event {
                deadline = until;
            }
            if let Some((name, Life::Polled)) = life_of(entry)
                && self.turns[later]
                && who.is_task(name)
            {
                return deadline;
            }
        }
        None
    }

    /// What the loop waits for before it wakes somebody, if it does: after
    /// the next poll it is no alarm that wakes.
    fn alarm_of(&self, place: usize, who: &Who) -> Option<Duration> {
        let mut deadline = None;
        for entry in &self.entries[place + 1..] {
            match (&entry.event, life_of(entry)) {
                (Event::Waits { until }, _) => deadline = *until,
                (_, Some((_, Life::Polled))) => deadline = None,
                (_, Some((name, Life::Woken(by)))) if who.is_task(name) => {
                    return deadline.filter(|_| *by == Waking::Loop);
                }
                _ => {}
            }
        }
        None
    }

    /// Makes a task ready, once.
    fn wakes(&mut self, who: Who, by: &Waking) -> Follows {
        let queues = &mut self.engine.queues;
        let sleeper = queues.sleeping.iter().position(|s| s.who == who);
        if let Some(place) = sleeper {
            let first = place == 0 || *by != Waking::Loop;
            check(first, || "another alarm should ring first".to_owned())?;
            queues.sleeping.remove(place);
        }
        if !queues.ready.contains(&who) {
            queues.ready.push(who);
        }
        Ok(())
    }
}

impl Players for Scene<'_> {
    fn follow(&mut self, place: usize, entry: &Entry) -> Follows {
        self.engine.passes(entry)?;
        match &entry.event {
            Event::Waits { until } => self.engine.waits(*until, 0),
            Event::GoesOn => self.engine.goes_on(0),
            Event::Says { .. } => Ok(()),
            Event::Future { name, life } => self.lives(place, name, life),
            _ => Err("no Blinky plays here".to_owned()),
        }
    }

    fn end(&mut self) -> Follows {
        self.engine.ends()
    }

    fn engine(&self) -> &Engine {
        &self.engine
    }
}

fn life_of(entry: &Entry) -> Option<(&Word, &Life)> {
    match &entry.event {
        Event::Future { name, life } => Some((name, life)),
        _ => None,
    }
}

impl Who {
    fn is_task(&self, name: &Word) -> bool {
        matches!(self, Self::Task(own) if own == name)
    }
}
