//! Every scene of every step, as it plays in virtual time.
//!
//! The snapshots lie by scene and then by step, so that the steps of one
//! scene stand side by side.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A test for each name, which is a scene's and then a step's.
macro_rules! scenes {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                play(stringify!($name));
            }
        )*

        const SCENES: &[&str] = &[$(stringify!($name)),*];
    };
}

scenes! {
    blinkies_01_threads
    blinkies_02_callbacks
    blinkies_03_generator_scheduler
    blinkies_04_sorted_heap
    blinkies_05_awaitable_sleep
    blinkies_06_create_task
    blinkies_07_futures
    blinkies_08_sockets

    one_blinky_01_threads
    no_lock_01_threads
    slow_lock_01_threads
    sort_by_key_04_sorted_heap
    on_tokio_06_create_task

    countdown_01_threads
    countdown_02_callbacks
    countdown_03_generator_scheduler
    countdown_04_sorted_heap
    countdown_05_awaitable_sleep
    countdown_06_create_task
    countdown_07_futures
    countdown_08_sockets

    fibonacci_sequential_03_generator_scheduler
    fibonacci_alternating_03_generator_scheduler
    fibonacci_03_generator_scheduler
    fibonacci_04_sorted_heap
    fibonacci_05_awaitable_sleep
    fibonacci_06_create_task

    queue_02_callbacks
    queue_07_futures
    starvation_02_callbacks

    by_hand_03_generator_scheduler
    by_hand_05_awaitable_sleep
    compare_numbers_03_generator_scheduler
    compare_numbers_07_futures
    looper_03_generator_scheduler
    looper_07_futures

    sizes_05_awaitable_sleep
    second_poll_05_awaitable_sleep
    messages_05_awaitable_sleep
    messages_06_create_task
    messages_07_futures
    round_robin_05_awaitable_sleep
    round_robin_06_create_task
    round_robin_07_futures

    waiter_06_create_task
    waiter_07_futures
    two_sleeps_06_create_task
    two_sleeps_07_futures
    foreign_future_06_create_task
    foreign_future_07_futures
    handle_06_create_task
    handle_07_futures

    small_loop_07_futures
    gather_07_futures
    gather_08_sockets
    callbacks_and_tasks_07_futures
    arange_07_futures
    philosophers_07_futures

    streams_08_sockets
    reverse_08_sockets
    echo_08_sockets
    incoming_08_sockets
    scoped_server_08_sockets
    hyper_08_sockets
    on_tokio_08_sockets

    try_keep_the_lock_01_threads
    try_lost_count_01_threads
    try_cancel_02_callbacks
    try_fair_02_callbacks
    try_lost_count_02_callbacks
    try_then_02_callbacks
    try_catch_up_03_generator_scheduler
    try_guess_03_generator_scheduler
    try_traffic_light_03_generator_scheduler
    try_late_start_04_sorted_heap
    try_no_drift_04_sorted_heap
    try_no_reverse_04_sorted_heap
    try_ties_04_sorted_heap
    try_kept_borrow_05_awaitable_sleep
    try_recursion_05_awaitable_sleep
    try_state_machine_05_awaitable_sleep
    try_ask_less_often_06_create_task
    try_earliest_note_06_create_task
    try_gather_06_create_task
    try_bell_07_futures
    try_dinner_07_futures
    try_supervisor_07_futures
    try_watchdog_07_futures
    try_relay_08_sockets
    try_slow_reader_08_sockets
}

/// The scenes that take the command line of the show.
const SHOWS: &[&str] = &[
    "blinkies",
    "one_blinky",
    "no_lock",
    "slow_lock",
    "sort_by_key",
    "small_loop",
    "on_tokio",
    "philosophers",
    "try_keep_the_lock",
];

