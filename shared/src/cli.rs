//! The command line, the same for all steps.

use std::process::exit;
use std::time::Duration;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser};

use crate::cast::Script;
use crate::clock;
use crate::stage::{Setup, Stage};

/// A family of Blinkies, little ASCII faces that blink, wink and yawn.
#[derive(Parser)]
#[command(version)]
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

    #[command(flatten)]
    speed: Speed,

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
    speed: Speed,
}

#[derive(Args)]
struct Speed {
    /// How fast time goes: 0.25 is slow motion, 4 is fast forward
    #[arg(long, value_name = "X", default_value_t = 1.0)]
    #[arg(value_parser = parse_speed, allow_hyphen_values = true)]
    speed: f64,
}

impl Speed {
    fn start_clock(&self, virtual_time: bool) {
        clock::start(self.speed);
        if virtual_time {
            clock::simulate();
        }
    }
}

/// Reads the command line of a scene and starts the clock; ends the program
/// as [`Show::from_args`] does.
pub fn start_scene() {
    let scene: Scene = parse();
    scene.speed.start_clock(scene.virtual_time);
}

/// The show that the command line asks for.
#[derive(Debug)]
pub struct Show {
    blinkies: u16,
    seed: u64,
    seed_is_random: bool,
    duration: Option<Duration>,
    plain: bool,
    notice: Option<String>,
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
        if options.virtual_time && options.duration.is_none() {
            let reason = "--virtual-time needs a --duration, for example \
                          --duration 10s";
            let kind = ErrorKind::MissingRequiredArgument;
            fail(&Options::<Flags>::command().error(kind, reason));
        }
        options.speed.start_clock(options.virtual_time);
        let random = || u64::from(rand::random::<u16>());
        let show = Self {
            blinkies: options.blinkies,
            seed: options.seed.unwrap_or_else(random),
            seed_is_random: options.seed.is_none(),
            duration: options.duration,
            plain: options.plain,
            notice: None,
        };
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
        numbers.map(move |number| Script::new(seed, number, duration))
    }

    /// What a Blinky will do that joins the family later: it has a number
    /// that nobody else has, and goes on until it leaves.
    pub fn script_of_guest(&self, number: usize) -> Script {
        Script::new(self.seed, number as u64, None)
    }

    /// Has the audience told of something: under the family, or on
    /// standard error if there is no window.
    pub fn announce(&mut self, notice: String) {
        self.notice = Some(notice);
    }

    /// Opens the stage. From here on the terminal is given back as it was
    /// found, however the program ends: by [`Stage::close`], by a signal,
    /// by a panic in any thread, or because nobody reads its output.
    pub fn open_stage(&self) -> Stage {
        let seed = self.seed;
        let again = format!("To see this show again: --seed {seed}");
        Stage::open(Setup {
            plain: self.plain,
            caption: format!("{}, seed {seed}", program()),
            notice: self.notice.clone(),
            goodbye: self.seed_is_random.then_some(again),
        })
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
        Ok(speed) if (0.01..=100.0).contains(&speed) => Ok(speed),
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
