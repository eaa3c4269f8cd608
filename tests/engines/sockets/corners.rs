//! Where sockets go wrong that are right everywhere else.

use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn};
use std::net;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_io::{AsyncRead, AsyncWrite};
use unio::{Server, TcpListener};

use super::{TcpStream, unio};
use super::{listener, ms, pair, panic_of, read, settle, simulated};

/// A waker of somebody else's. Who holds it can be seen by the number of
/// its owners.
#[derive(Default)]
struct Bell(AtomicUsize);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn poll<F: Future>(
    future: Pin<&mut F>,
    bell: &Arc<Bell>,
) -> Poll<F::Output> {
    let waker = bell.clone().into();
    future.poll(&mut Context::from_waker(&waker))
}

/// Polls a future once, and gives it up. It must leave nothing behind.
fn give_up<F: Future>(future: F) {
    let bell = Arc::default();
    assert!(poll(pin!(future), &bell).is_pending());
    assert_eq!(Arc::strong_count(&bell), 1, "somebody keeps the waker");
}

#[test]
fn a_wait_that_is_given_up_leaves_nothing_behind() {
    simulated(async {
        let (client, server) = pair().await;
        let listener = listener();
        give_up(server.read(&mut [0; 16]));
        give_up(listener.accept());
        give_up(client.write_all(&[0; 1 << 24]));
        settle().await;
        let (client, _server) = pair().await;
        give_up(client.read(&mut [0; 16]));
    });
}

#[test]
fn after_a_read_that_timed_out_a_deadlock_is_told() {
    let message = panic_of(|| {
        simulated(async {
            let (_client, server) = pair().await;
            let nothing = unio::timeout(ms(5), read(&server)).await;
            assert!(nothing.is_none());
            pending::<()>().await;
        });
    });
    assert!(message.starts_with("deadlock"), "{message}");
}

#[test]
fn after_a_read_through_the_traits_a_deadlock_is_told() {
    let message = panic_of(|| {
        simulated(async {
            let (client, mut server) = pair().await;
            let mut buffer = [0; 16];
            let read = poll_fn(|cx| {
                Pin::new(&mut server).poll_read(cx, &mut buffer)
            });
            let write = async {
                settle().await;
                client.write_all(b"x").await.map(|()| 1)
            };
            let both: [Pin<Box<dyn Future<Output = _>>>; 2] =
                [Box::pin(read), Box::pin(write)];
            let counts = unio::gather(both).await.into_iter();
            assert!(counts.map(Result::unwrap).eq([1, 1]));
            pending::<()>().await;
        });
    });
    assert!(message.starts_with("deadlock"), "{message}");
}

/// Nobody can tell when they give up.
#[test]
fn of_those_who_poll_through_the_traits_the_last_waits_and_the_other_asks()
{
    simulated(async {
        let (_client, server) = pair().await;
        let bells = [(); 2].map(|()| Arc::<Bell>::default());
        for bell in &bells {
            for _ in 0..3 {
                let read = |cx: &mut Context<'_>| {
                    Pin::new(&mut &server).poll_read(cx, &mut [0; 16])
                };
                assert!(poll(pin!(poll_fn(read)), bell).is_pending());
            }
        }
        let rings = bells.each_ref().map(|b| b.0.load(Ordering::Relaxed));
        let owners = bells.each_ref().map(Arc::strong_count);
        assert_eq!((rings, owners), ([1, 0], [1, 2]));
    });
}

/// Polls both for as long as `quiet` takes.
async fn until_quiet_is_done<T>(
    busy: impl Future<Output = T>,
    quiet: impl Future<Output = T>,
) {
    let (mut busy, mut quiet) = (pin!(busy), pin!(quiet));
    poll_fn(|cx| {
        assert!(busy.as_mut().poll(cx).is_pending(), "it is never done");
        quiet.as_mut().poll(cx).map(drop)
    })
    .await;
}

