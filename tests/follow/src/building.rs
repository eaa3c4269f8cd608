//! Builds what lies in `mine/`, and the promises with it.

use std::collections::HashMap;
use std::env;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::bounded::{self, End, Limits, Stop};
use crate::house::{House, all_files};
use crate::manifest;

/// What came of a build.
#[derive(Debug)]
pub struct Build {
    /// The programs, by name.
    pub programs: HashMap<String, PathBuf>,
    /// What the compiler had to say, if it did not build.
    pub complaints: Vec<Complaint>,
    /// What it warned of.
    pub warnings: Vec<Complaint>,
    /// What cargo had to say, if it did not get as far as that.
    pub refusal: Option<String>,
    /// Whether there was nothing to do.
    pub fresh: bool,
}

/// An error that the compiler found, or something that it is afraid of.
#[derive(Debug, Clone)]
pub struct Complaint {
    /// What it was about to build: the name of the library or program.
    pub target: String,
    /// Such as `E0425`.
    pub code: Option<String>,
    /// In one line.
    pub message: String,
    /// Where it is: `mine/src/lib.rs:12`.
    pub place: String,
    /// As the compiler shows it.
    pub text: String,
}

impl Build {
    /// Whether there is nothing to complain of.
    pub fn is_good(&self) -> bool {
        self.complaints.is_empty() && self.refusal.is_none()
    }

    /// Names files from the root, where people type commands.
    fn name_from_root(&mut self, mine: &str) {
        for found in self.complaints.iter_mut().chain(&mut self.warnings) {
            found.text = from_root(&found.text, mine);
            found.place = format!("{mine}/{}", found.place);
        }
    }
}

/// How to build.
#[derive(Clone)]
pub struct Builder<'a> {
    /// The repository.
    pub house: &'a House,
    /// Whether what the compiler says may have colours.
    pub colours: bool,
    /// When to stop.
    pub stop: &'a Stop,
    /// Is told what is being done.
    pub tell: &'a dyn Fn(&str),
}

impl Builder<'_> {
    /// Builds the program in `mine/`.
    pub fn mine(&self) -> Result<Build> {
        (self.tell)("builds");
        let mine = self.house.mine();
        self.renew_lock(mine, &mine.join("Cargo.toml"))?;
        let build = || self.cargo(mine, &["--bins"], "mine");
        let build = unless_stale(mine, &self.mark("mine"), build)?;
        Ok(build)
    }

    /// Builds the programs that try the promises, as many as can be built.
    pub fn promises(&self, topics: &[&str]) -> Result<Build> {
        (self.tell)("builds the promises");
        let folder = self.house.workplace().join("promises");
        fs::create_dir_all(&folder)?;
        let path = folder.join("Cargo.toml");
        let manifest = manifest::of_promises(self.house, topics)?;
        if fs::read_to_string(&path).ok().as_ref() != Some(&manifest) {
            fs::write(&path, manifest)?;
        }
        // What its library needs may have changed.
        self.renew_lock(&folder, &self.house.mine().join("Cargo.toml"))?;
        let args = ["--bins", "--keep-going"];
        let build = || self.cargo(&folder, &args, "promises");
        unless_stale(self.house.mine(), &self.mark("promises"), build)
    }

    fn mark(&self, name: &str) -> PathBuf {
        self.house.workplace().join(format!("{name}.built"))
    }

    /// Cargo leaves in a lock file what is needed, and nothing else. If
    /// more is needed, then it shall be what the repository has.
    fn renew_lock(&self, folder: &Path, manifest: &Path) -> Result<()> {
        let lock = folder.join("Cargo.lock");
        let age = |path: &Path| fs::metadata(path)?.modified();
        let (lock_age, manifest_age) = (age(&lock), age(manifest));
        let root = self.house.path("Cargo.lock");
        let newest = manifest_age.ok().max(age(&root).ok());
        if lock_age.ok() <= newest {
            fs::copy(root, &lock)
                .with_context(|| format!("cannot write {lock:?}"))?;
        }
        Ok(())
    }

    fn cargo(
        &self,
        folder: &Path,
        args: &[&str],
        what: &str,
    ) -> Result<Build> {
        let mut cargo = Command::new(cargo());
        cargo.current_dir(folder).args(["build", "--quiet"]).args(args);
        cargo.arg(if self.colours {
            "--message-format=json-diagnostic-rendered-ansi"
        } else {
            "--message-format=json"
        });
        clean_environment(&mut cargo);
        let limits = patient();
        let ran = bounded::run(cargo, &limits, self.stop);
        let ran = ran.context("cannot start cargo")?;
        if ran.end == End::Cancelled {
            bail!(Cancelled);
        }
        let mut build = read_messages(&ran.out)?;
        if ran.end != End::Exit(Some(0)) && build.complaints.is_empty() {
            let said = String::from_utf8_lossy(&ran.errors);
            build.refusal = Some(said.trim().to_owned());
        }
        if what == "mine" {
            build.name_from_root(&self.house.call(self.house.mine()));
        }
        Ok(build)
    }
}

