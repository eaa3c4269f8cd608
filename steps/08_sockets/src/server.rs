//! A server that ends where its scope does.

use std::cell::RefCell;
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::rc::{Rc, Weak};
use std::time::Duration;

use crate::gather::{gather, timeout, yield_now};
use crate::poller::Sides;
use crate::{JoinHandle, TcpListener, TcpStream, create_task};

/// How long handlers may take to end when the scope does.
const GRACE: Duration = Duration::from_secs(5);

/// Accepts connections and handles each in a task of its own, for as long
/// as its scope lasts.
///
/// ```
/// # use step_08_sockets as unio;
/// let hello = async |stream: unio::TcpStream| {
///     let _ = stream.write_all(b"hello").await;
/// };
/// let greeting = unio::run(async {
///     let listener = unio::TcpListener::bind("127.0.0.1:0").unwrap();
///     unio::Server::scope(listener, hello, async |server| {
///         let address = server.local_addr().unwrap();
///         let client = unio::TcpStream::connect(address).await.unwrap();
///         let mut buffer = [0; 16];
///         let count = client.read(&mut buffer).await.unwrap();
///         String::from_utf8_lossy(&buffer[..count]).into_owned()
///     })
///     .await
/// });
/// assert_eq!(greeting, "hello");
/// ```
#[doc(alias = "TaskGroup")]
pub struct Server {
    listener: TcpListener,
    guests: Guests,
}

/// The tasks of the handlers, each with its socket while it has that.
#[derive(Default)]
struct Guests(RefCell<Vec<(JoinHandle<()>, Weak<Sides>)>>);

impl Server {
    /// Serves as long as `main` runs. Then it accepts no more connections,
    /// lets all handlers read what has come and then the end of their
    /// streams, and waits for them: five seconds at most. Whoever is not
    /// done by then is cancelled.
    ///
    /// If this future itself is dropped, all are cancelled at once: a drop
    /// cannot wait. A handler that panics ends its own connection.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// # unio::run(async {
    /// # let listener = unio::TcpListener::bind("127.0.0.1:0").unwrap();
    /// let echo = async |stream: unio::TcpStream| {
    ///     let mut buffer = [0; 1024];
    ///     while let Ok(count @ 1..) = stream.read(&mut buffer).await {
    ///         let _ = stream.write_all(&buffer[..count]).await;
    ///     }
    /// };
    /// let ten_ms = std::time::Duration::from_millis(10);
    /// unio::Server::scope(listener, echo, async |_| {
    ///     unio::sleep(ten_ms).await;
    /// })
    /// .await;
    /// # });
    /// ```
    ///
    /// # Panics
    ///
    /// If this thread runs no loop.
    pub async fn scope<T>(
        listener: TcpListener,
        handler: impl AsyncFn(TcpStream) + 'static,
        main: impl AsyncFnOnce(&Self) -> T,
    ) -> T {
        let server = Self { listener, guests: Guests::default() };
        let output = {
            let mut main = pin!(main(&server));
            let mut accept = pin!(server.accept(handler));
            poll_fn(|cx| {
                let _never = accept.as_mut().poll(cx);
                main.as_mut().poll(cx)
            })
            .await
        };
        drop(server.listener);
        server.guests.end().await;
        output
    }

    async fn accept(&self, handler: impl AsyncFn(TcpStream) + 'static) {
        let handler = Rc::new(handler);
        loop {
            let stream = self.listener.incoming().next().await;
            let handler = handler.clone();
            let sides = Rc::downgrade(&stream.0.sides);
            let task = create_task(async move { handler(stream).await });
            let mut guests = self.guests.0.borrow_mut();
            guests.retain(|(task, _)| !task.is_finished());
            guests.push((task, sides));
        }
    }

    /// Where it listens.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// # unio::run(async {
    /// # let listener = unio::TcpListener::bind("127.0.0.1:0").unwrap();
    /// unio::Server::scope(listener, async |_| {}, async |server| {
    ///     assert!(server.local_addr().unwrap().ip().is_loopback());
    /// })
    /// .await;
    /// # });
    /// ```
    ///
    /// # Errors
    ///
    /// If the system does not know.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Guests {
    async fn end(mut self) {
        let guests = self.0.get_mut();
        let sides = guests.iter().filter_map(|guest| guest.1.upgrade());
        // What has come can be read, and then the end.
        sides.for_each(|sides| sides.reading.note(true, true));
        let tasks = guests.iter_mut().map(|(task, _)| task);
        timeout(GRACE, gather(tasks)).await;
        drop(self);
        // Those who have been cancelled now have their last turn.
        yield_now().await;
    }
}

impl Drop for Guests {
    fn drop(&mut self) {
        self.0.borrow().iter().for_each(|(task, _)| task.cancel());
    }
}
