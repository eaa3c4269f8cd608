//! Every command in a chapter works, also where there is no network: those
//! that end are run, in virtual time; of those that need a terminal, the words
//! are looked up.

mod common;
#[path = "commands/plans.rs"]
mod plans;
#[path = "commands/readme.rs"]
mod readme;

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;

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
    shell.env("CARGO_NET_OFFLINE", "true");
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
    let words: Vec<_> = cargo.split_whitespace().collect();
    match *words {
        ["cargo", "run", ..] => {
            let program = cargo.split(" -- ").next()?;
            program.contains("step_").then(|| format!("{program} --"))
        }
        ["cargo", show, ..] if is_alias(show, 's') => {
            Some(words[..2].join(" "))
        }
        ["cargo", scene, name, ..] if is_alias(scene, 'x') => {
            Some(format!("cargo {scene} {name} --"))
        }
        _ => None,
    }
}

/// Whether a word is such as `s4`.
fn is_alias(word: &str, first: char) -> bool {
    let number = word.strip_prefix(first);
    number.is_some_and(|number| number.parse::<u8>().is_ok())
}

/// Asks the program for its help, finds each flag in it, and returns it.
fn look_up(place: &str, command: &str) -> String {
    let Some(program) = program(command).or_else(|| task(command)) else {
        println!("{place}: not looked up: {command}");
        return String::new();
    };
    let help = help(&program);
    let flags = command.strip_prefix(&program).unwrap_or_default();
    let flags = flags.split_whitespace();
    for flag in flags.filter(|f| f.starts_with("--") && f.len() > 2) {
        assert!(help.contains(flag), "{place}: {command}: {flag}");
    }
    help
}

/// What a program says of itself, asked once: it is on many pages.
fn help(program: &str) -> String {
    static KNOWN: Mutex<BTreeMap<String, String>> =
        Mutex::new(BTreeMap::new());
    let known = KNOWN.lock().unwrap().get(program).cloned();
    known.unwrap_or_else(|| {
        let help = ask_for_help(program);
        let mut known = KNOWN.lock().unwrap();
        known.insert(program.to_owned(), help.clone());
        help
    })
}

/// The book's own program is here already: on its own cargo would build it
/// once more, and most of what it stands on.
fn ask_for_help(program: &str) -> String {
    let Output { status, stdout, stderr } = if program == BOOK {
        let mut book = Command::new(env!("CARGO_BIN_EXE_book"));
        book.arg("--help").output().expect("it is built")
    } else {
        shell(&format!("{program} --help"))
    };
    let said = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{program}\n{said}");
    String::from_utf8(stdout).expect("text")
}

const BOOK: &str = "cargo run -p book --";

/// What a command asks `cargo follow` for, or the book.
fn task(command: &str) -> Option<String> {
    if command.starts_with(BOOK) {
        return Some(BOOK.to_owned());
    }
    let mut words = command.strip_prefix("cargo follow ")?.split(' ');
    words.next().map(|task| format!("cargo follow {task}"))
}
