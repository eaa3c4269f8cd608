//! A server that ends where its scope does.

use std::cell::RefCell;
use std::future::poll_fn;
use std::net::{Shutdown, SocketAddr};
use std::pin::pin;
use std::rc::{Rc, Weak};
use std::time::Duration;

use crate::{JoinHandle, TcpListener, TcpStream, create_task, timeout};

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
///         let address = server.local_addr();
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
    address: SocketAddr,
    guests: RefCell<Vec<Guest>>,
}

/// A handler's task, and the socket as long as it has it.
type Guest = (JoinHandle<()>, Weak<mio::net::TcpStream>);

impl Server {
    /// Serves as long as `main` runs. Then it accepts no more connections,
    /// lets all handlers read the end of their streams, and waits for them:
    /// five seconds at most. Whoever is not done
    /// by then is cancelled.
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
        let address = listener.local_addr().expect("it is bound");
        let mut server = Self { address, guests: RefCell::default() };
        let output = {
            let mut main = pin!(main(&server));
            let mut accept = pin!(server.accept(listener, handler));
            poll_fn(|cx| {
                let _never = accept.as_mut().poll(cx);
                main.as_mut().poll(cx)
            })
            .await
        };
        server.end().await;
        output
    }

    async fn accept(
        &self,
        listener: TcpListener,
        handler: impl AsyncFn(TcpStream) + 'static,
    ) {
        let (mut incoming, handler) =
            (listener.incoming(), Rc::new(handler));
        loop {
            let stream = incoming.next().await;
            let socket = Rc::downgrade(&stream.socket);
            let handler = handler.clone();
            let task = create_task(async move { handler(stream).await });
            let guests = &mut *self.guests.borrow_mut();
            // Seldom enough that it costs next to nothing.
            if guests.len() == guests.capacity() {
                guests.retain(|guest| !guest.0.is_finished());
                guests.reserve(guests.len() + 1);
            }
            guests.push((task, socket));
        }
    }

    async fn end(&mut self) {
        let guests = self.guests.get_mut();
        for socket in guests.iter().filter_map(|guest| guest.1.upgrade()) {
            // What has come can be read. It fails if the client has gone.
            let _ = socket.shutdown(Shutdown::Read);
        }
        if timeout(GRACE, all_gone(guests)).await.is_none() {
            guests.iter().for_each(|(task, _)| task.cancel());
            all_gone(guests).await;
        }
    }

    /// Where it listens.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// # unio::run(async {
    /// # let listener = unio::TcpListener::bind("127.0.0.1:0").unwrap();
    /// unio::Server::scope(listener, async |_| {}, async |server| {
    ///     assert!(server.local_addr().ip().is_loopback());
    /// })
    /// .await;
    /// # });
    /// ```
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.guests.borrow().iter().for_each(|(task, _)| task.cancel());
    }
}

async fn all_gone(guests: &mut [Guest]) {
    for (task, _) in guests {
        // A handle gives its output once.
        if !task.is_finished() {
            let _ = task.await;
        }
    }
}
