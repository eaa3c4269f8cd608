//! Who stands where in the queues of an engine: that is not seen from
//! outside, but follows from what is.
//!
//! Each step has its own rule of who is next. Here the rule is followed
//! from event to event, and whatever the rule says that the engine should
//! do is compared with what it did.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use super::{Entry, Event, Recording, ShowPlayed, Word};
use crate::cast::{Face, OPEN_EYES, Script};

/// How often a handle of step 06 asks whether its task is done.
const ASKS: Duration = Duration::from_millis(10);

/// Somebody who has turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The main task, in steps 06 to 08. Nobody sees its turns.
    Main,
    /// A Blinky, by its number.
    Blinky(usize),
}

impl Display for Who {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Main => write!(f, "the main task"),
            Self::Blinky(number) => write!(f, "Blinky {number}"),
        }
    }
}

/// Somebody who sleeps, or waits for a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sleeper {
    /// Until when.
    pub until: Duration,
    /// Who.
    pub who: Who,
}

/// The queues between two events.
///
/// | step | `ready` | `sleeping` |
/// |---|---|---|
/// | 01 | | the threads that sleep, the first to wake up first |
/// | 02 | the callbacks to call soon | those to call later, as they came |
/// | 03 | | the list, from its front |
/// | 04, 05, 06 | | the queue, sorted by time and then by number |
/// | 07, 08 | the ready queue | the alarms, sorted in the same way |
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queues {
    /// Who has a turn as soon as it is possible, the next first.
    pub ready: Vec<Who>,
    /// Who has one later.
    pub sleeping: Vec<Sleeper>,
    /// What stands on the note of steps 05 and 06, before the loop reads
    /// it.
    pub note: Option<Sleeper>,
    /// Whose turn it is, or is about to be: the loop waits only for that.
    pub turn: Option<Who>,
}

/// Says where a recording is not what the engine should have done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The entry, counted from zero. Behind the last one, something is
    /// missing.
    pub entry: usize,
    /// What should be there.
    pub rule: String,
}

impl Error for Mistake {}

impl Display for Mistake {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "entry {}: {}", self.entry, self.rule)
    }
}

/// The queues after each entry of a show on simulated time.
///
/// # Errors
///
/// At the first entry that is not what the rules of that step ask for.
pub fn queues(recording: &Recording) -> Result<Vec<Queues>, Mistake> {
    let end = recording.entries.len();
    let rules = Rules::of(recording);
    let mut rules = rules.map_err(|rule| Mistake { entry: 0, rule })?;
    let mut all = Vec::new();
    for (entry, event) in recording.entries.iter().enumerate() {
        let follows = rules.follow(event);
        follows.map_err(|rule| Mistake { entry, rule })?;
        all.push(rules.queues.clone());
    }
    rules.end().map_err(|rule| Mistake { entry: end, rule })?;
    Ok(all)
}

/// How an engine chooses who is next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Engine {
    /// 01: it does not.
    Threads,
    /// 02: whoever is ready, and then the earliest.
    Callbacks,
    /// 03: in the order of a list.
    List,
    /// 04 and 05: the earliest, and 06: main asks every [`ASKS`].
    Sorted { main_asks: bool, note: bool },
    /// 07 and 08: whoever is ready; alarms make ready.
    Wakers,
}

impl Engine {
    fn of(program: &str) -> Option<Self> {
        let name = program.strip_prefix("step_")?;
        Some(match name.split_once('_')?.0 {
            "01" => Self::Threads,
            "02" => Self::Callbacks,
            "03" => Self::List,
            "04" => Self::Sorted { main_asks: false, note: false },
            "05" => Self::Sorted { main_asks: false, note: true },
            "06" => Self::Sorted { main_asks: true, note: true },
            "07" | "08" => Self::Wakers,
            _ => return None,
        })
    }
}

/// What has to happen next, according to the engine's rule.
struct Rules {
    engine: Engine,
    queues: Queues,
    now: Duration,
    blinkies: Vec<Blinky>,
    /// Whose end main waits for: nobody's, before it has created them.
    main_awaits: Option<usize>,
    /// Which threads wait: since when, and until when.
    waits: BTreeMap<usize, (Duration, Option<Duration>)>,
}

