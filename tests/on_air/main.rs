//! The show is on air: guests join it, and none of them can hurt it.
//!
//! The programs and the sockets are real, and so is the time. Where it
//! matters what face somebody makes just then, the show is in slow motion:
//! then it hardly matters how long the machine takes to look.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::num::NonZero;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, Once};
use std::thread;
use std::time::Duration;

use tests::lines::{Frame, frames};
use tests::poll;
use vt100::Parser;

mod crowds;
mod floods;
mod input;
mod joining;
mod leaving;
mod listening;
#[cfg(target_os = "linux")]
mod usage;

const SEED: u64 = 7;

/// Slow motion, for what has to be seen while it lasts.
const SLOW: [&str; 2] = ["--speed", "0.25"];

/// A show that prints lines, and what it has printed so far.
struct Show {
    program: Child,
    address: SocketAddr,
    printed: Arc<Mutex<Output>>,
}

/// What somebody has sent so far, and whether that is all.
#[derive(Default)]
struct Output {
    bytes: Vec<u8>,
    end: bool,
}

impl Show {
    fn start(blinkies: usize, flags: &[&str]) -> Self {
        Self::of(show(blinkies).args(flags))
    }

    fn of(show: &mut Command) -> Self {
        allow_many_connections();
        show.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut program = show.spawn().expect("it is built");
        let output = program.stdout.take().expect("a pipe");
        let errors = program.stderr.take().expect("a pipe");
        let mut notice = String::new();
        let read = BufReader::new(errors).read_line(&mut notice);
        read.expect("a line on standard error");
        let printed = Arc::default();
        thread::spawn({
            let printed = Arc::clone(&printed);
            move || collect(output, &printed)
        });
        Self { program, address: address_in(&notice), printed }
    }

    /// All lines that are whole.
    fn lines(&self) -> Vec<Frame> {
        let printed = lock(&self.printed);
        let text = str::from_utf8(&printed.bytes).expect("text");
        let end = text.rfind('\n').map_or(0, |last| last + 1);
        frames(&text[..end])
    }

    /// The faces of the last line that is whole.
    fn family(&self) -> Vec<String> {
        let printed = lock(&self.printed);
        let mut lines = printed.bytes.rsplit(|byte| *byte == b'\n');
        let last = lines.nth(1).map(String::from_utf8_lossy);
        last.map_or(Vec::new(), |text| Frame::of(&text).faces)
    }

    fn wait_for_size(&self, size: usize) {
        let seen = || self.family().len();
        let what = fmt::from_fn(|f| {
            write!(f, "a family of {size}: there are {}", seen())
        });
        poll(what, || (seen() == size).then_some(()));
    }

    /// Does something, and waits until somebody makes this face for it.
    fn answers(&self, act: impl FnOnce(), number: usize, face: &str) {
        let past = self.lines().len();
        act();
        let made = || {
            let lines = self.lines();
            let mut faces = lines[past..].iter().map(|line| &line.faces);
            faces.any(|f| f.get(number).is_some_and(|made| made == face))
        };
        poll(format!("{face} at {number}"), || made().then_some(()));
    }

    fn is_on(&mut self) -> bool {
        self.program.try_wait().expect("a status").is_none()
    }

    /// Waits for its end, and returns its exit code and all of its lines.
    fn end(&mut self) -> (Option<i32>, Vec<Frame>) {
        let status = poll("the end of the show", || {
            self.program.try_wait().expect("a status")
        });
        poll("the last line", || lock(&self.printed).end.then_some(()));
        (status.code(), self.lines())
    }
}

