//! The program without any engine: lists, and who stands where.

use std::collections::{BTreeMap, VecDeque};
use std::mem;

use super::{Event, Op, Outcome, Program, ROOM, Report, TASKS};

/// How far a task is in its present operation.
#[derive(Clone, Copy, Default, PartialEq)]
enum Stage {
    #[default]
    Begins,
    Waits,
    /// It has the lock.
    Holds,
}

#[derive(Default)]
struct Task {
    is_started: bool,
    has_handle: bool,
    is_joined: bool,
    joiner: Option<usize>,
    position: usize,
    stage: Stage,
    polls: usize,
    is_woken: bool,
    is_paused: bool,
    is_cancelled: bool,
    ending: Option<Outcome>,
    signal: bool,
    listens: bool,
}

#[derive(Default)]
struct Paper {
    program: Program,
    now: u64,
    tasks: [Task; TASKS],
    turns: VecDeque<usize>,
    /// When, and in the order in which they fell asleep, who wakes up.
    sleepers: BTreeMap<(u64, usize), usize>,
    sleeps: usize,
    lock: Line,
    putters: Line,
    getters: Line,
    items: VecDeque<usize>,
    log: Vec<(u64, usize, Event)>,
}

type Line = Vec<usize>;

pub fn play(program: &Program) -> Report {
    let mut paper = Paper { program: program.clone(), ..Paper::default() };
    paper.tasks[0].is_started = true;
    paper.wake(0);
    let deadlock = paper.run();
    let polls = paper.tasks.iter().map(|task| task.polls).collect();
    for task in paper.unfinished() {
        paper.note(task, Event::Dropped);
    }
    Report { log: paper.log, polls, deadlock }
}

impl Paper {
    fn run(&mut self) -> Option<usize> {
        while self.tasks[0].ending.is_none() {
            if let Some(task) = self.turns.pop_front() {
                self.turn(task);
            } else if let Some((&(time, _), _)) =
                self.sleepers.first_key_value()
            {
                self.now = time;
                self.wake_sleepers();
            } else {
                return Some(self.unfinished().len());
            }
        }
        None
    }

    fn wake_sleepers(&mut self) {
        while let Some(first) = self.sleepers.first_entry()
            && first.key().0 == self.now
        {
            let task = first.remove();
            self.wake(task);
        }
    }

    fn unfinished(&self) -> Vec<usize> {
        let is_unfinished = |task: &usize| {
            let task = &self.tasks[*task];
            task.is_started && task.ending.is_none()
        };
        (0..TASKS).filter(is_unfinished).collect()
    }

    fn note(&mut self, task: usize, event: Event) {
        self.log.push((self.now, task, event));
    }

    fn wake(&mut self, me: usize) {
        let task = &mut self.tasks[me];
        if task.is_started && !mem::replace(&mut task.is_woken, true) {
            self.turns.push_back(me);
        }
    }

    fn wake_first(&mut self, line: fn(&mut Self) -> &mut Line) {
        if let Some(first) = line(self).first().copied() {
            self.wake(first);
        }
    }

    fn turn(&mut self, me: usize) {
        let task = &mut self.tasks[me];
        if task.ending.is_some() || !task.is_woken || task.is_paused {
            return;
        }
        task.is_woken = false;
        if task.is_cancelled {
            return self.end(me, Outcome::Cancelled);
        }
        task.polls += 1;
        loop {
            let position = self.tasks[me].position;
            let Some(&op) = self.program[me].get(position) else {
                return self.end(me, Outcome::Finished);
            };
            if matches!(op, Op::Panic) && me != 0 {
                return self.end(me, Outcome::Panicked);
            }
            let Some(outcome) = self.perform(me, op) else { return };
            self.note(me, Event::Did(position, outcome));
            self.tasks[me].position += 1;
            self.tasks[me].stage = Stage::Begins;
        }
    }

    fn end(&mut self, me: usize, ending: Outcome) {
        self.sleepers.retain(|_, task| *task != me);
        self.leave(me, |paper| &mut paper.lock);
        self.leave(me, |paper| &mut paper.putters);
        self.leave(me, |paper| &mut paper.getters);
        self.tasks[me].ending = Some(ending);
        match ending {
            Outcome::Finished => self.note(me, Event::Finished),
            _ => self.note(me, Event::Dropped),
        }
        if let Some(joiner) = self.tasks[me].joiner {
            self.wake(joiner);
        }
    }

    /// Leaves a line. If that was its head, the next one is woken.
    fn leave(&mut self, me: usize, line: fn(&mut Self) -> &mut Line) {
        let was_first = line(self).first() == Some(&me);
        line(self).retain(|task| *task != me);
        if was_first {
            self.wake_first(line);
        }
    }

