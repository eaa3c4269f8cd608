//! The show as it should be, and as it would be on engines with one thing
//! wrong: a scheduler on paper.
//!
//! What comes out of somebody's program is held against all of these. If it
//! is exactly what a certain mistake would give, then we know the mistake.

use std::time::Duration;

use shared::cast::{Face, OPEN_EYES, Script};

/// A show of a certain size, in simulated time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Show {
    /// Which show it is.
    pub seed: u64,
    /// The size of the family.
    pub blinkies: usize,
    /// How long it lasts.
    pub millis: u64,
}

/// Somebody makes a face.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// When, in whole milliseconds.
    pub time: u64,
    /// Which of the Blinkies, from zero on.
    pub who: usize,
    /// How he looks from now on.
    pub face: Face,
    /// How long he would like to look like this.
    pub delay: u64,
}

/// Who goes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Whoever is due first, and at a tie whoever went to sleep first. So
    /// it should be.
    Earliest,
    /// Whoever has been on the list for longest. So it is in step 03.
    InTurn,
    /// The same, but whoever is late asks for less.
    InTurnCatchingUp,
    /// Whoever is due first, and at a tie whoever went to sleep last.
    LastAtTies,
    /// Whoever is due first, and at a tie the one with the lower number.
    OldestAtTies,
}

impl Show {
    /// The flags that play it.
    pub fn flags(&self) -> [String; 6] {
        let end = if self.millis.is_multiple_of(1000) {
            format!("{}s", self.millis / 1000)
        } else {
            format!("{}ms", self.millis)
        };
        [
            "--seed".into(),
            self.seed.to_string(),
            "--blinkies".into(),
            self.blinkies.to_string(),
            "--duration".into(),
            end,
        ]
    }

    /// The script of one Blinky: faces, each with its time in milliseconds.
    pub fn script(&self, who: usize) -> Vec<(Face, u64)> {
        let end = Duration::from_millis(self.millis);
        let script = Script::new(self.seed, who as u64, Some(end));
        script.map(|(face, delay)| (face, millis(delay))).collect()
    }

    /// All turns of the show, in order.
    pub fn turns(&self, rule: Rule) -> Vec<Turn> {
        let scripts = (0..self.blinkies).map(|who| self.script(who));
        let mut scripts: Vec<_> = scripts.map(Vec::into_iter).collect();
        let sleeper = |who| Sleeper { due: 0, who };
        let mut sleepers: Vec<_> =
            (0..self.blinkies).map(sleeper).collect();
        let (mut now, mut turns) = (0, Vec::new());
        while let Some(next) = rule.choose(&sleepers) {
            let Sleeper { due, who } = sleepers.remove(next);
            now = due.max(now);
            let Some((face, delay)) = scripts[who].next() else { continue };
            turns.push(Turn { time: now, who, face, delay });
            let from = if rule.catches_up() { due } else { now };
            sleepers.push(Sleeper { due: from + delay, who });
        }
        turns
    }

    /// What is printed, line by line.
    pub fn lines(&self, turns: &[Turn]) -> String {
        let mut faces = vec![OPEN_EYES; self.blinkies];
        let mut text = String::new();
        for turn in turns {
            faces[turn.who] = turn.face;
            let (s, ms) = (turn.time / 1000, turn.time % 1000);
            text += &format!("{s:4}.{ms:03}  {}\n", faces.join(" "));
        }
        text
    }
}

/// Somebody who wants to go on at a certain time. They stand in the order in
/// which they went to sleep.
struct Sleeper {
    due: u64,
    who: usize,
}

impl Rule {
    fn choose(self, sleepers: &[Sleeper]) -> Option<usize> {
        let all = 0..sleepers.len();
        match self {
            Self::InTurn | Self::InTurnCatchingUp => all.min(),
            Self::Earliest => all.min_by_key(|&i| sleepers[i].due),
            Self::LastAtTies => all.rev().min_by_key(|&i| sleepers[i].due),
            Self::OldestAtTies => {
                all.min_by_key(|&i| (sleepers[i].due, sleepers[i].who))
            }
        }
    }

    fn catches_up(self) -> bool {
        self == Self::InTurnCatchingUp
    }
}

fn millis(delay: Duration) -> u64 {
    delay.as_millis().try_into().expect("shows are not that long")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shows::SHOWS;

    #[test]
    fn the_shows_tell_every_rule_from_the_right_one() {
        for rule in [Rule::InTurn, Rule::LastAtTies, Rule::OldestAtTies] {
            let tells = |show: &Show| {
                show.turns(rule) != show.turns(Rule::Earliest)
            };
            assert!(SHOWS.iter().any(tells), "{rule:?}");
        }
        let tells = |show: &Show| {
            show.turns(Rule::InTurnCatchingUp) != show.turns(Rule::InTurn)
        };
        assert!(SHOWS.iter().any(tells));
    }
}
