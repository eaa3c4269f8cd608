//! How cost grows with the number of tasks.
//!
//! `cargo bench -p benches --bench scaling` measures, and at the end of a
//! whole run writes the table `scaling.md` beside this file. That takes
//! about a quarter of an hour, most of it for the two engines whose cost
//! grows with the number of tasks: before anything is measured, all tasks
//! have to start, and afterwards all of them have to end. With `-- --test`
//! at its end the command only tries whether all this runs.

mod machine;
mod table;

use std::cell::Cell;
use std::env;
use std::path::Path;
use std::process::Stdio;
use std::rc::Rc;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use engines::{Asked, Drive};
use shared::clock;

/// How many events are timed, whatever the number of tasks.
const EVENTS: u64 = 20_000;

const TASKS: [u64; 5] = [10, 100, 1_000, 10_000, 100_000];

/// The engines, by name.
fn engines() -> Vec<(&'static str, Drive<Task>)> {
    let mut engines = engines::engines();
    let tasks = engines.iter_mut().find(|(name, _)| name.starts_with("06"));
    tasks.expect("step 06").1 = engines::unawaited;
    engines
}

fn main() {
    let has = |flag| env::args().any(|arg| arg == flag);
    // This is how the harness too tells a benchmark from a trial.
    let trial = has("--test") || !has("--bench");
    let results = Path::new(env!("CARGO_TARGET_TMPDIR")).join("criterion");
    let mut criterion = Criterion::default()
        .output_directory(&results)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(2))
        .sample_size(10)
        .configure_from_args();

    events(&mut criterion, if trial { &TASKS[..3] } else { &TASKS });
    hour(&mut criterion, if trial { "1m" } else { "1h" });
    criterion.final_summary();
    if env::args().skip(1).eq(["--bench"]) {
        table::write(&results);
    }
}

/// The cost of an event in the middle of a show with so many tasks.
fn events(criterion: &mut Criterion, numbers_of_tasks: &[u64]) {
    let mut group = criterion.benchmark_group("event");
    group.sampling_mode(SamplingMode::Flat);
    group.throughput(Throughput::Elements(EVENTS));
    for (name, engine) in engines() {
        for &tasks in numbers_of_tasks {
            let id = BenchmarkId::new(name, tasks);
            group.bench_function(id, |bencher| {
                bencher.iter_custom(|times| {
                    (0..times).map(|_| play(engine, tasks)).sum()
                });
            });
        }
    }
    group.finish();
}

/// A hundred Blinkies for an hour, as whole programs.
fn hour(criterion: &mut Criterion, duration: &str) {
    let mut group = criterion.benchmark_group("hour");
    group.sampling_mode(SamplingMode::Flat);
    for step in tests::steps() {
        let mut show = tests::blinkies(&step);
        show.args(["--virtual-time", "--duration", duration]);
        show.args(["--blinkies", "100", "--seed", "7"]);
        show.stdout(Stdio::null());
        group.bench_function(&step, |bencher| {
            bencher.iter(|| assert!(show.status().unwrap().success()));
        });
    }
    group.finish();
}

/// Plays a show and tells how long its [`EVENTS`] took.
fn play(engine: Drive<Task>, tasks: u64) -> Duration {
    clock::simulate();
    let watch = Rc::new(Watch::new(tasks));
    let new_task = |number| Task { random: number, watch: watch.clone() };
    engine((0..tasks).map(new_task).collect(), &Asked::default());
    watch.took.get().expect("the show goes on until the last event")
}

/// A stopwatch that the tasks hold in common.
///
/// It starts when all tasks have started, so all sleep while it runs but
/// one, and it stops before the first task ends.
struct Watch {
    events: Cell<u64>,
    first: u64,
    started: Cell<Instant>,
    took: Cell<Option<Duration>>,
}

impl Watch {
    fn new(tasks: u64) -> Self {
        Self {
            events: Cell::new(0),
            first: tasks,
            started: Cell::new(Instant::now()),
            took: Cell::new(None),
        }
    }

    /// Counts one event. Returns whether the show goes on.
    fn goes_on(&self) -> bool {
        let events = self.events.get() + 1;
        self.events.set(events);
        if events == self.first {
            self.started.set(Instant::now());
        } else if events == self.first + EVENTS {
            self.took.set(Some(self.started.get().elapsed()));
        }
        events < self.first + EVENTS
    }
}

/// Yields delays until the show is over.
struct Task {
    random: u64,
    watch: Rc<Watch>,
}

impl Task {
    /// Whole milliseconds up to ten seconds, so that the tasks change
    /// places all the time. The generator is SplitMix64.
    fn delay(&mut self) -> Duration {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.random;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^= x >> 31;
        Duration::from_millis(1 + x % 10_000)
    }
}

impl Iterator for Task {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        self.watch.goes_on().then(|| self.delay())
    }
}
