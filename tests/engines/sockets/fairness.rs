//! Nobody has a socket, and the loop, for himself.

use std::cell::Cell;
use std::io::Write;
use std::net;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;

use super::{TcpStream, unio};
use super::{listener, ms, pair, simulated};

/// By how much of the loop's own processor time a sleep of a millisecond
/// ends too late: the median of several. However long the machine has kept
/// the loop from running meanwhile, that counts for nothing.
async fn lateness() -> Duration {
    let mut late = Vec::new();
    for _ in 0..101 {
        let worked = ThreadTime::now();
        let deadline = Instant::now() + ms(1);
        unio::sleep(ms(1)).await;
        late.push(deadline.elapsed().min(worked.elapsed()));
    }
    late.sort_unstable();
    late[late.len() / 2]
}

/// Waits until as much has come as only a flood brings.
async fn until(flood: usize, seen: &Cell<usize>) {
    while seen.get() < flood {
        unio::sleep(ms(1)).await;
    }
}

/// Runs `f` again and again in a thread, until the flag is up.
fn flood(mut f: impl FnMut() + Send + 'static) -> (Stop, JoinHandle<()>) {
    let stop = Stop::default();
    let flag = stop.clone();
    let thread = thread::spawn(move || {
        while !flag.0.load(Ordering::Relaxed) {
            f();
        }
    });
    (stop, thread)
}

#[derive(Clone, Default)]
struct Stop(Arc<AtomicBool>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn a_flood_on_one_socket_delays_no_timer_by_more_than_five_ms() {
    unio::run(async {
        let listener = listener();
        let address = listener.local_addr().unwrap();
        let mut client = net::TcpStream::connect(address).unwrap();
        let (stop, thread) = flood(move || {
            let _ = client.write_all(&[7; 1 << 16]);
        });
        let (server, _) = listener.accept().await.unwrap();
        let bytes = Rc::new(Cell::new(0));
        let sum = bytes.clone();
        let reader = unio::create_task(async move {
            let mut buffer = vec![0; 1 << 12];
            while let Ok(count @ 1..) = server.read(&mut buffer).await {
                sum.set(sum.get() + count);
            }
        });
        until(1 << 20, &bytes).await;
        let late = lateness().await;
        assert!(late < ms(5), "{late:?}");
        reader.cancel();
        drop(stop);
        let _ = reader.await;
        thread.join().unwrap();
    });
}

#[test]
fn a_flood_of_connections_delays_no_timer_by_more_than_five_ms() {
    unio::run(async {
        let listener = listener();
        let address = listener.local_addr().unwrap();
        let (stop, thread) = flood(move || {
            // Without ports left over, this fails.
            let _ = net::TcpStream::connect(address);
        });
        let count = Rc::new(Cell::new(0));
        let sum = count.clone();
        let acceptor = unio::create_task(async move {
            let mut incoming = listener.incoming();
            loop {
                incoming.next().await;
                sum.set(sum.get() + 1);
            }
        });
        until(100, &count).await;
        let late = lateness().await;
        assert!(late < ms(5), "{late:?}");
        drop(stop);
        thread.join().unwrap();
        acceptor.cancel();
    });
}

/// Counts the turns of the others between two turns of one that never has
/// to wait.
#[test]
fn who_never_has_to_wait_yields_after_64_tries() {
    simulated(async {
        let (client, server) = pair().await;
        client.write_all(&[0; 1_000]).await.unwrap();
        let bytes = Rc::new(Cell::new(0));
        let sum = bytes.clone();
        unio::create_task(async move {
            while server.read(&mut [0]).await.unwrap() == 1 {
                sum.set(sum.get() + 1);
            }
        });
        unio::sleep(Duration::ZERO).await;
        let mut last = bytes.get();
        while last < 1_000 {
            unio::yield_now().await;
            assert!(bytes.get() - last <= 64, "{} in a turn", bytes.get());
            last = bytes.get();
        }
    });
}

/// A sleep of no length ends when the loop has looked up.
#[test]
fn after_64_tries_the_loop_looks_up() {
    simulated(async {
        let (client, server) = pair().await;
        client.write_all(&[0; 10_000]).await.unwrap();
        let bytes = Rc::new(Cell::new(0));
        let sum = bytes.clone();
        unio::create_task(async move {
            while server.read(&mut [0]).await.unwrap() == 1 {
                sum.set(sum.get() + 1);
            }
        });
        unio::sleep(Duration::ZERO).await;
        let mut last = bytes.get();
        while last < 10_000 {
            unio::sleep(Duration::ZERO).await;
            let tries = bytes.get() - last;
            assert!(tries <= 2 * 64, "{tries} before the loop looks up");
            last = bytes.get();
        }
    });
}

#[test]
fn who_never_has_to_wait_for_connections_yields_too() {
    simulated(async {
        let listener = listener();
        let address = listener.local_addr().unwrap();
        let mut clients = Vec::new();
        for _ in 0..100 {
            clients.push(TcpStream::connect(address).await.unwrap());
        }
        let count = Rc::new(Cell::new(0));
        let sum = count.clone();
        unio::create_task(async move {
            let mut incoming = listener.incoming();
            loop {
                incoming.next().await;
                sum.set(sum.get() + 1);
            }
        });
        let mut last = count.get();
        while last < 100 {
            unio::yield_now().await;
            assert!(count.get() - last <= 64, "{} in a turn", count.get());
            last = count.get();
        }
    });
}

#[test]
fn who_yields_for_ever_does_not_starve_sockets() {
    simulated(async {
        for _ in 0..200 {
            unio::create_task(async {
                loop {
                    unio::yield_now().await;
                }
            });
        }
        let (client, server) = pair().await;
        unio::create_task(super::echo(server));
        for _ in 0..100 {
            client.write_all(b"hello").await.unwrap();
            assert_eq!(super::read(&client).await, b"hello");
        }
    });
}

#[test]
fn who_reads_all_the_time_does_not_starve_other_sockets() {
    simulated(async {
        let (busy, sink) = pair().await;
        unio::create_task(async move {
            loop {
                busy.write_all(&[0; 1 << 16]).await.unwrap();
            }
        });
        unio::create_task(async move {
            let mut buffer = vec![0; 1 << 16];
            while sink.read(&mut buffer).await.unwrap() > 0 {}
        });
        let (client, server) = pair().await;
        unio::create_task(super::echo(server));
        for _ in 0..100 {
            client.write_all(b"hello").await.unwrap();
            assert_eq!(super::read(&client).await, b"hello");
        }
    });
}