/// A member of the family.
struct Blinky {
    script: Script,
    face: Face,
    /// What it is about to show, and for how long.
    next_face: Face,
    delay: Duration,
    /// Where it had its first turn.
    thread: Option<usize>,
    ended: bool,
}

type Follows = Result<(), String>;

impl Rules {
    fn of(recording: &Recording) -> Result<Self, String> {
        let run = &recording.run;
        let engine = Engine::of(&run.program);
        let engine = engine.ok_or("the program should be a step's")?;
        let show = run.show.as_ref().filter(|_| run.simulated);
        let show = show.ok_or("it should be a show on simulated time")?;
        let numbers = 0..show.blinkies;
        let blinkies = numbers.map(|number| Blinky::new(number, show));
        let mut rules = Self {
            engine,
            queues: Queues::default(),
            now: Duration::ZERO,
            blinkies: blinkies.collect(),
            main_awaits: None,
            waits: BTreeMap::new(),
        };
        rules.begin();
        Ok(rules)
    }

    /// All that the program does before anything is seen of it.
    fn begin(&mut self) {
        let main_asks = Engine::Sorted { main_asks: true, note: true };
        match self.engine {
            Engine::Threads => {}
            Engine::Callbacks => self.queues.ready = self.family(),
            Engine::Wakers => {
                self.queues.ready = self.family();
                self.main_awaits = Some(0);
            }
            engine if engine == main_asks => self.schedule_now(Who::Main),
            _ => self.schedule_family(),
        }
    }

    fn family(&self) -> Vec<Who> {
        (0..self.blinkies.len()).map(Who::Blinky).collect()
    }

    fn schedule_family(&mut self) {
        self.family().into_iter().for_each(|who| self.schedule_now(who));
    }

    fn schedule_now(&mut self, who: Who) {
        self.schedule(Sleeper { until: self.now, who });
    }

    /// Puts somebody into the queue: in the order of time, and among equals
    /// behind those who have come before.
    fn schedule(&mut self, sleeper: Sleeper) {
        let sleeping = &mut self.queues.sleeping;
        let as_they_come = [Engine::Callbacks, Engine::List];
        let place = if as_they_come.contains(&self.engine) {
            sleeping.len()
        } else {
            sleeping.partition_point(|other| other.until <= sleeper.until)
        };
        sleeping.insert(place, sleeper);
    }

    fn follow(&mut self, entry: &Entry) -> Follows {
        let Entry { at, thread, event } = entry;
        self.is_possible(entry)?;
        self.now = *at;
        if let Some(sleeper) = self.queues.note.take() {
            self.schedule(sleeper);
        }
        match event {
            Event::Turn { blinky, face, delay } => {
                self.has_turn(*blinky, *thread)?;
                self.plays(*blinky, Some((face, *delay)))
            }
            Event::Drawn { faces } => self.draws(faces, *thread),
            Event::Sleeps { blinky, until } => {
                self.sleeps(*blinky, *until, *thread)
            }
            Event::Ends { blinky } => {
                self.has_turn(*blinky, *thread)?;
                self.plays(*blinky, None)
            }
            Event::Waits { until } => self.waits(*until, *thread),
            Event::GoesOn => self.goes_on(*thread),
            _ => Err("there should be no such event in a show".to_owned()),
        }
    }

    /// Nothing happens on a thread that waits, and time passes only for
    /// those who wait for it.
    fn is_possible(&self, Entry { at, thread, event }: &Entry) -> Follows {
        let goes_on = *event == Event::GoesOn;
        let waits = self.waits.contains_key(thread);
        check(goes_on == waits, || match waits {
            true => "the thread waits".to_owned(),
            false => "the thread does not wait".to_owned(),
        })?;
        let time = if goes_on { *at >= self.now } else { *at == self.now };
        check(time, || format!("it should be {:?}", self.now))?;
        let loops = self.engine != Engine::Threads;
        check(!loops || *thread == 0, || "there is one thread".to_owned())
    }