impl Drop for Show {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// The show of a few Blinkies, ready to go on air.
fn show(blinkies: usize) -> Command {
    let mut show = tests::blinkies(&tests::newest_on_air());
    show.args(["--plain", "--seed", &SEED.to_string()]);
    show.args(["--blinkies", &blinkies.to_string()]);
    show
}

/// Where a show says it is on air.
fn address_in(notice: &str) -> SocketAddr {
    let address = notice.trim().strip_prefix("on air: nc ");
    let address = address.and_then(|address| address.split_once(' '));
    let (ip, port) = address.unwrap_or_else(|| panic!("none: {notice}"));
    let ip = ip.parse().expect("an address");
    SocketAddr::new(ip, port.parse().expect("a port"))
}

/// A thousand guests need more descriptors than some systems give unasked.
/// The shows that we start have as many as we.
fn allow_many_connections() {
    static ALLOWED: Once = Once::new();
    ALLOWED.call_once(|| {
        // Two for each guest, and one for the house.
        let limit = rlimit::increase_nofile_limit(10_000);
        let limit = limit.expect("a limit");
        assert!(limit > 3_100, "{limit} descriptors: 3,100 are needed");
    });
}

/// Somebody with a terminal and a program that does what nc does.
struct Guest {
    stream: TcpStream,
    received: Arc<Mutex<Output>>,
    /// What has been typed, and after how many bytes.
    echoes: Vec<(usize, Vec<u8>)>,
}

impl Guest {
    fn of(show: &Show) -> Self {
        Self::at(show.address)
    }

    fn at(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("a connection");
        let reader = stream.try_clone().expect("a second handle");
        let received = Arc::default();
        let output = Arc::clone(&received);
        thread::Builder::new()
            .stack_size(1 << 16)
            .spawn(move || collect(reader, &output))
            .expect("a thread");
        Self { stream, received, echoes: Vec::new() }
    }

    /// A guest who is seen by the show.
    fn seated(show: &Show) -> Self {
        let guest = Self::of(show);
        guest.wait_for("a welcome", |text| text.contains("Welcome"));
        guest
    }

    /// Types something, which the terminal shows by itself: here never in
    /// the middle of a picture.
    fn types(&mut self, text: &str) {
        let echo = text.replace('\n', "\r\n").into_bytes();
        let place = poll("a whole picture", || {
            let bytes = self.bytes();
            let ends = [&b"> "[..], b"\x1b8", b"A", b"B"];
            let whole = ends.iter().any(|end| bytes.ends_with(end));
            whole.then_some(bytes.len())
        });
        self.echoes.push((place, echo));
        self.sends(text.as_bytes());
    }

    fn sends(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).expect("a connection");
    }

    /// What stands on a terminal of this size, without blank ends.
    fn screen(&self, columns: u16, rows: u16) -> String {
        let [rows, columns] = [rows, columns].map(NonZero::new);
        let mut parser =
            Parser::new(rows.expect("some"), columns.expect("some"), 0);
        let bytes = self.bytes();
        let mut done = 0;
        for (place, echo) in &self.echoes {
            parser.process(&bytes[done..*place]);
            parser.process(echo);
            done = *place;
        }
        parser.process(&bytes[done..]);
        let text = parser.screen().contents();
        let rows: Vec<_> = text.lines().map(str::trim_end).collect();
        rows.join("\n").trim_end().to_owned()
    }

    fn text(&self) -> String {
        self.screen(80, 24)
    }

    fn bytes(&self) -> Vec<u8> {
        lock(&self.received).bytes.clone()
    }

    fn wait_for(&self, what: &str, seen: impl Fn(&str) -> bool) {
        poll(what, || seen(&self.text()).then_some(()));
    }

    /// Waits for the end of the stream.
    fn wait_for_end(&self) {
        poll("the end", || lock(&self.received).end.then_some(()));
    }

    fn hangs_up(&self) {
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    /// Closes without having read everything: that resets the connection.
    fn unread(address: SocketAddr) -> TcpStream {
        let stream = TcpStream::connect(address).expect("a connection");
        stream.peek(&mut [0]).expect("a welcome");
        stream
    }
}

/// Reads to the end, whatever that is.
fn collect(mut reader: impl Read, output: &Mutex<Output>) {
    let mut bytes = [0; 1 << 12];
    while let Ok(count @ 1..) = reader.read(&mut bytes) {
        lock(output).bytes.extend(&bytes[..count]);
    }
    lock(output).end = true;
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no panic")
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}
