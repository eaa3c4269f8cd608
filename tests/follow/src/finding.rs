//! What can be wrong with a show, in words.

use strum::{IntoStaticStr, VariantNames};

use crate::sections::Topic;

/// What a program does that it should not.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[allow(missing_docs)] // The words below say what each field is.
pub enum Finding {
    /// It panicked.
    Panicked { place: Option<String>, message: String },
    /// It ended with an error.
    Refused { code: Option<i32>, line: String },
    /// It does nothing, and nothing is drawn.
    StandsStill { last: u64 },
    /// It sleeps as people do, not as a simulated clock does.
    RealTime,
    /// It asks for more and more memory.
    EatsMemory,
    /// The show is over, and the program is not.
    NeverEnds,
    /// It draws and draws.
    DrawsForEver { last: u64 },
    /// It works without drawing anything.
    GoesRound { last: u64 },
    /// There is something else among the lines.
    Foreign(String),
    /// Somebody came in between while a line was drawn.
    Torn,
    /// The family has another size.
    Family { came: usize, should: usize },
    /// Somebody shows what is not in his script.
    OtherFaces {
        who: usize,
        time: u64,
        should: Option<String>,
        came: String,
    },
    /// Nothing has changed, and it is drawn again.
    Redraws { time: u64 },
    /// Several have changed from one line to the next.
    Skips { time: u64 },
    /// All of it at once.
    Frozen,
    /// Like the list of step 03.
    InTurn { who: usize, due: u64, came: u64 },
    /// In step 03: unlike its list.
    NobodyIsLate,
    /// In step 03: whoever is late is not late for ever.
    CatchesUp,
    /// At a tie, last come, first served.
    LastAtTies { time: u64, first: usize, second: usize },
    /// At a tie, the elder goes first.
    OldestAtTies { time: u64, first: usize, second: usize },
    /// At a tie, some other order.
    Tie { time: u64, first: usize, second: usize },
    /// Whoever is due last goes first.
    Latest,
    /// Each begins when the one before him has ended.
    OneByOne,
    /// While one sleeps, all do.
    Blocked,
    /// It stops before the end.
    EndsEarly { last: u64, came: usize, should: usize },
    /// One of them stops.
    Stops { who: usize, last: Option<u64> },
    /// Somebody is late, or early.
    Off { who: usize, asked: Option<(u64, u64)>, due: u64, came: u64 },
}

use Finding as F;

