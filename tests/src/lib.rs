//! Finds and builds what the tests play: the programs of every step.

use std::collections::HashMap;
use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{LazyLock, Mutex, PoisonError};

/// The folders of all steps, in order.
pub fn steps() -> Vec<String> {
    let folders = fs::read_dir(root().join("steps")).expect("a folder");
    let names = folders.map(|folder| file_name(&folder.unwrap().path()));
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

/// The repository.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("this crate lies in the repository")
}

/// The Blinkies of a step: its `main.rs`, ready to run.
pub fn blinkies(step: &str) -> Command {
    let mut show = program(step);
    if step == ON_AIR {
        // Others play the same show at the same time.
        show.args(["--listen", "127.0.0.1:0"]);
    }
    show
}

/// The same without any flags.
pub fn program(step: &str) -> Command {
    Command::new(built(step).join(format!("step_{step}")))
}

/// The step whose show is on air.
pub const ON_AIR: &str = "08_sockets";

/// A scene of a step: one of its examples, ready to run.
pub fn scene(step: &str, name: &str) -> Command {
    Command::new(built(step).join(name))
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

/// The folder with the programs of one step, built and up to date.
///
/// Scenes of different steps share their names, and cargo puts them all
/// into one folder. So each step is built on its own, and its programs are
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
    cargo_build(step, target.ends_with("release"));
    let program = format!("step_{step}{}", env::consts::EXE_SUFFIX);
    replace(&target.join(&program), &folder.join(&program));
    for scene in scenes(step) {
        let scene = format!("{scene}{}", env::consts::EXE_SUFFIX);
        replace(
            &target.join("examples").join(&scene),
            &folder.join(&scene),
        );
    }
    folder
}

fn cargo_build(step: &str, release: bool) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root());
    cargo.args(["build", "--quiet", "--bins", "--examples", "--package"]);
    cargo.arg(format!("step_{step}"));
    if release {
        cargo.arg("--release");
    }
    cargo.arg("--target-dir").args(target_folder().parent());
    assert!(cargo.status().expect("cargo runs").success(), "{step}");
}

/// The names of a step's scenes: files, or folders with a `main.rs`.
pub fn scenes(step: &str) -> Vec<String> {
    let folder = root().join("steps").join(step).join("examples");
    let entries = fs::read_dir(folder).into_iter().flatten();
    let paths = entries.map(|entry| entry.expect("a file").path());
    let scenes = paths.filter(|path| {
        path.extension() == Some("rs".as_ref())
            || path.join("main.rs").exists()
    });
    let mut names: Vec<_> =
        scenes.map(|path| file_name(&path.with_extension(""))).collect();
    names.sort();
    names
}

/// Where this test program was built: `target/debug` or `target/release`.
fn target_folder() -> PathBuf {
    let program = env::current_exe().expect("a path");
    let folder = program.parent().and_then(Path::parent);
    folder.expect("cargo builds tests into a folder deps").to_owned()
}

/// Replaces a program which may be running.
fn replace(from: &Path, to: &Path) {
    let new = to.with_extension("new");
    let _ = fs::remove_file(&new);
    // A link if possible: a copy is a file that was open for writing, and
    // a child on its way to another program may still hold it open. Then
    // the system would refuse to run it.
    fs::hard_link(from, &new)
        .or_else(|_| fs::copy(from, &new).map(drop))
        .and_then(|()| fs::rename(&new, to))
        .expect("a program in its place");
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().and_then(OsStr::to_str);
    name.expect("a plain name").to_owned()
}
