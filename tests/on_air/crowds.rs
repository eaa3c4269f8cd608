//! Crowds: many at once, many one after the other, and more than there is
//! room for.

#[cfg(target_os = "linux")]
use std::io::Write;
use std::net::TcpStream;
#[cfg(target_os = "linux")]
use std::net::{Shutdown, SocketAddr};
#[cfg(target_os = "linux")]
use std::process::Command;

use tests::poll;

use super::{Guest, Show};

/// Every picture that anybody sees is one that the show has drawn, and they
/// come in the same order. Some may be left out.
#[test]
fn a_thousand_guests_see_the_same_show() {
    let show = Show::start(30, &["--speed", "0.1"]);
    let guests: Vec<_> = (0..1_000).map(|_| Guest::of(&show)).collect();
    show.wait_for_size(1_030);
    let one_more = Guest::of(&show);
    one_more.wait_for_end();
    assert!(one_more.text().contains("The house is full"));
    guests[0].wait_for("the crowd", |t| t.contains("and 822 more"));
    for guest in &guests {
        let seen = || guest.pictures().len() > 4;
        poll("some pictures", || seen().then_some(()));
    }
    let seen: Vec<_> = guests.iter().map(Guest::pictures).collect();
    // When this has been drawn, so has everything that they have seen.
    guests[0].hangs_up();
    show.wait_for_size(1_029);
    let lines = show.lines();
    let drawn: Vec<_> = lines.iter().map(|l| l.faces.join(" ")).collect();
    for pictures in seen {
        let mut drawn = drawn.iter();
        for picture in &pictures {
            let seen = |line: &String| line.starts_with(picture.as_str());
            assert!(drawn.any(seen), "{picture}");
        }
    }
}

impl Guest {
    /// The families that this guest has seen, as lines.
    fn pictures(&self) -> Vec<String> {
        pictures(&self.bytes())
    }
}

fn pictures(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let parts = text.split("\x1b[H").skip(1);
    let pictures = parts.map(|part| {
        let part = part.replace("\x1b[K", "").replace("\x1b[J", "");
        let family = part.split(['\x1b']).next().unwrap_or_default();
        let family = family.split("\r\n\r\n").next().unwrap_or_default();
        let rows = family.split("\r\n").filter(|r| !r.starts_with("and "));
        rows.collect::<Vec<_>>().join(" ")
    });
    let mut pictures: Vec<_> = pictures.collect();
    // The last one may have been on its way.
    pictures.pop();
    pictures.dedup();
    pictures
}

/// So many connections leave room for no other that stays.
#[cfg(target_os = "linux")]
#[test]
fn who_connects_and_vanishes_leaves_nothing() {
    let mut show = tests::program(&tests::newest_on_air());
    show.args(["--plain", "--blinkies", "3", "--listen", "0.0.0.0:0"]);
    let show = Show::of(&mut show);
    poll("the family", || (!show.family().is_empty()).then_some(()));
    let descriptors = show.descriptors();
    let mut memory = Vec::new();
    for round in 1..=4 {
        let port = show.address.port();
        let address = SocketAddr::from(([127, 0, 0, round], port));
        for _ in 0..20 {
            // All at once would make it grow: it has room for as many as
            // there ever were at a time.
            (0..50).for_each(|number| vanish(number, address));
            poll("the end of all connections", || {
                (show.descriptors() == descriptors).then_some(())
            });
        }
        memory.push(show.memory());
    }
    // The first rounds make room, and then it is enough.
    assert!(memory[3] - memory[1] < 64, "{memory:?} KiB");
}

/// In one of several ways.
#[cfg(target_os = "linux")]
fn vanish(number: u32, address: SocketAddr) {
    let mut stream = TcpStream::connect(address).expect("a port");
    match number % 4 {
        0 => stream.write_all(b"wink\nya").expect("a connection"),
        1 => drop(stream.peek(&mut [0])),
        2 => drop(stream.shutdown(Shutdown::Write)),
        _ => {}
    }
}

#[cfg(target_os = "linux")]
#[test]
fn without_descriptors_the_show_waits_for_better_times() {
    let show = super::show(3);
    let mut sh = Command::new("sh");
    sh.args(["-c", "ulimit -n 64; exec \"$@\"", "sh"]);
    sh.arg(show.get_program()).args(show.get_args());
    let show = Show::of(&mut sh);
    let mut guests: Vec<_> = (0..100).map(|_| Guest::of(&show)).collect();
    poll("a full house", || (show.descriptors() >= 63).then_some(()));

    // It does not ask again and again for what is not there.
    let (before, lines) = (show.processor_time(), show.lines());
    let end = lines.last().expect("a line").time + 3_000;
    poll("three more seconds", || {
        let lines = show.lines();
        lines.last().is_some_and(|line| line.time > end).then_some(())
    });
    let took = show.processor_time() - before;
    assert!(took < super::ms(1_000), "{took:?} of three seconds");
    assert!(show.family().len() < 64, "{:?}", show.family());

    guests.drain(..60).for_each(|guest| guest.hangs_up());
    for guest in &guests {
        guest.wait_for("a seat", |text| text.contains("Welcome"));
    }
    show.wait_for_size(3 + 40);
}

/// A picture is drawn once for all, and whoever does not fetch the next
/// ones keeps nobody from them.
#[test]
fn who_never_reads_is_dropped_and_nobody_else_notices() {
    let show = Show::start(200, &["--speed", "10"]);
    let guest = Guest::seated(&show);
    show.wait_for_size(201);
    let silent = TcpStream::connect(show.address).expect("a seat");
    show.wait_for_size(202);
    let before = guest.pictures().len();
    #[cfg(target_os = "linux")]
    let memory = show.memory();
    show.wait_for_size(201);
    let seen = guest.pictures().len() - before;
    assert!(seen > 20, "{seen} pictures");
    // What is kept for the silent one is the system's, and little.
    #[cfg(target_os = "linux")]
    assert!(show.memory() - memory < 1 << 10, "{memory} KiB before");
    drop(silent);
}
