//! A promise is a small program that tells right from wrong: what it tells
//! on an engine that keeps the promise is known beforehand.
//!
//! The programs are written once. They are built with `mine/` by
//! `cargo follow`, and with each step by `cargo test -p follow`.

use std::cell::RefCell;
use std::fmt::Display;
use std::io::Write;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use shared::clock;

/// Something that an engine promises.
pub struct Promise {
    /// The promise itself.
    pub says: &'static str,
    /// What the program does to find out.
    pub tried: &'static str,
    /// What it should tell.
    pub should: &'static [&'static str],
    pub play: fn(),
}

/// A promise, and where the book speaks of it.
pub type Kept = (&'static Promise, &'static str);

thread_local! {
    /// Who listens, in a test.
    static LISTENER: RefCell<Option<Sender<Word>>> =
        const { RefCell::new(None) };

    /// Where the last panic was.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

enum Word {
    Told(String),
    Enough,
}

/// Tells what happens, with the time before it.
pub fn tell(what: impl Display) {
    let now = clock::now();
    let line = if clock::is_simulated() {
        format!("{}.{:03} {what}", now.as_secs(), now.subsec_millis())
    } else {
        what.to_string()
    };
    say(Word::Told(line));
}

/// Nothing more is to be told.
pub fn enough() {
    say(Word::Enough);
    if LISTENER.with_borrow(Option::is_some) {
        // Some loops would go on for ever now.
        loop {
            thread::park();
        }
    }
    std::process::exit(0);
}

fn say(word: Word) {
    let listener = LISTENER.with_borrow(Clone::clone);
    match (listener, word) {
        // There may be nobody left who wants to know.
        (Some(listener), word) => drop(listener.send(word)),
        (None, Word::Told(line)) => {
            // Before it, since a debugging `print!` may have left a line
            // without an end.
            println!("\n\x1e{line}");
        }
        (None, Word::Enough) => drop(std::io::stdout().flush()),
    }
}

/// Tells in real time: without times, since nobody knows them beforehand.
pub fn in_real_time(play: impl FnOnce() + Send + 'static) {
    let listener = LISTENER.with_borrow(Clone::clone);
    let thread = thread::spawn(move || {
        LISTENER.set(listener);
        play();
    });
    if let Err(panic) = thread.join() {
        panic::resume_unwind(panic);
    }
}

/// The program. `list` tells what is promised, and `try` with a number
/// tries one of the promises; otherwise all are tried.
///
/// # Panics
///
/// If one of them is not kept.
pub fn main(promises: &[Kept]) {
    let args: Vec<_> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["list"] => promises.iter().for_each(list),
        ["try", number] => {
            let number: usize = number.parse().expect("a number");
            try_one(promises[number].0);
        }
        _ => keep(promises),
    }
}

fn try_one(promise: &Promise) {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| (at.file(), at.line()));
        let (file, line) = place.unwrap_or_default();
        // In the standard library nobody has made a mistake.
        let unix = file.replace('\\', "/");
        let ours = !unix.starts_with("/rustc/")
            && !unix.contains("/rustlib/src/rust/");
        PLACE.set(if ours {
            format!(" at {file}:{line}")
        } else {
            "".into()
        });
    }));
    clock::simulate();
    if let Err(panic) = catch_unwind(AssertUnwindSafe(promise.play)) {
        let (message, place) = (message(&*panic), PLACE.take());
        println!("\n\x1eit panicked{place}: {message}");
    }
}

fn list((promise, section): &Kept) {
    let Promise { says, tried, should, .. } = promise;
    println!("says {says}\ntried {tried}\nsection {section}");
    should.iter().for_each(|line| println!("should {line}"));
    println!("end");
}

fn keep(promises: &[Kept]) {
    for (promise, _) in promises {
        // Some programs panic, and should.
        let report = panic::take_hook();
        panic::set_hook(Box::new(|_| {}));
        let came = came(promise.play);
        panic::set_hook(report);
        assert_eq!(came, promise.should, "{}", promise.says);
        println!("kept: {}", promise.says);
    }
}

/// What a program tells.
fn came(play: fn()) -> Vec<String> {
    let (listener, words) = mpsc::channel();
    // The thread is left to itself when it has told enough.
    thread::spawn(move || {
        LISTENER.set(Some(listener));
        clock::simulate();
        if let Err(panic) = catch_unwind(play) {
            say(Word::Told(format!("it panicked: {}", message(&*panic))));
        }
        LISTENER.take();
    });
    let mut came = Vec::new();
    loop {
        match words.recv_timeout(Duration::from_secs(60)) {
            Ok(Word::Told(line)) => came.push(line),
            Ok(Word::Enough)
            | Err(mpsc::RecvTimeoutError::Disconnected) => {
                return came;
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {
                came.push("nothing more in a minute".to_owned());
                return came;
            }
        }
    }
}

pub fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "without a word".to_owned())
}
