//! Is everything ready for a room without a network?

use std::env;
use std::fs;
use std::io::IsTerminal;
use std::net::TcpListener;
use std::process::Command;
use std::time::Instant;

use anstyle::{AnsiColor, Style};
use anyhow::{Context, Result, bail};

use crate::bounded::{self, End, Stop};
use crate::building::{
    Builder, Cancelled, cargo, clean_environment, patient,
};
use crate::house::House;
use crate::mine;
use crate::topics;

/// What was found out, in a line.
enum Finding {
    /// It is ready.
    Ready(String),
    /// One can do without, or do something about it.
    Mind(String, &'static str),
    /// It is not ready.
    Missing(String, &'static str),
}

use Finding::{Mind, Missing, Ready};

/// Looks at everything, a line each. Returns whether all that is needed is
/// there.
pub fn examine(house: &House, stop: &Stop) -> Result<bool> {
    let mut ready = true;
    let mut tell = |what: &str, found: Finding| {
        ready &= !matches!(found, Missing(..));
        tell(what, &found);
    };
    tell("toolchain", toolchain(house)?);
    tell("crates", crates(house, stop)?);
    for (what, packages) in builds(house)? {
        tell(what, build(house, &packages, stop)?);
    }
    tell("mine/", nested(house, stop)?);
    tell("terminal", terminal());
    tell("colours", colours());
    for (port, why, instead) in PORTS {
        tell("port", free(*port, why, instead));
    }
    tell("browser", browser());
    Ok(ready)
}

fn tell(what: &str, found: &Finding) {
    let (colour, mark, text, cure) = match found {
        Ready(text) => (AnsiColor::Green, "ok", text, None),
        Mind(text, cure) => (AnsiColor::Yellow, "--", text, Some(cure)),
        Missing(text, cure) => (AnsiColor::Red, "no", text, Some(cure)),
    };
    let style = Style::new().bold().fg_color(Some(colour.into()));
    anstream::println!("{style}{mark}{style:#}  {what:10} {text}");
    if let Some(cure) = cure {
        anstream::println!("    {:10} {cure}", "");
    }
}

fn toolchain(house: &House) -> Result<Finding> {
    let manifest = house.read("Cargo.toml")?;
    let manifest = manifest.parse::<toml_edit::DocumentMut>()?;
    let oldest = manifest["workspace"]["package"]["rust-version"].as_str();
    let oldest = oldest.context("Cargo.toml: no rust-version")?;
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = Command::new(rustc).arg("--version").output();
    let said = said.map(|output| output.stdout).unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    let version = said.split_whitespace().nth(1).unwrap_or("none");
    let text = format!("rustc {version}; {oldest} or newer is needed");
    Ok(if numbers(version) >= numbers(oldest) {
        Ready(text)
    } else {
        Missing(text, "rustup update stable")
    })
}

/// `1.95.0-beta.2` is 1, 95, 0 and so on.
fn numbers(version: &str) -> Vec<u64> {
    let parts = version.split(|c: char| !c.is_ascii_digit());
    parts.filter_map(|part| part.parse().ok()).collect()
}

fn crates(house: &House, stop: &Stop) -> Result<Finding> {
    let cure = "run this again where there is a network";
    Ok(match run(house, &["fetch", "--locked"], stop)? {
        None => Ready("all that any part of this needs is here".into()),
        Some(said) => Missing(format!("cannot be fetched: {said}"), cure),
    })
}

/// What is built, in words and as cargo is told: as people will run it, since
/// cargo builds a library anew when it is asked for with other features.
fn builds(house: &House) -> Result<[(&'static str, Vec<String>); 3]> {
    let mut steps = Vec::new();
    for step in house.steps()? {
        let build = format!("build --locked -p {}", step.package());
        steps.push(build.clone());
        steps.push(format!("{build} --bins --examples"));
    }
    Ok([
        ("steps", steps),
        ("tests", vec!["test --locked --no-run".to_owned()]),
        ("book", vec!["build --locked -p book".to_owned()]),
    ])
}

fn build(
    house: &House,
    commands: &[String],
    stop: &Stop,
) -> Result<Finding> {
    let start = Instant::now();
    for command in commands {
        let words: Vec<_> = command.split(' ').collect();
        if let Some(said) = run(house, &words, stop)? {
            let text = format!("cargo {command}: {said}");
            return Ok(Missing(text, "the command by itself says more"));
        }
    }
    let seconds = start.elapsed().as_secs();
    Ok(Ready(format!("built, in {seconds} s")))
}

/// What is needed to build `mine/` and its promises, whatever the step.
fn nested(house: &House, stop: &Stop) -> Result<Finding> {
    let start = Instant::now();
    let folder = house.workplace().join("doctor");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let trial = house.clone().with_mine(folder.join("mine"));
    let steps = house.steps()?;
    let last = steps.last().context("there are no steps")?;
    mine::catch_up(&trial, last)?;
    let tell = |_: &str| {};
    let builder =
        Builder { house: &trial, colours: false, stop, tell: &tell };
    let mut good = builder.mine()?.is_good();
    good &= builder.promises(topics::of_step(last.number))?.is_good();
    fs::remove_dir_all(&folder)?;
    let seconds = start.elapsed().as_secs();
    Ok(if good {
        Ready(format!("what it needs is built, in {seconds} s"))
    } else {
        Missing("does not build".into(), "cargo follow catch-up 8")
    })
}

/// Runs cargo. Returns what it complains of, in a line.
fn run(
    house: &House,
    args: &[&str],
    stop: &Stop,
) -> Result<Option<String>> {
    let mut command = Command::new(cargo());
    command.current_dir(house.path(".")).args(args).arg("--quiet");
    clean_environment(&mut command);
    let ran = bounded::run(command, &patient(), stop);
    let ran = ran.context("cannot start cargo")?;
    if ran.end == End::Cancelled {
        bail!(Cancelled);
    }
    let said = String::from_utf8_lossy(&ran.errors);
    let first = said.lines().find(|line| line.contains("error"));
    let first = first.or(said.lines().next()).unwrap_or("without a word");
    Ok((ran.end != End::Exit(Some(0))).then(|| first.to_owned()))
}

fn terminal() -> Finding {
    let size = crossterm::terminal::size().ok();
    let size = size.filter(|_| std::io::stdout().is_terminal());
    let Some((columns, rows)) = size else {
        return Mind(
            "this is none".into(),
            "run it where the show will be",
        );
    };
    let text = format!("{columns} columns and {rows} rows");
    if columns < 80 || rows < 24 {
        let cure = "a family of ten needs 60 columns, the code 76: make it \
                    larger, or play with --blinkies 6";
        return Mind(text, cure);
    }
    Ready(text)
}

fn colours() -> Finding {
    let is_set = |name| env::var_os(name).is_some_and(|v| !v.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    if dumb {
        let cure = "every show will be plain: set TERM to what it is";
        return Mind("TERM is dumb".into(), cure);
    }
    if is_set("NO_COLOR") {
        return Mind("none".into(), "NO_COLOR is set");
    }
    Ready("as the terminal has them".into())
}

/// Which ports are used, for what, and what to do if they are taken.
const PORTS: &[(u16, &str, &str)] = &[
    (
        7878,
        "the show of step 08",
        "end whatever listens there, or: cargo s8 --listen 127.0.0.1:7879",
    ),
    (
        3000,
        "the book",
        "end whatever listens there, or: cargo run -p book -- --port 3001",
    ),
];

fn free(port: u16, why: &str, instead: &'static str) -> Finding {
    match TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => Ready(format!("{port} is free, for {why}")),
        Err(_) => Mind(format!("{port} is taken, for {why}"), instead),
    }
}

fn browser() -> Finding {
    if cfg!(any(windows, target_os = "macos")) {
        return Ready("the system has one".into());
    }
    let asked = env::var("BROWSER").ok();
    let names = asked.iter().map(String::as_str).chain(BROWSERS);
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = env::split_paths(&path).collect();
    let is_there = |name: &&str| {
        folders.iter().any(|folder| folder.join(name).is_file())
    };
    match { names }.find(is_there) {
        Some(name) => Ready(format!("{name}, for the book")),
        None => Mind(
            "none found, for the book".into(),
            "the pages can be read with any: http://127.0.0.1:3000",
        ),
    }
}

const BROWSERS: [&str; 8] = [
    "xdg-open",
    "wslview",
    "firefox",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "brave-browser",
    "epiphany",
];
