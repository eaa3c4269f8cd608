//! Random programs, played on the engine and worked out on paper: the same
//! must happen, at the same time, in the same order, with as many polls.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

mod on_paper;
mod played;

/// Main is task 0.
const TASKS: usize = 7;

/// How many items have room in the queue that all share.
const ROOM: usize = 2;

/// A task does one after the other. What makes no sense is skipped.
#[derive(Clone, Copy, Debug)]
enum Op {
    Sleep(u64),
    Yield,
    Spawn(usize),
    Join(usize),
    Cancel(usize),
    Pause(usize),
    Resume(usize),
    Detach(usize),
    /// Wakes a task with a waker from its first poll, for no reason.
    Nudge(usize),
    /// Waits for a signal.
    Wait,
    Signal(usize),
    /// Locks the one lock, and holds it for so long.
    Lock(u64),
    Put,
    Get,
    Panic,
}

type Program = Vec<Vec<Op>>;

#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
enum Event {
    /// An operation of the script is done, with a result.
    Did(usize, Outcome),
    Finished,
    /// Before it was finished: cancelled, panicked, or at the end.
    Dropped,
}

#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
enum Outcome {
    Nothing,
    Skipped,
    Item(usize),
    Finished,
    Cancelled,
    Panicked,
}

#[derive(Debug, PartialEq)]
struct Report {
    /// When, which task, what.
    log: Vec<(u64, usize, Event)>,
    polls: Vec<usize>,
    /// How many waited, if there was a deadlock.
    deadlock: Option<usize>,
}

impl Report {
    /// Tasks that are dropped after main may be so in any order.
    fn sorted_from_the_end_of_main(mut self) -> Self {
        let is_end = |(_, task, event): &(u64, usize, Event)| {
            *task == 0 && !matches!(event, Event::Did(..))
        };
        let end = self.log.iter().position(is_end).expect("an end");
        self.log[end..].sort_by_key(|(_, task, _)| *task);
        self
    }
}

fn any_op() -> impl Strategy<Value = Op> {
    let task = || 0..TASKS;
    prop_oneof![
        4 => (1..6_u64).prop_map(Op::Sleep),
        3 => Just(Op::Yield),
        3 => task().prop_map(Op::Spawn),
        2 => task().prop_map(Op::Join),
        2 => task().prop_map(Op::Cancel),
        1 => task().prop_map(Op::Pause),
        2 => task().prop_map(Op::Resume),
        1 => task().prop_map(Op::Detach),
        1 => task().prop_map(Op::Nudge),
        1 => Just(Op::Wait),
        2 => task().prop_map(Op::Signal),
        3 => (1..6_u64).prop_map(Op::Lock),
        3 => Just(Op::Put),
        3 => Just(Op::Get),
        1 => Just(Op::Panic),
    ]
}

fn any_program() -> impl Strategy<Value = Program> {
    let scripts = vec(vec(any_op(), 0..10), TASKS);
    (scripts, any::<bool>()).prop_map(|(mut scripts, waits)| {
        // Most of them shall have something to do.
        let spawns = [Op::Spawn(1), Op::Spawn(2), Op::Spawn(3)];
        scripts[0].splice(0..0, spawns);
        scripts[0].extend(waits.then_some(Op::Sleep(20)));
        scripts
    })
}

fn settings() -> Config {
    Config { failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(settings())]

    #[test]
    fn any_program_does_on_the_engine_what_it_does_on_paper(
        program in any_program()
    ) {
        let expected = on_paper::play(&program);
        let played = played::play(&program);
        prop_assert_eq!(
            played.sorted_from_the_end_of_main(),
            expected.sorted_from_the_end_of_main()
        );
    }
}
