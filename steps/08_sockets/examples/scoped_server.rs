//! A server that lives as long as its scope. At the end nobody is cut off:
//! it accepts no more connections, lets those that are there come to an
//! end, and waits for them.

use std::io;
use std::time::Duration;

use shared::say;
use step_08_sockets as unio;
use unio::{Server, TcpListener, TcpStream};

fn main() -> io::Result<()> {
    shared::start_scene();
    unio::run(play())
}

async fn play() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    say!("the scope begins");
    Server::scope(listener, serve, async |server| {
        for name in ["Alice", "Bob"] {
            let stream = TcpStream::connect(server.local_addr()?).await?;
            stream.write_all(name.as_bytes()).await?;
            unio::create_task(listen(stream));
            unio::sleep(Duration::from_secs(2)).await;
        }
        say!("the scope ends");
        Ok::<_, io::Error>(())
    })
    .await?;
    say!("the scope has ended");
    let late = TcpStream::connect(address).await;
    say!("Carol: {}", late.err().expect("too late").kind());
    Ok(())
}

/// Counts, until the client has gone or the scope ends.
async fn serve(stream: TcpStream) {
    let mut buffer = [0; 64];
    let count = stream.read(&mut buffer).await.unwrap_or(0);
    let name = String::from_utf8_lossy(&buffer[..count]).into_owned();
    let second = Duration::from_secs(1);
    for number in 1.. {
        let line = format!("{name}: {number}");
        if stream.write_all(line.as_bytes()).await.is_err() {
            return;
        }
        if unio::timeout(second, stream.read(&mut buffer)).await.is_some() {
            break;
        }
    }
    unio::sleep(second).await;
    let _ = stream.write_all(format!("{name}: goodbye").as_bytes()).await;
}

async fn listen(stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 64];
    while let count @ 1.. = stream.read(&mut buffer).await? {
        say!("    {}", String::from_utf8_lossy(&buffer[..count]));
    }
    Ok(())
}
