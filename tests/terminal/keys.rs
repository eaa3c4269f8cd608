//! The keys that stop and step a show.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use shared::recording::Recording;
use tests::with_every_step;

use super::{Terminal, is_face, poll, show};

/// The show of the snapshots, with the clock stopped at its beginning.
fn stopped(step: &str) -> Command {
    let mut show = show(step, 4);
    show.args(["--duration", "8s", "--stopped"]);
    show
}

/// The steps but the first, whose threads are free at a tie.
fn loops() -> Vec<String> {
    tests::steps().split_off(1)
}

#[test]
fn who_steps_through_a_show_sees_the_faces_of_the_snapshot() {
    for step in loops() {
        for flags in [&[][..], &["--watch"]] {
            let mut terminal = Terminal::start(stopped(&step).args(flags));
            terminal.wait_for_faces_in_first_row(4);
            step_to_the_end(&mut terminal);
            let seen = families(&terminal.printed());
            let expected = snapshot(&step);
            assert_eq!(seen, expected, "{step} {flags:?}");
        }
    }
}

/// The loop of 06 has some eight hundred events, of which most are not a
/// Blinky's.
fn step_to_the_end(terminal: &mut Terminal) {
    terminal.press(&[b'.'; 1000]);
    assert_eq!(terminal.exit_code(), 0);
}

/// The families that have been drawn, one after the other.
fn families(printed: &str) -> Vec<String> {
    let mut window = super::emulator();
    let mut all: Vec<String> = Vec::new();
    for update in printed.split_inclusive("\x1b[?2026l") {
        window.process(update.as_bytes());
        let row = window.screen().rows(0, 80).next().expect("a row");
        let row = row.trim_end().to_owned();
        let drawn = row.split(' ').all(is_face);
        if drawn && all.last() != Some(&row) {
            all.push(row);
        }
    }
    all
}

fn snapshot(step: &str) -> Vec<String> {
    let file = format!("tests/snapshots/blinkies/{step}.snap");
    let text = std::fs::read_to_string(tests::root().join(file));
    let text = text.expect("a snapshot");
    let (_, lines) = text.split_once("\n---\n").expect("a header");
    lines.lines().map(|line| line[10..].to_owned()).collect()
}

#[test]
fn a_show_that_is_stepped_through_is_the_simulated_one() {
    for step in loops() {
        let stepped = step_and_record(&step);
        let simulated = simulate_and_record(&step);
        assert!(stepped.entries == simulated.entries, "{step}");
    }
}

/// Threads that are due at the same instant may go in any order. But no one
/// is late.
#[test]
fn stepped_through_each_thread_has_its_turns_at_their_time() {
    for _ in 0..5 {
        let [stepped, simulated] = [
            step_and_record("01_threads"),
            simulate_and_record("01_threads"),
        ];
        for blinky in 0..4 {
            let turns = |recording: &Recording| {
                let turns = recording.turns().into_iter();
                turns.filter(|t| t.blinky == blinky).collect::<Vec<_>>()
            };
            assert_eq!(turns(&stepped), turns(&simulated));
        }
    }
}

fn step_and_record(step: &str) -> Recording {
    let file = new_file(step);
    let mut show = stopped(step);
    let mut terminal = Terminal::start(show.arg("--record").arg(&file));
    terminal.wait_for_faces(4);
    step_to_the_end(&mut terminal);
    read(&file)
}

fn simulate_and_record(step: &str) -> Recording {
    let file = new_file(step);
    let mut show = show(step, 4);
    show.args(["--duration", "8s", "--virtual-time", "--record"]);
    tests::printed(show.arg(&file));
    read(&file)
}