impl Finding {
    /// Its name.
    pub fn name(&self) -> &'static str {
        self.into()
    }

    /// What is seen, in a sentence or two.
    pub fn what(&self) -> String {
        self.of_program()
            .or_else(|| self.of_lines())
            .unwrap_or_else(|| self.of_times())
    }

    /// What it says about a program that is to become that step.
    pub fn why(&self, step: usize) -> &'static str {
        match self {
            F::Panicked { message, .. } => of_panic(message),
            F::Refused { .. } => "",
            F::StandsStill { .. } => STANDS_STILL[usize::from(step > 1)],
            F::RealTime => REAL_TIME[usize::from(step > 1)],
            F::EatsMemory | F::DrawsForEver { .. } | F::NeverEnds => {
                ENDLESS[engine(step)]
            }
            F::GoesRound { .. } => GOES_ROUND[engine(step)],
            F::Foreign(_) | F::Torn | F::Family { .. } => self.drawn(step),
            F::OtherFaces { .. } | F::Redraws { .. } | F::Skips { .. } => {
                self.drawn(step)
            }
            F::Frozen => FROZEN[engine(step)],
            F::InTurn { .. } => IN_TURN,
            F::NobodyIsLate => NOBODY_IS_LATE,
            F::CatchesUp => CATCHES_UP,
            F::LastAtTies { .. } | F::Tie { .. } => FIRST_COME,
            F::OldestAtTies { .. } => NUMBERS,
            F::Latest => LATEST[usize::from(step == 4 || step == 5)],
            F::OneByOne if step == 2 => READY_FIRST,
            F::OneByOne => ONE_BY_ONE[engine(step)],
            F::Blocked => BLOCKED[engine(step)],
            F::EndsEarly { .. } => ENDS_EARLY[engine(step)],
            F::Stops { .. } => STOPS[engine(step)],
            F::Off { asked: None, .. } => BEGINS,
            F::Off { due, came, .. } if came < due => EARLY,
            F::Off { .. } => LATE[usize::from(step > 1)],
        }
    }

    /// If it is about the order at ties: what the larger show says is the
    /// better guess, since in a small one there are few of them.
    pub fn at_ties_like(&mut self, larger: &Self) {
        let (F::LastAtTies { time, first, second }
        | F::OldestAtTies { time, first, second }
        | F::Tie { time, first, second }) = *self
        else {
            return;
        };
        *self = match larger {
            F::LastAtTies { .. } => F::LastAtTies { time, first, second },
            F::Tie { .. } => F::Tie { time, first, second },
            _ => return,
        };
    }

    /// What to read about.
    pub fn topic(&self) -> Topic {
        match self {
            F::Foreign(_) | F::Torn | F::Family { .. } => Topic::Drawing,
            F::OtherFaces { .. } | F::Redraws { .. } | F::Skips { .. } => {
                Topic::Drawing
            }
            F::InTurn { .. } | F::NobodyIsLate | F::CatchesUp => {
                Topic::Earliest
            }
            F::Latest => Topic::Earliest,
            F::LastAtTies { .. } | F::OldestAtTies { .. } => Topic::Ties,
            F::Tie { .. } => Topic::Ties,
            F::Off { asked: None, .. } => Topic::Looping,
            F::Frozen | F::Blocked | F::Off { .. } => Topic::Sleeping,
            F::RealTime => Topic::Sleeping,
            _ => Topic::Looping,
        }
    }

    fn of_program(&self) -> Option<String> {
        Some(match self {
            F::Panicked { place: Some(place), message } => {
                format!("It panicked at {place}: {message}")
            }
            F::Panicked { place: None, message } => {
                format!("It panicked: {message}")
            }
            F::Refused { code: Some(code), line } => {
                format!("It ended with exit code {code}: {line}")
            }
            F::Refused { code: None, line } => {
                format!("The system ended it. {line}")
            }
            F::StandsStill { last } => format!(
                "It stands still: at {} in the show it waits, and \
                 nothing comes.",
                Seconds(*last)
            ),
            F::RealTime => "It waits in real time, although the show's \
                            time is simulated."
                .into(),
            F::EatsMemory => "It takes more and more memory, and had to \
                              be stopped."
                .into(),
            F::NeverEnds => "The show is over, and the program goes on. \
                             It had to be stopped."
                .into(),
            F::DrawsForEver { last } => format!(
                "It never ends: at {} in the show it still draws, and \
                 had to be stopped.",
                Seconds(*last)
            ),
            F::GoesRound { last } => format!(
                "It never ends: at {} in the show it draws nothing more, \
                 and works and works. It had to be stopped.",
                Seconds(*last)
            ),
            _ => return None,
        })
    }

    fn of_lines(&self) -> Option<String> {
        Some(match self {
            F::Foreign(line) => {
                format!("It prints a line that is not the show's: {line}")
            }
            F::Torn => "Torn lines: somebody draws while another one is \
                        in the middle of a line."
                .into(),
            F::Family { came, should } => {
                format!("A line has {came} faces, and the family {should}.")
            }
            F::OtherFaces { who, time, should: Some(should), came } => {
                let time = Seconds(*time);
                format!(
                    "Your Blinkies show other faces: at {time}, Blinky \
                     {who} shows {came}, and {should} is next in his \
                     script."
                )
            }
            F::OtherFaces { who, time, should: None, came } => {
                let time = Seconds(*time);
                format!(
                    "At {time}, Blinky {who} shows {came}, and his script \
                     is over."
                )
            }
            F::Redraws { time } => format!(
                "At {} the family is drawn, and nobody looks different.",
                Seconds(*time)
            ),
            F::Skips { time } => format!(
                "At {} several look different from the line before.",
                Seconds(*time)
            ),
            _ => return None,
        })
    }

    fn of_times(&self) -> String {
        match self {
            F::Frozen => "Everything happens at 0.000: nobody waits for \
                          the sleep."
                .into(),
            F::InTurn { who, due, came } => {
                let (due, came) = (Seconds(*due), Seconds(*came));
                format!(
                    "From {due} on, Blinky {who} is late: he has his turn \
                     at {came}."
                )
            }
            F::NobodyIsLate => "Nobody is late.".into(),
            F::CatchesUp => "Whoever is late catches up.".into(),
            F::OneByOne => "They play one after the other: each begins \
                            when the one before has ended."
                .into(),
            F::Blocked => "All sleep at the same time: while one of them \
                           sleeps, nobody else moves."
                .into(),
            F::EndsEarly { came: 0, should, .. } => format!(
                "It ends before anything is drawn: there should be {should} \
                 redraws."
            ),
            F::EndsEarly { last, came, should } => format!(
                "It ends early: the last of {came} redraws is at {}, and \
                 there should be {should}.",
                Seconds(*last)
            ),
            F::Stops { who, last: None } => {
                format!("Blinky {who} never has a turn.")
            }
            F::Stops { who, last: Some(last) } => format!(
                "Blinky {who} has his last turn at {}, in the middle of \
                 his script.",
                Seconds(*last)
            ),
            _ => self.of_order(),
        }
    }

    fn of_order(&self) -> String {
        match self {
            F::LastAtTies { time, first, second } => format!(
                "At a tie, whoever went to sleep last goes first: at {}, \
                 Blinky {second} before Blinky {first}.",
                Seconds(*time)
            ),
            F::OldestAtTies { time, first, second } => format!(
                "At a tie, the one with the lower number goes first, \
                 whenever he went to sleep: at {}, Blinky {second} before \
                 Blinky {first}.",
                Seconds(*time)
            ),
            F::Tie { time, first, second } => format!(
                "At a tie, the order is another one: at {}, Blinky \
                 {second} goes before Blinky {first}.",
                Seconds(*time)
            ),
            F::Latest => "Whoever is due last goes first.".into(),
            F::Off { who, asked, due, came } => {
                off(*who, *asked, *due, *came)
            }
            _ => unreachable!("it has been told already"),
        }
    }

    fn drawn(&self, step: usize) -> &'static str {
        match self {
            F::Foreign(_) => {
                "Standard output belongs to the show. For a look inside, \
                 use `eprintln!` or `dbg!`."
            }
            F::Torn if step == 1 => {
                "The lock has to be held from `start_line` to `end_line`."
            }
            F::Torn => {
                "From `start_line` to `end_line` nobody else may run."
            }
            F::Family { .. } => {
                "Each line has the faces of all, also of those who have \
                 not moved yet."
            }
            F::OtherFaces { .. } => {
                "Each Blinky plays his own script, all of it, in order: \
                 the one that `show.scripts()` gives with his number."
            }
            F::Redraws { .. } => {
                "First comes the new face, then the drawing, then the \
                 sleep; and one drawing for each face."
            }
            _ => "Each new face is drawn before anybody else has a turn.",
        }
    }
}

