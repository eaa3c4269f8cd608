//! Connecting: to whom, and what goes wrong.

use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, ToSocketAddrs};
use std::vec;

use super::{TcpListener, TcpStream};
use super::{listener, read, simulated};

/// A name with several addresses.
struct Name(Vec<SocketAddr>);

impl ToSocketAddrs for Name {
    type Iter = vec::IntoIter<SocketAddr>;

    fn to_socket_addrs(&self) -> io::Result<Self::Iter> {
        Ok(self.0.clone().into_iter())
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("somewhere.example")
    }
}

/// An address where nobody listens.
fn nobody() -> SocketAddr {
    listener().local_addr().unwrap()
}

#[test]
fn a_refused_connection_says_where() {
    simulated(async {
        let address = nobody();
        let error = TcpStream::connect(address).await.err().unwrap();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        let message = error.to_string();
        assert!(message.starts_with(&format!("{address}: ")), "{message}");
    });
}

#[test]
fn an_unreachable_address_says_where() {
    simulated(async {
        let error = TcpStream::connect("255.255.255.255:9").await;
        let message = error.err().unwrap().to_string();
        assert!(message.starts_with("255.255.255.255:9: "), "{message}");
    });
}

#[test]
fn a_name_that_nobody_knows_says_which() {
    simulated(async {
        for address in ["no.such.name.invalid:80", "no port"] {
            let error = TcpStream::connect(address).await.err().unwrap();
            let message = error.to_string();
            assert!(message.starts_with(address), "{message}");
        }
        let name = Name(Vec::new());
        let error = TcpStream::connect(name).await.err().unwrap();
        assert!(error.to_string().starts_with("somewhere.example: "));
    });
}

#[test]
fn of_several_addresses_the_first_that_answers_is_taken() {
    simulated(async {
        let listener = listener();
        let address = listener.local_addr().unwrap();
        let name = Name(vec![nobody(), address, nobody()]);
        let client = TcpStream::connect(name).await.unwrap();
        assert_eq!(client.peer_addr().unwrap(), address);
    });
}

#[test]
fn if_no_address_answers_the_error_is_that_of_the_last() {
    simulated(async {
        let last = nobody();
        let name = Name(vec![nobody(), nobody(), last]);
        let error = TcpStream::connect(name).await.err().unwrap();
        assert!(error.to_string().starts_with(&format!("{last}: ")));
    });
}

#[test]
fn a_taken_port_says_which() {
    simulated(async {
        let first = listener();
        let address = first.local_addr().unwrap();
        let error = TcpListener::bind(address).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::AddrInUse);
        assert!(error.to_string().starts_with(&format!("{address}: ")));
        let error = TcpListener::bind("nonsense").err().unwrap();
        assert!(error.to_string().starts_with("nonsense: "));
    });
}

#[test]
fn a_connection_knows_both_ends() {
    simulated(async {
        let listener = listener();
        let address = listener.local_addr().unwrap();
        let client = TcpStream::connect(address).await.unwrap();
        let (server, from) = listener.accept().await.unwrap();
        assert_eq!(client.peer_addr().unwrap(), address);
        assert_eq!(server.peer_addr().unwrap(), from);
        client.set_nodelay(true).unwrap();
    });
}

#[test]
fn who_connected_before_anybody_accepts_is_accepted() {
    simulated(async {
        let listener = listener();
        let address = listener.local_addr().unwrap();
        let mut clients = Vec::new();
        for number in 0..50 {
            let client = TcpStream::connect(address).await.unwrap();
            client.write_all(&[number]).await.unwrap();
            clients.push(client);
        }
        let mut incoming = listener.incoming();
        for number in 0..50 {
            assert_eq!(read(&incoming.next().await).await, [number]);
        }
    });
}

#[test]
fn who_has_gone_before_anybody_accepts_hurts_nobody() {
    simulated(async {
        let listener = listener();
        let address = listener.local_addr().unwrap();
        for _ in 0..50 {
            let client = TcpStream::connect(address).await.unwrap();
            client.write_all(b"x").await.unwrap();
        }
        let _client = TcpStream::connect(address).await.unwrap();
        let mut incoming = listener.incoming();
        for _ in 0..51 {
            incoming.next().await;
        }
    });
}
