//! Every command in a chapter works: those that end are run, in virtual
//! time; of those that need a terminal, the words are looked up.

mod common;

use std::collections::BTreeSet;
use std::process::{Command, Output, Stdio};

#[test]
fn every_command_can_be_run() {
    let mut done = BTreeSet::new();
    for (place, fence) in common::fences() {
        for command in fence.commands() {
            let needs_terminal = fence.has("terminal");
            if !done.insert((command.clone(), needs_terminal)) {
                continue;
            }
            println!("{place}: {command}");
            if needs_terminal {
                look_up(&place, &command);
            } else {
                run(&place, &command);
            }
        }
    }
    assert!(!done.is_empty());
}

fn run(place: &str, command: &str) {
    let in_real_time =
        plays(command) && !command.contains("--virtual-time");
    assert!(!in_real_time, "{place}: {command}: needs --virtual-time");
    let Output { status, stderr, .. } = shell(command);
    // A difference is no failure.
    let differs = command.contains("diff ") && status.code() == Some(1);
    let stderr = String::from_utf8_lossy(&stderr);
    assert!(status.success() || differs, "{place}: {command}\n{stderr}");
}

fn shell(command: &str) -> Output {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).stdin(Stdio::null());
    shell.current_dir(common::repository().path(""));
    shell.output().expect("there is a shell")
}

/// Whether a command plays a step or a scene.
fn plays(command: &str) -> bool {
    program(command).is_some()
}

/// The part of a command that names a step's program, as far as cargo
/// builds and runs it.
fn program(command: &str) -> Option<String> {
    let cargo = command.split(['|', '>', ';', '&']).next()?.trim();
    let mut words = cargo.split_whitespace();
    let alias = match (words.next()?, words.next()?) {
        ("cargo", "run") => false,
        ("cargo", word) => word.len() == 2 && word.starts_with('s'),
        _ => return None,
    };
    if alias {
        return Some(
            cargo.split_whitespace().take(2).collect::<Vec<_>>().join(" "),
        );
    }
    let program = cargo.split(" -- ").next()?;
    program.contains("step_").then(|| format!("{program} --"))
}

/// Asks the program for its help, and finds each flag in it.
fn look_up(place: &str, command: &str) {
    let Some(program) = program(command) else {
        println!("{place}: not looked up: {command}");
        return;
    };
    let help = shell(&format!("{program} --help"));
    let said = String::from_utf8_lossy(&help.stderr);
    assert!(help.status.success(), "{place}: {command}\n{said}");
    let help = String::from_utf8_lossy(&help.stdout);
    let words =
        command[program.len().min(command.len())..].split_whitespace();
    for flag in
        words.filter(|word| word.starts_with("--") && word.len() > 2)
    {
        assert!(help.contains(flag), "{place}: {command}: {flag}");
    }
}
