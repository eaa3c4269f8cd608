//! Checks at each save, and tells what it has found.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use crossterm::event::{
    self, KeyCode, KeyEvent, KeyEventKind, KeyModifiers,
};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use crate::bounded::Stop;
use crate::building::{Builder, Cancelled};
use crate::check::{self, Report};
use crate::hints::Hints;
use crate::house::House;
use crate::manifest;
use crate::mine::Goal;
use crate::page::{Mood, Page};
use crate::place::likeness;
use crate::screen::Screen;
use crate::{report, telling};

/// What happens.
enum Event {
    Key(KeyEvent),
    Resized,
    Saved,
    /// After a save, nothing has happened to the files for a while.
    Settled,
    /// A check says what it is doing.
    Doing(usize, String),
    /// A check has come to an end.
    Done(usize, Result<Report>),
    End,
}

/// How long a file must have been left alone.
const SETTLED: Duration = Duration::from_millis(150);

/// Watches until somebody has had enough.
pub fn watch(house: &House, colours: bool) -> Result<()> {
    check::goal(house)?;
    let (tell, events) = mpsc::channel();
    let files = watch_files(house, tell.clone())?;
    let end = tell.clone();
    ctrlc::set_handler(move || drop(end.send(Event::End)))?;
    let screen = Screen::open(colours).context("this is no terminal")?;
    listen_to_keys(tell.clone());
    let house = house.clone();
    let mut watch = Watch {
        house,
        colours,
        files,
        birth: None,
        saved: None,
        screen,
        tell,
        report: Page::new(Mood::Calm, "The first check is under way."),
        other: None,
        number: 0,
        running: None,
        goes_on: false,
        hint: None,
        doing: String::new(),
    };
    watch.begin();
    watch.run(&events)
}

/// Tells of each save of something that is built. The folder itself may be
/// moved aside, so we look at it from above, too.
fn watch_files(
    house: &House,
    tell: Sender<Event>,
) -> Result<RecommendedWatcher> {
    let mine = house.mine().to_owned();
    let inside = mine.clone();
    let matters = move |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default();
        let is_code = path.extension().is_some_and(|e| e == "rs");
        let is_built = is_code || name == "Cargo.toml";
        *path == inside || path.starts_with(&inside) && is_built
    };
    let mut files = notify::recommended_watcher(
        move |event: notify::Result<notify::Event>| {
            // The compiler reads them, too.
            let change = event.ok().filter(|e| !e.kind.is_access());
            if change.is_some_and(|e| e.paths.iter().any(&matters)) {
                let _ = tell.send(Event::Saved);
            }
        },
    )?;
    let above = mine.parent().unwrap_or(Path::new(".")).to_owned();
    files.watch(&above, RecursiveMode::NonRecursive)?;
    files.watch(&mine, RecursiveMode::Recursive)?;
    Ok(files)
}

fn listen_to_keys(tell: Sender<Event>) {
    thread::spawn(move || {
        while let Ok(event) = event::read() {
            let event = match event {
                event::Event::Key(key) => Event::Key(key),
                event::Event::Resize(..) => Event::Resized,
                _ => continue,
            };
            if tell.send(event).is_err() {
                return;
            }
        }
        // There is no terminal any more.
        let _ = tell.send(Event::End);
    });
}

struct Watch {
    house: House,
    colours: bool,
    files: RecommendedWatcher,
    /// Of the folder that is watched.
    birth: Option<String>,
    /// When something was saved, if it has not been checked.
    saved: Option<Instant>,
    screen: Screen,
    tell: Sender<Event>,
    /// What the newest check has found.
    report: Page,
    /// What somebody looks at instead.
    other: Option<Page>,
    /// Which check the newest is.
    number: usize,
    running: Option<(Stop, JoinHandle<()>)>,
    /// Whether there is a step to go on to.
    goes_on: bool,
    /// Which hint comes next.
    hint: Option<usize>,
    doing: String,
}

impl Watch {
    fn run(&mut self, events: &Receiver<Event>) -> Result<()> {
        loop {
            self.draw()?;
            match self.next(events) {
                Event::Saved => self.saved = Some(Instant::now()),
                Event::Settled => self.begin(),
                Event::Resized => {}
                Event::Doing(number, what) if number == self.number => {
                    self.doing = what;
                }
                Event::Done(number, result) if number == self.number => {
                    self.done(result)?;
                }
                Event::Doing(..) | Event::Done(..) => {}
                Event::Key(key) if is_end(&key) => break,
                Event::Key(key) => self.key(&key)?,
                Event::End => break,
            }
        }
        self.stop();
        Ok(())
    }

    fn draw(&mut self) -> Result<()> {
        let keys = match (&self.other, self.goes_on) {
            (Some(_), _) => {
                "esc back · h next hint · d what differs · q quit"
            }
            (_, true) => "n next step · d what differs · h hint · q quit",
            (_, false) => "h hint · d what differs · r again · q quit",
        };
        let bottom = match &self.doing[..] {
            "" => keys.to_owned(),
            doing => format!("{doing} · {keys}"),
        };
        let page = self.other.as_ref().unwrap_or(&self.report);
        self.screen.draw(page, &bottom)?;
        Ok(())
    }