/// Somebody has told us to stop.
#[derive(Debug)]
pub struct Cancelled;

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cancelled")
    }
}

impl std::error::Error for Cancelled {}

/// The cargo that has started us, or any.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// What `cargo run` tells the program that it runs is not meant for the
/// cargo that this program runs.
pub fn clean_environment(command: &mut Command) {
    let ours = env::vars_os().map(|(name, _)| name).filter(|name| {
        let name = name.to_string_lossy();
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_BIN_")
    });
    ours.for_each(|name| {
        command.env_remove(name);
    });
    command.env_remove("CARGO_MANIFEST_DIR");
    command.env_remove("CARGO_MANIFEST_PATH");
    command.env_remove("CARGO_CRATE_NAME");
}

/// A build takes as long as it takes.
pub fn patient() -> Limits {
    let long = Duration::from_secs(24 * 3600);
    Limits {
        work: long,
        idle: long,
        time: long,
        memory: u64::MAX,
        output: 1 << 26,
    }
}

/// Cargo tells by a file's age whether it has changed. If somebody has put
/// back an old file, it is deceived, so we look into the files, too.
fn unless_stale(
    mine: &Path,
    mark: &Path,
    build: impl Fn() -> Result<Build>,
) -> Result<Build> {
    let contents = contents(mine)?;
    let first = build()?;
    let before = fs::read(mark).unwrap_or_default();
    let stale = first.fresh && !before.is_empty() && before != contents;
    let built = if stale {
        touch(mine)?;
        build()?
    } else {
        first
    };
    if built.is_good() {
        fs::write(mark, contents)?;
    }
    Ok(built)
}

fn contents(mine: &Path) -> Result<Vec<u8>> {
    let mut contents = mine.to_string_lossy().into_owned().into_bytes();
    for path in all_files(&mine.join("src"))? {
        contents.extend(path.to_string_lossy().bytes());
        contents.extend(fs::read(&path)?);
    }
    Ok(contents)
}

fn touch(mine: &Path) -> Result<()> {
    for path in all_files(&mine.join("src"))? {
        let file = fs::File::options().append(true).open(&path)?;
        file.set_modified(SystemTime::now())?;
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(tag = "reason")]
enum Message {
    #[serde(rename = "compiler-message")]
    Found { target: Target, message: Diagnostic },
    #[serde(rename = "compiler-artifact")]
    Made { target: Target, executable: Option<PathBuf>, fresh: bool },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

#[derive(Deserialize)]
struct Diagnostic {
    level: String,
    message: String,
    code: Option<Code>,
    spans: Vec<Span>,
    rendered: Option<String>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    is_primary: bool,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

fn read_messages(out: &[u8]) -> Result<Build> {
    let mut build = Build {
        programs: HashMap::new(),
        complaints: Vec::new(),
        warnings: Vec::new(),
        refusal: None,
        fresh: true,
    };
    for line in String::from_utf8_lossy(out).lines() {
        let message = serde_json::from_str(line);
        match message.with_context(|| format!("cargo said: {line}"))? {
            Message::Found { target, message } => {
                let is_error = message.level.starts_with("error");
                let to = if is_error {
                    &mut build.complaints
                } else {
                    &mut build.warnings
                };
                to.extend(complaint(target, message));
            }
            Message::Made { target, executable, fresh } => {
                build.fresh &= fresh;
                let program = executable.map(|path| (target.name, path));
                build.programs.extend(program);
            }
            Message::Other => {}
        }
    }
    Ok(build)
}

fn complaint(target: Target, message: Diagnostic) -> Option<Complaint> {
    // The last ones only say how many there were, and have no place.
    let place = message.spans.iter().find(|span| span.is_primary)?;
    let file = place.file_name.replace('\\', "/");
    Some(Complaint {
        target: target.name,
        code: message.code.map(|code| code.code),
        place: format!("{file}:{}", place.line_start),
        text: message.rendered.unwrap_or_else(|| message.message.clone()),
        message: message.message,
    })
}

fn from_root(text: &str, mine: &str) -> String {
    let name = |line: &str| {
        let points = line.contains("--> ") || line.contains("::: ");
        if points {
            line.replacen("src/", &format!("{mine}/src/"), 1)
        } else {
            line.to_owned()
        }
    };
    text.lines().map(|line| name(line) + "\n").collect()
}
