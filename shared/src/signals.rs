//! Signals end the show with the terminal as it was found.

use crate::stage::Stage;

#[cfg(unix)]
pub(crate) fn watch(stage: Stage) {
    use signal_hook::consts::{
        SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH,
    };
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    let all = [SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH];
    let mut signals = Signals::new(all).expect("these can be handled");
    std::thread::spawn(move || {
        for signal in signals.forever() {
            match signal {
                SIGWINCH => stage.redraw(),
                SIGTSTP => {
                    stage.suspend();
                    // Stops the process here, until it is continued.
                    let _ = emulate_default_handler(signal);
                    stage.resume();
                }
                _ => end(&stage, 128 + signal),
            }
        }
    });
}

#[cfg(not(unix))]
pub(crate) fn watch(stage: Stage) {
    let handler = move || end(&stage, 130);
    ctrlc::set_handler(handler).expect("nobody else handles Ctrl-C");
}

fn end(stage: &Stage, code: i32) {
    stage.close_soon();
    std::process::exit(code);
}
