//! The terminal is always left as it was found.
//!
//! The programs run in a pseudo-terminal, and a terminal emulator tells
//! what a person would see.
#![cfg(unix)]

#[path = "terminal/by_hand.rs"]
mod by_hand;
#[path = "terminal/keys.rs"]
mod keys;
#[path = "terminal/watching.rs"]
mod watching;

use std::fs;
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::process::{self, Command};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use portable_pty::{
    Child, CommandBuilder, MasterPty, PtySize, native_pty_system,
};
use shared::cast::{ANIMATIONS, OPEN_EYES};
use tests::{poll, with_every_step};
use vt100::{Color, Parser, Screen};

const WINDOW: (u16, u16) = (80, 24);

/// What stands on the screen before a program starts.
const BEFORE: &str = "$ ls\r\nCargo.toml  steps\r\n$ unio\r\n";

#[test]
fn a_show_that_ends_leaves_the_terminal_as_it_was() {
    with_every_step(|step| {
        let mut show = show(step, 3);
        let mut terminal = Terminal::start(show.args(["--duration", "1"]));
        terminal.wait_for_faces(3);
        assert_eq!(terminal.exit_code(), 0, "{step}");
        terminal.is_as_it_was(step);
    });
}

#[test]
fn ctrl_c_leaves_the_terminal_as_it_was() {
    with_every_step(|step| {
        let mut terminal = Terminal::start(&show(step, 3));
        terminal.wait_for_faces(3);
        terminal.press(b"\x03");
        assert_eq!(terminal.exit_code(), 130, "{step}");
        terminal.is_as_it_was(step);
    });
}

#[test]
fn sigterm_leaves_the_terminal_as_it_was() {
    with_every_step(|step| {
        let mut terminal = Terminal::start(&show(step, 3));
        terminal.wait_for_faces(3);
        terminal.signal("TERM");
        assert_eq!(terminal.exit_code(), 143, "{step}");
        terminal.is_as_it_was(step);
    });
}

#[test]
fn a_signal_at_any_moment_leaves_the_terminal_as_it_was() {
    for round in (0..20).step_by(2) {
        let mut terminal = Terminal::start(&show("01_threads", 100));
        terminal.wait_for("the window", Screen::alternate_screen);
        thread::sleep(Duration::from_millis(round));
        terminal.signal("INT");
        assert_eq!(terminal.exit_code(), 130);
        terminal.is_as_it_was("01_threads");
    }
}

/// A reader who does not read holds up whoever writes, but not the end.
#[test]
fn a_terminal_that_nobody_reads_does_not_hold_up_the_end() {
    for step in ["01_threads", "02_callbacks"] {
        let mut show = show(step, 300);
        let pair = native_pty_system().openpty(size(WINDOW));
        let pair = pair.expect("a pseudo-terminal");
        let program = command(show.args(["--speed", "20"]));
        let program = pair.slave.spawn_command(program);
        let mut program = program.expect("it is built");
        // Long enough for more text than the terminal holds.
        thread::sleep(Duration::from_millis(500));
        pair.master.resize(size((40, 30))).expect("a resize");
        thread::sleep(Duration::from_millis(100));
        kill("TERM", program.process_id());
        poll("the end", || program.try_wait().expect("a status"));
    }
}

#[test]
fn a_panic_in_a_task_is_told_on_the_terminal_as_it_was() {
    panics("task");
}

#[test]
fn a_panic_in_a_thread_is_told_on_the_terminal_as_it_was() {
    panics("thread");
}

fn panics(who: &str) {
    let name = format!("panic_of_a_{who}_{}", process::id());
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let mut show = Command::new(env!("CARGO_BIN_EXE_panics"));
    show.args(["--seed", "1"]).env("WHO_PANICS", who);
    show.env("RUST_BACKTRACE", "0").env("WHEN_IT_PANICS", &file);
    let mut terminal = Terminal::start(&show);
    terminal.wait_for_faces(3);
    fs::write(&file, "now").expect("a file");
    assert_eq!(terminal.exit_code(), 101);
    fs::remove_file(&file).expect("it is there");
    terminal.is_free();
    let text = terminal.screen().contents();
    assert!(text.starts_with(&before().screen().contents()), "{text}");
    let message = format!("a {who} panics on purpose");
    assert_eq!(text.matches(&message).count(), 1, "{text}");
}

#[test]
fn ctrl_z_gives_the_terminal_back_until_the_show_goes_on() {
    with_every_step(|step| {
        let mut terminal = Terminal::start(&show(step, 3));
        terminal.wait_for_faces(3);
        terminal.press(b"\x1a");
        terminal.wait_for("the prompt", |s| !s.alternate_screen());
        terminal.is_as_it_was(step);

        terminal.go_on();
        terminal.wait_for_faces(3);
        terminal.press(b"\x03");
        assert_eq!(terminal.exit_code(), 130, "{step}");
        terminal.is_as_it_was(step);
    });
}

