//! In real time the show is on time, too, and costs next to nothing.

#[cfg(unix)]
use std::io::{BufRead, BufReader, Read};
use std::process::Command;
#[cfg(unix)]
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use shared::cast::{OPEN_EYES, Script};
#[cfg(unix)]
use wait4::Wait4;

/// The engine that is late on purpose.
const LATE: &str = "03_generator_scheduler";

const SEED: u64 = 7;

/// One line of plain output: the time in milliseconds, and the faces.
type Frame = (u64, Vec<String>);

/// An engine that is late by itself is so every time; a machine that has
/// other things to do is not.
#[test]
fn nobody_is_early_or_later_than_the_machine() {
    let mut late = Vec::new();
    for _ in 0..3 {
        late = late_steps();
        if late.is_empty() {
            return;
        }
    }
    panic!("{}", late.join("\n"));
}

/// Plays all steps, and tells which are later than threads that do nothing
/// but sleep meanwhile.
fn late_steps() -> Vec<String> {
    let plays = tests::steps().into_iter().map(|step| {
        let length = if step == LATE { "500ms" } else { "4s" };
        let mut show = show(&step, 10, length);
        thread::spawn(move || (step, tests::printed(&mut show)))
    });
    let plays: Vec<_> = plays.collect();
    let usual = ninth_of_ten(jitter(10, Duration::from_secs(4)));
    let late = plays.into_iter().filter_map(|play| {
        let (step, output) = play.join().expect("a show");
        let lateness = lateness(&frames(&output), 10);
        assert!(lateness.len() >= 10, "{step}: {lateness:?}");
        assert!(lateness.iter().all(|late| *late >= 0), "{step} is early");
        let late = ninth_of_ten(lateness);
        // Whoever looks every ten milliseconds is late by six: not more,
        // since most delays are a multiple of that.
        let too_late = step != LATE && late > 2 * usual + 3;
        too_late.then(|| format!("{step}: {late} ms, usual are {usual}"))
    });
    late.collect()
}

/// 06 asks again and again whether its tasks are done: that is its lesson.
#[test]
#[cfg(unix)]
fn who_sleeps_needs_no_processor() {
    let steps = tests::steps().into_iter();
    let quiet = steps.filter(|step| step.as_str() != "06_create_task");
    let plays: Vec<_> = quiet
        .map(|step| thread::spawn(move || (slow_and_fast(&step), step)))
        .collect();
    for play in plays {
        let ((slow, fast), step) = play.join().expect("a show");
        // A processor that has slept is a little slower.
        let enough = 2 * fast + Duration::from_millis(50);
        assert!(slow < enough, "{step}: {slow:?}, not {fast:?}");
    }
}

/// What a show takes in three seconds, and what it takes in next to no
/// time, which leaves little of it for anything but the show.
#[cfg(unix)]
fn slow_and_fast(step: &str) -> (Duration, Duration) {
    (processor_time(step, "1"), processor_time(step, "100"))
}

#[cfg(unix)]
fn processor_time(step: &str, speed: &str) -> Duration {
    let mut show = show(step, 5, "3s");
    let show = show.args(["--speed", speed]);
    let show = show.stdout(Stdio::null()).spawn().expect("built");
    let use_of = show.wait4().expect("an end");
    assert!(use_of.status.success(), "{step}");
    use_of.rusage.utime + use_of.rusage.stime
}

#[test]
fn fast_forward_takes_less_time_and_tells_the_same_times() {
    let plays = tests::steps().into_iter().map(|step| {
        thread::spawn(move || {
            let mut show = show(&step, 2, "8s");
            let start = Instant::now();
            let output = tests::printed(show.args(["--speed", "4"]));
            (step, start.elapsed(), output)
        })
    });
    let plays: Vec<_> = plays.collect();
    // The machine delays a show more often than one sleep.
    let jitter = jitter(10, Duration::from_secs(2)).into_iter().max();
    let slack = 20 * jitter.expect("a sleep") as u64;
    for play in plays {
        let (step, took, output) = play.join().expect("a show");
        let exact = show(&step, 2, "8s").arg("--virtual-time").output();
        let exact = String::from_utf8(exact.expect("it is built").stdout);
        let exact = frames(&exact.expect("text"));
        let real = frames(&output);
        assert_eq!(exact.len(), real.len(), "{step}");
        let (end, late) = (exact.len() - 1, real[real.len() - 1].0);
        assert!(late >= exact[end].0, "{step}: {late}");
        assert!(late < exact[end].0 + 2_000 + 4 * slack, "{step}: {late}");
        if step != LATE {
            let took = took.as_millis() as u64;
            assert!(
                (2_000..3_000 + slack).contains(&took),
                "{step}: {took} ms"
            );
        }
    }
}

