//! A bench to try things on: a `mine/` of the tests' own.

#[path = "../../common/settle.rs"]
mod settle;

use std::env;
use std::fs;
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::thread;
use std::time::Duration;

use follow::bounded::Stop;
use follow::building::Builder;
use follow::check::{self, Report};
use follow::edits::Edit;
use follow::house::House;
use follow::mine::{self, Goal};
use follow::report;

/// There are two: a mistake that makes a program wait for ever keeps nobody
/// else from being tried.
static BENCHES: [Mutex<()>; 2] = [Mutex::new(()), Mutex::new(())];

/// Those at which one can work at the same time. If the environment says
/// where to build, then what is built at one would lie in the other's way.
fn benches() -> &'static [Mutex<()>] {
    let places = ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR"];
    let is_set = |name| env::var_os(name).is_some();
    if places.into_iter().any(is_set) { &BENCHES[..1] } else { &BENCHES }
}

pub struct Bench {
    pub house: House,
    _turn: MutexGuard<'static, ()>,
}

impl Bench {
    /// Waits until one is free.
    pub fn take() -> Self {
        loop {
            for (number, bench) in benches().iter().enumerate() {
                let turn = match bench.try_lock() {
                    Ok(turn) => turn,
                    Err(TryLockError::Poisoned(left)) => left.into_inner(),
                    Err(TryLockError::WouldBlock) => continue,
                };
                return Self { house: house(number), _turn: turn };
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Puts files there, which are to become a step.
    pub fn put(&self, step: usize, files: &[(String, String)]) {
        let mine = self.house.mine();
        if Goal::read(&self.house).ok().flatten() != Some(Goal::step(step))
        {
            let _ = fs::remove_dir_all(mine);
            let step = self.house.step(step).unwrap();
            mine::catch_up(&self.house, &step).unwrap();
            settle::settle(mine, "bench");
        }
        fs::remove_dir_all(mine.join("src")).unwrap();
        for (name, text) in files {
            let path = mine.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    /// Checks a step with an edit.
    pub fn check_edited(
        &self,
        step: usize,
        edit: &Edit,
        name: &str,
    ) -> Report {
        let numbered = self.house.step(step).unwrap();
        let mut files = mine::copy(&self.house, &numbered).unwrap();
        if let Err(error) = edit.apply(&mut files) {
            panic!("{step:02}, {name}: does not apply any more: {error}");
        }
        self.put(step, &files);
        self.check(step)
    }

    /// Takes away what lies there.
    pub fn clear(&self) {
        let _ = fs::remove_dir_all(self.house.mine());
    }

    pub fn check(&self, step: usize) -> Report {
        let stop = Stop::default();
        let house = &self.house;
        let builder =
            Builder { house, colours: false, stop: &stop, tell: &|_| {} };
        check::check(&builder, Goal::step(step)).unwrap()
    }

    /// What is said, in one line.
    pub fn say(&self, report: &Report) -> String {
        let page = report::page(&self.house, report).unwrap();
        let text = anstream::adapter::strip_str(&page.text(80)).to_string();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The repository, with a `mine/` for each bench. What is built has the same
/// name for all, so whoever cannot build in the usual place has one of its
/// own.
fn house(number: usize) -> House {
    let house = House::here();
    let folder = house.path(format!("target/follow/bench_{number}"));
    fs::create_dir_all(folder.join(".cargo")).unwrap();
    if number > 0 {
        let own = "[build]\ntarget-dir = \"target\"\n";
        fs::write(folder.join(".cargo/config.toml"), own).unwrap();
    }
    house.with_mine(folder.join("mine"))
}