#[test]
fn a_pipe_that_closes_leaves_the_terminal_as_it_was() {
    with_every_step(|step| {
        let mut show = show(step, 1);
        show.args(["--speed", "20"]);
        let mut sh = Command::new("sh");
        sh.args(["-c", "\"$@\" | head -n 3; echo end", "sh"]);
        sh.arg(show.get_program()).args(show.get_args());
        let mut terminal = Terminal::start(&sh);
        assert_eq!(terminal.exit_code(), 0, "{step}");
        terminal.is_free();
        let text = terminal.screen().contents();
        let lines: Vec<_> = text.lines().skip(3).filter(is_shown).collect();
        assert_eq!(lines.len(), 4, "{step}: {text}");
        let drawn = |line: &&str| line.split(' ').any(is_face);
        assert!(lines[..3].iter().all(drawn), "{step}: {text}");
        assert_eq!(lines[3], "end", "{step}: {text}");
    });
}

/// A show on air says, besides, where it can be reached.
fn is_shown(line: &&str) -> bool {
    !line.starts_with("on air: ")
}

#[test]
fn a_family_wider_than_the_window_stands_in_rows() {
    with_every_step(|step| {
        let mut terminal = Terminal::start(&still(step, 30));
        let rows = in_rows(30, 13);
        assert_eq!(rows.lines().count(), 3);
        let caption = format!("{rows}\n\nstep_{step}, seed 7");
        terminal.wait_for_text(&caption);
        // They are those that the show draws, in the same order.
        let mut show = still(step, 30);
        show.args(["--virtual-time", "--duration", "1m"]);
        let lines = tests::printed(&mut show);
        terminal.wait_for("a line of the show", |screen| {
            let text = screen.contents();
            let seen: Vec<_> = text.split_whitespace().take(30).collect();
            lines.contains(&(seen.join(" ") + "\n"))
        });
    });
}

#[test]
fn a_family_too_big_for_the_window_is_cut() {
    with_every_step(|step| {
        let mut terminal = Terminal::start(&still(step, 400));
        terminal.wait_for_text(&in_rows(13 * 24, 13));
    });
}

#[test]
fn a_family_as_wide_as_the_window_fills_it() {
    let mut terminal = Terminal::start(&still("02_callbacks", 28));
    terminal.resize(41, 4);
    terminal.wait_for_text(&in_rows(28, 7));
}

/// Nobody draws for several seconds: the window does it by itself.
#[test]
fn a_resize_draws_the_family_again() {
    with_every_step(|step| {
        let mut terminal = Terminal::start(&still(step, 30));
        let show = |columns| {
            let rows = in_rows(30, columns);
            format!("{rows}\n\nstep_{step}, seed 7")
        };
        terminal.wait_for_text(&show(13));
        terminal.resize(40, 30);
        terminal.wait_for_text(&show(6));
        terminal.resize(100, 10);
        terminal.wait_for_text(&show(16));
        terminal.resize(12, 10);
        terminal.wait_for_text(&in_rows(20, 2));
    });
}

#[test]
fn a_window_of_unknown_size_is_taken_for_a_usual_one() {
    let mut terminal = Terminal::start(&still("02_callbacks", 30));
    terminal.resize(40, 10);
    terminal.wait_for_faces(30);
    terminal.seen().resize(WINDOW);
    terminal.master.resize(size((0, 0))).expect("a resize");
    let caption = "step_02_callbacks, seed 7";
    let family = in_rows(30, 13);
    terminal.wait_for_text(&format!("{family}\n\n{caption}"));
}

#[test]
fn faces_have_colours() {
    with_every_step(|step| {
        let mut show = still(step, 10);
        let mut terminal = Terminal::start(&show);
        terminal.wait_for_faces(10);
        assert!(colours(&terminal.screen()) > 1, "{step}");

        let mut terminal = Terminal::start(show.env("NO_COLOR", "1"));
        terminal.wait_for_faces(10);
        assert_eq!(colours(&terminal.screen()), 1, "{step}");
        assert!(!terminal.printed().contains("\x1b[38"), "{step}");
    });
}

#[test]
fn a_dumb_terminal_shows_plain_lines() {
    with_every_step(|step| {
        let mut show = show(step, 2);
        show.env("TERM", "dumb").args(["--duration", "1s"]);
        let mut terminal = Terminal::start(&show);
        assert_eq!(terminal.exit_code(), 0, "{step}");
        let printed = terminal.printed();
        assert!(!printed.contains('\x1b'), "{step}: {printed}");
        let plain = tests::printed(show.args(["--virtual-time"]));
        let lines = |text: &str| text.lines().filter(is_shown).count();
        assert_eq!(lines(&printed), lines(BEFORE) + lines(&plain));
    });
}

