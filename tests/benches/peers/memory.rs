//! How much memory a task takes while it sleeps.
//!
//! A process of its own for each loop, so that nobody uses what another
//! has left. Linux tells how much a process has; elsewhere there is no
//! such figure.

use std::env;
use std::fs;
use std::process::Command;

use crate::loops;

/// The environment variable that says what this process is for.
pub(crate) const ROLE: &str = "PEERS_MEMORY_OF";

const TASKS: u64 = 500_000;

/// Bytes a sleeping task, for ours, tokio and smol.
pub(crate) fn measure() -> [Option<u64>; 3] {
    ["unio", "tokio", "smol"].map(|name| {
        let program = env::current_exe().ok()?;
        let output = Command::new(program).env(ROLE, name).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    })
}

/// Measures one loop in this process, and prints the figure.
pub(crate) fn measure_here(name: &str) {
    let before = resident();
    let look = move || {
        if let (Some(before), Some(now)) = (before, resident()) {
            println!("{}", (now - before) / TASKS);
        }
        std::process::exit(0);
    };
    match name {
        "unio" => loops::unio::while_asleep(TASKS, look),
        "tokio" => loops::tokio::while_asleep(TASKS, look),
        _ => loops::smol::while_asleep(TASKS, look),
    }
}

/// Resident bytes of this process.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}
