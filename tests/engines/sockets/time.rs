//! Sockets and the clock.

use std::future::pending;
use std::net;
#[cfg(unix)]
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use cpu_time::ThreadTime;
use shared::clock;

use super::{TcpStream, panic_of, unio};
use super::{echo, listener, ms, pair, read, settle, simulated};

#[test]
fn a_simulated_clock_stands_still_while_there_is_news() {
    simulated(async {
        let (client, server) = pair().await;
        unio::create_task(echo(server));
        let round_trips = async {
            for _ in 0..10_000 {
                client.write_all(b"hello").await.unwrap();
                assert_eq!(read(&client).await, b"hello");
            }
        };
        let done = unio::timeout(ms(1), round_trips).await;
        assert!(done.is_some());
        assert_eq!(clock::now(), ms(0));
    });
}

#[test]
fn a_simulated_clock_stands_still_while_connections_come_in() {
    simulated(async {
        let listener = listener();
        let address = listener.local_addr().unwrap();
        unio::create_task(async move {
            let mut incoming = listener.incoming();
            loop {
                unio::create_task(echo(incoming.next().await));
            }
        });
        for _ in 0..1_000 {
            let client = TcpStream::connect(address).await.unwrap();
            client.write_all(b"hello").await.unwrap();
            assert_eq!(read(&client).await, b"hello");
        }
        assert_eq!(clock::now(), ms(0));
    });
}

#[test]
fn a_simulated_clock_goes_on_though_sockets_wait() {
    simulated(async {
        let (_client, server) = pair().await;
        let hour = ms(3_600_000);
        assert!(unio::timeout(hour, read(&server)).await.is_none());
        assert_eq!(clock::now(), hour);
    });
}

#[test]
fn who_waits_for_a_socket_is_no_deadlock() {
    simulated(async {
        let listener = listener();
        let address = listener.local_addr().unwrap();
        let outside = thread::spawn(move || {
            thread::sleep(ms(50));
            drop(net::TcpStream::connect(address).unwrap());
        });
        listener.accept().await.unwrap();
        outside.join().unwrap();
    });
}

#[test]
fn sockets_that_nobody_waits_for_are_a_deadlock() {
    let message = panic_of(|| {
        simulated(async {
            let (_client, _server) = pair().await;
            let _listener = listener();
            pending::<()>().await;
        });
    });
    assert!(message.contains(" Unfinished: 1\n"), "{message}");
}

#[test]
fn in_real_time_timers_letters_and_sockets_are_one_wait() {
    unio::run(async {
        let listener = listener();
        let address = listener.local_addr().unwrap();
        let start = Instant::now();
        let outside = thread::spawn(move || {
            thread::sleep(ms(30));
            let stream = net::TcpStream::connect(address).unwrap();
            thread::sleep(ms(30));
            drop(stream);
        });
        unio::sleep(ms(10)).await;
        assert!(start.elapsed() >= ms(10));
        let (stream, _) = listener.accept().await.unwrap();
        assert!(start.elapsed() >= ms(30));
        let ten = unio::timeout(ms(10), read(&stream)).await;
        assert!(ten.is_none() && start.elapsed() >= ms(40));
        assert_eq!(read(&stream).await, b"");
        assert!(start.elapsed() >= ms(60));
        outside.join().unwrap();
    });
}

/// To be stopped and continued ends every wait in the system.
#[cfg(unix)]
#[test]
fn a_wait_that_a_signal_ends_goes_on() {
    let mut echo = tests::scene("08_sockets", "echo");
    echo.args(["--speed", "4"]).stdout(Stdio::piped());
    let echo = echo.spawn().unwrap();
    let kill = |signal| {
        let pid = echo.id().to_string();
        Command::new("kill").arg(signal).arg(pid).status().unwrap()
    };
    for _ in 0..10 {
        thread::sleep(ms(40));
        assert!(kill("-STOP").success() && kill("-CONT").success());
    }
    let output = echo.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", output.status);
    assert_eq!(
        String::from_utf8(output.stdout).unwrap().lines().count(),
        8
    );
}

#[test]
fn a_loop_that_waits_for_sockets_costs_nothing() {
    unio::run(async {
        let (_client, server) = pair().await;
        let listener = listener();
        settle().await;
        let start = ThreadTime::now();
        let read = unio::timeout(ms(300), read(&server));
        let accept = unio::timeout(ms(300), listener.accept());
        assert!(read.await.is_none() && accept.await.is_none());
        assert!(start.elapsed() < ms(3), "{:?}", start.elapsed());
    });
}
