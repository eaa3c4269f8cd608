//! Several tasks with one socket, and sockets that go away.

use std::cell::RefCell;
use std::future::poll_fn;
use std::io::Read;
use std::net;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use futures_io::AsyncRead;

use super::{TcpListener, TcpStream, panic_of, unio};
use super::{listener, ms, pair, read_exactly, settle, simulated};

#[test]
fn of_ten_tasks_that_accept_on_one_listener_none_hangs() {
    simulated(async {
        let listener = Rc::new(listener());
        let address = listener.local_addr().unwrap();
        let accept = |listener: Rc<TcpListener>| async move {
            listener.accept().await.unwrap()
        };
        let tasks =
            (0..10).map(|_| unio::create_task(accept(listener.clone())));
        let tasks: Vec<_> = tasks.collect();
        settle().await;
        let mut clients = Vec::new();
        for _ in 0..10 {
            clients.push(TcpStream::connect(address).await.unwrap());
        }
        let all = unio::timeout(ms(1_000), unio::gather(tasks)).await;
        assert_eq!(all.expect("none hangs").len(), 10);
    });
}

#[test]
fn of_ten_tasks_that_read_one_stream_none_hangs() {
    simulated(async {
        let (client, server) = pair().await;
        let server = Rc::new(server);
        let tasks = (0..10).map(|_| {
            let stream = server.clone();
            unio::create_task(async move { read_exactly(&stream, 1).await })
        });
        let tasks: Vec<_> = tasks.collect();
        settle().await;
        client.write_all(b"01234").await.unwrap();
        settle().await;
        client.write_all(b"56789").await.unwrap();
        let all = unio::timeout(ms(1_000), unio::gather(tasks)).await;
        let all = all.expect("none hangs").into_iter();
        let mut bytes: Vec<_> = all.flat_map(Result::unwrap).collect();
        bytes.sort_unstable();
        assert_eq!(bytes, b"0123456789");
    });
}

#[test]
fn the_end_is_seen_by_all_who_read() {
    simulated(async {
        let (client, server) = pair().await;
        let server = Rc::new(server);
        let tasks = (0..10).map(|_| {
            let stream = server.clone();
            unio::create_task(async move { read_exactly(&stream, 1).await })
        });
        let tasks: Vec<_> = tasks.collect();
        settle().await;
        drop(client);
        let all = unio::timeout(ms(1_000), unio::gather(tasks)).await;
        for bytes in all.expect("none hangs") {
            assert_eq!(bytes.unwrap(), b"");
        }
    });
}

/// Two futures in one task share its waker.
#[test]
fn of_two_reads_in_one_task_one_may_be_dropped() {
    simulated(async {
        let (client, server) = pair().await;
        let read = async |millis| {
            let read = read_exactly(&server, 1);
            unio::timeout(ms(millis), read).await
        };
        let both = unio::gather([read(5), read(1_000)]);
        let write = async {
            unio::sleep(ms(10)).await;
            client.write_all(b"x").await.unwrap();
            Vec::new()
        };
        let all: [Pin<Box<dyn Future<Output = _>>>; 2] =
            [Box::pin(both), Box::pin(write)];
        let read = unio::gather(all).await.swap_remove(0);
        assert_eq!(read, [None, Some(b"x".to_vec())]);
    });
}

#[test]
fn a_stream_dropped_while_someone_waits_on_it_wakes_them() {
    simulated(async {
        let (_client, server) = pair().await;
        let shared = Rc::new(RefCell::new(Some(server)));
        let stream = shared.clone();
        let reader = unio::create_task(poll_fn(move |cx| {
            let Some(stream) = &mut *stream.borrow_mut() else {
                return Poll::Ready("gone");
            };
            let read = Pin::new(stream).poll_read(cx, &mut [0; 16]);
            read.map(|_| "read")
        }));
        settle().await;
        let last = shared.take();
        drop(last);
        let end = unio::timeout(ms(1_000), reader).await;
        assert_eq!(end.expect("it is woken").unwrap(), "gone");
    });
}

#[test]
fn a_stream_dropped_with_its_task_is_closed_for_the_other_side() {
    simulated(async {
        let (client, server) = pair().await;
        let task = unio::create_task(async move {
            read_exactly(&server, 1).await;
        });
        settle().await;
        task.cancel();
        assert!(task.await.is_err());
        assert_eq!(read_exactly(&client, 1).await, b"");
    });
}

#[test]
fn at_the_end_of_the_loop_all_sockets_of_its_tasks_are_closed() {
    let mut client = simulated(async {
        let listener = listener();
        let address = listener.local_addr().unwrap();
        let client = net::TcpStream::connect(address).unwrap();
        unio::create_task(async move {
            let (server, _) = listener.accept().await.unwrap();
            read_exactly(&server, 1).await;
        });
        settle().await;
        client
    });
    assert_eq!(client.read(&mut [0]).unwrap(), 0);
}

#[test]
fn without_a_loop_there_are_no_sockets() {
    let message = panic_of(|| TcpListener::bind("127.0.0.1:0"));
    assert_eq!(message, "a socket needs a loop: call run");
}
