//! What a loop promises that waits for sockets, too.
//!
//! In real time: nobody knows how long the system takes.

use std::io::{Read, Write};
use std::net::{self, Shutdown, SocketAddr};
use std::rc::Rc;
use std::thread;

use super::counting::ms;
use super::promise::{Promise, in_real_time, tell};
use super::unio::{
    Server, TcpListener, TcpStream, create_task, run, sleep,
};

/// Two ends of a connection.
async fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let connect = create_task(TcpStream::connect(address));
    let (server, _) = listener.accept().await.expect("a connection");
    let client = connect.await.expect("no panic");
    (client.expect("a connection"), server)
}

async fn read_all(stream: &TcpStream) -> String {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 1024]);
    while let Ok(count @ 1..) = stream.read(&mut buffer).await {
        bytes.extend_from_slice(&buffer[..count]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Another program, so to speak: a thread with sockets of the standard
/// library, which the loop knows nothing of.
fn elsewhere(
    address: SocketAddr,
    talk: impl FnOnce(net::TcpStream) + Send + 'static,
) {
    thread::spawn(move || {
        talk(net::TcpStream::connect(address).expect("a connection"));
    });
}

pub const ECHO: Promise = Promise {
    says: "What is written at one end is read at the other, and back again.",
    tried: "Main writes a line. A reads it and writes it back, and both \
            come to the end.",
    should: &["A has read: hello", "main has read: hello"],
    play: || {
        in_real_time(|| {
            run(async {
                let (client, server) = pair().await;
                let a = create_task(async move {
                    let line = read_all(&server).await;
                    tell(format_args!("A has read: {line}"));
                    server.write_all(line.as_bytes()).await.unwrap();
                });
                client.write_all(b"hello").await.unwrap();
                client.shutdown(Shutdown::Write).unwrap();
                let line = read_all(&client).await;
                tell(format_args!("main has read: {line}"));
                let _ = a.await;
            });
        });
    },
};

pub const WHILE_WAITING: Promise = Promise {
    says: "News from a socket wakes a loop that waits for it.",
    tried: "Another program connects after 50 milliseconds, and speaks \
            after 50 more. Meanwhile the loop has nothing else to do.",
    should: &["somebody connects", "main has read: hello"],
    play: || {
        in_real_time(|| {
            run(async {
                let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                let address = listener.local_addr().unwrap();
                thread::spawn(move || {
                    thread::sleep(ms(50));
                    elsewhere(address, |mut stream| {
                        thread::sleep(ms(50));
                        stream.write_all(b"hello").unwrap();
                    });
                });
                let (stream, _) = listener.accept().await.unwrap();
                tell("somebody connects");
                let mut bytes = [0; 16];
                let count = stream.read(&mut bytes).await.unwrap();
                let line = String::from_utf8_lossy(&bytes[..count]);
                tell(format_args!("main has read: {line}"));
            });
        });
    },
};

pub const BOTH_WAYS: Promise = Promise {
    says: "One task may read from a socket while another one writes to it, \
           and `write_all` writes all.",
    tried: "A writes eight megabytes to somebody who does not read them \
            before B has heard a word from him.",
    should: &["B has read: now", "he has read 8388608 bytes"],
    play: || {
        in_real_time(|| {
            run(async {
                let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                let address = listener.local_addr().unwrap();
                let (heard, hears) = std::sync::mpsc::channel();
                let (counted, count) = std::sync::mpsc::channel();
                elsewhere(address, move |mut stream| {
                    stream.write_all(b"now").unwrap();
                    stream.shutdown(Shutdown::Write).unwrap();
                    hears.recv().unwrap();
                    let count = stream.read_to_end(&mut Vec::new());
                    counted.send(count.unwrap()).unwrap();
                });
                let (stream, _) = listener.accept().await.unwrap();
                let stream = Rc::new(stream);
                let writer = stream.clone();
                let a = create_task(async move {
                    let bytes = vec![7; 8 << 20];
                    writer.write_all(&bytes).await.unwrap();
                    writer.shutdown(Shutdown::Write).unwrap();
                });
                let line = read_all(&stream).await;
                tell(format_args!("B has read: {line}"));
                heard.send(()).unwrap();
                let _ = a.await;
                let count = count.recv().unwrap();
                tell(format_args!("he has read {count} bytes"));
            });
        });
    },
};

pub const THE_END: Promise = Promise {
    says: "The end is seen, also if it comes together with the last bytes.",
    tried: "Somebody writes a line and leaves at once. Main reads a byte at \
            a time, and between two of them it sleeps.",
    should: &["main has read: bye"],
    play: || {
        in_real_time(|| {
            run(async {
                let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                let address = listener.local_addr().unwrap();
                elsewhere(address, |mut stream| {
                    stream.write_all(b"bye").unwrap();
                });
                let (stream, _) = listener.accept().await.unwrap();
                let (mut line, mut byte) = (String::new(), [0]);
                sleep(ms(20)).await;
                while let Ok(1..) = stream.read(&mut byte).await {
                    line.push(char::from(byte[0]));
                    sleep(ms(5)).await;
                }
                tell(format_args!("main has read: {line}"));
            });
        });
    },
};

pub const SEVERAL: Promise = Promise {
    says: "Several tasks may wait at one socket, and none of them hangs.",
    tried: "Three tasks accept from one listener. Three clients come, one \
            after the other.",
    should: &["a guest", "a guest", "a guest"],
    play: || {
        in_real_time(|| {
            run(async {
                let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                let address = listener.local_addr().unwrap();
                let listener = Rc::new(listener);
                let tasks = [(); 3].map(|()| {
                    let listener = listener.clone();
                    create_task(async move {
                        listener.accept().await.unwrap();
                        tell("a guest");
                    })
                });
                sleep(ms(20)).await;
                let mut guests = Vec::new();
                for _ in 0..3 {
                    guests.push(TcpStream::connect(address).await.unwrap());
                    sleep(ms(20)).await;
                }
                for task in tasks {
                    let _ = task.await;
                }
            });
        });
    },
};

pub const BUSY: Promise = Promise {
    says: "A socket that is always ready keeps nobody else from a turn.",
    tried: "Somebody writes without end, and A reads without end, until B, \
            who sleeps for 20 milliseconds, ends it.",
    should: &["B wakes"],
    play: || {
        in_real_time(|| {
            run(async {
                let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                let address = listener.local_addr().unwrap();
                elsewhere(address, |mut stream| {
                    let bytes = [7; 1 << 16];
                    while stream.write_all(&bytes).is_ok() {}
                });
                let (stream, _) = listener.accept().await.unwrap();
                drop(create_task(async move {
                    let mut byte = [0; 16];
                    while let Ok(1..) = stream.read(&mut byte).await {}
                }));
                sleep(ms(20)).await;
                tell("B wakes");
            });
        });
    },
};

pub const TO_THE_END: Promise = Promise {
    says: "Whoever yields at a socket that is ready goes on after the others.",
    tried: "Somebody writes 64 kilobytes, and A reads them, sixteen bytes at \
            a time.",
    should: &["A has read 65536 bytes"],
    play: || {
        in_real_time(|| {
            run(async {
                let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                let address = listener.local_addr().unwrap();
                elsewhere(address, |mut stream| {
                    stream.write_all(&[7; 1 << 16]).unwrap();
                });
                let (stream, _) = listener.accept().await.unwrap();
                let (mut total, mut bytes) = (0, [0; 16]);
                while let Ok(count @ 1..) = stream.read(&mut bytes).await {
                    total += count;
                }
                tell(format_args!("A has read {total} bytes"));
            });
        });
    },
};

pub const REFUSED: Promise = Promise {
    says: "Whoever connects where nobody listens is told so.",
    tried: "A port is opened and closed again, and main connects to it.",
    should: &["nobody is there"],
    play: || {
        in_real_time(|| {
            run(async {
                let closed = net::TcpListener::bind("127.0.0.1:0").unwrap();
                let address = closed.local_addr().unwrap();
                drop(closed);
                match TcpStream::connect(address).await {
                    Ok(_) => tell("somebody is there"),
                    Err(_) => tell("nobody is there"),
                }
            });
        });
    },
};

pub const LETTERS_TOO: Promise = Promise {
    says: "While it waits for a socket, the loop hears of timers, too.",
    tried: "Main waits for a guest who never comes, and A sleeps for 20 \
            milliseconds.",
    should: &["A wakes"],
    play: || {
        in_real_time(|| {
            run(async {
                let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                let guest = create_task(async move {
                    let _never = listener.accept().await;
                });
                sleep(ms(20)).await;
                tell("A wakes");
                drop(guest);
            });
        });
    },
};

pub const SCOPED: Promise = Promise {
    says: "When a server's scope ends, its guests are let out: they read to \
           the end, and then the scope is over.",
    tried: "A guest has written a line, and waits. The scope ends.",
    should: &["the scope ends", "a guest has said: hello", "all are gone"],
    play: || {
        in_real_time(|| {
            run(async {
                let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                let handler = async |stream: TcpStream| {
                    let line = read_all(&stream).await;
                    tell(format_args!("a guest has said: {line}"));
                };
                let guest =
                    Server::scope(listener, handler, async |server| {
                        let address = server.local_addr().unwrap();
                        let guest =
                            TcpStream::connect(address).await.unwrap();
                        guest.write_all(b"hello").await.unwrap();
                        sleep(ms(50)).await;
                        tell("the scope ends");
                        guest
                    });
                let _guest = guest.await;
                tell("all are gone");
            });
        });
    },
};
