//! What is wrong with a show, found out from what it printed.

use std::collections::HashMap;
use std::time::Duration;

use crate::bounded::{End, Limit};
use crate::finding::Finding;
use crate::frames::{Change, Frame, Odd, changes};
use crate::model::{Rule, Show, Turn};

/// What somebody's program did.
#[derive(Debug, Clone, Copy)]
pub struct Came<'a> {
    /// What it printed.
    pub out: &'a str,
    /// What it complained of.
    pub errors: &'a str,
    /// How it ended.
    pub end: &'a End,
    /// For how long it has done nothing.
    pub idle: Duration,
}

/// What is wrong, and where it shows first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// What it means.
    pub finding: Finding,
    /// The show in which it was found.
    pub show: Show,
    /// The first lines that differ: what should have come, and what came.
    /// Nothing stands for the end of the output.
    pub lines: Option<[Option<String>; 2]>,
}

/// Compares a show with the one of an engine that goes by `rule`. There is
/// nothing to say if they are the same.
pub fn diagnose(
    show: Show,
    rule: Rule,
    came: Came<'_>,
) -> Option<Diagnosis> {
    let turns = show.turns(rule);
    let should = show.lines(&turns);
    if came.out == should && matches!(came.end, End::Exit(Some(0))) {
        return None;
    }
    let lines = first_difference(&should, came.out);
    let case = Case { show, rule, turns, came };
    Some(Diagnosis { finding: case.find(), show, lines })
}

fn first_difference(
    should: &str,
    came: &str,
) -> Option<[Option<String>; 2]> {
    let (mut should, mut came) = (should.lines(), came.lines());
    loop {
        let pair = [should.next(), came.next()];
        if pair[0] != pair[1] {
            return Some(pair.map(|line| line.map(str::to_owned)));
        }
        if pair == [None, None] {
            return None;
        }
    }
}

struct Case<'a> {
    show: Show,
    rule: Rule,
    turns: Vec<Turn>,
    came: Came<'a>,
}

