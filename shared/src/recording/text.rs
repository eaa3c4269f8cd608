//! A recording as text: how it is written and read.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;
use std::time::Duration;

use super::{Entry, Event, Life, Recording, Run, ShowPlayed, Waking, Word};

/// The first line. A format that is not this one has another number.
const TITLE: &str = "unio recording 1";

/// Says which line of a recording makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The line, counted from one.
    pub line: usize,
    /// What it says.
    pub text: String,
}

impl std::error::Error for Unreadable {}

impl Display for Unreadable {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { line, text } = self;
        write!(f, "line {line} of the recording makes no sense: {text:?}")
    }
}

impl Display for Recording {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.run)?;
        self.entries.iter().try_for_each(|entry| write!(f, "{entry}"))
    }
}

/// With the empty line that follows.
impl Display for Run {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{TITLE}\nprogram {}", self.program)?;
        if let Some(ShowPlayed { seed, blinkies, duration }) = self.show {
            write!(f, "show seed={seed} blinkies={blinkies}")?;
            if let Some(duration) = duration {
                write!(f, " duration={}", Seconds(duration))?;
            }
            writeln!(f)?;
        }
        let clock = if self.simulated { "simulated" } else { "real" };
        writeln!(f, "clock {clock}\n")
    }
}

/// With the end of the line.
impl Display for Entry {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { at, thread, event } = self;
        writeln!(f, "{:4} {thread} {event}", Seconds(*at))
    }
}

impl Display for Event {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Turn { blinky, face, delay } => {
                write!(f, "turn {blinky} {face} for {}", Seconds(*delay))
            }
            Self::Drawn { faces } => write!(f, "drawn {}", faces.join(" ")),
            Self::Sleeps { blinky, until } => {
                write!(f, "sleeps {blinky} until {}", Seconds(*until))
            }
            Self::Ends { blinky } => write!(f, "ends {blinky}"),
            Self::Waits { until: Some(until) } => {
                write!(f, "waits until {}", Seconds(*until))
            }
            Self::Waits { until: None } => write!(f, "waits"),
            Self::GoesOn => write!(f, "goes on"),
            Self::Says { text } => write!(f, "says {text}"),
            Self::Future { name, life } => write_life(f, name, life),
        }
    }
}

fn write_life(
    f: &mut Formatter<'_>,
    name: &str,
    life: &Life,
) -> fmt::Result {
    match life {
        Life::Created => write!(f, "created {name}"),
        Life::Polled => write!(f, "polled {name}"),
        Life::Pending => write!(f, "pending {name}"),
        Life::Ready => write!(f, "ready {name}"),
        Life::Dropped => write!(f, "dropped {name}"),
        Life::Woken(by) => write!(f, "woken {name} by {by}"),
    }
}

impl Display for Waking {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Future(name) => write!(f, "{name}"),
            Self::Loop => write!(f, "the loop"),
            Self::Thread(number) => write!(f, "thread {number}"),
        }
    }
}

/// A time, or a length of time, in seconds: exactly. A width is that of the
/// whole seconds.
struct Seconds(Duration);

impl Display for Seconds {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let digits = format!("{:09}", self.0.subsec_nanos());
        let (millis, rest) = digits.split_at(3);
        let rest = rest.trim_end_matches('0');
        let (seconds, width) = (self.0.as_secs(), f.width().unwrap_or(0));
        write!(f, "{seconds:width$}.{millis}{rest}")
    }
}

impl FromStr for Seconds {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (whole, decimals) = text.split_once('.').ok_or(())?;
        let is_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let enough = (3..=9).contains(&decimals.len());
        if !enough || !is_digits(whole) || !is_digits(decimals) {
            return Err(());
        }
        let seconds = whole.parse().map_err(drop)?;
        let nanos = format!("{decimals:0<9}").parse().map_err(drop)?;
        Ok(Self(Duration::new(seconds, nanos)))
    }
}

impl FromStr for Recording {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        let mut lines = (1..).zip(text.lines()).peekable();
        let mut last = (0, "");
        let mut next = || {
            last = lines.next().unwrap_or((last.0 + 1, "nothing at all"));
            last
        };
        let run = read_run(|| next().1);
        let run = run.ok_or_else(|| unreadable(last))?;
        let entries = lines
            .map(|line| read_entry(line.1).ok_or_else(|| unreadable(line)));
        Ok(Self { run, entries: entries.collect::<Result<_, _>>()? })
    }
}

fn unreadable((line, text): (usize, &str)) -> Unreadable {
    Unreadable { line, text: text.to_owned() }
}

fn read_run<'a>(mut next: impl FnMut() -> &'a str) -> Option<Run> {
    (next() == TITLE).then_some(())?;
    let program = next().strip_prefix("program ")?.to_owned();
    let (mut line, mut show) = (next(), None);
    if let Some(text) = line.strip_prefix("show ") {
        show = Some(read_show(text)?);
        line = next();
    }
    let simulated = match line {
        "clock simulated" => true,
        "clock real" => false,
        _ => return None,
    };
    next().is_empty().then_some(Run { program, show, simulated })
}

