//! TCP: connections, and the listeners that they come in at.

use std::fmt::Display;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{self, Shutdown, SocketAddr, ToSocketAddrs};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_io::{AsyncRead, AsyncWrite};

use crate::poller::{SHARED, Watched};
use crate::sleep;

/// How long to wait for descriptors, when there are none.
const BACK_OFF: Duration = Duration::from_millis(100);

/// A socket that waits for connections, in the loop that it was made in.
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
pub struct TcpListener(Watched<mio::net::TcpListener>);

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
        Self::from_std(bound.map_err(|error| at(&address, error))?)
    }

    /// Takes over a listener that was made without a loop, perhaps with
    /// settings of its own.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    /// unio::run(async {
    ///     let listener = unio::TcpListener::from_std(listener).unwrap();
    ///     assert!(listener.local_addr().unwrap().ip().is_loopback());
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If the system cannot watch it.
    ///
    /// # Panics
    ///
    /// If this thread runs no loop.
    pub fn from_std(socket: net::TcpListener) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        Watched::new(mio::net::TcpListener::from_std(socket)).map(Self)
    }

    /// Waits for the next connection, and says where it is from.
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
        let Watched { socket, sides } = &self.0;
        let peer = sides.reading.io(|| socket.accept().map(Some)).await?;
        let (socket, from) = peer.expect("this side is not closed");
        Ok((TcpStream(Watched::new(socket)?), from))
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
        self.0.socket.local_addr()
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

/// A connection. It is closed when it is dropped. It is of use only in the
/// loop that it was made in.
///
/// One task may read while another writes: all that is needed for either is
/// a reference. Several may wait for the same. The traits of `futures_io`
/// are there for `TcpStream` and for `&TcpStream`. Through them, whoever
/// polled last waits, and whoever waited before is woken to ask again.
///
/// A read that is short of its buffer is taken to have emptied the socket,
/// as in tokio. The one exception is urgent data (`MSG_OOB`): a read stops
/// in front of it, and what lies behind is read with the next that comes.
///
/// ```
/// # use step_08_sockets as unio;
/// unio::run(async {
///     let listener = unio::TcpListener::bind("127.0.0.1:0")?;
///     let address = listener.local_addr()?;
///     let client = unio::TcpStream::connect(address).await?;
///     let (server, _) = listener.accept().await?;
///     client.write_all(b"hello").await?;
///     let mut buffer = [0; 16];
///     let count = server.read(&mut buffer).await?;
///     assert_eq!(buffer[..count], *b"hello");
///     Ok(())
/// })
/// # .map_err(|error: std::io::Error| error.to_string()).unwrap()
/// ```
pub struct TcpStream(pub(crate) Watched<mio::net::TcpStream>);

impl TcpStream {
    /// Connects to an address; to the first that answers, if it is a name
    /// with several. The system looks up names, and the loop stands still
    /// meanwhile.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// unio::run(async {
    ///     let error = unio::TcpStream::connect("127.0.0.1:1").await.err();
    ///     let message = error.expect("nobody is there").to_string();
    ///     assert!(message.starts_with("127.0.0.1:1: "));
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no such address, or nobody answers. The error says
    /// where.
    ///
    /// # Panics
    ///
    /// If this thread runs no loop.
    pub async fn connect(
        address: impl ToSocketAddrs + Display,
    ) -> io::Result<Self> {
        let found = address.to_socket_addrs();
        let mut error = at(&address, ErrorKind::NotFound.into());
        for address in found.map_err(|error| at(&address, error))? {
            match Self::connect_to(address).await {
                Ok(stream) => return Ok(stream),
                Err(e) => error = at(address, e),
            }
        }
        Err(error)
    }

    async fn connect_to(address: SocketAddr) -> io::Result<Self> {
        let socket = mio::net::TcpStream::connect(address)?;
        let stream = Self(Watched::new(socket)?);
        // With its first event it is decided.
        let Watched { socket, sides } = &stream.0;
        let error = sides.writing.io(|| socket.take_error()).await?;
        error.map_or(Ok(stream), Err)
    }

