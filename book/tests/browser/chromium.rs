//! A page in Chromium without a window, driven over its DevTools protocol.

use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use crate::browsers::Turn;
use crate::tools;

/// One page in a browser. Others know nothing of what it keeps.
pub(crate) struct Chromium {
    socket: WebSocket<TcpStream>,
    /// What pages share that know of one another.
    context: Value,
    session: String,
    calls: u64,
    /// What happened since the last page was opened.
    events: Vec<Value>,
    // The last of all: until then the browser is not free.
    _turn: Turn,
}

/// Nothing hangs for longer.
const PATIENCE: Duration = Duration::from_secs(60);

impl Chromium {
    /// Opens a page; nothing, if there is no browser.
    pub(crate) fn start() -> Option<Self> {
        let Some(turn) = Turn::take() else {
            tools::skip_without("chromium");
            return None;
        };
        let mut browser = Self {
            socket: connect(turn.address()),
            context: Value::Null,
            session: String::new(),
            calls: 0,
            events: Vec::new(),
            _turn: turn,
        };
        browser.open_page();
        Some(browser)
    }

    fn open_page(&mut self) {
        // It goes when nobody is connected any more.
        let until = json!({ "disposeOnDetach": true });
        let mut context = self.call("Target.createBrowserContext", until);
        self.context = context["browserContextId"].take();
        let page = json!({ "url": "about:blank", "browserContextId": self.context });
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

    /// Lets pages do what a reader would be asked for.
    pub(crate) fn allow(&mut self, permissions: &[&str]) {
        let allow = json!({
            "permissions": permissions, "browserContextId": self.context,
        });
        self.call("Browser.grantPermissions", allow);
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

fn connect(address: &str) -> WebSocket<TcpStream> {
    let host = address.split('/').nth(2).expect("a host");
    let stream = TcpStream::connect(host).expect("the browser listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    let client = tungstenite::client(address, stream);
    client.expect("the browser answers").0
}
