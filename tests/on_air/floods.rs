//! The presenter's show never stutters, whatever comes from the net.
//!
//! Here the show plays to the beat of a metronome in its loop, which tells
//! how long it had to wait: not on the clock, since a machine that has
//! other things to do is late by itself, but in what the loop did instead.

use std::env;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use step_08_sockets::BEATS;
use tests::poll;

use super::{Guest, Show, ms};

#[test]
fn a_flood_of_lines_does_not_delay_the_show() {
    is_on_time("lines", |address| {
        let mut stream = TcpStream::connect(address).expect("a seat");
        let mut reader = stream.try_clone().expect("a second handle");
        let read = thread::spawn(move || {
            let mut bytes = vec![0; 1 << 16];
            while let Ok(1..) = reader.read(&mut bytes) {}
        });
        let lines = b"wink\nhelp\nzebra\n".repeat(5_000);
        Flood::of(move || stream.write_all(&lines).is_ok(), Some(read))
    });
}

#[test]
fn a_flood_without_a_line_does_not_delay_the_show() {
    is_on_time("bytes", |address| {
        let mut stream = TcpStream::connect(address).expect("a seat");
        Flood::of(move || stream.write_all(&[7; 1 << 16]).is_ok(), None)
    });
}

#[test]
fn a_flood_of_connections_does_not_delay_the_show() {
    is_on_time("connections", |address| {
        let mut count = 0_u16;
        let vanish = move || {
            count = count.wrapping_add(1);
            let mut address = address;
            if cfg!(target_os = "linux") {
                // Each has so many ports before they run out.
                let [high, low] = (count / 1_000).to_be_bytes();
                address.set_ip([127, 1, high, low].into());
            }
            let Ok(mut stream) = TcpStream::connect(address) else {
                thread::sleep(ms(1));
                return true;
            };
            // Some say something, and some wait for an answer.
            if !count.is_multiple_of(3) {
                let _ = stream.write_all(b"wink\nyawn\nlook");
            }
            if count.is_multiple_of(100) {
                let _ = stream.read(&mut [0; 100]);
            }
            true
        };
        Flood::of(vanish, None)
    });
}

#[test]
fn a_crowd_does_not_delay_the_show() {
    is_on_time("crowd", |address| {
        let guest = |number| {
            let mut guest = Guest::at(address);
            let line = if number % 2 == 0 { "wink\n" } else { "help\n" };
            guest.sends(line.as_bytes());
            guest
        };
        let mut guests: Vec<_> = (0..200).map(guest).collect();
        let busy = move || {
            thread::sleep(ms(100));
            guests
                .iter_mut()
                .all(|guest| guest.stream.write_all(b"yawn\n").is_ok())
        };
        Flood::of(busy, None)
    });
}

#[test]
fn guests_who_do_not_read_do_not_delay_the_show() {
    is_on_time("silence", |address| {
        let connect = |_| TcpStream::connect(address).expect("a seat");
        let silent: Vec<_> = (0..50).map(connect).collect();
        let keep = move || {
            thread::sleep(ms(100));
            silent.len() == 50
        };
        Flood::of(keep, None)
    });
}

/// Something done again and again, as long as this lives.
struct Flood {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Flood {
    fn of(
        mut go_on: impl FnMut() -> bool + Send + 'static,
        other: Option<JoinHandle<()>>,
    ) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let thread = thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) && go_on() {}
        });
        Self { stop, threads: other.into_iter().chain([thread]).collect() }
    }
}

impl Drop for Flood {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// For how long a film shows each of its pictures: who is late by less is
/// not seen to be late. A round of the loop with a crowd to serve takes some
/// of it, and a loop that lets somebody go on and on takes seconds.
const PICTURE: Duration = Duration::from_millis(40);

/// Plays a show with a flood. A beat in ten may come late: somebody has to
/// be served now and then.
fn is_on_time(name: &str, flood: impl Fn(SocketAddr) -> Flood) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(format!("beats_{name}"));
    let mut show = Command::new(env!("CARGO_BIN_EXE_on_the_beat"));
    show.args(["--plain", "--listen", "0.0.0.0:0", "--seed", "7"]);
    show.args(["--blinkies", "20", "--duration", "2s"]);
    let mut show = Show::of(show.env(BEATS, &file));
    show.address.set_ip([127, 0, 0, 1].into());

    let flood = flood(show.address);
    poll("nearly all of the show", || {
        (show.lines().last()?.time > 1_500).then_some(())
    });
    drop(flood);
    assert_eq!(show.end().0, Some(0));
    let beats = fs::read_to_string(file).expect("beats");
    let beats = beats.lines().map(|late| late.parse().expect("a number"));
    let mut beats: Vec<_> = beats.map(Duration::from_nanos).collect();
    beats.sort_unstable();
    let late = beats[beats.len() * 9 / 10];
    println!("{name}: {late:?} of {} beats", beats.len());
    assert!(late < PICTURE, "{late:?} of {} beats", beats.len());
}
