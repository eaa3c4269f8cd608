//! How much memory a task takes while it sleeps, and a connection while
//! nobody speaks.
//!
//! A process of its own for each loop, so that nobody uses what another
//! has left. Linux tells how much a process has; elsewhere there is no
//! such figure.

use std::fs;
use std::io::{Read, Write, stdin};
use std::net::TcpStream;
use std::process::{Child, Stdio, exit};
use std::thread;

use async_channel::Receiver;

use crate::{loops, other, sockets};

const TASKS: u64 = 500_000;

/// If there are enough descriptors for so many, and a few more.
const CONNECTIONS: u64 = 10_000;

/// Bytes a sleeping task, for a loop with this name.
pub(crate) fn of_a_task(name: &str) -> Option<u64> {
    ask("asleep", name)
}

/// Bytes a silent connection, on the side of the server.
pub(crate) fn of_a_connection(name: &str) -> Option<u64> {
    ask("connected", name)
}

/// How many connections there are in [`of_a_connection`].
pub(crate) fn connections() -> u64 {
    let limit = rlimit::increase_nofile_limit(u64::MAX);
    CONNECTIONS.min(limit.map_or(u64::MAX, |limit| limit - 50))
}

fn ask(what: &str, name: &str) -> Option<u64> {
    let output = other(&format!("{what} {name}")).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

pub(crate) fn fall_asleep(name: &str) {
    let look = print_growth(TASKS);
    match name {
        "unio_07" => loops::unio_07::while_asleep(TASKS, look),
        "unio_08" => loops::unio_08::while_asleep(TASKS, look),
        "tokio" => loops::tokio::while_asleep(TASKS, look),
        _ => loops::smol::while_asleep(TASKS, look),
    }
}

pub(crate) fn serve(name: &str) {
    let look = print_growth(connections());
    match name {
        "unio_08" => sockets::unio::while_connected(clients, look),
        _ => sockets::tokio::while_connected(clients, look),
    }
}

/// Starts the clients, in a process of theirs. Tells when all are there.
fn clients(address: &str) -> (Child, Receiver<()>) {
    let mut clients = other(&format!("connect {address}"));
    clients.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut clients = clients.spawn().expect("the clients");
    let mut output = clients.stdout.take().expect("it is piped");
    let (tell, there) = async_channel::bounded(1);
    thread::spawn(move || {
        output.read_exact(&mut [0]).expect("the clients are there");
        tell.send_blocking(()).expect("the server is there");
    });
    (clients, there)
}

/// Every client says something, hears it again, and is silent.
pub(crate) fn connect(address: &str) {
    let connect = |_| {
        let mut stream = TcpStream::connect(address).expect("a server");
        stream.write_all(b"hello").expect("it is open");
        stream.read_exact(&mut [0; 5]).expect("it is open");
        stream
    };
    let _streams: Vec<_> = (0..connections()).map(connect).collect();
    println!();
    // Until the server has gone.
    let _ = stdin().read(&mut [0]);
}

/// Prints by how many bytes this process has grown since, divided by
/// `count`, and ends it.
fn print_growth(count: u64) -> impl FnOnce() {
    let before = resident();
    move || {
        if let (Some(before), Some(now)) = (before, resident()) {
            println!("{}", (now - before) / count);
        }
        exit(0);
    }
}

/// Resident bytes of this process.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}
