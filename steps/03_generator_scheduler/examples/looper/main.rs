//! The simplest loop of all asks every task, again and again, whether it is
//! done. That is called polling. It can do a lot, and it never rests: see
//! how often it asks, and how busy your processor is.

mod engine;

use std::iter;
use std::rc::Rc;
use std::time::Duration;

use cpu_time::ProcessTime;
use shared::{clock, say};

use engine::{Answer, Handle, Looper, Status};

fn main() {
    shared::start_scene();
    three_waits();
    call_after_wait();
    pause_and_kill();
    print_cost();
}

/// Only in real time, since a simulated second costs next to nothing.
fn print_cost() {
    if !clock::is_simulated() {
        let busy = ProcessTime::now().as_duration().as_millis();
        let took = clock::scaled(clock::now()).as_millis();
        say!("the processor was busy for {busy} of {took} ms");
    }
}

fn three_waits() {
    say!("wait for 5, 10 and 3 seconds");
    let looper = Looper::default();
    let handles = [
        looper.add("five", loud_wait(5)),
        looper.add("ten", loud_wait(10)),
        looper.add("three", loud_wait(3)),
    ];
    print_table(&handles);
    looper.run();
    print_table(&handles);
    say!("  asked {} times in all", looper.asked());
}

fn call_after_wait() {
    say!("call a function after 5 seconds");
    let looper = Rc::new(Looper::default());
    let hello = || say!("  hello, it was worth the wait");
    let handle = looper.add("call", call_after(&looper, 5, hello));
    looper.run();
    print_table(&[handle]);
    say!("  asked {} times in all", looper.asked());
}

fn pause_and_kill() {
    say!("pause one and kill one");
    let looper = Rc::new(Looper::default());
    let tired = looper.add("tired", loud_wait(3));
    let doomed = looper.add("doomed", loud_wait(3));
    // A generator that ends before it has a result.
    let failing = looper.add("failing", iter::empty());
    let handles = [tired.clone(), doomed.clone(), failing];

    later(&looper, 1, "pause", &tired, Handle::pause);
    later(&looper, 2, "kill", &doomed, Handle::kill);
    let table = handles.clone();
    looper.add("look", call_after(&looper, 4, move || print_table(&table)));
    later(&looper, 5, "resume", &tired, Handle::resume);
    looper.run();
    print_table(&handles);
}

/// Lets one task act on another.
fn later(
    looper: &Rc<Looper>,
    seconds: u64,
    name: &'static str,
    handle: &Rc<Handle>,
    action: fn(&Handle),
) {
    let handle = handle.clone();
    let act = move || {
        say!("  {name} {}", handle.name());
        action(&handle);
    };
    looper.add(name, call_after(looper, seconds, act));
}

/// Is over some seconds after it was first asked. Its result is how late
/// that was noticed.
fn wait(seconds: u64) -> impl Iterator<Item = Answer> {
    let mut deadline = None;
    iter::from_fn(move || {
        let now = clock::now();
        let delay = Duration::from_secs(seconds);
        let deadline = *deadline.get_or_insert(now + delay);
        if now < deadline {
            return Some(Answer::NotYet);
        }
        Some(Answer::Done(now - deadline))
    })
}

/// The same, and says so.
fn loud_wait(seconds: u64) -> impl Iterator<Item = Answer> {
    wait(seconds).inspect(move |answer| {
        if let Answer::Done(_) = answer {
            say!("  {seconds} seconds are over");
        }
    })
}

/// Adds a task that waits, on the fly, and asks in its turn whether that
/// one is done. Then it calls `f`. Its result is how late that was.
fn call_after<F: FnOnce()>(
    looper: &Rc<Looper>,
    seconds: u64,
    f: F,
) -> impl Iterator<Item = Answer> + use<F> {
    // The task owns its looper and borrows none. `+ use<F>` says so, or the
    // looper could not keep it.
    let looper = looper.clone();
    let mut f = Some(f);
    let mut started = None;
    iter::from_fn(move || {
        let (waiting, deadline) = started.get_or_insert_with(|| {
            let deadline = clock::now() + Duration::from_secs(seconds);
            (looper.add("wait", wait(seconds)), deadline)
        });
        match waiting.status() {
            Status::Finished(_) => {
                let f = f.take()?;
                f();
                Some(Answer::Done(clock::now() - *deadline))
            }
            Status::Failed | Status::Killed => None,
            _ => Some(Answer::NotYet),
        }
    })
}

fn print_table(handles: &[Rc<Handle>]) {
    for handle in handles {
        let name = handle.name();
        let status = describe(handle);
        let asked = handle.asked();
        say!("  {name:<8}{status:<23}asked {asked:>8} times");
    }
}

fn describe(handle: &Handle) -> String {
    match handle.status() {
        Status::Finished(late) => {
            format!("finished, {} ms late", late.as_millis())
        }
        _ if handle.is_paused() => "paused".to_owned(),
        Status::Pending => "pending".to_owned(),
        Status::InProgress => "in progress".to_owned(),
        Status::Failed => "failed".to_owned(),
        Status::Killed => "killed".to_owned(),
    }
}
