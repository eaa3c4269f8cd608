//! The command line, the same for all steps.

use std::path::PathBuf;
use std::process::exit;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser};

use crate::board::Board;
use crate::cast::Script;
use crate::clock;
use crate::held::{Pace, SPEEDS};
use crate::keys::{self, Hints};
use crate::recording::{self, Run, ShowPlayed};
use crate::screen::Window;
use crate::stage::{self, Setup, Stage};

const KEYS: &str = "While a show is on: space stops the clock and lets it \
    go on, . goes to the next event, + and - change the speed, q ends the \
    show, ? shows the keys";

/// A family of Blinkies, little ASCII faces that blink, wink and yawn.
#[derive(Parser)]
#[command(version, after_help = KEYS)]
struct Options<Flags: Args> {
    /// The size of the family, 1 to 1000
    #[arg(long, value_name = "N", default_value_t = 10)]
    #[arg(value_parser = parse_blinkies, allow_negative_numbers = true)]
    blinkies: u16,

    /// Which show to play [default: a random one]
    #[arg(long, value_name = "S", value_parser = parse_seed)]
    #[arg(allow_negative_numbers = true)]
    seed: Option<u64>,

    /// How long it lasts: 3s, 500ms, 2m, or a number of seconds [default:
    /// until Ctrl-C]
    #[arg(long, value_name = "D", value_parser = parse_duration)]
    #[arg(allow_hyphen_values = true)]
    duration: Option<Duration>,

    /// Print a line of text for each redraw, without terminal control
    /// [default with --virtual-time, and where standard output is no
    /// terminal]
    #[arg(long)]
    plain: bool,

    /// Simulate the time, so that waiting takes none; needs --duration
    #[arg(long)]
    virtual_time: bool,

    /// Show below the family who sleeps until when, who is late, and what
    /// the loop does
    #[arg(long)]
    watch: bool,

    /// Start with the clock stopped; the key . goes on to the next event
    #[arg(long)]
    stopped: bool,

    #[command(flatten)]
    common: Common,

    #[command(flatten)]
    flags: Flags,
}

/// What most steps have beside the flags of all.
#[derive(Args)]
struct NoFlags {}

/// One scene of the workshop, told in lines of text.
#[derive(Parser)]
#[command(version)]
struct Scene {
    /// Simulate the time, so that waiting takes none
    #[arg(long)]
    virtual_time: bool,

    #[command(flatten)]
    common: Common,
}

/// What shows and scenes have in common.
#[derive(Args)]
struct Common {
    /// How fast time goes: 0.25 is slow motion, 4 is fast forward
    #[arg(long, value_name = "X", default_value_t = 1.0)]
    #[arg(value_parser = parse_speed, allow_hyphen_values = true)]
    speed: f64,

    /// Write down what happens: a line of text for each event
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
}

impl Common {
    fn start_clock(&self, virtual_time: bool) {
        clock::start(self.speed);
        if virtual_time {
            clock::simulate();
        }
    }

    /// Writes the recording, if there is to be one.
    fn listener(&self, run: &Run) -> Option<recording::Listener> {
        let path = self.record.as_ref()?;
        let file = recording::write_to(path, run);
        Some(file.unwrap_or_else(|error| {
            eprintln!("error: {}: {error}", path.display());
            exit(1);
        }))
    }
}

/// Reads the command line of a scene and starts the clock; ends the program
/// as [`Show::from_args`] does.
pub fn start_scene() {
    let scene: Scene = parse();
    let (program, simulated) = (program(), scene.virtual_time);
    let listener =
        scene.common.listener(&Run { program, show: None, simulated });
    recording::start(listener.into_iter().collect());
    scene.common.start_clock(simulated);
}

/// The show that the command line asks for.
#[derive(Debug)]
pub struct Show {
    blinkies: u16,
    seed: u64,
    seed_is_random: bool,
    duration: Option<Duration>,
    place: Place,
    board: Option<Arc<Mutex<Board>>>,
    notice: Option<String>,
}

