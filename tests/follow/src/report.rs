//! What is to be said of `mine/`, in words.

use std::collections::BTreeSet;

use anyhow::Result;

use crate::building::{Build, Complaint};
use crate::check::{Missing, Promises, Report, Verdict};
use crate::diagnosis::Diagnosis;
use crate::finding::of_panic;
use crate::house::{House, Step};
use crate::manifest::NAME;
use crate::page::{Mood, Page};
use crate::puzzles::{self, Puzzle};
use crate::sections;
use crate::shows::SHOWS;
use crate::telling;
use crate::topics::Tried;

/// The report, in words.
pub fn page(house: &House, report: &Report) -> Result<Page> {
    let step = house.step(report.goal.step)?;
    if let Some(number) = report.goal.puzzle {
        return of_puzzle(house, report, &puzzles::puzzle(house, number)?);
    }
    let mut page = match &report.verdict {
        Verdict::DoesNotBuild(build) => does_not_build(build, &step),
        Verdict::OtherShow(found) => other_show(house, &step, found)?,
        Verdict::Promises { tie, promises } => {
            of_promises(house, &step, *tie, promises)?
        }
        Verdict::Well { kept } => return well(house, &step, *kept),
    };
    warnings(&mut page, report);
    Ok(page)
}

/// Of a puzzle no more is said than what can be seen.
fn of_puzzle(
    house: &House,
    report: &Report,
    puzzle: &Puzzle,
) -> Result<Page> {
    let step = house.step(puzzle.step)?;
    let mut page = telling::symptom(house, puzzle)?;
    match &report.verdict {
        Verdict::Well { .. } => return telling::solved(house, puzzle),
        Verdict::DoesNotBuild(build) => {
            return Ok(does_not_build(build, &step));
        }
        Verdict::OtherShow(found) => rows_of_show(house, &mut page, found),
        Verdict::Promises { promises, .. } => {
            if let Some(tried) = promises.broken.first() {
                rows_of_promise(house, &mut page, tried);
            }
        }
    }
    page.row("stuck?", "cargo follow hint");
    Ok(page)
}

/// One line, with what to do next.
fn well(house: &House, step: &Step, kept: usize) -> Result<Page> {
    let shows = SHOWS.len();
    let kept = match kept {
        0 => String::new(),
        kept => format!(", {kept} promises kept"),
    };
    let next = match house.step(step.number + 1) {
        Ok(_) => "cargo follow next",
        Err(_) => "book/chapters/onwards.md",
    };
    let title = format!(
        "This is step {step}: {shows} shows to the byte{kept}. Next: {next}"
    );
    Ok(Page::new(Mood::Good, title))
}

fn does_not_build(build: &Build, step: &Step) -> Page {
    let mut page = Page::new(Mood::Bad, "It does not build.");
    if let Some(refusal) = &build.refusal {
        page.raw(refusal);
        if cfg!(windows) && refusal.contains("mine.exe") {
            page.say(
                "Does it still run in another window? Windows replaces no \
                 program that runs.",
            );
        }
    }
    for complaint in &build.complaints {
        page.raw(&complaint.text);
    }
    let named = |c: &Complaint| c.message.contains(&step.package());
    if build.complaints.iter().any(named) {
        page.say(format!(
            "In mine/ the engine is always called `mine`: where the book \
             says `{}`, write `mine`.",
            step.package()
        ));
    }
    page
}

fn other_show(
    house: &House,
    step: &Step,
    found: &Diagnosis,
) -> Result<Page> {
    let finding = &found.finding;
    let title = format!("This is not the show of step {step} yet.");
    let mut page = Page::new(Mood::Bad, title);
    let mine = house.call(house.mine());
    let what = from_root(house, &finding.what());
    page.say(what.replace(" at src/", &format!(" at {mine}/src/")));
    page.say(finding.why(step.number));
    rows_of_show(house, &mut page, found);
    let word = finding.topic().word(step.number);
    page.row("read", sections::place(house, &word)?);
    Ok(page)
}

/// What should have come, what came, and how to see it.
fn rows_of_show(house: &House, page: &mut Page, found: &Diagnosis) {
    if let Some(lines) = &found.lines {
        let [should, came] = family_lines(lines);
        page.row("should", should);
        page.row("came", came);
    }
    let flags = found.show.flags().join(" ");
    let mine = match house.mine() == house.path("mine") {
        true => "cargo mine".to_owned(),
        false => format!("the program in {}", house.call(house.mine())),
    };
    page.row("play", format!("{mine} {flags} --virtual-time"));
}