/// In a window all frames would flash by, and nothing would remain.
#[test]
fn simulated_time_shows_plain_lines() {
    with_every_step(|step| {
        let mut show = show(step, 2);
        show.args(["--duration", "3s", "--virtual-time"]);
        let mut terminal = Terminal::start(&show);
        assert_eq!(terminal.exit_code(), 0, "{step}");
        let printed = terminal.printed().replace('\r', "");
        let before = BEFORE.replace('\r', "");
        assert_eq!(printed, before + &tests::printed(&mut show), "{step}");
    });
}

/// The faces on the screen have this many colours.
fn colours(screen: &Screen) -> usize {
    let cells = (0..10).map(|i| screen.cell(0, 6 * i).expect("a cell"));
    let mut colours: Vec<Color> = Vec::new();
    for cell in cells {
        if !colours.contains(&cell.fgcolor()) {
            colours.push(cell.fgcolor());
        }
    }
    colours.len()
}

fn show(step: &str, blinkies: usize) -> Command {
    let mut show = tests::blinkies(step);
    show.args(["--seed", "7", "--blinkies", &blinkies.to_string()]);
    show
}

/// A show so slow that hardly anybody ever draws.
fn still(step: &str, blinkies: usize) -> Command {
    let mut show = show(step, blinkies);
    show.args(["--speed", "0.01"]);
    show
}

/// What a family looks like in rows, whatever faces it makes.
fn in_rows(blinkies: usize, columns: usize) -> String {
    let faces = vec![OPEN_EYES; blinkies];
    let rows = faces.chunks(columns).map(|faces| faces.join(" "));
    rows.collect::<Vec<_>>().join("\n")
}

/// The same text with open eyes in all of its faces.
fn open_eyes(text: &str) -> String {
    let words = text.split_inclusive([' ', '\n']);
    let open = |word: &str| {
        let face = word.trim_end();
        if is_face(face) {
            word.replacen(face, OPEN_EYES, 1)
        } else {
            word.to_owned()
        }
    };
    words.map(open).collect()
}

fn is_face(word: &str) -> bool {
    let mut frames = ANIMATIONS.iter().flat_map(|a| a.frames);
    word == OPEN_EYES || frames.any(|(face, _)| *face == word)
}

fn emulator() -> Parser {
    let (columns, rows) = WINDOW;
    Parser::new(not_zero(rows), not_zero(columns), 0)
}

fn not_zero(number: u16) -> NonZero<u16> {
    NonZero::new(number).expect("a size")
}

/// The screen that a program finds.
fn before() -> Parser {
    let mut parser = emulator();
    parser.process(BEFORE.as_bytes());
    parser
}

/// A terminal with a program in it.
struct Terminal {
    program: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    /// What `stty` said before the program started.
    modes: String,
    seen: Arc<Mutex<Seen>>,
}

/// What the program has written so far.
struct Seen {
    parser: Parser,
    bytes: Vec<u8>,
    /// Whether nobody can write any more.
    end: bool,
}

impl Seen {
    fn resize(&mut self, (columns, rows): (u16, u16)) {
        let [columns, rows] = [columns, rows].map(not_zero);
        self.parser.screen_mut().set_size(rows, columns);
    }
}

