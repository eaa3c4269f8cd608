//! What ten seconds of ten Blinkies cost, beside step 06.

use std::process::Stdio;
use std::time::Duration;

use wait4::Wait4;

/// Milliseconds of processor time for the show in real time, for 06 and 07.
pub(crate) fn measure() -> [Duration; 2] {
    ["06_create_task", "07_futures"].map(|step| {
        let mut show = tests::blinkies(step);
        show.args(["--duration", "10s", "--seed", "7", "--plain"]);
        show.stdout(Stdio::null());
        let child = show.spawn().expect("it is built");
        let used = child.wait4().expect("it ends").rusage;
        used.utime + used.stime
    })
}
