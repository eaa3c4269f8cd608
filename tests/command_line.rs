//! The command line is the same for all steps, and what is wrong on it is
//! said in one line.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};

#[test]
fn no_blinkies() {
    refuses(&["--blinkies", "0"], &["--blinkies", "1 to 1000"]);
}

#[test]
fn too_many_blinkies() {
    refuses(&["--blinkies", "1001"], &["--blinkies", "1 to 1000"]);
}

#[test]
fn fewer_than_no_blinkies() {
    refuses(&["--blinkies", "-1"], &["--blinkies", "1 to 1000"]);
}

#[test]
fn blinkies_that_are_no_number() {
    refuses(&["--blinkies", "many"], &["'many'", "1 to 1000"]);
}

#[test]
fn a_duration_that_is_none() {
    refuses(&["--duration", "banana"], &["banana", "try 3s, 500ms"]);
}

#[test]
fn a_duration_below_zero() {
    refuses(&["--duration", "-1"], &["'-1'", "try 3s, 500ms"]);
}

#[test]
fn no_duration_at_all() {
    refuses(&["--duration", "0"], &["too short", "try 3s, 500ms"]);
    refuses(&["--duration"], &["a value is required", "--duration"]);
}

#[test]
fn virtual_time_without_a_duration() {
    refuses(&["--virtual-time"], &["--virtual-time needs a --duration"]);
}

#[test]
fn a_board_where_there_is_no_window() {
    for flag in ["--watch", "--stopped"] {
        let window = format!("{flag} needs a window");
        refuses(&[flag, "--plain"], &[&window, "--plain has none"]);
        let simulated = [flag, "--virtual-time", "--duration", "1s"];
        refuses(&simulated, &[&window, "--virtual-time has none"]);
        refuses(&[flag], &[&window, "standard output is no terminal"]);
    }
}

#[test]
fn a_recording_for_which_there_is_no_file() {
    let nowhere = Path::new("nowhere").join("recording.txt");
    for step in tests::steps() {
        let mut show = virtual_show(&step, "1s");
        cannot_record(show.arg("--seed=1").arg("--record").arg(&nowhere));
        let mut scene = tests::scene(&step, "countdown");
        cannot_record(scene.arg("--record").arg(&nowhere));
    }
}