    /// Gives a Blinky its turn, if that is what the rule says.
    fn has_turn(&mut self, blinky: usize, thread: usize) -> Follows {
        let who = Who::Blinky(blinky);
        let member = self.blinkies.get_mut(blinky);
        let member =
            member.ok_or("the family should be as large as told")?;
        let own = *member.thread.get_or_insert(thread);
        check(own == thread, || format!("it should be on thread {own}"))?;
        if self.engine == Engine::Threads {
            let mut sleepers = self.queues.sleeping.iter();
            let awake = sleepers.all(|sleeper| sleeper.who != who);
            return check(awake, || format!("{who} should sleep"));
        }
        self.main_has_turns();
        let ready = &mut self.queues.ready;
        let next = self
            .queues
            .turn
            .take()
            .or_else(|| (!ready.is_empty()).then(|| ready.remove(0)));
        self.queues.turn = Some(who);
        check(next == Some(who), || match next {
            Some(next) => format!("it should be the turn of {next}"),
            None => "it should be nobody's turn".to_owned(),
        })
    }

    /// Compares what a Blinky does in its turn with its script.
    fn plays(
        &mut self,
        blinky: usize,
        frame: Option<(&Word, Duration)>,
    ) -> Follows {
        let member = &mut self.blinkies[blinky];
        let scripted = member.script.next();
        let as_scripted = match (scripted, frame) {
            (Some((face, delay)), Some((shown, asked))) => {
                member.next_face = face;
                member.delay = delay;
                face == shown && delay == asked
            }
            (None, None) => {
                member.ended = true;
                self.ends(Who::Blinky(blinky));
                true
            }
            _ => false,
        };
        check(as_scripted, || match scripted {
            Some((face, delay)) => {
                format!("the script says {face} for {delay:?}")
            }
            None => "the script is over".to_owned(),
        })
    }

    fn ends(&mut self, who: Who) {
        self.queues.turn = None;
        let awaited = self.main_awaits.map(Who::Blinky);
        if self.engine == Engine::Wakers && awaited == Some(who) {
            self.queues.ready.push(Who::Main);
        }
    }

    fn draws(&mut self, faces: &[Word], thread: usize) -> Follows {
        let turn = self.who_is_on(thread);
        for (number, member) in self.blinkies.iter_mut().enumerate() {
            if turn == Some(Who::Blinky(number)) {
                member.face = member.next_face;
            }
        }
        let drawn = faces.iter().map(|face| &**face);
        let same = drawn.eq(self.blinkies.iter().map(|m| m.face));
        check(same, || {
            "one face should be new, and all others old".to_owned()
        })
    }

    /// Whose turn it is, on that thread.
    fn who_is_on(&self, thread: usize) -> Option<Who> {
        if self.engine != Engine::Threads {
            return self.queues.turn;
        }
        let mut members = self.blinkies.iter();
        members.position(|m| m.thread == Some(thread)).map(Who::Blinky)
    }

    fn sleeps(
        &mut self,
        blinky: usize,
        until: Duration,
        thread: usize,
    ) -> Follows {
        let who = Who::Blinky(blinky);
        let awake = self.who_is_on(thread) == Some(who);
        check(awake, || format!("it should not be the turn of {who}"))?;
        let member = &self.blinkies[blinky];
        let right = self.now.saturating_add(member.delay);
        check(until == right, || format!("it should be until {right:?}"))?;
        let drawn = member.face == member.next_face;
        check(drawn, || format!("{who} should have been drawn"))?;
        self.queues.turn = None;
        self.rest(Sleeper { until, who });
        Ok(())
    }

    /// Notes until when somebody sleeps.
    fn rest(&mut self, sleeper: Sleeper) {
        match self.engine {
            Engine::Sorted { note: true, .. } => {
                self.queues.note = Some(sleeper);
            }
            _ => self.schedule(sleeper),
        }
    }

