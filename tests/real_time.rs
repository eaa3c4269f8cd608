//! In real time the show is on time, too, and costs next to nothing.

#[cfg(unix)]
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
#[cfg(unix)]
use std::time::Duration;

#[cfg(unix)]
use tests::lines::turns;
use tests::lines::{frames, lateness};
use tests::{printed, with_every_step};
#[cfg(unix)]
use wait4::Wait4;

/// The engine that is late on purpose.
const LATE: &str = "03_generator_scheduler";

const SEED: u64 = 7;

/// The show is in slow motion: its clock goes a fifth as fast as those of
/// the machine. So it hardly sees how late the machine is, and sees well
/// how late an engine is.
#[test]
fn nobody_is_early_and_nobody_is_later_than_the_machine() {
    with_every_step(|step| {
        let mut show = show(step, 10, "400ms");
        let output = printed(show.args(["--speed", "0.2"]));
        let frames = frames(&output);
        let of = |number| lateness(&frames, SEED, number);
        let mut late: Vec<_> = (0..10).flat_map(of).collect();
        assert!(late.len() >= 10, "{late:?}");
        late.sort_unstable();
        assert!(late[0] >= 0, "somebody is early: {late:?}");
        // Nine of ten, by a tenth of a second on the machine's clock.
        let most = late[(late.len() - 1) * 9 / 10];
        assert_eq!(most > 20, step == LATE, "{late:?}");
    });
}

/// 06 asks again and again whether its tasks are done: that is its lesson.
#[test]
#[cfg(unix)]
fn who_sleeps_needs_no_processor() {
    with_every_step(|step| {
        if step == "06_create_task" {
            return;
        }
        let (slow, fast) = slow_and_fast(step);
        // A processor that has slept is a little slower.
        let enough = 2 * fast + Duration::from_millis(50);
        assert!(slow < enough, "{slow:?}, not {fast:?}");
    });
}

/// What a show takes in real time, and what it takes in next to no
/// time, which leaves little of it for anything but the show.
#[cfg(unix)]
fn slow_and_fast(step: &str) -> (Duration, Duration) {
    (processor_time(step, "1"), processor_time(step, "100"))
}

#[cfg(unix)]
fn processor_time(step: &str, speed: &str) -> Duration {
    let mut show = show(step, 5, "1s");
    let show = show.args(["--speed", speed]);
    let show = show.stdout(Stdio::null()).spawn().expect("built");
    let use_of = show.wait4().expect("an end");
    assert!(use_of.status.success(), "{step}");
    use_of.rusage.utime + use_of.rusage.stime
}

/// At four times the speed a show of eight seconds is over when one of four
/// has not come to its end, which started before it.
#[test]
fn fast_forward_takes_less_time_and_tells_the_same_times() {
    with_every_step(|step| {
        let mut usual = show(step, 2, "8s");
        usual.stdout(Stdio::null()).stderr(Stdio::null());
        let mut usual = usual.spawn().expect("built");
        let mut fast = show(step, 2, "8s");
        let fast = frames(&printed(fast.args(["--speed", "4"])));
        let is_on = usual.try_wait().expect("a status").is_none();
        // It may have ended by itself.
        let _ = usual.kill();
        let _ = usual.wait();
        assert!(is_on, "the usual speed is as fast");

        let exact = printed(show(step, 2, "8s").arg("--virtual-time"));
        let exact = frames(&exact);
        assert_eq!(exact.len(), fast.len());
        let times = exact.iter().zip(&fast);
        let mut early =
            times.filter(|(exact, fast)| fast.time < exact.time);
        assert!(early.next().is_none());
    });
}

#[test]
#[cfg(unix)]
fn ctrl_c_loses_no_line_in_real_time() {
    with_every_step(|step| {
        let mut show = show(step, 20, "1h");
        interrupted(show.args(["--speed", "10"]), 20, 200);
    });
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_a_simulated_show_after_a_whole_line() {
    with_every_step(|step| {
        interrupted(show(step, 20, "1h").arg("--virtual-time"), 20, 1);
    });
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
    let frames = frames(&text);
    let turns = (0..blinkies).map(|number| turns(&frames, number).len());
    assert_eq!(turns.sum::<usize>(), frames.len(), "{show:?}");
}

fn show(step: &str, blinkies: usize, duration: &str) -> Command {
    let mut show = tests::blinkies(step);
    show.args(["--plain", "--seed", &SEED.to_string()]);
    show.args(["--duration", duration]);
    show.args(["--blinkies", &blinkies.to_string()]);
    show
}
