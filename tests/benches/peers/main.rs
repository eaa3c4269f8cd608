//! Steps 07 and 08 beside two loops that people trust: tokio's
//! `current_thread` runtime and smol's `LocalExecutor`.
//!
//! `cargo bench -p benches --bench peers` measures, and writes the table
//! `peers.md` into the folder above. What counts is the processor's time:
//! a loop that waits well costs none. The loops take turns, round by
//! round, so that whatever else the machine does hits all of them. A part
//! of a name measures that alone and writes nothing.

mod calls;
mod loops;
mod memory;
mod report;
mod shows;
mod sockets;

use std::env;
use std::process::Command;

use cpu_time::ProcessTime;

/// Rounds, of which the median counts.
const ROUNDS: usize = 9;

/// What is measured: a name, how many operations a round has, what part of
/// tokio's time is the goal, and the same work for each loop, tokio's last.
struct Work {
    name: &'static str,
    count: u64,
    goal: f64,
    loops: &'static [fn(u64)],
}

macro_rules! work {
    ($name:literal, $count:literal, $goal:literal, $work:ident) => {
        Work {
            name: $name,
            count: $count,
            goal: $goal,
            loops: &[
                loops::unio_07::$work,
                loops::unio_08::$work,
                loops::smol::$work,
                loops::tokio::$work,
            ],
        }
    };
}

macro_rules! socket_work {
    ($name:literal, $count:literal, $goal:literal, $work:ident $args:tt) => {
        Work {
            name: $name,
            count: $count,
            goal: $goal,
            loops: &[
                |count| socket_work!(@ unio $work $args count),
                |count| socket_work!(@ tokio $work $args count),
            ],
        }
    };
    (@ $loop:ident $work:ident ($($arg:literal)?) $count:ident) => {
        sockets::$loop::$work($($arg,)? $count)
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

#[rustfmt::skip]
const SOCKET_WORKS: [Work; 4] = [
    socket_work!("echo of 32 bytes, 1 client", 20_000, 1.03, echo(1)),
    socket_work!("echo of 32 bytes, 64 clients", 64_000, 1.03, echo(64)),
    socket_work!("echo of 32 bytes, 512 clients", 51_200, 1.03, echo(512)),
    socket_work!("to another thread and back", 20_000, 1.1, across()),
];

fn main() {
    if let Ok(role) = env::var(ROLE) {
        return play(&role);
    }
    let args: Vec<_> = env::args().skip(1).collect();
    let has = |flag| args.iter().any(|arg| arg == flag);
    let trial = has("--test") || !has("--bench");
    if let Some(part) = args.iter().find(|arg| !arg.starts_with('-')) {
        return print_some(part, trial);
    }
    let measure = |work| measure(work, trial);
    let rows: Vec<_> = WORKS.iter().map(measure).collect();
    let sockets: Vec<_> = SOCKET_WORKS.iter().map(measure).collect();
    if !trial {
        report::write(&rows, &sockets);
    }
}

/// Measures what has `part` in its name, and writes nothing down.
fn print_some(part: &str, trial: bool) {
    let all = WORKS.iter().chain(&SOCKET_WORKS);
    for work in all.filter(|work| work.name.contains(part)) {
        println!("{}: {:.0?} ns", work.name, measure(work, trial));
    }
}

/// The environment variable that says what this process is for, if it is
/// one that another has started.
const ROLE: &str = "PEERS_ROLE";

fn play(role: &str) {
    let (what, rest) = role.split_once(' ').expect("two words");
    match what {
        "asleep" => memory::fall_asleep(rest),
        "connected" => memory::serve(rest),
        "connect" => memory::connect(rest),
        "echo" => calls::echo(rest),
        _ => panic!("nobody plays {what}"),
    }
}

/// This program again, in a role of its own.
fn other(role: &str) -> Command {
    let program = env::current_exe().expect("it has a path");
    let mut command = Command::new(program);
    command.env(ROLE, role);
    command
}

/// Nanoseconds of processor time an operation, for each of the loops.
fn measure(work: &Work, trial: bool) -> Vec<f64> {
    let (rounds, count) =
        if trial { (1, 1000) } else { (ROUNDS, work.count) };
    let mut times = vec![Vec::new(); work.loops.len()];
    for _ in 0..rounds {
        for (run, times) in work.loops.iter().zip(&mut times) {
            // It shall find the memory as it has left it itself, and not
            // as another loop has.
            run(count);
            let start = ProcessTime::now();
            run(count);
            times.push(start.elapsed().as_nanos() as f64 / count as f64);
        }
    }
    times.into_iter().map(median).collect()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