/// Where a show takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In a window, and whether somebody can press keys.
    Window { keys: bool },
    /// In lines of text, and why not in a window.
    Text { why: &'static str },
}

impl<Flags: Args> Options<Flags> {
    fn place(&self) -> Place {
        // Simulated frames would flash by, and nothing would remain.
        let why = match () {
            () if self.plain => "--plain has none",
            () if self.virtual_time => "--virtual-time has none",
            () if !stage::can_draw() => "standard output is no terminal",
            () => return Place::Window { keys: keys::are_there() },
        };
        Place::Text { why }
    }

    /// What makes no sense on this command line.
    fn mistake(&self) -> Option<String> {
        let flag = if self.watch { "--watch" } else { "--stopped" };
        let window = self.watch || self.stopped;
        match self.place() {
            _ if self.virtual_time && self.duration.is_none() => Some(
                "--virtual-time needs a --duration, for example --duration \
                 10s"
                .to_owned(),
            ),
            Place::Text { why } if window => {
                Some(format!("{flag} needs a window, and {why}"))
            }
            Place::Window { keys: false } if self.stopped => Some(
                "--stopped needs keys, and standard input is no terminal"
                    .to_owned(),
            ),
            _ => None,
        }
    }

    fn start_clock(&self) {
        let Common { speed, .. } = self.common;
        match self.place() {
            Place::Window { keys: true } => {
                let stands = self.stopped;
                clock::start_held(Pace { speed, stands });
            }
            _ => self.common.start_clock(self.virtual_time),
        }
    }

    fn show(&self) -> Show {
        let random = || u64::from(rand::random::<u16>());
        let blinkies = self.blinkies;
        let board = || Arc::new(Mutex::new(Board::new(blinkies.into())));
        Show {
            blinkies,
            seed: self.seed.unwrap_or_else(random),
            seed_is_random: self.seed.is_none(),
            duration: self.duration,
            place: self.place(),
            board: self.watch.then(board),
            notice: None,
        }
    }

    fn start_recording(&self, show: &Show) {
        let run = Run {
            program: program(),
            show: Some(ShowPlayed {
                seed: show.seed,
                blinkies: show.blinkies(),
                duration: show.duration,
            }),
            simulated: self.virtual_time,
        };
        let file = self.common.listener(&run);
        let board = show.board.clone().map(Board::listener);
        recording::start(file.into_iter().chain(board).collect());
    }
}

impl Show {
    /// Reads the command line and starts the clock.
    ///
    /// Ends the program if that is what the command line asks for: with
    /// exit code 0 after `--help`, and with 2 and one line on standard
    /// error if it makes no sense.
    pub fn from_args() -> Self {
        Self::from_args_with::<NoFlags>().0
    }

    /// The same for a step that has flags of its own.
    pub fn from_args_with<Flags: Args>() -> (Self, Flags) {
        let options: Options<Flags> = parse();
        if let Some(mistake) = options.mistake() {
            let kind = ErrorKind::ArgumentConflict;
            fail(&Options::<Flags>::command().error(kind, mistake));
        }
        let show = options.show();
        options.start_recording(&show);
        options.start_clock();
        (show, options.flags)
    }

    /// The size of the family.
    pub fn blinkies(&self) -> usize {
        self.blinkies.into()
    }

    /// How long it lasts, or until Ctrl-C.
    pub fn duration(&self) -> Option<Duration> {
        self.duration
    }

    /// What each Blinky will do, in the order of their numbers.
    pub fn scripts(&self) -> impl Iterator<Item = Script> {
        let Self { blinkies, seed, duration, .. } = *self;
        let numbers = 0..u64::from(blinkies);
        numbers.map(move |number| {
            let script = Script::new(seed, number, duration);
            script.played_by(number as usize)
        })
    }

    /// What a Blinky will do that joins the family later: it has a number
    /// that nobody else has, and goes on until it leaves.
    pub fn script_of_guest(&self, number: usize) -> Script {
        Script::new(self.seed, number as u64, None)
    }

    /// Says something to the audience: under the family, or on standard
    /// error if there is no window.
    pub fn announce(&mut self, notice: String) {
        self.notice = Some(notice);
    }

