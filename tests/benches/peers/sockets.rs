//! The same work for each loop, with sockets, or with another thread.

use std::sync::mpsc;
use std::thread;

use async_channel::Receiver;

/// What a client says, and hears again.
const WORDS: [u8; 32] = *b"thirty-two bytes, and all of it!";

/// Writes the work that takes another thread, for a loop that has `run`.
macro_rules! across {
    () => {
        /// A ball goes to another thread and comes back, while the loop has
        /// nothing else to do than to wait for it.
        pub(crate) fn across(count: u64) {
            let (throw, catch) = super::other_thread();
            run(async move {
                for ball in 0..count {
                    throw.send(ball).expect("the thread plays on");
                    catch.recv().await.expect("the thread plays on");
                }
            });
        }
    };
}

/// Writes the work for a loop that has `run`, `spawn`, `joined`, `bind`,
/// `accept`, `connect`, `read` and `write`.
macro_rules! works {
    () => {
        /// Clients and server share the loop.
        pub(crate) fn echo(clients: u64, count: u64) {
            run(async move {
                let (listener, address) = bind().await;
                let server = spawn(serve(listener));
                let talk = |_| spawn(talk(address, count / clients));
                let talks: Vec<_> = (0..clients).map(talk).collect();
                for talk in talks {
                    joined(talk).await;
                }
                server.abort();
            });
        }

        async fn serve(listener: TcpListener) {
            loop {
                let stream = accept(&listener).await;
                drop(spawn(answer(stream)));
            }
        }

        async fn answer(mut stream: TcpStream) {
            let mut buffer = [0; 1024];
            loop {
                match read(&mut stream, &mut buffer).await {
                    0 => return,
                    count => write(&mut stream, &buffer[..count]).await,
                }
            }
        }

        async fn talk(address: SocketAddr, count: u64) {
            let mut stream = connect(address).await;
            for _ in 0..count {
                write(&mut stream, &super::WORDS).await;
                hear(&mut stream).await;
            }
        }

        async fn hear(stream: &mut TcpStream) {
            let mut buffer = [0; super::WORDS.len()];
            let mut missing = buffer.len();
            while missing > 0 {
                missing -= read(stream, &mut buffer[..missing]).await;
            }
        }

        across!();

        /// Calls `look` when all clients are there.
        pub(crate) fn while_connected(
            clients: fn(&str) -> (Child, Receiver<()>),
            look: impl FnOnce(),
        ) {
            run(async move {
                let (listener, address) = bind().await;
                drop(spawn(serve(listener)));
                let (child, there) = clients(&address.to_string());
                there.recv().await.expect("they come");
                look();
                drop(child);
            });
        }
    };
}

type Throw = mpsc::Sender<u64>;
type Catch = Receiver<u64>;

/// Throws back every ball. The thread ends when nobody throws any more.
fn other_thread() -> (Throw, Catch) {
    let (throw, caught) = mpsc::channel();
    let (throw_back, catch) = async_channel::unbounded();
    thread::spawn(move || {
        for ball in caught {
            throw_back.send_blocking(ball).expect("the loop plays on");
        }
    });
    (throw, catch)
}

pub(crate) mod unio_07 {
    use step_07_futures::run;

    across!();
}

pub(crate) mod unio {
    use std::net::SocketAddr;
    use std::process::Child;

    use async_channel::Receiver;
    use step_08_sockets::{JoinHandle, create_task, run};
    use step_08_sockets::{TcpListener, TcpStream};

    /// Tokio's handles call it so.
    struct Task(JoinHandle<()>);

    impl Task {
        fn abort(&self) {
            self.0.cancel();
        }
    }

    fn spawn(task: impl Future<Output = ()> + 'static) -> Task {
        Task(create_task(task))
    }

    async fn joined(task: Task) {
        task.0.await.expect("it does not panic");
    }

    async fn bind() -> (TcpListener, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        (listener, address)
    }

    async fn accept(listener: &TcpListener) -> TcpStream {
        listener.accept().await.expect("a client").0
    }

    async fn connect(address: SocketAddr) -> TcpStream {
        TcpStream::connect(address).await.expect("a server")
    }

    async fn read(stream: &mut TcpStream, buffer: &mut [u8]) -> usize {
        stream.read(buffer).await.expect("it is open")
    }

    async fn write(stream: &mut TcpStream, bytes: &[u8]) {
        stream.write_all(bytes).await.expect("it is open");
    }

    works!();
}

pub(crate) mod tokio {
    use std::net::SocketAddr;
    use std::process::Child;

    use ::tokio::io::{AsyncReadExt, AsyncWriteExt};
    use ::tokio::net::{TcpListener, TcpStream};
    use ::tokio::runtime::Builder;
    use ::tokio::spawn;
    use ::tokio::task::JoinHandle;
    use async_channel::Receiver;

    fn run(main: impl Future<Output = ()>) {
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(main);
    }

    async fn joined(task: JoinHandle<()>) {
        task.await.expect("it does not panic");
    }

    async fn bind() -> (TcpListener, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port");
        let address = listener.local_addr().expect("an address");
        (listener, address)
    }

    async fn accept(listener: &TcpListener) -> TcpStream {
        listener.accept().await.expect("a client").0
    }

    async fn connect(address: SocketAddr) -> TcpStream {
        TcpStream::connect(address).await.expect("a server")
    }

    async fn read(stream: &mut TcpStream, buffer: &mut [u8]) -> usize {
        stream.read(buffer).await.expect("it is open")
    }

    async fn write(stream: &mut TcpStream, bytes: &[u8]) {
        stream.write_all(bytes).await.expect("it is open");
    }

    works!();
}