fn new_file(step: &str) -> std::path::PathBuf {
    use std::sync::atomic::{AtomicU32, Ordering};
    static FILES: AtomicU32 = AtomicU32::new(0);
    let number = FILES.fetch_add(1, Ordering::Relaxed);
    let name = format!("{step}_{}_{number}.txt", std::process::id());
    std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn read(file: &std::path::Path) -> Recording {
    let text = std::fs::read_to_string(file).expect("it is written");
    std::fs::remove_file(file).expect("it is there");
    text.parse().expect("a recording")
}

#[test]
fn a_clock_that_stands_stands_until_it_is_let_go() {
    with_every_step(|step| {
        let mut terminal = Terminal::start(&show(step, 3));
        terminal.wait_for_faces(3);
        terminal.press(b" ");
        terminal.wait_for_shown("stopped at ");
        let time = stopped_at(&terminal);
        // Long enough for several faces.
        std::thread::sleep(Duration::from_millis(700));
        assert_eq!(stopped_at(&terminal), time, "{step}");
        terminal.press(b" ");
        terminal.wait_for("time", |screen| {
            !screen.contents().contains("stopped at ")
        });
        terminal.press(b" ");
        terminal.wait_for_shown("stopped at ");
        assert!(stopped_at(&terminal) > time, "{step}");
    });
}

fn stopped_at(terminal: &Terminal) -> f64 {
    let text = terminal.screen().contents();
    let (_, time) = text.split_once("stopped at ").expect("it stands");
    let time = time.split_whitespace().next().expect("a time");
    time.parse().expect("seconds")
}

#[test]
fn a_step_goes_to_the_next_event_whether_the_clock_stands_or_not() {
    with_every_step(|step| {
        let mut terminal = Terminal::start(&stopped(step));
        terminal.wait_for_shown("stopped at 0.000");
        // In 06 somebody is there who is asked every ten milliseconds.
        let next = match step {
            "03_generator_scheduler" => "stopped at 0.350",
            "06_create_task" => "stopped at 0.010",
            _ => "stopped at 0.180",
        };
        terminal.press(b".");
        terminal.wait_for_shown(next);
        terminal.press(b" ");
        terminal.wait_for("time", |screen| {
            !screen.contents().contains("stopped at ")
        });
        terminal.press(b".");
        terminal.wait_for_shown("stopped at ");
    });
}

#[test]
fn plus_and_minus_change_the_speed() {
    with_every_step(|step| {
        let mut terminal = Terminal::start(&show(step, 3));
        terminal.wait_for_faces(3);
        terminal.press(b"+");
        terminal.wait_for_shown("speed 2");
        terminal.press(b"--");
        terminal.wait_for_shown("speed 0.5");
        // Whoever sleeps for seconds wakes up earlier for that.
        terminal.press(b"+++++++");
        terminal.wait_for_shown("speed 64");
    });
}

#[test]
fn a_question_mark_tells_the_keys_and_hides_them() {
    with_every_step(|step| {
        let mut terminal = Terminal::start(&stopped(step));
        terminal.press(b"?");
        terminal.wait_for_shown("q      end the show");
        terminal.press(b"?");
        terminal.wait_for("less", |screen| {
            !screen.contents().contains("end the show")
        });
    });
}

#[test]
fn the_keys_are_told_at_the_start_for_a_while() {
    let mut terminal = Terminal::start(&super::still("02_callbacks", 3));
    terminal.wait_for_shown("space stops the clock, ? shows the keys");
    terminal.wait_for("an end of it", |screen| {
        !screen.contents().contains("space stops the clock")
    });
}

#[test]
fn q_ends_the_show_and_leaves_the_terminal_as_it_was() {
    with_every_step(|step| {
        for flags in [&[][..], &["--watch"], &["--stopped"]] {
            let mut terminal = Terminal::start(show(step, 3).args(flags));
            terminal.wait_for_faces_in_first_row(3);
            terminal.press(b"q");
            assert_eq!(terminal.exit_code(), 0, "{step} {flags:?}");
            terminal.is_as_it_was(step);
        }
    });
}

#[test]
fn while_the_clock_stands_all_else_goes_on_as_ever() {
    with_every_step(|step| {
        let mut terminal = Terminal::start(stopped(step).arg("--watch"));
        terminal.wait_for_shown("0.000, stopped");
        terminal.press(b"\x1a");
        terminal.wait_for("the prompt", |s| !s.alternate_screen());
        terminal.is_as_it_was(step);
        terminal.go_on();
        terminal.wait_for_shown("0.000, stopped");
        terminal.resize(60, 10);
        terminal.wait_for_shown("0.000, stopped");
        terminal.press(b".");
        terminal.wait_for("a step", |screen| {
            !screen.contents().contains("0.000, stopped")
        });
        terminal.press(b"\x03");
        assert_eq!(terminal.exit_code(), 130, "{step}");
        terminal.is_free();
    });
}

#[test]
fn sigterm_while_the_clock_stands_leaves_the_terminal_as_it_was() {
    with_every_step(|step| {
        let mut terminal = Terminal::start(&stopped(step));
        terminal.wait_for_faces(4);
        terminal.signal("TERM");
        assert_eq!(terminal.exit_code(), 143, "{step}");
        terminal.is_as_it_was(step);
    });
}

#[test]
fn keys_that_are_pressed_for_a_show_are_not_a_command_for_the_shell() {
    let mut sh = Command::new("sh");
    let show = show("02_callbacks", 3);
    sh.args(["-c", "\"$@\"; echo \"read: $(dd 2>&-)\"", "sh"]);
    sh.arg(show.get_program()).args(show.get_args());
    let mut terminal = Terminal::start(&sh);
    terminal.wait_for_faces(3);
    terminal.press(b"xyzq");
    terminal.wait_for("the prompt", |s| !s.alternate_screen());
    terminal.press(b"line\n\x04");
    assert_eq!(terminal.exit_code(), 0);
    let text = terminal.screen().contents();
    assert!(text.trim_end().ends_with("read: line"), "{text}");
}

#[test]
fn where_standard_input_is_no_terminal_there_are_no_keys() {
    with_every_step(|step| {
        let show = show(step, 3);
        let mut sh = Command::new("sh");
        sh.args(["-c", "exec \"$@\" </dev/null", "sh"]);
        sh.arg(show.get_program()).args(show.get_args());
        let mut terminal = Terminal::start(&sh);
        terminal.wait_for_faces(3);
        terminal.press(b" q");
        assert!(!terminal.printed().contains("space"), "{step}");
        terminal.press(b"\x03");
        assert_eq!(terminal.exit_code(), 130, "{step}");
        terminal.is_free();
    });
}

#[test]
fn guests_stay_and_come_and_go_while_the_clock_stands() {
    let mut terminal = Terminal::start(&stopped("08_sockets"));
    terminal.wait_for_shown("stopped at 0.000");
    let mut guests = [(); 3].map(|()| welcome(&terminal));
    // Whoever waits for the time stands still: but not the network.
    guests[0].write_all(b"quit\n").expect("it is connected");
    assert!(hear(&mut guests[0]).contains("Goodbye"));
    assert_eq!(stopped_at(&terminal), 0.0);
    guests[1].write_all(b"wink\n").expect("it is connected");
    terminal.press(b" ");
    poll("a wink", || {
        listen(&mut guests[1]).contains("(o.-) >").then_some(())
    });
    terminal.wait_for_faces(4 + 2);
}

/// Connects, and waits for the welcome.
fn welcome(terminal: &Terminal) -> TcpStream {
    let text = terminal.screen().contents();
    let (_, address) = text.split_once("on air: nc ").expect("it is told");
    let mut words = address.split_whitespace();
    let (ip, port) = (words.next().unwrap(), words.next().unwrap());
    let mut guest = TcpStream::connect(format!("{ip}:{port}")).unwrap();
    poll("a welcome", || {
        listen(&mut guest).contains("Welcome!").then_some(())
    });
    guest
}

/// All that comes within a moment.
fn listen(guest: &mut TcpStream) -> String {
    let moment = Some(Duration::from_millis(50));
    guest.set_read_timeout(moment).expect("a timeout");
    let mut bytes = [0; 1 << 12];
    let count = guest.read(&mut bytes).unwrap_or(0);
    String::from_utf8_lossy(&bytes[..count]).into_owned()
}

/// All that comes until the other side closes.
fn hear(guest: &mut TcpStream) -> String {
    guest.set_read_timeout(None).expect("no timeout");
    let mut heard = Vec::new();
    guest.read_to_end(&mut heard).expect("an end");
    String::from_utf8_lossy(&heard).into_owned()
}
