//! The server that ends where its scope does.

use std::future::pending;
use std::io::ErrorKind;
use std::rc::Rc;

use shared::clock;

use super::{TcpStream, unio};
use super::{echo, listener, ms, own_waker, read, settle, simulated};
use unio::Server;

/// Sets a flag when it is dropped.
#[derive(Clone, Default)]
struct Flag(Rc<std::cell::Cell<usize>>);

impl Flag {
    fn count(&self) -> usize {
        self.0.get()
    }
}

struct OnDrop(Flag);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.0.set(self.0.count() + 1);
    }
}

#[test]
fn a_server_serves_as_long_as_its_scope_lasts() {
    simulated(async {
        let listener = listener();
        let address = listener.local_addr().unwrap();
        let output = Server::scope(listener, echo, async |server| {
            assert_eq!(server.local_addr().unwrap(), address);
            for _ in 0..3 {
                let client = TcpStream::connect(address).await.unwrap();
                client.write_all(b"hello").await.unwrap();
                assert_eq!(read(&client).await, b"hello");
            }
            "output"
        });
        assert_eq!(output.await, "output");
        let error = TcpStream::connect(address).await.err().unwrap();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    });
}

#[test]
fn at_the_end_of_the_scope_all_handlers_read_the_end_and_are_done() {
    let done = Flag::default();
    simulated(async {
        let listener = listener();
        let note = done.clone();
        let handler = async move |stream| {
            let _note = OnDrop(note.clone());
            echo(stream).await;
            unio::sleep(ms(100)).await;
        };
        let clients = Server::scope(listener, handler, async |server| {
            let mut clients = Vec::new();
            for _ in 0..100 {
                let address = server.local_addr().unwrap();
                let client = TcpStream::connect(address).await.unwrap();
                client.write_all(b"hello").await.unwrap();
                assert_eq!(read(&client).await, b"hello");
                clients.push(client);
            }
            clients
        });
        let clients = clients.await;
        assert_eq!((done.count(), clock::now()), (100, ms(100)));
        for client in clients {
            assert_eq!(read(&client).await, b"");
        }
    });
}

#[test]
fn what_came_before_the_end_is_still_answered() {
    simulated(async {
        let slow_echo = async |stream| {
            unio::sleep(ms(50)).await;
            echo(stream).await;
        };
        let client = Server::scope(listener(), slow_echo, async |server| {
            let address = server.local_addr().unwrap();
            let client = TcpStream::connect(address).await.unwrap();
            client.write_all(b"hello").await.unwrap();
            settle().await;
            client
        })
        .await;
        assert_eq!(read(&client).await, b"hello");
        assert_eq!(read(&client).await, b"");
    });
}

#[test]
fn a_handler_that_does_not_end_is_cancelled_after_five_seconds() {
    let dropped = Flag::default();
    simulated(async {
        let note = dropped.clone();
        let stubborn = async move |_stream| {
            let _note = OnDrop(note.clone());
            pending::<()>().await;
        };
        let client = Server::scope(listener(), stubborn, async |server| {
            let address = server.local_addr().unwrap();
            let client = TcpStream::connect(address).await.unwrap();
            settle().await;
            client
        })
        .await;
        assert_eq!((dropped.count(), clock::now()), (1, ms(5_001)));
        assert_eq!(read(&client).await, b"");
    });
}

#[test]
fn a_scope_that_is_dropped_cancels_at_once() {
    let dropped = Flag::default();
    simulated(async {
        let listener = listener();
        let address = listener.local_addr().unwrap();
        let note = dropped.clone();
        let stubborn = async move |_stream| {
            let _note = OnDrop(note.clone());
            pending::<()>().await;
        };
        let scope = Server::scope(listener, stubborn, async |_| {
            let client = TcpStream::connect(address).await.unwrap();
            settle().await;
            assert_eq!(read(&client).await, b"never");
        });
        assert!(unio::timeout(ms(10), scope).await.is_none());
        settle().await;
        assert_eq!((dropped.count(), clock::now()), (1, ms(11)));
        let error = TcpStream::connect(address).await.err().unwrap();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    });
}

#[test]
fn a_scope_that_is_dropped_while_it_ends_cancels_at_once() {
    let dropped = Flag::default();
    simulated(async {
        let note = dropped.clone();
        let stubborn = async move |_stream| {
            let _note = OnDrop(note.clone());
            pending::<()>().await;
        };
        let scope = Server::scope(listener(), stubborn, async |server| {
            let address = server.local_addr().unwrap();
            let client = TcpStream::connect(address).await.unwrap();
            settle().await;
            client
        });
        assert!(unio::timeout(ms(1_000), scope).await.is_none());
        settle().await;
        assert_eq!((dropped.count(), clock::now()), (1, ms(1_001)));
    });
}

#[test]
fn a_main_that_panics_takes_the_handlers_with_it() {
    let dropped = Flag::default();
    simulated(async {
        let note = dropped.clone();
        let stubborn = async move |_stream| {
            let _note = OnDrop(note.clone());
            pending::<()>().await;
        };
        let task = unio::create_task(async move {
            Server::scope(listener(), stubborn, async |server| {
                let address = server.local_addr().unwrap();
                let _client = TcpStream::connect(address).await.unwrap();
                settle().await;
                panic!("on purpose");
            })
            .await;
        });
        assert!(task.await.is_err());
        settle().await;
        assert_eq!(dropped.count(), 1);
    });
}

#[test]
fn a_handler_that_panics_ends_its_own_connection() {
    simulated(async {
        let handler = async |stream: TcpStream| {
            let first = read(&stream).await;
            assert_ne!(first, b"panic");
            echo(stream).await;
        };
        Server::scope(listener(), handler, async |server| {
            let address = server.local_addr().unwrap();
            for _ in 0..3 {
                let good = TcpStream::connect(address).await.unwrap();
                let bad = TcpStream::connect(address).await.unwrap();
                good.write_all(b"hello").await.unwrap();
                bad.write_all(b"panic").await.unwrap();
                assert_eq!(read(&bad).await, b"");
                good.write_all(b"hello").await.unwrap();
                assert_eq!(read(&good).await, b"hello");
            }
        })
        .await;
    });
}

#[test]
fn a_thousand_connections_one_after_another_leave_nothing() {
    let done = Flag::default();
    simulated(async {
        let note = done.clone();
        let handler = async move |stream| {
            let _note = OnDrop(note.clone());
            echo(stream).await;
        };
        Server::scope(listener(), handler, async |server| {
            for number in 0..1_000 {
                assert!(done.count() + 2 >= number);
                let address = server.local_addr().unwrap();
                let client = TcpStream::connect(address).await.unwrap();
                client.write_all(b"hello").await.unwrap();
                assert_eq!(read(&client).await, b"hello");
            }
        })
        .await;
    });
    assert_eq!(done.count(), 1_000);
}

#[test]
fn a_server_goes_on_while_its_main_is_woken_for_no_reason() {
    simulated(async {
        Server::scope(listener(), echo, async |server| {
            let waker = own_waker().await;
            unio::create_task(async move {
                loop {
                    waker.wake_by_ref();
                    unio::sleep(ms(1)).await;
                }
            });
            let address = server.local_addr().unwrap();
            let client = TcpStream::connect(address).await.unwrap();
            client.write_all(b"hello").await.unwrap();
            assert_eq!(read(&client).await, b"hello");
            unio::sleep(ms(50)).await;
        })
        .await;
    });
}