impl Terminal {
    fn start(program: &Command) -> Self {
        let pair = native_pty_system().openpty(size(WINDOW));
        let pair = pair.expect("a pseudo-terminal");
        let modes = modes(&*pair.master);
        let program = pair.slave.spawn_command(command(program));
        // The reader sees the end when the last writer has gone.
        drop(pair.slave);
        let reader = pair.master.try_clone_reader().expect("a reader");
        let seen = Arc::new(Mutex::new(Seen {
            parser: emulator(),
            bytes: Vec::new(),
            end: false,
        }));
        let watcher = seen.clone();
        thread::spawn(move || watch(reader, &watcher));
        Self {
            program: program.expect("it is built"),
            keyboard: pair.master.take_writer().expect("a writer"),
            master: pair.master,
            modes,
            seen,
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("no panic")
    }

    fn screen(&self) -> Screen {
        self.seen().parser.screen().clone()
    }

    fn printed(&self) -> String {
        String::from_utf8_lossy(&self.seen().bytes).into_owned()
    }

    fn press(&mut self, keys: &[u8]) {
        self.keyboard.write_all(keys).expect("a terminal");
    }

    fn signal(&self, name: &str) {
        kill(name, self.program.process_id());
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        let mut seen = self.seen();
        seen.resize((columns, rows));
        let size = size((columns, rows));
        self.master.resize(size).expect("a resize");
    }

    /// Continues a program that stops. It may not have stopped yet.
    fn go_on(&mut self) {
        poll("the show goes on", || {
            self.signal("CONT");
            self.screen().alternate_screen().then_some(())
        });
    }

    fn wait_for(&mut self, what: &str, seen: impl Fn(&Screen) -> bool) {
        poll(what, || seen(&self.screen()).then_some(()));
    }

    /// Waits for a window with a family of this size in it.
    fn wait_for_faces(&mut self, count: usize) {
        self.wait_for("faces", |screen| {
            let text = screen.contents();
            let faces = text.split_whitespace().filter(|w| is_face(w));
            let window = screen.alternate_screen() && screen.hide_cursor();
            window && faces.count() == count
        });
    }

    /// Waits for a window whose first row is a family of this size.
    fn wait_for_faces_in_first_row(&mut self, count: usize) {
        self.wait_for("faces", |screen| {
            let row = screen.rows(0, WINDOW.0).next().expect("a row");
            let faces = row.split_whitespace().filter(|w| is_face(w));
            screen.alternate_screen() && faces.count() == count
        });
    }

    /// Waits until this can be read somewhere.
    fn wait_for_shown(&mut self, text: &str) {
        self.wait_for(text, |screen| {
            screen.alternate_screen() && screen.contents().contains(text)
        });
    }

    fn wait_for_text(&mut self, text: &str) {
        let trim = |screen: &Screen| {
            let contents = screen.contents();
            let rows: Vec<_> =
                contents.lines().map(str::trim_end).collect();
            open_eyes(&rows.join("\n"))
        };
        let what = format!("this screen:\n{text}\n");
        // Of what it says besides, other tests know.
        let besides = |line: &str| {
            line.is_empty()
                || line.contains("on air")
                || line.contains("space stops the clock")
        };
        self.wait_for(&what, |screen| {
            let shown = trim(screen);
            let rest = shown.strip_prefix(text);
            rest.is_some_and(|rest| rest.lines().all(besides))
        });
    }

    fn exit_code(&mut self) -> u32 {
        let exit = || self.program.try_wait().expect("a status");
        let code = poll("the end", exit).exit_code();
        poll("the last output", || self.seen().end.then_some(()));
        code
    }

    fn is_free(&self) {
        let screen = self.screen();
        assert!(!screen.alternate_screen(), "the window is gone");
        assert!(!screen.hide_cursor(), "the cursor is back");
        // How a line is typed, and that one sees it.
        assert_eq!(modes(&*self.master), self.modes);
    }

    fn is_as_it_was(&self, step: &str) {
        self.is_free();
        let (screen, before) = (self.screen(), before());
        let before = before.screen();
        assert_eq!(screen.contents(), before.contents(), "{step}");
        let (now, then) =
            (screen.cursor_position(), before.cursor_position());
        assert_eq!(now, then, "{step}");
        assert_eq!(screen.fgcolor(), Color::Default, "{step}");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// A command for a terminal on which something has been printed before.
fn command(program: &Command) -> CommandBuilder {
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", "printf '%s' \"$BEFORE\"; exec \"$@\"", "sh"]);
    command.arg(program.get_program());
    command.args(program.get_args());
    command.env("BEFORE", BEFORE.replace('\r', ""));
    command.env("TERM", "xterm-256color");
    command.env_remove("NO_COLOR");
    for (name, value) in program.get_envs() {
        command.env(name, value.expect("nothing is removed"));
    }
    command
}

/// How the terminal treats what is typed, and all else that `stty` knows.
fn modes(master: &dyn MasterPty) -> String {
    let name = master.tty_name().expect("it has a name");
    let mut stty = Command::new("sh");
    // Opened by a child, since whoever leads a session would get it for
    // its own.
    stty.args(["-c", "stty -a <\"$1\"", "sh"]).arg(name);
    let told = tests::printed(&mut stty);
    // But for the first line, which has the size.
    told.lines().skip(1).collect::<Vec<_>>().join("\n")
}

fn kill(signal: &str, id: Option<u32>) {
    let kill = format!("kill -{signal} {}", id.expect("it runs"));
    let status = Command::new("sh").args(["-c", &kill]).status();
    assert!(status.expect("a shell").success());
}

fn watch(mut reader: impl Read, seen: &Mutex<Seen>) {
    let mut bytes = [0; 1 << 16];
    // On Linux the end is an error.
    while let Ok(count @ 1..) = reader.read(&mut bytes) {
        let mut seen = seen.lock().expect("no panic");
        seen.parser.process(&bytes[..count]);
        seen.bytes.extend(&bytes[..count]);
    }
    seen.lock().expect("no panic").end = true;
}

fn size((cols, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols, ..PtySize::default() }
}
