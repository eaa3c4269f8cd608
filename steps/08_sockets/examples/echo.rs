//! An echo server. It reads with one half of a connection and writes with
//! the other: each is a reference.

use std::io;
use std::net::Shutdown;
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
    let stream = TcpStream::connect(listener.local_addr()?).await?;
    unio::create_task(async move {
        let (stream, _) = listener.accept().await?;
        echo(&stream, &stream).await
    });
    let both = [true, false].map(async |listens| match listens {
        true => listen(&stream).await,
        false => shout(&stream).await,
    });
    unio::gather(both).await.into_iter().collect()
}

async fn echo(reader: &TcpStream, writer: &TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    while let count @ 1.. = reader.read(&mut buffer).await? {
        // In the mountains, it takes a while.
        unio::sleep(Duration::from_millis(700)).await;
        writer.write_all(&buffer[..count]).await?;
    }
    say!("nobody shouts any more");
    Ok(())
}

async fn shout(writer: &TcpStream) -> io::Result<()> {
    for word in ["hello", "is anybody there?", "goodbye"] {
        say!("{word}");
        writer.write_all(word.as_bytes()).await?;
        unio::sleep(Duration::from_secs(1)).await;
    }
    writer.shutdown(Shutdown::Write)
}

async fn listen(reader: &TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    while let count @ 1.. = reader.read(&mut buffer).await? {
        say!("    {}", String::from_utf8_lossy(&buffer[..count]));
    }
    say!("    the end");
    Ok(())
}
