//! Signals end the show with the terminal as it was found.

use std::process::exit;
use std::thread;
use std::time::Duration;

use crate::stage::Stage;

/// Two threads, so that the end need not wait for a redraw, which may wait
/// for a reader who has gone to sleep.
#[cfg(unix)]
pub(crate) fn watch(stage: Stage) {
    use signal_hook::consts::{
        SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH,
    };
    use signal_hook::iterator::Signals;

    let watch = |signals: &[i32]| {
        Signals::new(signals).expect("these can be handled")
    };
    let mut ends = watch(&[SIGINT, SIGQUIT, SIGTERM]);
    let mut others = watch(&[SIGTSTP, SIGWINCH]);
    let closes = stage.clone();
    thread::spawn(move || {
        for signal in ends.forever() {
            end(&closes, 128 + signal);
        }
    });
    thread::spawn(move || {
        for signal in others.forever() {
            match signal {
                SIGTSTP => stop(&stage),
                _ => stage.redraw(),
            }
        }
    });
}

/// Stops the process until it is continued.
#[cfg(unix)]
fn stop(stage: &Stage) {
    stage.suspend();
    let stop = signal_hook::consts::SIGTSTP;
    let _ = signal_hook::low_level::emulate_default_handler(stop);
    stage.resume();
}

#[cfg(not(unix))]
pub(crate) fn watch(stage: Stage) {
    let handler = move || end(&stage, 130);
    ctrlc::set_handler(handler).expect("nobody else handles Ctrl-C");
}

/// Ends the program, whatever its threads are doing.
pub(crate) fn end(stage: &Stage, code: i32) {
    // Not even the last words wait for a reader who has gone to sleep. If
    // there can be no more threads, they do.
    let _ = thread::Builder::new().spawn(move || {
        thread::sleep(Duration::from_secs(2));
        exit(code);
    });
    stage.close_soon();
    exit(code);
}
