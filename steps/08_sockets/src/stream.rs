//! A connection: bytes in both directions.

use std::fmt::Display;
use std::future::poll_fn;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, ToSocketAddrs};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use futures_io::{AsyncRead, AsyncWrite};
use mio::net::TcpStream as Socket;

use crate::side::Sides;

/// A connection. It is closed when it is dropped.
///
/// One task may read while another writes: all that is needed for either is
/// a reference. The same is true for the traits of `futures_io`, which are
/// there for `TcpStream` and for `&TcpStream`.
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
pub struct TcpStream {
    // In this order they are dropped: whoever is woken finds it closed.
    pub(crate) socket: Rc<Socket>,
    sides: Rc<Sides>,
}

impl TcpStream {
    pub(crate) fn new(mut socket: Socket) -> io::Result<Self> {
        let sides = Sides::of(&mut socket)?;
        Ok(Self { socket: Rc::new(socket), sides })
    }

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
    /// If there is no such address, or nobody answers. The error says where.
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
        let stream = Self::new(Socket::connect(address)?)?;
        // With its first event it is decided.
        let failed = || stream.socket.take_error();
        poll_fn(|cx| stream.sides.writing.poll_io(cx, failed))
            .await?
            .map_or(Ok(stream), Err)
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
        let mut this = self;
        poll_fn(|cx| Pin::new(&mut this).poll_read(cx, buffer)).await
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
        let mut this = self;
        while !bytes.is_empty() {
            let written =
                poll_fn(|cx| Pin::new(&mut this).poll_write(cx, bytes));
            bytes = &bytes[written.await?..];
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
        self.socket.shutdown(how)
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
        self.socket.peer_addr()
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
        self.socket.set_nodelay(nodelay)
    }
}

/// What other people's code knows of streams.
macro_rules! speaks_futures_io {
    ($stream:ty) => {
        impl AsyncRead for $stream {
            fn poll_read(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buffer: &mut [u8],
            ) -> Poll<io::Result<usize>> {
                let (mut socket, side) =
                    (&*self.socket, &self.sides.reading);
                side.poll_io(cx, || {
                    side.moved(socket.read(buffer)?, buffer.len())
                })
            }
        }

        impl AsyncWrite for $stream {
            fn poll_write(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                bytes: &[u8],
            ) -> Poll<io::Result<usize>> {
                let (mut socket, side) =
                    (&*self.socket, &self.sides.writing);
                side.poll_io(cx, || {
                    side.moved(socket.write(bytes)?, bytes.len())
                })
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
                Poll::Ready(self.shutdown(Shutdown::Write))
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
