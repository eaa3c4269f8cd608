//! What is recorded of each show, and that it is true.
//!
//! The recordings lie by scene and then by step, as the snapshots of what
//! is printed do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use shared::recording::{Entry, Event, Recording, queues};
use tests::steps;

#[test]
fn of_each_show_is_recorded_what_is_kept() {
    for step in steps() {
        is_as_kept("blinkies", &step, &record(&mut show(&step)));
    }
}

#[test]
fn of_each_scene_whose_tasks_are_watched_is_recorded_what_is_kept() {
    for (scene, step) in [
        ("handle", "06_create_task"),
        ("handle", "07_futures"),
        ("life", "07_futures"),
    ] {
        let recording = record(&mut tests::scene(step, scene));
        is_as_kept(scene, step, &on_one_clock(&recording));
    }
}

fn is_as_kept(scene: &str, step: &str, recording: &str) {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(format!("recordings/{scene}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(step, recording));
}

/// Other threads than the loop's have a clock of their own, which is real.
/// What happens there happens when the loop's showed the time before.
fn on_one_clock(text: &str) -> String {
    let mut recording: Recording = text.parse().expect("a recording");
    let mut now = Duration::ZERO;
    for entry in &mut recording.entries {
        if entry.thread == 0 {
            now = entry.at;
        }
        entry.at = now;
    }
    recording.to_string()
}

/// The show of the snapshots.
fn show(step: &str) -> Command {
    let mut show = tests::blinkies(step);
    show.args(["--seed", "7", "--blinkies", "4", "--duration", "8s"]);
    show
}

/// Plays in virtual time, and returns the text of the recording.
fn record(program: &mut Command) -> String {
    let file = new_file();
    program.args(["--virtual-time", "--record"]).arg(&file);
    tests::printed(program);
    let text = fs::read_to_string(&file).expect("it is written");
    fs::remove_file(file).expect("it is there");
    text
}

/// A name that no other test uses.
fn new_file() -> PathBuf {
    use std::sync::atomic::{AtomicU32, Ordering};
    static FILES: AtomicU32 = AtomicU32::new(0);
    let number = FILES.fetch_add(1, Ordering::Relaxed);
    let name = format!("recording_{}_{number}.txt", std::process::id());
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn recording(program: &mut Command) -> Recording {
    record(program).parse().expect("a recording")
}

#[test]
fn a_recorded_show_is_played_as_any_other() {
    for step in steps() {
        let plain = tests::printed(show(&step).arg("--virtual-time"));
        let file = new_file();
        let mut recorded = show(&step);
        recorded.args(["--virtual-time", "--record"]).arg(&file);
        assert_eq!(tests::printed(&mut recorded), plain, "{step}");
        fs::remove_file(file).expect("it is written");
    }
}

#[test]
fn what_is_recorded_as_drawn_is_what_was_printed() {
    for step in steps() {
        let printed = tests::printed(show(&step).arg("--virtual-time"));
        let drawn = recording(&mut show(&step)).entries;
        let drawn = drawn.iter().filter_map(|entry| match &entry.event {
            Event::Drawn { faces } => Some((entry.at, faces.join(" "))),
            _ => None,
        });
        let lines = drawn.map(|(at, faces)| {
            format!("{:8.3}  {faces}\n", at.as_secs_f64())
        });
        assert_eq!(lines.collect::<String>(), printed, "{step}");
    }
}

#[test]
fn a_future_that_is_watched_tells_who_polls_and_who_wakes_it() {
    let program = &mut Command::new(env!("CARGO_BIN_EXE_woken"));
    let events = recording(program).entries.into_iter();
    let events = events.map(|e| format!("{} {}\n", e.thread, e.event));
    let expected = "\
0 created sleeper
0 polled sleeper
0 pending sleeper
0 polled sleeper
0 pending sleeper
0 woken sleeper by the loop
0 created reader
0 polled reader
0 says wakes
0 woken sleeper by reader
0 ready reader
1 woken sleeper by thread 1
0 dropped sleeper
";
    assert_eq!(events.collect::<String>(), expected);
}

#[test]
fn every_engine_does_what_follows_from_its_queues() {
    for step in steps() {
        follows(&step, &kept("blinkies", &step));
        // More of them than the loops of 07 and 08 poll in a round.
        let mut show = tests::blinkies(&step);
        show.args(["--seed", "2", "--blinkies", "70", "--duration", "9s"]);
        follows(&step, &recording(&mut show));
    }
}

#[test]
fn so_it_does_in_a_scene_whose_tasks_are_watched() {
    for step in ["06_create_task", "07_futures"] {
        follows(step, &kept("handle", step));
    }
}

/// The number at the start of a step's name.
fn number(step: &str) -> u32 {
    step[..2].parse().expect("two digits")
}

fn follows(step: &str, recording: &Recording) {
    let queues = queues(recording, number(step));
    let queues = queues.unwrap_or_else(|mistake| {
        let entry = recording.entries.get(mistake.entry);
        panic!("{step}: {mistake}, but there is {entry:?}");
    });
    assert_eq!(queues.len(), recording.entries.len());
    let last = queues.last().expect("something happens");
    assert!(last.sleeping.is_empty(), "{step}: {last:?}");
}

#[test]
fn a_recording_in_which_one_event_is_another_is_not_believed() {
    for step in steps() {
        let recording = kept("blinkies", &step);
        for place in 0..recording.entries.len() {
            for altered in alter(&recording.entries[place]) {
                let mut wrong = recording.clone();
                wrong.entries[place] = altered.clone();
                assert!(
                    queues(&wrong, number(&step)).is_err(),
                    "{step}: {altered:?}"
                );
            }
        }
    }
}

#[test]
fn a_recording_in_which_one_event_is_missing_is_not_believed() {
    for step in steps() {
        let recording = kept("blinkies", &step);
        for place in 0..recording.entries.len() {
            let mut wrong = recording.clone();
            let missing = wrong.entries.remove(place);
            assert!(
                queues(&wrong, number(&step)).is_err(),
                "{step}: {missing:?}"
            );
        }
    }
}

#[test]
fn a_recording_in_which_two_events_are_exchanged_is_not_believed() {
    // Threads are free to do things in another order.
    for step in steps().split_off(1) {
        let recording = kept("blinkies", &step);
        for place in 1..recording.entries.len() {
            let mut wrong = recording.clone();
            wrong.entries.swap(place - 1, place);
            let exchanged = &recording.entries[place];
            assert!(
                queues(&wrong, number(&step)).is_err(),
                "{step}: {exchanged:?}"
            );
        }
    }
}

/// The same event, but not quite.
fn alter(entry: &Entry) -> Vec<Entry> {
    let a_moment = Duration::from_millis(1);
    let mut altered = vec![
        Entry { at: entry.at + a_moment, ..entry.clone() },
        Entry { thread: entry.thread + 1, ..entry.clone() },
    ];
    let mut event = entry.event.clone();
    match &mut event {
        Event::Turn { delay, .. } => *delay += a_moment,
        Event::Drawn { faces } => faces[2] = "(?.?)".into(),
        Event::Sleeps { until, .. } => *until += a_moment,
        Event::Ends { blinky } => *blinky ^= 1,
        Event::Waits { until: Some(until) } => *until += a_moment,
        _ => event = Event::Waits { until: None },
    }
    altered.push(Entry { event, ..entry.clone() });
    let mut event = entry.event.clone();
    if let Event::Turn { blinky, .. } | Event::Sleeps { blinky, .. } =
        &mut event
    {
        *blinky ^= 1;
        altered.push(Entry { event, ..entry.clone() });
    }
    altered
}

/// What lies in the repository.
fn kept(scene: &str, step: &str) -> Recording {
    let file = format!("tests/recordings/{scene}/{step}.snap");
    let text = fs::read_to_string(tests::root().join(file));
    let text = text.expect("it is kept");
    let (_, recording) = text.split_once("\n---\n").expect("a header");
    recording.parse().expect("a recording")
}
