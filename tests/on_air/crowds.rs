//! Crowds: many at once, many one after the other, and more than there is
//! room for.

use std::io::Write;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use super::{Guest, Show, ms, poll, show};

/// Every picture that anybody sees is one that the show has drawn, and they
/// come in the same order. Some may be left out.
#[test]
fn a_thousand_guests_see_the_same_show() {
    let show = Show::start(30, &[]);
    let guests: Vec<_> = (0..1_000).map(|_| Guest::of(&show)).collect();
    show.wait_for_size(1_030);
    let one_more = Guest::of(&show);
    one_more.wait_for_end();
    assert!(one_more.text().contains("The house is full"));
    let crowd = |text: &str| text.contains("and 822 more");
    guests[0].wait_for("the whole crowd", crowd);
    thread::sleep(ms(2_000));
    let seen: Vec<_> = guests.iter().map(Guest::bytes).collect();
    // What they have seen comes out of the pipe soon.
    thread::sleep(ms(500));
    let lines = show.lines();
    let drawn: Vec<_> = lines.iter().map(|l| l.faces.join(" ")).collect();
    for seen in seen {
        let pictures = pictures(&seen);
        assert!(pictures.len() > 20, "only {} pictures", pictures.len());
        let mut drawn = drawn.iter();
        for picture in &pictures {
            let seen = |line: &String| line.starts_with(picture.as_str());
            assert!(drawn.any(seen), "{picture}");
        }
    }
}

/// The families that a guest has seen, as lines.
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

#[test]
fn who_connects_and_vanishes_leaves_nothing() {
    let mut show = tests::program(tests::ON_AIR);
    show.args(["--plain", "--blinkies", "3", "--listen", "0.0.0.0:0"]);
    let show = Show::of(&mut show);
    poll("the family", || (!show.family().is_empty()).then_some(()));
    let descriptors = show.descriptors();
    let mut memory = Vec::new();
    for round in 1..=4 {
        for number in 0..5_000 {
            let address: SocketAddr =
                ([127, 0, 0, round], show.address.port()).into();
            vanish(number, TcpStream::connect(address).expect("a port"));
        }
        show.wait_for_size(3);
        poll("the end of all connections", || {
            (show.descriptors() == descriptors).then_some(())
        });
        memory.push(show.memory());
    }
    // The first rounds make room, and then it is enough.
    assert!(memory[3] - memory[1] < 256, "{memory:?} KiB");
}

/// In one of several ways.
fn vanish(number: u32, mut stream: TcpStream) {
    match number % 4 {
        0 => stream.write_all(b"wink\nya").expect("a connection"),
        1 => drop(stream.peek(&mut [0])),
        2 => drop(stream.shutdown(Shutdown::Write)),
        _ => {}
    }
}

#[test]
fn without_descriptors_the_show_waits_for_better_times() {
    let show = show(3);
    let mut sh = Command::new("sh");
    sh.args(["-c", "ulimit -n 64; exec \"$@\"", "sh"]);
    sh.arg(show.get_program()).args(show.get_args());
    let show = Show::of(&mut sh);
    let mut guests: Vec<_> = (0..100).map(|_| Guest::of(&show)).collect();
    poll("a full house", || (show.descriptors() >= 63).then_some(()));
    let seated = show.family().len();
    thread::sleep(ms(500));

    let before = show.processor_time();
    let lines = show.lines().len();
    thread::sleep(ms(3_000));
    let took = show.processor_time() - before;
    assert!(took < ms(1_000), "{took:?} of three seconds");
    assert!(show.lines().len() > lines, "the show goes on");
    assert!(show.family().len() < 64, "{seated}");

    guests.drain(..60).for_each(|guest| guest.hangs_up());
    for guest in &guests {
        guest.wait_for("a seat", |text| text.contains("Welcome"));
    }
    show.wait_for_size(3 + 40);
}

#[test]
fn who_never_reads_is_dropped_and_nobody_else_notices() {
    let flags = ["--speed", "10"];
    let shows = [Show::start(200, &flags), Show::start(200, &flags)];
    let guests = shows.each_ref().map(|show| {
        let guest = Guest::seated(show);
        show.wait_for_size(201);
        guest
    });
    let start = Instant::now();
    let silent = TcpStream::connect(shows[0].address).expect("a seat");
    shows[0].wait_for_size(202);
    let memory = shows[0].memory();
    let gone = || shows[0].family().len() == 201;
    let mut grown = 0;
    while !gone() {
        grown = grown.max(shows[0].memory() - memory);
        assert!(start.elapsed() < Duration::from_secs(50), "still there");
        thread::sleep(ms(50));
    }
    let frames =
        guests.each_ref().map(|guest| pictures(&guest.bytes()).len());
    println!(
        "dropped after {:?}, {grown} KiB, frames {frames:?}",
        start.elapsed()
    );
    drop(silent);
}
