//! What measured figures depend on most.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::process::Command;

/// The compiler, the system and the processor.
pub(crate) fn machine() -> String {
    let compiler = said("rustc", &["--version"]);
    let compiler = compiler.unwrap_or_else(|| "Rust".to_owned());
    let cpu = cpu().unwrap_or_else(|| "an unknown processor".to_owned());
    format!("{compiler}, {OS} {ARCH}, {cpu}")
}

fn cpu() -> Option<String> {
    if cfg!(target_os = "macos") {
        return said("sysctl", &["-n", "machdep.cpu.brand_string"]);
    }
    let all = fs::read_to_string("/proc/cpuinfo").ok()?;
    let mut lines = all.lines();
    let line = lines.find(|line| line.starts_with("model name"))?;
    let (_, name) = line.split_once(':')?;
    Some(name.trim().to_owned())
}

fn said(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().to_owned())
}
