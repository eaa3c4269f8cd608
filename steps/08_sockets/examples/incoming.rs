//! Connections come one after the other, from an iterator that one has to
//! wait for. Meanwhile others have their turns.

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
    unio::create_task(visitors(listener.local_addr()?));
    unio::create_task(clock());
    // This is what `async for` is elsewhere.
    let mut incoming = listener.incoming();
    for number in 1..=3 {
        let stream = incoming.next().await;
        let mut buffer = [0; 64];
        let count = stream.read(&mut buffer).await?;
        let name = String::from_utf8_lossy(&buffer[..count]);
        say!("visitor {number} is {name}");
    }
    say!("that is enough for today");
    Ok(())
}

async fn visitors(address: SocketAddr) -> io::Result<()> {
    for name in ["Alice", "Bob", "Carol", "Dave"] {
        unio::sleep(Duration::from_millis(1500)).await;
        let stream = TcpStream::connect(address).await?;
        stream.write_all(name.as_bytes()).await?;
    }
    Ok(())
}

async fn clock() {
    loop {
        unio::sleep(Duration::from_secs(1)).await;
        say!("    tick");
    }
}
