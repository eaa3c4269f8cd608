//! The same seed plays the same show on every engine.
//!
//! Some shows are large. So the outputs are read side by side, line by
//! line, from programs that run at the same time.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use shared::cast::{Face, OPEN_EYES, Script};
use tests::lines::{Frame, frames, turns};

/// The engine that is late on purpose.
const LATE: &str = "03_generator_scheduler";

#[test]
fn one_blinky_for_ten_minutes() {
    for seed in [0, 1, 2, 7, 65_535, u64::MAX] {
        same_bytes(&tests::steps(), seed, 1, "10m");
    }
}

#[test]
fn ten_blinkies_for_ten_minutes() {
    for seed in [1, 2, 7] {
        same_bytes(&punctual_steps(), seed, 10, "10m");
    }
}

#[test]
fn many_blinkies_for_a_few_seconds() {
    for seed in [3, 4, 65_535] {
        same_bytes(&punctual_steps(), seed, 257, "2.5s");
    }
}

#[test]
fn a_thousand_blinkies_for_one_frame() {
    for seed in [5, 6] {
        same_bytes(&tests::steps(), seed, 1000, "1ms");
    }
}

#[test]
fn a_thousand_blinkies_for_two_seconds() {
    same_bytes(&punctual_steps(), 8, 1000, "2s");
}

#[test]
fn durations_that_are_no_whole_milliseconds() {
    same_bytes(&punctual_steps(), 9, 7, "12.3456789s");
    same_bytes(&tests::steps(), 9, 7, "1ns");
}

#[test]
fn a_sorted_list_plays_the_show_of_the_heap() {
    plays_the_same("sort_by_key", "04_sorted_heap");
}

#[test]
fn the_small_loop_plays_the_show_of_the_others() {
    plays_the_same("small_loop", "07_futures");
}

/// Tokio does not promise in which order it wakes those who are due at the
/// same instant. So far it has been the order in which they went to sleep.
#[test]
fn tokio_plays_the_show_of_our_loop() {
    let has_it = |step: &String| {
        tests::scenes(step).iter().any(|scene| scene == "on_tokio")
    };
    let steps: Vec<_> = tests::steps().into_iter().filter(has_it).collect();
    assert!(steps.len() >= 2);
    steps.iter().for_each(|step| plays_the_same("on_tokio", step));
}

/// With hundreds of Blinkies, many are due at the same instant.
fn plays_the_same(scene: &str, step: &str) {
    let shows = [
        (1, 1, "1m"),
        (2, 10, "90s"),
        (3, 257, "2.5s"),
        (4, 600, "1s"),
        (5, 1000, "1ms"),
    ];
    for (seed, blinkies, end) in shows {
        let scene = tests::scene(step, scene);
        let scene = tests::printed(&mut play(scene, seed, blinkies, end));
        let same = scene == played(step, seed, blinkies, end);
        assert!(same, "seed {seed}, {blinkies} Blinkies, {end}");
    }
}

#[test]
fn threads_do_the_same_in_every_run() {
    let threads = "01_threads".to_owned();
    same_bytes(&vec![threads; 3], 10, 50, "30s");
}

#[test]
fn slow_threads_do_the_same_in_every_run_with_a_lock_or_without() {
    for scene in ["no_lock", "slow_lock"] {
        for (blinkies, times) in [(10, 3), (50, 2)] {
            let play = || tests::printed(&mut slow(scene, blinkies));
            let first = play();
            for _ in 1..times {
                assert!(play() == first, "{scene}, {blinkies} Blinkies");
            }
        }
    }
}

#[test]
fn without_the_lock_a_slow_line_tears() {
    for blinkies in [2, 10, 50] {
        let output = tests::printed(&mut slow("no_lock", blinkies));
        let whole = |line| faces_in(line) == blinkies;
        assert!(!output.lines().all(whole), "{blinkies} Blinkies");
    }
}