    fn waits(&mut self, until: Option<Duration>, thread: usize) -> Follows {
        self.main_has_turns();
        let Queues { ready, turn, .. } = &self.queues;
        if let Some(who) = turn.or(ready.first().copied()) {
            return Err(format!("it should be the turn of {who}"));
        }
        let place = self.next_sleeper(thread);
        let next = place.map(|place| self.queues.sleeping[place]);
        let right = next.map(|sleeper| sleeper.until);
        check(until == right, || format!("it should be until {right:?}"))?;
        self.waits.insert(thread, (self.now, until));
        if let Some(place) = place
            && ![Engine::Threads, Engine::Wakers].contains(&self.engine)
        {
            self.queues.turn = Some(self.queues.sleeping.remove(place).who);
        }
        Ok(())
    }

    /// Where the sleeper stands for whom the loop waits, or in step 01 the
    /// thread.
    fn next_sleeper(&self, thread: usize) -> Option<usize> {
        let sleeping = &self.queues.sleeping;
        match self.engine {
            Engine::Threads => {
                let own = self.who_is_on(thread)?;
                sleeping.iter().position(|sleeper| sleeper.who == own)
            }
            Engine::Callbacks => {
                let all = 0..sleeping.len();
                all.min_by_key(|&place| sleeping[place].until)
            }
            _ => (!sleeping.is_empty()).then_some(0),
        }
    }

    fn goes_on(&mut self, thread: usize) -> Follows {
        let wait = self.waits.remove(&thread);
        let (since, until) = wait.ok_or("the thread does not wait")?;
        let until = until.ok_or("it should wait for ever")?;
        let right = since.max(until);
        check(self.now == right, || format!("it should be {right:?}"))?;
        let place = self.next_sleeper(thread);
        let due = |sleeper: &Sleeper| sleeper.until <= self.now;
        match (self.engine, place) {
            (Engine::Threads, Some(place)) => {
                self.queues.sleeping.remove(place);
            }
            (Engine::Wakers, _) => {
                let sleeping = &mut self.queues.sleeping;
                let count = sleeping.partition_point(due);
                let woken = sleeping.drain(..count).map(|s| s.who);
                self.queues.ready.extend(woken);
            }
            _ if self.queues.turn == Some(Who::Main) => self.main_asks(),
            _ => {}
        }
        Ok(())
    }

    /// The main task of step 06 has a turn.
    fn main_asks(&mut self) {
        self.queues.turn = None;
        if self.main_awaits.is_none() {
            self.schedule_family();
            self.main_awaits = Some(0);
        }
        if self.main_goes_on() {
            let until = self.now.saturating_add(ASKS);
            self.rest(Sleeper { until, who: Who::Main });
        }
    }

    /// The main task of steps 07 and 08 has its turns, which nobody sees.
    fn main_has_turns(&mut self) {
        while self.queues.ready.first() == Some(&Who::Main) {
            self.queues.ready.remove(0);
            self.main_goes_on();
        }
    }

    /// Lets main await the first Blinky that has not ended, if there is
    /// one.
    fn main_goes_on(&mut self) -> bool {
        let first = self.main_awaits.unwrap_or_default();
        let mut left = first..self.blinkies.len();
        self.main_awaits = left.find(|n| !self.blinkies[*n].ended);
        self.main_awaits.is_some()
    }

    /// Is anybody left?
    fn end(&mut self) -> Follows {
        self.main_has_turns();
        let all_ended = self.blinkies.iter().all(|member| member.ended);
        check(all_ended, || "all should have ended".to_owned())?;
        let empty = self.queues == Queues::default();
        check(empty, || "the queues should be empty".to_owned())
    }
}

impl Blinky {
    fn new(number: usize, show: &ShowPlayed) -> Self {
        Self {
            script: Script::new(show.seed, number as u64, show.duration),
            face: OPEN_EYES,
            next_face: OPEN_EYES,
            delay: Duration::ZERO,
            thread: None,
            ended: false,
        }
    }
}

fn check(holds: bool, rule: impl FnOnce() -> String) -> Follows {
    if holds { Ok(()) } else { Err(rule()) }
}