#[test]
#[cfg(unix)]
fn ctrl_c_loses_no_line_in_real_time() {
    for step in tests::steps() {
        let mut show = show(&step, 20, "1h");
        interrupted(show.args(["--speed", "10"]), 20, 200);
    }
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_a_simulated_show_after_a_whole_line() {
    for step in tests::steps() {
        interrupted(show(&step, 20, "1h").arg("--virtual-time"), 20, 1);
    }
}

/// A line takes a second here, so the signal comes in the middle of one.
#[test]
#[cfg(unix)]
fn ctrl_c_leaves_no_half_line() {
    let mut show = tests::scene("01_threads", "slow_lock");
    show.args(["--plain", "--blinkies", "20", "--speed", "0.1"]);
    interrupted(&mut show, 20, 1);
}

/// Interrupts a show after some lines. What it has printed by then must be
/// a show without a gap: from line to line one Blinky changes its face.
#[cfg(unix)]
fn interrupted(show: &mut Command, blinkies: usize, lines: usize) {
    let mut program = show.stdout(Stdio::piped()).spawn().expect("built");
    let mut output = BufReader::new(program.stdout.take().expect("it"));
    let mut text = String::new();
    for _ in 0..lines {
        output.read_line(&mut text).expect("text");
    }
    let kill = format!("kill -INT {}", program.id());
    let kill = Command::new("sh").args(["-c", &kill]).status();
    assert!(kill.expect("a shell").success());
    output.read_to_string(&mut text).expect("text");
    assert_eq!(program.wait().expect("an end").code(), Some(130));

    assert!(text.ends_with('\n'), "{show:?}: a line is cut");
    assert!(text.lines().count() >= lines, "{show:?}");
    changes(&frames(&text), blinkies);
}

fn show(step: &str, blinkies: usize, duration: &str) -> Command {
    let mut show = tests::blinkies(step);
    show.args(["--plain", "--seed", &SEED.to_string()]);
    show.args(["--duration", duration]);
    show.args(["--blinkies", &blinkies.to_string()]);
    show
}

fn frames(output: &str) -> Vec<Frame> {
    let frame = |line: &str| {
        let (time, faces) = line.trim().split_once("  ").expect("a time");
        let time = time.replace('.', "").parse().expect("digits");
        (time, faces.split(' ').map(str::to_owned).collect())
    };
    output.lines().map(frame).collect()
}

/// When each Blinky drew. Every face differs from the one before it, so
/// the one that changed is the one who drew.
fn changes(frames: &[Frame], blinkies: usize) -> Vec<Vec<u64>> {
    let mut changes = vec![Vec::new(); blinkies];
    let mut before = &vec![OPEN_EYES.to_owned(); blinkies];
    for (time, faces) in frames {
        let changed = |&i: &usize| faces[i] != before[i];
        let changed: Vec<_> = (0..blinkies).filter(changed).collect();
        assert_eq!(changed.len(), 1, "{before:?}, then {faces:?}");
        changes[changed[0]].push(*time);
        before = faces;
    }
    changes
}

/// How much later than asked for each sleep ended, in milliseconds.
fn lateness(frames: &[Frame], blinkies: usize) -> Vec<i64> {
    let mut lateness = Vec::new();
    for (number, times) in changes(frames, blinkies).iter().enumerate() {
        let script = Script::new(SEED, number as u64, None);
        for (pair, (_, delay)) in times.windows(2).zip(script) {
            let slept = pair[1] as i64 - pair[0] as i64;
            lateness.push(slept - delay.as_millis() as i64);
        }
    }
    lateness
}

/// The same for threads that do nothing but sleep, meanwhile.
fn jitter(blinkies: u64, duration: Duration) -> Vec<i64> {
    let sleepers = (0..blinkies).map(|number| {
        let delays = Script::new(SEED, number, Some(duration));
        thread::spawn(move || delays.map(|d| late_sleep(d.1)).collect())
    });
    let sleepers: Vec<thread::JoinHandle<Vec<_>>> = sleepers.collect();
    let jitter = sleepers.into_iter().map(|t| t.join().expect("it"));
    jitter.flatten().collect()
}

fn late_sleep(delay: Duration) -> i64 {
    let start = Instant::now();
    thread::sleep(delay);
    (start.elapsed() - delay).as_millis() as i64
}

/// Nine values of ten are not above this one.
fn ninth_of_ten(mut values: Vec<i64>) -> i64 {
    values.sort_unstable();
    values[(values.len() - 1) * 9 / 10]
}
