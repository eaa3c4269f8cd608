//! Descriptors: none is kept, and it is no catastrophe if there are none.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::future::poll_fn;
use std::net;
use std::task::Poll;
use std::time::Instant;

use cpu_time::ThreadTime;
use shared::clock;

use super::alone::{descriptors, is_alone};
use super::{TcpStream, unio};
use super::{echo, listener, ms, own_waker, pair, read, simulated};

/// Takes all descriptors but `spare`.
fn take_all_but(spare: usize) -> Vec<File> {
    let files = std::iter::from_fn(|| File::open("/dev/null").ok());
    let mut files: Vec<_> = files.collect();
    files.truncate(files.len() - spare);
    files
}

#[test]
fn after_the_end_a_kept_waker_holds_no_descriptor() {
    let name =
        "descriptors::after_the_end_a_kept_waker_holds_no_descriptor";
    if !is_alone(name, 64) {
        return;
    }
    let before = descriptors();
    let mut wakers = Vec::new();
    for _ in 0..1_000 {
        wakers.push(unio::run(async {
            let (_client, server) = pair().await;
            let task =
                unio::create_task(async move { read(&server).await });
            unio::yield_now().await;
            task.cancel();
            unio::sleep(ms(0)).await;
            own_waker().await
        }));
    }
    assert_eq!(descriptors(), before);
    wakers.iter().for_each(|waker| waker.wake_by_ref());
}

#[test]
fn after_the_end_a_kept_handle_holds_no_descriptor() {
    let name =
        "descriptors::after_the_end_a_kept_handle_holds_no_descriptor";
    if !is_alone(name, 64) {
        return;
    }
    let before = descriptors();
    let handles: Vec<_> = (0..1_000)
        .map(|_| {
            unio::run(async {
                let (_client, server) = pair().await;
                unio::create_task(async move { read(&server).await })
            })
        })
        .collect();
    assert_eq!(descriptors(), before);
    assert!(handles.iter().all(|handle| handle.is_finished()));
}

#[test]
fn without_descriptors_accept_tells_so_and_recovers() {
    let name =
        "descriptors::without_descriptors_accept_tells_so_and_recovers";
    if !is_alone(name, 64) {
        return;
    }
    simulated(async {
        let listener = listener();
        let address = listener.local_addr().unwrap();
        let files = take_all_but(1);
        let client = TcpStream::connect(address).await.unwrap();
        for _ in 0..3 {
            let error = listener.accept().await.err().unwrap();
            assert_eq!(error.raw_os_error(), Some(24), "{error}");
        }
        let error = TcpStream::connect(address).await.err().unwrap();
        assert!(error.to_string().contains("Too many open files"));
        drop(files);
        let (server, _) = listener.accept().await.unwrap();
        client.write_all(b"hello").await.unwrap();
        assert_eq!(read(&server).await, b"hello");
    });
}

#[test]
fn without_descriptors_incoming_waits_and_recovers() {
    let name =
        "descriptors::without_descriptors_incoming_waits_and_recovers";
    if !is_alone(name, 64) {
        return;
    }
    unio::run(async {
        let listener = listener();
        let address = listener.local_addr().unwrap();
        let files = take_all_but(1);
        let client = net::TcpStream::connect(address).unwrap();
        let (start, cpu) = (Instant::now(), ThreadTime::now());
        unio::call_later(ms(350), || drop(files));
        let stream = listener.incoming().next().await;
        assert!(start.elapsed() >= ms(350));
        assert!(cpu.elapsed() < ms(5), "{:?}", cpu.elapsed());
        drop(client);
        assert_eq!(read(&stream).await, b"");
    });
}

#[test]
fn a_server_outlives_a_crowd_that_takes_all_descriptors() {
    let name =
        "descriptors::a_server_outlives_a_crowd_that_takes_all_descriptors";
    if !is_alone(name, 64) {
        return;
    }
    simulated(async {
        unio::Server::scope(listener(), echo, async |server| {
            let address = server.local_addr().unwrap();
            for _ in 0..5 {
                let crowd =
                    unio::gather((0..60).map(async |_| {
                        TcpStream::connect(address).await.ok()
                    }))
                    .await;
                unio::sleep(ms(300)).await;
                drop(crowd);
                unio::sleep(ms(300)).await;
                let client = TcpStream::connect(address).await.unwrap();
                client.write_all(b"hello").await.unwrap();
                assert_eq!(read(&client).await, b"hello");
            }
        })
        .await;
    });
}

#[test]
fn ten_thousand_who_connect_and_vanish_leave_nothing() {
    let name =
        "descriptors::ten_thousand_who_connect_and_vanish_leave_nothing";
    if !is_alone(name, 64) {
        return;
    }
    simulated(async {
        unio::Server::scope(listener(), echo, async |server| {
            let address = server.local_addr().unwrap();
            let before = descriptors();
            for number in 0..10_000 {
                let client = TcpStream::connect(address).await.unwrap();
                if number % 3 == 0 {
                    client.write_all(b"unread").await.unwrap();
                }
                if number % 21 == 0 {
                    read(&client).await;
                }
            }
            unio::sleep(ms(10)).await;
            assert_eq!(descriptors(), before);
        })
        .await;
    });
}

#[test]
fn a_connection_that_is_given_up_leaves_nothing() {
    let name = "descriptors::a_connection_that_is_given_up_leaves_nothing";
    if !is_alone(name, 64) {
        return;
    }
    simulated(async {
        let listener = listener();
        let address = listener.local_addr().unwrap();
        let before = descriptors();
        for _ in 0..200 {
            let mut connect = Box::pin(TcpStream::connect(address));
            poll_fn(|cx| {
                assert!(connect.as_mut().poll(cx).is_pending());
                Poll::Ready(())
            })
            .await;
        }
        assert_eq!(descriptors(), before);
        assert_eq!(clock::now(), ms(0));
    });
}
