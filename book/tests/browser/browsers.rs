//! The browsers: as many as there are processors, since a browser keeps one
//! busy, and tests take turns with them. To start one for each test would
//! take longer than most of the tests.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, Weak};
use std::thread;

use tempfile::TempDir;

/// A browser that runs. It ends with this.
struct Browser {
    process: Child,
    /// Where it listens.
    address: String,
    _profile: TempDir,
}

impl Browser {
    fn start(program: &Path) -> Self {
        let profile = tempfile::tempdir().expect("a new folder");
        let mut process = launch(program, profile.path());
        let address = address(&mut process);
        Self { process, address, _profile: profile }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It has nothing to save.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// All of them. They end with the last test that needs one: no test would
/// end those that are kept for ever.
struct Browsers {
    /// Those that nobody uses, some of them not even started.
    free: Mutex<Vec<Option<Browser>>>,
    given_back: Condvar,
}

static BROWSERS: Mutex<Weak<Browsers>> = Mutex::new(Weak::new());

impl Browsers {
    fn shared() -> Arc<Self> {
        let mut shared = BROWSERS.lock().expect("no panic");
        shared.upgrade().unwrap_or_else(|| {
            let all = Arc::new(Self::new());
            *shared = Arc::downgrade(&all);
            all
        })
    }

    fn new() -> Self {
        let mut free = Vec::new();
        free.resize_with(how_many(), || None);
        Self { free: Mutex::new(free), given_back: Condvar::new() }
    }

    /// Waits until one is free.
    fn take(&self) -> Option<Browser> {
        let free = self.free.lock().expect("no panic");
        let none = |free: &mut Vec<_>| free.is_empty();
        let free = self.given_back.wait_while(free, none);
        free.expect("no panic").pop().expect("one is free")
    }

    fn give_back(&self, browser: Option<Browser>) {
        self.free.lock().expect("no panic").push(browser);
        self.given_back.notify_one();
    }
}

/// How many browsers run at a time.
pub(crate) fn how_many() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Somebody's turn with a browser.
pub(crate) struct Turn {
    browsers: Arc<Browsers>,
    browser: Option<Browser>,
}

impl Turn {
    /// Waits for a browser; nothing, if there can be none.
    pub(crate) fn take() -> Option<Self> {
        let program = program()?;
        let browsers = Browsers::shared();
        let browser = browsers.take();
        let mut turn = Self { browsers, browser };
        turn.browser.get_or_insert_with(|| Browser::start(&program));
        Some(turn)
    }

    /// Where the browser listens.
    pub(crate) fn address(&self) -> &str {
        let browser = self.browser.as_ref();
        &browser.expect("it is given back at the end").address
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let browser = self.browser.take();
        // Nobody knows what state it is in if a test has failed.
        let browser = browser.filter(|_| !thread::panicking());
        self.browsers.give_back(browser);
    }
}

fn program() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let path = env::var_os("PATH")?;
    let folders: Vec<_> = env::split_paths(&path).collect();
    let mut places = names
        .iter()
        .flat_map(|name| folders.iter().map(move |f| f.join(name)));
    places.find(|place| place.is_file())
}

fn launch(program: &Path, profile: &Path) -> Child {
    let mut chromium = Command::new(program);
    chromium.args(["--headless=new", "--disable-gpu"]);
    chromium.args(["--no-first-run", "--disable-dev-shm-usage"]);
    // Root has no sandbox, and these pages are our own.
    chromium.args(["--no-sandbox", "--remote-debugging-port=0"]);
    chromium.arg("--hide-scrollbars");
    chromium.arg(format!("--user-data-dir={}", profile.display()));
    chromium.arg("about:blank").stdout(Stdio::null());
    chromium.stderr(Stdio::piped()).spawn().expect("it starts")
}

/// Where the browser listens: it says so as it starts.
fn address(process: &mut Child) -> String {
    let stderr = process.stderr.take().expect("it is piped");
    let mut lines = BufReader::new(stderr).lines();
    let address = lines.by_ref().find_map(|line| {
        let line = line.expect("text");
        let address = line.strip_prefix("DevTools listening on ")?;
        Some(address.to_owned())
    });
    // It must not wait until somebody reads the rest.
    thread::spawn(move || lines.for_each(drop));
    address.expect("the browser starts")
}