/// Without slowness, too: there it takes an order that is rare.
#[test]
fn of_twenty_orders_of_two_redraws_two_leave_whole_lines() {
    let mut orders = Command::new(env!("CARGO_BIN_EXE_orders"));
    orders.args(["--virtual-time", "--duration", "1s", "--seed", "1"]);
    let printed = tests::printed(&mut orders);
    let mut texts: Vec<_> = printed.split_terminator(" end\n").collect();
    assert_eq!(texts.len(), 20, "{printed}");
    let [a, b] = ["a", "b"].map(|who| format!("   0.000  ({who}.{who})\n"));
    let whole = [format!("{a}{b}"), format!("{b}{a}")];
    let is_whole = |text: &&&str| whole.iter().any(|whole| whole == **text);
    assert_eq!(texts.iter().filter(is_whole).count(), 2, "{printed}");
    // In some orders the same happens, since one start of a line looks
    // like another.
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), 10, "{texts:?}");
}

#[test]
fn with_the_lock_slow_lines_are_whole_and_late() {
    for blinkies in [2, 10, 50] {
        let output = tests::printed(&mut slow("slow_lock", blinkies));
        let whole = |line| faces_in(line) == blinkies;
        assert!(output.lines().all(whole), "{blinkies} Blinkies");
        let mut main = show("01_threads", 7, blinkies, "10s");
        let punctual = last_time(&tests::printed(&mut main));
        let late = last_time(&output);
        assert!(late > punctual, "{late} ms instead of {punctual} ms");
    }
}

/// Where Blinky 1 should blink before Blinky 0 does, the engine that takes
/// them in turn cannot do it.
#[test]
fn taking_turns_makes_them_late() {
    let first_delay = |seed, number| {
        let mut script = Script::new(seed, number, None);
        script.next().expect("it never ends").1
    };
    let overtakes =
        |seed: &u64| first_delay(*seed, 1) < first_delay(*seed, 0);
    for seed in (0..).filter(overtakes).take(5) {
        let end = first_delay(seed, 1) + Duration::from_millis(1);
        let end = format!("{}ms", end.as_millis());
        let mut outputs = [LATE, "04_sorted_heap"]
            .map(|step| tests::printed(&mut show(step, seed, 2, &end)));
        assert_ne!(outputs[0], outputs[1], "seed {seed}, {end}");
        outputs = outputs.map(|output| without_times(&output));
        assert_eq!(outputs[0], outputs[1], "seed {seed}, {end}");
    }
}

#[test]
fn taking_turns_makes_the_show_longer() {
    for (seed, blinkies) in [(1, 10), (2, 2), (3, 100)] {
        let mut show = show(LATE, seed, blinkies, "20s");
        let last = last_time(&tests::printed(&mut show));
        assert!(last >= 20_000, "{last} ms, seed {seed}");
    }
}

#[test]
fn nothing_is_drawn_at_the_end_or_later() {
    for step in punctual_steps() {
        for (seed, end) in [(1, 20_000), (2, 120), (3, 1)] {
            let length = format!("{end}ms");
            let last = last_time(&played(&step, seed, 10, &length));
            assert!(last < end, "{step}, seed {seed}");
        }
    }
}

#[test]
fn at_the_start_they_draw_in_order_of_number() {
    for step in tests::steps() {
        let mut faces = vec![OPEN_EYES.to_owned(); 50];
        let frames = frames(&played(&step, 4, 50, "100ms"));
        let (first, others) = frames.split_at(50);
        for (number, frame) in first.iter().enumerate() {
            faces[number] = script(4, number, 1).remove(0).into();
            assert_eq!(frame.time, 0, "{step}");
            assert_eq!(frame.faces, faces, "{step}");
        }
        assert!(others.iter().all(|frame| frame.time > 0), "{step}");
    }
}

#[test]
fn every_blinky_plays_its_script_on_every_engine() {
    for step in tests::steps() {
        for (seed, blinkies, end) in [(1, 10, 60_000), (2, 100, 9_000)] {
            let length = format!("{end}ms");
            let frames = frames(&played(&step, seed, blinkies, &length));
            for number in 0..blinkies {
                let turns = turns(&frames, number).into_iter();
                let faces: Vec<_> = turns.map(|(_, face)| face).collect();
                let script = script(seed, number, end);
                assert_eq!(faces, script, "{step}, Blinky {number}");
            }
        }
    }
}

