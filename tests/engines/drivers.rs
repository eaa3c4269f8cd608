//! One way to run the same tasks on the engine of each step, from 02 on.
//!
//! A task waits, again and again: it is an iterator of delays, and at its
//! end it ends. Who measures an engine, or counts what it does, brings
//! tasks, and need not know how that engine is spoken to.

/// The engine that the chapter about step 04 tries first.
#[path = "../../steps/04_sorted_heap/examples/sort_by_key/scheduler.rs"]
mod sort_by_key;

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

/// Runs tasks to their end, and counts how often they are asked.
pub type Drive<T> = fn(Vec<T>, &Asked);

/// How often an engine has asked its tasks: called them, polled them, or
/// wanted the next delay. Where main is a task, too, it is among them.
#[derive(Clone, Default)]
pub struct Asked(Rc<Cell<u64>>);

impl Asked {
    /// So far.
    pub fn times(&self) -> u64 {
        self.0.get()
    }

    fn add_one(&self) {
        self.0.set(self.0.get() + 1);
    }
}

/// All engines, by the names of their steps.
pub fn engines<T>() -> Vec<(&'static str, Drive<T>)>
where
    T: Iterator<Item = Duration> + 'static,
{
    vec![
        ("02_callbacks", callbacks),
        ("03_generator_scheduler", generators::drive),
        ("04_sorted_heap, sort_by_key", sorted_list::drive),
        ("04_sorted_heap", sorted_heap::drive),
        ("05_awaitable_sleep", futures),
        ("06_create_task", created_tasks::drive),
        ("07_futures", woken_tasks::drive),
        ("08_sockets", tasks_beside_sockets::drive),
    ]
}

fn callbacks<T>(tasks: Vec<T>, asked: &Asked)
where
    T: Iterator<Item = Duration> + 'static,
{
    use step_02_callbacks::Scheduler;

    fn call<T>(scheduler: &mut Scheduler, mut task: T, asked: Asked)
    where
        T: Iterator<Item = Duration> + 'static,
    {
        asked.add_one();
        if let Some(delay) = task.next() {
            scheduler.call_later(delay, |s| call(s, task, asked));
        }
    }

    let mut scheduler = Scheduler::default();
    for task in tasks {
        let asked = asked.clone();
        scheduler.call_soon(|s| call(s, task, asked));
    }
    scheduler.run();
}

/// The tasks on a scheduler of generators.
macro_rules! schedulers {
    ($($name:ident: $Scheduler:path,)*) => {$(
        mod $name {
            use super::{Asked, Counted, Duration};

            pub(super) fn drive<T>(tasks: Vec<T>, asked: &Asked)
            where
                T: Iterator<Item = Duration> + 'static,
            {
                let mut scheduler = <$Scheduler>::default();
                for task in tasks {
                    scheduler.add(Counted::new(task, asked));
                }
                scheduler.run();
            }
        }
    )*};
}

schedulers! {
    generators: step_03_generator_scheduler::Scheduler,
    sorted_list: crate::sort_by_key::Scheduler,
    sorted_heap: step_04_sorted_heap::Scheduler,
}

fn futures<T>(tasks: Vec<T>, asked: &Asked)
where
    T: Iterator<Item = Duration> + 'static,
{
    use step_05_awaitable_sleep::{Scheduler, sleep};

    let mut scheduler = Scheduler::default();
    for task in tasks {
        scheduler.add(counted(asked, async {
            for delay in task {
                sleep(delay).await;
            }
        }));
    }
    scheduler.run();
}

/// The tasks on a loop with `run`, `create_task` and `sleep`. Main awaits
/// them all, as it does in the show.
macro_rules! loops {
    ($($name:ident: $engine:ident,)*) => {$(
        mod $name {
            use super::{Asked, Duration, counted};
            use $engine::{create_task, run, sleep};

            pub(super) fn drive<T>(tasks: Vec<T>, asked: &Asked)
            where
                T: Iterator<Item = Duration> + 'static,
            {
                let (main, asked) = (asked.clone(), asked.clone());
                run(counted(&main, async move {
                    let tasks = tasks.into_iter().map(|task| {
                        create_task(counted(&asked, async {
                            for delay in task {
                                sleep(delay).await;
                            }
                        }))
                    });
                    for task in tasks.collect::<Vec<_>>() {
                        let _ = task.await;
                    }
                }));
            }
        }
    )*};
}

loops! {
    created_tasks: step_06_create_task,
    woken_tasks: step_07_futures,
    tasks_beside_sockets: step_08_sockets,
}

/// The tasks on 06 with nobody who awaits them: whoever does asks every ten
/// milliseconds, which is much of what there is to measure.
pub fn unawaited<T>(tasks: Vec<T>, asked: &Asked)
where
    T: Iterator<Item = Duration> + 'static,
{
    use step_06_create_task::{create_task, run, sleep};

    let asked = asked.clone();
    run(async move {
        for task in tasks {
            drop(create_task(counted(&asked, async {
                for delay in task {
                    sleep(delay).await;
                }
            })));
        }
    });
}

/// Counts how often it is asked.
struct Counted<T> {
    inner: T,
    asked: Asked,
}

impl<T> Counted<T> {
    fn new(inner: T, asked: &Asked) -> Self {
        Self { inner, asked: asked.clone() }
    }
}

fn counted<F: Future>(asked: &Asked, future: F) -> Counted<Pin<Box<F>>> {
    Counted::new(Box::pin(future), asked)
}

impl<T: Iterator> Iterator for Counted<T> {
    type Item = T::Item;

    fn next(&mut self) -> Option<T::Item> {
        self.asked.add_one();
        self.inner.next()
    }
}

impl<F: Future> Future for Counted<Pin<Box<F>>> {
    type Output = F::Output;

    fn poll(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<F::Output> {
        self.asked.add_one();
        self.inner.as_mut().poll(cx)
    }
}
