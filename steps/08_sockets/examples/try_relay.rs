//! A relay: whoever connects to it talks to a server somewhere else. Each
//! direction is a copy of its own, and each ends when its sender does.

use std::io;
use std::net::{Shutdown, SocketAddr};
use std::time::Duration;

use shared::say;
use step_08_sockets as unio;
use unio::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    shared::start_scene();
    unio::run(play())
}

async fn play() -> io::Result<()> {
    let server = TcpListener::bind("127.0.0.1:0")?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    unio::create_task(relay(listener, server.local_addr()?));
    unio::create_task(serve(server));
    for line in ["hello", "is anybody there?"] {
        say!("{line}");
        let stream = TcpStream::connect(address).await?;
        stream.write_all(line.as_bytes()).await?;
        stream.shutdown(Shutdown::Write)?;
        say!("{}", String::from_utf8_lossy(&read_all(&stream).await?));
    }
    Ok(())
}

/// Connects every client with a server.
async fn relay(listener: TcpListener, server: SocketAddr) {
    let mut incoming = listener.incoming();
    loop {
        let client = incoming.next().await;
        unio::create_task(async move {
            let server = TcpStream::connect(server).await?;
            let ways = [(&client, &server), (&server, &client)];
            let both = ways.map(|(from, to)| copy(from, to));
            let ends = unio::gather(both).await;
            say!("    both ends are closed");
            ends.into_iter().collect::<io::Result<()>>()
        });
    }
}

/// Copies to the end, and passes that on, too: it is for this way only.
async fn copy(from: &TcpStream, to: &TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    while let count @ 1.. = from.read(&mut buffer).await? {
        say!("    {count} bytes");
        to.write_all(&buffer[..count]).await?;
    }
    to.shutdown(Shutdown::Write)
}

/// Hears everybody out, and says the same louder after a while.
async fn serve(listener: TcpListener) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let heard = read_all(&stream).await?;
        unio::sleep(Duration::from_millis(700)).await;
        stream.write_all(&heard.to_ascii_uppercase()).await?;
    }
}

async fn read_all(stream: &TcpStream) -> io::Result<Vec<u8>> {
    let (mut all, mut buffer) = (Vec::new(), [0; 1024]);
    while let count @ 1.. = stream.read(&mut buffer).await? {
        all.extend(&buffer[..count]);
    }
    Ok(all)
}
