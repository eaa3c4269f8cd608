//! What is said of an engine and of a run has to be true, or the book is
//! not built.

mod common;

use book::replay::Run;
use book::replay::engine::Doing;
use book::replay::moments::{Moment, moments};
use common::Fixture;
use shared::recording::Who;

const LOOP: &str = "\
impl Loop {
    /// Runs them all.
    fn run(&self) {
        let turn = self.ready.pop();
        self.alarms.main(turn);
        self.wait();
        self.wait();
    }
}
";

const LOOPS: &str = "\
[07]
file = \"src/lib.rs\"
ready = \"ready\"
sleeping = \"alarms\"

[07.lines]
ready = [\"Loop::run\", \"pop()\"]
main = [\"Loop::run\", \"main(turn)\"]
";

const RECORDING: &str = "\
unio recording 1
program wink
clock simulated

   0.000 0 created main
   0.000 0 polled main
   0.000 0 ready main
";

/// A book with one timeline.
fn fixture(loops: &str, recording: &str) -> Fixture {
    let text = "# Seven\n\n{{#timeline 07 --scene wink}}\n";
    let fixture = Fixture::new("seven.md", text, "");
    fixture.write("steps/07_seven/Cargo.toml", "");
    fixture.write("steps/07_seven/src/lib.rs", LOOP);
    fixture.write("book/loops.toml", loops);
    let kept = format!("---\nsource: a\n---\n{recording}");
    fixture.write("tests/recordings/wink/07_seven.snap", &kept);
    fixture
}

#[test]
fn a_timeline_has_a_picture_and_what_the_player_plays() {
    let fixture = fixture(LOOPS, RECORDING);
    assert_eq!(fixture.complaint(), "");
    let page = fixture.page("seven.html");
    for part in [
        "Who runs when in step 07",
        "main: one poll.",
        "\"lanes\":[{\"step\":\"07\",\"names\":[\"main\"]",
        "\"phases\":[[null,\"Nothing has happened yet.\"]",
        "[2,\"{who} is polled.\"]",
    ] {
        assert!(page.contains(part), "{part} in\n{page}");
    }
}

#[test]
fn a_name_that_points_at_nothing_is_told() {
    for (name, other, reason) in [
        ("pop()", "push()", "Loop::run has no line with \"push()\" in it"),
        ("pop()", "wait()", "Loop::run has several lines with \"wait()\""),
        ("pop()", "them all", "documentation does nothing"),
        ("::run", "::walk", "there is no item Loop::walk; there are"),
        ("alarms", "clocks", "there is no clocks in src/lib.rs"),
        ("ready = \"ready", "reddy = \"ready", "unknown field `reddy`"),
        ("main = ", "man = ", "unknown variant `man`"),
        ("main = ", "turn = ", "no line for Some(Main), at 0ns"),
        ("[07", "[08", "book/loops.toml says nothing of 07"),
    ] {
        let loops = LOOPS.replace(name, other);
        assert_ne!(loops, LOOPS);
        let complaint = fixture(&loops, RECORDING).complaint();
        assert!(complaint.contains(reason), "{other}: {complaint}");
    }
}

#[test]
fn a_run_that_the_engine_cannot_have_made_is_told() {
    for (event, other, reason) in [
        ("   0.000 0 ready main\n", "", "the queues should be empty"),
        ("ready main", "ready man", "it should not be the turn of man"),
        ("0.000 0 ready", "0.007 0 ready", "it should be 0ns"),
        ("ready main", "tired main", "line 7 of the recording makes no"),
    ] {
        let recording = RECORDING.replace(event, other);
        let complaint = fixture(LOOPS, &recording).complaint();
        assert!(complaint.contains(reason), "{other}: {complaint}");
    }
    let fixture = fixture(LOOPS, RECORDING);
    let text = "# Seven\n\n{{#timeline 07 --scene yawn}}\n";
    fixture.write("book/chapters/seven.md", text);
    let reason = "cannot read tests/recordings/yawn/07_seven.snap";
    assert!(fixture.complaint().contains(reason));
}

/// All moments of the show of a step, from 01 to 08.
fn moments_of(number: usize) -> Vec<Moment> {
    let number = format!("{number:02}");
    let run = Run::of(&common::repository(), &number, "blinkies");
    moments(&run.expect("it is recorded")).expect("it is true")
}

#[test]
fn in_its_moments_a_show_draws_what_it_prints() {
    let repository = common::repository();
    for number in 1..=8 {
        let mut faces = vec!["(o.o)".to_owned(); 4];
        let mut lines = String::new();
        for moment in moments_of(number) {
            if moment.doing == Some(Doing::Draws) {
                let Some(Who::Blinky(who)) = moment.who else { continue };
                faces[who] = moment.word.expect("a face").into_owned();
                let at = moment.at.as_secs_f64();
                let line = format!("{at:8.3}  {}\n", faces.join(" "));
                lines += &line;
            }
        }
        let step = repository.step(&format!("{number:02}")).unwrap();
        let printed = repository.output(&step, "blinkies").unwrap();
        assert_eq!(lines.trim_end(), printed.trim_end(), "step {number}");
    }
}

#[test]
fn at_each_moment_everybody_is_in_one_place_until_the_end() {
    // In step 01 nobody says where a thread is that does not sleep.
    for number in 2..=8 {
        let mut left = [true; 4];
        let mut there = number != 6;
        for moment in moments_of(number) {
            let queues = &moment.queues;
            there |= queues.sleeping.len() == 4;
            let sleeping = queues.sleeping.iter().chain(&queues.note);
            let all = sleeping.map(|sleeper| &sleeper.who);
            let all = all.chain(&queues.ready).chain(&queues.turn);
            let all: Vec<_> = all.collect();
            if let (Some(Doing::Ends), Some(Who::Blinky(who))) =
                (moment.doing, &moment.who)
            {
                left[*who] = false;
            }
            for (who, &is_left) in left.iter().enumerate() {
                let places =
                    all.iter().filter(|w| ***w == Who::Blinky(who));
                let places = places.count();
                let right = places == usize::from(is_left);
                assert!(right || !there, "step {number}: {moment:?}");
            }
        }
    }
}

#[test]
fn whoever_is_waited_for_is_due_then() {
    for number in 1..=8 {
        let moments = moments_of(number).into_iter();
        let waits = moments.filter(|m| m.doing == Some(Doing::Waits));
        for Moment { who, until, queues, .. } in waits {
            let who = who.expect("somebody");
            let mut sleeping = queues.sleeping.iter();
            let sleeps =
                sleeping.any(|s| s.who == who && Some(s.until) == until);
            let is_next = queues.turn.as_ref() == Some(&who);
            assert!(sleeps || is_next, "step {number}: {who} {until:?}");
        }
    }
}
