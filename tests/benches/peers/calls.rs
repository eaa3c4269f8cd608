//! How many system calls an echo takes. `strace` counts them, where there
//! is one.

use std::collections::BTreeMap;
use std::env::temp_dir;
use std::fs;
use std::process::{Command, id};

use crate::{other, sockets};

const CLIENTS: u64 = 64;
const ECHOES: u64 = 6_400;

/// How often a loop sends, reads and waits, a thousand echoes.
pub(crate) fn count(name: &str) -> Option<[u64; 3]> {
    let role = other(&format!("echo {name}"));
    let summary = temp_dir().join(format!("strace-{}", id()));
    let mut strace = Command::new("strace");
    strace.args(["-f", "-c", "-U", "calls,name", "-o"]).arg(&summary);
    strace.arg(role.get_program());
    strace.envs(role.get_envs().filter_map(|(k, v)| Some((k, v?))));
    let counted = strace.status().is_ok_and(|status| status.success());
    let text = fs::read_to_string(&summary).ok()?;
    let _ = fs::remove_file(summary);
    let calls = counted.then(|| table(&text))?;
    let all = |names: &[&str]| {
        let calls = names.iter().filter_map(|name| calls.get(*name));
        calls.sum::<u64>() * 1000 / ECHOES
    };
    Some([
        all(&["sendto", "write", "writev", "sendmsg"]),
        all(&["recvfrom", "read", "readv", "recvmsg"]),
        all(&["epoll_wait", "epoll_pwait", "epoll_pwait2"]),
    ])
}

fn table(text: &str) -> BTreeMap<&str, u64> {
    text.lines().filter_map(name_and_calls).collect()
}

fn name_and_calls(line: &str) -> Option<(&str, u64)> {
    let (calls, name) = line.trim().split_once(' ')?;
    Some((name.trim(), calls.parse().ok()?))
}

pub(crate) fn echo(name: &str) {
    match name {
        "unio_08" => sockets::unio::echo(CLIENTS, ECHOES),
        _ => sockets::tokio::echo(CLIENTS, ECHOES),
    }
}
