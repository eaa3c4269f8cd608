//! The presenter's show never stutters, whatever comes from the net.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use shared::cast::{OPEN_EYES, Script};

use super::{Guest, Line, SEED, Show, ms};

/// How many Blinkies are watched for being late.
const HOUSE: usize = 20;

#[test]
fn a_flood_of_lines_does_not_delay_the_show() {
    is_on_time(|address| {
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
    is_on_time(|address| {
        let mut stream = TcpStream::connect(address).expect("a seat");
        Flood::of(move || stream.write_all(&[7; 1 << 16]).is_ok(), None)
    });
}

#[test]
fn a_flood_of_connections_does_not_delay_the_show() {
    is_on_time(|address| {
        let mut count = 0_u16;
        let vanish = move || {
            count = count.wrapping_add(1);
            // Each of these has so many ports before they run out.
            let [high, low] = (count / 1_000).to_be_bytes();
            let ip = [127, 1, high, low];
            let address = SocketAddr::from((ip, address.port()));
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
    is_on_time(|address| {
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

/// Plays a show with a flood and, at the same time, one without. A machine
/// that has other things to do is late now and then; a show that is held up
/// is so every time.
fn is_on_time(flood: impl Fn(SocketAddr) -> Flood) {
    let mut late = Vec::new();
    for _ in 0..3 {
        let mut shows =
            [(); 2].map(|()| start_anywhere(&["--duration", "4s"]));
        let flood = flood(shows[0].address);
        let lines = shows.each_mut().map(|show| show.end().1);
        drop(flood);
        let [flooded, usual] = lines.map(|lines| ninth_of_ten(&lines));
        if flooded <= usual + 5 {
            return;
        }
        late.push(format!("{flooded} ms, usual are {usual}"));
    }
    panic!("{late:?}");
}

/// A show that listens at all of this machine's addresses.
fn start_anywhere(flags: &[&str]) -> Show {
    let mut show = tests::program(tests::ON_AIR);
    show.args(["--plain", "--listen", "0.0.0.0:0"]);
    show.args(["--seed", &SEED.to_string()]);
    show.args(["--blinkies", &HOUSE.to_string()]);
    let mut show = Show::of(show.args(flags));
    show.address.set_ip([127, 0, 0, 1].into());
    show
}

/// By how much a sleep of the house is too long: nine of ten are not later
/// than this.
fn ninth_of_ten(lines: &[Line]) -> i64 {
    let mut late: Vec<_> =
        (0..HOUSE).flat_map(|n| lateness(lines, n)).collect();
    assert!(late.len() > 2 * HOUSE, "{late:?}");
    late.sort_unstable();
    late[(late.len() - 1) * 9 / 10]
}

/// The same for each sleep of one Blinky.
fn lateness(lines: &[Line], number: usize) -> Vec<i64> {
    let mut times = Vec::new();
    let mut before = OPEN_EYES;
    for line in lines {
        let face = line.faces[number].as_str();
        if face != before {
            times.push(line.time);
        }
        before = face;
    }
    let script = Script::new(SEED, number as u64, None);
    let late = times.windows(2).zip(script).map(|(pair, (_, delay))| {
        pair[1] - pair[0] - delay.as_millis() as i64
    });
    late.collect()
}