#[test]
fn who_is_polled_after_a_busy_stream_is_heard_in_the_same_turn() {
    simulated(async {
        let (talks, hears) = pair().await;
        let (whispers, listens) = pair().await;
        talks.write_all(&[7; 50_000]).await.unwrap();
        whispers.write_all(b"psst").await.unwrap();
        settle().await;
        let reads = Cell::new(0);
        let busy = async {
            loop {
                hears.read(&mut [0]).await.unwrap();
                reads.update(|reads| reads + 1);
            }
        };
        let quiet = async {
            for _ in 0..4 {
                listens.read(&mut [0]).await.unwrap();
            }
        };
        until_quiet_is_done(busy, quiet).await;
        assert!(reads.get() <= 4 * 64, "{} reads", reads.get());
    });
}

#[test]
fn main_is_heard_while_a_crowd_waits_at_the_door() {
    simulated(async {
        let door = listener();
        let address = door.local_addr().unwrap();
        let (client, server) = pair().await;
        let guests = Rc::new(Cell::new(0));
        let count = guests.clone();
        let welcome = async move |_| count.update(|guests| guests + 1);
        Server::scope(door, welcome, async |_| {
            let connect = |_| net::TcpStream::connect(address).unwrap();
            let crowd: Vec<_> = (0..128).map(connect).collect();
            client.write_all(b"x").await.unwrap();
            assert_eq!(read(&server).await, b"x");
            assert!(guests.get() <= 64, "after {} guests", guests.get());
            drop(crowd);
        })
        .await;
    });
}

thread_local! {
    /// What the next waker to wake does.
    static MISCHIEF: RefCell<Option<Box<dyn FnOnce()>>> =
        const { RefCell::new(None) };
}

struct Mischief;

impl Wake for Mischief {
    fn wake(self: Arc<Self>) {
        if let Some(mischief) = MISCHIEF.take() {
            mischief();
        }
    }
}

/// Two events come in one batch. While the first is told, the socket of the
/// second goes, and another one may take its place in memory.
#[test]
fn no_socket_hears_what_was_meant_for_another_one() {
    simulated(async {
        let house = listener();
        let address = house.local_addr().unwrap();
        for _ in 0..20 {
            let (first_client, first) = pair().await;
            let (second_client, second) = pair().await;
            settle().await;
            let waker = Waker::from(Arc::new(Mischief));
            let mut buffer = [0; 16];
            let mut waits = Box::pin(first.read(&mut buffer));
            let waits =
                waits.as_mut().poll(&mut Context::from_waker(&waker));
            assert!(waits.is_pending());

            let new = Rc::new(RefCell::new(None));
            let made = new.clone();
            MISCHIEF.set(Some(Box::new(move || {
                drop(second);
                let mut new = Box::pin(TcpStream::connect(address));
                let noop = &mut Context::from_waker(Waker::noop());
                assert!(new.as_mut().poll(noop).is_pending());
                made.replace(Some(new));
            })));
            first_client.write_all(b"x").await.unwrap();
            // The second one's event says that this was all.
            drop(second_client);
            settle().await;

            let new = new.take().expect("the mischief was done");
            let stream = new.await.unwrap();
            let (_server, _) = house.accept().await.unwrap();
            let nothing = unio::timeout(ms(5), read(&stream)).await;
            assert_eq!(nothing, None, "nobody has written, nor closed");
        }
    });
}

#[test]
fn a_duplicate_of_a_listener_can_be_watched_again_and_again() {
    simulated(async {
        let house = net::TcpListener::bind("127.0.0.1:0").unwrap();
        for _ in 0..3 {
            let duplicate = house.try_clone().unwrap();
            let listener = TcpListener::from_std(duplicate).unwrap();
            let address = listener.local_addr().unwrap();
            let client = TcpStream::connect(address).await.unwrap();
            let (server, _) = listener.accept().await.unwrap();
            client.write_all(b"x").await.unwrap();
            assert_eq!(read(&server).await, b"x");
        }
    });
}

#[test]
fn who_closes_when_both_sides_have_closed_hears_of_no_error() {
    simulated(async {
        let (client, mut server) = pair().await;
        drop(client);
        assert_eq!(read(&server).await, b"");
        for _ in 0..3 {
            let close = poll_fn(|cx| Pin::new(&mut server).poll_close(cx));
            close.await.unwrap();
            settle().await;
        }
    });
}