/// Milliseconds, as the show prints its times.
pub struct Seconds(pub u64);

impl std::fmt::Display for Seconds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

fn off(
    who: usize,
    asked: Option<(u64, u64)>,
    due: u64,
    came: u64,
) -> String {
    let late = if came > due { "late" } else { "early" };
    let (due, came) = (Seconds(due), Seconds(came));
    let Some((time, delay)) = asked else {
        return format!(
            "Blinky {who} is {late}: he begins at {came}, and should at \
             {due}."
        );
    };
    let (time, delay) = (Seconds(time), Seconds(delay));
    format!(
        "Blinky {who} is {late}: at {time} he wants to sleep for {delay}, \
         so he is due at {due}, and he has his turn at {came}."
    )
}

/// What a panic's message means, if it is one of those that everybody
/// meets.
pub fn of_panic(message: &str) -> &'static str {
    let has = |part| message.contains(part);
    if has("already borrowed") || has("already mutably borrowed") {
        "Somebody holds a `RefCell`'s borrow while other code runs that \
         needs it, too. Take out what you need, let go, and then call or \
         poll."
    } else if has("overflow when adding") || has("add with overflow") {
        "`Duration::MAX` means never, and something is added to it: \
         `saturating_add` can do that."
    } else if has("deadlock: all threads") {
        STANDS_STILL[0]
    } else if has("deadlock") {
        "All wait, and nobody is left to wake them. Has somebody's waker got \
         lost, or has another one taken its place?"
    } else if has("has a task") {
        "There is a number in the queue whose task is gone. Has another one \
         taken its place, under the same number? Or is the number still \
         there after its turn?"
    } else {
        ""
    }
}

/// Which of four kinds an engine is: none, a scheduler that is handed
/// around, one that runs futures, and one with wakers.
fn engine(step: usize) -> usize {
    match step {
        1 => 0,
        2..=4 => 1,
        5 | 6 => 2,
        _ => 3,
    }
}

const STANDS_STILL: [&str; 2] = [
    "Somebody waits for a lock that nobody gives back, or for a thread \
     that never ends.",
    "In simulated time nothing but `clock` may wait: no thread, no lock, no \
     channel.",
];

const REAL_TIME: [&str; 2] = [
    "The threads of `std` know nothing of a simulated clock. \
     `shared::thread` has the same `spawn` and the same `Mutex`, and \
     `clock::sleep` sleeps.",
    "Is there a `std::thread::sleep`, or an `Instant`? All waiting goes \
     through `clock`.",
];