fn cannot_record(program: &mut Command) {
    let output = output(program);
    assert_eq!(output.status.code(), Some(1), "{program:?}");
    assert!(output.stdout.is_empty(), "{program:?}");
    let told = String::from_utf8(output.stderr).expect("text");
    assert!(told.starts_with("error: nowhere"), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
}

#[test]
fn no_speed() {
    refuses(&["--speed", "0"], &["--speed", "0.01 to 100"]);
}

#[test]
fn a_speed_that_is_none() {
    for speed in ["-1", "fast", "inf", "NaN", "1e9", ""] {
        refuses(&["--speed", speed], &["--speed"]);
    }
}

#[test]
fn an_unknown_flag() {
    refuses(&["--winkies", "3"], &["--winkies"]);
    refuses(&["--blinkie", "3"], &["did you mean --blinkies?"]);
}

#[test]
fn an_argument_that_is_no_flag() {
    refuses(&["wink"], &["wink"]);
}

#[test]
fn a_seed_that_is_no_number() {
    for seed in ["-1", "18446744073709551616", "lucky"] {
        let right = "a whole number from 0 to 18446744073709551615";
        refuses(&["--seed", seed], &["--seed", seed, right]);
    }
}

#[test]
fn help_tells_of_every_flag() {
    let flags = [
        "--blinkies",
        "--seed",
        "--duration",
        "--virtual-time",
        "--plain",
        "--speed",
        "--watch",
        "--stopped",
        "--record",
        "--help",
        "--version",
    ];
    for step in tests::steps() {
        let help = tests::printed(tests::blinkies(&step).arg("--help"));
        for flag in flags {
            assert!(help.contains(flag), "{step}: {flag}\n{help}");
        }
    }
}

#[test]
fn the_version_is_told() {
    for step in tests::steps() {
        let version = tests::printed(tests::blinkies(&step).arg("-V"));
        assert_eq!(version, format!("step_{step} 0.1.0\n"));
    }
}

#[test]
fn a_random_seed_is_told_and_plays_the_same_show_again() {
    for step in tests::steps() {
        let first = output(&mut virtual_show(&step, "30s"));
        assert_eq!(first.status.code(), Some(0), "{step}");
        let told = String::from_utf8(first.stderr).expect("text");
        assert_eq!(told.lines().count(), 1, "{step}: {told}");
        let (_, seed) = told.trim().split_once("--seed ").expect("it");
        let mut again = virtual_show(&step, "30s");
        let again = output(again.args(["--seed", seed]));
        assert!(first.stdout == again.stdout, "{step}, seed {seed}");
        assert!(again.stderr.is_empty(), "{step} tells a given seed");
    }
}

#[test]
fn a_random_seed_is_a_new_one_each_time() {
    let step = &tests::steps()[0];
    let told = || output(&mut virtual_show(step, "1ms")).stderr;
    let first = told();
    assert!((0..10).any(|_| told() != first));
}

#[test]
fn a_reader_who_has_seen_enough_ends_a_simulated_show() {
    for step in tests::steps() {
        leave_after(3, &mut virtual_show(&step, "1000h"));
    }
}

#[test]
fn a_reader_who_has_seen_enough_ends_a_show_in_real_time() {
    for step in tests::steps() {
        leave_after(3, tests::blinkies(&step).args(["--speed", "20"]));
    }
}

#[test]
fn a_reader_who_leaves_at_once_ends_a_scene() {
    for step in tests::steps() {
        for time in ["--virtual-time", "--speed=20"] {
            leave_after(0, tests::scene(&step, "countdown").arg(time));
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_in_one_line() {
    let full = || std::fs::File::create("/dev/full").expect("a device");
    for step in tests::steps() {
        for flags in [
            &["--virtual-time"][..],
            &["--plain"],
            &["--virtual-time", "--record", "/dev/full"],
        ] {
            let mut show = tests::blinkies(&step);
            show.args(["--duration", "1s", "--seed", "1"]).args(flags);
            let output = output(show.stdout(full()));
            assert_eq!(output.status.code(), Some(1), "{step}");
            let told = String::from_utf8(output.stderr).expect("text");
            let told = without_address(&told);
            assert_eq!(told.lines().count(), 1, "{step}: {told}");
            assert!(told.contains("No space left"), "{step}: {told}");
        }
    }
}

/// Every step refuses these arguments: with exit code 2 and one line with
/// all that `hints` ask for, and before anything is drawn.
fn refuses(arguments: &[&str], hints: &[&str]) {
    for step in tests::steps() {
        let output = output(tests::blinkies(&step).args(arguments));
        assert_eq!(output.status.code(), Some(2), "{step} {arguments:?}");
        assert!(output.stdout.is_empty(), "{step} {arguments:?}");
        let told = String::from_utf8(output.stderr).expect("text");
        assert_eq!(told.lines().count(), 1, "{step}: {told}");
        assert!(told.starts_with("error: "), "{step}: {told}");
        for hint in hints {
            assert!(told.contains(hint), "{step}: no {hint} in: {told}");
        }
    }
}

fn virtual_show(step: &str, duration: &str) -> Command {
    let mut show = tests::blinkies(step);
    show.args(["--virtual-time", "--duration", duration]);
    show
}

fn output(command: &mut Command) -> Output {
    command.output().expect("it is built")
}

/// The program ends quietly when its reader leaves after some lines, as
/// `| head -3` does.
fn leave_after(lines: usize, program: &mut Command) {
    let piped = program.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().expect("it is built");
    let output = child.stdout.take().expect("a pipe");
    let read = BufReader::new(output).lines().take(lines).count();
    assert_eq!(read, lines);

    let mut told = String::new();
    let mut errors = child.stderr.take().expect("a pipe");
    errors.read_to_string(&mut told).expect("text");
    let status = child.wait().expect("an end");
    assert_eq!(without_address(&told), "", "{program:?}");
    assert_eq!(status.code(), Some(0), "{program:?}");
}

/// What was told but for the line in which a show on air says where.
fn without_address(told: &str) -> String {
    let lines = told.lines().filter(|line| !line.starts_with("on air: "));
    lines.collect::<Vec<_>>().join("\n")
}
