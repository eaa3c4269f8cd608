//! The show is on air: guests join it, and none of them can hurt it.
//!
//! The programs and the sockets are real. Where something must not be late,
//! the same show runs at the same time without it.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::num::NonZero;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use vt100::Parser;

mod crowds;
mod floods;
mod input;
mod joining;
mod leaving;
mod listening;

const SEED: u64 = 7;

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

/// One line of it: the time in milliseconds, and the faces.
struct Line {
    time: i64,
    faces: Vec<String>,
}

impl Show {
    fn start(blinkies: usize, flags: &[&str]) -> Self {
        Self::of(show(blinkies).args(flags))
    }

    fn of(show: &mut Command) -> Self {
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
    fn lines(&self) -> Vec<Line> {
        let printed = lock(&self.printed);
        let text = str::from_utf8(&printed.bytes).expect("text");
        let end = text.rfind('\n').map_or(0, |last| last + 1);
        text[..end].lines().map(line).collect()
    }

    /// The faces of the last line that is whole.
    fn family(&self) -> Vec<String> {
        let printed = lock(&self.printed);
        let mut lines = printed.bytes.rsplit(|byte| *byte == b'\n');
        let last = lines.nth(1).map(String::from_utf8_lossy);
        last.map_or(Vec::new(), |text| line(&text).faces)
    }

    fn wait_for_size(&self, size: usize) {
        let seen = || self.family().len();
        poll(&format!("a family of {size}, only of {}", seen()), || {
            (seen() == size).then_some(())
        });
    }

    /// The processor time that it has used so far.
    fn processor_time(&self) -> Duration {
        let path = format!("/proc/{}/stat", self.program.id());
        let stat = fs::read_to_string(path).expect("it runs");
        let (_, fields) = stat.rsplit_once(')').expect("a name");
        let fields = fields.split_whitespace();
        let ticks = fields.skip(11).take(2).map(|t| t.parse::<u64>());
        let ticks: u64 = ticks.map(|ticks| ticks.expect("a number")).sum();
        Duration::from_millis(10 * ticks)
    }

    fn descriptors(&self) -> usize {
        let path = format!("/proc/{}/fd", self.program.id());
        fs::read_dir(path).expect("it runs").count()
    }

    /// The memory that it has, in KiB.
    fn memory(&self) -> i64 {
        let path = format!("/proc/{}/status", self.program.id());
        let status = fs::read_to_string(path).expect("it runs");
        let mut lines = status.lines();
        let size = lines.find_map(|l| l.strip_prefix("VmRSS:"));
        let size = size.and_then(|size| size.split_whitespace().next());
        size.expect("a size").parse().expect("a number")
    }

    /// Waits for its end, and returns its exit code and all of its lines.
    fn end(&mut self) -> (Option<i32>, Vec<Line>) {
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
    let mut show = tests::blinkies(tests::ON_AIR);
    show.args(["--plain", "--seed", &SEED.to_string()]);
    show.args(["--blinkies", &blinkies.to_string()]);
    show
}

/// Where a show says it is on air.
fn address_in(notice: &str) -> SocketAddr {
    let address = notice.trim().strip_prefix("on air: nc ");
    let address = address.unwrap_or_else(|| panic!("no notice: {notice}"));
    address.replace(' ', ":").parse().expect("an address")
}

fn line(text: &str) -> Line {
    let (time, faces) = text.trim().split_once("  ").expect("a time");
    Line {
        time: time.replace('.', "").parse().expect("digits"),
        faces: faces.split(' ').map(str::to_owned).collect(),
    }
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

/// Asks until there is an answer: a busy machine may need some time.
fn poll<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(60) {
        if let Some(answer) = ask() {
            return answer;
        }
        thread::sleep(ms(10));
    }
    panic!("no sign of {what}");
}
