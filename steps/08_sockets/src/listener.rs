//! Connections that come in.

use std::fmt::Display;
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::net::{self, SocketAddr, ToSocketAddrs};
use std::rc::Rc;
use std::time::Duration;

use crate::side::Sides;
use crate::sleep;
use crate::stream::{TcpStream, at};

/// How long to wait for descriptors, when there are none.
const BACK_OFF: Duration = Duration::from_millis(100);

/// A socket that waits for connections.
///
/// ```
/// # use step_08_sockets as unio;
/// unio::run(async {
///     let listener = unio::TcpListener::bind("127.0.0.1:0")?;
///     let address = listener.local_addr()?;
///     let _client = unio::TcpStream::connect(address).await?;
///     let (server, from) = listener.accept().await?;
///     assert_eq!(from, server.peer_addr()?);
///     Ok(())
/// })
/// # .map_err(|error: std::io::Error| error.to_string()).unwrap()
/// ```
pub struct TcpListener {
    socket: mio::net::TcpListener,
    sides: Rc<Sides>,
}

/// An async iterator over connections.
///
/// ```
/// # use step_08_sockets as unio;
/// unio::run(async {
///     let listener = unio::TcpListener::bind("127.0.0.1:0")?;
///     unio::create_task(unio::TcpStream::connect(listener.local_addr()?));
///     let mut incoming = listener.incoming();
///     let stream = incoming.next().await;
///     assert!(stream.peer_addr()?.ip().is_loopback());
///     Ok(())
/// })
/// # .map_err(|error: std::io::Error| error.to_string()).unwrap()
/// ```
pub struct Incoming<'a>(&'a TcpListener);

impl TcpListener {
    /// Listens at an address; at the first that is free, if it is a name
    /// with several. At port 0, the system chooses one.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// unio::run(async {
    ///     let first = unio::TcpListener::bind("127.0.0.1:0").unwrap();
    ///     let address = first.local_addr().unwrap();
    ///     let second = unio::TcpListener::bind(address);
    ///     assert!(second.is_err(), "that port is taken");
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no such address, or it is taken. The error says which.
    ///
    /// # Panics
    ///
    /// If this thread runs no loop.
    pub fn bind(address: impl ToSocketAddrs + Display) -> io::Result<Self> {
        let bound = net::TcpListener::bind(&address);
        let socket = bound.map_err(|error| at(&address, error))?;
        socket.set_nonblocking(true)?;
        let mut socket = mio::net::TcpListener::from_std(socket);
        let sides = Sides::of(&mut socket)?;
        Ok(Self { socket, sides })
    }

    /// Waits for the next connection, and tells from where it is.
    ///
    /// # Errors
    ///
    /// If the client has gone meanwhile, or if there are no descriptors
    /// left. Then the connection waits, and a later call may succeed.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// unio::run(async {
    ///     let listener = unio::TcpListener::bind("127.0.0.1:0").unwrap();
    ///     let limit = std::time::Duration::from_millis(1);
    ///     let nobody = unio::timeout(limit, listener.accept()).await;
    ///     assert!(nobody.is_none());
    /// });
    /// ```
    pub async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        let accept = || self.socket.accept();
        let accepted = poll_fn(|cx| self.sides.reading.poll_io(cx, accept));
        let (socket, from) = accepted.await?;
        Ok((TcpStream::new(socket)?, from))
    }

    /// Connections, one after the other, without end and without errors.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// unio::run(async {
    ///     let listener = unio::TcpListener::bind("127.0.0.1:0").unwrap();
    ///     let address = listener.local_addr().unwrap();
    ///     unio::create_task(async move {
    ///         let mut incoming = listener.incoming();
    ///         loop {
    ///             let stream = incoming.next().await;
    ///             stream.write_all(b"hello").await.unwrap();
    ///         }
    ///     });
    ///     unio::TcpStream::connect(address).await.unwrap();
    /// });
    /// ```
    pub fn incoming(&self) -> Incoming<'_> {
        Incoming(self)
    }

    /// Where it listens.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// unio::run(async {
    ///     let listener = unio::TcpListener::bind("127.0.0.1:0").unwrap();
    ///     assert_ne!(listener.local_addr().unwrap().port(), 0);
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If the system does not know.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }
}

impl Incoming<'_> {
    /// Waits for the next connection. If there are no descriptors left, it
    /// waits until some are free again.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// # use std::time::Duration;
    /// unio::run(async {
    ///     let listener = unio::TcpListener::bind("127.0.0.1:0").unwrap();
    ///     let mut incoming = listener.incoming();
    ///     let limit = Duration::from_millis(1);
    ///     assert!(unio::timeout(limit, incoming.next()).await.is_none());
    /// });
    /// ```
    pub async fn next(&mut self) -> TcpStream {
        loop {
            match self.0.accept().await {
                Ok((stream, _)) => return stream,
                // That one has gone. The next may be there already.
                Err(e) if e.kind() == ErrorKind::ConnectionAborted => {}
                Err(_) => sleep(BACK_OFF).await,
            }
        }
    }
}