    /// Waits for data and returns how many bytes there were; 0 if there
    /// will be no more.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// # unio::run(async {
    /// # let listener = unio::TcpListener::bind("127.0.0.1:0").unwrap();
    /// # let address = listener.local_addr().unwrap();
    /// let client = unio::TcpStream::connect(address).await.unwrap();
    /// let (server, _) = listener.accept().await.unwrap();
    /// drop(client);
    /// assert_eq!(server.read(&mut [0; 16]).await.unwrap(), 0);
    /// # });
    /// ```
    ///
    /// # Errors
    ///
    /// If the connection is broken.
    pub async fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let (mut io, side) = (&self.0.socket, &self.0.sides.reading);
        side.io(|| side.moved(io.read(buffer)?, buffer.len())).await
    }

    /// Writes all of it, waiting for room as often as need be.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// # unio::run(async {
    /// # let listener = unio::TcpListener::bind("127.0.0.1:0").unwrap();
    /// # let address = listener.local_addr().unwrap();
    /// let client = unio::TcpStream::connect(address).await.unwrap();
    /// client.write_all(b"hello").await.unwrap();
    /// # });
    /// ```
    ///
    /// # Errors
    ///
    /// If the connection is broken. Some of it may have been written.
    pub async fn write_all(&self, mut bytes: &[u8]) -> io::Result<()> {
        let (mut io, side) = (&self.0.socket, &self.0.sides.writing);
        while !bytes.is_empty() {
            let write = || side.moved(io.write(bytes)?, bytes.len());
            bytes = &bytes[side.io(write).await?..];
        }
        Ok(())
    }

    /// Ends one direction, or both. If that is ours, the other side reads
    /// what is under way, and then the end.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// # unio::run(async {
    /// # let listener = unio::TcpListener::bind("127.0.0.1:0").unwrap();
    /// # let address = listener.local_addr().unwrap();
    /// let client = unio::TcpStream::connect(address).await.unwrap();
    /// let (server, _) = listener.accept().await.unwrap();
    /// client.shutdown(std::net::Shutdown::Write).unwrap();
    /// assert_eq!(server.read(&mut [0; 16]).await.unwrap(), 0);
    /// server.write_all(b"still here").await.unwrap();
    /// # });
    /// ```
    ///
    /// # Errors
    ///
    /// If the connection is broken.
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.0.socket.shutdown(how)
    }

    /// Who is at the other end.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// # unio::run(async {
    /// # let listener = unio::TcpListener::bind("127.0.0.1:0").unwrap();
    /// # let address = listener.local_addr().unwrap();
    /// let client = unio::TcpStream::connect(address).await.unwrap();
    /// assert_eq!(client.peer_addr().unwrap(), address);
    /// # });
    /// ```
    ///
    /// # Errors
    ///
    /// If nobody is there any more.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.socket.peer_addr()
    }

    /// Whether small messages go out at once, even while earlier ones are
    /// under way.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// # unio::run(async {
    /// # let listener = unio::TcpListener::bind("127.0.0.1:0").unwrap();
    /// # let address = listener.local_addr().unwrap();
    /// let client = unio::TcpStream::connect(address).await.unwrap();
    /// client.set_nodelay(true).unwrap();
    /// # });
    /// ```
    ///
    /// # Errors
    ///
    /// If the connection is broken.
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        self.0.socket.set_nodelay(nodelay)
    }
}

/// What other people's code knows of streams.
macro_rules! speaks_futures_io {
    ($stream:ty) => {
        impl AsyncRead for $stream {
            fn poll_read(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buf: &mut [u8],
            ) -> Poll<io::Result<usize>> {
                let (mut io, side) =
                    (&self.0.socket, &self.0.sides.reading);
                let read = || side.moved(io.read(buf)?, buf.len());
                side.poll_io(cx, SHARED, read)
            }
        }

        impl AsyncWrite for $stream {
            fn poll_write(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buf: &[u8],
            ) -> Poll<io::Result<usize>> {
                let (mut io, side) =
                    (&self.0.socket, &self.0.sides.writing);
                let write = || side.moved(io.write(buf)?, buf.len());
                side.poll_io(cx, SHARED, write)
            }

            fn poll_flush(
                self: Pin<&mut Self>,
                _: &mut Context<'_>,
            ) -> Poll<io::Result<()>> {
                Poll::Ready(Ok(()))
            }

            fn poll_close(
                self: Pin<&mut Self>,
                _: &mut Context<'_>,
            ) -> Poll<io::Result<()>> {
                // It fails if the other side has closed, too.
                let _ = self.shutdown(Shutdown::Write);
                Poll::Ready(Ok(()))
            }
        }
    };
}

speaks_futures_io!(TcpStream);
speaks_futures_io!(&TcpStream);

/// The same error, which says where.
pub fn at(place: impl Display, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{place}: {error}"))
}
