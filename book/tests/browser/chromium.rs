//! Chromium without a window, driven over its DevTools protocol.

use std::env;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Condvar, LazyLock, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

use crate::tools;

/// One browser with one page.
pub(crate) struct Chromium {
    process: Child,
    socket: WebSocket<TcpStream>,
    session: String,
    calls: u64,
    /// What happened since the last page was opened.
    events: Vec<Value>,
    _profile: TempDir,
    _turn: Turn,
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // It has nothing to save.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// There is one for each browser that may run. A browser keeps a processor
/// busy, and twenty of them take twice as long as two at a time.
struct Turn;

static TURNS: LazyLock<Mutex<usize>> = LazyLock::new(|| {
    let processors = thread::available_parallelism();
    Mutex::new(processors.map_or(1, usize::from))
});

static GIVEN_BACK: Condvar = Condvar::new();

impl Turn {
    fn take() -> Self {
        let turns = TURNS.lock().expect("no panic");
        let none = |turns: &mut usize| *turns == 0;
        let turns = GIVEN_BACK.wait_while(turns, none);
        *turns.expect("no panic") -= 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *TURNS.lock().expect("no panic") += 1;
        GIVEN_BACK.notify_one();
    }
}

/// Nothing hangs for longer.
const PATIENCE: Duration = Duration::from_secs(60);

impl Chromium {
    /// Starts the browser; nothing, if there is none.
    pub(crate) fn start() -> Option<Self> {
        let Some(program) = program() else {
            tools::skip_without("chromium");
            return None;
        };
        let turn = Turn::take();
        let profile = tempfile::tempdir().expect("a new folder");
        let mut process = launch(&program, profile.path());
        let address = address(&mut process);
        let mut browser = Self {
            process,
            socket: connect(&address),
            session: String::new(),
            calls: 0,
            events: Vec::new(),
            _profile: profile,
            _turn: turn,
        };
        browser.open_page();
        Some(browser)
    }

    fn open_page(&mut self) {
        let page = json!({ "url": "about:blank" });
        let target = self.call("Target.createTarget", page);
        let target = &target["targetId"];
        let how = json!({ "targetId": target, "flatten": true });
        let attached = self.call("Target.attachToTarget", how);
        let session = attached["sessionId"].as_str().expect("a name");
        self.session = session.to_owned();
        for domain in ["Page", "Runtime", "Log", "DOM"] {
            self.call(&format!("{domain}.enable"), json!({}));
        }
    }

    /// Calls a method of the protocol and waits for its answer.
    pub(crate) fn call(&mut self, method: &str, params: Value) -> Value {
        self.calls += 1;
        let mut call = json!({
            "id": self.calls, "method": method, "params": params,
        });
        if !self.session.is_empty() {
            call["sessionId"] = json!(self.session);
        }
        let call = Message::text(call.to_string());
        self.socket.send(call).expect("the browser listens");
        loop {
            let mut said = self.receive();
            if said["id"] == json!(self.calls) {
                assert!(said["error"].is_null(), "{method}: {said}");
                return said["result"].take();
            }
            self.events.push(said);
        }
    }

    fn receive(&mut self) -> Value {
        loop {
            let message = self.socket.read().expect("the browser answers");
            if let Message::Text(text) = message {
                return serde_json::from_str(&text).expect("JSON");
            }
        }
    }

    /// Opens a page and waits until it is loaded.
    pub(crate) fn go(&mut self, url: &str) {
        self.events.clear();
        self.call("Page.navigate", json!({ "url": url }));
        let is_loaded =
            |event: &Value| event["method"] == "Page.loadEventFired";
        while !self.events.iter().any(is_loaded) {
            let event = self.receive();
            self.events.push(event);
        }
    }

    /// What went wrong on the page, in the console's words.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let wrong = self.events.iter().filter(|event| {
            let params = &event["params"];
            match event["method"].as_str() {
                Some("Runtime.exceptionThrown") => true,
                Some("Log.entryAdded") => {
                    params["entry"]["level"] == "error"
                }
                Some("Runtime.consoleAPICalled") => {
                    params["type"] == "error"
                }
                _ => false,
            }
        });
        wrong.map(ToString::to_string).collect()
    }

    /// Runs a script on the page and returns what it returns.
    pub(crate) fn run(&mut self, script: &str) -> Value {
        let how = json!({
            "expression": script,
            "awaitPromise": true,
            "returnByValue": true,
            "userGesture": true,
        });
        let mut said = self.call("Runtime.evaluate", how);
        let wrong = &said["exceptionDetails"];
        assert!(wrong.is_null(), "{wrong}\n{script}");
        said["result"]["value"].take()
    }

    /// Makes the window so wide.
    pub(crate) fn resize(&mut self, width: u32) {
        let size = json!({
            "width": width,
            "height": 900,
            "deviceScaleFactor": 1,
            "mobile": width < 600,
        });
        self.call("Emulation.setDeviceMetricsOverride", size);
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

fn connect(address: &str) -> WebSocket<TcpStream> {
    let host = address.split('/').nth(2).expect("a host");
    let stream = TcpStream::connect(host).expect("the browser listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    let client = tungstenite::client(address, stream);
    client.expect("the browser answers").0
}
