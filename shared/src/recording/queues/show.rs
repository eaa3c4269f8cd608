//! The family of a show, and the main task that waits for it.

use std::time::Duration;

use super::engine::{Engine, Rule};
use super::{Follows, Players, Who, check};
use crate::cast::{Face, OPEN_EYES, Script};
use crate::recording::{Entry, Event, ShowPlayed, Word};

/// How often a handle of step 06 asks whether its task is done.
const ASKS: Duration = Duration::from_millis(10);

pub(super) struct Family {
    engine: Engine,
    blinkies: Vec<Blinky>,
    /// Whose end the main task waits for: nobody's, before it has created
    /// them.
    main_awaits: Option<usize>,
}

struct Blinky {
    script: Script,
    face: Face,
    /// What it is about to show, and for how long.
    next_face: Face,
    delay: Duration,
    ended: bool,
}

impl Family {
    /// All that the program does before anything is seen of it.
    pub(super) fn new(engine: Engine, show: &ShowPlayed) -> Self {
        let scripts = (0..show.blinkies as u64)
            .map(|number| Script::new(show.seed, number, show.duration));
        let blinkies = scripts.map(Blinky::new).collect();
        let mut family = Self { engine, blinkies, main_awaits: None };
        if family.engine.step == 6 {
            family.engine.add(Who::Main);
        } else {
            family.is_created();
        }
        family
    }

    fn is_created(&mut self) {
        let all = (0..self.blinkies.len()).map(Who::Blinky);
        all.for_each(|who| self.engine.add(who));
        self.main_awaits = Some(0);
    }

    /// Compares what a Blinky does in its turn with its script.
    fn plays(
        &mut self,
        number: usize,
        frame: Option<(&Word, Duration)>,
        thread: usize,
    ) -> Follows {
        self.main_has_turns();
        self.engine.gives_turn(Who::Blinky(number), thread)?;
        let blinky = self.blinkies.get_mut(number);
        let blinky = blinky.ok_or("the family should be larger")?;
        let scripted = blinky.script.next();
        let same = match (scripted, frame) {
            (Some((face, delay)), Some((shown, asked))) => {
                (blinky.next_face, blinky.delay) = (face, delay);
                face == shown && delay == asked
            }
            (None, None) => true,
            _ => false,
        };
        check(same, || match scripted {
            Some((face, delay)) => {
                format!("the script says {face} {delay:?}")
            }
            None => "the script is over".to_owned(),
        })
    }

    fn ends(&mut self, number: usize) {
        self.blinkies[number].ended = true;
        self.engine.queues.turn = None;
        let wakers = self.engine.rule == Rule::Wakers;
        if wakers && self.main_awaits == Some(number) {
            self.engine.queues.ready.push(Who::Main);
        }
    }

    fn draws(&mut self, faces: &[Word], thread: usize) -> Follows {
        if let Some(Who::Blinky(number)) = self.engine.turn(thread) {
            let blinky = &mut self.blinkies[number];
            blinky.face = blinky.next_face;
        }
        let drawn = faces.iter().map(|face| &**face);
        let same = drawn.eq(self.blinkies.iter().map(|b| b.face));
        check(same, || "one face should be new, all others old".to_owned())
    }

    fn sleeps(
        &mut self,
        number: usize,
        until: Duration,
        thread: usize,
    ) -> Follows {
        let who = Who::Blinky(number);
        let awake = self.engine.turn(thread).as_ref() == Some(&who);
        check(awake, || format!("it should not be the turn of {who}"))?;
        let blinky = &self.blinkies[number];
        let right = self.engine.now.saturating_add(blinky.delay);
        check(until == right, || format!("it should be until {right:?}"))?;
        let drawn = blinky.face == blinky.next_face;
        check(drawn, || format!("{who} should have been drawn"))?;
        self.engine.rest(who, until);
        Ok(())
    }

    /// The main task of step 06 has a turn, of which one sees that the loop
    /// waited for it.
    fn main_asks(&mut self) {
        if self.main_awaits.is_none() {
            self.is_created();
        }
        self.engine.queues.turn = None;
        if self.main_goes_on() {
            let until = self.engine.now.saturating_add(ASKS);
            self.engine.rest(Who::Main, until);
        }
    }

    fn goes_on(&mut self, thread: usize) -> Follows {
        self.engine.goes_on(thread)?;
        match self.engine.rule {
            Rule::Wakers => self.engine.rings(),
            _ if self.engine.queues.turn == Some(Who::Main) => {
                self.main_asks();
            }
            _ => {}
        }
        Ok(())
    }

    /// The main task of steps 07 and 08 has its turns, which nobody sees.
    fn main_has_turns(&mut self) {
        while self.engine.queues.ready.first() == Some(&Who::Main) {
            self.engine.queues.ready.remove(0);
            self.main_goes_on();
        }
    }

    /// Main awaits the first Blinky that has not ended, if there is one.
    fn main_goes_on(&mut self) -> bool {
        let first = self.main_awaits.unwrap_or_default();
        let mut left = first..self.blinkies.len();
        self.main_awaits = left.find(|n| !self.blinkies[*n].ended);
        self.main_awaits.is_some()
    }
}

impl Players for Family {
    fn follow(&mut self, _: usize, entry: &Entry) -> Follows {
        self.engine.passes(entry)?;
        let thread = entry.thread;
        match &entry.event {
            Event::Turn { blinky, face, delay } => {
                self.plays(*blinky, Some((face, *delay)), thread)
            }
            Event::Ends { blinky } => {
                self.plays(*blinky, None, thread)?;
                self.ends(*blinky);
                Ok(())
            }
            Event::Drawn { faces } => self.draws(faces, thread),
            Event::Sleeps { blinky, until } => {
                self.sleeps(*blinky, *until, thread)
            }
            Event::Waits { until } => {
                self.main_has_turns();
                self.engine.waits(*until, thread)
            }
            Event::GoesOn => self.goes_on(thread),
            _ => Err("there should be no such event in a show".to_owned()),
        }
    }

    fn end(&mut self) -> Follows {
        self.main_has_turns();
        let all_ended = self.blinkies.iter().all(|blinky| blinky.ended);
        check(all_ended, || "all should have ended".to_owned())?;
        self.engine.ends()
    }

    fn engine(&self) -> &Engine {
        &self.engine
    }
}

impl Blinky {
    fn new(script: Script) -> Self {
        Self {
            script,
            face: OPEN_EYES,
            next_face: OPEN_EYES,
            delay: Duration::ZERO,
            ended: false,
        }
    }
}
