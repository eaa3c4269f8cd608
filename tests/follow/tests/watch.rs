//! `watch` in a terminal, as a person uses it.
#![cfg(unix)]

mod common;

use std::fs;
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use common::Place;
use portable_pty::{
    Child, CommandBuilder, MasterPty, PtySize, native_pty_system,
};
use vt100::Parser;

struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    screen: Arc<Mutex<Parser>>,
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    fn watch(place: &Place) -> Self {
        let size =
            PtySize { rows: 30, cols: 90, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let follow = place.follow(&["watch"]);
        let mut command = CommandBuilder::new(follow.get_program());
        command.args(follow.get_args());
        command.env("TERM", "xterm-256color");
        let [rows, columns] = [30, 90].map(|n| NonZero::new(n).unwrap());
        let screen = Arc::new(Mutex::new(Parser::new(rows, columns, 0)));
        screen.lock().unwrap().process(b"$ cargo follow watch\r\n");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut output = pair.master.try_clone_reader().unwrap();
        let shown = screen.clone();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                shown.lock().unwrap().process(&buffer[..count]);
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { child, keys, screen, _master: pair.master }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    fn wait_for(&self, text: &str) {
        let start = Instant::now();
        while !self.text().contains(text) {
            let waited = start.elapsed();
            let patience = Duration::from_secs(900);
            assert!(waited < patience, "no {text:?} in:\n{}", self.text());
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn ends_as_it_began(&mut self) {
        assert!(self.child.wait().unwrap().success());
        self.wait_for("$ cargo follow watch");
        let screen = self.screen.lock().unwrap();
        let screen = screen.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor());
        assert_eq!(screen.contents().trim(), "$ cargo follow watch");
    }
}

fn replace(mine: &Path, from: &str, to: &str) {
    let file = mine.join("src/lib.rs");
    let code = fs::read_to_string(&file).unwrap();
    assert!(code.contains(from), "{code}");
    fs::write(file, code.replace(from, to)).unwrap();
}

#[test]
fn each_save_is_checked_and_the_keys_do_what_they_say() {
    let place = Place::named("watched");
    place.said(&["catch-up", "4"]);
    place.settle();
    let count = "        self.next_number += 1;\n";
    replace(&place.mine(), count, "");
    let mut terminal = Terminal::watch(&place);
    terminal.wait_for("It panicked at");
    terminal.wait_for("h hint · d what differs");
    terminal.press("h");
    terminal.wait_for("gets a number");
    terminal.press("h");
    terminal.wait_for("The piece itself");
    terminal.press("d");
    terminal.wait_for("+         self.next_number += 1;");

    // A save that does not build, and another one right after it.
    replace(&place.mine(), "pub fn add(", "pub fn add add(");
    terminal.wait_for("It does not build");
    replace(&place.mine(), "pub fn add add(", "pub fn add(");
    let insert = "self.tasks.insert(self.next_number, task);\n";
    replace(&place.mine(), insert, &format!("{insert}{count}"));
    terminal.wait_for("This is step 04");
    terminal.wait_for("n next step");
    terminal.press("n");
    terminal.wait_for("On to step 05");
    terminal.press("q");
    terminal.ends_as_it_began();
    let goal = fs::read_to_string(place.mine().join(".follow.toml"));
    assert!(goal.unwrap().contains("step = 5"));
}

#[test]
fn whoever_catches_up_meanwhile_is_still_watched() {
    let place = Place::named("moved");
    place.said(&["start", "2"]);
    place.settle();
    let mut terminal = Terminal::watch(&place);
    terminal.wait_for("This is not step 02 yet");
    place.said(&["catch-up", "2"]);
    place.settle_as("caught-up");
    terminal.wait_for("This is step 02");
    replace(&place.mine(), "pub fn run(", "pub fn run run(");
    terminal.wait_for("It does not build");
    terminal.press("q");
    terminal.ends_as_it_began();
}

#[test]
fn ctrl_c_ends_it_also_while_it_checks() {
    let place = Place::named("left");
    place.said(&["start", "4"]);
    place.settle();
    let mut terminal = Terminal::watch(&place);
    terminal.wait_for("q quit");
    terminal.press("\x03");
    terminal.ends_as_it_began();
}
