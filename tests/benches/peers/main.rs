//! Step 07 beside two loops that people trust: tokio's `current_thread`
//! runtime and smol's `LocalExecutor`.
//!
//! `cargo bench -p tests --bench peers` measures, and writes the table
//! `peers.md` into the folder above. What counts is the processor's time:
//! a loop that waits well costs none. The three take turns, round by
//! round, so that whatever else the machine does hits all of them.

mod loops;
mod memory;
mod report;
mod shows;

use std::env;

use cpu_time::ProcessTime;

/// Rounds, of which the median counts.
const ROUNDS: usize = 15;

/// What is measured: a name, how many operations a round has, what part of
/// tokio's time is the goal, and the same work for ours, tokio and smol.
struct Work {
    name: &'static str,
    count: u64,
    goal: f64,
    loops: [fn(u64); 3],
}

macro_rules! work {
    ($name:literal, $count:literal, $goal:literal, $work:ident) => {
        Work {
            name: $name,
            count: $count,
            goal: $goal,
            loops: [
                loops::unio::$work,
                loops::tokio::$work,
                loops::smol::$work,
            ],
        }
    };
}

#[rustfmt::skip]
const WORKS: [Work; 9] = [
    work!("yield", 200_000, 0.5, yields),
    work!("100 tasks that yield", 200_000, 0.5, many_yields),
    work!("start a task and await it", 50_000, 0.5, spawn_and_join),
    work!("start 50,000 tasks, then await them", 50_000, 0.5, spawn_many),
    work!("ping-pong between two tasks", 50_000, 0.6, ping_pong),
    work!("100,000 tasks sleep", 100_000, 1.0, sleepers),
    work!("1,000,000 tasks sleep", 1_000_000, 0.9, sleepers),
    work!("make and drop a sleep, beside another", 50_000, 0.5, beside),
    work!("make and drop a sleep, alone", 50_000, 0.2, alone),
];

fn main() {
    if let Ok(name) = env::var(memory::ROLE) {
        return memory::measure_here(&name);
    }
    let has = |flag| env::args().any(|arg| arg == flag);
    let trial = has("--test") || !has("--bench");
    let rows: Vec<_> =
        WORKS.iter().map(|work| measure(work, trial)).collect();
    if !trial {
        report::write(&rows, &memory::measure(), &shows::measure());
    }
}

/// Nanoseconds of processor time an operation, for each of the three.
fn measure(work: &Work, trial: bool) -> [f64; 3] {
    let (rounds, count) =
        if trial { (1, 100) } else { (ROUNDS, work.count) };
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..rounds {
        for (run, times) in work.loops.iter().zip(&mut times) {
            let start = ProcessTime::now();
            run(count);
            times.push(start.elapsed().as_nanos() as f64 / count as f64);
        }
    }
    times.map(median)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