/// Plays a scene in virtual time and compares what it prints.
fn play(name: &str) {
    let (scene, step) = scene_and_step(name);
    let mut program = program(scene, step);
    if SHOWS.contains(&scene) {
        let blinkies = if scene == "philosophers" { "5" } else { "4" };
        program.args(["--seed", "7", "--blinkies", blinkies]);
        program.args(["--duration", "8s"]);
    }
    let printed = tests::printed(program.arg("--virtual-time"));

    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(format!("snapshots/{scene}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(step, printed));
}

/// A step's name begins with its number; a scene's name has no digits.
fn scene_and_step(name: &str) -> (&str, &str) {
    let number = name.find(|c: char| c.is_ascii_digit());
    let (scene, step) = name.split_at(number.expect("a step's number"));
    (scene.trim_end_matches('_'), step)
}

fn program(scene: &str, step: &str) -> Command {
    match scene {
        "blinkies" => tests::blinkies(step),
        _ => tests::scene(step, scene),
    }
}

#[test]
fn every_scene_is_played_and_every_snapshot_belongs_to_one() {
    let played = SCENES.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(scenes_of_all_steps(), played);
    // That none is missing, each scene's own test says.
    let snapshots = snapshots();
    let left_over: Vec<_> = snapshots.difference(&played).collect();
    assert!(left_over.is_empty(), "{left_over:?}");
}

fn scenes_of_all_steps() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for step in tests::steps() {
        let scenes = tests::scenes(&step).into_iter();
        for scene in scenes.chain(["blinkies".to_owned()]) {
            all.insert(format!("{scene}_{step}"));
        }
    }
    all
}

fn snapshots() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for scene in names(&tests::root().join("tests/snapshots")) {
        let folder = tests::root().join("tests/snapshots").join(&scene);
        for file in names(&folder) {
            // Anything else is what `insta` leaves beside a failure.
            if let Some(step) = file.strip_suffix(".snap") {
                all.insert(format!("{scene}_{step}"));
            }
        }
    }
    all
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let names = entries.map(|entry| entry.expect("a file").file_name());
    names.map(|name| name.into_string().expect("plain")).collect()
}

#[test]
fn a_sorted_list_plays_the_show_of_the_heap() {
    plays_the_same("sort_by_key", "04_sorted_heap");
}

/// Tokio does not promise in which order it wakes those who are due at the
/// same instant. So far it has been the order in which they went to sleep.
#[test]
fn tokio_plays_the_show_of_our_loop() {
    plays_the_same("on_tokio", "06_create_task");
    plays_the_same("on_tokio", "08_sockets");
}

/// With a thousand Blinkies, many are due at the same instant.
fn plays_the_same(scene: &str, step: &str) {
    let shows = [
        ["1", "1", "1m"],
        ["2", "10", "90s"],
        ["3", "257", "2.5s"],
        ["4", "1000", "5s"],
        ["5", "1000", "1ms"],
    ];
    for [seed, blinkies, duration] in shows {
        let play = |mut program: Command| {
            program.args(["--seed", seed, "--blinkies", blinkies]);
            program.args(["--duration", duration, "--virtual-time"]);
            tests::printed(&mut program)
        };
        let same =
            play(program(scene, step)) == play(tests::blinkies(step));
        assert!(same, "seed {seed}, {blinkies} Blinkies, {duration}");
    }
}

#[test]
fn every_philosopher_eats_and_no_fork_is_in_two_hands() {
    for (seed, philosophers) in [(1, 5), (2, 5), (3, 4), (4, 3), (5, 2)] {
        let mut dinner = tests::scene("07_futures", "philosophers");
        dinner.args(["--virtual-time", "--duration", "10m"]);
        dinner.args(["--seed", &seed.to_string()]);
        dinner.args(["--blinkies", &philosophers.to_string()]);
        let printed = tests::printed(&mut dinner);
        let (counts, faces): (Vec<_>, Vec<_>) =
            printed.lines().partition(|line| line.contains("eaten"));
        assert_eq!(counts.len(), philosophers, "seed {seed}");
        for count in counts {
            let times = count.split_whitespace().rev().nth(1);
            let times: u32 = times.expect("it").parse().expect("digits");
            assert!(times > 50, "seed {seed}: {count}");
        }
        faces.into_iter().for_each(no_fork_is_in_two_hands);
    }
}

fn no_fork_is_in_two_hands(line: &str) {
    let faces: Vec<_> = line.split_whitespace().skip(1).collect();
    let to_the_right = faces.iter().cycle().skip(1);
    for (face, right) in faces.iter().zip(to_the_right) {
        let both = face.ends_with('Y') && right.starts_with('Y');
        assert!(!both, "{line}");
    }
}