/// Two lines of a show, or what is seen of them where they differ.
fn family_lines(lines: &[Option<String>; 2]) -> [String; 2] {
    const FACES: usize = 8;
    let texts = lines.each_ref().map(|line| match line {
        Some(line) => line.trim_end(),
        None => "nothing more",
    });
    if texts.iter().all(|text| text.chars().count() <= 70) {
        return texts.map(|text| text.trim_start().to_owned());
    }
    let words = texts.map(|text| text.split(' ').collect::<Vec<_>>());
    let words = words.map(|mut words| {
        words.retain(|word| !word.is_empty());
        words
    });
    let differ = words[0].iter().zip(&words[1]).skip(1);
    let differ = differ.take_while(|(a, b)| a == b).count();
    let from = differ.saturating_sub(FACES / 2);
    words.map(|words| match words.split_first() {
        Some((time, faces)) if faces.len() > FACES => {
            let from = from.min(faces.len() - FACES);
            let seen = faces[from..from + FACES].join(" ");
            let last = from + FACES - 1;
            format!("{time}  {seen} (Blinky {from} to {last})")
        }
        _ => words.join(" "),
    })
}

/// How many promises are named beside the first that is not kept.
const SOME: usize = 3;

fn of_promises(
    house: &House,
    step: &Step,
    tie: bool,
    promises: &Promises,
) -> Result<Page> {
    let Some((first, others)) = promises.broken.split_first() else {
        return Ok(untried(step, promises));
    };
    let title = match tie {
        true => {
            "The show is right but for its ties, and a promise is not kept."
        }
        false => "The show is right, and a promise is not kept.",
    };
    let mut page = Page::new(Mood::Bad, title);
    page.add(broken_promise(house, first)?);
    name_some(&mut page, others);
    not_there(&mut page, &promises.missing);
    Ok(page)
}

fn name_some(page: &mut Page, others: &[Tried]) {
    if !others.is_empty() {
        page.say("And these:");
    }
    for other in others.iter().take(SOME) {
        page.row("-", &other.promise.says);
    }
    if others.len() > SOME {
        page.row("-", format!("and {} more", others.len() - SOME));
    }
}

/// Nothing is wrong with what is there, but that is not all.
fn untried(step: &Step, promises: &Promises) -> Page {
    let title = format!("This is not step {step} yet.");
    let mut page = Page::new(Mood::Calm, title);
    page.say(match promises.kept {
        0 => {
            "The show is right. But the engine does not have what the step \
              is about, so its promises cannot be tried."
                .to_owned()
        }
        kept => format!(
            "So far, so good: the show is right, and {kept} promises are \
             kept. Others cannot be tried yet."
        ),
    });
    not_there(&mut page, &promises.missing);
    page
}

/// What was tried, what should have come, and what came.
fn broken_promise(house: &House, tried: &Tried) -> Result<Page> {
    let mut page = Page::default();
    page.say(&tried.promise.says);
    rows_of_promise(house, &mut page, tried);
    page.row("read", sections::place(house, &tried.promise.section)?);
    let last = tried.came.last().map_or("", String::as_str);
    if last.starts_with("it panicked") {
        page.say(of_panic(last));
    }
    Ok(page)
}

fn rows_of_promise(house: &House, page: &mut Page, tried: &Tried) {
    page.row("tried", &tried.promise.tried);
    page.row("should", told(&tried.promise.should));
    let mut came = from_root(house, &told(&tried.came));
    if let Some(end) = tried.end {
        came = match tried.came.len() {
            0 => end.to_owned(),
            _ => format!("{came}; and then {end}"),
        };
    }
    page.row("came", came);
}

/// Names files from the root.
fn from_root(house: &House, text: &str) -> String {
    let root = house.path("").display().to_string();
    text.replace(&root, "")
}

fn told(lines: &[String]) -> String {
    if lines.is_empty() { "nothing".to_owned() } else { lines.join(", ") }
}

fn not_there(page: &mut Page, missing: &[Missing]) {
    for Missing { topic, complaints } in missing {
        let names =
            complaints.iter().filter_map(Complaint::what_is_missing);
        let names: BTreeSet<_> = names.collect();
        let what = if names.contains(NAME) {
            "there is no engine, in src/lib.rs".to_owned()
        } else if names.is_empty() {
            let first = complaints.first().map(|c| c.message.as_str());
            format!("with your engine, {}", first.unwrap_or_default())
        } else {
            let names = names.iter().map(|name| format!("`{name}`"));
            names.collect::<Vec<_>>().join(", ")
        };
        page.row("not yet", format!("{topic}: {what}"));
    }
}

/// What the compiler warned of, in a line each.
fn warnings(page: &mut Page, report: &Report) {
    if matches!(report.verdict, Verdict::DoesNotBuild(_)) {
        return;
    }
    for warning in report.warnings.iter().take(3) {
        let Complaint { place, message, .. } = warning;
        page.row("warning", format!("{message} ({place})"));
    }
}

impl Complaint {
    /// Whether something is not there that is asked for.
    fn is_of_something_missing(&self) -> bool {
        const CODES: [&str; 7] =
            ["E0405", "E0412", "E0425", "E0432", "E0433", "E0599", "E0603"];
        let code = self.code.as_deref();
        code.is_some_and(|code| CODES.contains(&code))
    }

    /// What is not there: the first name in the message, if there is one.
    fn what_is_missing(&self) -> Option<&str> {
        let name = self.message.split('`').nth(1)?;
        let name = name.rsplit("::").next()?;
        let is_name = !name.is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        (is_name && self.is_of_something_missing()).then_some(name)
    }
}
