//! The programs of every step: where they are, and how to run them.

use std::collections::HashMap;
use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{LazyLock, Mutex, PoisonError};

/// The folders of all steps, in order.
pub fn steps() -> Vec<String> {
    names(&root().join("steps"), Path::is_dir)
}

/// The names of a step's scenes: files, or folders with a `main.rs`.
pub fn scenes(step: &str) -> Vec<String> {
    let folder = root().join("steps").join(step).join("examples");
    names(&folder, |path| {
        path.extension() == Some("rs".as_ref())
            || path.join("main.rs").exists()
    })
}

/// The repository.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("this crate lies in the repository")
}

/// The Blinkies of a step: its `main.rs`, ready to run.
pub fn blinkies(step: &str) -> Command {
    let mut show = program(step);
    if is_on_air(step) {
        // Others play the same show at the same time.
        show.args(["--listen", "127.0.0.1:0"]);
    }
    show
}

/// The same without any flags.
pub fn program(step: &str) -> Command {
    static BUILT: LazyLock<()> = LazyLock::new(|| {
        cargo_build("--bins", &steps());
    });
    LazyLock::force(&BUILT);
    Command::new(target_folder().join(executable(&format!("step_{step}"))))
}

/// The last step whose show is on air: others can join it. If its program
/// is an edited copy of another's, it promises all that the other does.
pub fn newest_on_air() -> String {
    let step = steps().into_iter().rfind(|step| is_on_air(step));
    step.expect("one is")
}

fn is_on_air(step: &str) -> bool {
    static KNOWN: LazyLock<Mutex<HashMap<String, bool>>> =
        LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.entry(step.to_owned());
    *known.or_insert_with(|| takes(&program(step), "--listen"))
}

/// Whether a program tells of a flag in its help.
pub fn takes(program: &Command, flag: &str) -> bool {
    let mut program = Command::new(program.get_program());
    printed(program.arg("--help")).contains(flag)
}

/// A scene of a step: one of its examples, ready to run.
pub fn scene(step: &str, name: &str) -> Command {
    Command::new(built(step).join(executable(name)))
}

/// Runs to the end and returns what was printed.
///
/// # Panics
///
/// If the program fails, or prints something that is not UTF-8.
pub fn printed(command: &mut Command) -> String {
    let output = command.output().expect("it is built");
    let Output { status, stdout, stderr } = output;
    let stderr = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{command:?}: {status}\n{stderr}");
    String::from_utf8(stdout).expect("text")
}

/// The folder with the scenes of one step, built and up to date.
///
/// Scenes of different steps share their names, and cargo puts them all
/// into one folder. So each step is built on its own, and its scenes are
/// kept in a folder of their own before the next step is built.
fn built(step: &str) -> PathBuf {
    static BUILT: LazyLock<Mutex<HashMap<String, PathBuf>>> =
        LazyLock::new(Mutex::default);
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = built.entry(step.to_owned());
    folder.or_insert_with(|| build(step)).clone()
}

fn build(step: &str) -> PathBuf {
    let target = target_folder();
    let folder = target.join("stage").join(step);
    fs::create_dir_all(&folder).expect("a new folder");

    // Other test programs do the same at the same time.
    let lock = File::create(target.join("stage/lock")).expect("a file");
    lock.lock().expect("a lock");
    cargo_build("--examples", &[step.to_owned()]);
    for scene in scenes(step).iter().map(|scene| executable(scene)) {
        let new = target.join("examples").join(&scene);
        keep(&new, &folder.join(scene)).expect("a program in its place");
    }
    folder
}

/// Names those packages, too, which a bare `cargo test` names, and so asks
/// for the same features of what all stand on: it is built already.
fn cargo_build(what: &str, steps: &[String]) {
    let target = target_folder();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args(["build", "--quiet", what]);
    cargo.args(["--package", "shared", "--package", "tests"]);
    for step in steps {
        cargo.arg("--package").arg(format!("step_{step}"));
    }
    if target.ends_with("release") {
        cargo.arg("--release");
    }
    cargo.arg("--target-dir").args(target.parent());
    assert!(cargo.status().expect("cargo runs").success(), "{steps:?}");
}

/// Where this test program was built: `target/debug` or `target/release`.
fn target_folder() -> PathBuf {
    let program = env::current_exe().expect("a path");
    let folder = program.parent().and_then(Path::parent);
    folder.expect("cargo builds tests into a folder deps").to_owned()
}

/// Puts a program in the place of an older one, unless it is there.
/// Somebody may be running the older one. On Unix he goes on with it; on
/// Windows it can't be replaced, but then it is rarely older.
fn keep(new: &Path, place: &Path) -> io::Result<()> {
    if is_same(new, place).unwrap_or(false) {
        return Ok(());
    }
    let beside = place.with_extension("new");
    let _ = fs::remove_file(&beside);
    // A link if possible: a copy is a file that was open for writing, and
    // a child on its way to another program may still hold it open. Then
    // the system would refuse to run it.
    fs::hard_link(new, &beside).or_else(|_| copy(new, &beside))?;
    fs::rename(&beside, place)
}

fn is_same(one: &Path, other: &Path) -> io::Result<bool> {
    let (one, other) = (fs::metadata(one)?, fs::metadata(other)?);
    let same_time = one.modified()? == other.modified()?;
    Ok(same_time && one.len() == other.len())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)?;
    let made = fs::metadata(from)?.modified()?;
    File::options().write(true).open(to)?.set_modified(made)
}

fn executable(name: &str) -> String {
    format!("{name}{}", env::consts::EXE_SUFFIX)
}

/// What lies in a folder and is wanted, by name and without what follows a
/// dot.
fn names(folder: &Path, wanted: fn(&Path) -> bool) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let paths = entries.map(|entry| entry.expect("a file").path());
    let name = |path: PathBuf| {
        let name = path.file_stem().and_then(OsStr::to_str);
        name.expect("a plain name").to_owned()
    };
    let mut names: Vec<_> = paths.filter(|p| wanted(p)).map(name).collect();
    names.sort();
    names
}