    /// Opens the stage. From here on the terminal is given back as it was
    /// found, however the program ends: by [`Stage::close`], by a signal,
    /// by a panic in any thread, or because nobody reads its output.
    pub fn open_stage(&self) -> Stage {
        let seed = self.seed;
        let again = format!("To see this show again: --seed {seed}");
        let (window, notice) = match self.place {
            Place::Window { keys } => (Some(self.window(keys)), None),
            Place::Text { .. } => (None, self.notice.clone()),
        };
        let goodbye = self.seed_is_random.then_some(again);
        Stage::open(Setup { window, notice, goodbye })
    }

    fn window(&self, keys: bool) -> Window {
        let caption = format!("{}, seed {}", program(), self.seed);
        let captions = [caption].into_iter().chain(self.notice.clone());
        let hints = keys.then(|| Hints::new(clock::pace().stands));
        Window::new(captions.collect(), self.board.clone(), hints)
    }
}

/// The name of the running program.
fn program() -> String {
    let path = std::env::current_exe().unwrap_or_default();
    let name = path.file_stem().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn parse<T: Parser>() -> T {
    // This crate has a name and a version, too, but nobody runs it.
    let mut command = T::command().display_name(program());
    let matches = command.try_get_matches_from_mut(std::env::args_os());
    matches
        .and_then(|matches| T::from_arg_matches(&matches))
        .unwrap_or_else(|error| fail(&error.format(&mut command)))
}

/// Prints help where that was asked for, or else what is wrong: one line,
/// since nobody reads a page of usage while an audience waits.
fn fail(error: &clap::Error) -> ! {
    if !error.use_stderr() {
        // There may be nobody left to tell.
        let _ = error.print();
        exit(0);
    }
    let text = error.render().to_string();
    let first = text.lines().next().unwrap_or_default();
    match error.get(ContextKind::SuggestedArg) {
        Some(ContextValue::String(arg)) => {
            eprintln!("{first}; did you mean {arg}?");
        }
        _ => eprintln!("{first} (--help tells more)"),
    }
    exit(2);
}

fn parse_blinkies(text: &str) -> Result<u16, &'static str> {
    let number = text.parse().ok();
    let in_range = number.filter(|number| (1..=1000).contains(number));
    in_range.ok_or("not a number from 1 to 1000")
}

fn parse_seed(text: &str) -> Result<u64, String> {
    let right = format!("not a whole number from 0 to {}", u64::MAX);
    text.parse().map_err(|_| right)
}

fn parse_duration(text: &str) -> Result<Duration, String> {
    const USAGE: &str = "try 3s, 500ms, 2m, or a number of seconds";
    if text.trim_start().starts_with('-') {
        return Err(format!("a show cannot end before it begins; {USAGE}"));
    }
    let seconds = text.parse().ok();
    let seconds = seconds.and_then(|s| Duration::try_from_secs_f64(s).ok());
    let duration = seconds.or_else(|| humantime::parse_duration(text).ok());
    match duration {
        Some(Duration::ZERO) => Err(format!("too short; {USAGE}")),
        Some(duration) => Ok(duration),
        None => Err(format!("not a duration; {USAGE}")),
    }
}

fn parse_speed(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(speed) if SPEEDS.contains(&speed) => Ok(speed),
        _ => Err("not a number from 0.01 to 100".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_a_unit_or_is_in_seconds() {
        let millis = |text| parse_duration(text).unwrap().as_millis();
        assert_eq!(millis("3s"), 3_000);
        assert_eq!(millis("500ms"), 500);
        assert_eq!(millis("2m"), 120_000);
        assert_eq!(millis("1h 30m"), 5_400_000);
        assert_eq!(millis("7"), 7_000);
        assert_eq!(millis("2.5"), 2_500);
        assert_eq!(millis("2.5s"), 2_500);
    }

    #[test]
    fn the_options_are_declared_without_contradiction() {
        Options::<NoFlags>::command().debug_assert();
        Scene::command().debug_assert();
    }
}
