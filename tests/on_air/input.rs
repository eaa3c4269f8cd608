//! Whatever guests send: nobody is shown it, and nobody is hurt by it.

use std::thread;

use tests::lines::turns;

use super::{Guest, Show, lock, ms};

/// What could do something to a terminal, and a word to be known by.
const NASTY: &[u8] =
    b"\x1b[2J\x1b]0;zebra\x07\x1bczebra\x9b31mzebra\x08\x00\r\
    zebra\xc2\x9b1mzebra\x1b[?1049hzebra\x0e";

#[test]
fn nothing_that_guests_send_is_shown_to_anybody() {
    let show = Show::start(2, &[]);
    let other = Guest::seated(&show);
    let mut guest = Guest::seated(&show);
    for _ in 0..5 {
        guest.sends(NASTY);
        thread::sleep(ms(50));
        guest.sends(b"\n");
        guest.sends(NASTY);
    }
    guest.sends(b"\nhelp\n");
    guest.wait_for("an answer", |text| text.contains("owl yawn"));
    guest.sends(b"quit\n");
    guest.wait_for_end();
    show.wait_for_size(3);
    harmless(&guest.bytes());
    harmless(&other.bytes());
    let printed = &lock(&show.printed).bytes;
    assert!(printed.iter().all(|b| *b == b'\n' || (32..127).contains(b)));
    assert!(!String::from_utf8_lossy(printed).contains("zebra"));
}

/// These bytes move the cursor and write printable text, and no more.
fn harmless(bytes: &[u8]) {
    let text = str::from_utf8(bytes).expect("text");
    assert!(!text.contains("zebra"), "{text:?}");
    // The last part may have been on its way.
    let (text, _) = text.rsplit_once('\x1b').expect("some parts");
    let mut parts = text.split('\x1b');
    let printable = |part: &str| {
        part.chars().all(|c| " \r\n".contains(c) || c.is_ascii_graphic())
    };
    assert!(parts.next().is_some_and(printable), "{text:?}");
    for part in parts {
        assert!(printable(part), "{part:?}");
        let known = part.starts_with(['7', '8']) || {
            let sequence = part.strip_prefix('[').expect("a sequence");
            let end = |c: char| !"?0123456789".contains(c);
            let end = sequence.find(end).expect("an end");
            let (number, rest) = sequence.split_at(end);
            let wraps = number == "?7" && rest.starts_with(['h', 'l']);
            let plain = number.bytes().all(|b| b.is_ascii_digit());
            wraps
                || (plain
                    && rest
                        .starts_with(['A', 'B', 'H', 'J', 'K', 'L', 'M']))
        };
        assert!(known, "{part:?}");
    }
}

#[test]
fn a_line_that_is_too_long_is_one_unknown_word() {
    let show = Show::start(2, &[]);
    let mut guest = Guest::seated(&show);
    for length in [256, 511, 512, 10_000] {
        let long = format!("{:length$}\n", "wink");
        guest.sends(long.as_bytes());
        guest.wait_for("an answer", |text| text.contains("Try help."));
        guest.sends(b"help\n");
        guest.wait_for("help", |text| text.contains("owl yawn"));
    }
    let short = format!("{:255}\n", "robot");
    show.answers(|| guest.sends(short.as_bytes()), 2, "[3_3]");
}

#[test]
fn binary_noise_does_not_matter() {
    let show = Show::start(2, &[]);
    let mut guest = Guest::seated(&show);
    let mut state = 1_u64;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005) + 1;
        (state >> 56) as u8
    });
    let noise: Vec<_> = noise.take(5_000).collect();
    guest.sends(&noise);
    guest.sends(b"\n");
    plays(&show, &mut guest, 2);
}

#[test]
fn half_a_line_and_silence_do_not_matter() {
    let show = Show::start(2, &[]);
    let mut silent = Guest::seated(&show);
    silent.sends(b"ro");
    let mut guest = Guest::seated(&show);
    plays(&show, &mut guest, 3);
    thread::sleep(ms(1_000));
    assert_eq!(show.family().len(), 4);
    show.answers(|| silent.sends(b"bot\n"), 2, "[3_3]");
}

#[test]
fn many_lines_at_once_are_obeyed_and_cost_little() {
    let show = Show::start(2, &[]);
    let mut guest = Guest::seated(&show);
    let before = show.lines().len();
    guest.sends(&b"wink\nlook\n".repeat(500));
    guest.sends(b"help\n");
    guest.wait_for("help", |text| text.contains("owl yawn"));
    let lines = show.lines().split_off(before);
    let took = lines[lines.len() - 1].time - lines[0].time;
    // A guest's face is drawn every forty milliseconds at most.
    let house = turns(&lines, 0).len() + turns(&lines, 1).len();
    let most = took as usize / 40 + 2 + house;
    assert!(lines.len() <= most, "{} redraws, not {most}", lines.len());
    plays(&show, &mut guest, 2);
}

/// The guest is still heard.
fn plays(show: &Show, guest: &mut Guest, number: usize) {
    show.wait_for_size(number + 1);
    show.answers(|| guest.sends(b"robot\n"), number, "[3_3]");
}