    /// What happens next. Whoever saves one file may save another.
    fn next(&mut self, events: &Receiver<Event>) -> Event {
        let Some(saved) = self.saved else {
            return events.recv().unwrap_or(Event::End);
        };
        let rest = SETTLED.saturating_sub(saved.elapsed());
        match events.recv_timeout(rest) {
            Ok(event) => event,
            Err(RecvTimeoutError::Disconnected) => Event::End,
            Err(RecvTimeoutError::Timeout) => {
                self.saved = None;
                Event::Settled
            }
        }
    }

    /// If somebody has caught up, what was watched lies elsewhere now.
    fn watch_newest(&mut self) {
        let mine = self.house.mine();
        let birth = manifest::birth(mine);
        if birth.is_some() && birth != self.birth {
            self.birth = birth;
            let _ = self.files.unwatch(mine);
            // For a moment there may be none.
            let _ = self.files.watch(mine, RecursiveMode::Recursive);
        }
    }

    /// Begins a new check; whatever the last one finds is of no interest
    /// any more.
    fn begin(&mut self) {
        self.stop();
        self.watch_newest();
        self.number += 1;
        self.hint = None;
        self.other = None;
        self.doing = "checks".to_owned();
        let stop = Stop::default();
        let (house, colours) = (self.house.clone(), self.colours);
        let (number, tell) = (self.number, self.tell.clone());
        let stopped = stop.clone();
        let work = move || {
            let say = |what: &str| {
                let _ = tell.send(Event::Doing(number, what.to_owned()));
            };
            let builder = Builder {
                house: &house,
                colours,
                stop: &stopped,
                tell: &say,
            };
            let goal = check::goal(&house);
            let result = goal.and_then(|goal| check::check(&builder, goal));
            let _ = tell.send(Event::Done(number, result));
        };
        self.running = Some((stop, thread::spawn(work)));
    }

    fn stop(&mut self) {
        if let Some((stop, work)) = self.running.take() {
            stop.set();
            let _ = work.join();
        }
    }

    fn done(&mut self, result: Result<Report>) -> Result<()> {
        self.doing.clear();
        if self.other.is_none() {
            self.screen.go_to_top();
        }
        self.goes_on = false;
        match result {
            Ok(report) => {
                let next = self.house.step(report.goal.step + 1);
                self.goes_on = report.is_well()
                    && report.goal.puzzle.is_none()
                    && next.is_ok();
                self.report = report::page(&self.house, &report)?;
            }
            Err(error) if error.is::<Cancelled>() => {}
            Err(error) => {
                self.report = Page::new(Mood::Bad, format!("{error:#}"));
            }
        }
        Ok(())
    }

    fn key(&mut self, key: &KeyEvent) -> Result<()> {
        if key.kind == KeyEventKind::Release {
            return Ok(());
        }
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('z') if control => self.suspend()?,
            KeyCode::Char('h') => self.show(Self::next_hint),
            KeyCode::Char('d') => self.show(Self::differences),
            KeyCode::Char('n') if self.goes_on => {
                self.show(Self::next_step);
            }
            KeyCode::Char('r') => self.begin(),
            KeyCode::Esc => {
                self.other = None;
                self.screen.go_to_top();
            }
            KeyCode::Up | KeyCode::Char('k') => self.screen.scroll(-1, 0),
            KeyCode::Down | KeyCode::Char('j') => self.screen.scroll(1, 0),
            KeyCode::PageUp => self.screen.scroll(0, -1),
            KeyCode::PageDown | KeyCode::Char(' ') => {
                self.screen.scroll(0, 1);
            }
            KeyCode::Home => self.screen.go_to_top(),
            KeyCode::End => self.screen.scroll(isize::MAX, 0),
            _ => {}
        }
        Ok(())
    }

    /// Shows something else than the report, until the next save.
    fn show(&mut self, page: impl FnOnce(&mut Self) -> Result<Page>) {
        let shown = page(self).unwrap_or_else(|error| {
            Page::new(Mood::Bad, format!("{error:#}"))
        });
        self.other = Some(shown);
        self.screen.go_to_top();
    }

    fn next_hint(&mut self) -> Result<Page> {
        let goal = check::goal(&self.house)?;
        let number = self.hint.map_or(0, |number| number + 1);
        self.hint = Some(number);
        let hints = Hints::of(&self.house, goal)?;
        Ok(hints.page(number).clone())
    }

    fn differences(&mut self) -> Result<Page> {
        let goal = check::goal(&self.house)?;
        let step = self.house.step(goal.step)?;
        Ok(likeness(&self.house, &step)?.page())
    }

    fn next_step(&mut self) -> Result<Page> {
        let goal = check::goal(&self.house)?;
        let next = self.house.step(goal.step + 1)?;
        Goal::step(next.number).write(&self.house)?;
        self.goes_on = false;
        telling::on_to(&self.house, &next)
    }

    #[cfg(unix)]
    fn suspend(&mut self) -> Result<()> {
        self.screen.leave();
        signal_hook::low_level::raise(signal_hook::consts::SIGTSTP)?;
        self.screen.enter()?;
        Ok(())
    }

    #[cfg(not(unix))]
    fn suspend(&mut self) -> Result<()> {
        Ok(())
    }
}

fn is_end(key: &KeyEvent) -> bool {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Char('c') => control,
        KeyCode::Char('q') => true,
        _ => false,
    }
}
