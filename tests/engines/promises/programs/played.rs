//! The program on the engine.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use shared::clock;

use super::{Event, Op, Outcome, Program, ROOM, Report, TASKS};
use crate::promises::{
    Count, Log, OnDrop, message, ms, number_in, simulated,
};
use crate::unio;

/// What there is of each task.
#[derive(Default)]
struct Task {
    handle: RefCell<Option<unio::JoinHandle<()>>>,
    is_started: Cell<bool>,
    is_joined: Cell<bool>,
    polls: Count,
    waker: RefCell<Option<Waker>>,
    signal: Cell<bool>,
    listens: RefCell<Option<Waker>>,
}

struct World {
    program: Program,
    tasks: [Task; TASKS],
    lock: unio::Lock<()>,
    queue: unio::Queue<usize>,
    log: Log<(u64, usize, Event)>,
}

pub fn play(program: &Program) -> Report {
    let world = Rc::new(World {
        program: program.clone(),
        tasks: Default::default(),
        lock: unio::Lock::new(()),
        queue: unio::Queue::new(ROOM),
        log: Log::new(),
    });
    let main = World::task(&world, 0);
    let run = AssertUnwindSafe(|| simulated(main));
    let deadlock = catch_unwind(run).err();
    let deadlock = deadlock.map(|panic| number_in(&message(&*panic)));
    let polls = world.tasks.iter().map(|task| task.polls.get());
    Report { polls: polls.collect(), log: world.log.take(), deadlock }
}

impl World {
    fn task(
        world: &Rc<Self>,
        me: usize,
    ) -> impl Future<Output = ()> + use<> {
        let (world, noted) = (world.clone(), world.clone());
        let polls = world.tasks[me].polls.clone();
        let finished = Rc::new(Cell::new(false));
        let is_finished = finished.clone();
        let note = OnDrop(move || match is_finished.get() {
            true => noted.note(me, Event::Finished),
            false => noted.note(me, Event::Dropped),
        });
        polls.polls(async move {
            let _note = note;
            world.keep_waker(me).await;
            for (i, op) in world.program[me].iter().enumerate() {
                let outcome = Self::perform(&world, me, *op).await;
                world.note(me, Event::Did(i, outcome));
            }
            finished.set(true);
        })
    }

    fn note(&self, me: usize, event: Event) {
        let now = clock::now().as_millis() as u64;
        self.log.add((now, me, event));
    }

    async fn keep_waker(&self, me: usize) {
        poll_fn(|cx| {
            let waker = Some(cx.waker().clone());
            *self.tasks[me].waker.borrow_mut() = waker;
            Poll::Ready(())
        })
        .await;
    }

    async fn perform(world: &Rc<Self>, me: usize, op: Op) -> Outcome {
        match op {
            Op::Sleep(millis) => unio::sleep(ms(millis)).await,
            Op::Yield => unio::yield_now().await,
            Op::Wait => world.wait(me).await,
            Op::Lock(millis) => {
                let _guard = world.lock.lock().await;
                unio::sleep(ms(millis)).await;
            }
            Op::Put => world.queue.put(me).await.expect("it is open"),
            Op::Get => {
                let item = world.queue.get().await;
                return Outcome::Item(item.expect("it is open"));
            }
            Op::Join(other) => return world.join(other).await,
            Op::Panic if me != 0 => resume_unwind(Box::new("a panic")),
            op => return Self::act(world, op),
        }
        Outcome::Nothing
    }

    async fn wait(&self, me: usize) {
        let task = &self.tasks[me];
        poll_fn(|cx| {
            if task.signal.take() {
                return Poll::Ready(());
            }
            *task.listens.borrow_mut() = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    async fn join(&self, other: usize) -> Outcome {
        let task = &self.tasks[other];
        if task.is_joined.get() || task.handle.borrow().is_none() {
            return Outcome::Skipped;
        }
        task.is_joined.set(true);
        let result = poll_fn(|cx| {
            let mut handle = task.handle.borrow_mut();
            Pin::new(handle.as_mut().expect("a handle")).poll(cx)
        });
        match result.await {
            Ok(()) => Outcome::Finished,
            Err(unio::JoinError::Cancelled) => Outcome::Cancelled,
            Err(unio::JoinError::Panicked(_)) => Outcome::Panicked,
        }
    }

    /// What is done at once.
    fn act(world: &Rc<Self>, op: Op) -> Outcome {
        match op {
            Op::Spawn(other) => return Self::spawn(world, other),
            Op::Signal(other) => {
                let task = &world.tasks[other];
                task.signal.set(true);
                task.listens.take().into_iter().for_each(Waker::wake);
            }
            Op::Nudge(other) => {
                let waker = world.tasks[other].waker.borrow().clone();
                waker.into_iter().for_each(Waker::wake);
            }
            Op::Detach(other) => return world.detach(other),
            op => return world.tell(op),
        }
        Outcome::Nothing
    }

    fn spawn(world: &Rc<Self>, other: usize) -> Outcome {
        let task = &world.tasks[other];
        if other == 0 || task.is_started.replace(true) {
            return Outcome::Skipped;
        }
        let handle = unio::create_task(Self::task(world, other));
        *task.handle.borrow_mut() = Some(handle);
        Outcome::Nothing
    }

    fn detach(&self, other: usize) -> Outcome {
        let task = &self.tasks[other];
        match task.is_joined.get() || task.handle.take().is_none() {
            true => Outcome::Skipped,
            false => Outcome::Nothing,
        }
    }

    /// What is said to a task through its handle.
    fn tell(&self, op: Op) -> Outcome {
        let with = |other: usize, f: fn(&unio::JoinHandle<()>)| {
            let handle = self.tasks[other].handle.borrow();
            handle.as_ref().map(f)
        };
        let told = match op {
            Op::Cancel(other) => with(other, unio::JoinHandle::cancel),
            Op::Pause(other) => with(other, unio::JoinHandle::pause),
            Op::Resume(other) => with(other, unio::JoinHandle::resume),
            _ => None,
        };
        told.map_or(Outcome::Skipped, |()| Outcome::Nothing)
    }
}
