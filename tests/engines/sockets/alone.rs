//! Tests that count what belongs to the whole process, in one of their own.

use std::env;
use std::process::Command;

const ALONE: &str = "UNIO_TEST_ALONE";

/// Runs a test again in a process of its own, with at most so many
/// descriptors. Returns whether this is that process.
pub fn is_alone(test: &str, descriptors: u32) -> bool {
    if env::var_os(ALONE).is_some() {
        return true;
    }
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("ulimit -n {descriptors}; exec \"$@\""));
    shell.arg("sh").arg(env::current_exe().expect("a path"));
    shell.args([test, "--exact", "--nocapture", "--test-threads=1"]);
    let output = shell.env(ALONE, "1").output().expect("a shell");
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}\n{errors}");
    assert!(printed.contains("1 passed"), "no such test: {printed}");
    false
}

/// How many descriptors this process has.
pub fn descriptors() -> usize {
    let open = std::fs::read_dir("/proc/self/fd").expect("a folder");
    // One of them is that of the folder.
    open.count() - 1
}