impl Case<'_> {
    fn find(&self) -> Finding {
        // What the program itself says comes first, and then what it is
        // like as a whole. Only then does it make sense to look at lines.
        self.panicked().unwrap_or_else(|| {
            let frames = match self.frames() {
                Ok(frames) => frames,
                Err(finding) => return finding,
            };
            let changes = changes(&frames);
            let flat = changes.concat();
            self.other_faces(&flat)
                .or_else(|| self.stopped(&frames, &flat))
                .or_else(|| self.refused())
                .or_else(|| redraws(&frames, &changes))
                .unwrap_or_else(|| self.times(&flat))
        })
    }

    fn panicked(&self) -> Option<Finding> {
        let (_, rest) = self.came.errors.split_once("panicked at ")?;
        let (place, rest) = rest.split_once('\n').unwrap_or((rest, ""));
        let message = rest.lines().take_while(|l| !l.starts_with("note:"));
        let message = message.collect::<Vec<_>>().join(" ");
        Some(Finding::Panicked {
            place: panic_place(place),
            message: message.trim().to_owned(),
        })
    }

    fn refused(&self) -> Option<Finding> {
        let End::Exit(code) = *self.came.end else { return None };
        let line = self.came.errors.lines().next().unwrap_or_default();
        let line = line.to_owned();
        (code != Some(0)).then_some(Finding::Refused { code, line })
    }

    fn frames(&self) -> Result<Vec<Frame<'_>>, Finding> {
        let frames = self.came.out.lines().map(|line| {
            Frame::parse(line, &self.show).map_err(|odd| match odd {
                Odd::Torn => Finding::Torn,
                Odd::Foreign => Finding::Foreign(line.trim().to_owned()),
                Odd::Family(faces) => Finding::Family {
                    came: faces,
                    should: self.show.blinkies,
                },
            })
        });
        let odd = frames.clone().find_map(Result::err);
        // A torn line may look like a smaller family.
        let torn = frames.clone().any(|f| f == Err(Finding::Torn));
        match odd {
            Some(Finding::Family { .. }) if torn => Err(Finding::Torn),
            Some(odd) => Err(odd),
            None => frames.collect(),
        }
    }

    /// Whether somebody shows what is not in his script, or goes on after
    /// its end.
    fn other_faces(&self, changes: &[Change<'_>]) -> Option<Finding> {
        let mut scripts = Scripts::of(self.show);
        changes.iter().find_map(|change| {
            let should = scripts.next(change.who);
            (should != Some(change.face)).then(|| Finding::OtherFaces {
                who: change.who,
                time: change.time,
                should: should.map(str::to_owned),
                came: change.face.to_owned(),
            })
        })
    }

    /// Whether the program had to be stopped.
    fn stopped(
        &self,
        frames: &[Frame<'_>],
        changes: &[Change<'_>],
    ) -> Option<Finding> {
        let End::Stopped(limit) = *self.came.end else { return None };
        let last = frames.last().map_or(0, |frame| frame.time);
        let complete = changes.len() == self.turns.len();
        let mut pairs = changes.iter().zip(&self.turns);
        let right = pairs.all(|(c, t)| (c.time, c.who) == (t.time, t.who));
        Some(match limit {
            Limit::Memory => Finding::EatsMemory,
            Limit::Idle | Limit::Time if !right => Finding::RealTime,
            Limit::Idle | Limit::Time => Finding::StandsStill { last },
            Limit::Output => Finding::DrawsForEver { last },
            Limit::Work if complete => Finding::NeverEnds,
            Limit::Work => Finding::GoesRound { last },
        })
    }

    /// Everybody shows the faces of his script. So it is about the times.
    fn times(&self, changes: &[Change<'_>]) -> Finding {
        let came: Vec<_> =
            changes.iter().map(|c| (c.time, c.who)).collect();
        if changes.len() < self.turns.len() {
            return self.missing(&came);
        }
        let length = Duration::from_millis(self.show.millis);
        if self.show.millis > 1_000 && self.came.idle > length * 3 / 4 {
            return Finding::RealTime;
        }
        if came.iter().all(|(time, _)| *time == 0) {
            return Finding::Frozen;
        }
        self.other_rule(&came)
            .or_else(|| self.one_by_one(&came))
            .or_else(|| self.latest(&came))
            .or_else(|| self.blocked(&came))
            .or_else(|| self.tie(&came))
            .unwrap_or_else(|| self.off(&came))
    }

    fn missing(&self, came: &[(u64, usize)]) -> Finding {
        let should = self.turns.iter().map(|turn| (turn.time, turn.who));
        let last = came.last().map_or(0, |(time, _)| *time);
        if should.zip(came).all(|(should, came)| should == *came) {
            let (came, should) = (came.len(), self.turns.len());
            return Finding::EndsEarly { last, came, should };
        }
        let mut left = HashMap::<_, usize>::new();
        for turn in &self.turns {
            *left.entry(turn.who).or_default() += 1;
        }
        for (_, who) in came {
            *left.entry(*who).or_default() -= 1;
        }
        let lost = (0..self.show.blinkies).find(|who| left[who] > 0);
        let who = lost.expect("something is missing");
        let turns = came.iter().filter(|turn| turn.1 == who);
        let last = turns.map(|turn| turn.0).next_back();
        Finding::Stops { who, last }
    }

    /// Whether it is exactly the show of an engine that goes by another
    /// rule.
    fn other_rule(&self, came: &[(u64, usize)]) -> Option<Finding> {
        let is_it = |rule: &Rule| {
            let turns = self.show.turns(*rule);
            turns.iter().map(|t| (t.time, t.who)).eq(came.iter().copied())
        };
        let rules = [
            Rule::Earliest,
            Rule::InTurn,
            Rule::LastAtTies,
            Rule::OldestAtTies,
            Rule::InTurnCatchingUp,
        ];
        let rule = rules.into_iter().find(is_it)?;
        let (time, first, second) = self.first_pair(came);
        Some(match rule {
            rule if rule == self.rule => return None,
            Rule::InTurnCatchingUp if self.rule == Rule::InTurn => {
                Finding::CatchesUp
            }
            Rule::InTurn | Rule::InTurnCatchingUp => {
                let (turn, came) = self.first_off(came)?;
                let (who, due) = (turn.who, turn.time);
                Finding::InTurn { who, due, came }
            }
            Rule::LastAtTies => Finding::LastAtTies { time, first, second },
            Rule::OldestAtTies => {
                Finding::OldestAtTies { time, first, second }
            }
            Rule::Earliest => Finding::NobodyIsLate,
        })
    }

    /// Whether each begins when the one before him has ended.
    fn one_by_one(&self, came: &[(u64, usize)]) -> Option<Finding> {
        let mut names: Vec<_> = came.iter().map(|turn| turn.1).collect();
        names.dedup();
        let each_once = names.len() == self.show.blinkies;
        let last = came.last().map_or(0, |turn| turn.0);
        let longer = last > self.show.millis;
        // If the last one begins, then it is for another reason.
        let in_order =
            names.first() == Some(&0) || self.rule == Rule::InTurn;
        let all = each_once && longer && in_order;
        (self.show.blinkies > 1 && all).then_some(Finding::OneByOne)
    }

    /// Whether, when each has had a first turn in whatever order, whoever
    /// is due last goes first.
    fn latest(&self, came: &[(u64, usize)]) -> Option<Finding> {
        let blinkies = self.show.blinkies;
        let mut scripts = Scripts::of(self.show);
        let mut due = vec![Some(0); blinkies];
        let mut now = 0;
        for (number, &(time, who)) in came.iter().enumerate() {
            if number >= blinkies {
                now = now.max(pass_over(&mut due, &scripts, who)?);
            }
            now = due[who]?.max(now);
            if time != now {
                return None;
            }
            due[who] = Some(now + scripts.next_delay(who)?);
        }
        (blinkies > 1).then_some(Finding::Latest)
    }

    /// Whether nobody moves while somebody sleeps: then all delays add up.
    fn blocked(&self, came: &[(u64, usize)]) -> Option<Finding> {
        let mut delays = Scripts::of(self.show);
        let delays: Vec<_> =
            came.iter().map(|(_, who)| delays.next_delay(*who)).collect();
        let pairs = came.windows(2).zip(delays);
        let mut gaps =
            pairs.map(|(w, delay)| (w[1].0.checked_sub(w[0].0), delay));
        let all = gaps.all(|(gap, delay)| gap == delay);
        (self.show.blinkies > 1 && all).then_some(Finding::Blocked)
    }

    /// Whether all come at their time, and only the order is another one.
    fn tie(&self, came: &[(u64, usize)]) -> Option<Finding> {
        let should = self.turns.iter().map(|turn| (turn.time, turn.who));
        let (mut should, mut sorted): (Vec<_>, Vec<_>) =
            (should.collect(), came.to_vec());
        should.sort_unstable();
        sorted.sort_unstable();
        let (time, first, second) = self.first_pair(came);
        let tie = Finding::Tie { time, first, second };
        (should == sorted).then_some(tie)
    }

    /// The first that is off: when it came, whose turn it was, and who had
    /// it.
    fn first_pair(&self, came: &[(u64, usize)]) -> (u64, usize, usize) {
        let pairs = self.turns.iter().zip(came);
        let mut off = pairs.filter(|(t, came)| (t.time, t.who) != **came);
        let (turn, came) = off.next().expect("they differ");
        (came.0, turn.who, came.1)
    }

    /// The first turn that somebody has at another time than he should,
    /// and when he has it.
    fn first_off(&self, came: &[(u64, usize)]) -> Option<(Turn, u64)> {
        let mut times = vec![Vec::new(); self.show.blinkies];
        came.iter().for_each(|(time, who)| times[*who].push(*time));
        let mut times: Vec<_> =
            times.into_iter().map(Vec::into_iter).collect();
        let mut pairs = self.turns.iter().map(|turn| {
            let came = times[turn.who].next().unwrap_or(turn.time);
            (*turn, came)
        });
        pairs.find(|(turn, came)| turn.time != *came)
    }

    fn off(&self, came: &[(u64, usize)]) -> Finding {
        let off = self.first_off(came);
        let (turn, came) = off.expect("it is no mere tie");
        let (who, due) = (turn.who, turn.time);
        let earlier = self.turns.iter().take_while(|t| **t != turn);
        let asked = earlier.filter(|turn| turn.who == who).last();
        let asked = asked.map(|turn| (turn.time, turn.delay));
        Finding::Off { who, asked, due, came }
    }
}

/// `src/lib.rs:32:55:` without the column; nothing, if nobody has made a
/// mistake there.
fn panic_place(place: &str) -> Option<String> {
    let mut parts = place.trim_end_matches(':').rsplitn(2, ':');
    let (_column, place) = (parts.next()?, parts.next()?);
    (!is_of_std(place)).then(|| place.to_owned())
}

/// Whether a file is the standard library's. It depends on the toolchain what
/// that is called.
fn is_of_std(place: &str) -> bool {
    let place = place.replace('\\', "/");
    place.starts_with("/rustc/") || place.contains("/rustlib/src/rust/")
}

/// The family is drawn, and nobody looks different.
fn redraws(
    frames: &[Frame<'_>],
    changes: &[Vec<Change<'_>>],
) -> Option<Finding> {
    let hollow = changes.iter().position(|changes| changes.len() != 1)?;
    let time = frames[hollow].time;
    Some(match changes[hollow].len() {
        0 => Finding::Redraws { time },
        _ => Finding::Skips { time },
    })
}

/// If whoever is due last goes first: those whose scripts are over have a
/// turn, too, which nobody sees. Returns the time after them; nothing, if
/// it is not the turn of `who` then.
fn pass_over(
    due: &mut [Option<u64>],
    scripts: &Scripts,
    who: usize,
) -> Option<u64> {
    let mut now = 0;
    loop {
        let last = (0..due.len()).max_by_key(|&i| due[i])?;
        if due[last] == due[who] {
            return Some(now);
        }
        if !scripts.is_over(last) {
            return None;
        }
        now = now.max(due[last].take()?);
    }
}

/// What everybody has still to do.
struct Scripts {
    left: Vec<std::vec::IntoIter<(&'static str, u64)>>,
}

impl Scripts {
    fn of(show: Show) -> Self {
        let all = 0..show.blinkies;
        let left = all.map(|who| show.script(who).into_iter());
        Self { left: left.collect() }
    }

    fn next(&mut self, who: usize) -> Option<&'static str> {
        self.left[who].next().map(|frame| frame.0)
    }

    fn is_over(&self, who: usize) -> bool {
        self.left[who].len() == 0
    }

    fn next_delay(&mut self, who: usize) -> Option<u64> {
        self.left[who].next().map(|frame| frame.1)
    }
}