fn read_show(text: &str) -> Option<ShowPlayed> {
    let mut words = text.split(' ');
    let mut next = |name| words.next()?.strip_prefix(name);
    let seed = next("seed=")?.parse().ok()?;
    let blinkies = next("blinkies=")?.parse().ok()?;
    let duration = match next("duration=") {
        Some(text) => Some(text.parse::<Seconds>().ok()?.0),
        None => None,
    };
    words.next().is_none().then_some(())?;
    Some(ShowPlayed { seed, blinkies, duration })
}

fn read_entry(line: &str) -> Option<Entry> {
    let mut parts = line.trim_start().splitn(3, ' ');
    let at = parts.next()?.parse::<Seconds>().ok()?.0;
    let thread = parts.next()?.parse().ok()?;
    let event = read_event(parts.next()?)?;
    Some(Entry { at, thread, event })
}

fn read_event(text: &str) -> Option<Event> {
    let (kind, rest) = text.split_once(' ').unwrap_or((text, ""));
    if kind == "says" {
        return Some(Event::Says { text: rest.to_owned() });
    }
    let words: Vec<_> = rest.split(' ').filter(|w| !w.is_empty()).collect();
    read_of_blinky(kind, &words).or_else(|| read_of_future(kind, &words))
}

fn read_of_blinky(kind: &str, words: &[&str]) -> Option<Event> {
    Some(match (kind, words) {
        ("turn", [blinky, face, "for", delay]) => Event::Turn {
            blinky: blinky.parse().ok()?,
            face: word(face),
            delay: delay.parse::<Seconds>().ok()?.0,
        },
        ("drawn", faces) => {
            Event::Drawn { faces: faces.iter().map(word).collect() }
        }
        ("sleeps", [blinky, "until", until]) => Event::Sleeps {
            blinky: blinky.parse().ok()?,
            until: until.parse::<Seconds>().ok()?.0,
        },
        ("ends", [blinky]) => Event::Ends { blinky: blinky.parse().ok()? },
        ("waits", []) => Event::Waits { until: None },
        ("waits", ["until", until]) => {
            Event::Waits { until: Some(until.parse::<Seconds>().ok()?.0) }
        }
        ("goes", ["on"]) => Event::GoesOn,
        _ => return None,
    })
}

fn read_of_future(kind: &str, words: &[&str]) -> Option<Event> {
    let (name, words) = words.split_first()?;
    let life = match (kind, words) {
        ("created", []) => Life::Created,
        ("polled", []) => Life::Polled,
        ("pending", []) => Life::Pending,
        ("ready", []) => Life::Ready,
        ("dropped", []) => Life::Dropped,
        ("woken", ["by", by @ ..]) => Life::Woken(read_waking(by)?),
        _ => return None,
    };
    Some(Event::Future { name: word(name), life })
}

fn read_waking(words: &[&str]) -> Option<Waking> {
    Some(match words {
        [name] => Waking::Future(word(name)),
        ["the", "loop"] => Waking::Loop,
        ["thread", number] => Waking::Thread(number.parse().ok()?),
        _ => return None,
    })
}

fn word(text: impl AsRef<str>) -> Word {
    text.as_ref().to_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERYTHING: &str = "\
unio recording 1
program step_08_sockets
show seed=18446744073709551615 blinkies=1000 duration=0.0000005
clock real

   0.000 0 created main
   0.000 0 polled main
   0.000123456 0 turn 3 (o.-) for 0.350
   0.000 0 drawn (o.-) (o.o)
   0.000 0 drawn\u{20}
   0.010 12 sleeps 3 until 18446744073709551615.999999999
   0.010 0 pending main
   0.010 0 waits until 0.350
   0.350 0 goes on
   0.350 0 waits
   0.350 0 woken main by the loop
   0.350 0 woken main by thread 12
   0.350 0 woken main by main
   0.350 0 says  two  spaces at both ends\u{20}
   0.350 0 says\u{20}
10000.350 0 ends 3
10000.350 0 ready main
10000.350 0 dropped ticker
";

    #[test]
    fn what_has_been_written_can_be_read() {
        let recording: Recording = EVERYTHING.parse().unwrap();
        assert_eq!(recording.entries.len(), 18);
        assert_eq!(recording.to_string(), EVERYTHING);
        let endless = EVERYTHING.replace(" duration=0.0000005", "");
        let recording: Recording = endless.parse().unwrap();
        assert_eq!(recording.run.show.as_ref().unwrap().duration, None);
        assert_eq!(recording.to_string(), endless);
    }

    #[test]
    fn the_line_that_makes_no_sense_is_named() {
        for (old, new, line) in [
            ("recording 1", "recording 2", 1),
            ("program ", "programme ", 2),
            ("blinkies=1000", "blinkies=many", 3),
            ("clock real", "clock broken", 4),
            ("clock real\n\n", "clock real\n", 5),
            ("0.000 0 created", "0 0 created", 6),
            ("0.000123456", "0.0001234567", 8),
            ("turn 3 (o.-) for", "turn 3 (o.-)", 8),
            ("by the loop", "by nobody at all", 16),
            ("goes on", "goes", 14),
            ("ready main", "ready", 22),
            ("dropped", "drooped", 23),
        ] {
            let wrong = EVERYTHING.replacen(old, new, 1);
            let error = wrong.parse::<Recording>().unwrap_err();
            assert_eq!(error.line, line, "{new}: {error}");
        }
        let error = "".parse::<Recording>().unwrap_err();
        assert_eq!(error.line, 1);
    }
}
