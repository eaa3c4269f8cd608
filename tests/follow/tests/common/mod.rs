//! The program itself, with a folder of its own to work in.
#![allow(dead_code)] // Not every test needs all of it.

mod settle;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};

use follow::house::House;
use tempfile::TempDir;

/// Somewhere to begin steps.
pub struct Place {
    folder: PathBuf,
    _temporary: Option<TempDir>,
    _turn: Option<MutexGuard<'static, ()>>,
}

/// One builds at a time: what comes out has the same name for all.
static BUILDING: Mutex<()> = Mutex::new(());

impl Place {
    /// A new place, on the same disk as the repository.
    pub fn new() -> Self {
        let above = House::here().path("target/follow");
        fs::create_dir_all(&above).unwrap();
        let folder = tempfile::tempdir_in(above).unwrap();
        let path = folder.path().to_owned();
        Self { folder: path, _temporary: Some(folder), _turn: None }
    }

    /// A place that is the same each time, where things are to be built.
    /// Waits until nobody else builds.
    pub fn named(name: &str) -> Self {
        let turn = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = House::here().path("target/follow").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self { folder, _temporary: None, _turn: Some(turn) }
    }

    /// Gives the crate in the folder the same version each time.
    pub fn settle(&self) {
        let name = self.folder.file_name().unwrap();
        self.settle_as(&name.to_string_lossy());
    }

    /// The same, with a version that says so.
    pub fn settle_as(&self, name: &str) {
        settle::settle(&self.mine(), name);
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn mine(&self) -> PathBuf {
        self.folder.join("mine")
    }

    /// `cargo follow` with these arguments.
    pub fn follow(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_follow"));
        command.args(args).arg("--mine").arg(self.mine());
        command.env_remove("NO_COLOR").env("RUST_BACKTRACE", "0");
        command
    }

    /// What it says when all goes well.
    pub fn said(&self, args: &[&str]) -> String {
        let Output { status, stdout, stderr } =
            self.follow(args).output().unwrap();
        let stderr = String::from_utf8_lossy(&stderr);
        assert!(status.success(), "{args:?}: {stderr}");
        String::from_utf8(stdout).unwrap()
    }

    /// The folders in it whose names begin like that of the one to type in.
    pub fn folders(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.folder()).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let mut folders: Vec<_> = paths
            .filter(|path| {
                let name = path.file_name().unwrap().to_string_lossy();
                name.starts_with("mine") && name != "mine.work"
            })
            .collect();
        folders.sort();
        folders
    }

    /// The names of these.
    pub fn names(&self) -> Vec<String> {
        let folders = self.folders().into_iter();
        let names = folders.map(|folder| {
            folder.file_name().unwrap().to_string_lossy().into_owned()
        });
        names.collect()
    }
}