    fn fall_asleep(&mut self, me: usize, millis: u64) {
        self.sleeps += 1;
        self.sleepers.insert((self.now + millis, self.sleeps), me);
    }

    fn is_asleep(&self, me: usize) -> bool {
        self.sleepers.values().any(|task| *task == me)
    }

    /// One operation, or the next part of it. None if it is not done.
    fn perform(&mut self, me: usize, op: Op) -> Option<Outcome> {
        let task = &mut self.tasks[me];
        let stage = mem::replace(&mut task.stage, Stage::Waits);
        let begins = stage == Stage::Begins;
        let is_done = match op {
            Op::Sleep(millis) if begins => {
                self.fall_asleep(me, millis);
                false
            }
            Op::Sleep(_) => !self.is_asleep(me),
            Op::Yield if begins => {
                self.wake(me);
                false
            }
            Op::Yield => true,
            Op::Wait => {
                let is_signalled = mem::take(&mut task.signal);
                task.listens |= !is_signalled;
                is_signalled
            }
            Op::Lock(millis) => self.lock(me, stage, millis),
            Op::Put => self.put(me, begins),
            Op::Get => return self.get(me, begins),
            Op::Join(other) => return self.join(me, other, begins),
            op => return Some(self.act(op)),
        };
        is_done.then_some(Outcome::Nothing)
    }

    fn lock(&mut self, me: usize, stage: Stage, millis: u64) -> bool {
        if stage == Stage::Begins {
            self.lock.push(me);
        }
        if stage != Stage::Holds && self.lock[0] == me {
            self.fall_asleep(me, millis);
        }
        if self.lock[0] == me {
            self.tasks[me].stage = Stage::Holds;
        }
        let is_done = stage == Stage::Holds && !self.is_asleep(me);
        if is_done {
            self.leave(me, |paper| &mut paper.lock);
        }
        is_done
    }

    fn put(&mut self, me: usize, begins: bool) -> bool {
        if begins {
            self.putters.push(me);
        }
        let may = self.putters[0] == me && self.items.len() < ROOM;
        if may {
            self.items.push_back(me);
            self.wake_first(|paper| &mut paper.getters);
            self.leave(me, |paper| &mut paper.putters);
        }
        may
    }

    fn get(&mut self, me: usize, begins: bool) -> Option<Outcome> {
        if begins {
            self.getters.push(me);
        }
        if self.getters[0] != me {
            return None;
        }
        let item = self.items.pop_front()?;
        self.wake_first(|paper| &mut paper.putters);
        self.leave(me, |paper| &mut paper.getters);
        Some(Outcome::Item(item))
    }

    fn join(
        &mut self,
        me: usize,
        other: usize,
        begins: bool,
    ) -> Option<Outcome> {
        let task = &mut self.tasks[other];
        if begins && (task.is_joined || !task.has_handle) {
            return Some(Outcome::Skipped);
        }
        task.is_joined = true;
        task.joiner = Some(me);
        task.ending
    }

    /// What is done at once.
    fn act(&mut self, op: Op) -> Outcome {
        match op {
            Op::Spawn(other) => return self.spawn(other),
            Op::Signal(other) => {
                self.tasks[other].signal = true;
                if mem::take(&mut self.tasks[other].listens) {
                    self.wake(other);
                }
            }
            // The waker is from its first poll.
            Op::Nudge(other) if self.tasks[other].polls == 0 => {}
            Op::Nudge(other) => self.wake(other),
            op => return self.tell(op),
        }
        Outcome::Nothing
    }

    fn spawn(&mut self, other: usize) -> Outcome {
        let task = &mut self.tasks[other];
        if mem::replace(&mut task.is_started, true) {
            return Outcome::Skipped;
        }
        task.has_handle = true;
        self.wake(other);
        Outcome::Nothing
    }

    /// What is said to a task through its handle.
    fn tell(&mut self, op: Op) -> Outcome {
        let (Op::Cancel(other)
        | Op::Pause(other)
        | Op::Resume(other)
        | Op::Detach(other)) = op
        else {
            return Outcome::Skipped;
        };
        let task = &mut self.tasks[other];
        let is_kept = task.is_joined && matches!(op, Op::Detach(_));
        if !task.has_handle || is_kept {
            return Outcome::Skipped;
        }
        match op {
            Op::Pause(_) => task.is_paused = !task.is_cancelled,
            Op::Resume(_) => self.resume(other),
            Op::Detach(_) => task.has_handle = false,
            _ => {
                task.is_cancelled = true;
                self.resume(other);
                self.wake(other);
            }
        }
        Outcome::Nothing
    }

    fn resume(&mut self, other: usize) {
        let task = &mut self.tasks[other];
        task.is_paused = false;
        // It has missed its turn.
        if task.is_woken && !self.turns.contains(&other) {
            self.turns.push_back(other);
        }
    }
}
