//! Reading: data, and the end.

use std::io::ErrorKind;
use std::net::Shutdown;
use std::pin::pin;
use std::rc::Rc;

use super::{TcpStream, unio};
use super::{ms, own_waker, pair, read, read_exactly, settle, simulated};

#[test]
fn a_read_of_no_bytes_means_the_end() {
    simulated(async {
        let (client, server) = pair().await;
        client.write_all(b"hello").await.unwrap();
        drop(client);
        assert_eq!(read(&server).await, b"hello");
        for _ in 0..100 {
            assert_eq!(read(&server).await, b"");
        }
    });
}

/// The system tells of both in one event, and no second time.
#[test]
fn data_and_the_end_in_one_event_are_both_seen() {
    for size in [1, 5, 100, 1_000, 50_000] {
        simulated(async {
            let (client, server) = pair().await;
            let reader = unio::create_task(async move {
                let mut all = Vec::<u8>::new();
                loop {
                    let mut buffer = [0; 1_024];
                    match server.read(&mut buffer).await.unwrap() {
                        0 => return all,
                        count => all.extend(&buffer[..count]),
                    }
                }
            });
            settle().await;
            client.write_all(&vec![7; size]).await.unwrap();
            drop(client);
            let limit = unio::timeout(ms(1_000), reader).await;
            let all = limit.expect("it ends").unwrap();
            assert_eq!(all, vec![7; size]);
        });
    }
}

#[test]
fn an_end_that_comes_before_anybody_reads_is_seen() {
    simulated(async {
        let (client, server) = pair().await;
        client.write_all(b"hello").await.unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        settle().await;
        assert_eq!(read(&server).await, b"hello");
        settle().await;
        assert_eq!(read(&server).await, b"");
    });
}

#[test]
fn after_half_a_close_the_other_half_goes_on() {
    simulated(async {
        let (client, server) = pair().await;
        client.write_all(b"question").await.unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        assert_eq!(read(&server).await, b"question");
        assert_eq!(read(&server).await, b"");
        for _ in 0..3 {
            server.write_all(b"answer").await.unwrap();
            assert_eq!(read(&client).await, b"answer");
        }
        assert!(client.write_all(b"more").await.is_err());
    });
}

/// Whoever closes a stream without reading what has come resets it.
#[test]
fn a_reset_is_an_error_and_hangs_nobody() {
    simulated(async {
        let (client, server) = pair().await;
        client.write_all(b"nobody reads this").await.unwrap();
        settle().await;
        let reader = async {
            let mut buffer = [0; 16];
            client.read(&mut buffer).await.unwrap_err().kind()
        };
        let reset = async {
            settle().await;
            drop(server);
            ErrorKind::Other
        };
        let ends: [std::pin::Pin<Box<dyn Future<Output = _>>>; 2] =
            [Box::pin(reader), Box::pin(reset)];
        let errors = unio::gather(ends).await;
        assert_eq!(errors[0], ErrorKind::ConnectionReset);
        assert!(client.write_all(b"more").await.is_err());
    });
}

#[test]
fn data_that_waits_is_read_without_waiting() {
    simulated(async {
        let (client, server) = pair().await;
        client.write_all(&[1; 5_000]).await.unwrap();
        settle().await;
        for _ in 0..5_000 {
            assert_eq!(read_exactly(&server, 1).await, [1]);
        }
        assert_eq!(shared::clock::now(), ms(1));
    });
}

/// After a read that fills its buffer nobody knows whether there is more.
#[test]
fn who_has_read_all_there_is_waits_for_more() {
    simulated(async {
        let (client, server) = pair().await;
        for _ in 0..10 {
            client.write_all(b"hello").await.unwrap();
            assert_eq!(read_exactly(&server, 5).await, b"hello");
            let more = unio::timeout(ms(5), read(&server)).await;
            assert_eq!(more, None);
        }
    });
}

#[test]
fn a_wake_for_no_reason_reads_nothing() {
    simulated(async {
        let (client, server) = pair().await;
        let reader = unio::create_task(async move {
            let waker = own_waker().await;
            unio::create_task(async move {
                for _ in 0..10 {
                    waker.wake_by_ref();
                    settle().await;
                }
            });
            read(&server).await
        });
        unio::sleep(ms(100)).await;
        assert!(!reader.is_finished());
        client.write_all(b"hello").await.unwrap();
        assert_eq!(reader.await.unwrap(), b"hello");
    });
}

#[test]
fn a_read_that_was_given_up_takes_nothing_with_it() {
    simulated(async {
        let (client, server) = pair().await;
        for _ in 0..3 {
            let read = pin!(read(&server));
            assert!(unio::timeout(ms(5), read).await.is_none());
        }
        client.write_all(b"hello").await.unwrap();
        assert_eq!(read(&server).await, b"hello");
    });
}

#[test]
fn a_cancelled_reader_gives_way_to_the_next() {
    simulated(async {
        let (client, server) = pair().await;
        let server = Rc::new(server);
        let reader = |stream: &Rc<TcpStream>| {
            let stream = stream.clone();
            unio::create_task(async move { read(&stream).await })
        };
        let first = reader(&server);
        let second = reader(&server);
        settle().await;
        first.cancel();
        assert!(first.await.is_err());
        client.write_all(b"hello").await.unwrap();
        assert_eq!(second.await.unwrap(), b"hello");
    });
}

#[test]
fn an_empty_buffer_is_filled_at_once() {
    simulated(async {
        let (client, server) = pair().await;
        client.write_all(b"hello").await.unwrap();
        assert_eq!(server.read(&mut []).await.unwrap(), 0);
        assert_eq!(read(&server).await, b"hello");
    });
}

/// Both are woken, one of them takes the data, and the other finds none.
#[test]
fn readiness_that_is_stale_is_waited_for_again() {
    simulated(async {
        let (client, server) = pair().await;
        let server = Rc::new(server);
        let tasks = [server.clone(), server].map(|stream| {
            unio::create_task(async move { read(&stream).await })
        });
        settle().await;
        client.write_all(b"first").await.unwrap();
        settle().await;
        let done = tasks.iter().filter(|task| task.is_finished()).count();
        assert_eq!(done, 1);
        client.write_all(b"other").await.unwrap();
        let all = unio::gather(tasks).await.into_iter();
        let mut all: Vec<_> = all.map(Result::unwrap).collect();
        all.sort_unstable();
        assert_eq!(all, [b"first", b"other"]);
    });
}
