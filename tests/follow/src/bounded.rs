//! Runs programs that may do anything: loop for ever, eat the memory, print
//! without end, wait for somebody who never comes.

use std::io::{self, Read};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use process_wrap::std::{ChildWrapper, CommandWrap};
use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};

/// How far a program may go.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How long the processor may be busy with it.
    pub work: Duration,
    /// How long it may do nothing at all.
    pub idle: Duration,
    /// How long it may take.
    pub time: Duration,
    /// How many bytes of memory it may have.
    pub memory: u64,
    /// How many bytes it may print.
    pub output: usize,
}

/// How a program has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// By itself, with this exit code; without one, if a signal ended it.
    Exit(Option<i32>),
    /// It went too far, and was stopped.
    Stopped(Limit),
    /// We do not want to know any more.
    Cancelled,
}

/// In what a program went too far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// It has worked for too long.
    Work,
    /// It has done nothing for too long.
    Idle,
    /// It takes too long.
    Time,
    /// It has too much memory.
    Memory,
    /// It has printed too much.
    Output,
}

/// What a program has left behind.
#[derive(Debug)]
pub struct Outcome {
    /// What it printed.
    pub out: Vec<u8>,
    /// What it printed to standard error.
    pub errors: Vec<u8>,
    /// How it ended.
    pub end: End,
    /// For how long it did nothing.
    pub idle: Duration,
}

/// Tells those who are at work to stop. Clones tell the same.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// From now on it is time to stop.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it is time to stop.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How often to look after a program.
const LOOK: Duration = Duration::from_millis(10);

/// How long a program that is told to end may take.
const GRACE: Duration = Duration::from_millis(500);

/// Runs a program to its end, or as far as it may go. Then neither it nor
/// anything that it has started is left.
///
/// # Errors
///
/// If it cannot be started.
pub fn run(
    mut command: Command,
    limits: &Limits,
    stop: &Stop,
) -> io::Result<Outcome> {
    command.stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = in_a_group(command).spawn()?;
    let out = Output::of(child.stdout().take(), limits.output);
    let errors = Output::of(child.stderr().take(), limits.output);
    let mut watch = Watch::over(&*child);
    let end = loop {
        if let Some(status) = child.try_wait()? {
            break End::Exit(status.code());
        }
        if stop.is_set() {
            break End::Cancelled;
        }
        if out.is_full() || errors.is_full() {
            break End::Stopped(Limit::Output);
        }
        if let Some(limit) = watch.look(limits) {
            break End::Stopped(limit);
        }
        thread::sleep(watch.patience());
    };
    if !matches!(end, End::Exit(_)) {
        end_softly(&mut *child);
    }
    // Also what it has started, even if it has ended itself.
    let _ = child.start_kill();
    let (out, errors) = (out.take(), errors.take());
    Ok(Outcome { out, errors, end, idle: watch.idle() })
}

/// The program and all that it starts can be ended together.
fn in_a_group(command: Command) -> CommandWrap {
    let mut command = CommandWrap::from(command);
    #[cfg(unix)]
    command.wrap(process_wrap::std::ProcessGroup::leader());
    #[cfg(windows)]
    command.wrap(process_wrap::std::JobObject);
    command
}

/// Asks it to end, and if it does not, ends it. A show that is asked to end
/// still prints what it has drawn.
fn end_softly(child: &mut dyn ChildWrapper) -> Option<ExitStatus> {
    #[cfg(unix)]
    if child.signal(SIGTERM).is_ok() {
        let start = Instant::now();
        while start.elapsed() < GRACE {
            if let Ok(Some(status)) = child.try_wait() {
                return Some(status);
            }
            thread::sleep(LOOK);
        }
    }
    child.kill().ok()?;
    child.wait().ok()
}

#[cfg(unix)]
const SIGTERM: i32 = 15;

/// What a program does, seen from outside.
struct Watch {
    pid: Pid,
    system: Option<System>,
    start: Instant,
    /// How long it has worked, and since when that has not changed.
    work: Duration,
    since: Instant,
}

impl Watch {
    fn over(child: &dyn ChildWrapper) -> Self {
        let now = Instant::now();
        Self {
            pid: Pid::from_u32(child.id()),
            system: None,
            start: now,
            work: Duration::ZERO,
            since: now,
        }
    }

    /// Most programs are over at once, and are not looked at.
    fn patience(&self) -> Duration {
        LOOK.min(self.start.elapsed() / 4 + Duration::from_micros(200))
    }

    fn look(&mut self, limits: &Limits) -> Option<Limit> {
        if self.start.elapsed() < LOOK {
            return None;
        }
        let memory = self.measure();
        let reached = [
            (memory > limits.memory, Limit::Memory),
            (self.work > limits.work, Limit::Work),
            (self.since.elapsed() > limits.idle, Limit::Idle),
            (self.start.elapsed() > limits.time, Limit::Time),
        ];
        let reached = reached.into_iter().find(|(reached, _)| *reached);
        reached.map(|(_, limit)| limit)
    }

    /// Finds out how long it has worked. Returns how much memory it has.
    fn measure(&mut self) -> u64 {
        if self.system.is_none() {
            self.system = System::new().ok();
        }
        let Some(system) = &mut self.system else { return 0 };
        let what = ProcessRefreshKind::nothing().with_cpu().with_memory();
        let which = [self.pid];
        let which = ProcessesToUpdate::Some(&which);
        system.refresh_processes_specifics(which, true, what);
        let Some(process) = system.process(self.pid) else { return 0 };
        let work = Duration::from_millis(process.accumulated_cpu_time());
        if work != self.work {
            (self.work, self.since) = (work, Instant::now());
        }
        process.memory()
    }

    fn idle(&self) -> Duration {
        self.start.elapsed().saturating_sub(self.work)
    }
}

/// What comes out of a pipe, up to a limit.
struct Output {
    bytes: Arc<Mutex<Vec<u8>>>,
    limit: usize,
    ended: mpsc::Receiver<()>,
}

impl Output {
    fn of(pipe: Option<impl Read + Send + 'static>, limit: usize) -> Self {
        let (end, ended) = mpsc::channel();
        let bytes = Arc::<Mutex<Vec<u8>>>::default();
        let kept = bytes.clone();
        thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            let mut pipe = pipe.expect("it has a pipe");
            while let Ok(count @ 1..) = pipe.read(&mut buffer) {
                let mut kept =
                    kept.lock().unwrap_or_else(PoisonError::into_inner);
                // Up to the limit and not more, but it is read: nobody
                // waits for us.
                if kept.len() <= limit {
                    kept.extend_from_slice(&buffer[..count]);
                }
            }
            drop(end);
        });
        Self { bytes, limit, ended }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<u8>> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_full(&self) -> bool {
        self.lock().len() > self.limit
    }

    /// All that has come. Whoever has left the program's company and still
    /// holds the pipe is not waited for.
    fn take(self) -> Vec<u8> {
        let _ = self.ended.recv_timeout(GRACE * 4);
        std::mem::take(&mut *self.lock())
    }
}
