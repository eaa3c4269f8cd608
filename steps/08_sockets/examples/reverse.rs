//! A server that sends each message back in reverse, and two clients, in
//! one loop. Nobody holds up anybody.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use shared::say;
use step_08_sockets as unio;
use unio::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    shared::start_scene();
    unio::run(play())
}

async fn play() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    unio::create_task(serve(listener));
    let fast = client("fast", address, Duration::from_secs(1));
    let slow = client("slow", address, Duration::from_secs(3));
    let clients = [unio::create_task(fast), unio::create_task(slow)];
    for client in unio::gather(clients).await {
        client.expect("a client does not panic")?;
    }
    Ok(())
}

async fn serve(listener: TcpListener) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        unio::create_task(reverse(stream));
    }
}

async fn reverse(stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 64];
    loop {
        let count = stream.read(&mut buffer).await?;
        if count == 0 {
            return Ok(());
        }
        buffer[..count].reverse();
        stream.write_all(&buffer[..count]).await?;
    }
}

async fn client(
    name: &str,
    address: SocketAddr,
    pause: Duration,
) -> io::Result<()> {
    let stream = TcpStream::connect(address).await?;
    for message in ["Hello", "stressed", "drawer"] {
        unio::sleep(pause).await;
        stream.write_all(message.as_bytes()).await?;
        let mut buffer = [0; 64];
        let count = stream.read(&mut buffer).await?;
        let answer = String::from_utf8_lossy(&buffer[..count]);
        say!("{name}: {message} -> {answer}");
    }
    Ok(())
}
