//! What the sockets of step 08 promise.
//!
//! The sockets are real, on the loopback interface. The time is simulated
//! wherever nobody outside the loop takes part.

// What a main task returns here may well be a handle.
#![allow(clippy::async_yields_async)]

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::{Poll, Waker};
use std::time::Duration;

use shared::clock;
use step_08_sockets as unio;
use unio::{TcpListener, TcpStream};

#[cfg(target_os = "linux")]
mod alone;
mod connecting;
mod corners;
mod descriptors;
mod fairness;
mod reading;
mod serving;
mod sharing;
mod time;
mod writing;

/// Runs in simulated time.
fn simulated<F: Future>(main: F) -> F::Output {
    clock::simulate();
    unio::run(main)
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

/// The two ends of a connection.
async fn pair() -> (TcpStream, TcpStream) {
    let listener = listener();
    let address = listener.local_addr().unwrap();
    let client = TcpStream::connect(address).await.unwrap();
    let (server, _) = listener.accept().await.unwrap();
    (client, server)
}

/// Reads once.
async fn read(stream: &TcpStream) -> Vec<u8> {
    let mut buffer = [0; 1024];
    let count = stream.read(&mut buffer).await.unwrap();
    buffer[..count].to_owned()
}

/// Reads so many bytes, or up to the end.
async fn read_exactly(stream: &TcpStream, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    let mut done = 0;
    while done < count {
        match stream.read(&mut bytes[done..]).await.unwrap() {
            0 => break,
            more => done += more,
        }
    }
    bytes.truncate(done);
    bytes
}

/// Sends back whatever comes.
async fn echo(stream: TcpStream) {
    let mut buffer = [0; 1024];
    while let Ok(count @ 1..) = stream.read(&mut buffer).await {
        if stream.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}

/// Lets all who have something to do come to rest.
async fn settle() {
    unio::sleep(ms(1)).await;
}

/// The waker of the task that awaits this.
async fn own_waker() -> Waker {
    poll_fn(|cx| Poll::Ready(cx.waker().clone())).await
}

/// The message of the panic that `f` must end with.
fn panic_of<T>(f: impl FnOnce() -> T) -> String {
    let result = catch_unwind(AssertUnwindSafe(f));
    message(&*result.err().expect("it should have panicked"))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.expect("a message")
}
