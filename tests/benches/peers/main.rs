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
#[path = "../machine.rs"]
mod machine;
mod memory;
mod report;
mod shows;
mod sockets;

use std::env;
use std::process::Command;

use cpu_time::ProcessTime;

/// Rounds, of which the median counts.
const ROUNDS: usize = 9;

/// The loops, in the order of the columns.
const LOOPS: [&str; 4] = ["07", "08", "smol", "tokio"];

/// What is measured: a name, how many operations a round has, and the same
/// work for each loop that can do it.
struct Work {
    name: &'static str,
    count: u64,
    loops: [Option<fn(u64)>; LOOPS.len()],
}

macro_rules! work {
    ($name:literal, $count:literal, $work:ident) => {
        Work {
            name: $name,
            count: $count,
            loops: [
                Some(loops::unio_07::$work),
                Some(loops::unio_08::$work),
                Some(loops::smol::$work),
                Some(loops::tokio::$work),
            ],
        }
    };
}

macro_rules! echo {
    ($name:literal, $count:literal, $clients:literal) => {
        Work {
            name: $name,
            count: $count,
            loops: [
                None,
                Some(|count| sockets::unio::echo($clients, count)),
                None,
                Some(|count| sockets::tokio::echo($clients, count)),
            ],
        }
    };
}

#[rustfmt::skip]
const WORKS: [Work; 13] = [
    work!("yield", 200_000, yields),
    work!("100 tasks that yield", 200_000, many_yields),
    work!("start a task and await it", 50_000, spawn_and_join),
    work!("start 50,000 tasks, then await them", 50_000, spawn_many),
    work!("ping-pong between two tasks", 50_000, ping_pong),
    work!("100,000 tasks sleep", 100_000, sleepers),
    work!("1,000,000 tasks sleep", 1_000_000, sleepers),
    work!("make and drop a sleep, beside another", 50_000, beside),
    work!("make and drop a sleep, alone", 50_000, alone),
    echo!("echo of 32 bytes, 1 client", 20_000, 1),
    echo!("echo of 32 bytes, 64 clients", 64_000, 64),
    echo!("echo of 32 bytes, 512 clients", 51_200, 512),
    Work {
        name: "to another thread and back",
        count: 20_000,
        loops: [
            Some(sockets::unio_07::across),
            Some(sockets::unio::across),
            None,
            Some(sockets::tokio::across),
        ],
    },
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
    let rows = WORKS.each_ref().map(|work| measure(work, trial));
    if !trial {
        report::write(&rows);
    }
}

/// Measures what has `part` in its name, and writes nothing down.
fn print_some(part: &str, trial: bool) {
    for work in WORKS.iter().filter(|work| work.name.contains(part)) {
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

/// Nanoseconds of processor time an operation, for each of the loops that
/// can do it.
type Times = [Option<f64>; LOOPS.len()];

fn measure(work: &Work, trial: bool) -> Times {
    let (rounds, count) =
        if trial { (1, 1000) } else { (ROUNDS, work.count) };
    let mut times = LOOPS.map(|_| Vec::new());
    for _ in 0..rounds {
        for (run, times) in work.loops.iter().zip(&mut times) {
            let Some(run) = run else { continue };
            // It shall find the memory as it has left it itself, and not
            // as another loop has.
            if !trial {
                run(count);
            }
            let start = ProcessTime::now();
            run(count);
            times.push(start.elapsed().as_nanos() as f64 / count as f64);
        }
    }
    times.map(median)
}

fn median(mut times: Vec<f64>) -> Option<f64> {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied()
}