/// The engines that print the same bytes.
fn punctual_steps() -> Vec<String> {
    let mut steps = tests::steps();
    steps.retain(|step| step != LATE);
    assert!(steps.len() >= 5);
    steps
}

fn show(step: &str, seed: u64, blinkies: usize, end: &str) -> Command {
    play(tests::blinkies(step), seed, blinkies, end)
}

fn played(step: &str, seed: u64, blinkies: usize, end: &str) -> String {
    tests::printed(&mut show(step, seed, blinkies, end))
}

/// A scene of step 01 whose threads take their time to draw.
fn slow(scene: &str, blinkies: usize) -> Command {
    play(tests::scene("01_threads", scene), 7, blinkies, "10s")
}

/// The faces in a line, which may be none or those of several lines.
fn faces_in(line: &str) -> usize {
    let is_face = |word: &&str| !word.starts_with(char::is_numeric);
    line.split_whitespace().filter(is_face).count()
}

fn play(
    mut show: Command,
    seed: u64,
    blinkies: usize,
    end: &str,
) -> Command {
    show.args(["--virtual-time", "--plain", "--duration", end]);
    show.arg("--seed").arg(seed.to_string());
    show.arg("--blinkies").arg(blinkies.to_string());
    show
}

/// Plays a show on several engines at once and compares line by line.
fn same_bytes(steps: &[String], seed: u64, blinkies: usize, end: &str) {
    let play = |step| Output::of(show(step, seed, blinkies, end));
    let mut outputs: Vec<_> = steps.iter().map(|s| play(s)).collect();
    let (first, others) = outputs.split_first_mut().expect("a step");
    for number in 1.. {
        let more = first.next_line();
        for (other, step) in others.iter_mut().zip(&steps[1..]) {
            other.next_line();
            assert!(
                other.line == first.line,
                "seed {seed}: line {number} differs\n{}: {}\n{step}: {}",
                steps[0],
                first.text(),
                other.text()
            );
        }
        if !more {
            assert!(number > blinkies, "only {} lines", number - 1);
            return outputs.into_iter().for_each(Output::end);
        }
    }
}

/// A program that runs, and the line of its output that was read last.
struct Output {
    program: Child,
    lines: BufReader<ChildStdout>,
    line: Vec<u8>,
}

impl Output {
    fn of(mut command: Command) -> Self {
        let program = command.stdout(Stdio::piped()).spawn();
        let mut program = program.expect("it is built");
        let output = program.stdout.take().expect("a pipe");
        Self {
            program,
            lines: BufReader::with_capacity(1 << 16, output),
            line: Vec::new(),
        }
    }

    /// Whether there is another line: then it stands in `line`.
    fn next_line(&mut self) -> bool {
        self.line.clear();
        let read = self.lines.read_until(b'\n', &mut self.line);
        read.expect("a pipe") > 0
    }

    fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.line);
        text.chars().take(200).collect()
    }

    fn end(mut self) {
        assert!(self.program.wait().expect("an end").success());
    }
}

fn last_time(output: &str) -> u64 {
    let last = output.lines().next_back().expect("a line");
    Frame::of(last).time
}

fn without_times(output: &str) -> String {
    let frames = frames(output).into_iter();
    frames.map(|frame| frame.faces.join(" ") + "\n").collect()
}

/// The faces of a script, which never shows the same face twice in a row.
fn script(seed: u64, number: usize, millis: u64) -> Vec<Face> {
    let duration = Duration::from_millis(millis);
    let script = Script::new(seed, number as u64, Some(duration));
    let faces: Vec<_> = script.map(|(face, _)| face).collect();
    assert!(faces.windows(2).all(|pair| pair[0] != pair[1]));
    assert_ne!(faces[0], OPEN_EYES);
    faces
}