const ENDLESS: [&str; 4] = [
    "A Blinky ends when his script does.",
    "Whoever has come to his end must not be put back, and the loop ends \
     when nobody is left.",
    "Whoever is ready must not be put back. And does the end of a task \
     reach whoever awaits it?",
    "Does the end of a task reach whoever awaits it?",
];

const GOES_ROUND: [&str; 4] = [
    "Somebody asks without end and does not sleep in between.",
    "The loop takes and puts back, and nobody gets on. Does it wait until \
     the time of whoever it takes?",
    "The loop polls and puts back, and nobody gets on. Does it take whoever \
     is due first, and wait until his time? Does a sleep leave its deadline \
     on the note, and is it ready when its time has come: `>=`, not `>`? And \
     does everybody who asks in a circle sleep in between, and is the one \
     whom he asks for still there?",
    "The loop polls, and nobody gets on. Is somebody woken whom nobody has \
     called? Is a sleep ready when its time has come: `>=`, not `>`? And \
     does everybody who asks in a circle sleep in between?",
];

const FROZEN: [&str; 4] = [
    "After each drawing the thread sleeps for the delay: \
     `clock::sleep(delay)`.",
    "Before the loop lets somebody run, it waits until his time: \
     `clock::wait_until`. And that time is *now* plus the delay.",
    "Is the sleep awaited, and pending until its time has come? And does \
     the loop wait until somebody's time before it polls him?",
    "Is the sleep awaited, and pending until its time has come? And does \
     the loop wait until the first alarm?",
];

const IN_TURN: &str = "Your loop waits for whoever is first on its list, \
                       although somebody else is due.";

const NOBODY_IS_LATE: &str = "That is more than this step should do! It takes them in the order of \
     its list, and they are late. Step 04 mends that; here you should see \
     the pain first.";

const CATCHES_UP: &str = "Here whoever is late is put back at *now* plus his delay, and not at \
     the time when he was due. That is one of the chapter's exercises.";

const FIRST_COME: &str = "Of those who are due at the same instant, whoever went to sleep first \
     goes first; at the start, that is the order of their numbers.";

const NUMBERS: &str = "Each *scheduling* has a number of its own, and not each task: whoever \
     went to sleep first goes first, at every tie.";

const LATEST: [&str; 2] = [
    "The loop takes the greatest time where it should take the least.",
    "A heap pops the greatest. `Reverse` around what is pushed turns that \
     round.",
];

const READY_FIRST: &str = "One turn is one face. And as long as somebody is ready, nobody who \
     sleeps has a turn: at the start, all are ready.";

const ONE_BY_ONE: [&str; 4] = [
    "Start all threads before you join the first.",
    "One turn is one face. Whoever has drawn it goes back to the \
     scheduler, and those who are due come first.",
    "Start all tasks before you await the first. And one poll goes no \
     further than the next `unio::sleep(delay).await`; `clock::sleep` puts \
     everybody to sleep.",
    "Start all tasks before you await the first. And one poll goes no \
     further than the next `unio::sleep(delay).await`; `clock::sleep` puts \
     everybody to sleep.",
];

const BLOCKED: [&str; 4] = [
    "The lock is still held while its owner sleeps: give it back before.",
    "A Blinky must not sleep: `clock::sleep` puts everybody to sleep. He \
     tells the scheduler how long he would like to.",
    "A task must not sleep with `clock::sleep`, which puts everybody to \
     sleep: `unio::sleep(delay).await`.",
    "A task must not sleep with `clock::sleep`, which puts everybody to \
     sleep: `unio::sleep(delay).await`.",
];

const ENDS_EARLY: [&str; 4] = [
    "A program ends with its main thread: has it joined all the others?",
    "The loop goes on for as long as there is anybody left.",
    "The loop goes on for as long as there is anybody left.",
    "`run` ends with its main. Does main await all the tasks?",
];

const STOPS: [&str; 4] = [
    "His thread ends when his script does, and not before.",
    "Whoever is not done is put back. Where has he gone?",
    "Whoever is pending is put back. Where has he gone?",
    "Whoever is pending is woken when his time has come. Who has his \
     waker?",
];

const BEGINS: &str = "Whoever is new is due at once: *now*, and behind those who are due \
     already.";

const EARLY: &str = "Nobody has his turn before his time. Does the loop wait first and let \
     him run then? And from when on does his delay count?";

const LATE: [&str; 2] = [
    "A delay counts from the moment at which it is asked for.",
    "A delay counts from the moment at which it is asked for. And does the \
     loop wait *until* somebody's time (`wait_until`) and not *for* it \
     (`sleep`)?",
];
