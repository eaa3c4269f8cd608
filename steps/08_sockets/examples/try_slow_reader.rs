//! A server that tells everybody the same story. Whoever does not listen
//! for a second is told no more of it, and nobody else has to wait.

use std::io;
use std::time::Duration;

use shared::say;
use step_08_sockets as unio;
use unio::{Server, TcpListener, TcpStream};

const PATIENCE: Duration = Duration::from_secs(1);

/// More than the system keeps for somebody who does not read.
const CHAPTER: usize = 1 << 26;

fn main() -> io::Result<()> {
    shared::start_scene();
    unio::run(play())
}

async fn play() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    Server::scope(listener, tell, async |server| {
        let address = server.local_addr()?;
        let mut guests = Vec::new();
        for name in ["Alice", "Bob", "Carol"] {
            say!("{name} comes");
            let stream = TcpStream::connect(address).await?;
            guests.push(unio::create_task(listen(name, stream)));
            unio::sleep(Duration::from_millis(100)).await;
        }
        unio::gather(guests).await;
        Ok(())
    })
    .await
}

async fn tell(stream: TcpStream) {
    let chapter = vec![b'.'; CHAPTER];
    for _ in 0..3 {
        let told = tell_slowly(&stream, &chapter);
        if !matches!(unio::timeout(PATIENCE, told).await, Some(Ok(()))) {
            return say!("    enough: somebody does not listen");
        }
        unio::sleep(Duration::from_millis(700)).await;
    }
}

/// Windows takes over whatever it is given at once, however much that is.
async fn tell_slowly(stream: &TcpStream, chapter: &[u8]) -> io::Result<()> {
    for page in chapter.chunks(1 << 16) {
        stream.write_all(page).await?;
    }
    Ok(())
}

async fn listen(name: &str, stream: TcpStream) {
    let mut buffer = vec![0; 1 << 16];
    let mut heard = 0;
    if name == "Bob" {
        unio::sleep(5 * PATIENCE).await;
    }
    while let Ok(count @ 1..) = stream.read(&mut buffer).await {
        heard += count;
        if heard % CHAPTER == 0 {
            say!("{name} has heard chapter {}", heard / CHAPTER);
        }
    }
    say!("{name} goes, after {}", heard / CHAPTER);
}
