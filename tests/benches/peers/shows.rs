//! What ten seconds of ten Blinkies cost.

use std::process::Stdio;
use std::time::Duration;

use wait4::Wait4;

/// Processor time of the show in real time.
pub(crate) fn measure(step: &str) -> Duration {
    let mut show = tests::blinkies(step);
    show.args(["--duration", "10s", "--seed", "7", "--plain"]);
    show.stdout(Stdio::null());
    let child = show.spawn().expect("it is built");
    let used = child.wait4().expect("it ends").rusage;
    used.utime + used.stime
}
